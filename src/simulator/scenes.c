#include "config.h"

#include "scenes.h"

#include "clock.h"
#include "malformed.h"
#include "oddities.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * A process that listens nowhere could have written any entry that is dated later than its start,
 * less the second that clocks are allowed; the newest ghost is dated a second ahead.
 */
#define APART_MS 2500

/* The order of making. */
enum phase { PHASE_DEAD, PHASE_LIVING, PHASE_GHOSTS, PHASE_NEWEST, PHASE_FREE, PHASE_COUNT };

static bool make_live(struct cast *cast, uint16_t port)
{
    return cast_live(cast, port) >= 0;
}

static bool make_double(struct cast *cast, uint16_t port)
{
    (void)port;
    return cast_double(cast) >= 0;
}

static bool make_crash_loop(struct cast *cast, uint16_t port)
{
    (void)port;
    return cast_crash_loop(cast) >= 0;
}

static bool make_exposed(struct cast *cast, uint16_t port)
{
    (void)port;
    return cast_exposed(cast) >= 0;
}

static bool make_leaked(struct cast *cast, uint16_t port)
{
    (void)port;
    return cast_misled(cast, true, "leak", "running") >= 0;
}

static bool make_claimed(struct cast *cast, uint16_t port)
{
    (void)port;
    return cast_misled(cast, false, "claim", "running") >= 0;
}

static bool make_address_moved(struct cast *cast, uint16_t port)
{
    (void)port;
    return cast_misled(cast, true, "roam", "running") >= 0;
}

static bool make_hang(struct cast *cast, uint16_t port)
{
    (void)port;
    return cast_misled(cast, false, "hang", "hanging") >= 0;
}

static bool make_moved(struct cast *cast, uint16_t port)
{
    (void)port;
    return cast_moved(cast) >= 0;
}

static bool make_starting(struct cast *cast, uint16_t port)
{
    (void)port;
    return cast_held(cast, "starting", 0) >= 0;
}

static bool make_restarting(struct cast *cast, uint16_t port)
{
    (void)port;
    return cast_held(cast, "restarting", 0) >= 0;
}

static bool make_stuck(struct cast *cast, uint16_t port)
{
    (void)port;
    return cast_held(cast, "starting", CAST_STUCK_AGE_S) >= 0;
}

static bool make_stuck_restarting(struct cast *cast, uint16_t port)
{
    (void)port;
    return cast_held(cast, "restarting", CAST_STUCK_AGE_S) >= 0;
}

static bool make_crashed(struct cast *cast, uint16_t port)
{
    (void)port;
    return cast_crashed(cast, clock_age_since_boot_s(CAST_CRASHED_AGE_S), NULL);
}

static bool make_ghost(struct cast *cast, uint16_t port)
{
    (void)port;
    return cast_ghost(cast, clock_age_since_boot_s(CAST_GHOST_AGE_S), NULL);
}

static bool make_newest_ghost(struct cast *cast, uint16_t port)
{
    (void)port;
    return cast_newest_ghost(cast, NULL);
}

static bool make_stranger(struct cast *cast, uint16_t port)
{
    (void)port;
    int stranger = cast_stranger(cast, 0);
    /* An entry dated before the stranger came would be a crash whose port was taken later. */
    return stranger >= 0 && cast_pass_second(cast) &&
           cast_claimant(cast, cast->supervisor->children[stranger].port, NULL);
}

static bool make_helper(struct cast *cast, uint16_t port)
{
    (void)port;
    return cast_helper(cast) >= 0;
}

static bool make_stopped(struct cast *cast, uint16_t port)
{
    (void)port;
    return cast_stopped(cast) >= 0;
}

static bool make_malformed(struct cast *cast, uint16_t port)
{
    (void)port;
    return malformed_make_all(cast->supervisor->workspace);
}

static bool make_loose(struct cast *cast, uint16_t port)
{
    (void)port;
    return oddities_loose(cast);
}

static bool make_other_owner(struct cast *cast, uint16_t port)
{
    (void)port;
    return oddities_other_owner(cast);
}

static bool make_legacy(struct cast *cast, uint16_t port)
{
    (void)port;
    return oddities_legacy(cast);
}

static bool make_symlink(struct cast *cast, uint16_t port)
{
    (void)port;
    return oddities_symlink(cast);
}

static bool make_crash_report(struct cast *cast, uint16_t port)
{
    (void)port;
    return oddities_crash_report(cast);
}

/* What a scene cannot be made without. */
enum need { NEEDS_NOTHING, NEEDS_HOME, NEEDS_ROOT };

static const struct scene {
    const char *name;
    bool (*make)(struct cast *cast, uint16_t port);
    enum phase phase;
    bool takes_port;
    const char *help;
    enum need need;
} scenes[] = {
    {"live", make_live, PHASE_LIVING, true, "runs on 127.0.0.1; live:PORT on that port",
     NEEDS_NOTHING},
    {"exposed", make_exposed, PHASE_LIVING, false, "runs on 0.0.0.0 and says so; asks for a key",
     NEEDS_NOTHING},
    {"double", make_double, PHASE_LIVING, false, "two run on one port, on 0.0.0.0 and on 127.0.0.1",
     NEEDS_NOTHING},
    {"crash-loop", make_crash_loop, PHASE_LIVING, false,
     "runs, and was killed twice just after it started", NEEDS_NOTHING},
    {"leaked", make_leaked, PHASE_LIVING, false, "runs on 0.0.0.0 and says it is local",
     NEEDS_NOTHING},
    {"claimed", make_claimed, PHASE_LIVING, false, "runs on 127.0.0.1 and says it is exposed",
     NEEDS_NOTHING},
    {"address-moved", make_address_moved, PHASE_LIVING, false,
     "is exposed, and names an address that this machine has not", NEEDS_NOTHING},
    {"loose", make_loose, PHASE_LIVING, false, "runs, and anyone may write its file",
     NEEDS_NOTHING},
    {"hang", make_hang, PHASE_LIVING, false, "accepts connections and never answers",
     NEEDS_NOTHING},
    {"moved", make_moved, PHASE_LIVING, false, "changed its port, and the file does not know",
     NEEDS_NOTHING},
    {"starting", make_starting, PHASE_FREE, false, "is starting, and stays so", NEEDS_NOTHING},
    {"restarting", make_restarting, PHASE_FREE, false, "is restarting, and stays so",
     NEEDS_NOTHING},
    {"stuck", make_stuck, PHASE_FREE, false, "has been starting for minutes", NEEDS_NOTHING},
    {"stuck-restarting", make_stuck_restarting, PHASE_FREE, false,
     "has been restarting for minutes", NEEDS_NOTHING},
    {"stopped", make_stopped, PHASE_FREE, false, "an app without an entry: its server is stopped",
     NEEDS_NOTHING},
    {"helper", make_helper, PHASE_LIVING, false, "the app's command-line helper, without an entry",
     NEEDS_NOTHING},
    {"crashed", make_crashed, PHASE_DEAD, false, "was killed, and says it runs", NEEDS_NOTHING},
    {"ghost", make_ghost, PHASE_GHOSTS, false, "was killed, and names the port of the live one",
     NEEDS_NOTHING},
    {"newest-ghost", make_newest_ghost, PHASE_NEWEST, false,
     "was killed, and is the newest: clients pick it", NEEDS_NOTHING},
    {"crash-report", make_crash_report, PHASE_DEAD, false,
     "was killed, and the system wrote a report (with --home)", NEEDS_HOME},
    {"other-owner", make_other_owner, PHASE_DEAD, false,
     "was killed, and the entry is another user's (as root)", NEEDS_ROOT},
    {"legacy", make_legacy, PHASE_DEAD, false,
     "was killed, in each directory of older versions (with --home)", NEEDS_HOME},
    {"stranger", make_stranger, PHASE_DEAD, false,
     "says it runs on a port that another program holds", NEEDS_NOTHING},
    {"symlink", make_symlink, PHASE_DEAD, false, "a link to a directory like an entry's",
     NEEDS_NOTHING},
    {"malformed", make_malformed, PHASE_DEAD, false,
     "an entry of every kind that cannot be believed", NEEDS_NOTHING},
};

void scenes_print(void)
{
    for (size_t i = 0; i < sizeof scenes / sizeof scenes[0]; i++)
        printf("  %-17s %s\n", scenes[i].name, scenes[i].help);
}

/* A scene that was asked for. */
static const struct scene *find(const char *text, uint16_t *port)
{
    const char *colon = strchr(text, ':');
    size_t length = colon == NULL ? strlen(text) : (size_t)(colon - text);
    *port = 0;
    for (size_t i = 0; i < sizeof scenes / sizeof scenes[0]; i++) {
        const struct scene *scene = &scenes[i];
        if (strlen(scene->name) != length || strncmp(scene->name, text, length) != 0)
            continue;
        if (colon == NULL)
            return scene;
        char *end;
        errno = 0;
        unsigned long number = strtoul(colon + 1, &end, 10);
        if (!scene->takes_port || colon[1] < '0' || colon[1] > '9' || *end != '\0' || errno != 0 ||
            number > UINT16_MAX)
            return NULL;
        *port = (uint16_t)number;
        return scene;
    }
    return NULL;
}

/* False when the scene cannot be had here, which has been said. */
static bool can_have(const struct cast *cast, const struct scene *scene)
{
    if (scene->need == NEEDS_HOME && cast->supervisor->workspace->home[0] == '\0') {
        fprintf(stderr, "osaurus-sim: the scene %s needs --home DIR\n", scene->name);
        return false;
    }
    if (scene->need == NEEDS_ROOT && geteuid() != 0) {
        fprintf(stderr, "osaurus-sim: only root can make the scene %s\n", scene->name);
        return false;
    }
    return true;
}

static bool check(const struct cast *cast, char *const names[], int count, bool wanted[PHASE_COUNT],
                  bool *usage)
{
    for (int i = 0; i < count; i++) {
        uint16_t port;
        const struct scene *scene = find(names[i], &port);
        if (scene == NULL) {
            fprintf(stderr, "osaurus-sim: no such scene: %s (see osaurus-sim --help)\n", names[i]);
            *usage = true;
            return false;
        }
        if (!can_have(cast, scene))
            return false;
        wanted[scene->phase] = true;
    }
    return true;
}

static bool make_in_phases(struct cast *cast, char *const names[], int count,
                           const bool wanted[PHASE_COUNT])
{
    for (enum phase phase = PHASE_DEAD; phase < PHASE_COUNT; phase++) {
        if (phase == PHASE_FREE && wanted[PHASE_FREE] && wanted[PHASE_NEWEST] &&
            !supervisor_wait(cast->supervisor, APART_MS))
            return false;
        for (int i = 0; i < count; i++) {
            uint16_t port;
            const struct scene *scene = find(names[i], &port);
            if (scene->phase == phase && !scene->make(cast, port))
                return false;
        }
    }
    return true;
}

static bool make_as_given(struct cast *cast, char *const names[], int count)
{
    for (int i = 0; i < count; i++) {
        uint16_t port;
        const struct scene *scene = find(names[i], &port);
        if (!scene->make(cast, port))
            return false;
    }
    return true;
}

bool scenes_make(struct cast *cast, char *const names[], int count, enum scenes_order order,
                 bool *usage)
{
    bool wanted[PHASE_COUNT] = {false};
    if (!check(cast, names, count, wanted, usage))
        return false;
    return order == SCENES_AS_GIVEN ? make_as_given(cast, names, count)
                                    : make_in_phases(cast, names, count, wanted);
}
