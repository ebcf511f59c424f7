#include "config.h"

#include "osaurtop/commands.h"
#include "osaurtop/json_report.h"
#include "osaurtop/look.h"
#include "osaurtop/table.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { LIST_JSON, LIST_FIELDS };

static const struct option_row rows[] = {
    [LIST_JSON] = {0, "json", NULL, "write everything as one JSON document (schema 1)"},
    [LIST_FIELDS] = {'o', "fields", "LIST",
                     "these columns: id,state,url; see `osaurtop help fields`"},
};

/* Columns of the terminal on stdout; 0 when it is none, so that nothing is cut in a pipe. */
static int terminal_columns(void)
{
    struct winsize size;
    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
        return 0;
    return size.ws_col;
}

static int write_list(const struct options *options, const struct snapshot *snapshot,
                      struct table *table, bool json)
{
    if (json) {
        json_report_write(snapshot, stdout);
    } else if (snapshot->count == 0) {
        look_explain_nothing(snapshot, options_charset(options));
    } else {
        table->charset = options_charset(options);
        table->columns = terminal_columns();
        if (table_write(table, snapshot, stdout) != 0) {
            complain("out of memory");
            return STATUS_ENVIRONMENT;
        }
    }
    return look_flush(STATUS_DONE);
}

static int run(const struct command *command, struct options *options, int argc, char **argv)
{
    struct option_scan scan = {.command = command, .options = options, .argc = argc, .argv = argv};
    struct table table = {0};
    char unknown[64];
    bool json = false;
    int row;
    table_default_fields(&table);
    while ((row = options_next(&scan)) >= 0) {
        if (row == LIST_JSON) {
            json = true;
        } else if (!table_parse_fields(&table, scan.value, unknown, sizeof unknown)) {
            if (unknown[0] != '\0')
                complain("no such field: '%s'; see `osaurtop help fields`", unknown);
            else
                complain("-o takes a list of up to %d fields; see `osaurtop help fields`",
                         TABLE_COLUMNS_MAX);
            return STATUS_USAGE;
        }
    }
    int status = options_end(&scan, row);
    if (status >= 0)
        return status;
    struct look look;
    status = look_once(options, &look);
    if (status == STATUS_DONE)
        status = write_list(options, look.snapshot, &table, json);
    look_end(&look);
    return status;
}

const struct command command_list = {
    .name = "list",
    .arguments = "",
    .summary = "List every instance, with what its file says and what is true",
    .details = "On a terminal the table fits its width; in a pipe nothing is cut.\n"
               "Exits 0, also when there is no instance.",
    .rows = rows,
    .row_count = sizeof rows / sizeof *rows,
    .run = run,
};
