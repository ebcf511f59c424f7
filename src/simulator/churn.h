/* Many changes a second in the runtime directory: what a watcher has to keep up with. */
#ifndef SIMULATOR_CHURN_H
#define SIMULATOR_CHURN_H

#include "cast.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct churn_options {
    int64_t rate;    /* changes a second */
    int64_t count;   /* entries at most; the first `servers` of them are live instances */
    int64_t servers; /* at most SUPERVISOR_CHILDREN_MAX */
    int64_t seconds; /* how long; 0: until it is time to end */
    FILE *log;       /* where truth_tell_change() goes, or NULL */
};

struct churn; /* opaque */

/* Starts the live instances and publishes every entry. NULL, said on stderr, when it cannot. */
struct churn *churn_new(struct cast *cast, const struct churn_options *options);
void churn_free(struct churn *churn); /* NULL is fine */

/* Makes changes until the time is over or it is time to end. False, said on stderr, on failure. */
bool churn_play(struct churn *churn);

/* How many were made. */
uint64_t churn_changes(const struct churn *churn);

#endif
