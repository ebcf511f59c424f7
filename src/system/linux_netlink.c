#include "config.h"

#include "linux_netlink.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

void netlink_close(struct netlink *netlink)
{
    if (netlink->descriptor >= 0) {
        close(netlink->descriptor);
        netlink->descriptor = -1;
    }
}

static bool netlink_ask(struct netlink *netlink, struct nlmsghdr *request)
{
    if (netlink->descriptor < 0) {
        netlink->descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, netlink->protocol);
    }
    if (netlink->descriptor < 0) {
        return false;
    }
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    request->nlmsg_seq = ++netlink->sequence;
    ssize_t sent;
    do {
        sent = sendto(netlink->descriptor, request, request->nlmsg_len, MSG_DONTWAIT,
                      (const struct sockaddr *)&kernel, sizeof kernel);
    } while (sent < 0 && errno == EINTR);
    return sent == (ssize_t)request->nlmsg_len;
}

/* One piece of the answer: its length, or 0 when it cannot be had or is not the kernel's. */
static size_t netlink_receive(const struct netlink *netlink, union scratch *scratch)
{
    struct sockaddr_nl sender = {0};
    struct iovec room = {.iov_base = scratch->bytes, .iov_len = sizeof scratch->bytes};
    struct msghdr header = {
        .msg_name = &sender, .msg_namelen = sizeof sender, .msg_iov = &room, .msg_iovlen = 1};
    ssize_t got;
    do {
        got = recvmsg(netlink->descriptor, &header, MSG_DONTWAIT);
    } while (got < 0 && errno == EINTR);
    bool whole = got > 0 && !(header.msg_flags & MSG_TRUNC) && sender.nl_pid == 0;
    return whole ? (size_t)got : 0;
}

/* Walks the messages of one piece; `finished` once the dump has ended. */
static enum outcome netlink_walk(const struct netlink *netlink, const union scratch *scratch,
                                 size_t length, struct netlink_reader reader, bool *finished)
{
    size_t position = 0;
    while (length - position >= sizeof(struct nlmsghdr)) {
        const void *bytes = scratch->bytes + position;
        const struct nlmsghdr *message = bytes;
        if (message->nlmsg_len < sizeof *message || message->nlmsg_len > length - position) {
            return OUTCOME_REFUSED;
        }
        if (message->nlmsg_seq != netlink->sequence || message->nlmsg_type == NLMSG_ERROR ||
            (message->nlmsg_flags & NLM_F_DUMP_INTR)) {
            return OUTCOME_REFUSED;
        }
        if (message->nlmsg_type == NLMSG_DONE) {
            /* Its payload is the dump's own result: negative where the kernel gave up. */
            const int *result = NLMSG_DATA(message);
            *finished = true;
            return message->nlmsg_len >= NLMSG_LENGTH(sizeof *result) && *result < 0
                       ? OUTCOME_REFUSED
                       : OUTCOME_DONE;
        }
        enum outcome outcome = reader.take(reader.context, message);
        if (outcome != OUTCOME_DONE) {
            return outcome;
        }
        size_t step = NLMSG_ALIGN(message->nlmsg_len);
        position = step < length - position ? position + step : length;
    }
    return OUTCOME_DONE;
}

enum outcome netlink_dump(struct netlink *netlink, struct nlmsghdr *request,
                          struct netlink_reader reader, union scratch *scratch)
{
    enum outcome outcome = netlink_ask(netlink, request) ? OUTCOME_DONE : OUTCOME_REFUSED;
    bool finished = false;
    while (outcome == OUTCOME_DONE && !finished) {
        size_t length = netlink_receive(netlink, scratch);
        outcome = length > 0 ? netlink_walk(netlink, scratch, length, reader, &finished)
                             : OUTCOME_REFUSED;
    }
    if (outcome != OUTCOME_DONE) {
        netlink_close(netlink); /* the rest of this answer must not be taken for the next one's */
    }
    return outcome;
}

const void *netlink_attribute(const struct nlmsghdr *message, size_t fixed, uint16_t type,
                              size_t minimum)
{
    const size_t header = sizeof(struct nlattr);
    const unsigned char *bytes = (const unsigned char *)message;
    size_t position = NLMSG_SPACE(fixed);
    while (position + header <= message->nlmsg_len) {
        const void *here = bytes + position;
        const struct nlattr *attribute = here;
        if (attribute->nla_len < header || attribute->nla_len > message->nlmsg_len - position) {
            return NULL;
        }
        if ((attribute->nla_type & NLA_TYPE_MASK) == type &&
            attribute->nla_len >= header + minimum) {
            return bytes + position + header;
        }
        position += NLMSG_ALIGN((size_t)attribute->nla_len); /* the same four bytes */
    }
    return NULL;
}
