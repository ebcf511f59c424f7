/*
 * What the operating system knows, behind one contract: linux.c, darwin.c and unsupported.c each
 * supply it.
 *
 * What cannot be seen is unknown, never wrong: a missing view is declared (enum system_view), an
 * unknown number is negative, an unknown process behind a listener is SYSTEM_NO_PROCESS.
 */
#ifndef OSAURTOP_SYSTEM_H
#define OSAURTOP_SYSTEM_H

#include "osaurtop/ip.h"
#include "osaurtop/timestamp.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define SYSTEM_NAME_SIZE  64
#define SYSTEM_PATH_SIZE  1024
#define SYSTEM_NO_PROCESS (-1)

/* Whose things were completely visible. Another user's processes may hide (macOS, hidepid). */
enum system_view { SYSTEM_VIEW_NONE, SYSTEM_VIEW_OWN, SYSTEM_VIEW_ALL };

/* A living process (no zombie): one whose name matches the pattern, or one that holds a listener of
 * interest. */
struct system_process {
    pid_t pid;
    uid_t owner;
    bool matches;                /* its executable's file name matches the request's pattern */
    char name[SYSTEM_NAME_SIZE]; /* the executable's file name; where hidden, the kernel's short
                                    name */
    char path[SYSTEM_PATH_SIZE]; /* the executable's path, "" where hidden */
    bool start_known;
    struct timestamp
        started_at;         /* precision of 10 ms; moves with the wall clock when that is set */
    bool sockets_hidden;    /* its descriptors may not be looked at: it may listen anywhere */
    int64_t resident_bytes; /* -1 unknown */
    int64_t cpu_ns;         /* user and system time since it started; -1 unknown */
};

/* A TCP socket that listens. */
struct system_listener {
    struct ip_address address; /* a wildcard for "any"; mapped IPv6 is IPv4 */
    bool v6_only;              /* of `::`: does not take IPv4 */
    uint16_t port;
    uid_t owner;
    int process; /* index into evidence.processes, or SYSTEM_NO_PROCESS where it cannot be seen */
};

/* One gathering. The arrays belong to the system object and last until its next gathering. */
struct evidence {
    const struct system_process *processes;
    size_t process_count;
    const struct system_listener
        *listeners; /* every one on a requested port, and every one of a matching process */
    size_t listener_count;
    const struct ip_address
        *addresses; /* of this machine's interfaces that are up, loopback included */
    size_t address_count;
    enum system_view sockets_view;
    enum system_view processes_view;
    uid_t own_uid;
    bool boot_known;
    struct timestamp booted_at; /* moves with the wall clock when that is set */
    int64_t taken_at_ns;        /* monotonic, when the gathering began */
};

struct system_request {
    const char *pattern; /* glob over executable names, see text_matches(); "osaurus*" by default */
    const uint16_t
        *ports; /* whose listeners are wanted, whoever holds them; any order, duplicates are fine */
    size_t port_count;
};

struct system; /* opaque: descriptors and buffers, reused from one gathering to the next */

struct system *system_new(void);         /* NULL when out of memory */
void system_free(struct system *system); /* NULL is fine */

/*
 * Looks at sockets first and processes after, so that a listener's process is still found. Never
 * blocks, needs no privileges; once its buffers have grown it allocates nothing. Returns 0, or -1
 * when out of memory; everything else that goes wrong narrows a view.
 */
int system_gather(struct system *system, const struct system_request *request,
                  struct evidence *evidence);

/* The two clocks, read nowhere else: wall clock (UTC), and monotonic nanoseconds. */
struct timestamp system_now(void);
int64_t system_monotonic_ns(void);

/*
 * Whether an open directory lies on a local file system of this machine, and was not lent to the
 * container we run in by a machine whose processes we cannot see; in doubt false.
 */
bool system_is_local(int directory);

#endif
