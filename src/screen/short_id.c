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

size_t short_id(const struct snapshot *snapshot, const struct instance *instance,
                char text[ENTRY_ID_SIZE])
{
    const char *id = instance->entry->id;
    size_t needed = prefix_bytes(id, SHORT_ID_CHARACTERS);

    for (size_t i = 0; i < snapshot->count; i++) {
        const char *other = snapshot->instances[i].entry->id;
        if (strncmp(id, other, needed) != 0 || strcmp(id, other) == 0)
            continue;
        while (id[needed] != '\0' && strncmp(id, other, needed) == 0) {
            uint32_t code_point;
            needed += text_decode(id + needed, strnlen(id + needed, 4), &code_point);
        }
    }
    memcpy(text, id, needed);
    text[needed] = '\0';
    return needed;
}
