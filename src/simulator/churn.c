#include "config.h"

#include "churn.h"

#include "clock.h"
#include "endpoint.h"
#include "publish.h"
#include "truth.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The ports that entries without a process name: held, so that nothing listens there. */
#define DEAD_PORTS 16

/* Below this pause the changes are made in batches: a poll() sleeps whole milliseconds. */
#define TICK_MS 5

struct slot {
    struct publication publication;
    bool present;
    int child; /* -1: no process */
};

struct churn {
    struct cast *cast;
    struct churn_options options;
    struct slot *slots;
    int dead_descriptors[DEAD_PORTS];
    uint16_t dead_ports[DEAD_PORTS];
    size_t dead_count;
    uint64_t random;
    uint64_t changes;
};

/* xorshift64: the same changes in every run, so that what is found can be found again. */
static uint64_t next_random(struct churn *churn)
{
    churn->random ^= churn->random << 13;
    churn->random ^= churn->random >> 7;
    churn->random ^= churn->random << 17;
    return churn->random;
}

static bool publish(struct churn *churn, struct slot *slot, enum publication_health health)
{
    struct workspace *workspace = churn->cast->supervisor->workspace;
    slot->publication.health = health;
    slot->publication.updated_at = clock_wall();
    if (!publish_write(workspace->runtime, &slot->publication)) {
        fprintf(stderr, "osaurus-sim: cannot publish in %s: %s\n", workspace->runtime,
                strerror(errno));
        return false;
    }
    slot->present = true;
    return true;
}

static bool change_file(struct churn *churn, struct slot *slot)
{
    if (!slot->present)
        return publish(churn, slot, PUBLICATION_RUNNING);
    switch (next_random(churn) % 8) {
    case 0:
        publish_remove(churn->cast->supervisor->workspace->runtime, slot->publication.id);
        slot->present = false;
        return true;
    case 1:
        return publish(churn, slot, PUBLICATION_STARTING);
    case 2:
        return publish(churn, slot, PUBLICATION_RESTARTING);
    default:
        return publish(churn, slot, PUBLICATION_RUNNING);
    }
}

static bool start_server(struct churn *churn, struct slot *slot)
{
    slot->child = cast_live(churn->cast, 0);
    if (slot->child < 0)
        return false;
    truth_tell_change(churn->options.log, true, &churn->cast->supervisor->children[slot->child]);
    return true;
}

static void stop_server(struct churn *churn, struct slot *slot)
{
    struct supervisor *supervisor = churn->cast->supervisor;
    truth_tell_change(churn->options.log, false, &supervisor->children[slot->child]);
    supervisor_stop(supervisor, slot->child);
    slot->child = -1;
}

static bool change_server(struct churn *churn, struct slot *slot)
{
    struct supervisor *supervisor = churn->cast->supervisor;
    if (slot->child < 0)
        return start_server(churn, slot);
    switch (next_random(churn) % 8) {
    case 0:
        stop_server(churn, slot);
        return true;
    case 1:
        supervisor_command(supervisor, slot->child, "restart");
        return true;
    default:
        supervisor_command(supervisor, slot->child, "publish");
        return true;
    }
}

static bool change(struct churn *churn)
{
    size_t index = (size_t)(next_random(churn) % (uint64_t)churn->options.count);
    struct slot *slot = &churn->slots[index];
    churn->changes++;
    if ((int64_t)index < churn->options.servers)
        return change_server(churn, slot);
    return change_file(churn, slot);
}

static void hold_dead_ports(struct churn *churn)
{
    for (size_t i = 0; i < DEAD_PORTS; i++) {
        uint16_t port = 0;
        int descriptor = endpoint_reserve(&port);
        if (descriptor < 0)
            break;
        churn->dead_descriptors[churn->dead_count] = descriptor;
        churn->dead_ports[churn->dead_count++] = port;
    }
}

static bool fill_slots(struct churn *churn)
{
    struct workspace *workspace = churn->cast->supervisor->workspace;
    for (size_t i = 0; i < (size_t)churn->options.count; i++) {
        struct slot *slot = &churn->slots[i];
        slot->child = -1;
        if ((int64_t)i < churn->options.servers) {
            if (!start_server(churn, slot))
                return false;
            continue;
        }
        slot->publication = (struct publication){
            .address = "127.0.0.1",
            .port = churn->dead_ports[i % churn->dead_count],
        };
        if (!publish_new_id(slot->publication.id) || !publish(churn, slot, PUBLICATION_RUNNING))
            return false;
        made_remember(&workspace->made, workspace->runtime, slot->publication.id, MADE_ENTRY);
    }
    return true;
}

struct churn *churn_new(struct cast *cast, const struct churn_options *options)
{
    struct churn *churn = calloc(1, sizeof *churn);
    if (churn == NULL)
        return NULL;
    churn->cast = cast;
    churn->options = *options;
    churn->random = UINT64_C(0x9E3779B97F4A7C15);
    churn->slots = calloc((size_t)options->count, sizeof *churn->slots);
    hold_dead_ports(churn);
    if (churn->slots != NULL && churn->dead_count > 0 && fill_slots(churn))
        return churn;
    churn_free(churn);
    return NULL;
}

void churn_free(struct churn *churn)
{
    if (churn == NULL)
        return;
    for (size_t i = 0; i < churn->dead_count; i++)
        close(churn->dead_descriptors[i]);
    free(churn->slots);
    free(churn);
}

bool churn_play(struct churn *churn)
{
    int64_t begin_ms = clock_monotonic_ms();
    int64_t end_ms =
        churn->options.seconds == 0 ? INT64_MAX : begin_ms + churn->options.seconds * 1000;
    for (;;) {
        int64_t now_ms = clock_monotonic_ms();
        if (now_ms >= end_ms)
            return true;
        uint64_t due = (uint64_t)((now_ms - begin_ms) * churn->options.rate / 1000);
        for (unsigned batch = 0; churn->changes < due && batch < 1000; batch++)
            if (!change(churn))
                return supervisor_ending(churn->cast->supervisor);
        int64_t next_ms = begin_ms + (int64_t)(churn->changes + 1) * 1000 / churn->options.rate;
        int64_t pause_ms = next_ms - clock_monotonic_ms();
        if (!supervisor_wait(churn->cast->supervisor, pause_ms > TICK_MS ? pause_ms : TICK_MS))
            return true;
    }
}

uint64_t churn_changes(const struct churn *churn)
{
    return churn->changes;
}
