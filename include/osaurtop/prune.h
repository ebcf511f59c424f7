/* Prune: judge again, then remove. The one way by which osaurtop deletes anything. */
#ifndef OSAURTOP_PRUNE_H
#define OSAURTOP_PRUNE_H

#include "osaurtop/monitor.h"
#include "osaurtop/removal.h"

#include <stdbool.h>
#include <stddef.h>

/* Which entry: home and directory name, never its row and never its id alone. */
struct identity {
    unsigned home;
    char directory[ENTRY_NAME_SIZE];
    struct file_identity file; /* as it was shown when the user said yes */
};

struct identity identity_of(const struct instance *instance);

enum prune_result {
    PRUNE_REMOVED,
    PRUNE_GONE,      /* it was gone already: nothing to do */
    PRUNE_NOT_STALE, /* not stale (any more) */
    PRUNE_CHANGED,   /* the file is not the one that was shown */
    PRUNE_REFUSED,   /* see removal */
    PRUNE_NO_MEMORY,
};

struct prune {
    enum prune_result result;
    enum state state; /* of PRUNE_NOT_STALE */
    struct removal removal;
};

/*
 * Whether prune without ids skips an entry: a living server of its owner could have written it,
 * sure of another entry or not.
 */
bool prune_needs_name(const struct snapshot *snapshot, const struct instance *instance,
                      struct policy policy);

/* Looks again with the monitor (its snapshot before is gone then), and removes the entry if it is
 * still stale and unchanged. */
struct prune prune_entry(struct monitor *monitor, const struct identity *identity);

#endif
