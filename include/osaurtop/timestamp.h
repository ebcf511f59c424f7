/* Points in time: RFC 3339 text to UTC seconds and nanoseconds, and back. Reads no clock. */
#ifndef OSAURTOP_TIMESTAMP_H
#define OSAURTOP_TIMESTAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* UTC; s counts from 1970-01-01 and may be negative, ns is 0 to 999,999,999 and always adds. */
struct timestamp {
    int64_t s;
    int32_t ns;
};

/* Room for "2026-11-22T12:35:12Z", for years 0000 to 9999, with its NUL. */
#define TIMESTAMP_TEXT_SIZE 24

/*
 * Reads an RFC 3339 date-time: any offset, any number of fraction digits (beyond nanoseconds they
 * are cut), `T` or `t` or a space, `Z` or `z`; leap years; the second 60 only where a leap second
 * can stand (23:59:60 UTC at the end of June or December), taken as the first instant of the next
 * day. Returns false, and leaves `result` alone, when the text is anything else.
 */
bool timestamp_parse(const char *text, size_t length, struct timestamp *result);

/* Below, at or above 0 as a is before, at or after b. */
int timestamp_compare(struct timestamp a, struct timestamp b);

/* `milliseconds` may be negative. Saturates instead of overflowing. */
struct timestamp timestamp_add_ms(struct timestamp time, int64_t milliseconds);

/* Whole seconds from `from` to `to`, rounded down; negative when `to` is earlier. Saturates. */
int64_t timestamp_elapsed_s(struct timestamp from, struct timestamp to);

/* "2026-11-22T12:35:12Z" (whole seconds); years outside 0000 to 9999 give "". */
void timestamp_format(struct timestamp time, char text[TIMESTAMP_TEXT_SIZE]);

/* "12:35:12" in the user's time zone, "" when it cannot be told. */
void timestamp_format_clock(struct timestamp time, char text[TIMESTAMP_TEXT_SIZE]);

/* "2026-11-22 12:35:12" in the user's time zone, "" when it cannot be told. */
void timestamp_format_local(struct timestamp time, char text[TIMESTAMP_TEXT_SIZE]);

#endif
