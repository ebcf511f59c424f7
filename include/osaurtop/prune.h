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
    struct file_identity file;              /* as it was shown when the user said yes */
    struct timestamp directory_modified_at; /* of an entry without a file */
};

struct identity identity_of(const struct instance *instance);

enum prune_result {
    PRUNE_REMOVED,
    PRUNE_GONE,       /* it was gone already: nothing to do */
    PRUNE_NOT_STALE,  /* not stale (any more) */
    PRUNE_NEEDS_NAME, /* stale, but to be named: see prune_needs_name() */
    PRUNE_CHANGED,    /* the file is not the one that was shown */
    PRUNE_REFUSED,    /* see removal */
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

/* Looks again with the monitor (its snapshot before is gone then) unless it looked just now, within
 * a tenth of a second, and removes the entry if it is still stale and unchanged. */
struct prune prune_entry(struct monitor *monitor, const struct identity *identity);

/* The same for an entry that nobody named: one that needs a name now is kept. */
struct prune prune_unnamed(struct monitor *monitor, const struct identity *identity,
                           struct policy policy);

/*
 * What happened, as a phrase in the past: "removed", "refused: it holds what Osaurus does not write
 * (notes.txt)", "refused: it is live, not stale". Harmless. Returns the length.
 */
size_t prune_explain(const struct prune *prune, char *text, size_t size);

/* The same for a removal alone, without "refused: ". */
size_t prune_explain_removal(const struct removal *removal, char *text, size_t size);

/* Room for either. */
#define PRUNE_TEXT_SIZE (ENTRY_NAME_SIZE * 3 + 160)

#endif
