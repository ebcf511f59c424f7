#include "config.h"

#include "directory_set.h"

#include <stdlib.h>
#include <string.h>

/* Entries are large and never move, so they come in blocks. */
#define BLOCK_SLOTS 32

/* The first growth of the arrays; a real directory has a handful of entries. */
#define CAPACITY_FIRST 64

struct directory_block {
    struct directory_block *next;
    struct directory_slot slots[BLOCK_SLOTS];
};

_Static_assert(offsetof(struct directory_slot, entry) == 0, "slot_of() depends on it");

static struct directory_slot *slot_of(const struct entry *entry)
{
    return (struct directory_slot *)entry;
}

void directory_set_free(struct directory_set *set)
{
    while (set->blocks != NULL) {
        struct directory_block *next = set->blocks->next;

        free(set->blocks);
        set->blocks = next;
    }
    free(set->entries);
    free(set->order);
    free(set->listed);
    free(set->added);
    *set = (struct directory_set){0};
}

void directory_set_begin(struct directory_set *set)
{
    set->generation++;
    set->cursor = 0;
    set->listed_count = 0;
    set->added_count = 0;
}

/* The place of `name` among the sorted entries, or where it would be. */
static size_t find_place(const struct directory_set *set, const char *name, bool *found)
{
    size_t low = 0;
    size_t high = set->count;

    *found = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(set->entries[middle]->directory, name);

        if (order == 0) {
            *found = true;
            return middle;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct directory_slot *directory_set_find(struct directory_set *set, const char *name)
{
    struct directory_slot *slot;
    size_t place;
    bool found;

    if (set->cursor < set->order_count) {
        slot = set->order[set->cursor];
        if (slot != NULL && strcmp(slot->entry.directory, name) == 0) {
            set->cursor++;
            return slot;
        }
    }
    place = find_place(set, name, &found);
    if (!found)
        return NULL;
    slot = slot_of(set->entries[place]);
    if (slot->generation != set->generation)
        set->cursor = slot->place + 1;
    return slot;
}

struct directory_slot *directory_set_take(struct directory_set *set)
{
    struct directory_slot *slot = set->free_slots;

    if (slot == NULL) {
        struct directory_block *block = malloc(sizeof *block);

        if (block == NULL)
            return NULL;
        block->next = set->blocks;
        set->blocks = block;
        for (size_t i = BLOCK_SLOTS; i > 0; i--)
            directory_set_give_back(set, &block->slots[i - 1]);
        slot = set->free_slots;
    }
    set->free_slots = slot->next_free;
    slot->generation = 0;
    return slot;
}

void directory_set_give_back(struct directory_set *set, struct directory_slot *slot)
{
    slot->next_free = set->free_slots;
    set->free_slots = slot;
}

bool directory_set_is_listed(const struct directory_set *set, const struct directory_slot *slot)
{
    return slot->generation == set->generation;
}

/* `array` is the address of a pointer to items of `size` bytes. */
static bool grow(void *array, size_t capacity, size_t size)
{
    void *grown;

    memcpy(&grown, array, sizeof grown);
    grown = realloc(grown, capacity * size);
    if (grown != NULL)
        memcpy(array, &grown, sizeof grown);
    return grown != NULL;
}

int directory_set_reserve(struct directory_set *set)
{
    size_t capacity = set->capacity == 0 ? CAPACITY_FIRST : set->capacity * 2;

    if (set->listed_count < set->capacity)
        return 0;
    if (!grow(&set->entries, capacity, sizeof *set->entries) ||
        !grow(&set->order, capacity, sizeof *set->order) ||
        !grow(&set->listed, capacity, sizeof *set->listed) ||
        !grow(&set->added, capacity, sizeof *set->added))
        return -1;
    set->capacity = capacity;
    return 0;
}

/* The first eight bytes of a name, as a number that sorts like them. */
static uint64_t prefix_of(const char *name)
{
    uint64_t prefix = 0;
    size_t i = 0;

    for (; i < sizeof prefix && name[i] != '\0'; i++)
        prefix = prefix << 8 | (unsigned char)name[i];
    for (; i < sizeof prefix; i++)
        prefix <<= 8;
    return prefix;
}

void directory_set_list(struct directory_set *set, struct directory_slot *slot, bool added)
{
    slot->generation = set->generation;
    slot->place = set->listed_count;
    set->listed[set->listed_count++] = slot;
    if (added)
        set->added[set->added_count++] = (struct directory_added){
            .prefix = prefix_of(slot->entry.directory),
            .slot = slot,
        };
}

static int compare_added(const void *a, const void *b)
{
    const struct directory_added *left = a;
    const struct directory_added *right = b;

    if (left->prefix != right->prefix)
        return left->prefix < right->prefix ? -1 : 1;
    return strcmp(left->slot->entry.directory, right->slot->entry.directory);
}

/* A directory that changes while it is listed may give a name twice. */
static void drop_duplicates(struct directory_set *set)
{
    size_t kept = 0;

    for (size_t i = 0; i < set->added_count; i++) {
        struct directory_slot *slot = set->added[i].slot;

        if (kept > 0 && compare_added(&set->added[kept - 1], &set->added[i]) == 0) {
            set->listed[slot->place] = NULL;
            directory_set_give_back(set, slot);
        } else {
            set->added[kept++] = set->added[i];
        }
    }
    set->added_count = kept;
}

static void drop_unlisted(struct directory_set *set)
{
    size_t kept = 0;

    for (size_t i = 0; i < set->count; i++) {
        struct directory_slot *slot = slot_of(set->entries[i]);

        if (directory_set_is_listed(set, slot))
            set->entries[kept++] = &slot->entry;
        else
            directory_set_give_back(set, slot);
    }
    set->count = kept;
}

/* From the back, so that what is there moves once and nothing is overwritten. */
static void merge_added(struct directory_set *set)
{
    size_t old = set->count;
    size_t added = set->added_count;
    size_t to = old + added;

    set->count = to;
    while (added > 0) {
        const struct entry *entry = &set->added[added - 1].slot->entry;

        if (old > 0 && strcmp(set->entries[old - 1]->directory, entry->directory) > 0) {
            entry = set->entries[--old];
        } else {
            added--;
        }
        set->entries[--to] = entry;
    }
}

void directory_set_commit(struct directory_set *set)
{
    struct directory_slot **listed = set->listed;

    if (set->added_count > 0) {
        qsort(set->added, set->added_count, sizeof *set->added, compare_added);
        drop_duplicates(set);
    }
    if (set->listed_count - set->added_count != set->count)
        drop_unlisted(set);
    merge_added(set);
    set->listed = set->order;
    set->order = listed;
    set->order_count = set->listed_count;
}

void directory_set_abandon(struct directory_set *set)
{
    while (set->added_count > 0)
        directory_set_give_back(set, set->added[--set->added_count].slot);
    /* The places of those listed so far are not those of `order` any more. */
    set->order_count = 0;
}

void directory_set_remove(struct directory_set *set, struct directory_slot *slot)
{
    bool found;
    size_t place = find_place(set, slot->entry.directory, &found);

    if (!found)
        return;
    set->count--;
    memmove(&set->entries[place], &set->entries[place + 1],
            (set->count - place) * sizeof *set->entries);
    if (slot->place < set->order_count && set->order[slot->place] == slot)
        set->order[slot->place] = NULL;
    directory_set_give_back(set, slot);
}

void directory_set_clear(struct directory_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        directory_set_give_back(set, slot_of(set->entries[i]));
    set->count = 0;
    set->order_count = 0;
}
