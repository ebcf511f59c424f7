#include "config.h"

#include "osaurtop/quantity.h"

#include <inttypes.h>
#include <stdio.h>

/* A unit of time, and the singular of its name. */
struct span {
    uint64_t seconds;
    char letter;
    const char *word;
};

static const struct span spans[] = {
    {UINT64_C(365) * 86400, 'y', "year"},
    {UINT64_C(7) * 86400, 'w', "week"},
    {86400, 'd', "day"},
    {3600, 'h', "hour"},
    {60, 'm', "minute"},
    {1, 's', "second"},
};

static uint64_t magnitude_of(int64_t number)
{
    return number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
}

static const char *sign_of(int64_t number)
{
    return number < 0 ? "-" : "";
}

/* The largest unit that `seconds` fills; the smallest for 0. */
static const struct span *largest_span(uint64_t seconds)
{
    const struct span *span = spans;

    while (seconds < span->seconds && span->seconds > 1)
        span++;
    return span;
}

void quantity_age(int64_t seconds, char text[QUANTITY_TEXT_SIZE])
{
    const struct span *span = largest_span(magnitude_of(seconds));
    uint64_t count = magnitude_of(seconds) / span->seconds;

    snprintf(text, QUANTITY_TEXT_SIZE, "%s%" PRIu64 "%c", sign_of(seconds), count, span->letter);
}

void quantity_age_words(int64_t seconds, char text[QUANTITY_TEXT_SIZE])
{
    const struct span *span = largest_span(magnitude_of(seconds));
    uint64_t count = magnitude_of(seconds) / span->seconds;

    snprintf(text, QUANTITY_TEXT_SIZE, "%s%" PRIu64 " %s%s", sign_of(seconds), count, span->word,
             count == 1 ? "" : "s");
}

/* `bytes` in `parts` of a unit of 2 to the power of `shift`, rounded to the nearest. */
static uint64_t rounded(uint64_t bytes, unsigned shift, uint64_t parts)
{
    uint64_t whole = bytes >> shift;
    uint64_t rest = bytes - (whole << shift);

    return whole * parts + ((rest * parts + (UINT64_C(1) << shift) / 2) >> shift);
}

void quantity_bytes(int64_t bytes, char text[QUANTITY_TEXT_SIZE])
{
    static const char units[] = "BKMGTPE";
    uint64_t magnitude = magnitude_of(bytes);
    unsigned unit = 0;

    while (rounded(magnitude, 10 * unit, 1) >= 1000 && units[unit + 1])
        unit++;
    uint64_t tenths = rounded(magnitude, 10 * unit, 10);
    if (unit > 0 && tenths < 100)
        snprintf(text, QUANTITY_TEXT_SIZE, "%s%" PRIu64 ".%" PRIu64 "%c", sign_of(bytes),
                 tenths / 10, tenths % 10, units[unit]);
    else
        snprintf(text, QUANTITY_TEXT_SIZE, "%s%" PRIu64 "%c", sign_of(bytes),
                 rounded(magnitude, 10 * unit, 1), units[unit]);
}
