/* The demonstration: a story of about a minute, in a loop, in which everything happens once. */
#ifndef SIMULATOR_DEMO_H
#define SIMULATOR_DEMO_H

#include "cast.h"

#include <stdbool.h>

struct demo {
    struct cast *cast;
    int percent;  /* the pace: 100 is meant for people, 1000 is ten times as fast */
    bool told;    /* prints a line for each thing that happens */
    int first;    /* the instance that is there all the time */
    int second;   /* comes, and crashes */
    int stuck;    /* does not get through its start, then does */
    int stranger; /* a program that holds a port, or -1 */
    char crashed[PUBLISH_ID_SIZE];
    char ghost[PUBLISH_ID_SIZE];
    char newest[PUBLISH_ID_SIZE];
    char foreign[PUBLISH_ID_SIZE];
    char second_id[PUBLISH_ID_SIZE];
};

/* Makes the opening: a live, a crashed, a stuck and a ghost one. False as cast_crashed(). */
bool demo_open(struct demo *demo, struct cast *cast, int percent, bool told);

/* Plays the story `loops` times, 0: until it is time to end. False, said on stderr, on failure. */
bool demo_play(struct demo *demo, int loops);

#endif
