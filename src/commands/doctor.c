#include "config.h"

#include "osaurtop/commands.h"
#include "osaurtop/doctor_report.h"
#include "osaurtop/look.h"

#include <sys/ioctl.h>
#include <unistd.h>

/* Sentences are read best in lines that are neither short nor long. */
enum { WIDTH_MIN = 20, WIDTH_MAX = 100, WIDTH_OF_A_PIPE = 80 };

enum { DOCTOR_JSON };

static const struct option_row rows[] = {
    [DOCTOR_JSON] = {0, "json", NULL, "write the findings as one JSON document (schema 1)"},
};

static int width_of_output(void)
{
    struct winsize size;
    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return WIDTH_OF_A_PIPE;
    return size.ws_col < WIDTH_MIN ? WIDTH_MIN : size.ws_col > WIDTH_MAX ? WIDTH_MAX : size.ws_col;
}

static int report(const struct options *options, const struct snapshot *snapshot, bool json)
{
    struct doctor_report settings = {.width = width_of_output(),
                                     .charset = options_charset(options),
                                     .colored = options_colored(options, STDOUT_FILENO)};
    if (json) {
        doctor_report_json(snapshot, stdout);
    } else {
        if (snapshot->count == 0)
            look_explain_nothing(snapshot, settings.charset);
        if (snapshot->count > 0 || snapshot->finding_count > 0)
            doctor_report_write(&settings, snapshot, stdout);
    }
    return look_flush(findings_worst(snapshot) >= SEVERITY_WARNING ? STATUS_NONE : STATUS_DONE);
}

static int run(const struct command *command, struct options *options, int argc, char **argv)
{
    struct option_scan scan = {.command = command, .options = options, .argc = argc, .argv = argv};
    bool json = false;
    int row;
    while ((row = options_next(&scan)) >= 0)
        json = json || row == DOCTOR_JSON;
    int status = options_end(&scan, row);
    if (status >= 0)
        return status;
    struct look look;
    status = look_once(options, &look);
    if (status == STATUS_DONE)
        status = report(options, look.snapshot, json);
    look_end(&look);
    return status;
}

const struct command command_doctor = {
    .name = "doctor",
    .arguments = "",
    .summary = "Say what is wrong, the worst first, and what to do about it",
    .details = "Where your apps connect and where they should, which servers live, and what\n"
               "crashes left behind. Commands to type stand between `backticks`.\n"
               "Exits 1 if anything is a warning or worse, else 0.",
    .rows = rows,
    .row_count = sizeof rows / sizeof *rows,
    .run = run,
};
