/* The process table of macOS. */
#include "config.h"

#include "darwin.h"

#include "osaurtop/text.h"

#include <errno.h>
#include <mach/mach_time.h>
#include <stdlib.h>
#include <string.h>
#include <sys/proc.h>

_Static_assert(SYSTEM_PATH_SIZE >= PROC_PIDPATHINFO_SIZE,
               "proc_pidpath() refuses a smaller buffer");

/* Processes may start between the question for the size and the next try. */
#define ROW_SLACK      32
#define LIST_TRIES_MAX 16

/* Start time and owner of every process, whoever owns it: PROC_PIDTBSDINFO is refused for others'.
 */
static int table_name[] = {CTL_KERN, KERN_PROC, KERN_PROC_ALL};
#define TABLE_NAME_LENGTH (sizeof table_name / sizeof table_name[0])

static enum darwin_result rows_grow(struct system *system)
{
    size_t needed = 0;
    if (sysctl(table_name, TABLE_NAME_LENGTH, NULL, &needed, NULL, 0) != 0)
        return DARWIN_REFUSED;
    size_t count = needed / sizeof *system->rows;
    if (count < system->row_capacity)
        count = system->row_capacity;
    struct kinfo_proc *rows = darwin_reserve(system->rows, &system->row_capacity, count + ROW_SLACK,
                                             sizeof *system->rows);
    if (rows == NULL)
        return DARWIN_NO_MEMORY;
    system->rows = rows;
    return DARWIN_DONE;
}

/* The kernel lists the newest first. Of a socket shared with children, its maker is the one to
 * name. */
static void rows_oldest_first(struct system *system)
{
    for (size_t low = 0, high = system->row_count; low + 1 < high; low++) {
        high--;
        struct kinfo_proc row = system->rows[low];
        system->rows[low] = system->rows[high];
        system->rows[high] = row;
    }
}

static void rows_drop_zombies(struct system *system)
{
    size_t kept = 0;
    for (size_t i = 0; i < system->row_count; i++) {
        if (system->rows[i].kp_proc.p_stat == SZOMB)
            continue;
        if (kept != i)
            system->rows[kept] = system->rows[i];
        kept++;
    }
    system->row_count = kept;
}

enum darwin_result darwin_processes_list(struct system *system)
{
    system->row_count = 0;
    for (int tries = 0; tries < LIST_TRIES_MAX; tries++) {
        size_t size = system->row_capacity * sizeof *system->rows;
        if (size > 0 && sysctl(table_name, TABLE_NAME_LENGTH, system->rows, &size, NULL, 0) == 0) {
            system->row_count = size / sizeof *system->rows;
            rows_drop_zombies(system);
            rows_oldest_first(system);
            return DARWIN_DONE;
        }
        if (size > 0 && errno != ENOMEM)
            return DARWIN_REFUSED;
        enum darwin_result result = rows_grow(system);
        if (result != DARWIN_DONE)
            return result;
    }
    return DARWIN_REFUSED;
}

uid_t darwin_processes_owner(const struct kinfo_proc *row)
{
    return row->kp_eproc.e_ucred.cr_uid;
}

void darwin_processes_identify(const struct kinfo_proc *row, const char *pattern,
                               struct system_process *process)
{
    *process = (struct system_process){
        .pid = row->kp_proc.p_pid,
        .owner = darwin_processes_owner(row),
        .resident_bytes = -1,
        .cpu_ns = -1,
    };
    struct timeval started_at = row->kp_proc.p_starttime;
    if (started_at.tv_sec > 0) {
        process->start_known = true;
        process->started_at.s = started_at.tv_sec;
        process->started_at.ns = (int32_t)started_at.tv_usec * 1000;
    }

    char comm[sizeof row->kp_proc.p_comm + 1] = "";
    memcpy(comm, row->kp_proc.p_comm, sizeof row->kp_proc.p_comm);
    const char *name = comm;
    if (proc_pidpath(process->pid, process->path, sizeof process->path) > 0) {
        const char *slash = strrchr(process->path, '/');
        name = slash != NULL ? slash + 1 : process->path;
    } else {
        process->path[0] = '\0';
    }
    process->matches = text_matches(pattern, name);
    memcpy(process->name, name, strnlen(name, sizeof process->name - 1));
}

void darwin_processes_measure(const struct system *system, struct system_process *process)
{
    struct proc_taskinfo task;
    if (proc_pidinfo(process->pid, PROC_PIDTASKINFO, 0, &task, sizeof task) != sizeof task)
        return;
    process->resident_bytes = (int64_t)task.pti_resident_size;
    if (system->tick_denominator != 0)
        process->cpu_ns = (int64_t)((task.pti_total_user + task.pti_total_system) *
                                    system->tick_numerator / system->tick_denominator);
}

void darwin_processes_calibrate(struct system *system)
{
    /* Rosetta tells a translated program 1:1, while the kernel goes on counting the real units. */
    int translated = 0;
    size_t size = sizeof translated;
    if (sysctlbyname("sysctl.proc_translated", &translated, &size, NULL, 0) == 0 && translated == 1)
        return;
    mach_timebase_info_data_t timebase;
    if (mach_timebase_info(&timebase) != KERN_SUCCESS)
        return;
    system->tick_numerator = timebase.numer;
    system->tick_denominator = timebase.denom;
}

const struct kinfo_proc *darwin_processes_find(const struct system *system, pid_t pid)
{
    for (size_t i = 0; i < system->row_count; i++)
        if (system->rows[i].kp_proc.p_pid == pid)
            return &system->rows[i];
    return NULL;
}

void *darwin_reserve(void *items, size_t *capacity, size_t count, size_t size)
{
    if (count <= *capacity)
        return items;
    size_t larger = *capacity < count / 2 ? count : count + count / 2;
    void *grown = realloc(items, larger * size);
    if (grown != NULL)
        *capacity = larger;
    return grown;
}
