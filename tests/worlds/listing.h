/* What osaurtop says of all instances, as a script meets it: `list --json`, run and read. */
#ifndef WORLDS_LISTING_H
#define WORLDS_LISTING_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#ifndef PATH_MAX
#define PATH_MAX 4096
#endif

#define LISTING_MAX       256
#define LISTING_WORD_SIZE 64
#define LISTING_BOUND_MAX 4

struct said {
    char directory[PATH_MAX];
    char state[LISTING_WORD_SIZE];
    char reason[LISTING_WORD_SIZE];
    char exposure[LISTING_WORD_SIZE];
    bool pick;
    bool best;
    bool error;                                       /* an object, not null */
    pid_t pid;                                        /* of the listener; 0 without one */
    char bound[LISTING_BOUND_MAX][LISTING_WORD_SIZE]; /* the addresses of the listener */
    size_t bound_count;
};

struct listing {
    struct said said[LISTING_MAX];
    size_t count;
};

/*
 * Runs `PROGRAM --process-name NAME [-r RUNTIME] list --json`; without `runtime` the environment
 * says where. NULL when all is well, else what is wrong: it failed, complained, or wrote no such
 * JSON; the text lasts until the next call.
 */
const char *listing_take(struct listing *listing, const char *program, const char *name,
                         const char *runtime);

/* What is said of that directory, or NULL. */
const struct said *listing_find(const struct listing *listing, const char *directory);

#endif
