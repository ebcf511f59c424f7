#include "config.h"

#include "linux_sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void sockets_open(struct sockets *sockets)
{
    *sockets = (struct sockets){.netlink = {.protocol = NETLINK_SOCK_DIAG, .descriptor = -1}};
}

void sockets_close(struct sockets *sockets)
{
    netlink_close(&sockets->netlink);
    free(sockets->now.items);
    free(sockets->before.items);
}

static enum outcome add_socket(struct sockets *sockets, const struct listening_socket *found)
{
    struct socket_list *list = &sockets->now;
    struct listening_socket *items =
        array_grow(list->items, &list->capacity, list->count + 1, sizeof *items);
    if (!items) {
        return OUTCOME_NO_MEMORY;
    }
    list->items = items;
    items[list->count] = *found;
    items[list->count++].listener.process = SYSTEM_NO_PROCESS;
    return OUTCOME_DONE;
}

/* --- by netlink ------------------------------------------------------------------------------ */

static enum outcome take_message(void *context, const struct nlmsghdr *message)
{
    const struct inet_diag_msg *diag = NLMSG_DATA(message);
    if (message->nlmsg_type != SOCK_DIAG_BY_FAMILY ||
        message->nlmsg_len < NLMSG_LENGTH(sizeof *diag)) {
        return OUTCOME_REFUSED;
    }
    bool v4 = diag->idiag_family == AF_INET;
    const uint8_t *v6_only = netlink_attribute(message, sizeof *diag, INET_DIAG_SKV6ONLY, 1);
    struct ip_address address = ip_from_bytes(v4 ? IP_V4 : IP_V6, diag->id.idiag_src);
    struct listening_socket found = {
        .inode = diag->idiag_inode,
        .listener = {.address = address,
                     .v6_only = address.family == IP_V6 && (!v6_only || *v6_only != 0),
                     .port = ntohs(diag->id.idiag_sport),
                     .owner = diag->idiag_uid},
    };
    return add_socket(context, &found);
}

static enum outcome read_netlink(struct sockets *sockets, uint8_t family, union scratch *scratch)
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
    struct netlink_reader reader = {.take = take_message, .context = sockets};
    return netlink_dump(&sockets->netlink, &request.header, reader, scratch);
}

/* --- by /proc/net ---------------------------------------------------------------------------- */

static enum outcome take_line(struct sockets *sockets, const char *line, bool v4)
{
    char digits[33];
    unsigned port;
    unsigned state;
    unsigned owner;
    unsigned long inode;
    int fields = sscanf(line, " %*u: %32[0-9A-F]:%x %*s %x %*s %*s %*s %u %*u %lu", digits, &port,
                        &state, &owner, &inode);
    if (fields != 5 || state != TCP_LISTEN || strlen(digits) != (v4 ? 8 : 32)) {
        return OUTCOME_DONE; /* the heading, or a connection */
    }
    /* The kernel prints an address as words of its own byte order. */
    uint32_t words[4] = {0};
    sscanf(digits, "%8" SCNx32 "%8" SCNx32 "%8" SCNx32 "%8" SCNx32, &words[0], &words[1], &words[2],
           &words[3]);
    struct ip_address address = ip_from_bytes(v4 ? IP_V4 : IP_V6, words);
    struct listening_socket found = {
        .inode = inode,
        .listener = {.address = address,
                     .v6_only = address.family == IP_V6,
                     .port = (uint16_t)port,
                     .owner = owner},
    };
    return add_socket(sockets, &found);
}

/* Takes the whole lines at the start of the scratch, and moves the rest there. */
static enum outcome take_lines(struct sockets *sockets, union scratch *scratch, size_t *filled,
                               bool v4)
{
    enum outcome outcome = OUTCOME_DONE;
    char *line = scratch->text;
    char *limit = scratch->text + *filled;
    char *end;
    while (outcome == OUTCOME_DONE && (end = memchr(line, '\n', (size_t)(limit - line)))) {
        *end = '\0';
        outcome = take_line(sockets, line, v4);
        line = end + 1;
    }
    *filled = (size_t)(limit - line);
    memmove(scratch->text, line, *filled);
    return outcome;
}

static enum outcome read_table(struct sockets *sockets, int proc, bool v4, union scratch *scratch)
{
    int file = openat(proc, v4 ? "self/net/tcp" : "self/net/tcp6", O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        /* A kernel without IPv6 has no such table; one without IPv4 does not exist. */
        return !v4 && errno == ENOENT ? OUTCOME_DONE : OUTCOME_REFUSED;
    }
    enum outcome outcome = OUTCOME_DONE;
    size_t filled = 0;
    ssize_t got = 1;
    while (outcome == OUTCOME_DONE && got != 0) {
        got = read(file, scratch->text + filled, sizeof scratch->text - filled);
        if (got > 0) {
            filled += (size_t)got;
            outcome = take_lines(sockets, scratch, &filled, v4);
        } else if (got < 0 && errno != EINTR) {
            outcome = OUTCOME_REFUSED;
        }
    }
    close(file);
    return outcome;
}

/* --- as a list ------------------------------------------------------------------------------- */

static void sift_down(struct listening_socket *items, size_t root, size_t count)
{
    struct listening_socket moving = items[root];
    for (size_t child = 2 * root + 1; child < count; child = 2 * root + 1) {
        if (child + 1 < count && items[child].inode < items[child + 1].inode) {
            child++;
        }
        if (items[child].inode <= moving.inode) {
            break;
        }
        items[root] = items[child];
        root = child;
    }
    items[root] = moving;
}

/* A heap sort: the C library's qsort() may allocate. */
static void sort_by_inode(struct listening_socket *items, size_t count)
{
    for (size_t i = count / 2; i-- > 0;) {
        sift_down(items, i, count);
    }
    for (size_t last = count; last-- > 1;) {
        struct listening_socket largest = items[0];
        items[0] = items[last];
        items[last] = largest;
        sift_down(items, 0, last);
    }
}

/* A table that is read piecemeal while it changes may give a socket twice. */
static void drop_duplicates(struct socket_list *list)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (i == 0 || list->items[i].inode == 0 ||
            list->items[i].inode != list->items[kept - 1].inode) {
            list->items[kept++] = list->items[i];
        }
    }
    list->count = kept;
}

static void inherit_memory(struct sockets *sockets)
{
    const struct socket_list *before = &sockets->before;
    size_t old = 0;
    sockets->news = false;
    for (size_t i = 0; i < sockets->now.count; i++) {
        struct listening_socket *socket = &sockets->now.items[i];
        while (old < before->count && before->items[old].inode < socket->inode) {
            old++;
        }
        if (old < before->count && before->items[old].inode == socket->inode) {
            socket->holder = before->items[old].holder;
            socket->holder_descriptor = before->items[old].holder_descriptor;
            socket->sought_at_ns = before->items[old].sought_at_ns;
        } else {
            sockets->news = true;
        }
    }
}

int sockets_read(struct sockets *sockets, int proc, union scratch *scratch)
{
    struct socket_list spare = sockets->before;
    sockets->before = sockets->now;
    sockets->now = spare;
    sockets->now.count = 0;

    enum outcome outcome = read_netlink(sockets, AF_INET, scratch);
    if (outcome == OUTCOME_DONE) {
        outcome = read_netlink(sockets, AF_INET6, scratch);
    }
    if (outcome == OUTCOME_REFUSED && proc >= 0) {
        sockets->now.count = 0;
        outcome = read_table(sockets, proc, true, scratch);
        if (outcome == OUTCOME_DONE) {
            outcome = read_table(sockets, proc, false, scratch);
        }
    }
    if (outcome != OUTCOME_DONE) {
        sockets->now.count = 0;
    }
    sockets->view = outcome == OUTCOME_DONE ? SYSTEM_VIEW_ALL : SYSTEM_VIEW_NONE;
    sort_by_inode(sockets->now.items, sockets->now.count);
    drop_duplicates(&sockets->now);
    inherit_memory(sockets);
    return outcome == OUTCOME_NO_MEMORY ? -1 : 0;
}

struct listening_socket *sockets_find(const struct sockets *sockets, uint64_t inode)
{
    size_t low = 0;
    size_t high = sockets->now.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sockets->now.items[middle].inode < inode) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool found = low < sockets->now.count && sockets->now.items[low].inode == inode;
    return found ? &sockets->now.items[low] : NULL;
}
