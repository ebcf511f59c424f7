/* The simulator's two clocks. */
#ifndef SIMULATOR_CLOCK_H
#define SIMULATOR_CLOCK_H

#include "osaurtop/timestamp.h"

#include <stdint.h>

/* The wall clock, UTC. */
struct timestamp clock_wall(void);

/* Milliseconds since some fixed point, at most since boot; never set back. */
int64_t clock_monotonic_ms(void);
int64_t clock_monotonic_ns(void);

/*
 * `wanted_s` seconds, or less where that would reach back before this machine's boot: an entry from
 * before the boot is another misfortune than the one a scene is about.
 */
int64_t clock_age_since_boot_s(int64_t wanted_s);

#endif
