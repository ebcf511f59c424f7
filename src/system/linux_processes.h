/* The living processes whose executable's name matches a pattern, from /proc. */
#ifndef OSAURTOP_LINUX_PROCESSES_H
#define OSAURTOP_LINUX_PROCESSES_H

#include "linux_common.h"

#include "osaurtop/system.h"

/* Which process stood at the same place of the array in the gathering before. */
struct process_identity {
    pid_t pid;
    uint64_t start_ticks;
};

struct processes {
    int proc; /* descriptor of /proc, -1 where there is none; opened by processes_open() */
    uint64_t ticks_per_second;
    int64_t page_size;
    struct timestamp booted_at; /* set before each pass */

    struct system_process *items; /* the matching ones, then the strangers of interest */
    size_t count;
    size_t capacity;
    size_t matching_count;
    struct process_identity *identities; /* parallel to items */
    size_t identity_capacity;
    bool news; /* the matching ones are not those of the gathering before */

    pid_t *others; /* the other processes whose executable may be seen */
    size_t other_count;
    size_t other_capacity;

    enum system_view view;
};

void processes_init(struct processes *processes);
void processes_close(struct processes *processes);

/* Opens /proc if that is still to be done; where it is no process list it stays closed. */
void processes_open(struct processes *processes);

/*
 * One pass over /proc: reads one link a process, and more only where the name matches. A hidden
 * executable (another user's process) goes by the kernel's short name, of at most 15 bytes.
 * Returns 0, or -1 when out of memory.
 */
int processes_read(struct processes *processes, const char *pattern, union scratch *scratch);

/* Index of a process among the first `count` of the array, or SYSTEM_NO_PROCESS. */
int processes_find(const struct processes *processes, pid_t pid, size_t count);

/*
 * Appends a process that is not in the array; `index` becomes SYSTEM_NO_PROCESS when it is gone.
 * Returns 0, or -1 when out of memory.
 */
int processes_add(struct processes *processes, pid_t pid, const char *pattern, int *index);

#endif
