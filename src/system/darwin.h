/*
 * What the parts of the macOS platform share: darwin.c gathers, with the process table of
 * darwin_processes.c and the listening sockets of darwin_sockets.c. Nothing else includes this.
 */
#ifndef OSAURTOP_SYSTEM_DARWIN_H
#define OSAURTOP_SYSTEM_DARWIN_H

#include "osaurtop/system.h"

#include <libproc.h>
#include <sys/sysctl.h>

/* One bit a TCP port. */
#define DARWIN_PORT_BYTES (65536 / 8)

enum darwin_result {
    DARWIN_DONE,
    DARWIN_REFUSED, /* the kernel does not tell us (a sandbox) */
    DARWIN_NO_MEMORY,
};

/*
 * Where a listener was found, so that the next gathering can ask there first. It is only a hint:
 * whatever is there by then is read anew.
 */
struct darwin_origin {
    uint64_t socket; /* the kernel's handle: the same in every process that shares the socket */
    pid_t pid;
    int descriptor;
};

struct system {
    /* Every process of the machine, as the kernel lists them. */
    struct kinfo_proc *rows;
    size_t row_count;
    size_t row_capacity;

    /* Evidence. origins[i] belongs to listeners[i]. */
    struct system_process *processes;
    size_t process_count;
    size_t process_capacity;
    struct system_listener *listeners;
    size_t listener_count;
    size_t listener_capacity;
    struct darwin_origin *origins;
    size_t origin_capacity;
    struct ip_address *addresses;
    size_t address_count;
    size_t address_capacity;

    /* The descriptors of one process. */
    struct proc_fdinfo *descriptors;
    size_t descriptor_capacity;

    /* Strangers that held a wanted port in the gathering before. */
    struct darwin_origin *strangers;
    size_t stranger_count;
    size_t stranger_capacity;

    uint8_t wanted[DARWIN_PORT_BYTES];
    uint8_t wanted_before[DARWIN_PORT_BYTES]; /* by the gathering before */
    uint8_t
        silent_before[DARWIN_PORT_BYTES]; /* wanted ports without a listener after that search */
    bool searched;                        /* searched_at_ns is set */
    int64_t searched_at_ns;               /* when all processes were last asked */

    /* Nanoseconds are mach time units times numerator / denominator; 0 where that is unknown. */
    uint32_t tick_numerator;
    uint32_t tick_denominator;
};

/*
 * Room for `count` items of `size` bytes in an array that grows and never shrinks. Returns the
 * array, perhaps moved, or NULL with the old one intact when out of memory.
 */
void *darwin_reserve(void *items, size_t *capacity, size_t count, size_t size);

/* Fills system->rows with every process, oldest first, zombies left out. */
enum darwin_result darwin_processes_list(struct system *system);

/*
 * Who a process is: its executable, and whether that matches. Paths of any user's processes are
 * visible; where the executable was deleted, the kernel's short name stands in.
 */
void darwin_processes_identify(const struct kinfo_proc *row, const char *pattern,
                               struct system_process *process);

/* Memory and CPU time; they stay unknown for another user's process. */
void darwin_processes_measure(const struct system *system, struct system_process *process);

/* The ratio of mach time units to nanoseconds into `system`. */
void darwin_processes_calibrate(struct system *system);

uid_t darwin_processes_owner(const struct kinfo_proc *row);

/* The row of a process, or NULL when it is gone. */
const struct kinfo_proc *darwin_processes_find(const struct system *system, pid_t pid);

/*
 * Appends the TCP listeners of one process, without those whose socket is known already from
 * another: of the wanted ports only, or of all. Their `process` is `index`.
 */
enum darwin_result darwin_sockets_of_process(struct system *system, const struct kinfo_proc *row,
                                             bool wanted_only, int index);

/* Likewise the one listener at `descriptor`, when it still is one of a wanted port. */
enum darwin_result darwin_sockets_at(struct system *system, const struct kinfo_proc *row,
                                     int descriptor, bool wanted_only, int index);

/* 16 bytes from the kernel, which hides the interface's number inside link-local addresses. */
struct ip_address darwin_sockets_address_v6(const void *bytes);

bool darwin_port_is_marked(const uint8_t *ports, uint16_t port);

#endif
