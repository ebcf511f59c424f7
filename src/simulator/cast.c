#include "config.h"

#include "cast.h"

#include "clock.h"
#include "endpoint.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Quick, for a scene that is only waited for. */
#define START_TIME_MS "20"

/* Well within the 30 s after which a start counts as stuck. */
#define RENEW_S "15"

#define NUMBER_SIZE 24

void cast_open(struct cast *cast, struct supervisor *supervisor)
{
    *cast = (struct cast){.supervisor = supervisor, .live = -1};
}

void cast_close(struct cast *cast)
{
    for (unsigned i = 0; i < cast->reserved_count; i++)
        close(cast->reserved[i]);
    cast->reserved_count = 0;
}

static void write_number(char text[NUMBER_SIZE], int64_t number)
{
    snprintf(text, NUMBER_SIZE, "%" PRId64, number);
}

static int start_and_await(struct cast *cast, enum child_kind kind, const char *const arguments[],
                           const char *word)
{
    int child = supervisor_start(cast->supervisor, kind, arguments);
    if (child >= 0 && supervisor_await(cast->supervisor, child, word))
        return child;
    return -1;
}

int cast_live(struct cast *cast, uint16_t port)
{
    char port_text[NUMBER_SIZE];
    write_number(port_text, port);
    const char *const arguments[] = {"--runtime",
                                     cast->supervisor->workspace->runtime,
                                     "--port",
                                     port_text,
                                     "--start-time",
                                     START_TIME_MS,
                                     NULL};
    int child = start_and_await(cast, CHILD_INSTANCE, arguments, "running");
    if (cast->live < 0)
        cast->live = child;
    return child;
}

int cast_another(struct cast *cast)
{
    int live = cast->live;
    int child = cast_live(cast, 0);
    cast->live = live;
    return child;
}

int cast_crash_loop(struct cast *cast)
{
    enum { CRASHES = 2 };
    int live = cast->live;
    int child = cast_live(cast, 0);
    for (int crash = 0; crash < CRASHES && child >= 0; crash++) {
        uint16_t port = cast->supervisor->children[child].port;
        supervisor_crash(cast->supervisor, child);
        child = cast_live(cast, port);
    }
    cast->live = live;
    return child;
}

static int start_shared(struct cast *cast, uint16_t port, bool exposed)
{
    char port_text[NUMBER_SIZE];
    write_number(port_text, port);
    const char *const arguments[] = {"--runtime",
                                     cast->supervisor->workspace->runtime,
                                     "--start-time",
                                     START_TIME_MS,
                                     "--port",
                                     port_text,
                                     "--shared",
                                     exposed ? "--exposed" : NULL,
                                     NULL};
    return start_and_await(cast, CHILD_INSTANCE, arguments, "running");
}

int cast_double(struct cast *cast)
{
    int exposed = start_shared(cast, 0, true);
    if (exposed < 0)
        return -1;
    return start_shared(cast, cast->supervisor->children[exposed].port, false);
}

int cast_exposed(struct cast *cast)
{
    const char *const arguments[] = {"--runtime",   cast->supervisor->workspace->runtime,
                                     "--exposed",   "--start-time",
                                     START_TIME_MS, NULL};
    return start_and_await(cast, CHILD_INSTANCE, arguments, "running");
}

int cast_misled(struct cast *cast, bool exposed, const char *command, const char *word)
{
    int child = exposed ? cast_exposed(cast) : cast_another(cast);
    if (child < 0)
        return -1;
    supervisor_command(cast->supervisor, child, command);
    return supervisor_await(cast->supervisor, child, word) ? child : -1;
}

int cast_held(struct cast *cast, const char *health, int64_t age_s)
{
    char age_text[NUMBER_SIZE];
    write_number(age_text, age_s);
    const char *const arguments[] = {
        "--runtime", cast->supervisor->workspace->runtime, "--hold",
        health,      age_s == 0 ? "--renew" : "--age",     age_s == 0 ? RENEW_S : age_text,
        NULL};
    return start_and_await(cast, CHILD_INSTANCE, arguments, health);
}

int cast_stopped(struct cast *cast)
{
    const char *const arguments[] = {"--idle", NULL};
    return start_and_await(cast, CHILD_INSTANCE, arguments, "idle");
}

int cast_helper(struct cast *cast)
{
    const char *const arguments[] = {"--idle", NULL};
    return start_and_await(cast, CHILD_HELPER, arguments, "idle");
}

int cast_stranger(struct cast *cast, uint16_t port)
{
    char port_text[NUMBER_SIZE];
    write_number(port_text, port);
    const char *const arguments[] = {SUPERVISOR_STRANGER, port_text, NULL};
    return start_and_await(cast, CHILD_STRANGER, arguments, "running");
}

/* --- the dead ------------------------------------------------------------------------------------
 */

static void reserve(struct cast *cast, uint16_t port)
{
    int descriptor = endpoint_reserve(&port);
    if (descriptor < 0)
        return;
    if (cast->reserved_count == CAST_RESERVED_MAX) {
        close(cast->reserved[0]);
        memmove(cast->reserved, cast->reserved + 1,
                sizeof cast->reserved - sizeof cast->reserved[0]);
        cast->reserved_count--;
    }
    cast->reserved[cast->reserved_count++] = descriptor;
}

int cast_moved(struct cast *cast)
{
    int child = cast_another(cast);
    if (child < 0)
        return -1;
    uint16_t before = cast->supervisor->children[child].port;
    supervisor_command(cast->supervisor, child, "move");
    if (!supervisor_await(cast->supervisor, child, "moved"))
        return -1;
    reserve(cast, before);
    return child;
}

void cast_crash(struct cast *cast, int child, char id[PUBLISH_ID_SIZE])
{
    const struct child *victim = &cast->supervisor->children[child];
    uint16_t port = victim->port;
    if (id != NULL)
        memcpy(id, victim->id, PUBLISH_ID_SIZE);
    supervisor_crash(cast->supervisor, child);
    reserve(cast, port);
}

bool cast_crashed_in(struct cast *cast, const char *directory, int64_t age_s,
                     char id[PUBLISH_ID_SIZE])
{
    char age_text[NUMBER_SIZE];
    write_number(age_text, age_s);
    const char *const arguments[] = {"--runtime",    directory,     "--age", age_text,
                                     "--start-time", START_TIME_MS, NULL};
    int child = start_and_await(cast, CHILD_INSTANCE, arguments, "running");
    if (child < 0)
        return false;
    cast_crash(cast, child, id);
    return true;
}

bool cast_crashed(struct cast *cast, int64_t age_s, char id[PUBLISH_ID_SIZE])
{
    return cast_crashed_in(cast, cast->supervisor->workspace->runtime, age_s, id);
}

bool cast_ghost(struct cast *cast, int64_t age_s, char id[PUBLISH_ID_SIZE])
{
    if (cast->live < 0 && cast_live(cast, 0) < 0)
        return false;
    char age_text[NUMBER_SIZE];
    char port_text[NUMBER_SIZE];
    write_number(age_text, age_s);
    write_number(port_text, cast->supervisor->children[cast->live].port);
    const char *const arguments[] = {"--runtime",   cast->supervisor->workspace->runtime,
                                     "--absent",    "--port",
                                     port_text,     "--age",
                                     age_text,      "--start-time",
                                     START_TIME_MS, NULL};
    int child = start_and_await(cast, CHILD_INSTANCE, arguments, "running");
    if (child < 0)
        return false;
    if (id != NULL)
        memcpy(id, cast->supervisor->children[child].id, PUBLISH_ID_SIZE);
    supervisor_crash(cast->supervisor, child);
    return true;
}

bool cast_newest_ghost(struct cast *cast, char id[PUBLISH_ID_SIZE])
{
    /* Dates have whole seconds: only the next one is surely newer than everything so far. */
    return cast_crashed(cast, -1, id);
}

bool cast_claimant(struct cast *cast, uint16_t port, char id[PUBLISH_ID_SIZE])
{
    struct publication publication = {
        .health = PUBLICATION_RUNNING,
        .address = "127.0.0.1",
        .port = port,
        .updated_at = clock_wall(),
    };
    struct workspace *workspace = cast->supervisor->workspace;
    if (!publish_new_id(publication.id) || !publish_write(workspace->runtime, &publication)) {
        fprintf(stderr, "osaurus-sim: cannot publish in %s: %s\n", workspace->runtime,
                strerror(errno));
        return false;
    }
    made_remember(&workspace->made, workspace->runtime, publication.id, MADE_ENTRY);
    if (id != NULL)
        memcpy(id, publication.id, PUBLISH_ID_SIZE);
    return true;
}

bool cast_pass_second(struct cast *cast)
{
    return supervisor_wait(cast->supervisor, 1000 - clock_wall().ns / 1000000 + 20);
}
