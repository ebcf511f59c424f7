/* Which scenes a random world is made of. */
#ifndef WORLDS_CHANCE_H
#define WORLDS_CHANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHANCE_SCENES_MAX 8

struct chance {
    uint64_t random;
    bool has_lan; /* an interface beyond loopback is up */
};

/* The same seed brings the same worlds, on a machine of the same kind. */
void chance_open(struct chance *chance, uint64_t seed);

/* From 0 to `limit` - 1. */
unsigned chance_below(struct chance *chance, unsigned limit);

/* One scene to all of them, of those that can be had here; `home`: of those too that need one. */
size_t chance_scenes(struct chance *chance, bool home, const char *names[CHANCE_SCENES_MAX]);

#endif
