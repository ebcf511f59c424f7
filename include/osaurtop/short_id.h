/* Short names of instances: the first eight characters of the id, more where others begin alike. */
#ifndef OSAURTOP_SHORT_ID_H
#define OSAURTOP_SHORT_ID_H

#include "osaurtop/snapshot.h"

#include <stddef.h>

/*
 * Writes the shortest prefix of the instance's id that tells it, see id_prefix.h. Raw text, not yet
 * made harmless; never cut inside a character. Returns the length.
 */
size_t short_id(const struct instance *instance, char text[ENTRY_ID_SIZE]);

#endif
