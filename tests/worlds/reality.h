/* What is really so: the simulator's --truth, and the files as they lie there. */
#ifndef WORLDS_REALITY_H
#define WORLDS_REALITY_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifndef PATH_MAX
#define PATH_MAX 4096
#endif

#define REALITY_MAX       256
#define REALITY_WORD_SIZE 40

/* What stands behind an entry. */
enum fate {
    FATE_HERE,      /* its app lives, and listens on the port that it says */
    FATE_ELSEWHERE, /* its app lives, and listens on another port or nowhere */
    FATE_UNDER_WAY, /* its app lives, and says it is starting or restarting */
    FATE_DEAD,      /* no process */
    FATE_BROKEN,    /* a file that cannot be believed */
    FATE_EMPTY,     /* no file */
    FATE_NONE,      /* not an entry: a process that publishes nothing */
    FATE_COUNT,
};

struct real {
    char directory[PATH_MAX]; /* "" without one */
    enum fate fate;
    pid_t pid;    /* 0: no process */
    bool foreign; /* the process is not an app */
    char bound_address[REALITY_WORD_SIZE];
    uint16_t bound_port; /* 0: it listens nowhere */

    /* What its file says, if it can be believed. */
    char health[REALITY_WORD_SIZE];
    char address[REALITY_WORD_SIZE];
    char updated_at[REALITY_WORD_SIZE];
    uint16_t port;
    bool exposed;
};

struct reality {
    struct real real[REALITY_MAX];
    size_t count;
};

/* NULL, or what is wrong with the file. */
const char *reality_read(struct reality *reality, const char *path);

/* The name of the first process that has ended since; NULL while the truth is still true. */
const char *reality_ended(const struct reality *reality);

/* Whether a program that is not an app of this world listens on that port. */
bool reality_foreign_listens(const struct reality *reality, uint16_t port);

/*
 * Whom clients connect to, from the files alone: of those in `runtime` that say they run, the
 * newest, and of equally new ones the first by name. NULL without one.
 */
const struct real *reality_pick(const struct reality *reality, const char *runtime);

#endif
