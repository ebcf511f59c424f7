/* Which lines of the event log are looked at: the end of it, or where it was scrolled to. */
#ifndef OSAURTOP_EVENT_PANE_H
#define OSAURTOP_EVENT_PANE_H

#include "osaurtop/event_log.h"
#include "osaurtop/keys.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event_pane {
    const struct event_log *log; /* NULL: nothing is logged */
    bool hidden;                 /* not wanted below the detail */
    bool focused;                /* below the detail, and the keys that move are its own */

    /* Only the lines of one instance: it stays the same when it is gone. */
    bool filtered;
    uint64_t subject;
    char name[EVENT_LINE_NAME_SIZE]; /* raw */

    /* Scrolled away from the end, which otherwise is followed: to the line of this number. */
    bool held;
    uint64_t held_at;

    /* Kept by the screen. */
    bool room; /* there would be room for it below the detail */
    int rows;  /* that it shows, below the detail or in full */
};

/* How many lines pass the filter, and one of them; 0 is the oldest. */
size_t event_pane_count(const struct event_pane *pane);
const struct event_line *event_pane_line(const struct event_pane *pane, size_t index);

/* The first line that is shown. */
size_t event_pane_top(const struct event_pane *pane);

/* Scrolls as an action that moves asks for; stops at the ends, and at the last it follows again. */
void event_pane_move(struct event_pane *pane, enum action action);

/* Only the lines of that instance. `name` is raw. */
void event_pane_filter(struct event_pane *pane, uint64_t subject, const char *name);
void event_pane_unfilter(struct event_pane *pane);

#endif
