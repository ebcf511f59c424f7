#include "config.h"

#include "osaurtop/loop.h"

#include "osaurtop/dashboard.h"
#include "osaurtop/event_log.h"
#include "osaurtop/frame.h"
#include "osaurtop/keys.h"
#include "osaurtop/screen.h"
#include "osaurtop/signals.h"
#include "osaurtop/terminal.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>

enum { NS_PER_MS = 1000000 };

/* One paste cannot keep the screen from being drawn. */
enum { KEYS_PER_DRAW = 256 };

struct loop {
    struct monitor *monitor;
    const struct loop_settings *settings;
    const struct snapshot *snapshot;
    struct dashboard dashboard;
    struct event_memory *memory; /* of the look before, to tell what changed */
    struct event_log *log;
    struct frame frame;
    int64_t deadline_ns; /* of the next look, monotonic */
    bool dirty;          /* something to draw */
    bool asked;          /* the next draw shows a question */
    bool running;
    enum loop_code code;
    int signal_number;
};

static void end(struct loop *loop, enum loop_code code)
{
    loop->running = false;
    loop->code = code;
}

static void remember(const struct event *event, void *context)
{
    event_log_add(context, event);
}

/* What was there before is not news. */
static void tell_nobody(const struct event *event, void *context)
{
    (void)event;
    (void)context;
}

static void look(struct loop *loop)
{
    loop->snapshot = monitor_look(loop->monitor);
    if (loop->snapshot == NULL ||
        event_compare(loop->memory, loop->snapshot, remember, loop->log) != 0) {
        end(loop, LOOP_FAILED);
        return;
    }
    dashboard_update(&loop->dashboard, loop->snapshot);
    loop->dirty = true;
}

/* The first look: everything has appeared, and that is told in one line. */
static void look_first(struct loop *loop)
{
    char text[EVENT_LINE_TEXT_SIZE];
    loop->memory = event_memory_new();
    loop->log = event_log_new(loop->settings->charset);
    if (loop->memory != NULL && loop->log != NULL)
        loop->snapshot = monitor_look(loop->monitor);
    if (loop->snapshot == NULL ||
        event_compare(loop->memory, loop->snapshot, tell_nobody, NULL) != 0) {
        end(loop, LOOP_FAILED);
        return;
    }
    size_t count = loop->snapshot->count;
    snprintf(text, sizeof text, "watching %zu instance%s", count, count == 1 ? "" : "s");
    event_log_note(loop->log, loop->snapshot->taken_at, text);
    loop->dashboard.events.log = loop->log;
    dashboard_update(&loop->dashboard, loop->snapshot);
}

/* Removes what the user said yes to. That takes a look, and what it did takes another to be seen.
 */
static void prune(struct loop *loop)
{
    struct prune prune = prune_entry(loop->monitor, &loop->dashboard.dialog.identity);
    dashboard_tell_prune(&loop->dashboard, &prune);
    look(loop);
}

static void draw(struct loop *loop)
{
    int width;
    int height;
    terminal_size(&width, &height);
    if (frame_resize(&loop->frame, width, height, loop->settings->charset) != 0) {
        end(loop, LOOP_FAILED);
        return;
    }
    screen_draw(&loop->frame, &loop->dashboard, loop->snapshot);
    terminal_draw(&loop->frame);
    if (loop->asked)
        terminal_forget_keys();
    loop->asked = false;
    loop->dirty = false;
}

static void plan_look(struct loop *loop, int64_t now_ns)
{
    int64_t delay_ns = loop->settings->delay_ms * NS_PER_MS;
    loop->deadline_ns += delay_ns;
    /* What was missed, while stopped or paused, is not made up for. */
    if (loop->deadline_ns <= now_ns)
        loop->deadline_ns = now_ns + delay_ns;
}

static void look_when_due(struct loop *loop)
{
    int64_t now_ns = system_monotonic_ns();
    if (loop->dashboard.paused || now_ns < loop->deadline_ns)
        return;
    look(loop);
    plan_look(loop, now_ns);
}

/* For poll(): rounded up, so that the loop wakes once and finds the deadline passed. */
static int timeout_ms(const struct loop *loop)
{
    if (loop->dashboard.paused)
        return -1;
    int64_t left_ns = loop->deadline_ns - system_monotonic_ns();
    if (left_ns <= 0)
        return 0;
    int64_t left_ms = (left_ns + NS_PER_MS - 1) / NS_PER_MS;
    return left_ms < INT_MAX ? (int)left_ms : INT_MAX;
}

static void handle_signals(struct loop *loop)
{
    for (int number = signals_next(); number != 0 && loop->running; number = signals_next()) {
        switch (number) {
        case SIGINT:
        case SIGTERM:
        case SIGHUP:
            loop->signal_number = number;
            end(loop, LOOP_SIGNALLED);
            break;
        case SIGTSTP:
            terminal_suspend();
            signals_stop();
            terminal_resume();
            loop->dirty = true;
            break;
        case SIGCONT:
            terminal_resume();
            loop->dirty = true;
            break;
        default:
            loop->dirty = true;
            break;
        }
    }
}

static void handle_keys(struct loop *loop)
{
    for (int i = 0; i < KEYS_PER_DRAW && loop->running; i++) {
        int stroke = terminal_read_key();
        if (stroke == STROKE_NONE)
            return;
        unsigned reactions = dashboard_key(&loop->dashboard, loop->snapshot, stroke);
        if (reactions & REACTION_QUIT)
            end(loop, LOOP_QUIT);
        if (reactions & REACTION_RESCAN)
            loop->deadline_ns = 0;
        if (reactions & REACTION_REDRAW)
            loop->dirty = true;
        if (reactions & REACTION_PRUNE)
            prune(loop);
        if (reactions & REACTION_ASK) {
            loop->asked = true;
            return;
        }
    }
}

/* Sleeps until there is something to do, and does it. */
static void turn(struct loop *loop, int signal_descriptor)
{
    struct pollfd descriptors[] = {
        {.fd = terminal_descriptor(), .events = POLLIN},
        {.fd = signal_descriptor, .events = POLLIN},
    };
    int ready = poll(descriptors, 2, timeout_ms(loop));
    if (ready < 0 && errno != EINTR) {
        end(loop, LOOP_FAILED);
        return;
    }
    handle_signals(loop);
    if (!loop->running)
        return;
    short terminal_events = ready > 0 ? descriptors[0].revents : 0;
    if ((terminal_events & (POLLHUP | POLLERR | POLLNVAL)) != 0 ||
        ((terminal_events & POLLIN) != 0 && terminal_at_end())) {
        end(loop, LOOP_QUIT);
        return;
    }
    if ((terminal_events & POLLIN) != 0)
        handle_keys(loop);
    if (loop->running)
        look_when_due(loop);
    if (loop->running && loop->dirty)
        draw(loop);
}

static void run_in_terminal(struct loop *loop, int signal_descriptor)
{
    switch (terminal_open(loop->settings->colored)) {
    case TERMINAL_UNKNOWN:
        end(loop, LOOP_UNKNOWN_TERMINAL);
        return;
    case TERMINAL_WEAK:
        end(loop, LOOP_WEAK_TERMINAL);
        return;
    case TERMINAL_OPEN:
        break;
    }
    draw(loop);
    while (loop->running)
        turn(loop, signal_descriptor);
    terminal_close();
}

enum loop_code loop_run(struct monitor *monitor, const struct loop_settings *settings,
                        int *signal_number)
{
    struct loop loop = {.monitor = monitor, .settings = settings, .running = true};
    dashboard_start(&loop.dashboard, settings->delay_ms, settings->user_home);
    loop.dashboard.read_only = settings->read_only;

    /* The first look comes before the terminal, so that the first frame is a full one. */
    look_first(&loop);
    plan_look(&loop, system_monotonic_ns());
    int signal_descriptor = loop.running ? signals_open() : -1;
    if (signal_descriptor >= 0)
        run_in_terminal(&loop, signal_descriptor);
    else
        end(&loop, LOOP_FAILED);
    signals_close();
    frame_free(&loop.frame);
    event_log_free(loop.log);
    event_memory_free(loop.memory);
    *signal_number = loop.signal_number;
    return loop.code;
}
