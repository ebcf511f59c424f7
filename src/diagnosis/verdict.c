#include "config.h"

#include "attribution.h"
#include "osaurtop/verdict.h"

/* What listens on the port of an entry, and whose it is. */
struct port_holders {
    bool any;
    bool servers;        /* a server of the entry's owner */
    bool unknown;        /* of the entry's owner, its process not visible: may be a server */
    int stranger;        /* the first foreign listener, or -1 */
    bool strangers_late; /* every stranger is known to have started after the entry was written */
    int superseded_by;   /* the entry that has a server's listener on this port, or -1 */
};

static struct port_holders holders_of(const struct case_file *file, const struct server *servers,
                                      size_t index)
{
    const struct entry *entry = file->entries[index];
    const struct evidence *evidence = file->evidence;
    struct port_holders holders = {.stranger = -1, .strangers_late = true, .superseded_by = -1};
    if (!attribution_by_port(entry))
        return holders;
    for (size_t l = 0; l < evidence->listener_count; l++) {
        const struct system_listener *listener = &evidence->listeners[l];
        if (listener->port != entry->port)
            continue;
        holders.any = true;
        const struct system_process *process =
            listener->process == SYSTEM_NO_PROCESS ? NULL : &evidence->processes[listener->process];
        if (process != NULL && server_is_osaurus(process, entry->owner)) {
            holders.servers = true;
            int holder = server_of(servers, listener->process)->entry;
            if (holder >= 0 && holder != (int)index)
                holders.superseded_by = holder;
        } else if (process == NULL && listener->owner == entry->owner) {
            holders.unknown = true;
        } else {
            if (holders.stranger < 0)
                holders.stranger = (int)l;
            if (process == NULL || !process->start_known ||
                timestamp_compare(process->started_at, entry->updated_at) <= 0)
                holders.strangers_late = false;
        }
    }
    return holders;
}

static bool view_covers(enum system_view view, const struct evidence *evidence, uid_t owner)
{
    return view == SYSTEM_VIEW_ALL || (view == SYSTEM_VIEW_OWN && evidence->own_uid == owner);
}

/* Sockets and processes were completely visible, and read after the file. */
static bool completely_seen(const struct evidence *evidence, const struct entry *entry)
{
    return view_covers(evidence->sockets_view, evidence, entry->owner) &&
           view_covers(evidence->processes_view, evidence, entry->owner) &&
           entry->seen_at_ns <= evidence->taken_at_ns;
}

static bool of_the_future(const struct case_file *file, const struct entry *entry)
{
    return timestamp_compare(entry->updated_at,
                             timestamp_add_ms(file->now, file->policy.future_slack_ms)) > 0;
}

/* What the living servers of an entry's owner leave open about it. */
struct doubts {
    bool server_lives;
    bool free_server;   /* one without a sure attribution */
    bool free_writer;   /* and one of these could have written it */
    bool unattributed;  /* a server listens somewhere and has no entry */
    int only_candidate; /* the one unattributed server that could have written it, or
                           SYSTEM_NO_PROCESS */
};

static struct doubts doubts_about(const struct case_file *file, const struct server *servers,
                                  const struct entry *entry)
{
    struct doubts doubts = {.only_candidate = SYSTEM_NO_PROCESS};
    size_t candidates = 0;
    for (size_t i = 0; i < file->evidence->process_count; i++) {
        const struct server *server = &servers[i];
        const struct system_process *process = &file->evidence->processes[server->process];
        if (!server_is_osaurus(process, entry->owner))
            continue;
        doubts.server_lives = true;
        if (server->listens && server->entry < 0)
            doubts.unattributed = true;
        if (server->sure)
            continue;
        doubts.free_server = true;
        if (!attribution_could_write(file, process, entry))
            continue;
        doubts.free_writer = true;
        if (server->entry < 0) {
            candidates++;
            doubts.only_candidate = server->process;
        }
    }
    if (candidates != 1)
        doubts.only_candidate = SYSTEM_NO_PROCESS;
    return doubts;
}

static bool is_dead(const struct case_file *file, const struct entry *entry,
                    const struct port_holders *holders, const struct doubts *doubts)
{
    if (!entry->local || !completely_seen(file->evidence, entry) || holders->unknown)
        return false;
    if (of_the_future(file, entry))
        return !doubts->server_lives;
    if (attribution_by_port(entry))
        return !doubts->free_writer && !doubts->unattributed;
    return !doubts->free_server;
}

static enum reason stale_reason(const struct case_file *file, const struct entry *entry,
                                const struct port_holders *holders)
{
    const struct evidence *evidence = file->evidence;
    if (!entry->configured)
        return REASON_NO_CONFIGURATION;
    if (!holders->any && evidence->boot_known &&
        timestamp_compare(entry->updated_at, evidence->booted_at) < 0)
        return REASON_BEFORE_BOOT;
    if (holders->superseded_by >= 0)
        return REASON_SUPERSEDED;
    if (holders->stranger >= 0)
        return REASON_FOREIGN_LISTENER;
    return attribution_by_port(entry) ? REASON_NOT_LISTENING : REASON_PROCESS_GONE;
}

static enum reason unverified_reason(const struct case_file *file, const struct entry *entry,
                                     const struct port_holders *holders,
                                     const struct doubts *doubts)
{
    if (!entry->local)
        return REASON_NOT_LOCAL;
    if (!completely_seen(file->evidence, entry) || holders->unknown)
        return REASON_NO_EVIDENCE;
    if (of_the_future(file, entry) || !doubts->free_writer)
        return REASON_CLOCK_DOUBT;
    return REASON_PORT_MISMATCH;
}

static enum reason fault_reason(enum entry_fault fault)
{
    static const enum reason reasons[] = {
        [ENTRY_UNREADABLE] = REASON_UNREADABLE,       [ENTRY_NOT_REGULAR] = REASON_NOT_REGULAR,
        [ENTRY_TOO_LARGE] = REASON_TOO_LARGE,         [ENTRY_INVALID_JSON] = REASON_INVALID_JSON,
        [ENTRY_NOT_AN_OBJECT] = REASON_NOT_AN_OBJECT, [ENTRY_MISSING_FIELD] = REASON_MISSING_FIELD,
        [ENTRY_BAD_FIELD] = REASON_BAD_FIELD,
    };
    return reasons[fault];
}

static bool probe_is_fresh(const struct case_file *file, size_t index)
{
    if (file->probes == NULL || !file->probes[index].asked)
        return false;
    int64_t age_s = timestamp_elapsed_s(file->probes[index].at, file->now);
    return age_s >= 0 && age_s <= file->policy.probe_fresh_s;
}

/* Where sockets cannot be read, an identified answer speaks for the newest claimant of its port. */
static bool identified_by_probe(const struct case_file *file, size_t index)
{
    const struct entry *entry = file->entries[index];
    if (view_covers(file->evidence->sockets_view, file->evidence, entry->owner) ||
        !attribution_by_port(entry) || !probe_is_fresh(file, index) ||
        !file->probes[index].identified)
        return false;
    for (size_t i = 0; i < file->count; i++) {
        const struct entry *other = file->entries[i];
        if (i == index || other->port != entry->port || !attribution_by_port(other))
            continue;
        int order = timestamp_compare(other->updated_at, entry->updated_at);
        if (order > 0 || (order == 0 && i < index))
            return false;
    }
    return true;
}

static enum exposure exposure_of(const struct case_file *file, const struct entry *entry,
                                 const struct verdict *verdict)
{
    if (!verdict->attributed)
        return EXPOSURE_UNKNOWN;
    bool beyond_loopback = false;
    for (size_t l = 0; l < file->evidence->listener_count; l++) {
        const struct system_listener *listener = &file->evidence->listeners[l];
        if (listener->process == verdict->process && listener->port == entry->port &&
            !ip_is_loopback(&listener->address))
            beyond_loopback = true;
    }
    if (entry->exposed)
        return beyond_loopback ? EXPOSURE_LAN : EXPOSURE_CLAIMED;
    return beyond_loopback ? EXPOSURE_LEAKED : EXPOSURE_LOCAL;
}

static void set(struct verdict *verdict, enum state state, enum reason reason)
{
    verdict->state = state;
    verdict->reason = reason;
}

static bool within_grace(const struct case_file *file, const struct entry *entry)
{
    struct timestamp limit = timestamp_add_ms(entry->updated_at, file->policy.grace_s * 1000);
    return timestamp_compare(file->now, limit) <= 0;
}

/* The rules for what is on its way up or empty, and not dead: only time tells more. */
static bool judge_by_grace(const struct case_file *file, const struct entry *entry,
                           struct verdict *verdict)
{
    if (attribution_by_port(entry) || of_the_future(file, entry))
        return false;
    bool restarting = entry->health_kind == ENTRY_HEALTH_RESTARTING && entry->configured;
    if (within_grace(file, entry))
        set(verdict, STATE_STARTING, restarting ? REASON_RESTARTING : REASON_STARTING);
    else if (entry->configured)
        set(verdict, STATE_STUCK, restarting ? REASON_STUCK_RESTARTING : REASON_STUCK_STARTING);
    else
        return false;
    return true;
}

/* First match wins, in the order of the documented table. */
static void judge_one(const struct case_file *file, const struct server *servers, size_t index,
                      struct verdict *verdict)
{
    const struct entry *entry = file->entries[index];
    if (entry->fault != ENTRY_SOUND) {
        set(verdict, STATE_INVALID, fault_reason(entry->fault));
        return;
    }
    struct port_holders holders = holders_of(file, servers, index);
    verdict->stranger = holders.stranger;
    verdict->superseded_by = holders.superseded_by;
    if (verdict->attributed) {
        if (probe_is_fresh(file, index) && !file->probes[index].answered)
            set(verdict, STATE_HUNG, REASON_NO_ANSWER);
        else
            set(verdict, STATE_LIVE, REASON_LISTENER);
        return;
    }
    if (identified_by_probe(file, index)) {
        set(verdict, STATE_LIVE, REASON_PROBE);
        return;
    }
    struct doubts doubts = doubts_about(file, servers, entry);
    bool young_and_empty = !entry->configured && within_grace(file, entry);
    if (is_dead(file, entry, &holders, &doubts) && holders.strangers_late && !young_and_empty) {
        set(verdict, STATE_STALE, stale_reason(file, entry, &holders));
        return;
    }
    verdict->process = doubts.only_candidate;
    if (holders.stranger >= 0 && !holders.servers && !holders.unknown && entry->local &&
        view_covers(file->evidence->sockets_view, file->evidence, entry->owner))
        set(verdict, STATE_FOREIGN, REASON_FOREIGN_LISTENER);
    else if (!judge_by_grace(file, entry, verdict))
        set(verdict, STATE_UNVERIFIED, unverified_reason(file, entry, &holders, &doubts));
}

void verdict_judge(const struct case_file *file, struct verdict *verdicts, struct server *servers)
{
    attribution_make(file, verdicts, servers);
    for (size_t i = 0; i < file->count; i++) {
        verdicts[i].stranger = -1;
        verdicts[i].superseded_by = -1;
        judge_one(file, servers, i, &verdicts[i]);
        verdicts[i].exposure = exposure_of(file, file->entries[i], &verdicts[i]);
    }
}
