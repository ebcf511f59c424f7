/* What a person reads in a field; one getter a row of the field table. */
#ifndef OSAURTOP_FIELD_TEXT_H
#define OSAURTOP_FIELD_TEXT_H

#include "osaurtop/snapshot.h"

#include <stddef.h>

/* The full path of the entry's directory. */
void field_directory_path(const struct snapshot *snapshot, const struct instance *instance,
                          char *text, size_t size);

/* Every getter has the type of struct field's `text`. */
#define FIELD_TEXT(name)                                                                           \
    void field_text_##name(const struct snapshot *snapshot, const struct instance *instance,       \
                           char *text, size_t size)

FIELD_TEXT(mark);
FIELD_TEXT(id);
FIELD_TEXT(directory);
FIELD_TEXT(home);
FIELD_TEXT(health);
FIELD_TEXT(state);
FIELD_TEXT(reason);
FIELD_TEXT(error);
FIELD_TEXT(updated_at);
FIELD_TEXT(updated_at_from);
FIELD_TEXT(age);
FIELD_TEXT(uptime);
FIELD_TEXT(memory);
FIELD_TEXT(address);
FIELD_TEXT(port);
FIELD_TEXT(url);
FIELD_TEXT(expose_to_network);
FIELD_TEXT(exposure);
FIELD_TEXT(pid);
FIELD_TEXT(process);
FIELD_TEXT(path);
FIELD_TEXT(bound);
FIELD_TEXT(started_at);
FIELD_TEXT(cpu);
FIELD_TEXT(pick);
FIELD_TEXT(best);
FIELD_TEXT(findings);
FIELD_TEXT(probe);
FIELD_TEXT(why);

#endif
