/*
 * The bare program of the evidence budget: one readlink pass over /proc/PID/exe and one sock_diag
 * dump of listening TCP sockets for IPv4 and IPv6, and nothing else. It is linked with the
 * libraries of osaurtop, though it calls none of them, so that both pay the same to start.
 *
 * Exits 0 when all of it could be read, without output.
 */
#include "config.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUFFER_SIZE 32768

static bool read_executables(void)
{
    DIR *proc = opendir("/proc");
    if (!proc) {
        return false;
    }
    const struct dirent *record;
    while ((record = readdir(proc))) {
        if (record->d_name[0] >= '1' && record->d_name[0] <= '9') {
            char link[NAME_MAX + sizeof "/exe"];
            char target[PATH_MAX];
            snprintf(link, sizeof link, "%s/exe", record->d_name);
            if (readlinkat(dirfd(proc), link, target, sizeof target) < 0) {
                continue; /* a kernel thread, or another user's */
            }
        }
    }
    return closedir(proc) == 0;
}

/* Takes the pieces of an answer until the one that ends it. */
static bool read_answer(int netlink)
{
    static union {
        struct nlmsghdr header;
        unsigned char bytes[BUFFER_SIZE];
    } buffer;
    for (;;) {
        ssize_t length = recv(netlink, buffer.bytes, sizeof buffer, 0);
        if (length <= 0) {
            return false;
        }
        size_t position = 0;
        while (position + sizeof(struct nlmsghdr) <= (size_t)length) {
            const void *bytes = buffer.bytes + position;
            const struct nlmsghdr *message = bytes;
            if (message->nlmsg_type == NLMSG_DONE || message->nlmsg_type == NLMSG_ERROR) {
                return message->nlmsg_type == NLMSG_DONE;
            }
            position += NLMSG_ALIGN(message->nlmsg_len);
        }
    }
}

static bool dump_listeners(int netlink, uint8_t family)
{
    struct {
        struct nlmsghdr header;
        struct inet_diag_req_v2 body;
    } request = {
        .header = {.nlmsg_len = sizeof request,
                   .nlmsg_type = SOCK_DIAG_BY_FAMILY,
                   .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
        .body = {.sdiag_family = family,
                 .sdiag_protocol = IPPROTO_TCP,
                 .idiag_states = 1u << TCP_LISTEN},
    };
    return send(netlink, &request, sizeof request, 0) == (ssize_t)sizeof request &&
           read_answer(netlink);
}

int main(void)
{
    int netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    bool complete = netlink >= 0 && dump_listeners(netlink, AF_INET) &&
                    dump_listeners(netlink, AF_INET6) && read_executables();
    return complete ? 0 : 1;
}
