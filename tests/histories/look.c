#include "config.h"

#include "look.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LISTENERS_MAX (2 * HISTORY_PROCESSES)

/* One look at a time. */
static struct entry entries[HISTORY_RECORDS];
static struct system_process processes[HISTORY_PROCESSES];
static struct system_listener listeners[LISTENERS_MAX];

static struct timestamp moment(int64_t wall_ms)
{
    struct timestamp zero = {0, 0};
    return timestamp_add_ms(zero, wall_ms);
}

/* --- files ---------------------------------------------------------------------------------------
 */

static void fill_entry(struct entry *entry, const struct record *record)
{
    static const char *const healths[] = {[RECORD_RUNNING] = "running",
                                          [RECORD_STARTING] = "starting",
                                          [RECORD_RESTARTING] = "restarting",
                                          [RECORD_EMPTY] = ""};
    static const enum entry_health kinds[] = {[RECORD_RUNNING] = ENTRY_HEALTH_RUNNING,
                                              [RECORD_STARTING] = ENTRY_HEALTH_STARTING,
                                              [RECORD_RESTARTING] = ENTRY_HEALTH_RESTARTING,
                                              [RECORD_EMPTY] = ENTRY_HEALTH_OTHER};
    static const char *const addresses[] = {"127.0.0.1", "192.168.1.5", "192.168.1.9", "10.0.0.7",
                                            "172.16.3.4"};
    snprintf(entry->directory, sizeof entry->directory, "%08x", (unsigned)record->place);
    strcpy(entry->id, entry->directory);
    entry->home = record->legacy ? 1 : 0;
    entry->local = true;
    entry->configured = record->health != RECORD_EMPTY;
    entry->owner = record->owner;
    strcpy(entry->health, healths[record->health]);
    entry->health_kind = kinds[record->health];
    entry->port = record->port;
    strcpy(entry->address, record->port != 0 ? addresses[record->lan] : "");
    entry->exposed = record->exposed;
    entry->updated_at = (struct timestamp){record->updated_s, 0};
    entry->updated_at_from_file = entry->configured;
}

static bool stands_before(const struct record *a, const struct record *b)
{
    return a->legacy != b->legacy ? b->legacy : a->place < b->place;
}

static size_t list_records(struct look *look, const struct history *history)
{
    size_t count = 0;
    for (int i = 0; i < HISTORY_RECORDS; i++) {
        const struct record *record = &history->records[i];
        if (!record->present)
            continue;
        size_t at = count++;
        while (at > 0 && stands_before(record, look->records[at - 1])) {
            look->records[at] = look->records[at - 1];
            at--;
        }
        look->records[at] = record;
    }
    return count;
}

/* --- evidence ------------------------------------------------------------------------------------
 */

static void fill_process(struct system_process *seen, const struct history *history, int index)
{
    const struct process *process = &history->processes[index];
    static const char *const paths[] = {
        [PROCESS_APP] = "/Applications/Osaurus.app/Contents/MacOS/osaurus",
        [PROCESS_HELPER] = "/Applications/Osaurus.app/Contents/Helpers/osaurus",
        [PROCESS_COMMAND_LINE] = "/opt/homebrew/bin/osaurus",
        [PROCESS_STRANGER] = "/usr/bin/python3"};
    int64_t started_ms =
        history->starts_move ? process->started_ms + history->offset_ms : process->started_wall_ms;
    seen->pid = (pid_t)(index + 100);
    seen->owner = process->owner;
    seen->matches = process->kind != PROCESS_STRANGER;
    strcpy(seen->path, paths[process->kind]);
    seen->start_known = process->start_known;
    /* The kernel counts in hundredths of a second. */
    seen->started_at = moment(started_ms / 10 * 10);
}

static bool is_visible(const struct process *process, enum system_view view)
{
    return view == SYSTEM_VIEW_ALL ||
           (view == SYSTEM_VIEW_OWN && process->owner == HISTORY_OWN_UID);
}

static void add_listener(struct evidence *evidence, const struct process *process, uint16_t port,
                         bool wildcard, int seen_process)
{
    struct system_listener *listener = &listeners[evidence->listener_count++];
    *listener = (struct system_listener){.address = {.family = IP_V4},
                                         .port = port,
                                         .owner = process->owner,
                                         .process = seen_process};
    if (!wildcard) {
        listener->address.bytes[0] = 127;
        listener->address.bytes[3] = 1;
    }
}

static void gather(struct evidence *evidence, const struct history *history)
{
    for (int i = 0; i < HISTORY_PROCESSES; i++) {
        const struct process *process = &history->processes[i];
        int seen = SYSTEM_NO_PROCESS;
        if (!process->alive)
            continue;
        if (is_visible(process, evidence->processes_view)) {
            seen = (int)evidence->process_count++;
            fill_process(&processes[seen], history, i);
        }
        if (!process->listens || !is_visible(process, evidence->sockets_view))
            continue;
        add_listener(evidence, process, process->port, process->wildcard, seen);
        if (process->second_port != 0)
            add_listener(evidence, process, process->second_port, false, seen);
    }
}

void look_take(struct look *look, const struct history *history, enum sight sight)
{
    /* A history decides which of the two is hidden, so that both occur. */
    bool hides_sockets = history->starts_move;
    struct snapshot *snapshot = &look->snapshot;
    size_t count = list_records(look, history);
    enum system_view views = sight == SIGHT_OWN ? SYSTEM_VIEW_OWN : SYSTEM_VIEW_ALL;
    bool blind = sight == SIGHT_BLIND;
    snapshot->evidence = (struct evidence){
        .processes = processes,
        .listeners = listeners,
        .sockets_view = blind && hides_sockets ? SYSTEM_VIEW_NONE : views,
        .processes_view = blind && !hides_sockets ? SYSTEM_VIEW_NONE : views,
        .own_uid = HISTORY_OWN_UID,
        .boot_known = true,
        .booted_at = moment(history->booted_ms + history->offset_ms),
        .taken_at_ns = 1000,
    };
    gather(&snapshot->evidence, history);
    if (snapshot_reserve(snapshot, count, snapshot->evidence.process_count) != 0)
        abort();
    for (size_t i = 0; i < count; i++) {
        fill_entry(&entries[i], look->records[i]);
        entries[i].seen_at_ns = sight == SIGHT_LATE ? 2000 : 0;
        snapshot->entries[i] = &entries[i];
    }
    snapshot_judge(snapshot, count, NULL, policy_default(),
                   moment(history->now_ms + history->offset_ms));
}

bool look_obviously_dead(const struct history *history, const struct record *record)
{
    for (int i = 0; i < HISTORY_PROCESSES; i++) {
        const struct process *process = &history->processes[i];
        if (process->alive && process->listens &&
            (process->port == record->port || process->second_port == record->port))
            return false;
    }
    return true;
}
