#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "osaurtop/quantity.h"

#define MINUTE INT64_C(60)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)
#define WEEK   (7 * DAY)
#define YEAR   (365 * DAY)

static void ages_use_the_largest_unit_they_fill(void **state)
{
    static const struct {
        int64_t seconds;
        const char *age;
        const char *words;
    } rows[] = {
        {0, "0s", "0 seconds"},
        {1, "1s", "1 second"},
        {4, "4s", "4 seconds"},
        {59, "59s", "59 seconds"},
        {MINUTE, "1m", "1 minute"},
        {2 * MINUTE - 1, "1m", "1 minute"},
        {HOUR - 1, "59m", "59 minutes"},
        {HOUR, "1h", "1 hour"},
        {2 * HOUR, "2h", "2 hours"},
        {DAY - 1, "23h", "23 hours"},
        {DAY, "1d", "1 day"},
        {3 * DAY, "3d", "3 days"},
        {WEEK - 1, "6d", "6 days"},
        {WEEK, "1w", "1 week"},
        {5 * WEEK, "5w", "5 weeks"},
        {YEAR - 1, "52w", "52 weeks"},
        {YEAR, "1y", "1 year"},
        {2 * YEAR, "2y", "2 years"},
        {-1, "-1s", "-1 second"},
        {-4, "-4s", "-4 seconds"},
        {-90, "-1m", "-1 minute"},
        {INT64_MAX, "292471208677y", "292471208677 years"},
        {INT64_MIN, "-292471208677y", "-292471208677 years"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[QUANTITY_TEXT_SIZE];
        quantity_age(rows[i].seconds, text);
        assert_string_equal(text, rows[i].age);
        quantity_age_words(rows[i].seconds, text);
        assert_string_equal(text, rows[i].words);
    }
}

static void bytes_never_need_four_digits(void **state)
{
    static const struct {
        int64_t bytes;
        const char *text;
    } rows[] = {
        {0, "0B"},
        {1, "1B"},
        {10, "10B"},
        {999, "999B"},
        {1000, "1.0K"},
        {1024, "1.0K"},
        {1536, "1.5K"},
        {10188, "9.9K"},
        {10189, "10K"},
        {10 * 1024, "10K"},
        {912 * 1024, "912K"},
        {999 * 1024 + 511, "999K"},
        {999 * 1024 + 512, "1.0M"},
        {1024 * 1024, "1.0M"},
        {120 * 1024 * 1024, "120M"},
        {INT64_C(9771050598), "9.1G"},
        {INT64_C(1) << 40, "1.0T"},
        {INT64_C(1) << 50, "1.0P"},
        {INT64_C(1) << 60, "1.0E"},
        {INT64_MAX, "8.0E"},
        {INT64_MIN, "-8.0E"},
        {-1, "-1B"},
        {-1536, "-1.5K"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[QUANTITY_TEXT_SIZE];
        quantity_bytes(rows[i].bytes, text);
        assert_string_equal(text, rows[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ages_use_the_largest_unit_they_fill),
        cmocka_unit_test(bytes_never_need_four_digits),
    };
    return cmocka_run_group_tests_name("quantity", tests, NULL, NULL);
}
