/*
 * Takes a look: scans the homes, gathers evidence, judges. The one place where input meets the
 * verdict; every command sees through it.
 */
#ifndef OSAURTOP_MONITOR_H
#define OSAURTOP_MONITOR_H

#include "osaurtop/homes.h"
#include "osaurtop/snapshot.h"

/* Room for "osaurtop -r DIR --process-name PATTERN", quoted for the shell. */
#define MONITOR_COMMAND_SIZE (2 * PATH_MAX)

struct monitor_options {
    struct homes homes;
    struct policy policy;
    const char *process_pattern; /* which executables count as Osaurus; must outlive the monitor */
    const char *user_home;       /* where the app's crash reports are; NULL: not looked for */
    char command[MONITOR_COMMAND_SIZE]; /* as in struct snapshot; "" for none */
};

/* The pattern without --process-name. */
#define MONITOR_PROCESS_PATTERN "osaurus*"

struct monitor; /* opaque */

/* Copies the options; opens nothing yet. NULL when out of memory. */
struct monitor *monitor_new(const struct monitor_options *options);
void monitor_free(struct monitor *monitor); /* NULL is fine */

/*
 * Looks once. Evidence is gathered after the files were read; an entry that is about to be called
 * stale and changed meanwhile is read again. Returns the snapshot, which belongs to the monitor and
 * lasts until the next look, or NULL when out of memory (the snapshot before is then gone too).
 */
const struct snapshot *monitor_look(struct monitor *monitor);

/*
 * The snapshot of the last look if that is younger than `age_ns`, else of a new one. For acting on
 * many entries in a row: a writer that was dead is dead still, and whoever acts compares the file
 * itself.
 */
const struct snapshot *monitor_look_within(struct monitor *monitor, int64_t age_ns);

#endif
