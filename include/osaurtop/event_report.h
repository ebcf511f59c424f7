/* An event as a line: of text for people, or of JSON for programs (see doc/json.md). */
#ifndef OSAURTOP_EVENT_REPORT_H
#define OSAURTOP_EVENT_REPORT_H

#include "osaurtop/event.h"
#include "osaurtop/snapshot.h"

#include <stdio.h>

/* What a terminal is told before and after a part of a line. */
struct event_colors {
    const char *clock;
    const char *live; /* something is live now */
    const char *severity[SEVERITY_COUNT];
    const char *end;
};

/*
 * "12:33:01  7B1D22C3  live → stale   nothing listens on 1338": local time, short id ("-" for the
 * directory), text. `colors` may be NULL. Errors of the stream are found with ferror().
 */
void event_report_line(const struct event *event, enum charset charset,
                       const struct event_colors *colors, FILE *stream);

/* One JSON object on one line. `snapshot` is the one that the event was told of. */
void event_report_json(const struct event *event, const struct snapshot *snapshot, FILE *stream);

#endif
