#include "config.h"

#include "history.h"

#include "app.h"

#include <string.h>

enum { SECOND_MS = 1000, MINUTE_MS = 60 * SECOND_MS, HOUR_MS = 60 * MINUTE_MS };

/* xorshift64*, fed with well-spread seeds. */
unsigned history_roll(struct history *history, unsigned sides)
{
    history->random ^= history->random >> 12;
    history->random ^= history->random << 25;
    history->random ^= history->random >> 27;
    return (unsigned)((history->random * UINT64_C(0x2545F4914F6CDD1D) >> 33) % sides);
}

static void stranger(struct history *history)
{
    uint16_t port = any_port(history);
    bool wildcard = percent(history, 40);
    if (!port_is_free(history, port, wildcard))
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
