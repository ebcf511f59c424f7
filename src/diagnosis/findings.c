#include "config.h"

#include "osaurtop/findings.h"

#include <stdlib.h>
#include <sys/stat.h>

/* What is looked at while findings are raised. */
struct search {
    struct snapshot *snapshot;
    struct policy policy;
    bool out_of_memory;
};

static const enum severity severities[FINDING_COUNT] = {
    [FINDING_PICK_IS_STALE] = SEVERITY_CRITICAL,
    [FINDING_LAN_LEAKED] = SEVERITY_CRITICAL,
    [FINDING_DUPLICATE_PORT] = SEVERITY_WARNING,
    [FINDING_LAN_NOT_BOUND] = SEVERITY_WARNING,
    [FINDING_ADDRESS_MOVED] = SEVERITY_WARNING,
    [FINDING_STALE_ENTRY] = SEVERITY_WARNING,
    [FINDING_STUCK] = SEVERITY_WARNING,
    [FINDING_HUNG] = SEVERITY_WARNING,
    [FINDING_APP_STUCK] = SEVERITY_WARNING,
    [FINDING_FOREIGN_PORT] = SEVERITY_WARNING,
    [FINDING_PORT_MISMATCH] = SEVERITY_WARNING,
    [FINDING_UNPUBLISHED] = SEVERITY_WARNING,
    [FINDING_SERVER_STOPPED] = SEVERITY_NOTICE,
    [FINDING_KEY_REQUIRED] = SEVERITY_NOTICE,
    [FINDING_SEVERAL_LIVE] = SEVERITY_NOTICE,
    [FINDING_CRASH_REPORT] = SEVERITY_NOTICE,
    [FINDING_OLD_UNVERIFIED] = SEVERITY_NOTICE,
    [FINDING_CLOCK_SKEW] = SEVERITY_WARNING,
    [FINDING_LOOSE_PERMISSIONS] = SEVERITY_WARNING,
    [FINDING_OTHER_OWNER] = SEVERITY_NOTICE,
    [FINDING_SYMLINK_IGNORED] = SEVERITY_NOTICE,
    [FINDING_LEGACY_DIRECTORY] = SEVERITY_NOTICE,
    [FINDING_INVALID_ENTRY] = SEVERITY_WARNING,
};

/* One more finding of `instance` (-1: the directory). What it points to is the caller's to fill. */
static struct finding *raise(struct search *search, enum finding_code code, int instance)
{
    static struct finding spare; /* takes what has no room; the look fails then */
    struct snapshot *snapshot = search->snapshot;
    if (snapshot->finding_count == snapshot->finding_capacity) {
        size_t capacity = snapshot->finding_capacity * 2 + 16;
        struct finding *findings = realloc(snapshot->findings, capacity * sizeof *findings);
        if (findings == NULL) {
            search->out_of_memory = true;
            return &spare;
        }
        snapshot->findings = findings;
        snapshot->finding_capacity = capacity;
    }
    struct finding *finding = &snapshot->findings[snapshot->finding_count++];
    *finding = (struct finding){.code = code,
                                .severity = severities[code],
                                .instance = instance,
                                .other = -1,
                                .process = SYSTEM_NO_PROCESS,
                                .listener = -1,
                                .home = -1,
                                .report = -1};
    return finding;
}

/* --- of the directory ------------------------------------------------------------------------- */

/*
 * Whether an entry speaks for a server that has none for sure: it is the only one that may have
 * written it, or one of several.
 */
static bool may_have_entry(const struct search *search, int index)
{
    const struct snapshot *snapshot = search->snapshot;
    const struct system_process *process = &snapshot->evidence.processes[index];
    for (size_t i = 0; i < snapshot->count; i++) {
        const struct verdict *verdict = &snapshot->instances[i].verdict;
        const struct entry *entry = snapshot->instances[i].entry;
        if (verdict->process == index)
            return true;
        if (verdict->process != SYSTEM_NO_PROCESS || !server_is_osaurus(process, entry->owner))
            continue;
        if (verdict->state == STATE_STARTING || verdict->state == STATE_STUCK)
            return true;
        struct timestamp written_by =
            timestamp_add_ms(entry->updated_at, search->policy.write_slack_ms);
        if (verdict->state == STATE_UNVERIFIED &&
            (!process->start_known || timestamp_compare(process->started_at, written_by) <= 0))
            return true;
    }
    return false;
}

static int first_listener(const struct evidence *evidence, int process)
{
    for (size_t l = 0; l < evidence->listener_count; l++)
        if (evidence->listeners[l].process == process)
            return (int)l;
    return -1;
}

static void search_servers(struct search *search)
{
    const struct snapshot *snapshot = search->snapshot;
    const struct evidence *evidence = &snapshot->evidence;
    bool some_live = snapshot->state_counts[STATE_LIVE] > 0;
    for (size_t s = 0; s < evidence->process_count; s++) {
        const struct server *server = &snapshot->servers[s];
        const struct system_process *process = &evidence->processes[server->process];
        if (!server_is_osaurus(process, evidence->own_uid) || server->entry >= 0 ||
            may_have_entry(search, server->process))
            continue;
        struct finding *finding =
            raise(search, server->listens ? FINDING_UNPUBLISHED : FINDING_SERVER_STOPPED, -1);
        finding->process = server->process;
        finding->listener = first_listener(evidence, server->process);
        if (some_live)
            finding->severity = SEVERITY_NOTICE;
    }
}

static void search_several_live(struct search *search)
{
    const struct snapshot *snapshot = search->snapshot;
    size_t living = 0;
    int other = -1;
    for (size_t i = 0; i < snapshot->count; i++) {
        if (!snapshot->instances[i].verdict.attributed)
            continue;
        living++;
        if (other < 0 && (int)i != snapshot->best)
            other = (int)i;
    }
    if (living < 2)
        return;
    struct finding *finding = raise(search, FINDING_SEVERAL_LIVE, -1);
    finding->other = other;
    finding->process = snapshot->instances[other].verdict.process;
}

static void search_homes(struct search *search)
{
    for (size_t h = 0; h < search->snapshot->home_count; h++) {
        const struct home_view *home = &search->snapshot->homes[h];
        if (home->legacy && home->entry_count > 0)
            raise(search, FINDING_LEGACY_DIRECTORY, -1)->home = (int)h;
        if (!home->legacy && home->links_ignored > 0)
            raise(search, FINDING_SYMLINK_IGNORED, -1)->home = (int)h;
    }
}

/* --- of what lives ---------------------------------------------------------------------------- */

/* The listener of a process on a port; a specific address before a wildcard, -1 without any. */
static int listener_on(const struct evidence *evidence, int process, uint16_t port)
{
    int found = -1;
    for (size_t l = 0; l < evidence->listener_count; l++) {
        const struct system_listener *listener = &evidence->listeners[l];
        if (listener->process == process && listener->port == port &&
            (found < 0 || ip_is_wildcard(&evidence->listeners[found].address)))
            found = (int)l;
    }
    return found;
}

/*
 * Whether of two servers on one port this one tells it: only one of them does. The one that clients
 * on this machine do not reach, if the other can be told of at all.
 */
static bool tells_of_duplicate(const struct snapshot *snapshot, int index, int own, int other)
{
    const struct evidence *evidence = &snapshot->evidence;
    int entry = server_of(snapshot->servers, evidence->listeners[other].process)->entry;
    if (entry < 0 || snapshot->instances[entry].entry->port != evidence->listeners[other].port)
        return true;
    bool own_wildcard = ip_is_wildcard(&evidence->listeners[own].address);
    bool other_wildcard = ip_is_wildcard(&evidence->listeners[other].address);
    return own_wildcard != other_wildcard ? own_wildcard : index > entry;
}

static void search_duplicate(struct search *search, int index)
{
    const struct snapshot *snapshot = search->snapshot;
    const struct evidence *evidence = &snapshot->evidence;
    const struct instance *instance = &snapshot->instances[index];
    const struct entry *entry = instance->entry;
    int own = listener_on(evidence, instance->verdict.process, entry->port);
    for (size_t l = 0; l < evidence->listener_count; l++) {
        int process = evidence->listeners[l].process;
        if (evidence->listeners[l].port != entry->port || process == SYSTEM_NO_PROCESS ||
            process == instance->verdict.process ||
            !server_is_osaurus(&evidence->processes[process], entry->owner) ||
            listener_on(evidence, process, entry->port) != (int)l ||
            !tells_of_duplicate(snapshot, index, own, (int)l))
            continue;
        struct finding *finding = raise(search, FINDING_DUPLICATE_PORT, index);
        finding->listener = (int)l;
        finding->process = process;
        finding->other = server_of(snapshot->servers, process)->entry;
    }
}

static bool has_address(const struct evidence *evidence, const struct ip_address *address)
{
    for (size_t i = 0; i < evidence->address_count; i++)
        if (ip_equal(&evidence->addresses[i], address))
            return true;
    return false;
}

static bool address_moved(const struct snapshot *snapshot, const struct instance *instance)
{
    const struct evidence *evidence = &snapshot->evidence;
    struct ip_address address;
    /* Loopback is always there; without a single address nothing was seen. */
    return evidence->address_count > 0 && ip_parse(instance->entry->address, &address) &&
           !ip_is_loopback(&address) && !ip_is_wildcard(&address) &&
           !has_address(evidence, &address);
}

static void search_probe(struct search *search, int index)
{
    const struct snapshot *snapshot = search->snapshot;
    if (snapshot->probes == NULL || !snapshot->probes[index].asked)
        return;
    const struct probe_result *probe = &snapshot->probes[index];
    int64_t age_s = timestamp_elapsed_s(probe->at, snapshot->taken_at);
    if (age_s < 0 || age_s > search->policy.probe_fresh_s)
        return;
    if (probe->answered && probe->health_asked && !probe->health_answered)
        raise(search, FINDING_APP_STUCK, index);
    if (probe->key_required)
        raise(search, FINDING_KEY_REQUIRED, index);
}

static void search_living(struct search *search, int index)
{
    const struct instance *instance = &search->snapshot->instances[index];
    if (instance->verdict.state == STATE_LIVE)
        search_probe(search, index);
    if (instance->verdict.state == STATE_HUNG)
        raise(search, FINDING_HUNG, index);
    if (!instance->verdict.attributed)
        return;
    if (instance->verdict.exposure == EXPOSURE_LEAKED)
        raise(search, FINDING_LAN_LEAKED, index);
    if (instance->verdict.exposure == EXPOSURE_CLAIMED)
        raise(search, FINDING_LAN_NOT_BOUND, index);
    if (address_moved(search->snapshot, instance))
        raise(search, FINDING_ADDRESS_MOVED, index);
    if (instance->verdict.stranger >= 0)
        raise(search, FINDING_FOREIGN_PORT, index)->listener = instance->verdict.stranger;
    search_duplicate(search, index);
}

/* --- of what does not ---------------------------------------------------------------------------
 */

/* The first report after the entry was written; they stand newest first. -1 when there is none. */
static int report_after(const struct crash_reports *reports, struct timestamp updated_at)
{
    int found = -1;
    for (size_t r = 0; reports != NULL && r < reports->count; r++)
        if (timestamp_compare(reports->reports[r].modified_at, updated_at) > 0)
            found = (int)r;
    return found;
}

static void search_stale(struct search *search, int index)
{
    const struct snapshot *snapshot = search->snapshot;
    const struct instance *instance = &snapshot->instances[index];
    if (instance->pick)
        raise(search, FINDING_PICK_IS_STALE, index)->other = snapshot->best;
    else
        raise(search, FINDING_STALE_ENTRY, index);
    int report = report_after(snapshot->crash_reports, instance->entry->updated_at);
    if (report >= 0)
        raise(search, FINDING_CRASH_REPORT, index)->report = report;
}

static void search_unverified(struct search *search, int index)
{
    const struct instance *instance = &search->snapshot->instances[index];
    int64_t age_s = timestamp_elapsed_s(instance->entry->updated_at, search->snapshot->taken_at);
    if (instance->verdict.reason == REASON_PORT_MISMATCH)
        raise(search, FINDING_PORT_MISMATCH, index)->process = instance->verdict.process;
    else if (age_s > search->policy.old_after_s)
        raise(search, FINDING_OLD_UNVERIFIED, index);
}

static void search_state(struct search *search, int index)
{
    const struct instance *instance = &search->snapshot->instances[index];
    switch (instance->verdict.state) {
    case STATE_STALE:
        search_stale(search, index);
        break;
    case STATE_STUCK:
        raise(search, FINDING_STUCK, index)->process = instance->verdict.process;
        break;
    case STATE_FOREIGN:
        raise(search, FINDING_FOREIGN_PORT, index)->listener = instance->verdict.stranger;
        break;
    case STATE_UNVERIFIED:
        search_unverified(search, index);
        break;
    case STATE_INVALID:
        raise(search, FINDING_INVALID_ENTRY, index);
        break;
    default:
        search_living(search, index);
        break;
    }
}

static void search_file(struct search *search, int index)
{
    const struct snapshot *snapshot = search->snapshot;
    const struct entry *entry = snapshot->instances[index].entry;
    struct timestamp latest = timestamp_add_ms(snapshot->taken_at, search->policy.future_slack_ms);
    if (timestamp_compare(entry->updated_at, latest) > 0)
        raise(search, FINDING_CLOCK_SKEW, index);
    if ((entry->mode & (S_IWGRP | S_IWOTH)) != 0 && !S_ISLNK(entry->mode))
        raise(search, FINDING_LOOSE_PERMISSIONS, index);
    if (entry->owner != snapshot->evidence.own_uid)
        raise(search, FINDING_OTHER_OWNER, index);
}

/* The worst first; equal ones stay in the order of their raising. There are few of one subject. */
static void line_up(struct finding *findings, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct finding moved = findings[i];
        size_t at = i;
        while (at > 0 && findings[at - 1].severity < moved.severity) {
            findings[at] = findings[at - 1];
            at--;
        }
        findings[at] = moved;
    }
}

int findings_update(struct snapshot *snapshot, struct policy policy)
{
    struct search search = {.snapshot = snapshot, .policy = policy};
    snapshot->finding_count = 0;
    search_several_live(&search);
    search_servers(&search);
    search_homes(&search);
    line_up(snapshot->findings, snapshot->finding_count);
    for (size_t i = 0; i < snapshot->count; i++) {
        struct instance *instance = &snapshot->instances[i];
        bool residue =
            snapshot->homes[instance->entry->home].legacy && !instance->verdict.attributed;
        instance->first_finding = snapshot->finding_count;
        /* What older versions left behind is told once, by its home: no client looks there. */
        if (!residue) {
            search_state(&search, (int)i);
            search_file(&search, (int)i);
        }
        instance->finding_count = snapshot->finding_count - instance->first_finding;
        if (instance->finding_count > 0)
            line_up(&snapshot->findings[instance->first_finding], instance->finding_count);
    }
    return search.out_of_memory ? -1 : 0;
}

int findings_worst(const struct snapshot *snapshot)
{
    int worst = -1;
    for (size_t i = 0; i < snapshot->finding_count; i++)
        if ((int)snapshot->findings[i].severity > worst)
            worst = (int)snapshot->findings[i].severity;
    return worst;
}
