#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "osaurtop/json.h"

#include <string.h>

/* The bytes of a literal, those after a NUL included. */
#define BYTES(literal) literal, sizeof(literal) - 1

struct forbidden {
    const char *text;
    size_t length;
    enum json_code code;
    uint32_t line;
    uint32_t column;
};

static const struct forbidden forbidden[] = {
    /* nothing */
    {BYTES(""), JSON_EMPTY, 1, 1},
    {BYTES(" "), JSON_EMPTY, 1, 2},
    {BYTES("\n\n\t"), JSON_EMPTY, 3, 2},
    /* separators */
    {BYTES("[1 2]"), JSON_UNEXPECTED, 1, 4},
    {BYTES("[1,]"), JSON_UNEXPECTED, 1, 4},
    {BYTES("[,1]"), JSON_UNEXPECTED, 1, 2},
    {BYTES("[1,,2]"), JSON_UNEXPECTED, 1, 4},
    {BYTES("[,]"), JSON_UNEXPECTED, 1, 2},
    {BYTES("[1:2]"), JSON_UNEXPECTED, 1, 3},
    {BYTES("[1;2]"), JSON_UNEXPECTED, 1, 3},
    {BYTES("[\"a\" \"b\"]"), JSON_UNEXPECTED, 1, 6},
    {BYTES("[\"a\"1]"), JSON_UNEXPECTED, 1, 5},
    {BYTES("[[1][2]]"), JSON_UNEXPECTED, 1, 5},
    {BYTES("[{}{}]"), JSON_UNEXPECTED, 1, 4},
    {BYTES("[\"a\":1]"), JSON_UNEXPECTED, 1, 5},
    {BYTES("{\"a\":1,}"), JSON_UNEXPECTED, 1, 8},
    {BYTES("{,}"), JSON_UNEXPECTED, 1, 2},
    {BYTES("{\"a\":1,,\"b\":2}"), JSON_UNEXPECTED, 1, 8},
    {BYTES("{\"a\" 1}"), JSON_UNEXPECTED, 1, 6},
    {BYTES("{\"a\"::1}"), JSON_UNEXPECTED, 1, 6},
    {BYTES("{\"a\",1}"), JSON_UNEXPECTED, 1, 5},
    {BYTES("{\"a\"}"), JSON_UNEXPECTED, 1, 5},
    {BYTES("{\"a\":}"), JSON_UNEXPECTED, 1, 6},
    {BYTES("{\"a\":,\"b\":1}"), JSON_UNEXPECTED, 1, 6},
    {BYTES("{\"a\":1 \"b\":2}"), JSON_UNEXPECTED, 1, 8},
    {BYTES("{\"a\":1:2}"), JSON_UNEXPECTED, 1, 7},
    {BYTES("{\"a\":\"b\":\"c\"}"), JSON_UNEXPECTED, 1, 9},
    {BYTES("{:1}"), JSON_UNEXPECTED, 1, 2},
    {BYTES("{\"a\"=1}"), JSON_UNEXPECTED, 1, 5},
    {BYTES("{\"a\":1;\"b\":2}"), JSON_UNEXPECTED, 1, 7},
    {BYTES("{\n  \"a\" : 1\n  \"b\" : 2\n}"), JSON_UNEXPECTED, 3, 3},
    {BYTES("{\r\n\"a\":1,\r\n}"), JSON_UNEXPECTED, 3, 1},
    /* keys */
    {BYTES("{a:1}"), JSON_UNEXPECTED, 1, 2},
    {BYTES("{1:1}"), JSON_UNEXPECTED, 1, 2},
    {BYTES("{'a':1}"), JSON_UNEXPECTED, 1, 2},
    {BYTES("{null:1}"), JSON_UNEXPECTED, 1, 2},
    {BYTES("{true:1}"), JSON_UNEXPECTED, 1, 2},
    {BYTES("{[]:1}"), JSON_UNEXPECTED, 1, 2},
    {BYTES("{{}:1}"), JSON_UNEXPECTED, 1, 2},
    {BYTES("{\"a\":1,b:2}"), JSON_UNEXPECTED, 1, 8},
    {BYTES("{\"a\":1,[1]}"), JSON_UNEXPECTED, 1, 8},
    {BYTES("{1}"), JSON_UNEXPECTED, 1, 2},
    {BYTES("{\xC3\xA9:1}"), JSON_UNEXPECTED, 1, 2},
    /* brackets */
    {BYTES("]"), JSON_UNEXPECTED, 1, 1},
    {BYTES("}"), JSON_UNEXPECTED, 1, 1},
    {BYTES("[}"), JSON_UNEXPECTED, 1, 2},
    {BYTES("{]"), JSON_UNEXPECTED, 1, 2},
    {BYTES("[1}"), JSON_UNEXPECTED, 1, 3},
    {BYTES("{\"a\":1]"), JSON_UNEXPECTED, 1, 7},
    {BYTES("[{]}"), JSON_UNEXPECTED, 1, 3},
    {BYTES("{\"a\":[}]"), JSON_UNEXPECTED, 1, 7},
    {BYTES("(1)"), JSON_UNEXPECTED, 1, 1},
    {BYTES("<1>"), JSON_UNEXPECTED, 1, 1},
    /* other bytes */
    {BYTES("'a'"), JSON_UNEXPECTED, 1, 1},
    {BYTES("['a']"), JSON_UNEXPECTED, 1, 2},
    {BYTES("// x\n1"), JSON_UNEXPECTED, 1, 1},
    {BYTES("/* x */ 1"), JSON_UNEXPECTED, 1, 1},
    {BYTES("[1,# x\n2]"), JSON_UNEXPECTED, 1, 4},
    {BYTES("[1/**/]"), JSON_UNEXPECTED, 1, 3},
    {BYTES("`a`"), JSON_UNEXPECTED, 1, 1},
    {BYTES("\\u0031"), JSON_UNEXPECTED, 1, 1},
    {BYTES("["
           "\f"
           "1]"),
     JSON_UNEXPECTED, 1, 2},
    {BYTES("[\v1]"), JSON_UNEXPECTED, 1, 2},
    {BYTES("[\x7F]"), JSON_UNEXPECTED, 1, 2},
    {BYTES("[\xC2\xA0"
           "1]"),
     JSON_UNEXPECTED, 1, 2},
    {BYTES("\xE2\x80\xA8[]"), JSON_UNEXPECTED, 1, 1},
    {BYTES("[\xEF\xBB\xBF]"), JSON_UNEXPECTED, 1, 2},
    {BYTES("\xE2\x82\xAC"), JSON_UNEXPECTED, 1, 1},
    {BYTES("[1,\n2,\n@]"), JSON_UNEXPECTED, 3, 1},
    {BYTES("$x"), JSON_UNEXPECTED, 1, 1},
    {BYTES("="), JSON_UNEXPECTED, 1, 1},
    /* NUL */
    {BYTES("\0"), JSON_UNEXPECTED, 1, 1},
    {BYTES("[\0]"), JSON_UNEXPECTED, 1, 2},
    {BYTES("[1\0]"), JSON_UNEXPECTED, 1, 3},
    {BYTES("{\"a\"\0:1}"), JSON_UNEXPECTED, 1, 5},
    {BYTES("{\0\"a\":1}"), JSON_UNEXPECTED, 1, 2},
    {BYTES("{}\0"), JSON_TRAILING, 1, 3},
    {BYTES("1\0"), JSON_TRAILING, 1, 2},
    {BYTES("tru\0"), JSON_BAD_LITERAL, 1, 1},
    {BYTES("[1.\0]"), JSON_BAD_NUMBER, 1, 2},
    /* numbers */
    {BYTES("01"), JSON_BAD_NUMBER, 1, 1},
    {BYTES("-01"), JSON_BAD_NUMBER, 1, 1},
    {BYTES("00"), JSON_BAD_NUMBER, 1, 1},
    {BYTES("[1.]"), JSON_BAD_NUMBER, 1, 2},
    {BYTES("[1.e5]"), JSON_BAD_NUMBER, 1, 2},
    {BYTES("[.5]"), JSON_BAD_NUMBER, 1, 2},
    {BYTES("."), JSON_BAD_NUMBER, 1, 1},
    {BYTES("-.5"), JSON_BAD_NUMBER, 1, 1},
    {BYTES("+1"), JSON_BAD_NUMBER, 1, 1},
    {BYTES("+"), JSON_BAD_NUMBER, 1, 1},
    {BYTES("[-]"), JSON_BAD_NUMBER, 1, 2},
    {BYTES("[--1]"), JSON_BAD_NUMBER, 1, 2},
    {BYTES("[+-1]"), JSON_BAD_NUMBER, 1, 2},
    {BYTES("[- 1]"), JSON_BAD_NUMBER, 1, 2},
    {BYTES("[1e]"), JSON_BAD_NUMBER, 1, 2},
    {BYTES("[1e+]"), JSON_BAD_NUMBER, 1, 2},
    {BYTES("[1E-]"), JSON_BAD_NUMBER, 1, 2},
    {BYTES("[1e1.5]"), JSON_BAD_NUMBER, 1, 2},
    {BYTES("[1e5e5]"), JSON_BAD_NUMBER, 1, 2},
    {BYTES("[e5]"), JSON_BAD_LITERAL, 1, 2},
    {BYTES("0x1"), JSON_BAD_NUMBER, 1, 1},
    {BYTES("0b1"), JSON_BAD_NUMBER, 1, 1},
    {BYTES("1.2.3"), JSON_BAD_NUMBER, 1, 1},
    {BYTES("127.0.0.1"), JSON_BAD_NUMBER, 1, 1},
    {BYTES("1-2"), JSON_BAD_NUMBER, 1, 1},
    {BYTES("1_000"), JSON_BAD_NUMBER, 1, 1},
    {BYTES("1337port"), JSON_BAD_NUMBER, 1, 1},
    {BYTES("[0e0x]"), JSON_BAD_NUMBER, 1, 2},
    {BYTES("[012]"), JSON_BAD_NUMBER, 1, 2},
    {BYTES("[1,\n 08]"), JSON_BAD_NUMBER, 2, 2},
    {BYTES("NaN"), JSON_BAD_NUMBER, 1, 1},
    {BYTES("[NaN]"), JSON_BAD_NUMBER, 1, 2},
    {BYTES("Infinity"), JSON_BAD_NUMBER, 1, 1},
    {BYTES("-Infinity"), JSON_BAD_NUMBER, 1, 1},
    {BYTES("{\"port\" : 1.}"), JSON_BAD_NUMBER, 1, 11},
    {BYTES("[\xEF\xBC\x91]"), JSON_UNEXPECTED, 1, 2},
    {BYTES("[1\xEF\xBC\x91]"), JSON_UNEXPECTED, 1, 3},
    /* literals */
    {BYTES("True"), JSON_BAD_LITERAL, 1, 1},
    {BYTES("TRUE"), JSON_BAD_LITERAL, 1, 1},
    {BYTES("[tru]"), JSON_BAD_LITERAL, 1, 2},
    {BYTES("[nul]"), JSON_BAD_LITERAL, 1, 2},
    {BYTES("[fals ]"), JSON_BAD_LITERAL, 1, 2},
    {BYTES("nulll"), JSON_BAD_LITERAL, 1, 1},
    {BYTES("truefalse"), JSON_BAD_LITERAL, 1, 1},
    {BYTES("true1"), JSON_BAD_LITERAL, 1, 1},
    {BYTES("undefined"), JSON_BAD_LITERAL, 1, 1},
    {BYTES("nan"), JSON_BAD_LITERAL, 1, 1},
    {BYTES("inf"), JSON_BAD_LITERAL, 1, 1},
    {BYTES("running"), JSON_BAD_LITERAL, 1, 1},
    {BYTES("_"), JSON_BAD_LITERAL, 1, 1},
    {BYTES("{\"a\" : yes}"), JSON_BAD_LITERAL, 1, 8},
    {BYTES("[n]"), JSON_BAD_LITERAL, 1, 2},
    {BYTES("t rue"), JSON_BAD_LITERAL, 1, 1},
    /* strings */
    {BYTES("\"\n\""), JSON_BAD_STRING, 1, 2},
    {BYTES("\"a\tb\""), JSON_BAD_STRING, 1, 3},
    {BYTES("\"\0\""), JSON_BAD_STRING, 1, 2},
    {BYTES("\"a\0b\""), JSON_BAD_STRING, 1, 3},
    {BYTES("\"\x1F\""), JSON_BAD_STRING, 1, 2},
    {BYTES("\"\x1B[31m\""), JSON_BAD_STRING, 1, 2},
    {BYTES("\"\x01"), JSON_BAD_STRING, 1, 2},
    {BYTES("{\"a\r\":1}"), JSON_BAD_STRING, 1, 4},
    {BYTES("{\n\"a\" : \"b\nc\"}"), JSON_BAD_STRING, 2, 9},
    /* escapes */
    {BYTES("\"\\a\""), JSON_BAD_ESCAPE, 1, 2},
    {BYTES("\"\\x41\""), JSON_BAD_ESCAPE, 1, 2},
    {BYTES("\"\\'\""), JSON_BAD_ESCAPE, 1, 2},
    {BYTES("\"\\0\""), JSON_BAD_ESCAPE, 1, 2},
    {BYTES("\"\\\0\""), JSON_BAD_ESCAPE, 1, 2},
    {BYTES("\"\\\n\""), JSON_BAD_ESCAPE, 1, 2},
    {BYTES("\"\\U0041\""), JSON_BAD_ESCAPE, 1, 2},
    {BYTES("\"\\B\""), JSON_BAD_ESCAPE, 1, 2},
    {BYTES("\"\\ \""), JSON_BAD_ESCAPE, 1, 2},
    {BYTES("\"\\\xC3\xA9\""), JSON_BAD_ESCAPE, 1, 2},
    {BYTES("\"\\u\""), JSON_BAD_ESCAPE, 1, 2},
    {BYTES("\"\\u12\""), JSON_BAD_ESCAPE, 1, 2},
    {BYTES("\"ab\\u123\""), JSON_BAD_ESCAPE, 1, 4},
    {BYTES("\"\\u123g\""), JSON_BAD_ESCAPE, 1, 2},
    {BYTES("\"\\u 123\""), JSON_BAD_ESCAPE, 1, 2},
    {BYTES("\"\\u+123\""), JSON_BAD_ESCAPE, 1, 2},
    {BYTES("\"\\u00\0\060\""), JSON_BAD_ESCAPE, 1, 2},
    {BYTES("{\"\\q\":1}"), JSON_BAD_ESCAPE, 1, 3},
    /* surrogates */
    {BYTES("\"\\uD800\""), JSON_BAD_ESCAPE, 1, 2},
    {BYTES("\"\\uDBFFx\""), JSON_BAD_ESCAPE, 1, 2},
    {BYTES("\"\\uDC00\""), JSON_BAD_ESCAPE, 1, 2},
    {BYTES("\"\\uDFFF\\uD800\""), JSON_BAD_ESCAPE, 1, 2},
    {BYTES("\"\\uD83E\\u0041\""), JSON_BAD_ESCAPE, 1, 2},
    {BYTES("\"\\uD83E\\uD83E\\uDD95\""), JSON_BAD_ESCAPE, 1, 2},
    {BYTES("\"\\uD83E\\uE000\""), JSON_BAD_ESCAPE, 1, 2},
    {BYTES("\"\\uD83E\\n\""), JSON_BAD_ESCAPE, 1, 2},
    {BYTES("\"\\uD83E\\uDD9\""), JSON_BAD_ESCAPE, 1, 2},
    {BYTES("\"\\ud83e \\udd95\""), JSON_BAD_ESCAPE, 1, 2},
    {BYTES("\"\\uD83E\\uDD95\\uDD95\""), JSON_BAD_ESCAPE, 1, 14},
    /* UTF-8 */
    {BYTES("\"\x80\""), JSON_BAD_UTF8, 1, 2},
    {BYTES("\"a\xBF\""), JSON_BAD_UTF8, 1, 3},
    {BYTES("\"\xFF\""), JSON_BAD_UTF8, 1, 2},
    {BYTES("\"\xFE\""), JSON_BAD_UTF8, 1, 2},
    {BYTES("\"\xC3\""), JSON_BAD_UTF8, 1, 2},
    {BYTES("\"\xC3(\""), JSON_BAD_UTF8, 1, 2},
    {BYTES("\"\xC0\x80\""), JSON_BAD_UTF8, 1, 2},
    {BYTES("\"\xC0\xAF\""), JSON_BAD_UTF8, 1, 2},
    {BYTES("\"\xC1\xBF\""), JSON_BAD_UTF8, 1, 2},
    {BYTES("\"\xE0\x80\xAF\""), JSON_BAD_UTF8, 1, 2},
    {BYTES("\"\xE0\x9F\xBF\""), JSON_BAD_UTF8, 1, 2},
    {BYTES("\"\xF0\x80\x80\xAF\""), JSON_BAD_UTF8, 1, 2},
    {BYTES("\"\xF0\x8F\xBF\xBF\""), JSON_BAD_UTF8, 1, 2},
    {BYTES("\"\xED\xA0\x80\""), JSON_BAD_UTF8, 1, 2},
    {BYTES("\"\xED\xBF\xBF\""), JSON_BAD_UTF8, 1, 2},
    {BYTES("\"\xED\xA0\xBE\xED\xB6\x95\""), JSON_BAD_UTF8, 1, 2},
    {BYTES("\"\xF4\x90\x80\x80\""), JSON_BAD_UTF8, 1, 2},
    {BYTES("\"\xF5\x80\x80\x80\""), JSON_BAD_UTF8, 1, 2},
    {BYTES("\"\xF8\x88\x80\x80\x80\""), JSON_BAD_UTF8, 1, 2},
    {BYTES("\"\xE2\x82\""), JSON_BAD_UTF8, 1, 2},
    {BYTES("\"\xF0\x9F\xA6\""), JSON_BAD_UTF8, 1, 2},
    {BYTES("\"\xE2\x28\xA1\""), JSON_BAD_UTF8, 1, 2},
    {BYTES("{\"\xC3\x28\":1}"), JSON_BAD_UTF8, 1, 3},
    {BYTES("[\xFF]"), JSON_BAD_UTF8, 1, 2},
    {BYTES("\xE9"), JSON_BAD_UTF8, 1, 1},
    {BYTES("\"\x80"), JSON_BAD_UTF8, 1, 2},
    /* byte order marks */
    {BYTES("\xEF\xBB\xBF"), JSON_BAD_UTF8, 1, 1},
    {BYTES("\xEF\xBB\xBF{}"), JSON_BAD_UTF8, 1, 1},
    {BYTES("\xEF\xBB"), JSON_BAD_UTF8, 1, 1},
    {BYTES("\xFF\xFE{\0}\0"), JSON_BAD_UTF8, 1, 1},
    {BYTES("\xFE\xFF\0{\0}"), JSON_BAD_UTF8, 1, 1},
    {BYTES("{\0}\0"), JSON_UNEXPECTED, 1, 2},
    /* trailing */
    {BYTES("{}x"), JSON_TRAILING, 1, 3},
    {BYTES("{} {}"), JSON_TRAILING, 1, 4},
    {BYTES("[]]"), JSON_TRAILING, 1, 3},
    {BYTES("{}}"), JSON_TRAILING, 1, 3},
    {BYTES("1 2"), JSON_TRAILING, 1, 3},
    {BYTES("1,"), JSON_TRAILING, 1, 2},
    {BYTES("\"a\"\"b\""), JSON_TRAILING, 1, 4},
    {BYTES("\"a\":1"), JSON_TRAILING, 1, 4},
    {BYTES("null null"), JSON_TRAILING, 1, 6},
    {BYTES("true\"\""), JSON_TRAILING, 1, 5},
    {BYTES("{}\n\xFF"), JSON_TRAILING, 2, 1},
    {BYTES("[]\n// end"), JSON_TRAILING, 2, 1},
    {BYTES("{}\n{}\n"), JSON_TRAILING, 2, 1},
    /* cut short */
    {BYTES("["), JSON_TRUNCATED, 1, 2},
    {BYTES("{"), JSON_TRUNCATED, 1, 2},
    {BYTES("[\n"), JSON_TRUNCATED, 2, 1},
    {BYTES("[1"), JSON_TRUNCATED, 1, 3},
    {BYTES("[1,"), JSON_TRUNCATED, 1, 4},
    {BYTES("[1, "), JSON_TRUNCATED, 1, 5},
    {BYTES("[[]"), JSON_TRUNCATED, 1, 4},
    {BYTES("{\"a"), JSON_TRUNCATED, 1, 4},
    {BYTES("{\"a\""), JSON_TRUNCATED, 1, 5},
    {BYTES("{\"a\":"), JSON_TRUNCATED, 1, 6},
    {BYTES("{\"a\":1"), JSON_TRUNCATED, 1, 7},
    {BYTES("{\"a\":1,"), JSON_TRUNCATED, 1, 8},
    {BYTES("{\"a\":{}"), JSON_TRUNCATED, 1, 8},
    {BYTES("\""), JSON_TRUNCATED, 1, 2},
    {BYTES("\"a"), JSON_TRUNCATED, 1, 3},
    {BYTES("\"\\"), JSON_TRUNCATED, 1, 3},
    {BYTES("\"\\\""), JSON_TRUNCATED, 1, 4},
    {BYTES("\"\\u"), JSON_TRUNCATED, 1, 4},
    {BYTES("\"\\u00"), JSON_TRUNCATED, 1, 6},
    {BYTES("\"\\uD83E"), JSON_TRUNCATED, 1, 8},
    {BYTES("\"\\uD83E\\"), JSON_TRUNCATED, 1, 9},
    {BYTES("\"\\uD83E\\uDD9"), JSON_TRUNCATED, 1, 13},
    {BYTES("\"\xC3"), JSON_TRUNCATED, 1, 3},
    {BYTES("\"\xF0\x9F\xA6"), JSON_TRUNCATED, 1, 5},
    {BYTES("t"), JSON_TRUNCATED, 1, 2},
    {BYTES("[fals"), JSON_TRUNCATED, 1, 6},
    {BYTES("-"), JSON_TRUNCATED, 1, 2},
    {BYTES("1."), JSON_TRUNCATED, 1, 3},
    {BYTES("1e"), JSON_TRUNCATED, 1, 3},
    {BYTES("[1e+"), JSON_TRUNCATED, 1, 5},
};

struct allowed {
    const char *text;
    size_t length;
    int tokens;
};

static const struct allowed allowed[] = {
    {BYTES("0"), 1},
    {BYTES("-0"), 1},
    {BYTES("1"), 1},
    {BYTES("-1"), 1},
    {BYTES("1337"), 1},
    {BYTES("0.5"), 1},
    {BYTES("-0.5"), 1},
    {BYTES("0.0"), 1},
    {BYTES("10.01"), 1},
    {BYTES("0e0"), 1},
    {BYTES("0E+1"), 1},
    {BYTES("1e5"), 1},
    {BYTES("1E5"), 1},
    {BYTES("1e+5"), 1},
    {BYTES("1e-5"), 1},
    {BYTES("1e05"), 1},
    {BYTES("1.5e300"), 1},
    {BYTES("1e999999"), 1},
    {BYTES("123456789012345678901234567890"), 1},
    {BYTES("true"), 1},
    {BYTES("false"), 1},
    {BYTES("null"), 1},
    {BYTES(" null"), 1},
    {BYTES("\t\r\n true\t\r\n "), 1},
    {BYTES("\"\""), 1},
    {BYTES("\"a\""), 1},
    {BYTES("\"\\\"\""), 1},
    {BYTES("\"\\\\\""), 1},
    {BYTES("\"\\\\\\\"\""), 1},
    {BYTES("\"\\/\""), 1},
    {BYTES("\"/\""), 1},
    {BYTES("\"\\b\\f\\n\\r\\t\""), 1},
    {BYTES("\"\\u0000\""), 1},
    {BYTES("\"\\u0041\\u00e9\\u20AC\""), 1},
    {BYTES("\"\\uFFFF\""), 1},
    {BYTES("\"\\uD7FF\\uE000\""), 1},
    {BYTES("\"\\uD83E\\uDD95\""), 1},
    {BYTES("\"\\ud800\\udc00\\uDBFF\\uDFFF\""), 1},
    {BYTES("\"\x7F\""), 1},
    {BYTES("\"\xC2\x80\xDF\xBF\""), 1},
    {BYTES("\"\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF\""), 1},
    {BYTES("\"\xF0\x90\x80\x80\xF4\x8F\xBF\xBF\""), 1},
    {BYTES("\"\xEF\xBF\xBD\""), 1},
    {BYTES("\"\xEF\xBB\xBF\""), 1},
    {BYTES("\"\xE2\x80\xA8\""), 1},
    {BYTES("\"{[,:]}\""), 1},
    {BYTES("\"// no comment\""), 1},
    {BYTES("[]"), 1},
    {BYTES("{}"), 1},
    {BYTES(" [ ] "), 1},
    {BYTES("{\n}\n"), 1},
    {BYTES("[1]"), 2},
    {BYTES("[1,2]"), 3},
    {BYTES("[ 1 , 2 ]"), 3},
    {BYTES("[[],[]]"), 3},
    {BYTES("[[[[]]]]"), 4},
    {BYTES("[{},[],\"\",0,true,false,null]"), 8},
    {BYTES("[\"a\",\"a\"]"), 3},
    {BYTES("{\"a\":1}"), 3},
    {BYTES("{\"a\" : 1}"), 3},
    {BYTES("{\"a\":1,\"b\":2}"), 5},
    {BYTES("{\"a\":1,\"a\":2}"), 5},
    {BYTES("{\"\":\"\"}"), 3},
    {BYTES("{\"a\":{\"b\":{\"c\":{}}}}"), 7},
    {BYTES("{\"a\":[],\"b\":{},\"c\":[{}]}"), 8},
    {BYTES("[{\"a\":1},{\"a\":2}]"), 7},
    {BYTES("{\"\\u0061\":true}"), 3},
    {BYTES("{\"null\":null,\"true\":false}"), 5},
    {BYTES("[1\r\n,\r\n2]"), 3},
    {BYTES("[-1,-0,0]"), 4},
};

static struct json json;

static void refuses_what_the_grammar_forbids(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(forbidden) / sizeof(forbidden[0]); i++) {
        const struct forbidden *row = &forbidden[i];
        struct json_error error;
        enum json_code code = json_read(&json, row->text, row->length, &error);
        if (code != row->code || error.code != code || error.line != row->line ||
            error.column != row->column)
            fail_msg("%zu: `%s`: code %d at %u:%u, expected %d at %u:%u", i, row->text, (int)code,
                     error.line, error.column, (int)row->code, row->line, row->column);
        assert_int_equal(json.token_count, 0);
    }
}

static void reads_what_the_grammar_allows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++) {
        struct json_error error;
        enum json_code code = json_read(&json, allowed[i].text, allowed[i].length, &error);
        if (code != JSON_OK || error.line != 0 || error.column != 0)
            fail_msg("%zu: `%s`: code %d at %u:%u", i, allowed[i].text, (int)code, error.line,
                     error.column);
        if (json.token_count != allowed[i].tokens)
            fail_msg("%zu: `%s`: %d tokens", i, allowed[i].text, json.token_count);
    }
}

/* No terminator helps: the byte after each text would change its meaning. */
static void never_looks_past_the_length(void **state)
{
    static char text[64];
    (void)state;
    for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++) {
        if (allowed[i].length >= sizeof(text))
            continue;
        memset(text, '9', sizeof(text));
        memcpy(text, allowed[i].text, allowed[i].length);
        assert_int_equal(json_read(&json, text, allowed[i].length, NULL), JSON_OK);
    }
}

/* Whatever is cut off a valid object, what is left is refused as cut off and nothing else. */
static void every_cut_of_a_published_file_is_truncated(void **state)
{
    static const char text[] = "{\n"
                               "  \"address\" : \"127.0.0.1\",\n"
                               "  \"exposeToNetwork\" : false,\n"
                               "  \"health\" : \"running\",\n"
                               "  \"instanceId\" : \"F26F8B59-2B64-4C57-8C5A-5A1CE9F9B4A8\",\n"
                               "  \"port\" : 1337,\n"
                               "  \"name\" : \"\\uD83E\\uDD95 \xF0\x9F\xA6\x95\",\n"
                               "  \"load\" : -1.5e+3,\n"
                               "  \"updatedAt\" : \"2026-11-22T12:35:12Z\",\n"
                               "  \"url\" : \"http:\\/\\/127.0.0.1:1337\"\n"
                               "}";
    struct json_error error;
    (void)state;
    assert_int_equal(json_read(&json, text, sizeof(text) - 1, &error), JSON_OK);
    assert_int_equal(json_read(&json, text, 0, &error), JSON_EMPTY);
    for (size_t length = 1; length < sizeof(text) - 1; length++) {
        uint32_t line = 1;
        uint32_t column = 1;
        for (size_t i = 0; i < length; i++) {
            column = text[i] == '\n' ? 1 : column + 1;
            line += text[i] == '\n';
        }
        assert_int_equal(json_read(&json, text, length, &error), JSON_TRUNCATED);
        assert_int_equal(error.line, line);
        assert_int_equal(error.column, column);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_what_the_grammar_forbids),
        cmocka_unit_test(reads_what_the_grammar_allows),
        cmocka_unit_test(never_looks_past_the_length),
        cmocka_unit_test(every_cut_of_a_published_file_is_truncated),
    };
    return cmocka_run_group_tests_name("json grammar", tests, NULL, NULL);
}
