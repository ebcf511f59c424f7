#include "config.h"

#include "osaurtop/commands.h"
#include "osaurtop/event_report.h"
#include "osaurtop/look.h"
#include "osaurtop/signals.h"
#include "osaurtop/theme.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { NS_PER_MS = 1000000 };

/* What a step of the watch returns besides an exit status. */
enum { GO_ON = -1 };

enum { WATCH_JSON, WATCH_UNTIL, WATCH_TIMEOUT };

static const struct option_row rows[] = {
    [WATCH_JSON] = {0, "json", NULL, "write a JSON object a line (schema 1)"},
    [WATCH_UNTIL] = {0, "until", "STATE", "exit when the instance, or any, is in that state"},
    [WATCH_TIMEOUT] = {0, "timeout", "SECONDS", "with --until: give up after this time"},
};

struct watch {
    bool json;
    bool bounded;
    enum state until;   /* STATE_COUNT: runs on */
    int64_t timeout_ms; /* where it is bounded */
    const char *name;   /* of the one instance to watch, perhaps shortened; NULL: all */

    char id[ENTRY_ID_SIZE]; /* what the name stands for, "" until such an instance is there */
    enum charset charset;
    const struct event_colors *colors; /* NULL: none */
    const struct snapshot *snapshot;
    int64_t next_look_ns; /* monotonic, like the next */
    int64_t limit_ns;
    int64_t delay_ns;
};

/* --- colours -------------------------------------------------------------------------------------
 */

#define CODE_SIZE 24

/* The escape sequence of a style, for a terminal of eight colours. */
static const char *style_code(enum style style, char code[CODE_SIZE])
{
    struct theme_look look = theme_look(style, 8);
    size_t length = (size_t)snprintf(code, CODE_SIZE, "\033[0");
    if ((look.attributes & THEME_BOLD) != 0)
        length += (size_t)snprintf(code + length, CODE_SIZE - length, ";1");
    if ((look.attributes & THEME_DIM) != 0)
        length += (size_t)snprintf(code + length, CODE_SIZE - length, ";2");
    if (look.foreground != THEME_OWN_COLOR)
        length += (size_t)snprintf(code + length, CODE_SIZE - length, ";3%d", look.foreground);
    snprintf(code + length, CODE_SIZE - length, "m");
    return code;
}

static const struct event_colors *terminal_colors(void)
{
    static char codes[4][CODE_SIZE];
    static struct event_colors colors;
    colors.clock = style_code(STYLE_QUIET, codes[0]);
    colors.live = style_code(STYLE_LIVE, codes[1]);
    colors.severity[SEVERITY_NOTICE] = "";
    colors.severity[SEVERITY_WARNING] = style_code(STYLE_STUCK, codes[2]);
    colors.severity[SEVERITY_CRITICAL] = style_code(STYLE_ALERT, codes[3]);
    colors.end = "\033[0m";
    return &colors;
}

/* --- which instance ------------------------------------------------------------------------------
 */

static bool begins_with_name(const struct watch *watch, const char *id)
{
    return strncasecmp(id, watch->name, strlen(watch->name)) == 0;
}

/*
 * Finds out what the name stands for, once. Copies share an id and are watched together. GO_ON, or
 * STATUS_USAGE, said on stderr, when several ids begin so.
 */
static int resolve_name(struct watch *watch)
{
    const struct snapshot *snapshot = watch->snapshot;
    const char *found = NULL;
    bool several = false;
    if (watch->name == NULL || watch->id[0] != '\0')
        return GO_ON;
    for (size_t i = 0; i < snapshot->count; i++) {
        const char *id = snapshot->instances[i].entry->id;
        if (strcasecmp(id, watch->name) == 0) {
            found = id;
            several = false;
            break;
        }
        if (!begins_with_name(watch, id))
            continue;
        several = several || (found != NULL && strcmp(found, id) != 0);
        found = id;
    }
    if (several) {
        complain("'%s' is the beginning of several ids; see `osaurtop list -o id`", watch->name);
        return STATUS_USAGE;
    }
    if (found != NULL)
        snprintf(watch->id, sizeof watch->id, "%s", found);
    return GO_ON;
}

static bool is_watched(const struct watch *watch, const char *id)
{
    return watch->name == NULL || (watch->id[0] != '\0' && strcmp(id, watch->id) == 0);
}

static bool is_reached(const struct watch *watch)
{
    const struct snapshot *snapshot = watch->snapshot;
    for (size_t i = 0; i < snapshot->count; i++) {
        const struct instance *instance = &snapshot->instances[i];
        if (instance->verdict.state == watch->until && is_watched(watch, instance->entry->id))
            return true;
    }
    return false;
}

/* --- one look after the other --------------------------------------------------------------------
 */

static void print_event(const struct event *event, void *context)
{
    const struct watch *watch = context;
    if (!is_watched(watch, event->before.id) && !is_watched(watch, event->after.id))
        return;
    if (watch->json)
        event_report_json(event, watch->snapshot, stdout);
    else
        event_report_line(event, watch->charset, watch->colors, stdout);
}

/* What an end from outside means: to whoever waits for a state, that it did not come. */
static int ended(const struct watch *watch)
{
    return watch->until == STATE_COUNT ? STATUS_DONE : STATUS_NONE;
}

/* The reader of stdout has gone. What cannot be polled (a device, on macOS) is never gone. */
static bool reader_is_gone(const struct pollfd *output)
{
    return (output->revents & (POLLERR | POLLHUP)) != 0;
}

static int flush(const struct watch *watch)
{
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return GO_ON;
    int error = errno;
    struct pollfd output = {.fd = STDOUT_FILENO};
    if (error == EPIPE || (poll(&output, 1, 0) > 0 && reader_is_gone(&output)))
        return ended(watch);
    complain("cannot write the output: %s", strerror(error != 0 ? error : EIO));
    return STATUS_ENVIRONMENT;
}

/* Tells what changed with this look. */
static int tell(struct watch *watch, struct event_memory *memory)
{
    int status = resolve_name(watch);
    if (status != GO_ON)
        return status;
    if (event_compare(memory, watch->snapshot, print_event, watch) != 0) {
        complain("out of memory");
        return STATUS_ENVIRONMENT;
    }
    status = flush(watch);
    if (status != GO_ON || watch->until == STATE_COUNT)
        return status;
    if (is_reached(watch))
        return STATUS_DONE;
    if (!watch->bounded || system_monotonic_ns() < watch->limit_ns)
        return GO_ON;
    complain(watch->name != NULL && watch->id[0] == '\0' ? "no such instance came: it is not %s"
                                                         : "nothing became %s in time",
             state_name(watch->until));
    return STATUS_NONE;
}

static int handle_signals(const struct watch *watch)
{
    for (int number = signals_next(); number != 0; number = signals_next()) {
        if (number == SIGINT || number == SIGTERM || number == SIGHUP)
            return ended(watch);
        if (number == SIGTSTP)
            signals_stop();
    }
    return GO_ON;
}

/* For poll(): rounded up, so that it wakes once and finds the moment passed. */
static int time_left_ms(const struct watch *watch)
{
    int64_t until_ns = watch->next_look_ns;
    if (watch->bounded && watch->limit_ns < until_ns)
        until_ns = watch->limit_ns;
    int64_t left_ns = until_ns - system_monotonic_ns();
    if (left_ns <= 0)
        return 0;
    int64_t left_ms = (left_ns + NS_PER_MS - 1) / NS_PER_MS;
    return left_ms < INT_MAX ? (int)left_ms : INT_MAX;
}

/* Sleeps until the next look is due, the reader goes, or a signal ends it. */
static int sleep_until_due(struct watch *watch, int signal_descriptor)
{
    struct pollfd descriptors[] = {
        {.fd = STDOUT_FILENO},
        {.fd = signal_descriptor, .events = POLLIN},
    };
    for (;;) {
        int left_ms = time_left_ms(watch);
        int ready = poll(descriptors, 2, left_ms);
        if (ready < 0 && errno != EINTR) {
            complain("cannot wait: %s", strerror(errno));
            return STATUS_ENVIRONMENT;
        }
        int status = handle_signals(watch);
        if (status != GO_ON)
            return status;
        if (ready > 0 && reader_is_gone(&descriptors[0]))
            return ended(watch);
        if (ready > 0 && (descriptors[0].revents & POLLNVAL) != 0)
            descriptors[0].fd = -1;
        if (ready <= 0 && time_left_ms(watch) == 0)
            return GO_ON;
    }
}

static int watch_on(struct watch *watch, struct monitor *monitor, struct event_memory *memory,
                    int signal_descriptor)
{
    for (;;) {
        int status = tell(watch, memory);
        if (status != GO_ON)
            return status;
        watch->next_look_ns = system_monotonic_ns() + watch->delay_ns;
        status = sleep_until_due(watch, signal_descriptor);
        if (status != GO_ON)
            return status;
        watch->snapshot = monitor_look(monitor);
        if (watch->snapshot == NULL) {
            complain("out of memory");
            return STATUS_ENVIRONMENT;
        }
    }
}

static int watch_run(struct watch *watch, const struct options *options)
{
    struct look look;
    watch->limit_ns = system_monotonic_ns() + watch->timeout_ms * NS_PER_MS;
    int status = look_once(options, &look);
    if (status != STATUS_DONE)
        return status;
    watch->snapshot = look.snapshot;
    watch->charset = options_charset(options);
    watch->delay_ns = options->delay_ms * NS_PER_MS;
    if (options_colored(options, STDOUT_FILENO))
        watch->colors = terminal_colors();
    if (!look_hindered(options, look.snapshot) && look.snapshot->count == 0 && !watch->json)
        look_explain_nothing(look.snapshot, watch->charset);

    struct event_memory *memory = event_memory_new();
    int signal_descriptor = memory == NULL ? -1 : signals_open();
    if (signal_descriptor < 0) {
        complain("out of memory or of file descriptors");
        status = STATUS_ENVIRONMENT;
    } else {
        status = watch_on(watch, look.monitor, memory, signal_descriptor);
        signals_close();
    }
    event_memory_free(memory);
    look_end(&look);
    return status;
}

/* --- the command line ----------------------------------------------------------------------------
 */

static bool parse_state(const char *word, enum state *state)
{
    for (int i = 0; i < STATE_COUNT; i++)
        if (strcmp(word, state_name((enum state)i)) == 0) {
            *state = (enum state)i;
            return true;
        }
    complain("no such state: '%s'; see `osaurtop watch --help`", word);
    return false;
}

static bool parse_timeout(const char *text, struct watch *watch)
{
    char *end;
    double seconds = strtod(text, &end);
    watch->bounded = end != text && *end == '\0' && seconds >= 0 && seconds <= 1e9;
    if (watch->bounded)
        watch->timeout_ms = (int64_t)(seconds * 1000 + 0.5);
    else
        complain("--timeout takes seconds, not '%s'", text);
    return watch->bounded;
}

static bool take_option(struct watch *watch, int row, const char *value)
{
    switch (row) {
    case WATCH_UNTIL:
        return parse_state(value, &watch->until);
    case WATCH_TIMEOUT:
        return parse_timeout(value, watch);
    default:
        watch->json = true;
        return true;
    }
}

static int run(const struct command *command, struct options *options, int argc, char **argv)
{
    struct option_scan scan = {.command = command, .options = options, .argc = argc, .argv = argv};
    struct watch watch = {.until = STATE_COUNT};
    int row;
    while ((row = options_next(&scan)) >= 0)
        if (!take_option(&watch, row, scan.value))
            return STATUS_USAGE;
    if (row != OPTIONS_END || argc - scan.first_operand > 1) {
        /* One operand is an instance; what more there is, is not taken. */
        scan.first_operand++;
        return options_end(&scan, row);
    }
    if (watch.bounded && watch.until == STATE_COUNT) {
        complain("--timeout says how long --until may take; see `osaurtop watch --help`");
        return STATUS_USAGE;
    }
    if (scan.first_operand < argc)
        watch.name = argv[scan.first_operand];
    if (watch.name != NULL && watch.name[0] == '\0') {
        complain("an id cannot be empty");
        return STATUS_USAGE;
    }
    return watch_run(&watch, options);
}

const struct command command_watch = {
    .name = "watch",
    .arguments = "[ID]",
    .summary = "Print what changes, a line an event",
    .details =
        "First what is there, then what changes: instances that appear and go, their states,\n"
        "exposure, addresses, listeners, the pick, and findings. With an ID (or the beginning of\n"
        "one) only that instance. Looks every -d SECONDS; ends when its output is closed.\n\n"
        "--until waits for a state: live, hung, starting, stuck, foreign, unverified, stale or\n"
        "invalid; an instance that is in it already counts. For scripts:\n"
        "  osaurtop watch --until live --timeout 60 >/dev/null && curl \"$(osaurtop "
        "url)/v1/models\"\n\n"
        "Exits 0; with --until 0 when the state was reached, 1 when it was not in time or the\n"
        "watch was ended before.",
    .rows = rows,
    .row_count = sizeof rows / sizeof *rows,
    .run = run,
};
