#include "config.h"

#include "osaurtop/commands.h"
#include "osaurtop/look.h"
#include "osaurtop/status_line.h"

#include <stdio.h>

/* Every state with a large count, and a URL. */
#define LINE_SIZE (ENTRY_URL_SIZE + 512)

static int print_status(const struct options *options, const struct snapshot *snapshot,
                        void *context)
{
    (void)context;
    char line[LINE_SIZE];
    status_line_write(snapshot, options_charset(options), line, sizeof line);
    puts(line);
    return snapshot->state_counts[STATE_LIVE] > 0 ? STATUS_DONE : STATUS_NONE;
}

static int run(const struct command *command, struct options *options, int argc, char **argv)
{
    struct option_scan scan = {.command = command, .options = options, .argc = argc, .argv = argv};
    return look_print(&scan, options_next(&scan), print_status, NULL);
}

const struct command command_status = {
    .name = "status",
    .arguments = "",
    .summary =
        "Print one line for a status bar: how many instances are in which state, and the URL",
    .details = "Exits 0 when an instance is live, 1 when none is.",
    .run = run,
};
