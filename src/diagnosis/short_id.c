#include "config.h"

#include "osaurtop/short_id.h"

#include "osaurtop/text.h"

#include <string.h>

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
    while (id[needed] != '\0' && strncmp(id, other, needed) == 0) {
        uint32_t code_point;
        needed += text_decode(id + needed, strnlen(id + needed, 4), &code_point);
    }
    return needed;
}

static const char *id_at(const struct snapshot *snapshot, size_t order)
{
    return snapshot->instances[snapshot->by_id[order]].entry->id;
}

static void sift_down(struct snapshot *snapshot, size_t root, size_t count)
{
    uint32_t *by_id = snapshot->by_id;
    for (;;) {
        size_t child = 2 * root + 1;
        if (child >= count)
            return;
        if (child + 1 < count && strcmp(id_at(snapshot, child), id_at(snapshot, child + 1)) < 0)
            child++;
        if (strcmp(id_at(snapshot, root), id_at(snapshot, child)) >= 0)
            return;
        uint32_t moved = by_id[root];
        by_id[root] = by_id[child];
        by_id[child] = moved;
        root = child;
    }
}

/*
 * Directories are usually named by their ids, and stand sorted: then looking is all. qsort() may
 * allocate, so this is a heap sort.
 */
static void sort_by_id(struct snapshot *snapshot)
{
    bool sorted = true;
    for (size_t i = 0; i < snapshot->count; i++) {
        snapshot->by_id[i] = (uint32_t)i;
        sorted = sorted && (i == 0 || strcmp(id_at(snapshot, i - 1), id_at(snapshot, i)) <= 0);
    }
    if (sorted)
        return;
    for (size_t i = snapshot->count / 2; i-- > 0;)
        sift_down(snapshot, i, snapshot->count);
    for (size_t last = snapshot->count - 1; last > 0; last--) {
        uint32_t largest = snapshot->by_id[0];
        snapshot->by_id[0] = snapshot->by_id[last];
        snapshot->by_id[last] = largest;
        sift_down(snapshot, 0, last);
    }
}

void short_id_update(struct snapshot *snapshot)
{
    sort_by_id(snapshot);
    /* What differs most closely from an id stands beside it, behind its copies. */
    for (size_t first = 0, end; first < snapshot->count; first = end) {
        const char *id = id_at(snapshot, first);
        size_t needed = prefix_bytes(id, SHORT_ID_CHARACTERS);
        for (end = first + 1; end < snapshot->count && strcmp(id_at(snapshot, end), id) == 0;)
            end++;
        if (first > 0)
            needed = grow_until_different(id, id_at(snapshot, first - 1), needed);
        if (end < snapshot->count)
            needed = grow_until_different(id, id_at(snapshot, end), needed);
        for (size_t i = first; i < end; i++) {
            struct instance *instance = &snapshot->instances[snapshot->by_id[i]];
            instance->short_id_length = (uint16_t)needed;
            instance->id_shared = end - first > 1;
        }
    }
}

size_t short_id(const struct instance *instance, char text[ENTRY_ID_SIZE])
{
    size_t length = strnlen(instance->entry->id, instance->short_id_length);
    memcpy(text, instance->entry->id, length);
    text[length] = '\0';
    return length;
}
