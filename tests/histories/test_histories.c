/*
 * The rule of the verdict against the truth of random histories. What is printed are the shares of
 * what was said of entries that live and of entries that are dead.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "look.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define HISTORIES 120000

/* Steps of a history, and how often it is looked at on the way. */
enum { STEPS_LEAST = 5, STEPS_MOST = 40, LOOK_EVERY = 8 };

/* Under which circumstances a look was taken. */
enum condition {
    CONDITION_HONEST,     /* the clock was never set, everything is visible */
    CONDITION_STEPPED,    /* the clock was set */
    CONDITION_RESTRICTED, /* the clock was never set, not everything is visible */
    CONDITION_COUNT,
};

static struct {
    uint64_t said[TRUTH_COUNT][STATE_COUNT];
    uint64_t total[TRUTH_COUNT];
    uint64_t with_port[TRUTH_COUNT];    /* what the obvious rule speaks of */
    uint64_t obvious_dead[TRUTH_COUNT]; /* what it calls dead */
} tallies[CONDITION_COUNT];

static const char *const condition_names[CONDITION_COUNT] = {
    [CONDITION_HONEST] = "honest clock, full view",
    [CONDITION_STEPPED] = "the clock was set, full view",
    [CONDITION_RESTRICTED] = "honest clock, restricted view",
};

static const char *const truth_names[TRUTH_COUNT] = {
    [TRUTH_LIVE] = "live",
    [TRUTH_ELSEWHERE] = "live, on another port than its file says",
    [TRUTH_COMING] = "coming up",
    [TRUTH_DEAD] = "dead",
};

/* Live entries of servers with one listener, under an honest clock: here the rule has no excuse. */
static uint64_t without_excuse;

/* The first history in which what must never be said was said; 0: none. */
static uint64_t guilty_seed_plus_one;

/* --- running them --------------------------------------------------------------------------------
 */

static struct look look;

static enum sight any_sight(struct history *history)
{
    unsigned roll = history_roll(history, 100);
    if (roll < 80)
        return SIGHT_FULL;
    return roll < 90 ? SIGHT_OWN : roll < 97 ? SIGHT_BLIND : SIGHT_LATE;
}

static void tell_look(const struct history *history, enum sight sight)
{
    printf("  look (sight %d) at %.1f s\n", (int)sight, (double)history->now_ms / 1000);
    for (size_t i = 0; i < look.snapshot.count; i++) {
        const struct record *record = look.records[i];
        const struct verdict *verdict = &look.snapshot.instances[i].verdict;
        printf("    %s %08x port %u updated %" PRId64 " writer %d: is %s, called %s/%s\n",
               record->legacy ? "legacy" : "entry", (unsigned)record->place, (unsigned)record->port,
               record->updated_s, record->writer, truth_names[history_truth(history, record)],
               state_name(verdict->state), reason_code(verdict->reason));
    }
}

static void take_look(struct history *history, uint64_t seed)
{
    enum sight sight = any_sight(history);
    look_take(&look, history, sight);
    if (history->trace)
        tell_look(history, sight);
    enum condition condition = history->clock_steps  ? CONDITION_STEPPED
                               : sight == SIGHT_FULL ? CONDITION_HONEST
                                                     : CONDITION_RESTRICTED;
    /* Neither hides the other. */
    if (history->clock_steps && sight != SIGHT_FULL)
        return;
    for (size_t i = 0; i < look.snapshot.count; i++) {
        const struct record *record = look.records[i];
        enum truth truth = history_truth(history, record);
        enum state state = look.snapshot.instances[i].verdict.state;
        tallies[condition].said[truth][state]++;
        tallies[condition].total[truth]++;
        if (record->port != 0) {
            tallies[condition].with_port[truth]++;
            tallies[condition].obvious_dead[truth] += look_obviously_dead(history, record);
        }
        if (truth != TRUTH_LIVE || condition == CONDITION_STEPPED || history->second_ports)
            continue;
        without_excuse++;
        if (state == STATE_STALE && guilty_seed_plus_one == 0)
            guilty_seed_plus_one = seed + 1;
    }
}

static void run_history(uint64_t seed, bool trace)
{
    static struct history history;
    history.trace = trace;
    history_begin(&history, seed);
    unsigned steps = STEPS_LEAST + history_roll(&history, STEPS_MOST - STEPS_LEAST + 1);
    for (unsigned step = 0; step < steps; step++) {
        history_step(&history);
        if (step + 1 == steps || history_roll(&history, LOOK_EVERY) == 0)
            take_look(&history, seed);
    }
}

/* --- what came out -------------------------------------------------------------------------------
 */

static double share(uint64_t part, uint64_t whole)
{
    return whole == 0 ? 0 : 100.0 * (double)part / (double)whole;
}

static void print_condition(enum condition condition)
{
    printf("\n%s\n", condition_names[condition]);
    for (int truth = 0; truth < TRUTH_COUNT; truth++) {
        uint64_t total = tallies[condition].total[truth];
        printf("  %s: %" PRIu64 " entries\n", truth_names[truth], total);
        for (int state = 0; state < STATE_COUNT; state++) {
            uint64_t said = tallies[condition].said[truth][state];
            if (said != 0)
                printf("    %-12s %9" PRIu64 "  %8.4f %%\n", state_name((enum state)state), said,
                       share(said, total));
        }
        printf("    (nothing listens on its port, so it is dead: says the obvious rule of %.4f %%"
               " of those with a port)\n",
               share(tallies[condition].obvious_dead[truth], tallies[condition].with_port[truth]));
    }
}

static int run_all(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < HISTORIES; seed++)
        run_history(seed, false);
    printf("%d random histories\n", HISTORIES);
    for (int condition = 0; condition < CONDITION_COUNT; condition++)
        print_condition((enum condition)condition);
    printf("\n");
    return 0;
}

static int end_all(void **state)
{
    (void)state;
    snapshot_free(&look.snapshot);
    return 0;
}

/* Entries of living processes that were called stale, in percent. */
static double stale_share_of_living(enum condition condition)
{
    uint64_t stale = 0;
    uint64_t total = 0;
    for (int truth = 0; truth < TRUTH_DEAD; truth++) {
        stale += tallies[condition].said[truth][STATE_STALE];
        total += tallies[condition].total[truth];
    }
    return share(stale, total);
}

static double obvious_share_of_living(enum condition condition)
{
    uint64_t dead = 0;
    uint64_t total = 0;
    for (int truth = 0; truth < TRUTH_DEAD; truth++) {
        dead += tallies[condition].obvious_dead[truth];
        total += tallies[condition].with_port[truth];
    }
    return share(dead, total);
}

static void assert_at_most(const char *what, double percent, double limit)
{
    printf("%s: %.4f %%, at most %.2f %%\n", what, percent, limit);
    if (percent > limit)
        fail_msg("%s: %.4f %%, more than %.2f %%", what, percent, limit);
}

static void a_live_instance_is_never_called_stale(void **state)
{
    (void)state;
    printf("live entries of servers with one listener, clock unchanged: %" PRIu64 "\n",
           without_excuse);
    assert_true(without_excuse > HISTORIES);
    if (guilty_seed_plus_one == 0)
        return;
    printf("history %" PRIu64 ":\n", guilty_seed_plus_one - 1);
    run_history(guilty_seed_plus_one - 1, true);
    fail_msg("a live entry was called stale in history %" PRIu64, guilty_seed_plus_one - 1);
}

static void a_living_writer_hardly_ever_has_its_entry_called_stale(void **state)
{
    (void)state;
    double ours = stale_share_of_living(CONDITION_HONEST);
    double obvious = obvious_share_of_living(CONDITION_HONEST);
    printf("the obvious rule: %.4f %%\n", obvious);
    assert_at_most("entries of living processes called stale", ours, 0.02);
    assert_true(ours * 20 < obvious);
}

static void a_set_clock_hardly_ever_kills(void **state)
{
    (void)state;
    assert_at_most("with a set clock, entries of living processes called stale",
                   stale_share_of_living(CONDITION_STEPPED), 0.1);
}

static void a_restricted_view_kills_nothing_alive(void **state)
{
    (void)state;
    assert_at_most("with a restricted view, entries of living processes called stale",
                   stale_share_of_living(CONDITION_RESTRICTED), 0.02);
}

static void a_dead_entry_is_hardly_ever_called_live(void **state)
{
    (void)state;
    assert_at_most("dead entries called live",
                   share(tallies[CONDITION_HONEST].said[TRUTH_DEAD][STATE_LIVE],
                         tallies[CONDITION_HONEST].total[TRUTH_DEAD]),
                   1.0);
}

static void most_dead_entries_are_known_to_be_dead(void **state)
{
    (void)state;
    assert_at_most("dead entries called unverified",
                   share(tallies[CONDITION_HONEST].said[TRUTH_DEAD][STATE_UNVERIFIED],
                         tallies[CONDITION_HONEST].total[TRUTH_DEAD]),
                   25.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_live_instance_is_never_called_stale),
        cmocka_unit_test(a_living_writer_hardly_ever_has_its_entry_called_stale),
        cmocka_unit_test(a_set_clock_hardly_ever_kills),
        cmocka_unit_test(a_restricted_view_kills_nothing_alive),
        cmocka_unit_test(a_dead_entry_is_hardly_ever_called_live),
        cmocka_unit_test(most_dead_entries_are_known_to_be_dead),
    };
    return cmocka_run_group_tests(tests, run_all, end_all);
}
