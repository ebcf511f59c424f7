#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "osaurtop/json.h"
#include "osaurtop/json_writer.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct json json;

/* A writer into memory; `text` is there after finish(). */
static struct {
    struct json_writer writer;
    FILE *stream;
    char *text;
    size_t length;
} document;

static struct json_writer *start(bool indent)
{
    document.stream = open_memstream(&document.text, &document.length);
    assert_non_null(document.stream);
    json_writer_start(&document.writer, document.stream, indent);
    return &document.writer;
}

/* Whatever was written must be one valid text and a line feed. */
static void finish(void)
{
    struct json_error error;

    json_writer_finish(&document.writer);
    assert_int_equal(fclose(document.stream), 0);
    assert_true(document.length > 1);
    assert_int_equal(document.text[document.length - 1], '\n');
    if (json_read(&json, document.text, document.length - 1, &error) != JSON_OK)
        fail_msg("%u:%u %s: %s", error.line, error.column, json_code_text(error.code),
                 document.text);
}

static void finish_and_expect(const char *expected)
{
    finish();
    assert_string_equal(document.text, expected);
    free(document.text);
}

static void write_sample(struct json_writer *writer)
{
    json_write_object(writer, "ignored at the top");
    json_write_integer(writer, "schema", 1);
    json_write_array(writer, "instances");
    json_write_object(writer, "ignored in an array");
    json_write_string(writer, "id", "7B1D");
    json_write_boolean(writer, "pick", true);
    json_write_null(writer, "port");
    json_write_end(writer);
    json_write_number(writer, "ignored in an array", 1.5);
    json_write_end(writer);
    json_write_array(writer, "findings");
    json_write_end(writer);
    json_write_object(writer, "summary");
    json_write_end(writer);
    json_write_end(writer);
}

static void writes_one_line(void **state)
{
    (void)state;
    write_sample(start(false));
    finish_and_expect("{\"schema\":1,\"instances\":[{\"id\":\"7B1D\",\"pick\":true,\"port\":null},"
                      "1.5],\"findings\":[],\"summary\":{}}\n");
}

static void writes_indented_lines(void **state)
{
    (void)state;
    write_sample(start(true));
    finish_and_expect("{\n"
                      "  \"schema\": 1,\n"
                      "  \"instances\": [\n"
                      "    {\n"
                      "      \"id\": \"7B1D\",\n"
                      "      \"pick\": true,\n"
                      "      \"port\": null\n"
                      "    },\n"
                      "    1.5\n"
                      "  ],\n"
                      "  \"findings\": [],\n"
                      "  \"summary\": {}\n"
                      "}\n");
}

static void an_empty_document_is_null(void **state)
{
    (void)state;
    start(true);
    finish_and_expect("null\n");
}

static void finish_closes_what_is_open(void **state)
{
    struct json_writer *writer = start(false);
    (void)state;
    json_write_object(writer, NULL);
    json_write_array(writer, "a");
    json_write_object(writer, NULL);
    finish_and_expect("{\"a\":[{}]}\n");
}

static void only_one_outermost_value_is_written(void **state)
{
    struct json_writer *writer = start(false);
    (void)state;
    json_write_end(writer);
    json_write_integer(writer, NULL, 1);
    json_write_integer(writer, NULL, 2);
    json_write_array(writer, NULL);
    json_write_string(writer, NULL, "inside");
    json_write_end(writer);
    json_write_end(writer);
    finish_and_expect("1\n");

    writer = start(false);
    json_write_array(writer, NULL);
    json_write_end(writer);
    json_write_object(writer, NULL);
    json_write_object(writer, "a");
    json_write_end(writer);
    json_write_integer(writer, "b", 1);
    finish_and_expect("[]\n");
}

static void nothing_follows_the_finish(void **state)
{
    struct json_writer *writer = start(false);
    (void)state;
    json_write_array(writer, NULL);
    json_writer_finish(writer);
    json_writer_finish(writer);
    json_write_object(writer, NULL);
    json_write_integer(writer, "a", 1);
    json_write_end(writer);
    finish_and_expect("[]\n");
}

static void what_is_too_deep_is_null_and_its_content_dropped(void **state)
{
    struct json_writer *writer = start(false);
    int nulls = 0;
    int value = 0;
    (void)state;
    for (int i = 0; i < JSON_WRITER_DEPTH; i++)
        json_write_array(writer, NULL);
    json_write_object(writer, NULL);
    json_write_integer(writer, "dropped", 1);
    json_write_array(writer, "dropped");
    json_write_end(writer);
    json_write_end(writer);
    json_write_integer(writer, NULL, 42);
    for (int i = 0; i < JSON_WRITER_DEPTH; i++)
        json_write_end(writer);
    finish();
    assert_null(strstr(document.text, "dropped"));
    for (int i = 1; i < JSON_WRITER_DEPTH; i++)
        value = json_first(&json, value);
    for (value = json_first(&json, value); value != -1; value = json_next(&json, value))
        nulls += json_type(&json, value) == JSON_NULL;
    assert_int_equal(nulls, 1);
    assert_non_null(strstr(document.text, "[null,42]"));
    free(document.text);
}

static void strings_and_keys_are_escaped(void **state)
{
    static const struct {
        const char *text;
        const char *expected;
    } rows[] = {
        {"", "\"\""},
        {"http://127.0.0.1:1337", "\"http://127.0.0.1:1337\""},
        {"\"\\", "\"\\\"\\\\\""},
        {"\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\""},
        {"\x01\x1B[31m\x1F", "\"\\u0001\\u001b[31m\\u001f\""},
        {"\x7F", "\"\\u007f\""},
        {"\xC2\x80\xC2\x9B", "\"\\u0080\\u009b\""},
        {"\xC2\xA0\xC3\xA9", "\"\xC2\xA0\xC3\xA9\""},
        {"\xE2\x80\xA8\xE2\x80\xA9", "\"\\u2028\\u2029\""},
        {"\xE2\x80\xAE", "\"\\u202e\""},
        {"\xE2\x80\x8B\xEF\xBB\xBF", "\"\\u200b\\ufeff\""},
        {"\xF3\xA0\x81\x81", "\"\\udb40\\udc41\""},
        {"\xF0\x9F\xA6\x95", "\"\xF0\x9F\xA6\x95\""},
        {"a\xFFz", "\"a\xEF\xBF\xBDz\""},
        {"\xC3", "\"\xEF\xBF\xBD\""},
        {"\xED\xA0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char expected[128];
        json_write_string(start(false), NULL, rows[i].text);
        snprintf(expected, sizeof(expected), "%s\n", rows[i].expected);
        finish_and_expect(expected);

        struct json_writer *writer = start(false);
        json_write_object(writer, NULL);
        json_write_null(writer, rows[i].text);
        snprintf(expected, sizeof(expected), "{%s:null}\n", rows[i].expected);
        finish_and_expect(expected);
    }
}

static void characters_across_the_plane_read_back(void **state)
{
    (void)state;
    for (uint32_t code_point = 1; code_point <= 0x10FFFF; code_point += 1 + code_point / 500) {
        char text[] = {'"', '\\', 'u', '0', '0', '0', '0', '"', '\0'};
        char written[8], read[8];
        if (code_point > 0xFFFF || (code_point >= 0xD800 && code_point <= 0xDFFF))
            continue;
        for (int i = 0; i < 4; i++)
            text[6 - i] = "0123456789abcdef"[code_point >> (4 * i) & 0xF];
        assert_int_equal(json_read(&json, text, 8, NULL), JSON_OK);
        assert_true(json_string(&json, 0, written, sizeof(written)) > 0);
        json_write_string(start(false), NULL, written);
        finish();
        assert_true(json_string(&json, 0, read, sizeof(read)) > 0);
        assert_string_equal(read, written);
        free(document.text);
    }
}

static void missing_keys_are_empty_and_missing_texts_null(void **state)
{
    struct json_writer *writer = start(false);
    (void)state;
    json_write_object(writer, NULL);
    json_write_string(writer, NULL, "a");
    json_write_string(writer, "b", NULL);
    finish_and_expect("{\"\":\"a\",\"b\":null}\n");
}

static void integers_are_whole(void **state)
{
    struct json_writer *writer = start(false);
    (void)state;
    json_write_array(writer, NULL);
    json_write_integer(writer, NULL, INT64_MAX);
    json_write_integer(writer, NULL, INT64_MIN);
    json_write_integer(writer, NULL, 0);
    finish_and_expect("[9223372036854775807,-9223372036854775808,0]\n");
}

static void numbers_read_back_the_same(void **state)
{
    static const struct {
        double number;
        const char *expected;
    } rows[] = {
        {0.0, "0\n"},
        {-0.0, "-0\n"},
        {1.0, "1\n"},
        {0.1, "0.1\n"},
        {1.8, "1.8\n"},
        {-2.5, "-2.5\n"},
        {1e300, "1e+300\n"},
        {1e-7, "1e-07\n"},
        {0.1 + 0.2, "0.30000000000000004\n"},
        {9007199254740993.0, "9007199254740992\n"},
        {DBL_MAX, "1.7976931348623157e+308\n"},
        {DBL_MIN, "2.2250738585072014e-308\n"},
        {(double)NAN, "null\n"},
        {(double)INFINITY, "null\n"},
        {-(double)INFINITY, "null\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        json_write_number(start(false), NULL, rows[i].number);
        finish_and_expect(rows[i].expected);
    }
}

static void numbers_have_a_point_in_every_locale(void **state)
{
    static const char *const locales[] = {"de_DE.UTF-8", "de_DE.utf8",  "fr_FR.UTF-8",
                                          "fr_FR.utf8",  "pl_PL.UTF-8", "ps_AF.UTF-8"};
    size_t i = 0;
    (void)state;
    while (i < sizeof(locales) / sizeof(locales[0]) && !setlocale(LC_NUMERIC, locales[i]))
        i++;
    if (i == sizeof(locales) / sizeof(locales[0]))
        skip();
    assert_string_not_equal(localeconv()->decimal_point, ".");
    json_write_number(start(false), NULL, -1234567.5);
    finish();
    setlocale(LC_NUMERIC, "C");
    assert_string_equal(document.text, "-1234567.5\n");
    free(document.text);
}

/* xorshift: the same numbers on every machine. */
static uint32_t random_state = 20261122;

static uint32_t random_below(uint32_t bound)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state % bound;
}

/* NULL, or bytes that are seldom UTF-8, into the caller's buffer. */
static const char *random_text(char text[16])
{
    static const char bytes[] = "\"\\/{}[]:,\x01\x1B\x7F\x80\xBF\xC2\xE2\xF0\xED\xA0\xFF a1";
    uint32_t length = random_below(16);
    for (uint32_t i = 0; i < length; i++)
        text[i] = bytes[random_below(sizeof(bytes))];
    text[length == 16 ? 15 : length] = '\0';
    return random_below(8) == 0 ? NULL : text;
}

static double random_number(void)
{
    static const double odd[] = {(double)NAN, (double)INFINITY, -(double)INFINITY,
                                 -0.0,        DBL_MAX,          DBL_TRUE_MIN};
    uint64_t bits = (uint64_t)random_below(UINT32_MAX) << 32 | random_below(UINT32_MAX);
    double number;
    memcpy(&number, &bits, sizeof(number));
    return random_below(4) == 0 ? odd[random_below(6)] : number;
}

static void random_call(struct json_writer *writer, uint32_t openness)
{
    char key_buffer[16], text_buffer[16];
    const char *key = random_text(key_buffer);

    switch (random_below(6 + openness)) {
    case 0:
        json_write_end(writer);
        break;
    case 1:
        json_write_string(writer, key, random_text(text_buffer));
        break;
    case 2:
        json_write_integer(writer, key, (int64_t)random_below(UINT32_MAX) - INT32_MAX);
        break;
    case 3:
        json_write_number(writer, key, random_number());
        break;
    case 4:
        json_write_boolean(writer, key, random_below(2) == 0);
        break;
    case 5:
        json_write_null(writer, key);
        break;
    default:
        if (random_below(2) == 0)
            json_write_object(writer, key);
        else
            json_write_array(writer, key);
    }
}

static void any_sequence_of_calls_gives_valid_json(void **state)
{
    int deep = 0;
    int large = 0;
    (void)state;
    for (int round = 0; round < 10000; round++) {
        struct json_writer *writer = start(round % 2 == 0);
        uint32_t calls = random_below(120);
        uint32_t openness = random_below(8);
        /* Most rounds begin with a container: after a bare value nothing more is written. */
        if (random_below(8) > 0)
            json_write_array(writer, NULL);
        for (uint32_t i = 0; i < calls; i++) {
            random_call(writer, openness);
            deep += writer->depth == JSON_WRITER_DEPTH && writer->dropped > 0;
        }
        finish();
        large += json.token_count > 20;
        free(document.text);
    }
    /* The test tests nothing unless it got far. */
    assert_true(deep > 100);
    assert_true(large > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_one_line),
        cmocka_unit_test(writes_indented_lines),
        cmocka_unit_test(an_empty_document_is_null),
        cmocka_unit_test(finish_closes_what_is_open),
        cmocka_unit_test(only_one_outermost_value_is_written),
        cmocka_unit_test(nothing_follows_the_finish),
        cmocka_unit_test(what_is_too_deep_is_null_and_its_content_dropped),
        cmocka_unit_test(strings_and_keys_are_escaped),
        cmocka_unit_test(characters_across_the_plane_read_back),
        cmocka_unit_test(missing_keys_are_empty_and_missing_texts_null),
        cmocka_unit_test(integers_are_whole),
        cmocka_unit_test(numbers_read_back_the_same),
        cmocka_unit_test(numbers_have_a_point_in_every_locale),
        cmocka_unit_test(any_sequence_of_calls_gives_valid_json),
    };
    return cmocka_run_group_tests_name("json_writer", tests, NULL, NULL);
}
