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

/* xorshift: the same numbers on every machine. */
static uint32_t random_state;

static uint32_t random_below(uint32_t bound)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state % bound;
}

/* A valid value at random into `loose` with white space, and the same without into `tight`. */
struct pair {
    char loose[8192];
    char tight[4096];
    size_t loose_length;
    size_t tight_length;
};

static void append(struct pair *pair, const char *text)
{
    size_t length = strlen(text);
    static const char *const spaces[] = {"", "", " ", "\n", "\t\r\n "};
    const char *space = spaces[random_below(5)];
    memcpy(pair->loose + pair->loose_length, text, length);
    pair->loose_length += length;
    memcpy(pair->loose + pair->loose_length, space, strlen(space));
    pair->loose_length += strlen(space);
    memcpy(pair->tight + pair->tight_length, text, length);
    pair->tight_length += length;
}

static void generate(struct pair *pair, int depth)
{
    static const char *const scalars[] = {"0",    "-1.5e+3", "true",         "false",
                                          "null", "\"\"",    "\"]\\\"},:\"", "\"\xC3\xA9\\n\""};
    static const char *const keys[] = {"\"\"", "\"a\"", "\"b\\\\\"", "\"{\""};
    uint32_t kind = random_below(depth > 0 ? 4 : 2);
    if (kind < 2) {
        append(pair, scalars[random_below(8)]);
        return;
    }
    uint32_t count = random_below(5);
    append(pair, kind == 2 ? "[" : "{");
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0)
            append(pair, ",");
        if (kind == 3) {
            append(pair, keys[random_below(4)]);
            append(pair, ":");
        }
        generate(pair, depth - 1);
    }
    append(pair, kind == 2 ? "]" : "}");
}

static char *put(char *out, const char *text, size_t length)
{
    memcpy(out, text, length);
    return out + length;
}

static char *write_source(char *out, int value)
{
    const jsmntok_t *token = &json.tokens[value];
    int quote = token->type == JSMN_STRING;
    return put(out, json.text + token->start - quote,
               (size_t)(token->end - token->start + 2 * quote));
}

/* Writes a value again from what the interface tells of it. */
static char *write_value(char *out, int value)
{
    enum json_type type = json_type(&json, value);
    if (type != JSON_ARRAY && type != JSON_OBJECT)
        return write_source(out, value);
    out = put(out, type == JSON_ARRAY ? "[" : "{", 1);
    for (int at = json_first(&json, value); at != -1; at = json_next(&json, at)) {
        if (at != json_first(&json, value))
            out = put(out, ",", 1);
        if (type == JSON_OBJECT) {
            out = put(write_source(out, at), ":", 1);
            out = write_value(out, json_value_of(&json, at));
        } else {
            out = write_value(out, at);
        }
    }
    return put(out, type == JSON_ARRAY ? "]" : "}", 1);
}

static void random_documents_read_back_whole(void **state)
{
    static struct pair pair;
    static char again[4096];
    (void)state;
    random_state = 20261122;
    for (int round = 0; round < 5000; round++) {
        pair.loose_length = pair.tight_length = 0;
        generate(&pair, 4);
        assert_int_equal(json_read(&json, pair.loose, pair.loose_length, NULL), JSON_OK);
        size_t length = (size_t)(write_value(again, 0) - again);
        assert_int_equal(length, pair.tight_length);
        assert_memory_equal(again, pair.tight, length);
    }
}

static void mutate(char *text, size_t *length, size_t size)
{
    static const char bytes[] = "{}[]\",:\\u0e.-+ \n\x80\xC3\xED\xFF";
    size_t at = random_below((uint32_t)*length);
    switch (random_below(4)) {
    case 0:
        text[at] = bytes[random_below(sizeof(bytes))];
        break;
    case 1:
        text[at] = (char)random_below(256);
        break;
    case 2:
        memmove(text + at, text + at + 1, *length - at - 1);
        *length -= *length > 1;
        break;
    default:
        if (*length == size)
            break;
        memmove(text + at + 1, text + at, *length - at);
        text[at] = bytes[random_below(sizeof(bytes))];
        ++*length;
    }
}

/* Touches everything a reader might: must not crash, whatever was read. */
static void visit_all(void)
{
    for (int value = -1; value <= json.token_count; value++) {
        char buffer[16];
        int64_t integer;
        bool boolean;
        uint32_t line, column;
        json_string(&json, value, buffer, sizeof(buffer));
        json_integer(&json, value, &integer);
        json_boolean(&json, value, &boolean);
        json_member(&json, value, "port");
        json_position(&json, value, &line, &column);
        json_value_of(&json, value);
    }
}

static void mutated_files_are_read_or_refused_the_same_twice(void **state)
{
    int sound = 0;
    int refused = 0;
    (void)state;
    random_state = 1337;
    for (int round = 0; round < 50000; round++) {
        char text[sizeof(published) + 16];
        char copy[sizeof(text)];
        size_t length = sizeof(published) - 1;
        struct json_error first, second;
        memcpy(text, published, length);
        for (uint32_t i = random_below(4) + 1; i > 0; i--)
            mutate(text, &length, sizeof(text));
        memcpy(copy, text, length);
        enum json_code code = json_read(&json, text, length, &first);
        visit_all();
        assert_int_equal(json_read(&json, copy, length, &second), code);
        assert_int_equal(first.line, second.line);
        assert_int_equal(first.column, second.column);
        if (code == JSON_OK) {
            sound++;
            continue;
        }
        refused++;
        assert_true(first.line >= 1 && first.line <= length + 1);
        assert_true(first.column >= 1 && first.column <= length + 1);
        assert_int_equal(json.token_count, 0);
    }
    assert_true(sound > 1000);
    assert_true(refused > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_documents_read_back_whole),
        cmocka_unit_test(mutated_files_are_read_or_refused_the_same_twice),
    };
    return cmocka_run_group_tests_name("json at random", tests, NULL, NULL);
}
