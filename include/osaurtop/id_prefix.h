/* How much of an id tells it from the others of a look. */
#ifndef OSAURTOP_ID_PREFIX_H
#define OSAURTOP_ID_PREFIX_H

#include "osaurtop/entry.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What people read and type at least. */
#define ID_PREFIX_CHARACTERS 8

struct id_prefix {
    uint16_t length; /* bytes; whole characters */
    bool shared;     /* another entry has the same id */
};

/*
 * Finds, for every entry, the shortest prefix of its id, of eight characters or more, that no
 * different id has too; copies of one id share theirs. Letters count alike in both cases, as they
 * do where an id is typed. `order` is working memory, `prefixes` the result, both with room for
 * `count`. Allocates nothing, and takes no longer than sorting.
 */
void id_prefix_find(const struct entry *const *entries, size_t count, uint32_t *order,
                    struct id_prefix *prefixes);

#endif
