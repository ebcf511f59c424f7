#include "config.h"

#include "osaurtop/id_prefix.h"

#include "osaurtop/text.h"

#include <string.h>
#include <strings.h>

/* What is put in order: indices into entries, by id. */
struct listing {
    const struct entry *const *entries;
    uint32_t *order;
    size_t count;
};

/* Bytes of the first `characters` characters. */
static size_t prefix_bytes(const char *text, int characters)
{
    size_t bytes = 0;
    for (int i = 0; i < characters && text[bytes] != '\0'; i++) {
        uint32_t code_point;
        bytes += text_decode(text + bytes, strnlen(text + bytes, 4), &code_point);
    }
    return bytes;
}

/* Bytes of the shortest prefix of `id`, in whole characters from `needed` on, that `other` has not.
 */
static size_t grow_until_different(const char *id, const char *other, size_t needed)
{
    while (id[needed] != '\0' && strncasecmp(id, other, needed) == 0) {
        uint32_t code_point;
        needed += text_decode(id + needed, strnlen(id + needed, 4), &code_point);
    }
    return needed;
}

static const char *id_at(const struct listing *listing, size_t at)
{
    return listing->entries[listing->order[at]]->id;
}

static void swap(struct listing *listing, size_t a, size_t b)
{
    uint32_t moved = listing->order[a];
    listing->order[a] = listing->order[b];
    listing->order[b] = moved;
}

static void sift_down(struct listing *listing, size_t root, size_t count)
{
    for (;;) {
        size_t child = 2 * root + 1;
        if (child >= count)
            return;
        if (child + 1 < count && strcasecmp(id_at(listing, child), id_at(listing, child + 1)) < 0)
            child++;
        if (strcasecmp(id_at(listing, root), id_at(listing, child)) >= 0)
            return;
        swap(listing, root, child);
        root = child;
    }
}

/*
 * Directories are usually named by their ids, and stand sorted: then looking is all. qsort() may
 * allocate, so this is a heap sort.
 */
static void sort_by_id(struct listing *listing)
{
    bool sorted = true;
    for (size_t i = 0; i < listing->count; i++) {
        listing->order[i] = (uint32_t)i;
        sorted = sorted && (i == 0 || strcasecmp(id_at(listing, i - 1), id_at(listing, i)) <= 0);
    }
    if (sorted)
        return;
    for (size_t i = listing->count / 2; i-- > 0;)
        sift_down(listing, i, listing->count);
    for (size_t last = listing->count - 1; last > 0; last--) {
        swap(listing, 0, last);
        sift_down(listing, 0, last);
    }
}

void id_prefix_find(const struct entry *const *entries, size_t count, uint32_t *order,
                    struct id_prefix *prefixes)
{
    struct listing listing = {entries, order, count};
    sort_by_id(&listing);
    /* What differs most closely from an id stands beside it, behind its copies. */
    for (size_t first = 0, end; first < count; first = end) {
        const char *id = id_at(&listing, first);
        size_t needed = prefix_bytes(id, ID_PREFIX_CHARACTERS);
        for (end = first + 1; end < count && strcasecmp(id_at(&listing, end), id) == 0;)
            end++;
        if (first > 0)
            needed = grow_until_different(id, id_at(&listing, first - 1), needed);
        if (end < count)
            needed = grow_until_different(id, id_at(&listing, end), needed);
        for (size_t i = first; i < end; i++)
            prefixes[order[i]] =
                (struct id_prefix){.length = (uint16_t)needed, .shared = end - first > 1};
    }
}
