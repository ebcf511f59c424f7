/*
 * Which directories hold entries: the one in use, and those that older versions of Osaurus left.
 */
#ifndef OSAURTOP_HOMES_H
#define OSAURTOP_HOMES_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#ifndef PATH_MAX
#define PATH_MAX 4096
#endif

/* The main directory and the three older ones. */
#define HOMES_MAX 4

struct home {
    char path[PATH_MAX];
    bool legacy; /* an older version's; no client looks there */
};

struct homes {
    struct home home[HOMES_MAX]; /* the first is the main one */
    size_t count;
};

/*
 * `directory`, when not NULL, is the only home (option -r); else `environment` (OSAURTOP_RUNTIME)
 * when it is neither NULL nor empty; else ~/.osaurus/runtime below `user_home`, and those legacy
 * homes below it that exist now. A leading "~/" is not expanded: the shell does that.
 *
 * Returns 0, or -1 when a path is too long or `user_home` is needed and NULL or empty.
 */
int homes_find(struct homes *homes, const char *directory, const char *environment,
               const char *user_home);

#endif
