#include "config.h"

#include "linux_holders.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* "/" and two numbers of up to 10 digits with "/fd/" between. */
#define LINK_SIZE       32
/* "socket:[18446744073709551615]" fits; of anything longer the beginning is enough. */
#define TARGET_SIZE     40
/* A socket may be handed over to a process that can be seen, but seldom is. */
#define SEARCH_AGAIN_NS (INT64_C(60) * 1000000000)

bool port_set_has(const struct port_set *ports, uint16_t port)
{
    return ports->bits[port / 8] & (1u << (port % 8));
}

/* The inode of the socket behind a link of /proc/PID/fd, or 0. */
static uint64_t read_socket_link(int directory, const char *link)
{
    static const char prefix[] = "socket:[";
    char target[TARGET_SIZE];
    ssize_t length = readlinkat(directory, link, target, sizeof target - 1);
    if (length < (ssize_t)sizeof prefix || memcmp(target, prefix, sizeof prefix - 1) != 0) {
        return 0;
    }
    target[length] = '\0';
    return strtoull(target + sizeof prefix - 1, NULL, 10);
}

static bool still_holds(const struct processes *processes, const struct listening_socket *socket)
{
    char link[LINK_SIZE];
    snprintf(link, sizeof link, "%d/fd/%u", (int)socket->holder, socket->holder_descriptor);
    return socket->inode != 0 && read_socket_link(processes->proc, link) == socket->inode;
}

/* --- matching processes ---------------------------------------------------------------------- */

/* Whether what the gathering before found of matching processes holds; false at the first doubt. */
static bool recall_matching(struct sockets *sockets, const struct processes *processes)
{
    if (sockets->news || sockets->unsure || processes->news) {
        return false;
    }
    for (size_t i = 0; i < sockets->now.count; i++) {
        struct listening_socket *socket = &sockets->now.items[i];
        if (socket->holder == 0) {
            continue;
        }
        int index = processes_find(processes, socket->holder, processes->matching_count);
        if (index != SYSTEM_NO_PROCESS && !still_holds(processes, socket)) {
            return false;
        }
        socket->listener.process = index;
    }
    return true;
}

/* Of processes that share a socket the oldest, and never a stranger where a server has it too. */
static bool is_better(const struct processes *processes, int candidate, int present)
{
    return present == SYSTEM_NO_PROCESS || processes->identities[candidate].start_ticks <
                                               processes->identities[present].start_ticks;
}

struct search {
    struct sockets *sockets;
    const struct processes *processes;
    union scratch *scratch;
    bool cut_short; /* a process could not be searched that might be another time */
    size_t missing; /* wanted sockets without a holder, for the search among all */
    int64_t now_ns;
};

/* Who takes a listening socket found at a descriptor of a process; `index` is that process'. */
typedef void search_take(struct search *search, struct listening_socket *socket, pid_t pid,
                         int index, unsigned descriptor);

static void search_process(struct search *search, pid_t pid, int index, search_take *take)
{
    char path[LINK_SIZE];
    snprintf(path, sizeof path, "%d/fd", (int)pid);
    int directory = openat(search->processes->proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) {
        /* Gone or hidden is an answer; for want of descriptors or memory there was none. */
        search->cut_short = search->cut_short || (errno != ENOENT && errno != ESRCH &&
                                                  errno != EACCES && errno != EPERM);
        return;
    }
    struct listing listing = {.directory = directory, .scratch = search->scratch};
    const char *name;
    while ((name = listing_next(&listing))) {
        uint64_t inode = name[0] == '.' ? 0 : read_socket_link(directory, name);
        struct listening_socket *socket = inode ? sockets_find(search->sockets, inode) : NULL;
        if (socket) {
            take(search, socket, pid, index, (unsigned)strtoul(name, NULL, 10));
        }
    }
    close(directory);
}

static void take_matching(struct search *search, struct listening_socket *socket, pid_t pid,
                          int index, unsigned descriptor)
{
    if (is_better(search->processes, index, socket->listener.process)) {
        socket->listener.process = index;
        socket->holder = pid;
        socket->holder_descriptor = descriptor;
    }
}

static void search_matching(struct search *search)
{
    for (size_t i = 0; i < search->sockets->now.count; i++) {
        search->sockets->now.items[i].listener.process = SYSTEM_NO_PROCESS;
    }
    for (size_t i = 0; i < search->processes->matching_count; i++) {
        search_process(search, search->processes->items[i].pid, (int)i, take_matching);
    }
    search->sockets->unsure = search->cut_short;
}

/* --- strangers ------------------------------------------------------------------------------- */

/* Whether a socket is to be searched for among all processes. */
static bool is_missing(const struct listening_socket *socket, int64_t now_ns)
{
    return socket->listener.process == SYSTEM_NO_PROCESS && socket->holder == 0 &&
           socket->inode != 0 &&
           (socket->sought_at_ns == 0 || now_ns - socket->sought_at_ns >= SEARCH_AGAIN_NS);
}

static void take_stranger(struct search *search, struct listening_socket *socket, pid_t pid,
                          int index, unsigned descriptor)
{
    (void)index;
    if (socket->sought_at_ns == search->now_ns && socket->holder == 0) {
        socket->holder = pid;
        socket->holder_descriptor = descriptor;
        socket->sought_at_ns = 0;
        search->missing--;
    }
}

/* Marks those still missing as sought now, and searches everybody until each is found. */
static void search_others(struct search *search, const struct port_set *wanted)
{
    search->missing = 0;
    for (size_t i = 0; i < search->sockets->now.count; i++) {
        struct listening_socket *socket = &search->sockets->now.items[i];
        if (port_set_has(wanted, socket->listener.port) && is_missing(socket, search->now_ns)) {
            socket->sought_at_ns = search->now_ns;
            search->missing++;
        }
    }
    const struct processes *processes = search->processes;
    for (size_t i = 0; i < processes->other_count && search->missing > 0; i++) {
        search_process(search, processes->others[i], SYSTEM_NO_PROCESS, take_stranger);
    }
}

int holders_find(struct sockets *sockets, struct processes *processes,
                 const struct port_set *wanted, const char *pattern, int64_t now_ns,
                 union scratch *scratch)
{
    struct search search = {
        .sockets = sockets, .processes = processes, .scratch = scratch, .now_ns = now_ns};
    if (!recall_matching(sockets, processes)) {
        search_matching(&search);
    }
    for (size_t i = 0; i < sockets->now.count; i++) {
        struct listening_socket *socket = &sockets->now.items[i];
        if (socket->listener.process == SYSTEM_NO_PROCESS && socket->holder != 0 &&
            !still_holds(processes, socket)) {
            socket->holder = 0;
        }
    }
    search_others(&search, wanted);
    for (size_t i = 0; i < sockets->now.count; i++) {
        struct listening_socket *socket = &sockets->now.items[i];
        int *index = &socket->listener.process;
        if (*index != SYSTEM_NO_PROCESS || socket->holder == 0 ||
            !port_set_has(wanted, socket->listener.port)) {
            continue;
        }
        *index = processes_find(processes, socket->holder, processes->count);
        if (*index == SYSTEM_NO_PROCESS &&
            processes_add(processes, socket->holder, pattern, index) != 0) {
            return -1;
        }
    }
    return 0;
}
