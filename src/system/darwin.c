/*
 * What macOS knows, by libproc and sysctl.
 *
 * Without rights a process is told about the sockets of its own user's processes only, so what it
 * sees of sockets is its own (all of them as root); the table of processes and their executables is
 * open to everyone. A start time here is the clock's reading of back then, and stays as it is when
 * the clock is set. getifaddrs() allocates at every gathering; there is no other public way to ask.
 */
#include "config.h"

#include "darwin.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <time.h>
#include <unistd.h>

/* To ask every process of the user for its sockets takes milliseconds. A stranger that comes to
 * share a port which has a listener already may go unnoticed this long. */
#define SEARCH_INTERVAL_NS INT64_C(10000000000)

struct system *system_new(void)
{
    struct system *system = calloc(1, sizeof *system);
    if (system != NULL)
        darwin_processes_calibrate(system);
    return system;
}

void system_free(struct system *system)
{
    if (system == NULL)
        return;
    free(system->rows);
    free(system->processes);
    free(system->listeners);
    free(system->origins);
    free(system->addresses);
    free(system->descriptors);
    free(system->strangers);
    free(system);
}

static void ports_mark(struct system *system, const struct system_request *request)
{
    memcpy(system->wanted_before, system->wanted, sizeof system->wanted);
    memset(system->wanted, 0, sizeof system->wanted);
    for (size_t i = 0; i < request->port_count; i++)
        system->wanted[request->ports[i] / 8] |= (uint8_t)(1u << (request->ports[i] % 8));
}

static enum darwin_result process_append(struct system *system,
                                         const struct system_process *process)
{
    struct system_process *processes = darwin_reserve(system->processes, &system->process_capacity,
                                                      system->process_count + 1, sizeof *processes);
    if (processes == NULL)
        return DARWIN_NO_MEMORY;
    system->processes = processes;
    processes[system->process_count++] = *process;
    return DARWIN_DONE;
}

static bool sockets_are_visible(const struct kinfo_proc *row)
{
    return geteuid() == 0 || darwin_processes_owner(row) == geteuid();
}

/* The worse of two: out of memory ends a gathering, a refusal only narrows its view. */
static enum darwin_result worse(enum darwin_result a, enum darwin_result b)
{
    return a > b ? a : b;
}

/* The processes that match, each with all of its listeners. */
static enum darwin_result matches_gather(struct system *system, const char *pattern)
{
    enum darwin_result result = DARWIN_DONE;
    for (size_t i = 0; i < system->row_count && result != DARWIN_NO_MEMORY; i++) {
        const struct kinfo_proc *row = &system->rows[i];
        struct system_process process;
        darwin_processes_identify(row, pattern, &process);
        if (!process.matches)
            continue;
        int index = (int)system->process_count;
        result = worse(result, process_append(system, &process));
        if (result != DARWIN_NO_MEMORY && sockets_are_visible(row))
            result = worse(result, darwin_sockets_of_process(system, row, false, index));
    }
    return result;
}

/* Keeps the process at `row` as a stranger when listeners of it were appended. */
static enum darwin_result stranger_keep(struct system *system, const struct kinfo_proc *row,
                                        const char *pattern, size_t listener_count)
{
    if (system->listener_count == listener_count)
        return DARWIN_DONE;
    struct system_process process;
    darwin_processes_identify(row, pattern, &process);
    return process_append(system, &process);
}

static int process_index(const struct system *system, pid_t pid)
{
    for (size_t i = 0; i < system->process_count; i++)
        if (system->processes[i].pid == pid)
            return (int)i;
    return SYSTEM_NO_PROCESS;
}

/* Asks the strangers of the gathering before whether they still hold what they held. */
static enum darwin_result strangers_confirm(struct system *system, const char *pattern)
{
    enum darwin_result result = DARWIN_DONE;
    for (size_t i = 0; i < system->stranger_count && result != DARWIN_NO_MEMORY; i++) {
        const struct darwin_origin *stranger = &system->strangers[i];
        const struct kinfo_proc *row = darwin_processes_find(system, stranger->pid);
        if (row == NULL)
            continue;
        size_t listener_count = system->listener_count;
        int known = process_index(system, stranger->pid);
        int index = known != SYSTEM_NO_PROCESS ? known : (int)system->process_count;
        result = worse(result, darwin_sockets_at(system, row, stranger->descriptor, true, index));
        if (known == SYSTEM_NO_PROCESS && result != DARWIN_NO_MEMORY)
            result = worse(result, stranger_keep(system, row, pattern, listener_count));
    }
    return result;
}

/* Asks every process that does not match for listeners on the wanted ports. */
static enum darwin_result strangers_search(struct system *system, const char *pattern)
{
    enum darwin_result result = DARWIN_DONE;
    for (size_t i = 0; i < system->row_count && result != DARWIN_NO_MEMORY; i++) {
        const struct kinfo_proc *row = &system->rows[i];
        if (!sockets_are_visible(row) ||
            process_index(system, row->kp_proc.p_pid) != SYSTEM_NO_PROCESS)
            continue;
        size_t listener_count = system->listener_count;
        result =
            worse(result, darwin_sockets_of_process(system, row, true, (int)system->process_count));
        if (result != DARWIN_NO_MEMORY)
            result = worse(result, stranger_keep(system, row, pattern, listener_count));
    }
    return result;
}

/* The wanted ports on which nobody is known to listen. */
static void find_silent_ports(const struct system *system, uint8_t silent[DARWIN_PORT_BYTES])
{
    memcpy(silent, system->wanted, DARWIN_PORT_BYTES);
    for (size_t i = 0; i < system->listener_count; i++)
        silent[system->listeners[i].port / 8] &= (uint8_t) ~(1u << (system->listeners[i].port % 8));
}

/* Whether a port fell silent since the last search; one that stays so, a ghost's, is no news. */
static bool port_fell_silent(const struct system *system)
{
    uint8_t silent[DARWIN_PORT_BYTES];
    find_silent_ports(system, silent);
    for (size_t i = 0; i < sizeof silent; i++)
        if ((silent[i] & ~system->silent_before[i]) != 0)
            return true;
    return false;
}

static bool search_is_due(const struct system *system, int64_t now_ns)
{
    return !system->searched || now_ns - system->searched_at_ns >= SEARCH_INTERVAL_NS ||
           memcmp(system->wanted, system->wanted_before, sizeof system->wanted) != 0;
}

static enum darwin_result strangers_remember(struct system *system, size_t first)
{
    size_t count = system->listener_count - first;
    struct darwin_origin *strangers =
        darwin_reserve(system->strangers, &system->stranger_capacity, count, sizeof *strangers);
    if (strangers == NULL && count > 0)
        return DARWIN_NO_MEMORY;
    system->strangers = strangers;
    if (count > 0)
        memcpy(strangers, &system->origins[first], count * sizeof *strangers);
    system->stranger_count = count;
    return DARWIN_DONE;
}

/* Whoever else listens on the wanted ports. */
static enum darwin_result strangers_gather(struct system *system, const char *pattern,
                                           int64_t now_ns)
{
    size_t match_count = system->process_count;
    size_t match_listener_count = system->listener_count;
    enum darwin_result result = DARWIN_DONE;
    bool due = search_is_due(system, now_ns);
    if (!due) {
        result = strangers_confirm(system, pattern);
        due = port_fell_silent(system);
    }
    if (due && result != DARWIN_NO_MEMORY) {
        system->process_count = match_count;
        system->listener_count = match_listener_count;
        result = strangers_search(system, pattern);
        system->searched = true;
        system->searched_at_ns = now_ns;
        find_silent_ports(system, system->silent_before);
    }
    return result == DARWIN_NO_MEMORY
               ? result
               : worse(result, strangers_remember(system, match_listener_count));
}

static bool interface_address(const struct ifaddrs *interface, struct ip_address *address)
{
    if ((interface->ifa_flags & IFF_UP) == 0 || interface->ifa_addr == NULL)
        return false;
    if (interface->ifa_addr->sa_family == AF_INET) {
        struct sockaddr_in internet;
        memcpy(&internet, interface->ifa_addr, sizeof internet);
        *address = ip_from_bytes(IP_V4, &internet.sin_addr);
        return true;
    }
    if (interface->ifa_addr->sa_family == AF_INET6) {
        struct sockaddr_in6 internet;
        memcpy(&internet, interface->ifa_addr, sizeof internet);
        *address = darwin_sockets_address_v6(&internet.sin6_addr);
        return true;
    }
    return false;
}

static enum darwin_result addresses_gather(struct system *system)
{
    system->address_count = 0;
    struct ifaddrs *interfaces = NULL;
    if (getifaddrs(&interfaces) != 0)
        return DARWIN_REFUSED;
    enum darwin_result result = DARWIN_DONE;
    for (const struct ifaddrs *interface = interfaces; interface != NULL;
         interface = interface->ifa_next) {
        struct ip_address address;
        if (!interface_address(interface, &address))
            continue;
        struct ip_address *addresses = darwin_reserve(system->addresses, &system->address_capacity,
                                                      system->address_count + 1, sizeof *addresses);
        if (addresses == NULL) {
            result = DARWIN_NO_MEMORY;
            break;
        }
        system->addresses = addresses;
        addresses[system->address_count++] = address;
    }
    freeifaddrs(interfaces);
    return result;
}

static void boot_gather(struct evidence *evidence)
{
    struct timeval boot;
    size_t size = sizeof boot;
    int name[] = {CTL_KERN, KERN_BOOTTIME};
    evidence->boot_known = sysctl(name, 2, &boot, &size, NULL, 0) == 0 && size == sizeof boot;
    if (evidence->boot_known)
        evidence->booted_at =
            (struct timestamp){.s = boot.tv_sec, .ns = (int32_t)boot.tv_usec * 1000};
}

/* Fills the arrays of `system` and the views of `evidence`; 0, or -1 when out of memory. */
static int look(struct system *system, const struct system_request *request,
                struct evidence *evidence)
{
    ports_mark(system, request);
    system->process_count = 0;
    system->listener_count = 0;
    enum darwin_result result = darwin_processes_list(system);
    if (result != DARWIN_DONE)
        return result == DARWIN_NO_MEMORY ? -1 : 0;
    evidence->processes_view = SYSTEM_VIEW_ALL;

    result = matches_gather(system, request->pattern);
    if (result != DARWIN_NO_MEMORY)
        result = worse(result, strangers_gather(system, request->pattern, evidence->taken_at_ns));
    if (result == DARWIN_NO_MEMORY)
        return -1;
    if (result == DARWIN_DONE)
        evidence->sockets_view = evidence->own_uid == 0 ? SYSTEM_VIEW_ALL : SYSTEM_VIEW_OWN;
    for (size_t i = 0; i < system->process_count; i++)
        darwin_processes_measure(system, &system->processes[i]);
    return 0;
}

int system_gather(struct system *system, const struct system_request *request,
                  struct evidence *evidence)
{
    *evidence = (struct evidence){
        .sockets_view = SYSTEM_VIEW_NONE,
        .processes_view = SYSTEM_VIEW_NONE,
        .own_uid = geteuid(),
        .taken_at_ns = system_monotonic_ns(),
    };
    if (look(system, request, evidence) != 0 || addresses_gather(system) == DARWIN_NO_MEMORY)
        return -1;
    boot_gather(evidence);
    evidence->processes = system->processes;
    evidence->process_count = system->process_count;
    evidence->listeners = system->listeners;
    evidence->listener_count = system->listener_count;
    evidence->addresses = system->addresses;
    evidence->address_count = system->address_count;
    return 0;
}

struct timestamp system_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (struct timestamp){.s = now.tv_sec, .ns = (int32_t)now.tv_nsec};
}

/* CLOCK_MONOTONIC counts microseconds here, and is worked out from the wall clock. */
int64_t system_monotonic_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_RAW, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

bool system_is_local(int directory)
{
    struct statfs volume;
    return fstatfs(directory, &volume) == 0 && (volume.f_flags & MNT_LOCAL) != 0;
}
