/* Short names of instances: the first eight characters of the id, more where others begin alike. */
#ifndef OSAURTOP_SHORT_ID_H
#define OSAURTOP_SHORT_ID_H

#include "osaurtop/snapshot.h"

#include <stddef.h>

#define SHORT_ID_CHARACTERS 8

/*
 * Fills short_id_length and id_shared of every instance: the shortest prefix of its id, of eight
 * characters or more, that no different id of the snapshot has too; copies of one id share theirs.
 * snapshot_judge() calls it. Allocates nothing.
 */
void short_id_update(struct snapshot *snapshot);

/* Writes that prefix. Raw text, not yet made harmless; never cut inside a character. Returns the
 * length. */
size_t short_id(const struct instance *instance, char text[ENTRY_ID_SIZE]);

#endif
