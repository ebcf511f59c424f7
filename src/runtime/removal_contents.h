/* What lies in an entry's directory, as far as its removal cares. Private to src/runtime/. */
#ifndef OSAURTOP_REMOVAL_CONTENTS_H
#define OSAURTOP_REMOVAL_CONTENTS_H

#include "osaurtop/removal_result.h"

#include <stdbool.h>
#include <sys/stat.h>

/* A temporary file that was written to within this time may be one that a publisher is about to
 * rename; Osaurus takes milliseconds. */
#define REMOVAL_WRITING_MS 10000

struct removal_contents {
    struct removal refusal;      /* what forbids to remove it, or REMOVAL_DONE */
    bool configured;             /* something is called configuration.json */
    char aside[ENTRY_NAME_SIZE]; /* the newest file left aside that may not go, "" without one */
};

/* One that lists it. `judged` (NULL without one) is the file that is about to go: what was left
 * aside and is no newer goes with it. `own` is the caller's own name aside, passed over; or NULL.
 */
struct removal_view {
    int directory;
    const struct file_identity *judged;
    const char *own;
};

/*
 * Looks through the directory. `tell`, when not NULL, is called with each name that may go along
 * with the file. Returns 0, or the errno of a listing that failed.
 */
int removal_contents_read(const struct removal_view *view, struct removal_contents *contents,
                          void (*tell)(const char *name, void *context), void *context);

/* Unlinks what may go along. Failures show when the directory cannot be removed. */
void removal_contents_clear(const struct removal_view *view);

#endif
