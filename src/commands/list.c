#include "config.h"

#include "osaurtop/commands.h"
#include "osaurtop/json_report.h"
#include "osaurtop/look.h"
#include "osaurtop/table.h"

#include <stdlib.h>
#include <string.h>

enum { LIST_JSON, LIST_FIELDS };

static const struct option_row rows[] = {
    [LIST_JSON] = {0, "json", NULL, "write everything as one JSON document (schema 1)"},
    [LIST_FIELDS] = {'o', "fields", "LIST",
                     "these columns: id,state,url; see `osaurtop help fields`"},
};

/* What of the list was asked for. */
struct choice {
    struct table table;
    bool json;
};

static int print_list(const struct options *options, const struct snapshot *snapshot, void *context)
{
    struct choice *chosen = context;
    if (chosen->json) {
        json_report_write(snapshot, stdout);
    } else if (snapshot->count == 0) {
        look_explain_nothing(snapshot, options_charset(options));
    } else {
        chosen->table.charset = options_charset(options);
        look_terminal_size(&chosen->table.columns, NULL);
        if (table_write(&chosen->table, snapshot, stdout) != 0) {
            complain("out of memory");
            return STATUS_ENVIRONMENT;
        }
    }
    return STATUS_DONE;
}

static int run(const struct command *command, struct options *options, int argc, char **argv)
{
    struct option_scan scan = {.command = command, .options = options, .argc = argc, .argv = argv};
    struct choice chosen = {.json = false};
    char unknown[64];
    int row;
    table_default_fields(&chosen.table);
    while ((row = options_next(&scan)) >= 0) {
        if (row == LIST_JSON) {
            chosen.json = true;
        } else if (!table_parse_fields(&chosen.table, scan.value, unknown, sizeof unknown)) {
            if (unknown[0] != '\0')
                complain("not the name or a unique beginning of a field: '%s'; see `osaurtop help "
                         "fields`",
                         unknown);
            else
                complain("-o takes a list of up to %d fields; see `osaurtop help fields`",
                         TABLE_COLUMNS_MAX);
            return STATUS_USAGE;
        }
    }
    if (row == OPTIONS_END && chosen.json && chosen.table.fixed) {
        complain("--json writes everything; it does not go with -o");
        return STATUS_USAGE;
    }
    return look_print(&scan, row, print_list, &chosen);
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
