#include "config.h"

#include "osaurtop/short_id.h"

#include <string.h>

size_t short_id(const struct instance *instance, char text[ENTRY_ID_SIZE])
{
    size_t length = strnlen(instance->entry->id, instance->prefix.length);
    memcpy(text, instance->entry->id, length);
    text[length] = '\0';
    return length;
}
