/* One look for a command that prints and exits. */
#ifndef OSAURTOP_LOOK_H
#define OSAURTOP_LOOK_H

#include "osaurtop/options.h"

/* A monitor and what it saw; the snapshot lasts as long as the monitor. */
struct look {
    struct monitor *monitor;
    const struct snapshot *snapshot;
};

/*
 * Looks once. Returns STATUS_DONE, or STATUS_ENVIRONMENT, said on stderr: no home known, no memory,
 * or the main directory is no directory or may not be read. A missing one is no error: nothing is
 * published.
 */
int look_once(const struct options *options, struct look *look);
void look_end(struct look *look);

/* Flushes stdout. Returns `status`, or STATUS_ENVIRONMENT, said on stderr, when something was not
 * written. */
int look_flush(int status);

/* Says on stderr what it means that nothing is published; see absence.h. */
void look_explain_nothing(const struct snapshot *snapshot, enum charset charset);

#endif
