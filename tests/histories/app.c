#include "config.h"

#include "app.h"

#include <stdio.h>

/* The app's own port, and those that people change it to: few, so that they meet. */
static const uint16_t ports[] = {1337, 1337, 1337, 1337, 1337, 1338, 1338, 8080, 1400};
enum { PORT_COUNT = sizeof ports / sizeof *ports };

bool percent(struct history *history, unsigned chance)
{
    return history_roll(history, 100) < chance;
}

int64_t between(struct history *history, int64_t least, int64_t most)
{
    return least + (int64_t)history_roll(history, (unsigned)(most - least + 1));
}

void note(const struct history *history, const char *what, int process, unsigned port)
{
    if (history->trace)
        printf("  %12.1f s  %-28s process %d  port %u\n", (double)history->now_ms / 1000, what,
               process, port);
}

uint16_t any_port(struct history *history)
{
    return ports[history_roll(history, PORT_COUNT)];
}

/* --- sockets -------------------------------------------------------------------------------------
 */

bool port_is_free(const struct history *history, uint16_t port, bool wildcard)
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

int new_process(struct history *history, enum process_kind kind, uid_t owner)
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

void come_up(struct history *history, int at)
{
    struct process *process = &history->processes[at];
    process->comes_up_ms = INT64_MAX;
    if (!port_is_free(history, process->settings_port, process->settings_exposed)) {
        note(history, "meets a port conflict", at, process->settings_port);
        remove_record(history, process);
        return;
    }
    process->listens = true;
    process->port = process->settings_port;
    process->wildcard = process->settings_exposed;
    if (history->second_ports && percent(history, 10)) {
        uint16_t port = any_port(history);
        if (port != process->port && port_is_free(history, port, false))
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
    process->settings_port = any_port(history);
    process->settings_exposed = percent(history, 25);
}

void launch(struct history *history)
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

void die(struct history *history, int at)
{
    struct process *process = &history->processes[at];
    if (process->record >= 0)
        history->records[process->record].writer = -1;
    process->alive = false;
}

void crash(struct history *history)
{
    int at = any_app(history, false);
    if (at < 0)
        return;
    note(history, "app crashed", at, 0);
    die(history, at);
}

void quit(struct history *history)
{
    int at = any_app(history, false);
    if (at < 0)
        return;
    note(history, "app quit", at, 0);
    remove_record(history, &history->processes[at]);
    die(history, at);
}

void stop_or_start(struct history *history)
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

void restart(struct history *history)
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
void change_port_only(struct history *history)
{
    int at = any_app(history, true);
    if (at < 0)
        return;
    struct process *process = &history->processes[at];
    process->settings_port = any_port(history);
    bool written = percent(history, 60) && process->record >= 0;
    note(history, written ? "file moved, socket not" : "settings moved, nothing else", at,
         process->settings_port);
    if (!written)
        return;
    history->records[process->record].port = process->settings_port;
    stamp(history, &history->records[process->record]);
}

/* The known bugs: the flag flips in the file, and address and socket stay as they are. */
void flip_exposure_only(struct history *history)
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

void rewrite(struct history *history)
{
    int at = any_app(history, true);
    if (at >= 0 && history->processes[at].record >= 0)
        stamp(history, &history->records[history->processes[at].record]);
}
