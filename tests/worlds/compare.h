/* Holds what osaurtop says of one world against what is really so there. */
#ifndef WORLDS_COMPARE_H
#define WORLDS_COMPARE_H

#include "listing.h"
#include "reality.h"

#include <stdio.h>

#define COMPARE_STATES 8

struct tally {
    unsigned count[FATE_COUNT][COMPARE_STATES];
    unsigned wrong;
};

extern const char *const compare_fates[FATE_COUNT];
extern const char *const compare_states[COMPARE_STATES]; /* as in the JSON */

/* The columns of the tally that the limits are about. */
enum { COMPARE_UNVERIFIED = 5, COMPARE_STALE = 6 };

/*
 * Compares every verdict, exposure, listener, the pick and the best, and that there are these
 * entries and no others. Writes a line for whatever is wrong, and counts.
 */
void compare_all(const struct reality *reality, const struct listing *listing, const char *runtime,
                 FILE *report, struct tally *tally);

#endif
