#include "config.h"

#include "osaurtop/commands.h"
#include "osaurtop/doctor_report.h"
#include "osaurtop/look.h"

#include <unistd.h>

/* Sentences are read best in lines that are neither short nor long. */
enum { WIDTH_MIN = 20, WIDTH_MAX = 100, WIDTH_OF_A_PIPE = 80 };

enum { DOCTOR_JSON };

static const struct option_row rows[] = {
    [DOCTOR_JSON] = {0, "json", NULL, "write the findings as one JSON document (schema 1)"},
};

static int width_of_output(void)
{
    int width = WIDTH_OF_A_PIPE;
    look_terminal_size(&width, NULL);
    return width < WIDTH_MIN ? WIDTH_MIN : width > WIDTH_MAX ? WIDTH_MAX : width;
}

static int print_report(const struct options *options, const struct snapshot *snapshot,
                        void *context)
{
    bool json = *(const bool *)context;
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
    return findings_worst(snapshot) >= SEVERITY_WARNING ? STATUS_NONE : STATUS_DONE;
}

static int run(const struct command *command, struct options *options, int argc, char **argv)
{
    struct option_scan scan = {.command = command, .options = options, .argc = argc, .argv = argv};
    bool json = false;
    int row;
    while ((row = options_next(&scan)) >= 0)
        json = json || row == DOCTOR_JSON;
    return look_print(&scan, row, print_report, &json);
}

const struct command command_doctor = {
    .name = "doctor",
    .arguments = "",
    .summary = "Say what is wrong, the worst first, and what to do about it",
    .details = "Where your apps connect and where they should, which servers live, and what\n"
               "crashes left behind. Commands to type stand between `backticks`, or bold on\n"
               "a terminal.\n"
               "Exits 1 if anything is a warning or worse, else 0.",
    .rows = rows,
    .row_count = sizeof rows / sizeof *rows,
    .run = run,
};
