#include "config.h"

#include "history.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SECOND_MS = 1000, MINUTE_MS = 60 * SECOND_MS, HOUR_MS = 60 * MINUTE_MS };

/* The app's own port, and those that people change it to: few, so that they meet. */
static const uint16_t ports[] = {1337, 1337, 1337, 1337, 1337, 1338, 1338, 8080, 1400};
enum { PORT_COUNT = sizeof ports / sizeof *ports };

/* xorshift64*, fed with well-spread seeds. */
unsigned history_roll(struct history *history, unsigned sides)
{
    history->random ^= history->random >> 12;
    history->random ^= history->random << 25;
    history->random ^= history->random >> 27;
    return (unsigned)((history->random * UINT64_C(0x2545F4914F6CDD1D) >> 33) % sides);
}

static bool percent(struct history *history, unsigned chance)
{
    return history_roll(history, 100) < chance;
}

static int64_t between(struct history *history, int64_t least, int64_t most)
{
    return least + (int64_t)history_roll(history, (unsigned)(most - least + 1));
}

static void note(const struct history *history, const char *what, int process, unsigned port)
{
    if (history->trace)
        printf("  %12.1f s  %-28s process %d  port %u\n", (double)history->now_ms / 1000, what,
               process, port);
}

/* --- sockets -------------------------------------------------------------------------------------
 */

static bool is_free(const struct history *history, uint16_t port, bool wildcard)
{
    for (int i = 0; i < HISTORY_PROCESSES; i++) {
        const struct process *process = &history->processes[i];
        if (!process->alive || !process->listens)
            continue;
        if ((process->port == port && process->wildcard == wildcard) ||
            (process->second_port == port && !wildcard))
            return false;
    }
    return true;
}

static void close_sockets(struct process *process)
{
    process->listens = false;
    process->second_port = 0;
}

/* --- files ---------------------------------------------------------------------------------------
 */

static void stamp(const struct history *history, struct record *record)
{
    int64_t wall_ms = history->now_ms + history->offset_ms;
    record->updated_s = wall_ms / 1000;
}

static int new_record(struct history *history, int writer)
{
    for (int i = 0; i < HISTORY_RECORDS; i++) {
        if (history->records[i].present)
            continue;
        history->records[i] = (struct record){.present = true,
                                              .place = history_roll(history, 1u << 30),
                                              .owner = history->processes[writer].owner,
                                              .writer = writer};
        return i;
    }
    return -1;
}

static void remove_record(struct history *history, struct process *process)
{
    if (process->record >= 0)
        history->records[process->record].present = false;
    process->record = -1;
}

/* --- the app -------------------------------------------------------------------------------------
 */

static int new_process(struct history *history, enum process_kind kind, uid_t owner)
{
    for (int i = 0; i < HISTORY_PROCESSES; i++) {
        if (history->processes[i].alive)
            continue;
        history->processes[i] =
            (struct process){.alive = true,
                             .kind = kind,
                             .owner = owner,
                             .start_known = !percent(history, 3),
                             .started_ms = history->now_ms,
                             .started_wall_ms = history->now_ms + history->offset_ms,
                             .record = -1,
                             .comes_up_ms = INT64_MAX};
        return i;
    }
    return -1;
}

/* Its server is asked to start: the file says so, and the socket follows, if it does. */
static void start_server(struct history *history, int at, enum record_health health)
{
    struct process *process = &history->processes[at];
    bool publishes = process->owner == HISTORY_OWN_UID || history->shared;
    if (publishes && process->record < 0)
        process->record = new_record(history, at);
    if (process->record >= 0) {
        struct record *record = &history->records[process->record];
        record->health = health;
        record->port = 0;
        record->lan = 0;
        record->exposed = false;
        stamp(history, record);
    }
    process->comes_up_ms =
        percent(history, 3) ? INT64_MAX : history->now_ms + between(history, 100, 8000);
}

static void come_up(struct history *history, int at)
{
    struct process *process = &history->processes[at];
    process->comes_up_ms = INT64_MAX;
    if (!is_free(history, process->settings_port, process->settings_exposed)) {
        note(history, "meets a port conflict", at, process->settings_port);
        remove_record(history, process);
        return;
    }
    process->listens = true;
    process->port = process->settings_port;
    process->wildcard = process->settings_exposed;
    if (history->second_ports && percent(history, 10)) {
        uint16_t port = ports[history_roll(history, PORT_COUNT)];
        if (port != process->port && is_free(history, port, false))
            process->second_port = port;
    }
    note(history, process->wildcard ? "listens on 0.0.0.0" : "listens on 127.0.0.1", at,
         process->port);
    if (process->record < 0)
        return;
    struct record *record = &history->records[process->record];
    record->health = RECORD_RUNNING;
    record->port = process->port;
    record->exposed = process->wildcard;
    record->lan = process->wildcard ? history->lan : 0;
    stamp(history, record);
}

static void choose_settings(struct history *history, struct process *process)
{
    process->settings_port = ports[history_roll(history, PORT_COUNT)];
    process->settings_exposed = percent(history, 25);
}

static void launch(struct history *history)
{
    uid_t owner = percent(history, 8) ? HISTORY_OTHER_UID : HISTORY_OWN_UID;
    int at = new_process(history, PROCESS_APP, owner);
    if (at < 0)
        return;
    choose_settings(history, &history->processes[at]);
    note(history, "app launched", at, history->processes[at].settings_port);
    history->now_ms += between(history, 20, 900);
    start_server(history, at, RECORD_STARTING);
    if (percent(history, 1) && history->processes[at].record >= 0) {
        /* It dies between mkdir and the first write. */
        history->records[history->processes[at].record].health = RECORD_EMPTY;
        history->records[history->processes[at].record].writer = -1;
        history->processes[at].alive = false;
    }
}

/* A living app, by chance one with a server that is up; -1 when there is none. */
static int any_app(struct history *history, bool up)
{
    unsigned first = history_roll(history, HISTORY_PROCESSES);
    for (unsigned i = 0; i < HISTORY_PROCESSES; i++) {
        unsigned at = (first + i) % HISTORY_PROCESSES;
        const struct process *process = &history->processes[at];
        if (process->alive && process->kind == PROCESS_APP && (!up || process->listens))
            return (int)at;
    }
    return -1;
}

static void die(struct history *history, int at)
{
    struct process *process = &history->processes[at];
    if (process->record >= 0)
        history->records[process->record].writer = -1;
    process->alive = false;
}

static void crash(struct history *history)
{
    int at = any_app(history, false);
    if (at < 0)
        return;
    note(history, "app crashed", at, 0);
    die(history, at);
}

static void quit(struct history *history)
{
    int at = any_app(history, false);
    if (at < 0)
        return;
    note(history, "app quit", at, 0);
    remove_record(history, &history->processes[at]);
    die(history, at);
}

static void stop_or_start(struct history *history)
{
    int at = any_app(history, false);
    if (at < 0)
        return;
    struct process *process = &history->processes[at];
    if (process->listens) {
        note(history, "server stopped", at, process->port);
        close_sockets(process);
        remove_record(history, process);
    } else if (process->comes_up_ms == INT64_MAX) {
        note(history, "server started", at, process->settings_port);
        start_server(history, at, RECORD_STARTING);
    }
}

static void restart(struct history *history)
{
    int at = any_app(history, true);
    if (at < 0)
        return;
    struct process *process = &history->processes[at];
    if (percent(history, 50))
        choose_settings(history, process);
    note(history, "server restarted", at, process->settings_port);
    close_sockets(process);
    start_server(history, at, RECORD_RESTARTING);
}

/* The settings name another port, and the socket stays. `serve --port` writes the file too. */
static void change_port_only(struct history *history)
{
    int at = any_app(history, true);
    if (at < 0)
        return;
    struct process *process = &history->processes[at];
    process->settings_port = ports[history_roll(history, PORT_COUNT)];
    bool written = percent(history, 60) && process->record >= 0;
    note(history, written ? "file moved, socket not" : "settings moved, nothing else", at,
         process->settings_port);
    if (!written)
        return;
    history->records[process->record].port = process->settings_port;
    stamp(history, &history->records[process->record]);
}

/* The known bugs: the flag flips in the file, and address and socket stay as they are. */
static void flip_exposure_only(struct history *history)
{
    int at = any_app(history, true);
    if (at < 0 || history->processes[at].record < 0)
        return;
    struct record *record = &history->records[history->processes[at].record];
    record->exposed = !record->exposed;
    note(history, record->exposed ? "says exposed, and is not" : "says local, and is not", at,
         record->port);
    stamp(history, record);
}

static void rewrite(struct history *history)
{
    int at = any_app(history, true);
    if (at >= 0 && history->processes[at].record >= 0)
        stamp(history, &history->records[history->processes[at].record]);
}

/* --- everything else -----------------------------------------------------------------------------
 */

static void stranger(struct history *history)
{
    uint16_t port = ports[history_roll(history, PORT_COUNT)];
    bool wildcard = percent(history, 40);
    if (!is_free(history, port, wildcard))
        return;
    uid_t owner = percent(history, 25) ? HISTORY_OTHER_UID : HISTORY_OWN_UID;
    int at = new_process(history, PROCESS_STRANGER, owner);
    if (at < 0)
        return;
    history->processes[at].listens = true;
    history->processes[at].port = port;
    history->processes[at].wildcard = wildcard;
    note(history, "a stranger listens", at, port);
}

static void command_line(struct history *history)
{
    enum process_kind kind = percent(history, 70) ? PROCESS_HELPER : PROCESS_COMMAND_LINE;
    int at = new_process(history, kind, HISTORY_OWN_UID);
    note(history, kind == PROCESS_HELPER ? "a helper runs" : "a command-line process runs", at, 0);
}

static void end_something_else(struct history *history)
{
    unsigned first = history_roll(history, HISTORY_PROCESSES);
    for (unsigned i = 0; i < HISTORY_PROCESSES; i++) {
        unsigned at = (first + i) % HISTORY_PROCESSES;
        struct process *process = &history->processes[at];
        if (!process->alive || process->kind == PROCESS_APP)
            continue;
        note(history, "it ends", (int)at, process->port);
        process->alive = false;
        return;
    }
}

static void clean_up(struct history *history)
{
    unsigned first = history_roll(history, HISTORY_RECORDS);
    for (unsigned i = 0; i < HISTORY_RECORDS; i++) {
        struct record *record = &history->records[(first + i) % HISTORY_RECORDS];
        if (record->present && record->writer < 0) {
            note(history, "a dead entry is removed", -1, record->port);
            record->present = false;
            return;
        }
    }
}

/* An upgrade copies everything, and deletes nothing. */
static void copy_to_legacy(struct history *history)
{
    note(history, "an upgrade copies the entries", -1, 0);
    for (int i = 0; i < HISTORY_RECORDS; i++) {
        struct record original = history->records[i];
        if (!original.present || original.legacy || original.writer >= 0)
            continue;
        for (int j = 0; j < HISTORY_RECORDS; j++) {
            if (history->records[j].present)
                continue;
            history->records[j] = original;
            history->records[j].legacy = true;
            break;
        }
    }
}

static void reboot(struct history *history)
{
    note(history, "the machine restarts", -1, 0);
    for (int i = 0; i < HISTORY_PROCESSES; i++)
        if (history->processes[i].alive)
            die(history, i);
    history->now_ms += between(history, 20, 90) * SECOND_MS;
    history->booted_ms = history->now_ms;
}

static void change_network(struct history *history)
{
    history->lan = percent(history, 20) ? 0 : 1 + history_roll(history, 4);
}

static void set_clock(struct history *history)
{
    static const int64_t steps_ms[] = {2 * SECOND_MS, MINUTE_MS,    10 * MINUTE_MS,
                                       HOUR_MS,       24 * HOUR_MS, (int64_t)8760 * HOUR_MS};
    if (!history->clock_steps)
        return;
    int64_t step_ms = steps_ms[history_roll(history, 6)];
    history->offset_ms += percent(history, 50) ? step_ms : -step_ms;
    note(history, "the clock is set", -1, 0);
}

static void let_time_pass(struct history *history)
{
    static const int64_t scales_ms[] = {SECOND_MS, 10 * SECOND_MS, MINUTE_MS, HOUR_MS,
                                        24 * HOUR_MS};
    int64_t until_ms = history->now_ms + 1;
    until_ms += between(history, 0, 999) * scales_ms[history_roll(history, 5)] / 500;
    for (;;) {
        int next = -1;
        for (int i = 0; i < HISTORY_PROCESSES; i++) {
            const struct process *process = &history->processes[i];
            if (process->alive && process->comes_up_ms <= until_ms &&
                (next < 0 || process->comes_up_ms < history->processes[next].comes_up_ms))
                next = i;
        }
        if (next < 0)
            break;
        if (history->processes[next].comes_up_ms > history->now_ms)
            history->now_ms = history->processes[next].comes_up_ms;
        come_up(history, next);
    }
    if (until_ms > history->now_ms)
        history->now_ms = until_ms;
}

void history_begin(struct history *history, uint64_t seed)
{
    bool trace = history->trace;
    memset(history, 0, sizeof *history);
    history->trace = trace;
    history->random = (seed + 1) * UINT64_C(0x9E3779B97F4A7C15);
    history->now_ms = INT64_C(1795348800) * 1000;
    history->booted_ms = history->now_ms - between(history, 1, 1000) * HOUR_MS;
    history->lan = 1;
    history->clock_steps = percent(history, 20);
    history->starts_move = percent(history, 50);
    history->shared = percent(history, 10);
    history->second_ports = percent(history, 10);
}

void history_step(struct history *history)
{
    static const struct {
        unsigned weight;
        void (*happen)(struct history *history);
    } steps[] = {
        {22, launch},
        {14, crash},
        {7, quit},
        {6, stop_or_start},
        {10, restart},
        {5, change_port_only},
        {5, flip_exposure_only},
        {8, rewrite},
        {6, stranger},
        {4, command_line},
        {6, end_something_else},
        {5, clean_up},
        {1, copy_to_legacy},
        {3, reboot},
        {2, change_network},
        {3, set_clock},
    };
    unsigned total = 0;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        total += steps[i].weight;
    unsigned chosen = history_roll(history, total);
    size_t at = 0;
    while (chosen >= steps[at].weight)
        chosen -= steps[at++].weight;
    steps[at].happen(history);
    let_time_pass(history);
}

enum truth history_truth(const struct history *history, const struct record *record)
{
    if (record->writer < 0)
        return TRUTH_DEAD;
    const struct process *writer = &history->processes[record->writer];
    if (!writer->listens || record->health != RECORD_RUNNING)
        return TRUTH_COMING;
    return writer->port == record->port ? TRUTH_LIVE : TRUTH_ELSEWHERE;
}
