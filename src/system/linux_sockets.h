/* The TCP sockets that listen, and what was found out about each in earlier gatherings. */
#ifndef OSAURTOP_LINUX_SOCKETS_H
#define OSAURTOP_LINUX_SOCKETS_H

#include "linux_netlink.h"

#include "osaurtop/system.h"

struct listening_socket {
    uint64_t inode;
    struct system_listener listener;
    /* Remembered from one gathering to the next, as long as the socket lives. */
    pid_t holder; /* a process that had it open, 0 where none was found */
    unsigned holder_descriptor;
    int64_t sought_at_ns; /* when every process was last searched for it in vain, 0 if never */
};

struct socket_list {
    struct listening_socket *items; /* by inode, without duplicates */
    size_t count;
    size_t capacity;
};

struct sockets {
    struct netlink netlink;
    struct socket_list now;
    struct socket_list before;
    enum system_view view;
    bool news;   /* one of them was not there in the gathering before */
    bool unsure; /* the last search for their holders was cut short */
};

void sockets_open(struct sockets *sockets);
void sockets_close(struct sockets *sockets);

/*
 * Reads all of this network namespace: by sock_diag, and where netlink is refused from
 * /proc/net/tcp and tcp6, which is slower and does not tell whether `::` is v6-only. It is then
 * called v6-only, so that an address of IPv4 is never called served because of something that was
 * not seen.
 *
 * proc: descriptor of /proc, or -1. Returns 0, or -1 when out of memory.
 */
int sockets_read(struct sockets *sockets, int proc, union scratch *scratch);

/* The socket with this inode, or NULL. */
struct listening_socket *sockets_find(const struct sockets *sockets, uint64_t inode);

#endif
