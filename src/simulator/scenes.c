#include "config.h"

#include "scenes.h"

#include "clock.h"
#include "malformed.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static bool make_hang(struct cast *cast, uint16_t port)
{
    (void)port;
    return cast_misled(cast, false, "hang", "hanging") >= 0;
}

static bool make_moved(struct cast *cast, uint16_t port)
{
    (void)port;
    return cast_misled(cast, false, "move", "moved") >= 0;
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

static const struct scene {
    const char *name;
    bool (*make)(struct cast *cast, uint16_t port);
    enum phase phase;
    bool takes_port;
    const char *help;
} scenes[] = {
    {"live", make_live, PHASE_LIVING, true, "runs on 127.0.0.1; live:PORT on that port"},
    {"exposed", make_exposed, PHASE_LIVING, false, "runs on 0.0.0.0 and says so; asks for a key"},
    {"leaked", make_leaked, PHASE_LIVING, false, "runs on 0.0.0.0 and says it is local"},
    {"claimed", make_claimed, PHASE_LIVING, false, "runs on 127.0.0.1 and says it is exposed"},
    {"hang", make_hang, PHASE_LIVING, false, "accepts connections and never answers"},
    {"moved", make_moved, PHASE_LIVING, false, "changed its port, and the file does not know"},
    {"starting", make_starting, PHASE_FREE, false, "is starting, and stays so"},
    {"restarting", make_restarting, PHASE_FREE, false, "is restarting, and stays so"},
    {"stuck", make_stuck, PHASE_FREE, false, "has been starting for minutes"},
    {"stuck-restarting", make_stuck_restarting, PHASE_FREE, false,
     "has been restarting for minutes"},
    {"stopped", make_stopped, PHASE_FREE, false, "an app without an entry: its server is stopped"},
    {"helper", make_helper, PHASE_LIVING, false, "the app's command-line helper, without an entry"},
    {"crashed", make_crashed, PHASE_DEAD, false, "was killed, and says it runs"},
    {"ghost", make_ghost, PHASE_GHOSTS, false, "was killed, and names the port of the live one"},
    {"newest-ghost", make_newest_ghost, PHASE_NEWEST, false,
     "was killed, and is the newest: clients pick it"},
    {"stranger", make_stranger, PHASE_DEAD, false,
     "says it runs on a port that another program holds"},
    {"malformed", make_malformed, PHASE_DEAD, false,
     "an entry of every kind that cannot be believed"},
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

static bool check(char *const names[], int count, bool wanted[PHASE_COUNT])
{
    for (int i = 0; i < count; i++) {
        uint16_t port;
        const struct scene *scene = find(names[i], &port);
        if (scene == NULL) {
            fprintf(stderr, "osaurus-sim: no such scene: %s (see osaurus-sim --help)\n", names[i]);
            return false;
        }
        wanted[scene->phase] = true;
    }
    return true;
}

bool scenes_make(struct cast *cast, char *const names[], int count, bool *usage)
{
    bool wanted[PHASE_COUNT] = {false};
    *usage = !check(names, count, wanted);
    if (*usage)
        return false;
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
