/* Fixed worlds for the tests of the screen: snapshots built by hand and judged as in life. */
#ifndef TEST_STAGE_H
#define TEST_STAGE_H

#include "osaurtop/event_log.h"
#include "osaurtop/snapshot.h"

#define STAGE_ENTRIES   64
#define STAGE_PROCESSES 16

/* 2026-11-22T12:35:12Z, in every world. */
#define STAGE_NOW_S 1795350912

enum scene {
    SCENE_MIXED,      /* live, ghost, crash, stuck, stranger, invalid, leaked */
    SCENE_EMPTY,      /* nothing published, nobody lives */
    SCENE_MISSING,    /* no directory, and a server that lives and listens */
    SCENE_UNREADABLE, /* may not be listed */
    SCENE_NOT_ONE,    /* a file where the directory should be */
    SCENE_MANY,       /* 60 entries */
    SCENE_HOSTILE,    /* escape codes, controls, bidi, broken UTF-8 in every string */
    SCENE_WIDE,       /* characters of two columns */
    SCENE_COUNT,
};

struct stage {
    struct entry entries[STAGE_ENTRIES];
    size_t entry_count;
    struct system_process processes[STAGE_PROCESSES];
    size_t process_count;
    struct system_listener listeners[STAGE_PROCESSES];
    size_t listener_count;
    struct snapshot snapshot;
};

/* Fails the test when out of memory. */
void stage_build(struct stage *stage, enum scene scene);
void stage_free(struct stage *stage);

/* An entry without a port that starts, put before all others; then judges again. */
void stage_insert_first(struct stage *stage, const char *directory);
/* Takes the entry away; then judges again. */
void stage_remove(struct stage *stage, const char *directory);

/*
 * A log of what led to the world as it is: its first instances change their port and say something
 * else, and change back, a change a minute, ten minutes ago. The caller frees it.
 */
struct event_log *stage_log(struct stage *stage, enum charset charset);

#endif
