/* This machine's addresses, over netlink: getifaddrs() would allocate. */
#ifndef OSAURTOP_LINUX_ADDRESSES_H
#define OSAURTOP_LINUX_ADDRESSES_H

#include "linux_netlink.h"

#include "osaurtop/ip.h"

struct addresses {
    struct netlink netlink;
    struct ip_address *items;
    size_t count;
    size_t capacity;
    int interface; /* the interface last asked about, and whether it was up */
    bool interface_up;
};

void addresses_open(struct addresses *addresses);
void addresses_close(struct addresses *addresses);

/* Reads those of interfaces that are up; none where netlink is refused. 0, or -1 when out of
 * memory. */
int addresses_read(struct addresses *addresses, union scratch *scratch);

#endif
