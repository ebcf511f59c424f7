/* What osaurtop sees of a history, and what the verdict says of it. */
#ifndef TEST_LOOK_H
#define TEST_LOOK_H

#include "history.h"
#include "osaurtop/snapshot.h"

/* How much of the machine is visible. */
enum sight {
    SIGHT_FULL,
    SIGHT_OWN,   /* one's own user's sockets and processes */
    SIGHT_BLIND, /* sockets or processes not at all */
    SIGHT_LATE,  /* the files were read after the evidence */
};

struct look {
    struct snapshot snapshot;
    const struct record *records[HISTORY_RECORDS]; /* of each instance */
};

/* Judges the history as it stands. The look is reused from one call to the next. */
void look_take(struct look *look, const struct history *history, enum sight sight);

/* What "nothing listens on the port, so it is dead" says of an entry with a port. */
bool look_obviously_dead(const struct history *history, const struct record *record);

#endif
