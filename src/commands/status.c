#include "config.h"

#include "osaurtop/commands.h"
#include "osaurtop/look.h"
#include "osaurtop/status_line.h"

#include <stdio.h>

/* Every state with a large count, and a URL. */
#define LINE_SIZE (ENTRY_URL_SIZE + 512)

static int run(const struct command *command, struct options *options, int argc, char **argv)
{
    struct option_scan scan = {.command = command, .options = options, .argc = argc, .argv = argv};
    int status = options_end(&scan, options_next(&scan));
    if (status >= 0)
        return status;
    struct look look;
    status = look_once(options, &look);
    if (status == STATUS_DONE) {
        char line[LINE_SIZE];
        status_line_write(look.snapshot, options_charset(options), line, sizeof line);
        puts(line);
        status =
            look_flush(look.snapshot->state_counts[STATE_LIVE] > 0 ? STATUS_DONE : STATUS_NONE);
    }
    look_end(&look);
    return status;
}

const struct command command_status = {
    .name = "status",
    .arguments = "",
    .summary =
        "Print one line for a status bar: how many instances are in which state, and the URL",
    .details = "Exits 0 when an instance is live, 1 when none is.",
    .run = run,
};
