#include "config.h"

#include "osaurtop/commands.h"
#include "osaurtop/fields.h"
#include "osaurtop/look.h"

#include <stdio.h>
#include <string.h>

static void print_overview(void)
{
    puts("Usage: osaurtop [OPTION]... [COMMAND [OPTION]...]\n\n"
         "Show every Osaurus instance on this machine: what it says of itself, what is true,\n"
         "and which one your apps connect to. Without a command: the dashboard.\n\nCommands:");
    for (size_t i = 0; i < commands_count; i++)
        printf("  %-10s  %s\n", commands_all[i]->name, commands_all[i]->summary);
    puts("\nOptions of every command:");
    options_help_common();
    puts("\nExit status: 0 done, 1 no live instance (status), no URL (url) or\n"
         "something wrong (doctor), 2 usage, 3 no permission or terminal.\n"
         "More: `osaurtop help COMMAND`, `osaurtop help fields`.");
}

static void print_fields(void)
{
    size_t count;
    const struct field *fields = fields_all(&count);
    puts("Fields, for `osaurtop list -o` (a name may be shortened):\n");
    for (size_t i = 0; i < count; i++)
        printf("  %-16s  %-10s  %s\n", fields[i].name, fields[i].title, fields[i].help);
}

static int help_command(const char *name, struct options *options)
{
    const struct command *named = commands_find(name);
    if (named == NULL) {
        complain("no such command: '%s'; see `osaurtop help`", name);
        return STATUS_USAGE;
    }
    char help[] = "--help";
    char *argv[] = {(char *)named->name, help, NULL};
    return named->run(named, options, 2, argv);
}

static int run(const struct command *command, struct options *options, int argc, char **argv)
{
    struct option_scan scan = {.command = command, .options = options, .argc = argc, .argv = argv};
    int row = options_next(&scan);
    if (row != OPTIONS_END)
        return row == OPTIONS_HELP ? STATUS_DONE : STATUS_USAGE;
    if (scan.first_operand == argc)
        print_overview();
    else if (strcmp(argv[scan.first_operand], "fields") == 0)
        print_fields();
    else
        return help_command(argv[scan.first_operand], options);
    return look_flush(STATUS_DONE);
}

const struct command command_help = {
    .name = "help",
    .arguments = "[COMMAND|fields]",
    .summary = "Explain a command, or the fields of `list`",
    .details = NULL,
    .run = run,
};
