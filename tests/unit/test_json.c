#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "osaurtop/json.h"

#include <string.h>

/* As the app's Foundation writes it. */
static const char published[] = "{\n"
                                "  \"address\" : \"127.0.0.1\",\n"
                                "  \"exposeToNetwork\" : false,\n"
                                "  \"health\" : \"running\",\n"
                                "  \"instanceId\" : \"F26F8B59-2B64-4C57-8C5A-5A1CE9F9B4A8\",\n"
                                "  \"port\" : 1337,\n"
                                "  \"updatedAt\" : \"2026-11-22T12:35:12Z\",\n"
                                "  \"url\" : \"http:\\/\\/127.0.0.1:1337\"\n"
                                "}";

static struct json json;
static char large[JSON_TEXT_MAX + 2];

static void read_text(const char *text)
{
    assert_int_equal(json_read(&json, text, strlen(text), NULL), JSON_OK);
}

static void assert_string(int value, const char *expected)
{
    char buffer[128];
    assert_int_equal(json_string(&json, value, buffer, sizeof(buffer)), (int)strlen(expected));
    assert_string_equal(buffer, expected);
}

static void reads_a_published_file(void **state)
{
    int64_t port;
    bool exposed = true;
    uint32_t line, column;
    (void)state;
    read_text(published);
    assert_int_equal(json_type(&json, 0), JSON_OBJECT);
    assert_string(json_member(&json, 0, "address"), "127.0.0.1");
    assert_string(json_member(&json, 0, "health"), "running");
    assert_string(json_member(&json, 0, "instanceId"), "F26F8B59-2B64-4C57-8C5A-5A1CE9F9B4A8");
    assert_string(json_member(&json, 0, "url"), "http://127.0.0.1:1337");
    assert_true(json_integer(&json, json_member(&json, 0, "port"), &port));
    assert_int_equal(port, 1337);
    assert_true(json_boolean(&json, json_member(&json, 0, "exposeToNetwork"), &exposed));
    assert_false(exposed);
    assert_int_equal(json_member(&json, 0, "pid"), -1);
    json_position(&json, json_member(&json, 0, "port"), &line, &column);
    assert_int_equal(line, 6);
    assert_int_equal(column, 12);
    json_position(&json, json_member(&json, 0, "url"), &line, &column);
    assert_int_equal(line, 8);
    assert_int_equal(column, 11);
}

static void tells_every_type(void **state)
{
    static const enum json_type types[] = {JSON_NULL,   JSON_BOOLEAN, JSON_BOOLEAN, JSON_NUMBER,
                                           JSON_NUMBER, JSON_STRING,  JSON_ARRAY,   JSON_OBJECT};
    size_t count = 0;
    (void)state;
    read_text("[null, true, false, 0, -1, \"null\", [], {}]");
    for (int value = json_first(&json, 0); value != -1; value = json_next(&json, value))
        assert_int_equal(json_type(&json, value), types[count++]);
    assert_int_equal(count, sizeof(types) / sizeof(types[0]));
}

static void no_value_has_no_content(void **state)
{
    static const int none[] = {-1, -2, 3, 1000000, INT32_MAX, INT32_MIN};
    (void)state;
    read_text("{\"a\":1}");
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
        char buffer[4] = "abc";
        int64_t integer;
        bool boolean;
        uint32_t line, column;
        assert_int_equal(json_type(&json, none[i]), JSON_NULL);
        assert_int_equal(json_member(&json, none[i], "a"), -1);
        assert_int_equal(json_first(&json, none[i]), -1);
        assert_int_equal(json_next(&json, none[i]), -1);
        assert_int_equal(json_value_of(&json, none[i]), -1);
        assert_int_equal(json_string(&json, none[i], buffer, sizeof(buffer)), -1);
        assert_string_equal(buffer, "");
        assert_false(json_integer(&json, none[i], &integer));
        assert_false(json_boolean(&json, none[i], &boolean));
        json_position(&json, none[i], &line, &column);
        assert_int_equal(line, 0);
        assert_int_equal(column, 0);
    }
}

static void the_last_of_duplicate_keys_wins(void **state)
{
    (void)state;
    read_text("{\"a\":\"1\",\"b\":\"x\",\"\\u0061\":\"2\",\"c\":{\"a\":\"3\"}}");
    assert_string(json_member(&json, 0, "a"), "2");
}

static void keys_are_compared_unescaped_and_whole(void **state)
{
    (void)state;
    read_text("{\"\\ud83e\\udd95\":\"dino\",\"a\\u0000b\":\"nul\",\"ab\":\"long\",\"\":\"empty\"}");
    assert_string(json_member(&json, 0, "\xF0\x9F\xA6\x95"), "dino");
    assert_string(json_member(&json, 0, "ab"), "long");
    assert_string(json_member(&json, 0, ""), "empty");
    assert_int_equal(json_member(&json, 0, "a"), -1);
    assert_int_equal(json_member(&json, 0, "abc"), -1);
}

static void members_are_found_in_objects_only(void **state)
{
    (void)state;
    read_text("[\"a\", {\"a\":1}]");
    assert_int_equal(json_member(&json, 0, "a"), -1);
    assert_int_equal(json_member(&json, 1, "a"), -1);
    assert_int_equal(json_member(&json, 2, "a"), 4);
}

static void walks_keys_and_their_values(void **state)
{
    (void)state;
    read_text("{\"a\":[1,{\"x\":2}],\"b\":{\"y\":3},\"c\":{}}");
    int a = json_first(&json, 0);
    int b = json_next(&json, a);
    int c = json_next(&json, b);
    assert_string(a, "a");
    assert_string(b, "b");
    assert_string(c, "c");
    assert_int_equal(json_next(&json, c), -1);
    assert_int_equal(json_type(&json, json_value_of(&json, a)), JSON_ARRAY);
    assert_int_equal(json_type(&json, json_value_of(&json, b)), JSON_OBJECT);
    assert_int_equal(json_first(&json, json_value_of(&json, c)), -1);
    assert_int_equal(json_next(&json, json_value_of(&json, a)), -1);
    assert_int_equal(json_value_of(&json, json_first(&json, json_value_of(&json, a))), -1);
    assert_int_equal(json_value_of(&json, 0), -1);
    assert_int_equal(json_next(&json, 0), -1);
}

static void unescapes_strings(void **state)
{
    static const struct {
        const char *text;
        const char *expected;
    } rows[] = {
        {"\"\"", ""},
        {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t"},
        {"\"\\u0041\\u00e9\\u20AC\"", "A\xC3\xA9\xE2\x82\xAC"},
        {"\"\\uD83E\\uDD95!\"", "\xF0\x9F\xA6\x95!"},
        {"\"\\uDBFF\\uDFFF\"", "\xF4\x8F\xBF\xBF"},
        {"\"\xC3\xA9\\u001b\"", "\xC3\xA9\x1B"},
        {"\"\\\\u0041\"", "\\u0041"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        read_text(rows[i].text);
        assert_string(0, rows[i].expected);
    }
}

static void a_string_that_does_not_fit_is_none(void **state)
{
    char buffer[8] = "unused";
    (void)state;
    read_text("\"ab\\u20ac\"");
    assert_int_equal(json_string(&json, 0, buffer, 6), 5);
    assert_string_equal(buffer, "ab\xE2\x82\xAC");
    assert_int_equal(json_string(&json, 0, buffer, 5), -1);
    assert_string_equal(buffer, "");
    buffer[0] = 'x';
    assert_int_equal(json_string(&json, 0, buffer, 0), -1);
    assert_int_equal(buffer[0], 'x');
    read_text("\"a\\u0000b\"");
    assert_int_equal(json_string(&json, 0, buffer, sizeof(buffer)), -1);
    assert_string_equal(buffer, "");
    read_text("12");
    assert_int_equal(json_string(&json, 0, buffer, sizeof(buffer)), -1);
}

static void reads_integer_values_however_written(void **state)
{
    static const struct {
        const char *text;
        bool integer;
        int64_t value;
    } rows[] = {
        {"0", true, 0},
        {"-0", true, 0},
        {"0.000e99", true, 0},
        {"0e999999999999", true, 0},
        {"1337", true, 1337},
        {"1337.0", true, 1337},
        {"1.337e3", true, 1337},
        {"133.7E+1", true, 1337},
        {"133700e-2", true, 1337},
        {"-1337.00", true, -1337},
        {"1000000", true, 1000000},
        {"1001.00", true, 1001},
        {"0.001e3", true, 1},
        {"100e-2", true, 1},
        {"9223372036854775807", true, INT64_MAX},
        {"-9223372036854775808", true, INT64_MIN},
        {"-9223372036854775807", true, -INT64_MAX},
        {"9223372036854775807000e-3", true, INT64_MAX},
        {"1e18", true, INT64_C(1000000000000000000)},
        {"1.5", false, 0},
        {"1337.5", false, 0},
        {"1e-1", false, 0},
        {"1337e-1", false, 0},
        {"0.1", false, 0},
        {"100.01", false, 0},
        {"9223372036854775808", false, 0},
        {"-9223372036854775809", false, 0},
        {"1e19", false, 0},
        {"99999999999999999999", false, 0},
        {"1e999999999999", false, 0},
        {"1e-999999999999", false, 0},
        {"\"1337\"", false, 0},
        {"true", false, 0},
        {"null", false, 0},
        {"[1]", false, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int64_t value = 42;
        read_text(rows[i].text);
        if (json_integer(&json, 0, &value) != rows[i].integer)
            fail_msg("%s", rows[i].text);
        assert_int_equal(value, rows[i].integer ? rows[i].value : 42);
    }
}

static void booleans_are_true_or_false_only(void **state)
{
    bool value = false;
    (void)state;
    read_text("true");
    assert_true(json_boolean(&json, 0, &value));
    assert_true(value);
    read_text("\"true\"");
    assert_false(json_boolean(&json, 0, &value));
    read_text("null");
    assert_false(json_boolean(&json, 0, &value));
    read_text("1");
    assert_false(json_boolean(&json, 0, &value));
}

static void every_code_has_its_own_phrase(void **state)
{
    (void)state;
    for (int a = JSON_OK; a <= JSON_TRAILING; a++) {
        assert_true(strlen(json_code_text((enum json_code)a)) > 0);
        for (int b = JSON_OK; b < a; b++)
            assert_string_not_equal(json_code_text((enum json_code)a),
                                    json_code_text((enum json_code)b));
    }
}

static void reads_up_to_the_limit_and_no_further(void **state)
{
    struct json_error error;
    (void)state;
    memset(large, ' ', sizeof(large));
    large[3] = '\n';
    memcpy(large + JSON_TEXT_MAX - 4, "1337", 4);
    assert_int_equal(json_read(&json, large, JSON_TEXT_MAX, &error), JSON_OK);
    assert_int_equal(json_read(&json, large, JSON_TEXT_MAX + 1, &error), JSON_TOO_LARGE);
    assert_int_equal(error.line, 2);
    assert_int_equal(error.column, JSON_TEXT_MAX - 3);
}

/* Fills `large` with repetitions of `unit` between `first` and `last`; returns the length. */
static size_t fill(const char *first, const char *unit, const char *last)
{
    size_t length = 0;
    memcpy(large, first, strlen(first));
    length += strlen(first);
    while (length + strlen(unit) + strlen(last) <= JSON_TEXT_MAX) {
        memcpy(large + length, unit, strlen(unit));
        length += strlen(unit);
    }
    memcpy(large + length, last, strlen(last));
    return length + strlen(last);
}

static void the_largest_texts_fit_the_tokens(void **state)
{
    int64_t integer;
    (void)state;
    assert_int_equal(json_read(&json, large, fill("[", "1,", "1]"), NULL), JSON_OK);
    assert_true(json.token_count > (int)JSON_TOKENS_MAX - 3);
    assert_int_equal(json_read(&json, large, fill("[", "[],", "[]]"), NULL), JSON_OK);
    assert_int_equal(json_read(&json, large, fill("{", "\"\":0,", "\"x\":1}"), NULL), JSON_OK);
    assert_true(json_integer(&json, json_member(&json, 0, "x"), &integer));
    assert_int_equal(json_read(&json, large, fill("", "9", ""), NULL), JSON_OK);
    assert_false(json_integer(&json, 0, &integer));
    assert_int_equal(json_read(&json, large, fill("0.", "0", "1e65527"), NULL), JSON_OK);
    assert_false(json_integer(&json, 0, &integer));
    assert_int_equal(json_read(&json, large, fill("0.", "0", "1e65528"), NULL), JSON_OK);
    assert_true(json_integer(&json, 0, &integer));
    assert_int_equal(integer, 1);
    assert_int_equal(json_read(&json, large, fill("\"", "\\u0041", "\""), NULL), JSON_OK);
}

static size_t nest(int depth, const char *open, const char *middle, char close)
{
    size_t length = 0;
    for (int i = 0; i < depth; i++) {
        memcpy(large + length, open, strlen(open));
        length += strlen(open);
    }
    memcpy(large + length, middle, strlen(middle));
    length += strlen(middle);
    memset(large + length, close, (size_t)depth);
    return length + (size_t)depth;
}

static void nests_to_the_depth_and_no_deeper(void **state)
{
    struct json_error error;
    (void)state;
    assert_int_equal(json_read(&json, large, nest(JSON_DEPTH_MAX, "[", "", ']'), &error), JSON_OK);
    assert_int_equal(json.token_count, JSON_DEPTH_MAX);
    assert_int_equal(json_read(&json, large, nest(JSON_DEPTH_MAX, "{\"a\":", "1", '}'), &error),
                     JSON_OK);
    assert_int_equal(json_read(&json, large, nest(JSON_DEPTH_MAX + 1, "[", "", ']'), &error),
                     JSON_TOO_DEEP);
    assert_int_equal(error.line, 1);
    assert_int_equal(error.column, JSON_DEPTH_MAX + 1);
    assert_int_equal(json_read(&json, large, nest(JSON_DEPTH_MAX + 1, "{\"a\":", "1", '}'), &error),
                     JSON_TOO_DEEP);
    memset(large, '[', JSON_TEXT_MAX);
    assert_int_equal(json_read(&json, large, JSON_TEXT_MAX, &error), JSON_TOO_DEEP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_published_file),
        cmocka_unit_test(tells_every_type),
        cmocka_unit_test(no_value_has_no_content),
        cmocka_unit_test(the_last_of_duplicate_keys_wins),
        cmocka_unit_test(keys_are_compared_unescaped_and_whole),
        cmocka_unit_test(members_are_found_in_objects_only),
        cmocka_unit_test(walks_keys_and_their_values),
        cmocka_unit_test(unescapes_strings),
        cmocka_unit_test(a_string_that_does_not_fit_is_none),
        cmocka_unit_test(reads_integer_values_however_written),
        cmocka_unit_test(booleans_are_true_or_false_only),
        cmocka_unit_test(every_code_has_its_own_phrase),
        cmocka_unit_test(reads_up_to_the_limit_and_no_further),
        cmocka_unit_test(the_largest_texts_fit_the_tokens),
        cmocka_unit_test(nests_to_the_depth_and_no_deeper),
    };
    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
