#include "config.h"

#include "debris.h"

#include <stddef.h>
#include <string.h>

enum debris debris_named(const char *name)
{
    static const struct {
        const char *prefix;
        enum debris debris;
    } known[] = {{".dat.nosync", DEBRIS_TEMPORARY}, {DEBRIS_ASIDE_PREFIX, DEBRIS_ASIDE}};

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strncmp(name, known[i].prefix, strlen(known[i].prefix)) == 0)
            return known[i].debris;
    return strcmp(name, ".DS_Store") == 0 ? DEBRIS_FINDER : DEBRIS_NONE;
}
