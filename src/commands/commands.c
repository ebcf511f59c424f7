#include "config.h"

#include "osaurtop/commands.h"

#include <string.h>

const struct command *const commands_all[] = {
    &command_top,   &command_list,  &command_status,   &command_url,  &command_doctor,
    &command_watch, &command_prune, &command_snapshot, &command_help,
};

const size_t commands_count = sizeof commands_all / sizeof *commands_all;

const struct command *commands_find(const char *name)
{
    for (size_t i = 0; i < commands_count; i++)
        if (strcmp(commands_all[i]->name, name) == 0)
            return commands_all[i];
    return NULL;
}
