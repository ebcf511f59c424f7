#include "config.h"

#include "linux_processes.h"

#include "osaurtop/text.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A process number has at most 10 digits. */
#define NUMBER_SIZE 11
#define FILE_SIZE   (NUMBER_SIZE + sizeof "/status")
/* stat is one line of 52 numbers, most of them short. */
#define STAT_SIZE   2048
/* The Uid line stands near the beginning, after a name of up to 64 escaped bytes. */
#define STATUS_SIZE 1024

void processes_init(struct processes *processes)
{
    long ticks_per_second = sysconf(_SC_CLK_TCK);
    long page_size = sysconf(_SC_PAGESIZE);
    *processes = (struct processes){
        .proc = -1,
        .ticks_per_second = ticks_per_second > 0 ? (uint64_t)ticks_per_second : 100,
        .page_size = page_size > 0 ? page_size : 4096,
    };
}

void processes_open(struct processes *processes)
{
    if (processes->proc >= 0) {
        return;
    }
    int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    /* An empty directory of that name, as in a bare chroot, must not pass for "nothing lives". */
    if (proc >= 0 && faccessat(proc, "self/stat", F_OK, 0) != 0) {
        close(proc);
        proc = -1;
    }
    processes->proc = proc;
}

void processes_close(struct processes *processes)
{
    if (processes->proc >= 0) {
        close(processes->proc);
    }
    free(processes->items);
    free(processes->identities);
    free(processes->others);
}

/* --- what is seen of whom -------------------------------------------------------------------- */

static bool may_trace_everyone(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {0};
    return syscall(SYS_capget, &header, data) == 0 &&
           (data[CAP_TO_INDEX(CAP_SYS_PTRACE)].effective & CAP_TO_MASK(CAP_SYS_PTRACE));
}

/*
 * With the mount option hidepid other users' processes are invisible, or visible without content,
 * to all but those who may trace them. The first process is a probe for it, where it belongs to
 * somebody else; where it is one's own (root, a container), the right to trace decides.
 */
static enum system_view view_of(const struct processes *processes)
{
    struct stat first;
    if (fstatat(processes->proc, "1/stat", &first, 0) != 0) {
        return SYSTEM_VIEW_OWN;
    }
    bool others = first.st_uid != geteuid() || may_trace_everyone();
    return others ? SYSTEM_VIEW_ALL : SYSTEM_VIEW_OWN;
}

static void narrow_view(struct processes *processes, enum system_view view)
{
    if (processes->view > view) {
        processes->view = view;
    }
}

/* --- one process ----------------------------------------------------------------------------- */

static bool is_gone(int error)
{
    return error == ENOENT || error == ESRCH;
}

static void file_of(char path[FILE_SIZE], const char *number, const char *file)
{
    size_t length = strlen(number);
    memcpy(path, number, length);
    strcpy(path + length, file);
}

/* Long names are cut. */
static void set_name(struct system_process *process, const char *name)
{
    size_t length = strnlen(name, SYSTEM_NAME_SIZE - 1);
    memcpy(process->name, name, length);
    process->name[length] = '\0';
}

enum sight { SIGHT_EXECUTABLE, SIGHT_HIDDEN, SIGHT_NOTHING };

/* Reads where the executable lies; its file name is in `name`, inside `path`. */
static enum sight read_executable(const struct processes *processes, const char *number,
                                  char path[PATH_MAX], const char **name)
{
    static const char deleted[] = " (deleted)";
    char link[FILE_SIZE];
    file_of(link, number, "/exe");
    ssize_t got = readlinkat(processes->proc, link, path, PATH_MAX - 1);
    if (got < 0) {
        /* A kernel thread or a zombie has no executable; else it is another user's. */
        return is_gone(errno) ? SIGHT_NOTHING : SIGHT_HIDDEN;
    }
    size_t length = (size_t)got;
    size_t suffix = sizeof deleted - 1;
    if (length > suffix && memcmp(path + length - suffix, deleted, suffix) == 0) {
        length -= suffix;
    }
    path[length] = '\0';
    const char *slash = memrchr(path, '/', length);
    *name = slash ? slash + 1 : path;
    return SIGHT_EXECUTABLE;
}

/* Takes the fields of stat that stand behind the name, which may hold anything, `)` included. */
static bool parse_stat(const struct processes *processes, const char *text,
                       struct system_process *process, struct process_identity *identity)
{
    const char *after_name = strrchr(text, ')');
    char state;
    uint64_t user_ticks;
    uint64_t system_ticks;
    uint64_t start_ticks;
    uint64_t virtual_bytes;
    int64_t resident_pages;
    if (!after_name || sscanf(after_name,
                              ") %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %" SCNu64 " %" SCNu64
                              " %*d %*d %*d %*d %*d %*d %" SCNu64 " %" SCNu64 " %" SCNd64,
                              &state, &user_ticks, &system_ticks, &start_ticks, &virtual_bytes,
                              &resident_pages) != 6) {
        return true;
    }
    uint64_t second = processes->ticks_per_second;
    uint64_t ticks = user_ticks + system_ticks;
    identity->start_ticks = start_ticks;
    process->start_known = true;
    process->started_at =
        timestamp_add_ms(processes->booted_at, (int64_t)(start_ticks / second * 1000 +
                                                         start_ticks % second * 1000 / second));
    process->cpu_ns = (int64_t)(ticks / second * 1000000000 + ticks % second * 1000000000 / second);
    process->resident_bytes = resident_pages * processes->page_size;
    /* Z and X are dead; only kernel threads, and those that just died, have no memory at all. */
    return !strchr("ZXx", state) && virtual_bytes > 0;
}

/* Start, memory and time of a process. False when it does not live; what cannot be read stays
 * unknown. */
static bool read_numbers(const struct processes *processes, const char *number,
                         struct system_process *process, struct process_identity *identity)
{
    char text[STAT_SIZE];
    char path[FILE_SIZE];
    process->start_known = false;
    process->started_at = (struct timestamp){0};
    process->resident_bytes = -1;
    process->cpu_ns = -1;
    identity->start_ticks = 0;
    file_of(path, number, "/stat");
    if (read_text(processes->proc, path, text, sizeof text) < 0) {
        return !is_gone(errno);
    }
    return parse_stat(processes, text, process, identity);
}

/*
 * The directory belongs to the process' user, but to root where it may not be inspected. False when
 * the process is gone.
 */
static bool read_owner(struct processes *processes, const char *number, uid_t *owner)
{
    struct stat directory;
    if (fstatat(processes->proc, number, &directory, AT_SYMLINK_NOFOLLOW) != 0) {
        return false;
    }
    *owner = directory.st_uid;
    if (*owner != 0) {
        return true;
    }
    char text[STATUS_SIZE];
    char path[FILE_SIZE];
    file_of(path, number, "/status");
    int length = read_text(processes->proc, path, text, sizeof text);
    if (length < 0 && is_gone(errno)) {
        return false;
    }
    const char *line = length < 0 ? NULL : strstr(text, "\nUid:");
    unsigned effective;
    if (line && sscanf(line, "\nUid: %*u %u", &effective) == 1) {
        *owner = effective;
    } else {
        narrow_view(processes, SYSTEM_VIEW_NONE); /* anybody's processes may pass for root's */
    }
    return true;
}

/* The kernel's short name; false when there is none to be had. */
static bool read_short_name(struct processes *processes, const char *number,
                            char name[SYSTEM_NAME_SIZE])
{
    char path[FILE_SIZE];
    file_of(path, number, "/comm");
    int length = read_text(processes->proc, path, name, SYSTEM_NAME_SIZE);
    if (length < 0) {
        if (errno == EACCES || errno == EPERM) {
            narrow_view(processes, SYSTEM_VIEW_OWN);
        } else if (!is_gone(errno)) {
            narrow_view(processes, SYSTEM_VIEW_NONE);
        }
        return false;
    }
    name[strcspn(name, "\n")] = '\0';
    return true;
}

static int reserve_one(struct processes *processes)
{
    size_t needed = processes->count + 1;
    struct system_process *items =
        array_grow(processes->items, &processes->capacity, needed, sizeof *items);
    if (!items) {
        return -1;
    }
    processes->items = items;
    struct process_identity *identities = array_grow(
        processes->identities, &processes->identity_capacity, needed, sizeof *identities);
    if (!identities) {
        return -1;
    }
    processes->identities = identities;
    return 0;
}

/* Appends a process of which the name is known; false when it is gone by now. */
static bool append(struct processes *processes, const char *number, const char *name,
                   const char *path, bool matches, struct process_identity *identity)
{
    struct system_process *process = &processes->items[processes->count];
    process->pid = identity->pid;
    process->matches = matches;
    set_name(process, name);
    size_t length = strlen(path);
    /* What hides its executable from us hides its descriptors too. */
    process->sockets_hidden = length == 0;
    bool fits = length < sizeof process->path;
    memcpy(process->path, path, fits ? length + 1 : 0);
    process->path[fits ? length : 0] = '\0';
    if (!read_numbers(processes, number, process, identity) ||
        !read_owner(processes, number, &process->owner)) {
        return false;
    }
    processes->count++;
    return true;
}

/* --- the pass -------------------------------------------------------------------------------- */

static int add_other(struct processes *processes, pid_t pid)
{
    pid_t *others = array_grow(processes->others, &processes->other_capacity,
                               processes->other_count + 1, sizeof *others);
    if (!others) {
        return -1;
    }
    processes->others = others;
    others[processes->other_count++] = pid;
    return 0;
}

static int look_at(struct processes *processes, const char *number, const char *pattern,
                   size_t before)
{
    char path[PATH_MAX];
    char short_name[SYSTEM_NAME_SIZE];
    const char *name = short_name;
    struct process_identity identity = {.pid = (pid_t)strtol(number, NULL, 10)};
    enum sight sight = read_executable(processes, number, path, &name);
    if (sight == SIGHT_HIDDEN) {
        path[0] = '\0';
        sight = read_short_name(processes, number, short_name) ? sight : SIGHT_NOTHING;
    }
    if (sight == SIGHT_NOTHING) {
        return 0;
    }
    if (!text_matches(pattern, name)) {
        return sight == SIGHT_EXECUTABLE ? add_other(processes, identity.pid) : 0;
    }
    if (reserve_one(processes) != 0) {
        return -1;
    }
    if (append(processes, number, name, path, true, &identity)) {
        struct process_identity *known = &processes->identities[processes->count - 1];
        processes->news = processes->news || processes->count > before ||
                          known->pid != identity.pid || known->start_ticks != identity.start_ticks;
        *known = identity;
    }
    return 0;
}

int processes_read(struct processes *processes, const char *pattern, union scratch *scratch)
{
    size_t before = processes->matching_count;
    processes->count = 0;
    processes->matching_count = 0;
    processes->other_count = 0;
    processes->news = false;
    processes->view = SYSTEM_VIEW_NONE;
    if (processes->proc < 0 || lseek(processes->proc, 0, SEEK_SET) != 0) {
        return 0;
    }
    processes->view = view_of(processes);
    struct listing listing = {.directory = processes->proc, .scratch = scratch};
    const char *name;
    while ((name = listing_next(&listing))) {
        bool process = name[0] >= '1' && name[0] <= '9' && strlen(name) < NUMBER_SIZE;
        if (process && look_at(processes, name, pattern, before) != 0) {
            return -1;
        }
    }
    if (listing.failed) {
        narrow_view(processes, SYSTEM_VIEW_NONE);
    }
    processes->matching_count = processes->count;
    processes->news = processes->news || processes->count != before;
    return 0;
}

int processes_find(const struct processes *processes, pid_t pid, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (processes->items[i].pid == pid) {
            return (int)i;
        }
    }
    return SYSTEM_NO_PROCESS;
}

int processes_add(struct processes *processes, pid_t pid, const char *pattern, int *index)
{
    char number[NUMBER_SIZE + 1];
    char path[PATH_MAX];
    char short_name[SYSTEM_NAME_SIZE];
    const char *name = short_name;
    struct process_identity identity = {.pid = pid};
    *index = SYSTEM_NO_PROCESS;
    snprintf(number, sizeof number, "%d", (int)pid);
    enum sight sight = read_executable(processes, number, path, &name);
    if (sight == SIGHT_HIDDEN) {
        path[0] = '\0';
        sight = read_short_name(processes, number, short_name) ? sight : SIGHT_NOTHING;
    }
    if (sight == SIGHT_NOTHING) {
        return 0;
    }
    if (reserve_one(processes) != 0) {
        return -1;
    }
    if (append(processes, number, name, path, text_matches(pattern, name), &identity)) {
        processes->identities[processes->count - 1] = identity;
        *index = (int)processes->count - 1;
    }
    return 0;
}
