#include "config.h"

#include "osaurtop/prune_dialog.h"

#include "osaurtop/short_id.h"

#include <stdio.h>

void prune_dialog_open(struct prune_dialog *dialog, const struct snapshot *snapshot,
                       const struct instance *instance)
{
    const struct entry *entry = instance->entry;
    const char *home = snapshot->homes[entry->home].path;
    dialog->open = true;
    dialog->identity = identity_of(instance);
    short_id(instance, dialog->name);
    snprintf(dialog->directory, sizeof dialog->directory, "%s/%s", home, entry->directory);
    dialog->file[0] = '\0';
    if (entry->configured)
        snprintf(dialog->file, sizeof dialog->file, "%s/%s/%s", home, entry->directory,
                 ENTRY_FILE_NAME);
    snapshot_explain(snapshot, instance, dialog->why, sizeof dialog->why);
}
