#include "config.h"

#include "compare.h"

#include <string.h>

const char *const compare_fates[FATE_COUNT] = {
    [FATE_HERE] = "living",
    [FATE_ELSEWHERE] = "living, on another port",
    [FATE_UNDER_WAY] = "living, starting",
    [FATE_DEAD] = "dead",
    [FATE_BROKEN] = "broken",
    [FATE_EMPTY] = "empty",
    [FATE_NONE] = "",
};

const char *const compare_states[COMPARE_STATES] = {
    "live", "hung", "starting", "stuck", "foreign", "unverified", "stale", "invalid",
};

enum { LIVE, HUNG, STARTING, STUCK, FOREIGN, UNVERIFIED, STALE, INVALID };
_Static_assert(UNVERIFIED == (int)COMPARE_UNVERIFIED && STALE == (int)COMPARE_STALE,
               "the columns are named in one order");

/* What may be said of each: what is so, or that it is not known. */
#define MAY(state) (1u << (state))
static const unsigned allowed[FATE_COUNT] = {
    [FATE_HERE] = MAY(LIVE) | MAY(UNVERIFIED),
    /* Foreign: where another program has taken the port that it left. */
    [FATE_ELSEWHERE] = MAY(UNVERIFIED) | MAY(FOREIGN),
    [FATE_UNDER_WAY] = MAY(STARTING) | MAY(STUCK) | MAY(UNVERIFIED),
    [FATE_DEAD] = MAY(STALE) | MAY(FOREIGN) | MAY(UNVERIFIED),
    [FATE_BROKEN] = MAY(INVALID),
    [FATE_EMPTY] = MAY(STARTING) | MAY(STALE) | MAY(UNVERIFIED),
};

static int state_of(const struct said *said)
{
    for (int state = 0; state < COMPARE_STATES; state++)
        if (strcmp(said->state, compare_states[state]) == 0)
            return state;
    return -1;
}

static const char *real_exposure(const struct real *real)
{
    bool beyond = strcmp(real->bound_address, "127.0.0.1") != 0;
    if (real->exposed)
        return beyond ? "lan" : "claimed";
    return beyond ? "leaked" : "local";
}

/* NULL, or what of its listener and exposure is not so. */
static const char *check_listener(const struct real *real, const struct said *said, int state)
{
    if (state != LIVE) {
        if (said->pid != 0)
            return "has a listener";
        return strcmp(said->exposure, "unknown") == 0 ? NULL : "has an exposure";
    }
    if (said->pid != real->pid)
        return "has another one's listener";
    if (said->bound_count != 1 || strcmp(said->bound[0], real->bound_address) != 0)
        return "is bound to other addresses";
    return strcmp(said->exposure, real_exposure(real)) == 0 ? NULL : "has another exposure";
}

static const char *check(const struct reality *reality, const struct real *real,
                         const struct said *said, int state)
{
    if (state < 0 || (allowed[real->fate] & MAY(state)) == 0)
        return "is not so";
    if (state == FOREIGN && !reality_foreign_listens(reality, real->port))
        return "is not so: no other program listens there";
    if (strcmp(said->reason, "superseded") == 0 && reality_foreign_listens(reality, real->port))
        return "is not so: another program listens there";
    return check_listener(real, said, state);
}

static void complain(FILE *report, struct tally *tally, const struct real *real,
                     const struct said *said, const char *wrong)
{
    tally->wrong++;
    fprintf(report, "WRONG: %s: it is %s (bound to %s:%u, pid %ld), and %s %s %s, pid %ld: %s\n",
            real->directory, compare_fates[real->fate], real->bound_address,
            (unsigned)real->bound_port, (long)real->pid, said->state, said->reason, said->exposure,
            (long)said->pid, wrong);
}

static void compare_entries(const struct reality *reality, const struct listing *listing,
                            FILE *report, struct tally *tally)
{
    size_t found = 0;
    for (size_t i = 0; i < reality->count; i++) {
        const struct real *real = &reality->real[i];
        if (real->fate == FATE_NONE)
            continue;
        const struct said *said = listing_find(listing, real->directory);
        if (said == NULL) {
            tally->wrong++;
            fprintf(report, "WRONG: %s (%s) is not listed\n", real->directory,
                    compare_fates[real->fate]);
            continue;
        }
        found++;
        int state = state_of(said);
        if (state >= 0)
            tally->count[real->fate][state]++;
        const char *wrong = check(reality, real, said, state);
        if (wrong != NULL)
            complain(report, tally, real, said, wrong);
    }
    if (found == listing->count)
        return;
    tally->wrong++;
    fprintf(report, "WRONG: %zu entries are listed, and %zu are real\n", listing->count, found);
}

static void compare_pick(const struct reality *reality, const struct listing *listing,
                         const char *runtime, FILE *report, struct tally *tally)
{
    const struct real *pick = reality_pick(reality, runtime);
    size_t picks = 0;
    size_t bests = 0;
    bool live = false;
    for (size_t i = 0; i < listing->count; i++) {
        const struct said *said = &listing->said[i];
        bool here = pick != NULL && strcmp(said->directory, pick->directory) == 0;
        live = live || state_of(said) == LIVE;
        picks += said->pick ? 1 : 0;
        bests += said->best ? 1 : 0;
        if (said->pick == here)
            continue;
        tally->wrong++;
        fprintf(report, "WRONG: %s is %s\n", said->directory,
                here ? "the pick, and not said to be" : "said to be the pick, and is not");
    }
    for (size_t i = 0; i < listing->count; i++) {
        const struct said *said = &listing->said[i];
        if (!said->best || !live || state_of(said) == LIVE)
            continue;
        tally->wrong++;
        fprintf(report, "WRONG: %s is the best, and %s beside a live one\n", said->directory,
                said->state);
    }
    if (picks > 1 || bests > 1 || (live && bests == 0)) {
        tally->wrong++;
        fprintf(report, "WRONG: there are %zu picks and %zu bests\n", picks, bests);
    }
}

void compare_all(const struct reality *reality, const struct listing *listing, const char *runtime,
                 FILE *report, struct tally *tally)
{
    compare_entries(reality, listing, report, tally);
    compare_pick(reality, listing, runtime, report, tally);
}
