/* Every command; one file each in src/commands/. */
#ifndef OSAURTOP_COMMANDS_H
#define OSAURTOP_COMMANDS_H

#include "osaurtop/options.h"

extern const struct command command_top;
extern const struct command command_list;
extern const struct command command_status;
extern const struct command command_url;
extern const struct command command_doctor;
extern const struct command command_prune;
extern const struct command command_watch;
extern const struct command command_snapshot;
extern const struct command command_help;

/* In the order of `osaurtop help`. */
extern const struct command *const commands_all[];
extern const size_t commands_count;

/* The command of that name, or NULL. */
const struct command *commands_find(const char *name);

#endif
