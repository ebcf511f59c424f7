/* Random runtime directories of believable entries, on disk. The same seed gives the same trees. */
#ifndef FOREST_H
#define FOREST_H

#include <stddef.h>
#include <stdint.h>

/*
 * Makes the runtime directory `path`, with up to FOREST_ENTRIES_MAX entries and what else may lie
 * about in one. `beyond` is a directory with a running entry, newer than any in a tree, for links
 * to lead to. No two entries that a client could choose have the same date and different contents:
 * readers may break such a tie as they like.
 */
#define FOREST_ENTRIES_MAX 7
void forest_grow(const char *path, const char *beyond, uint32_t *seed);

/* Makes `beyond`. */
void forest_grow_beyond(const char *path);

#endif
