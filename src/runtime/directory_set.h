/*
 * The memory behind a directory's entries: slots that never move, sorted by name, found fast.
 *
 * A scan begins, lists what it sees, and commits: what was not listed is dropped. Private to
 * src/runtime/.
 */
#ifndef OSAURTOP_DIRECTORY_SET_H
#define OSAURTOP_DIRECTORY_SET_H

#include "osaurtop/entry.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct directory_slot {
    struct entry entry; /* first: its address is the slot's */
    struct directory_slot *next_free;
    uint64_t generation; /* of the scan that listed it last */
    size_t place;        /* where `order` has it */
};

/* One that a scan added, with what sorts most of them without a look at the names. */
struct directory_added {
    uint64_t prefix;
    struct directory_slot *slot;
};

struct directory_block;

/* Zero-initialised is empty. */
struct directory_set {
    const struct entry **entries; /* by name, bytewise */
    size_t count;

    struct directory_block *blocks;
    struct directory_slot *free_slots;
    uint64_t generation;

    /* One capacity for all arrays, `entries` included. */
    size_t capacity;
    struct directory_slot **order; /* as the file system listed them last; NULL for one removed */
    size_t order_count;
    size_t cursor;                  /* in order, of the scan under way */
    struct directory_slot **listed; /* by the scan under way: the next order */
    size_t listed_count;
    struct directory_added *added; /* by the scan under way */
    size_t added_count;
};

void directory_set_free(struct directory_set *set); /* what it owns; then it is empty */

/* A scan begins. */
void directory_set_begin(struct directory_set *set);

/* The slot of that name, or NULL. Quick when names come in the order of the scan before. */
struct directory_slot *directory_set_find(struct directory_set *set, const char *name);

/* An unused slot, which is listed or given back; NULL when out of memory. */
struct directory_slot *directory_set_take(struct directory_set *set);
void directory_set_give_back(struct directory_set *set, struct directory_slot *slot);

/* Whether the scan under way has listed it already. */
bool directory_set_is_listed(const struct directory_set *set, const struct directory_slot *slot);

/* Room to list one more. 0, or -1 when out of memory. */
int directory_set_reserve(struct directory_set *set);
void directory_set_list(struct directory_set *set, struct directory_slot *slot, bool added);

/* The scan ends: what it listed is the set now; or it failed, and what it added is undone. */
void directory_set_commit(struct directory_set *set);
void directory_set_abandon(struct directory_set *set);

/* Drops one entry of the set, or all of them. */
void directory_set_remove(struct directory_set *set, struct directory_slot *slot);
void directory_set_clear(struct directory_set *set);

#endif
