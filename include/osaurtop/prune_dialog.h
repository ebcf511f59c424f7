/* The question before an entry is removed: about one identity, whatever the table does meanwhile.
 */
#ifndef OSAURTOP_PRUNE_DIALOG_H
#define OSAURTOP_PRUNE_DIALOG_H

#include "osaurtop/prune.h"

#include <stdbool.h>

/* An entry's directory, and its file, with their NUL. */
#define PRUNE_DIALOG_PATH_SIZE (PATH_MAX + ENTRY_NAME_SIZE + sizeof ENTRY_FILE_NAME)

struct prune_dialog {
    bool open;
    struct identity identity; /* as it was when the question was put */
    char name[ENTRY_ID_SIZE]; /* shortened id, raw like the paths */
    char directory[PRUNE_DIALOG_PATH_SIZE];
    char file[PRUNE_DIALOG_PATH_SIZE]; /* "" when it has none */
    char why[PRUNE_DIALOG_PATH_SIZE];  /* it is stale; harmless */
};

/* Asks about an instance. Everything is copied. */
void prune_dialog_open(struct prune_dialog *dialog, const struct snapshot *snapshot,
                       const struct instance *instance);

#endif
