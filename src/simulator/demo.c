#include "config.h"

#include "demo.h"

#include "clock.h"
#include "malformed.h"

#include <stdio.h>
#include <string.h>

#define BROKEN_ENTRY "truncated"

static void command(struct demo *demo, int child, const char *line)
{
    supervisor_command(demo->cast->supervisor, child, line);
}

static bool await(struct demo *demo, int child, const char *word)
{
    return supervisor_await(demo->cast->supervisor, child, word);
}

static bool command_and_await(struct demo *demo, int child, const char *line, const char *word)
{
    command(demo, child, line);
    return await(demo, child, word);
}

static void clear(struct demo *demo, const char *name)
{
    struct workspace *workspace = demo->cast->supervisor->workspace;
    made_remove(&workspace->made, workspace->runtime, name);
}

static void tidy(struct demo *demo, char id[PUBLISH_ID_SIZE])
{
    if (id[0] != '\0')
        clear(demo, id);
    id[0] = '\0';
}

/* --- the story -----------------------------------------------------------------------------------
 */

/*
 * A process that listens nowhere, or on a port that no entry names, could be the writer of what
 * crashed lately. So the stuck one gets through before anything crashes, and the server that moves
 * away comes back when the crashes have been told.
 */

static bool start_second(struct demo *demo)
{
    const char *const arguments[] = {"--runtime", demo->cast->supervisor->workspace->runtime,
                                     "--start-time", "1800", NULL};
    demo->second = supervisor_start(demo->cast->supervisor, CHILD_INSTANCE, arguments);
    return demo->second >= 0 && await(demo, demo->second, "running");
}

static bool get_through(struct demo *demo)
{
    return command_and_await(demo, demo->stuck, "start", "running");
}

static bool restart_second(struct demo *demo)
{
    return command_and_await(demo, demo->second, "restart", "running");
}

static bool expose_first(struct demo *demo)
{
    return command_and_await(demo, demo->first, "expose", "running");
}

static bool roam_first(struct demo *demo)
{
    return command_and_await(demo, demo->first, "roam", "running");
}

static bool leak_first(struct demo *demo)
{
    return command_and_await(demo, demo->first, "leak", "running");
}

static bool hide_first(struct demo *demo)
{
    return command_and_await(demo, demo->first, "hide", "running");
}

static bool claim_second(struct demo *demo)
{
    return command_and_await(demo, demo->second, "claim", "running");
}

static bool crash_second(struct demo *demo)
{
    cast_crash(demo->cast, demo->second, demo->second_id);
    demo->second = -1;
    return true;
}

static bool haunt(struct demo *demo)
{
    return cast_newest_ghost(demo->cast, demo->newest);
}

static bool publish_first(struct demo *demo)
{
    return command_and_await(demo, demo->first, "publish", "running");
}

static bool bring_stranger(struct demo *demo)
{
    demo->stranger = cast_stranger(demo->cast, 0);
    return demo->stranger >= 0 && cast_pass_second(demo->cast) &&
           cast_claimant(demo->cast, demo->cast->supervisor->children[demo->stranger].port,
                         demo->foreign);
}

static bool break_file(struct demo *demo)
{
    return malformed_make(demo->cast->supervisor->workspace, BROKEN_ENTRY);
}

static bool tidy_up(struct demo *demo)
{
    clear(demo, BROKEN_ENTRY);
    tidy(demo, demo->crashed);
    tidy(demo, demo->newest);
    tidy(demo, demo->foreign);
    tidy(demo, demo->second_id);
    if (demo->stranger >= 0)
        supervisor_stop(demo->cast->supervisor, demo->stranger);
    demo->stranger = -1;
    return true;
}

static bool move_third(struct demo *demo)
{
    return command_and_await(demo, demo->stuck, "move", "moved");
}

static bool publish_third(struct demo *demo)
{
    return command_and_await(demo, demo->stuck, "publish", "running");
}

static bool hang_third(struct demo *demo)
{
    return command_and_await(demo, demo->stuck, "hang", "hanging");
}

static bool stop_third(struct demo *demo)
{
    supervisor_stop(demo->cast->supervisor, demo->stuck);
    demo->stuck = -1;
    return true;
}

/* What is dead or stuck when the story begins, and is told from the first frame on. */
static bool set_opening(struct demo *demo)
{
    tidy(demo, demo->ghost);
    if (!cast_crashed(demo->cast, clock_age_since_boot_s(CAST_CRASHED_AGE_S), demo->crashed) ||
        !cast_ghost(demo->cast, clock_age_since_boot_s(CAST_GHOST_AGE_S), demo->ghost))
        return false;
    demo->stuck = cast_held(demo->cast, "starting", CAST_STUCK_AGE_S);
    return demo->stuck >= 0;
}

static const struct beat {
    int64_t pause_ms; /* before it */
    bool (*happen)(struct demo *demo);
    const char *sentence;
} story[] = {
    {4000, start_second, "a second instance starts"},
    {3500, get_through, "the stuck one gets through: three are live"},
    {3500, restart_second, "the second restarts"},
    {3500, expose_first, "the first is exposed to the network (this machine's connections only)"},
    {3000, roam_first, "the machine changes networks: the published address is no longer its own"},
    {3500, leak_first, "a later start clears the flag, and the socket stays open: a leak"},
    {4000, hide_first, "the first is local again"},
    {3500, claim_second, "the second says it is exposed, and its socket is not"},
    {4000, crash_second, "the second crashes and leaves its file behind"},
    {3500, haunt, "a ghost is the newest entry: every client picks it"},
    {4500, publish_first, "the first publishes again, and clients pick it"},
    {2500, bring_stranger, "an entry names a port that another program holds"},
    {2500, break_file, "a file is cut short"},
    {3500, tidy_up, "somebody tidies up"},
    {2500, move_third, "the third moves to another port, and its file does not"},
    {3500, publish_third, "the third publishes its new port"},
    {2000, hang_third, "the third accepts connections and no longer answers (probe it)"},
    {3500, stop_third, "the third is stopped, cleanly"},
    {2500, set_opening, "a crash, a ghost on the first one's port, and a start that is stuck"},
};

/* --- playing it ----------------------------------------------------------------------------------
 */

bool demo_open(struct demo *demo, struct cast *cast, int percent, bool told)
{
    *demo = (struct demo){
        .cast = cast, .percent = percent, .told = told, .first = -1, .second = -1, .stranger = -1};
    demo->first = cast_live(cast, 0);
    return demo->first >= 0 && set_opening(demo);
}

static void say(const struct demo *demo, const char *sentence)
{
    if (!demo->told)
        return;
    char clock[TIMESTAMP_TEXT_SIZE];
    timestamp_format_clock(clock_wall(), clock);
    printf("%s  %s\n", clock, sentence);
    fflush(stdout);
}

bool demo_play(struct demo *demo, int loops)
{
    struct supervisor *supervisor = demo->cast->supervisor;
    for (int loop = 0; loops == 0 || loop < loops; loop++) {
        for (size_t i = 0; i < sizeof story / sizeof story[0]; i++) {
            if (!supervisor_wait(supervisor, story[i].pause_ms * 100 / demo->percent))
                return true;
            say(demo, story[i].sentence);
            if (!story[i].happen(demo))
                return supervisor_ending(supervisor);
        }
    }
    return true;
}
