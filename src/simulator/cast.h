/* The cast of a simulation: the parts that scenes and the demo are made of. */
#ifndef SIMULATOR_CAST_H
#define SIMULATOR_CAST_H

#include "supervisor.h"

#include <stdbool.h>
#include <stdint.h>

/* How long ago misfortunes happened, unless the machine has not run that long. */
#define CAST_CRASHED_AGE_S 600
#define CAST_GHOST_AGE_S   300
#define CAST_STUCK_AGE_S   240

/* Ports of the dead that are kept from being given to the living; the oldest gives way. */
#define CAST_RESERVED_MAX 64

struct cast {
    struct supervisor *supervisor;
    int live;                        /* the first live instance, or -1 */
    int reserved[CAST_RESERVED_MAX]; /* descriptors */
    unsigned reserved_count;
};

void cast_open(struct cast *cast, struct supervisor *supervisor);
void cast_close(struct cast *cast);

/*
 * Each part returns the index of its process, or -1 when it could not be made (said on stderr) or
 * it is time to end. It stands when the function returns.
 */

/* A live instance, on any free port when `port` is 0. The first one is remembered as cast->live. */
int cast_live(struct cast *cast, uint16_t port);
/* A live one that never becomes cast->live. */
int cast_another(struct cast *cast);
/* A live one that was killed twice just after its start: three entries of one port and moment. */
int cast_crash_loop(struct cast *cast);
/* Two live ones on one port, on 0.0.0.0 and on 127.0.0.1: the index of the latter. */
int cast_double(struct cast *cast);
/* A live instance on 0.0.0.0 that says so and asks for an access key. */
int cast_exposed(struct cast *cast);
/* A live instance that is then told `command`, and reports `word`. */
int cast_misled(struct cast *cast, bool exposed, const char *command, const char *word);
/* A live instance that listens on another port than it says; the old one is lost to all. */
int cast_moved(struct cast *cast);
/* `starting` or `restarting`, and no further; renewed so that it stays a fresh one when age_s is 0.
 */
int cast_held(struct cast *cast, const char *health, int64_t age_s);
/* An instance whose server is stopped. */
int cast_stopped(struct cast *cast);
/* The app's command-line helper. */
int cast_helper(struct cast *cast);
/* A program that is not Osaurus, listening on `port`, or on any free one when it is 0. */
int cast_stranger(struct cast *cast, uint16_t port);

/*
 * Entries without a process. They return false like the above return -1; `id` gets the name of the
 * entry and may be NULL.
 */

/* One that ran on a port of its own `age_s` ago, and was killed. A negative age lies ahead. */
bool cast_crashed(struct cast *cast, int64_t age_s, char id[PUBLISH_ID_SIZE]);
/* Likewise in a directory that is not the runtime directory, and lasts as long as the cast. */
bool cast_crashed_in(struct cast *cast, const char *directory, int64_t age_s,
                     char id[PUBLISH_ID_SIZE]);
/* One that was killed while it said that it runs on the port of the first live one. */
bool cast_ghost(struct cast *cast, int64_t age_s, char id[PUBLISH_ID_SIZE]);
/* One whose date is the newest, so that every client picks it. */
bool cast_newest_ghost(struct cast *cast, char id[PUBLISH_ID_SIZE]);
/* One that says it runs on a port, written just now. */
bool cast_claimant(struct cast *cast, uint16_t port, char id[PUBLISH_ID_SIZE]);

/* Kills an instance, keeps its entry, and lets nobody else have its port. */
void cast_crash(struct cast *cast, int child, char id[PUBLISH_ID_SIZE]);

/* Lets the wall clock pass the second that just began, so that what started is older than it. */
bool cast_pass_second(struct cast *cast);

#endif
