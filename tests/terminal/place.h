/* A runtime directory of the test's own, and osaurtop on a terminal in front of it. */
#ifndef TEST_PLACE_H
#define TEST_PLACE_H

#include "session.h"

struct place {
    char home[64];
    char runtime[128];
    char home_setting[128];
    char runtime_setting[160];
    const char *pattern; /* of --process-name; nobody is called like the one of place_make() */
};

struct fixture {
    struct place place;
    struct session session;
};

/* Finds a locale for place_start(); false when there is no UTF-8 one. */
bool place_find_locale(void);

/* Which osaurtop: $OSAURTOP, or the one that was just built. */
const char *place_program(void);

/* A directory with two entries, BBBBBBBB-1 on port 2 and CCCCCCCC-1 on port 3. */
void place_make(struct place *place);
void place_remove(const struct place *place);

void place_write_entry(const struct place *place, const char *name, const char *text);
/* Running on a port where nothing listens, for hours: its look does not change by the second. */
void place_write_running(const struct place *place, const char *name, unsigned port);

/* Starts the dashboard, ten looks a second; `setting` may be NULL, or one for the environment. */
void place_start(struct fixture *fixture, int width, int height, const char *setting);
/* Makes the place, starts in 100x30 and waits for the first frame. */
void place_begin(struct fixture *fixture, const char *setting);
void place_end(struct fixture *fixture);

void place_assert_exit(struct fixture *fixture, int expected);

#endif
