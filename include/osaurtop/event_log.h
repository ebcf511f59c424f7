/*
 * The events of a session, as lines: bounded, and independent of the looks that they came from.
 */
#ifndef OSAURTOP_EVENT_LOG_H
#define OSAURTOP_EVENT_LOG_H

#include "osaurtop/event.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Days of an ordinary machine, minutes of a wild one; a quarter of a megabyte. */
#define EVENT_LOG_LINES 1000

/* Room for a shortened id, and for what happened; what does not fit is cut with an ellipsis. */
#define EVENT_LINE_NAME_SIZE 40
#define EVENT_LINE_TEXT_SIZE 168

struct event_line {
    uint64_t number;  /* from 1, in the order of adding */
    uint64_t subject; /* the instance, see event_log_subject(); 0: none */
    struct timestamp at;
    enum severity severity;
    bool comes_alive;
    bool last;                       /* of an instance that is still there */
    char name[EVENT_LINE_NAME_SIZE]; /* harmless, like the text; "" without an instance */
    char text[EVENT_LINE_TEXT_SIZE];
};

struct event_log; /* opaque */

/* Allocates all that it will ever need. NULL when out of memory. */
struct event_log *event_log_new(enum charset charset);
void event_log_free(struct event_log *log); /* NULL is fine */

/*
 * Adds what happened. When it is full the oldest line makes room that is not the last one of an
 * instance that is still there; only when there are more such instances than lines, the oldest of
 * all.
 */
void event_log_add(struct event_log *log, const struct event *event);

/* Adds a line about no instance. */
void event_log_note(struct event_log *log, struct timestamp at, const char *harmless);

size_t event_log_count(const struct event_log *log);

/* 0 is the oldest. */
const struct event_line *event_log_line(const struct event_log *log, size_t index);

/* Stands for an instance in the log: home and directory name, hashed. Never 0. */
uint64_t event_log_subject(unsigned home, const char *directory);

#endif
