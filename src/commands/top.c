#include "config.h"

#include "osaurtop/commands.h"
#include "osaurtop/loop.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static int run_dashboard(const struct options *options, struct monitor *monitor)
{
    const struct loop_settings settings = {
        .delay_ms = options->delay_ms,
        .colored = options_colored(options, STDOUT_FILENO),
        .charset = options_charset(options),
        .user_home = getenv("HOME"),
        .read_only = options->read_only,
    };
    const char *type = getenv("TERM");
    int signal_number = 0;
    enum loop_code code = loop_run(monitor, &settings, &signal_number);
    monitor_free(monitor);
    switch (code) {
    case LOOP_QUIT:
        return STATUS_DONE;
    case LOOP_SIGNALLED:
        /* Whoever waits for this process is told the truth about how it ended. */
        raise(signal_number);
        return 128 + signal_number;
    case LOOP_UNKNOWN_TERMINAL:
        complain(
            "no terminal of type '%s' is known here (TERM); TERM=xterm works nearly everywhere",
            type == NULL ? "" : type);
        return STATUS_ENVIRONMENT;
    case LOOP_WEAK_TERMINAL:
        complain(
            "a terminal of type '%s' (TERM) cannot show a dashboard; use `osaurtop snapshot` or "
            "`osaurtop list`",
            type == NULL ? "" : type);
        return STATUS_ENVIRONMENT;
    case LOOP_FAILED:
        break;
    }
    complain("out of memory or of file descriptors");
    return STATUS_ENVIRONMENT;
}

static int run(const struct command *command, struct options *options, int argc, char **argv)
{
    struct option_scan scan = {.command = command, .options = options, .argc = argc, .argv = argv};
    int status = options_end(&scan, options_next(&scan));
    if (status >= 0)
        return status;
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        complain("%s is not a terminal; use `osaurtop snapshot` or `osaurtop list`",
                 isatty(STDOUT_FILENO) ? "standard input" : "standard output");
        return STATUS_ENVIRONMENT;
    }

    struct monitor_options monitor_options;
    if (!options_monitor(options, &monitor_options))
        return STATUS_ENVIRONMENT;
    struct monitor *monitor = monitor_new(&monitor_options);
    if (monitor == NULL) {
        complain("out of memory");
        return STATUS_ENVIRONMENT;
    }
    return run_dashboard(options, monitor);
}

const struct command command_top = {
    .name = "top",
    .arguments = "",
    .summary = "Watch every instance in a dashboard (what osaurtop does without a command)",
    .details =
        "Keys: arrows or j k select, Enter shows the detail, x removes what is stale (asks\n"
        "first), e shows what happened, f that of the selected instance alone, Tab moves in\n"
        "it, Space pauses, ? explains all keys and signs, q quits. Needs a terminal: exits 3\n"
        "without one.",
    .run = run,
};
