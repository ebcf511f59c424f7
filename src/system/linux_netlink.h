/* A kept netlink socket, and dumps through it. */
#ifndef OSAURTOP_LINUX_NETLINK_H
#define OSAURTOP_LINUX_NETLINK_H

#include "linux_common.h"

#include <linux/netlink.h>

struct netlink {
    int protocol;   /* NETLINK_SOCK_DIAG, … */
    int descriptor; /* -1 while closed; opened by the first dump */
    uint32_t sequence;
};

/* Takes one message of a dump. OUTCOME_REFUSED gives the dump up. */
struct netlink_reader {
    enum outcome (*take)(void *context, const struct nlmsghdr *message);
    void *context;
};

/*
 * Asks for a dump and hands every message of the answer to the reader. `request` starts with its
 * header, of which only the length, the type and the flags need to be set. Never waits: the kernel
 * answers a dump while it is asked for it.
 *
 * OUTCOME_REFUSED also when the answer broke off, or when the kernel says that what it listed
 * changed meanwhile; the reader then has seen a part of it.
 */
enum outcome netlink_dump(struct netlink *netlink, struct nlmsghdr *request,
                          struct netlink_reader reader, union scratch *scratch);

void netlink_close(struct netlink *netlink);

/*
 * The payload of the first attribute of a type in a message whose fixed part has `fixed` bytes;
 * NULL when there is none with at least `minimum` bytes.
 */
const void *netlink_attribute(const struct nlmsghdr *message, size_t fixed, uint16_t type,
                              size_t minimum);

#endif
