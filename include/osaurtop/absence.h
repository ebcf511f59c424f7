/*
 * What it means that a runtime directory shows no instance. Pure.
 */
#ifndef OSAURTOP_ABSENCE_H
#define OSAURTOP_ABSENCE_H

#include "osaurtop/snapshot.h"

#include <stddef.h>

#define ABSENCE_LINES     4
#define ABSENCE_LINE_SIZE (PATH_MAX + 128)

/* Harmless sentences for a person, a line each, in the order to be read. */
struct absence {
    char lines[ABSENCE_LINES][ABSENCE_LINE_SIZE];
    size_t count;
};

/*
 * Says what is the matter with the main directory of a snapshot (missing, empty, unreadable, not a
 * directory), whether an Osaurus server of this user lives all the same and on which ports, and
 * what to do.
 */
void absence_explain(const struct snapshot *snapshot, struct absence *absence);

#endif
