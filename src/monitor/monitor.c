#include "config.h"

#include "osaurtop/findings.h"
#include "osaurtop/monitor.h"

#include <stdlib.h>
#include <string.h>

/*
 * How often a look starts again because an entry changed under it. A publisher that rewrites faster
 * than this gets `unverified` for its newest change: evidence older than the file proves nothing.
 */
#define LOOK_ATTEMPTS 3

struct monitor {
    struct monitor_options options;
    struct directory *directories[HOMES_MAX];
    struct system *system;
    struct snapshot snapshot;
    struct crash_reports crash_reports;
    uint16_t *ports;
    size_t port_capacity;
    size_t port_count;
    size_t entry_count;
    bool complete; /* the last look came to its end */
};

struct monitor *monitor_new(const struct monitor_options *options)
{
    struct monitor *monitor = calloc(1, sizeof *monitor);
    if (monitor == NULL)
        return NULL;
    monitor->options = *options;
    if (options->command[0] != '\0')
        monitor->snapshot.command = monitor->options.command;
    crash_reports_set(&monitor->crash_reports, options->user_home);
    monitor->system = system_new();
    bool complete = monitor->system != NULL;
    for (size_t i = 0; i < options->homes.count; i++) {
        monitor->directories[i] = directory_new(options->homes.home[i].path, (unsigned)i);
        complete = complete && monitor->directories[i] != NULL;
    }
    if (!complete) {
        monitor_free(monitor);
        return NULL;
    }
    return monitor;
}

void monitor_free(struct monitor *monitor)
{
    if (monitor == NULL)
        return;
    for (size_t i = 0; i < HOMES_MAX; i++)
        directory_free(monitor->directories[i]);
    system_free(monitor->system);
    snapshot_free(&monitor->snapshot);
    free(monitor->ports);
    free(monitor);
}

/* Scans every home. False when out of memory. */
static bool scan(struct monitor *monitor)
{
    monitor->snapshot.home_count = monitor->options.homes.count;
    for (size_t i = 0; i < monitor->options.homes.count; i++) {
        struct directory *directory = monitor->directories[i];
        if (directory_scan(directory, system_monotonic_ns()) != 0)
            return false;
        struct home_view *view = &monitor->snapshot.homes[i];
        view->path = directory_path(directory);
        view->status = directory_status(directory);
        view->error = directory_error(directory);
        view->legacy = monitor->options.homes.home[i].legacy;
        view->simulated = directory_simulated(directory);
        view->links_ignored = directory_links_ignored(directory);
    }
    return true;
}

static bool reserve_ports(struct monitor *monitor, size_t count)
{
    if (count <= monitor->port_capacity)
        return true;
    size_t capacity = count + count / 2 + 8;
    uint16_t *ports = realloc(monitor->ports, capacity * sizeof *ports);
    if (ports == NULL)
        return false;
    monitor->ports = ports;
    monitor->port_capacity = capacity;
    return true;
}

/* Lists the entries of all homes, and the ports that they name. False when out of memory. */
static bool collect(struct monitor *monitor)
{
    struct snapshot *snapshot = &monitor->snapshot;
    size_t count = 0;
    for (size_t i = 0; i < snapshot->home_count; i++) {
        directory_entries(monitor->directories[i], &snapshot->homes[i].entry_count);
        count += snapshot->homes[i].entry_count;
    }
    if (snapshot_reserve(snapshot, count, 0) != 0 || !reserve_ports(monitor, count))
        return false;
    size_t at = 0;
    monitor->port_count = 0;
    for (size_t i = 0; i < snapshot->home_count; i++) {
        const struct entry *const *entries =
            directory_entries(monitor->directories[i], &snapshot->homes[i].entry_count);
        for (size_t e = 0; e < snapshot->homes[i].entry_count; e++) {
            snapshot->entries[at++] = entries[e];
            if (entries[e]->port != 0)
                monitor->ports[monitor->port_count++] = entries[e]->port;
        }
    }
    monitor->entry_count = at;
    return true;
}

static bool gather(struct monitor *monitor)
{
    struct snapshot *snapshot = &monitor->snapshot;
    struct system_request request = {.pattern = monitor->options.process_pattern,
                                     .ports = monitor->ports,
                                     .port_count = monitor->port_count};
    return system_gather(monitor->system, &request, &snapshot->evidence) == 0 &&
           snapshot_reserve(snapshot, 0, snapshot->evidence.process_count) == 0;
}

static void judge(struct monitor *monitor)
{
    snapshot_judge(&monitor->snapshot, monitor->entry_count, NULL, monitor->options.policy,
                   system_now());
}

/* Reads what is called stale again where its file changed meanwhile; true when anything had. */
static bool refresh_stale(struct monitor *monitor)
{
    const struct snapshot *snapshot = &monitor->snapshot;
    int64_t now_ns = system_monotonic_ns();
    bool changed = false;
    for (size_t i = 0; i < snapshot->count; i++) {
        const struct instance *instance = &snapshot->instances[i];
        if (instance->verdict.state != STATE_STALE || instance->entry->confirmed)
            continue;
        struct directory *directory = monitor->directories[instance->entry->home];
        changed = directory_refresh(directory, instance->entry, now_ns) || changed;
    }
    return changed;
}

/* What is worth saying of the last judgement. NULL when out of memory. */
static const struct snapshot *conclude(struct monitor *monitor)
{
    struct snapshot *snapshot = &monitor->snapshot;
    snapshot->crash_reports = NULL;
    if (snapshot->state_counts[STATE_STALE] > 0) {
        crash_reports_scan(&monitor->crash_reports);
        snapshot->crash_reports = &monitor->crash_reports;
    }
    monitor->complete = findings_update(snapshot, monitor->options.policy) == 0;
    return monitor->complete ? snapshot : NULL;
}

const struct snapshot *monitor_look(struct monitor *monitor)
{
    monitor->complete = false;
    /* In this order: evidence that is older than a file proves nothing about it. */
    for (int attempt = 0; attempt < LOOK_ATTEMPTS; attempt++) {
        if (!scan(monitor) || !collect(monitor) || !gather(monitor))
            return NULL;
        judge(monitor);
        if (!refresh_stale(monitor))
            return conclude(monitor);
    }
    /* What was read after the last evidence is `unverified` by the rule; what is gone is not
     * listed. */
    if (!collect(monitor))
        return NULL;
    judge(monitor);
    return conclude(monitor);
}

const struct snapshot *monitor_look_within(struct monitor *monitor, int64_t age_ns)
{
    if (monitor->complete &&
        system_monotonic_ns() - monitor->snapshot.evidence.taken_at_ns <= age_ns)
        return &monitor->snapshot;
    return monitor_look(monitor);
}
