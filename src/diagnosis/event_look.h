/* What is remembered of one look: the facts of every instance, packed. */
#ifndef OSAURTOP_EVENT_LOOK_H
#define OSAURTOP_EVENT_LOOK_H

#include "osaurtop/event.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event_record; /* the facts of one instance, but for its strings */

/* Zero-initialised is empty. Ordered as snapshots are: by home, then by directory name. */
struct event_look {
    struct event_record *records;
    size_t count;
    size_t capacity;
    char *strings; /* of all records, each ended by NUL */
    size_t strings_capacity;
    uint32_t directory_findings; /* a bit a code */
};

void event_look_free(struct event_look *look);

/* Makes it what the snapshot shows. 0, or -1 when out of memory (it is then as before). */
int event_look_take(struct event_look *look, const struct snapshot *snapshot);

/* Whether the snapshot shows exactly what is remembered. */
bool event_look_matches(const struct event_look *look, const struct snapshot *snapshot);

/* Below, at or above 0 as one instance stands before, is, or stands after another. */
int event_look_order(const struct event_look *a, size_t a_index, const struct event_look *b,
                     size_t b_index);

/* Whether the facts of two instances are the same. */
bool event_look_same(const struct event_look *a, size_t a_index, const struct event_look *b,
                     size_t b_index);

void event_look_facts(const struct event_look *look, size_t index, struct event_facts *facts);

#endif
