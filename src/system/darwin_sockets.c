/* The listening sockets of macOS, found by the descriptors of processes. */
#include "config.h"

#include "darwin.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

/* A process' first look; a table that comes back full is asked for again, larger. */
#define DESCRIPTORS_FIRST 256

bool darwin_port_is_marked(const uint8_t *ports, uint16_t port)
{
    return (ports[port / 8] >> (port % 8) & 1) != 0;
}

struct ip_address darwin_sockets_address_v6(const void *bytes)
{
    uint8_t plain[16];
    memcpy(plain, bytes, sizeof plain);
    if (plain[0] == 0xfe && (plain[1] & 0xc0) == 0x80)
        plain[2] = plain[3] = 0;
    return ip_from_bytes(IP_V6, plain);
}

/* False when it is not a TCP socket that listens. */
static bool listener_from(const struct socket_info *socket, struct system_listener *listener)
{
    if (socket->soi_kind != SOCKINFO_TCP || socket->soi_proto.pri_tcp.tcpsi_state != TSI_S_LISTEN)
        return false;
    const struct in_sockinfo *internet = &socket->soi_proto.pri_tcp.tcpsi_ini;
    listener->port = ntohs((uint16_t)internet->insi_lport);
    /* An IPv6 socket that also takes IPv4 carries both flags; one bound to a mapped address only
     * that of IPv4. */
    if ((internet->insi_vflag & INI_IPV6) != 0) {
        listener->address = darwin_sockets_address_v6(&internet->insi_laddr.ina_6);
        listener->v6_only =
            (internet->insi_vflag & INI_IPV4) == 0 && ip_is_wildcard(&listener->address);
    } else {
        listener->address = ip_from_bytes(IP_V4, &internet->insi_laddr.ina_46.i46a_addr4);
        listener->v6_only = false;
    }
    return listener->port != 0;
}

static bool socket_is_known(const struct system *system, uint64_t socket)
{
    for (size_t i = 0; i < system->listener_count; i++)
        if (system->origins[i].socket == socket)
            return true;
    return false;
}

static enum darwin_result listener_append(struct system *system,
                                          const struct system_listener *listener,
                                          const struct darwin_origin *origin)
{
    size_t count = system->listener_count + 1;
    struct system_listener *listeners =
        darwin_reserve(system->listeners, &system->listener_capacity, count, sizeof *listeners);
    if (listeners == NULL)
        return DARWIN_NO_MEMORY;
    system->listeners = listeners;
    struct darwin_origin *origins =
        darwin_reserve(system->origins, &system->origin_capacity, count, sizeof *origins);
    if (origins == NULL)
        return DARWIN_NO_MEMORY;
    system->origins = origins;
    listeners[count - 1] = *listener;
    origins[count - 1] = *origin;
    system->listener_count = count;
    return DARWIN_DONE;
}

/* What being refused means: nothing, when the process only changed its user since it was listed. */
static enum darwin_result refusal_of(pid_t pid)
{
    struct proc_bsdshortinfo now;
    if (proc_pidinfo(pid, PROC_PIDT_SHORTBSDINFO, 0, &now, sizeof now) == sizeof now)
        return geteuid() == 0 || now.pbsi_uid == geteuid() ? DARWIN_REFUSED : DARWIN_DONE;
    return errno == ESRCH ? DARWIN_DONE : DARWIN_REFUSED;
}

enum darwin_result darwin_sockets_at(struct system *system, const struct kinfo_proc *row,
                                     int descriptor, bool wanted_only, int index)
{
    pid_t pid = row->kp_proc.p_pid;
    struct socket_fdinfo found;
    /* The descriptor may be closed, or another thing, by now. */
    if (proc_pidfdinfo(pid, descriptor, PROC_PIDFDSOCKETINFO, &found, sizeof found) != sizeof found)
        return errno == EPERM ? refusal_of(pid) : DARWIN_DONE;
    struct system_listener listener = {.owner = darwin_processes_owner(row), .process = index};
    if (!listener_from(&found.psi, &listener))
        return DARWIN_DONE;
    if (wanted_only && !darwin_port_is_marked(system->wanted, listener.port))
        return DARWIN_DONE;
    if (socket_is_known(system, found.psi.soi_so))
        return DARWIN_DONE;
    struct darwin_origin origin = {
        .socket = found.psi.soi_so, .pid = pid, .descriptor = descriptor};
    return listener_append(system, &listener, &origin);
}

/* The descriptors of a process into system->descriptors, `count` of them. */
static enum darwin_result descriptors_list(struct system *system, pid_t pid, size_t *count)
{
    size_t room = DESCRIPTORS_FIRST;
    for (;;) {
        struct proc_fdinfo *descriptors = darwin_reserve(
            system->descriptors, &system->descriptor_capacity, room, sizeof *descriptors);
        if (descriptors == NULL)
            return DARWIN_NO_MEMORY;
        system->descriptors = descriptors;
        room = system->descriptor_capacity;

        errno = 0;
        int size =
            proc_pidinfo(pid, PROC_PIDLISTFDS, 0, descriptors, (int)(room * sizeof *descriptors));
        *count = size > 0 ? (size_t)size / sizeof *descriptors : 0;
        if (size <= 0 && errno != 0)
            return refusal_of(pid);
        if (*count < room)
            return DARWIN_DONE;
        room *= 2;
    }
}

enum darwin_result darwin_sockets_of_process(struct system *system, const struct kinfo_proc *row,
                                             bool wanted_only, int index)
{
    size_t count = 0;
    enum darwin_result result = descriptors_list(system, row->kp_proc.p_pid, &count);
    for (size_t i = 0; i < count && result == DARWIN_DONE; i++)
        if (system->descriptors[i].proc_fdtype == PROX_FDTYPE_SOCKET)
            result =
                darwin_sockets_at(system, row, system->descriptors[i].proc_fd, wanted_only, index);
    return result;
}
