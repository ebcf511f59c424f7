#include "config.h"

#include "prune_choice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void prune_choice_path(const char *home_path, const char *directory, char *path, size_t size)
{
    char *resolved = realpath(home_path, NULL);
    const char *home = resolved != NULL ? resolved : home_path;
    snprintf(path, size, "%s%s%s", home, strcmp(home, "/") == 0 ? "" : "/", directory);
    free(resolved);
}

static bool path_matches(const struct snapshot *snapshot, const struct entry *entry,
                         const char *word)
{
    char parent[PRUNE_PATH_SIZE];
    char named[PRUNE_PATH_SIZE];
    char path[PRUNE_PATH_SIZE];
    size_t length = strlen(word);
    while (length > 1 && word[length - 1] == '/')
        length--;
    if (length >= sizeof parent)
        return false;
    memcpy(parent, word, length);
    parent[length] = '\0';
    char *slash = strrchr(parent, '/');
    if (slash == NULL || strcmp(slash + 1, entry->directory) != 0)
        return false;
    slash[slash == parent ? 1 : 0] = '\0';
    prune_choice_path(parent, entry->directory, named, sizeof named);
    prune_choice_path(snapshot->homes[entry->home].path, entry->directory, path, sizeof path);
    return strcmp(named, path) == 0;
}

static bool directory_matches(const struct snapshot *snapshot, const struct entry *entry,
                              const char *word)
{
    (void)snapshot;
    return strcmp(entry->directory, word) == 0;
}

static bool id_matches(const struct snapshot *snapshot, const struct entry *entry, const char *word)
{
    (void)snapshot;
    return strcmp(entry->id, word) == 0;
}

static bool beginning_matches(const struct snapshot *snapshot, const struct entry *entry,
                              const char *word)
{
    (void)snapshot;
    size_t length = strlen(word);
    return length > 0 && (strncasecmp(entry->directory, word, length) == 0 ||
                          strncasecmp(entry->id, word, length) == 0);
}

size_t prune_choice_find(const struct snapshot *snapshot, const char *word, size_t *matches)
{
    static bool (*const rules[])(const struct snapshot *, const struct entry *,
                                 const char *) = {directory_matches, id_matches, beginning_matches};
    bool is_path = strchr(word, '/') != NULL;
    size_t count = 0;
    for (size_t r = 0; r < sizeof rules / sizeof *rules && count == 0; r++) {
        for (size_t i = 0; i < snapshot->count; i++) {
            const struct entry *entry = snapshot->instances[i].entry;
            if (is_path ? path_matches(snapshot, entry, word) : rules[r](snapshot, entry, word))
                matches[count++] = i;
        }
        if (is_path)
            break;
    }
    return count;
}
