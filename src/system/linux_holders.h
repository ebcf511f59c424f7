/* Which process holds a listening socket. */
#ifndef OSAURTOP_LINUX_HOLDERS_H
#define OSAURTOP_LINUX_HOLDERS_H

#include "linux_processes.h"
#include "linux_sockets.h"

/* A set of ports, a bit each. */
struct port_set {
    uint8_t bits[65536 / 8];
};

bool port_set_has(const struct port_set *ports, uint16_t port);

/*
 * Sets listener.process of every listening socket: the matching process that has it open (of
 * several the oldest), or on a wanted port whichever process has; those are added to the processes.
 *
 * Finding out costs a link read per open file of the processes searched, so it is done only when
 * something changed: the matching ones when a socket or one of them is new, all others when a
 * wanted port has a socket that nobody was found to hold. Else one link a socket is checked.
 *
 * now_ns: monotonic. Returns 0, or -1 when out of memory.
 */
int holders_find(struct sockets *sockets, struct processes *processes,
                 const struct port_set *wanted, const char *pattern, int64_t now_ns,
                 union scratch *scratch);

#endif
