#include "config.h"

#include "osaurtop/homes.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const struct {
    const char *below; /* the user's home */
    bool legacy;
} known[] = {
    {".osaurus/runtime", false},
    {"Library/Application Support/com.dinoki.osaurus/runtime", true},
    {"Library/Application Support/com.dinoki.osaurus/SharedConfiguration", true},
    {".osaurus/SharedConfiguration", true},
};

_Static_assert(sizeof known / sizeof known[0] == HOMES_MAX, "every known home has room");

/* Without the slashes at its end, so that names can be put behind it; "/" stays. */
static size_t trimmed_length(const char *path)
{
    size_t length = strlen(path);

    while (length > 1 && path[length - 1] == '/')
        length--;
    return length;
}

static int only_home(struct homes *homes, const char *path)
{
    size_t length = trimmed_length(path);

    if (length >= sizeof homes->home[0].path)
        return -1;
    memcpy(homes->home[0].path, path, length);
    homes->home[0].path[length] = '\0';
    homes->home[0].legacy = false;
    homes->count = 1;
    return 0;
}

/* An upgraded home may link one of its directories to another: the first keeps the entries. */
static bool is_one_more(const struct homes *homes, const struct stat *status)
{
    struct stat earlier;
    for (size_t i = 0; i < homes->count; i++)
        if (stat(homes->home[i].path, &earlier) == 0 && earlier.st_dev == status->st_dev &&
            earlier.st_ino == status->st_ino)
            return false;
    return true;
}

static bool is_worth_a_look(const struct homes *homes, const struct home *home)
{
    struct stat status;
    return !home->legacy || (stat(home->path, &status) == 0 && S_ISDIR(status.st_mode) &&
                             is_one_more(homes, &status));
}

int homes_find(struct homes *homes, const char *directory, const char *environment,
               const char *user_home)
{
    homes->count = 0;
    if (directory != NULL)
        return only_home(homes, directory);
    if (environment != NULL && environment[0] != '\0')
        return only_home(homes, environment);
    if (user_home == NULL || user_home[0] == '\0')
        return -1;

    size_t length = trimmed_length(user_home);
    const char *slash = user_home[length - 1] == '/' ? "" : "/";

    for (size_t i = 0; i < HOMES_MAX; i++) {
        struct home *home = &homes->home[homes->count];
        int written = length < sizeof home->path
                          ? snprintf(home->path, sizeof home->path, "%.*s%s%s", (int)length,
                                     user_home, slash, known[i].below)
                          : -1;

        if (written < 0 || (size_t)written >= sizeof home->path) {
            homes->count = 0;
            return -1;
        }
        home->legacy = known[i].legacy;
        if (is_worth_a_look(homes, home))
            homes->count++;
    }
    return 0;
}
