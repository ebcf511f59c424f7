#include "config.h"

#include "osaurtop/commands.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    struct options options = options_default();
    int first_operand;

    /* Only the encoding: numbers must be read and written alike everywhere. */
    setlocale(LC_CTYPE, "");
    /* A pipe that closes ends the writing with an error instead of the process with a signal. */
    signal(SIGPIPE, SIG_IGN);

    switch (options_common(&options, argc, argv, &first_operand)) {
    case OPTIONS_ERROR:
        return STATUS_USAGE;
    case OPTIONS_HELP: {
        char *help[] = {(char *)command_help.name, NULL};
        return command_help.run(&command_help, &options, 1, help);
    }
    case OPTIONS_VERSION:
        return puts(PACKAGE_STRING) < 0 ? STATUS_ENVIRONMENT : STATUS_DONE;
    default:
        break;
    }
    if (first_operand >= argc) {
        char *top[] = {(char *)command_top.name, NULL};
        return command_top.run(&command_top, &options, 1, top);
    }
    const struct command *command = commands_find(argv[first_operand]);
    if (command == NULL) {
        complain("no such command: '%s'; see `osaurtop help`", argv[first_operand]);
        return STATUS_USAGE;
    }
    return command->run(command, &options, argc - first_operand, argv + first_operand);
}
