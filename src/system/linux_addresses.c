#include "config.h"

#include "linux_addresses.h"

#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

/* Addresses may change while they are listed; a machine where they do so thrice can wait. */
#define ATTEMPTS_MAX 3

void addresses_open(struct addresses *addresses)
{
    *addresses = (struct addresses){.netlink = {.protocol = NETLINK_ROUTE, .descriptor = -1}};
}

void addresses_close(struct addresses *addresses)
{
    netlink_close(&addresses->netlink);
    free(addresses->items);
}

/* Where it cannot be told, an address that is configured counts. */
static bool interface_is_up(struct addresses *addresses, unsigned index)
{
    if (addresses->interface != (int)index) {
        struct ifreq request = {.ifr_ifindex = (int)index};
        int descriptor = addresses->netlink.descriptor;
        addresses->interface = (int)index;
        addresses->interface_up = ioctl(descriptor, SIOCGIFNAME, &request) != 0 ||
                                  ioctl(descriptor, SIOCGIFFLAGS, &request) != 0 ||
                                  (request.ifr_flags & IFF_UP);
    }
    return addresses->interface_up;
}

static enum outcome take_address(void *context, const struct nlmsghdr *message)
{
    struct addresses *addresses = context;
    const struct ifaddrmsg *fixed = NLMSG_DATA(message);
    if (message->nlmsg_type != RTM_NEWADDR || message->nlmsg_len < NLMSG_LENGTH(sizeof *fixed) ||
        (fixed->ifa_family != AF_INET && fixed->ifa_family != AF_INET6)) {
        return OUTCOME_DONE;
    }
    bool v4 = fixed->ifa_family == AF_INET;
    /* On a point-to-point link IFA_ADDRESS is the other end. */
    const void *bytes = netlink_attribute(message, sizeof *fixed, IFA_LOCAL, v4 ? 4 : 16);
    if (!bytes) {
        bytes = netlink_attribute(message, sizeof *fixed, IFA_ADDRESS, v4 ? 4 : 16);
    }
    if (!bytes || !interface_is_up(addresses, fixed->ifa_index)) {
        return OUTCOME_DONE;
    }
    struct ip_address *items = array_grow(addresses->items, &addresses->capacity,
                                          addresses->count + 1, sizeof *addresses->items);
    if (!items) {
        return OUTCOME_NO_MEMORY;
    }
    addresses->items = items;
    items[addresses->count++] = ip_from_bytes(v4 ? IP_V4 : IP_V6, bytes);
    return OUTCOME_DONE;
}

int addresses_read(struct addresses *addresses, union scratch *scratch)
{
    struct {
        struct nlmsghdr header;
        struct ifaddrmsg body;
    } request = {
        .header = {.nlmsg_len = sizeof request,
                   .nlmsg_type = RTM_GETADDR,
                   .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
        .body = {.ifa_family = AF_UNSPEC},
    };
    struct netlink_reader reader = {.take = take_address, .context = addresses};
    enum outcome outcome = OUTCOME_REFUSED;
    for (int i = 0; i < ATTEMPTS_MAX && outcome == OUTCOME_REFUSED; i++) {
        addresses->count = 0;
        addresses->interface = 0;
        outcome = netlink_dump(&addresses->netlink, &request.header, reader, scratch);
    }
    if (outcome != OUTCOME_DONE) {
        addresses->count = 0;
    }
    return outcome == OUTCOME_NO_MEMORY ? -1 : 0;
}
