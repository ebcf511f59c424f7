/* Which entries a word on the command line means. */
#ifndef OSAURTOP_PRUNE_CHOICE_H
#define OSAURTOP_PRUNE_CHOICE_H

#include "osaurtop/snapshot.h"

#include <stddef.h>

/*
 * Fills `matches` (room for snapshot->count) with the indices of the instances that `word` names,
 * and returns how many: by the path of the directory, where it holds a slash; else by directory
 * name; else by id; else by the beginning of either, whatever its case. The first of these that
 * matches anything decides.
 */
size_t prune_choice_find(const struct snapshot *snapshot, const char *word, size_t *matches);

/* The full path of an entry's directory, links on the way resolved where they can be; raw. */
void prune_choice_path(const char *home_path, const char *directory, char *path, size_t size);

#define PRUNE_PATH_SIZE (PATH_MAX + ENTRY_NAME_SIZE)

#endif
