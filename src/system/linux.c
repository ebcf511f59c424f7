#include "config.h"

#include "linux_addresses.h"
#include "linux_holders.h"
#include "linux_processes.h"
#include "linux_sockets.h"

#include "osaurtop/system.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct system {
    struct sockets sockets;
    struct processes processes;
    struct addresses addresses;
    struct port_set wanted;
    struct system_listener *listeners;
    size_t listener_count;
    size_t listener_capacity;
    union scratch scratch;
};

struct system *system_new(void)
{
    struct system *system = calloc(1, sizeof *system);
    if (system) {
        sockets_open(&system->sockets);
        addresses_open(&system->addresses);
        processes_init(&system->processes);
    }
    return system;
}

void system_free(struct system *system)
{
    if (!system) {
        return;
    }
    sockets_close(&system->sockets);
    addresses_close(&system->addresses);
    processes_close(&system->processes);
    free(system->listeners);
    free(system);
}

static struct timespec read_clock(clockid_t clock)
{
    struct timespec time = {0};
    clock_gettime(clock, &time);
    return time;
}

struct timestamp system_now(void)
{
    struct timespec now = read_clock(CLOCK_REALTIME);
    return (struct timestamp){.s = now.tv_sec, .ns = (int32_t)now.tv_nsec};
}

int64_t system_monotonic_ns(void)
{
    struct timespec now = read_clock(CLOCK_MONOTONIC);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* The process table counts from here: the clock that goes on while the machine sleeps. */
static struct timestamp boot_time(void)
{
    struct timespec since_boot = read_clock(CLOCK_BOOTTIME);
    struct timespec now = read_clock(CLOCK_REALTIME);
    int64_t s = (int64_t)now.tv_sec - since_boot.tv_sec;
    int64_t ns = (int64_t)now.tv_nsec - since_boot.tv_nsec;
    return (struct timestamp){.s = ns < 0 ? s - 1 : s,
                              .ns = (int32_t)(ns < 0 ? ns + 1000000000 : ns)};
}

static void set_wanted(struct port_set *wanted, const struct system_request *request)
{
    memset(wanted, 0, sizeof *wanted);
    for (size_t i = 0; i < request->port_count; i++) {
        uint16_t port = request->ports[i];
        wanted->bits[port / 8] = (uint8_t)(wanted->bits[port / 8] | 1u << (port % 8));
    }
}

/* Lists the sockets on wanted ports and those of matching processes. */
static int list_listeners(struct system *system)
{
    const struct socket_list *sockets = &system->sockets.now;
    system->listener_count = 0;
    for (size_t i = 0; i < sockets->count; i++) {
        const struct system_listener *listener = &sockets->items[i].listener;
        bool matches = listener->process != SYSTEM_NO_PROCESS &&
                       system->processes.items[listener->process].matches;
        if (!matches && !port_set_has(&system->wanted, listener->port)) {
            continue;
        }
        struct system_listener *listeners =
            array_grow(system->listeners, &system->listener_capacity, system->listener_count + 1,
                       sizeof *listeners);
        if (!listeners) {
            return -1;
        }
        system->listeners = listeners;
        listeners[system->listener_count++] = *listener;
    }
    return 0;
}

int system_gather(struct system *system, const struct system_request *request,
                  struct evidence *evidence)
{
    struct sockets *sockets = &system->sockets;
    struct processes *processes = &system->processes;
    union scratch *scratch = &system->scratch;
    int64_t began_at_ns = system_monotonic_ns();

    set_wanted(&system->wanted, request);
    processes->booted_at = boot_time();
    processes_open(processes);
    if (sockets_read(sockets, processes->proc, scratch) != 0 ||
        processes_read(processes, request->pattern, scratch) != 0 ||
        holders_find(sockets, processes, &system->wanted, request->pattern, began_at_ns, scratch) !=
            0 ||
        addresses_read(&system->addresses, scratch) != 0 || list_listeners(system) != 0) {
        return -1;
    }
    *evidence = (struct evidence){
        .processes = processes->items,
        .process_count = processes->count,
        .listeners = system->listeners,
        .listener_count = system->listener_count,
        .addresses = system->addresses.items,
        .address_count = system->addresses.count,
        .sockets_view = sockets->view,
        .processes_view = processes->view,
        .own_uid = geteuid(),
        .boot_known = true,
        .booted_at = processes->booted_at,
        .taken_at_ns = began_at_ns,
    };
    return 0;
}
