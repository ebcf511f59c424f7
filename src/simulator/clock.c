#include "config.h"

#include "clock.h"

#include <time.h>

/* Kept clear of the boot itself, whose second is known roughly only. */
#define BOOT_MARGIN_S 10

/* Below this an age says nothing any more. */
#define AGE_LEAST_S 3

struct timestamp clock_wall(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_REALTIME, &now);
    return (struct timestamp){.s = now.tv_sec, .ns = (int32_t)now.tv_nsec};
}

int64_t clock_monotonic_ns(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t clock_monotonic_ms(void)
{
    return clock_monotonic_ns() / 1000000;
}

int64_t clock_age_since_boot_s(int64_t wanted_s)
{
    int64_t most_s = clock_monotonic_ms() / 1000 - BOOT_MARGIN_S;
    if (wanted_s <= most_s)
        return wanted_s;
    return most_s > AGE_LEAST_S ? most_s : AGE_LEAST_S;
}
