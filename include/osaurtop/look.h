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
 * Looks once. Returns STATUS_DONE, or STATUS_ENVIRONMENT, said on stderr: no home known, no memory.
 */
int look_once(const struct options *options, struct look *look);
void look_end(struct look *look);

/*
 * True, said on stderr, when the main directory is no directory or may not be read: a command that
 * prints and exits then does so with STATUS_ENVIRONMENT. A missing one is no hindrance: nothing is
 * published.
 */
bool look_hindered(const struct options *options, const struct snapshot *snapshot);

/*
 * The rest of a command without operands that looks once: ends its scan with what options_next()
 * returned last, looks, lets `print` write what was seen to stdout, and flushes. `print` gets
 * `context` and returns the status to exit with. Returns that status, or that of the first thing
 * that went wrong.
 */
int look_print(const struct option_scan *scan, int last,
               int (*print)(const struct options *options, const struct snapshot *snapshot,
                            void *context),
               void *context);

/*
 * The size of the terminal on stdout. False, with both left alone, when it is none or does not
 * know. `height` may be NULL.
 */
bool look_terminal_size(int *width, int *height);

/* Flushes stdout. Returns `status`, or STATUS_ENVIRONMENT, said on stderr, when something was not
 * written. */
int look_flush(int status);

/* Says on stderr what it means that nothing is published, see absence.h; not again what
 * look_hindered() said. */
void look_explain_nothing(const struct snapshot *snapshot, enum charset charset);

#endif
