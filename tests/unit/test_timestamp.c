#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "osaurtop/timestamp.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static void reads_rfc_3339(void **state)
{
    static const struct {
        const char *text;
        int64_t s;
        int32_t ns;
    } rows[] = {
        {"1970-01-01T00:00:00Z", 0, 0},
        {"2026-11-22T12:35:12Z", 1795350912, 0},
        {"2026-11-22t12:35:12z", 1795350912, 0},
        {"2026-11-22 12:35:12Z", 1795350912, 0},
        {"2026-11-22T12:35:12+00:00", 1795350912, 0},
        {"2026-11-22T12:35:12-00:00", 1795350912, 0},
        {"2026-11-22T14:35:12+02:00", 1795350912, 0},
        {"2026-11-22T02:05:12-10:30", 1795350912, 0},
        {"2026-11-23T12:34:12+23:59", 1795350912, 0},
        {"2026-11-21T12:36:12-23:59", 1795350912, 0},
        {"2026-11-22T12:35:12.5Z", 1795350912, 500000000},
        {"2026-11-22T12:35:12.000000001Z", 1795350912, 1},
        {"2026-11-22T12:35:12.123456789987654321Z", 1795350912, 123456789},
        {"2026-11-22T12:35:12.9999999999999999+00:00", 1795350912, 999999999},
        {"1969-12-31T23:59:59Z", -1, 0},
        {"1969-12-31T23:59:59.25Z", -1, 250000000},
        {"1970-01-01T00:00:00+00:01", -60, 0},
        {"2000-02-29T00:00:00Z", 951782400, 0},
        {"2024-02-29T23:59:59Z", 1709251199, 0},
        {"2024-12-31T00:00:00Z", 1735603200, 0},
        {"2038-01-19T03:14:08Z", 2147483648, 0},
        {"0000-01-01T00:00:00Z", -62167219200, 0},
        {"0000-02-29T00:00:00Z", -62162121600, 0},
        {"0000-01-01T00:00:00+23:59", -62167219200 - 86340, 0},
        {"9999-12-31T23:59:59Z", 253402300799, 0},
        {"9999-12-31T23:59:59-23:59", 253402300799 + 86340, 0},
        /* leap seconds, in every time zone */
        {"2016-12-31T23:59:60Z", 1483228800, 0},
        {"2016-12-31T23:59:60.75Z", 1483228800, 0},
        {"2015-06-30T23:59:60Z", 1435708800, 0},
        {"1990-12-31T15:59:60-08:00", 662688000, 0},
        {"2017-01-01T00:59:60+01:00", 1483228800, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct timestamp time = {.s = 42, .ns = 42};
        if (!timestamp_parse(rows[i].text, strlen(rows[i].text), &time))
            fail_msg("%s", rows[i].text);
        if (time.s != rows[i].s || time.ns != rows[i].ns)
            fail_msg("%s: %lld.%09d", rows[i].text, (long long)time.s, (int)time.ns);
    }
}

static void refuses_everything_else(void **state)
{
    static const char *const texts[] = {
        "", "now", "2026", "2026-11-22", "12:35:12Z", "1795350912", "2026-11-22T12:35Z",
        "2026-11-22T12:35:12", "2026-11-22T12:35:12ZZ", "2026-11-22T12:35:12Z ",
        " 2026-11-22T12:35:12Z", "2026-11-22T12:35:12 Z", "2026-11-22T12:35:12 +00:00",
        "2026-11-22_12:35:12Z", "2026-11-22T12:35:12z+00:00", "2026-11-22  12:35:12Z",
        /* digits */
        "226-11-22T12:35:12Z", "12026-11-22T12:35:12Z", "+2026-11-22T12:35:12Z",
        "-2026-11-22T12:35:12Z", "2026-1-22T12:35:12Z", "2026-11-2T12:35:12Z",
        "2026-11-22T1:35:12Z", "2026-11-22T12:5:12Z", "2026-11-22T12:35:1Z",
        "2026-11-22T12:35:112Z", "20261122T123512Z", "2026-W47-7T12:35:12Z", "2026-11-22T12-35-12Z",
        "2026/11/22T12:35:12Z", "2026-11-22T+2:35:12Z", "2026-11-22T 2:35:12Z",
        /* ranges */
        "2026-00-22T12:35:12Z", "2026-13-22T12:35:12Z", "2026-11-00T12:35:12Z",
        "2026-11-31T12:35:12Z", "2026-12-32T12:35:12Z", "2026-02-29T12:35:12Z",
        "2024-02-30T12:35:12Z", "1900-02-29T00:00:00Z", "2100-02-29T00:00:00Z",
        "2026-11-22T24:00:00Z", "2026-11-22T12:60:12Z", "2026-11-22T12:35:61Z",
        /* fractions */
        "2026-11-22T12:35:12.Z", "2026-11-22T12:35:12,5Z", "2026-11-22T12:35:12.5",
        "2026-11-22T12:35:12.5.5Z", "2026-11-22T12:35:12.-5Z", "2026-11-22T12:35.5Z",
        /* offsets */
        "2026-11-22T12:35:12+24:00", "2026-11-22T12:35:12+00:60", "2026-11-22T12:35:12+0000",
        "2026-11-22T12:35:12+00", "2026-11-22T12:35:12+0:00", "2026-11-22T12:35:12+00:0",
        "2026-11-22T12:35:12+00:00:00", "2026-11-22T12:35:12UTC",
        "2026-11-22T12:35:12\342\210\22201:00",
        /* leap seconds where none can stand */
        "2026-11-22T12:35:60Z", "2016-12-31T23:58:60Z", "2016-12-31T22:59:60Z",
        "2016-12-30T23:59:60Z", "2017-03-31T23:59:60Z", "2016-09-30T23:59:60Z",
        "2016-12-31T23:59:60+01:00", "2016-01-01T00:00:60Z", "2016-12-31T23:59:61Z"};
    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct timestamp time = {.s = 42, .ns = 43};
        if (timestamp_parse(texts[i], strlen(texts[i]), &time))
            fail_msg("%s", texts[i]);
        assert_int_equal(time.s, 42);
        assert_int_equal(time.ns, 43);
    }
}

static void reads_no_further_than_the_length(void **state)
{
    static const char text[] = "2026-11-22T12:35:12.25+01:00";
    struct timestamp time;
    (void)state;
    for (size_t length = 0; length < sizeof(text) - 1; length++)
        assert_false(timestamp_parse(text, length, &time));
    assert_true(timestamp_parse("2026-11-22T12:35:12Z9", 20, &time));
    assert_false(timestamp_parse("2026-11-22T12:35:12Z\0", 21, &time));
}

static void year_month_day_follow_the_calendar(void **state)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t s = -62167219200;
    (void)state;
    for (int year = 0; year <= 9999; year++) {
        for (int month = 1; month <= 12; month++) {
            bool leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
            int last = days[month - 1] + (month == 2 && leap);
            for (int day = 1; day <= last; day++, s += 86400) {
                char expected[TIMESTAMP_TEXT_SIZE] = "0000-00-00T23:59:59Z";
                char text[TIMESTAMP_TEXT_SIZE];
                struct timestamp time;
                for (int i = 3, rest = year; i >= 0; i--, rest /= 10)
                    expected[i] = (char)('0' + rest % 10);
                expected[5] = (char)('0' + month / 10);
                expected[6] = (char)('0' + month % 10);
                expected[8] = (char)('0' + day / 10);
                expected[9] = (char)('0' + day % 10);
                timestamp_format((struct timestamp){.s = s + 86399, .ns = 999999999}, text);
                if (strcmp(text, expected) != 0)
                    fail_msg("%s, expected %s", text, expected);
                if (!timestamp_parse(text, strlen(text), &time) || time.s != s + 86399)
                    fail_msg("%s: %lld", text, (long long)time.s);
            }
        }
    }
    assert_int_equal(s, 253402300800);
}

static void formats_utc(void **state)
{
    static const struct {
        struct timestamp time;
        const char *text;
    } rows[] = {
        {{0, 0}, "1970-01-01T00:00:00Z"},
        {{-1, 999999999}, "1969-12-31T23:59:59Z"},
        {{1795350912, 123}, "2026-11-22T12:35:12Z"},
        {{-62167219200, 0}, "0000-01-01T00:00:00Z"},
        {{-62167219201, 0}, ""},
        {{253402300799, 999999999}, "9999-12-31T23:59:59Z"},
        {{253402300800, 0}, ""},
        {{INT64_MAX, 0}, ""},
        {{INT64_MIN, 0}, ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[TIMESTAMP_TEXT_SIZE];
        timestamp_format(rows[i].time, text);
        assert_string_equal(text, rows[i].text);
    }
}

static void formats_in_the_local_zone(void **state)
{
    static const struct {
        struct timestamp time;
        const char *clock;
        const char *local;
    } rows[] = {
        {{1795350912, 0}, "18:20:12", "2026-11-22 18:20:12"},
        {{0, 999999999}, "05:45:00", "1970-01-01 05:45:00"},
        {{-20701, 0}, "23:59:59", "1969-12-31 23:59:59"},
        {{INT64_MAX, 0}, "", ""},
        {{INT64_MIN, 0}, "", ""},
    };
    (void)state;
    assert_int_equal(setenv("TZ", "NPT-5:45", 1), 0);
    tzset();
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[TIMESTAMP_TEXT_SIZE] = "unset";
        timestamp_format_clock(rows[i].time, text);
        assert_string_equal(text, rows[i].clock);
        strcpy(text, "unset");
        timestamp_format_local(rows[i].time, text);
        assert_string_equal(text, rows[i].local);
    }
    char text[TIMESTAMP_TEXT_SIZE] = "unset";
    timestamp_format_local((struct timestamp){.s = 253402300800, .ns = 0}, text);
    assert_string_equal(text, "");
}

static void compares_seconds_before_nanoseconds(void **state)
{
    struct timestamp early = {1, 999999999};
    struct timestamp late = {2, 0};
    struct timestamp later = {2, 1};
    (void)state;
    assert_true(timestamp_compare(early, late) < 0);
    assert_true(timestamp_compare(late, early) > 0);
    assert_true(timestamp_compare(late, later) < 0);
    assert_true(timestamp_compare(later, late) > 0);
    assert_int_equal(timestamp_compare(late, late), 0);
    assert_true(
        timestamp_compare((struct timestamp){INT64_MIN, 0}, (struct timestamp){INT64_MAX, 0}) < 0);
}

static void adds_milliseconds_and_saturates(void **state)
{
    static const struct {
        struct timestamp time;
        int64_t ms;
        struct timestamp sum;
    } rows[] = {
        {{10, 0}, 0, {10, 0}},
        {{10, 0}, 1500, {11, 500000000}},
        {{10, 600000000}, 400, {11, 0}},
        {{10, 0}, -1, {9, 999000000}},
        {{10, 1000000}, -1, {10, 0}},
        {{0, 0}, -2500, {-3, 500000000}},
        {{-1, 500000000}, 500, {0, 0}},
        {{INT64_MAX, 0}, 999, {INT64_MAX, 999000000}},
        {{INT64_MAX, 0}, 1000, {INT64_MAX, 999999999}},
        {{INT64_MAX, 500000000}, 500, {INT64_MAX, 999999999}},
        {{INT64_MIN, 0}, -1, {INT64_MIN, 0}},
        {{INT64_MIN, 500000000}, -500, {INT64_MIN, 0}},
        {{INT64_MIN, 500000000}, -501, {INT64_MIN, 0}},
        {{0, 0}, INT64_MAX, {9223372036854775, 807000000}},
        {{0, 0}, INT64_MIN, {-9223372036854776, 192000000}},
        {{INT64_MIN, 0}, INT64_MIN, {INT64_MIN, 0}},
        {{INT64_MAX, 0}, INT64_MAX, {INT64_MAX, 999999999}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct timestamp sum = timestamp_add_ms(rows[i].time, rows[i].ms);
        assert_int_equal(sum.s, rows[i].sum.s);
        assert_int_equal(sum.ns, rows[i].sum.ns);
    }
}

static void elapsed_seconds_round_down_and_saturate(void **state)
{
    static const struct {
        struct timestamp from;
        struct timestamp to;
        int64_t elapsed_s;
    } rows[] = {
        {{10, 0}, {10, 0}, 0},
        {{10, 0}, {10, 999999999}, 0},
        {{10, 999999999}, {11, 0}, 0},
        {{10, 0}, {11, 0}, 1},
        {{10, 1}, {12, 0}, 1},
        {{10, 1}, {10, 0}, -1},
        {{11, 0}, {10, 0}, -1},
        {{11, 0}, {10, 1}, -1},
        {{11, 1}, {10, 0}, -2},
        {{-5, 0}, {5, 0}, 10},
        {{INT64_MIN, 0}, {INT64_MAX, 0}, INT64_MAX},
        {{INT64_MAX, 0}, {INT64_MIN, 0}, INT64_MIN},
        {{-1, 0}, {INT64_MAX, 0}, INT64_MAX},
        {{-1, 1}, {INT64_MAX, 0}, INT64_MAX},
        {{0, 0}, {INT64_MIN, 0}, INT64_MIN},
        {{0, 1}, {INT64_MIN, 0}, INT64_MIN},
        {{-1, 1}, {INT64_MIN, 0}, INT64_MIN},
        {{-1, 0}, {INT64_MIN, 0}, -INT64_MAX},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_int_equal(timestamp_elapsed_s(rows[i].from, rows[i].to), rows[i].elapsed_s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_rfc_3339),
        cmocka_unit_test(refuses_everything_else),
        cmocka_unit_test(reads_no_further_than_the_length),
        cmocka_unit_test(year_month_day_follow_the_calendar),
        cmocka_unit_test(formats_utc),
        cmocka_unit_test(formats_in_the_local_zone),
        cmocka_unit_test(compares_seconds_before_nanoseconds),
        cmocka_unit_test(adds_milliseconds_and_saturates),
        cmocka_unit_test(elapsed_seconds_round_down_and_saturate),
    };
    return cmocka_run_group_tests_name("timestamp", tests, NULL, NULL);
}
