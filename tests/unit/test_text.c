#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "osaurtop/text.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

/* U+FFFD as it is written. */
#define FFFD "\xEF\xBF\xBD"

#define DINO "\xF0\x9F\xA6\x95" /* U+1F995, two columns */
#define SUN  "\xE6\x97\xA5"     /* U+65E5, two columns */
#define DOTS "\xE2\x80\xA6"     /* the ellipsis */

/* The names a UTF-8 locale without a language goes by. */
static bool enter_utf8_locale(void)
{
    return setlocale(LC_ALL, "C.UTF-8") || setlocale(LC_ALL, "C.utf8") ||
           setlocale(LC_ALL, "en_US.UTF-8");
}

static int in_c_locale(void **state)
{
    (void)state;
    return setlocale(LC_ALL, "C") ? 0 : -1;
}

static bool is_scalar(uint32_t code_point)
{
    return code_point <= 0x10FFFF && (code_point < 0xD800 || code_point > 0xDFFF);
}

static void every_scalar_value_round_trips(void **state)
{
    (void)state;
    for (uint32_t code_point = 0; code_point <= 0x10FFFF; code_point++) {
        char bytes[4];
        uint32_t decoded;
        size_t length = text_encode(code_point, bytes);
        if (text_decode(bytes, length, &decoded) != length ||
            decoded != (is_scalar(code_point) ? code_point : TEXT_REPLACEMENT))
            fail_msg("U+%04X became U+%04X", code_point, decoded);
    }
}

static void encodes_only_scalar_values(void **state)
{
    static const uint32_t values[] = {0xD800, 0xDFFF, 0x110000, UINT32_MAX};
    (void)state;
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        char bytes[4];
        assert_int_equal(text_encode(values[i], bytes), 3);
        assert_memory_equal(bytes, FFFD, 3);
    }
}

/* From the tables of Unicode's chapter 3, "U+FFFD substitution of maximal subparts". */
static void ill_formed_bytes_are_replaced_by_maximal_parts(void **state)
{
    static const struct {
        const char *bytes;
        const char *expected;
    } rows[] = {
        {"\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41", FFFD FFFD FFFD FFFD FFFD FFFD FFFD FFFD "A"},
        {"\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41", FFFD FFFD FFFD FFFD FFFD FFFD FFFD FFFD "A"},
        {"\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42", FFFD FFFD FFFD FFFD FFFD "A" FFFD FFFD "B"},
        {"\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41", FFFD FFFD FFFD FFFD "A"},
        {"\x80", FFFD},
        {"\xFE\xFF", FFFD FFFD},
        {"a\xC3", "a" FFFD},
        {"\xF0\x9F\xA6", FFFD},
        {"\xE2\x82", FFFD},
        {"\xC3\xC3\xA9", FFFD "\xC3\xA9"},
        {FFFD, FFFD},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char out[64];
        size_t length =
            text_harmless(out, sizeof(out), rows[i].bytes, strlen(rows[i].bytes), CHARSET_UTF8);
        assert_string_equal(out, rows[i].expected);
        assert_int_equal(length, strlen(rows[i].expected));
    }
}

static const struct {
    uint32_t first, last;
} never_safe[] = {
    {0x0000, 0x001F},     {0x007F, 0x009F},   {0x00AD, 0x00AD},   {0x034F, 0x034F},
    {0x061C, 0x061C},     {0x115F, 0x1160},   {0x17B4, 0x17B5},   {0x180B, 0x180F},
    {0x200B, 0x200F},     {0x2028, 0x202E},   {0x2060, 0x206F},   {0x3164, 0x3164},
    {0xD800, 0xDFFF},     {0xE000, 0xF8FF},   {0xFDD0, 0xFDEF},   {0xFE00, 0xFE0F},
    {0xFEFF, 0xFEFF},     {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},   {0xFFFE, 0xFFFF},
    {0x1FFFE, 0x1FFFF},   {0x2FFFE, 0x2FFFF}, {0x0300, 0x036F},   {0x20D0, 0x20F0},
    {0xE0000, 0xE0FFF},   {0xEFFFE, 0xEFFFF}, {0xF0000, 0xFFFFF}, {0x100000, 0x10FFFF},
    {0x110000, 0x110010},
};

static const uint32_t always_safe[] = {
    ' ',    '!',    'A',    '~',    0x00A0, 0x00E9, 0x0416, 0x05D0, 0x0627, 0x0E01,  0x2026,
    0x20AC, 0x2713, 0x25CF, 0x3042, 0x65E5, 0xAC00, 0xFF21, 0xFFFC, 0xFFFD, 0x1F995, 0x20000};

static void check_what_is_safe(void)
{
    for (size_t i = 0; i < sizeof(never_safe) / sizeof(never_safe[0]); i++) {
        for (uint32_t at = never_safe[i].first; at <= never_safe[i].last; at++) {
            if (text_safe(at) != TEXT_REPLACEMENT)
                fail_msg("U+%04X is let through", at);
        }
    }
    for (size_t i = 0; i < sizeof(always_safe) / sizeof(always_safe[0]); i++) {
        if (text_safe(always_safe[i]) != always_safe[i])
            fail_msg("U+%04X is not let through", always_safe[i]);
    }
}

static void controls_and_tricks_are_unsafe_without_a_locale(void **state)
{
    (void)state;
    check_what_is_safe();
    for (uint32_t code_point = 0; code_point <= 0x10FFFF; code_point++)
        assert_int_equal(text_width(code_point), 1);
}

static void controls_and_tricks_are_unsafe_in_a_utf8_locale(void **state)
{
    (void)state;
    if (!enter_utf8_locale())
        skip();
    check_what_is_safe();
}

static void what_is_safe_has_one_or_two_columns(void **state)
{
    static const uint32_t joining[] = {0x0301, 0x0591, 0x064B, 0x0E31, 0x0E47,
                                       0x093C, 0x20DD, 0x3099, 0x1E8D0};
    (void)state;
    if (!enter_utf8_locale())
        skip();
    for (uint32_t code_point = 0; code_point <= 0x10FFFF; code_point++) {
        int width = text_width(text_safe(code_point));
        assert_true(width == 1 || width == 2);
    }
    for (size_t i = 0; i < sizeof(joining) / sizeof(joining[0]); i++) {
        if (text_safe(joining[i]) != TEXT_REPLACEMENT)
            fail_msg("U+%04X joins another cell", joining[i]);
    }
    assert_int_equal(text_width('a'), 1);
    assert_int_equal(text_width(0x00E9), 1);
    assert_int_equal(text_width(0x65E5), 2);
    assert_int_equal(text_width(0x1F995), 2);
    assert_int_equal(text_width(TEXT_REPLACEMENT), 1);
}

static void hostile_text_loses_its_teeth(void **state)
{
    static const struct {
        const char *bytes;
        size_t length;
        const char *utf8;
        const char *ascii;
    } rows[] = {
        {"running", 7, "running", "running"},
        {"", 0, "", ""},
        {"\x1B[31mred\x1B[0m", 12, FFFD "[31mred" FFFD "[0m", "?[31mred?[0m"},
        {"a\0b", 3, "a" FFFD "b", "a?b"},
        {"a\r\nb\tc", 6, "a" FFFD FFFD "b" FFFD "c", "a??b?c"},
        {"\xC2\x9B"
         "31m",
         5, FFFD "31m", "?31m"},
        {"\x7F", 1, FFFD, "?"},
        {"evil\xE2\x80\xAEgpj", 10, "evil" FFFD "gpj", "evil?gpj"},
        {"a\xE2\x80\x8B"
         "b",
         5, "a" FFFD "b", "a?b"},
        {"caf\xC3\xA9", 5, "caf\xC3\xA9", "caf?"},
        {DINO, 4, DINO, "?"},
        {"\xFF\xFE", 2, FFFD FFFD, "??"},
        {"a?~", 3, "a?~", "a?~"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char out[64];
        text_harmless(out, sizeof(out), rows[i].bytes, rows[i].length, CHARSET_UTF8);
        assert_string_equal(out, rows[i].utf8);
        text_harmless(out, sizeof(out), rows[i].bytes, rows[i].length, CHARSET_ASCII);
        assert_string_equal(out, rows[i].ascii);
    }
}

static void harmless_text_is_never_cut_inside_a_character(void **state)
{
    static const char text[] = "a\xC3\xA9" SUN DINO "z";
    static const size_t lengths[] = {0, 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11};
    (void)state;
    for (size_t size = 0; size < sizeof(lengths) / sizeof(lengths[0]); size++) {
        char out[16];
        memset(out, '#', sizeof(out));
        assert_int_equal(text_harmless(out, size, text, strlen(text), CHARSET_UTF8), lengths[size]);
        if (size > 0) {
            assert_int_equal(strlen(out), lengths[size]);
            assert_memory_equal(out, text, lengths[size]);
        }
        assert_int_equal(out[size], '#');
    }
}

static void random_bytes_become_safe_text(void **state)
{
    uint32_t random = 42;
    (void)state;
    for (int round = 0; round < 20000; round++) {
        char bytes[32];
        char out[40];
        char again[40];
        for (size_t i = 0; i < sizeof(bytes); i++) {
            random = random * 1664525 + 1013904223;
            bytes[i] = (char)(random >> 24);
        }
        enum charset charset = round % 2 ? CHARSET_UTF8 : CHARSET_ASCII;
        size_t length = text_harmless(out, sizeof(out), bytes, sizeof(bytes), charset);
        assert_int_equal(strlen(out), length);
        for (size_t at = 0; at < length;) {
            uint32_t code_point;
            at += text_decode(out + at, length - at, &code_point);
            assert_int_equal(text_safe(code_point), code_point);
            assert_true(charset == CHARSET_UTF8 || code_point < 0x7F);
        }
        assert_int_equal(text_harmless(again, sizeof(again), out, length, charset), length);
        assert_string_equal(again, out);
    }
}

static void columns_count_wide_characters_twice(void **state)
{
    (void)state;
    if (!enter_utf8_locale())
        skip();
    assert_int_equal(text_columns(""), 0);
    assert_int_equal(text_columns("abc"), 3);
    assert_int_equal(text_columns("caf\xC3\xA9"), 4);
    assert_int_equal(text_columns(SUN DINO "a"), 5);
}

static void clips_to_columns_with_an_ellipsis(void **state)
{
    static const struct {
        const char *text;
        int columns;
        enum charset charset;
        const char *expected;
    } rows[] = {
        {"running", 7, CHARSET_UTF8, "running"},
        {"running", 8, CHARSET_UTF8, "running"},
        {"running", 6, CHARSET_UTF8, "runni" DOTS},
        {"running", 6, CHARSET_ASCII, "runni~"},
        {"running", 1, CHARSET_UTF8, DOTS},
        {"running", 0, CHARSET_UTF8, ""},
        {"running", -1, CHARSET_UTF8, ""},
        {"", 0, CHARSET_UTF8, ""},
        {"", -5, CHARSET_UTF8, ""},
        {"", 5, CHARSET_UTF8, ""},
        {SUN SUN SUN, 6, CHARSET_UTF8, SUN SUN SUN},
        {SUN SUN SUN, 5, CHARSET_UTF8, SUN SUN DOTS},
        {SUN SUN SUN, 4, CHARSET_UTF8, SUN DOTS},
        {SUN SUN SUN, 2, CHARSET_UTF8, DOTS},
        {SUN "ab", 3, CHARSET_UTF8, SUN DOTS},
    };
    (void)state;
    if (!enter_utf8_locale())
        skip();
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[32];
        snprintf(text, sizeof(text), "%s", rows[i].text);
        text_clip(text, sizeof(text), rows[i].columns, rows[i].charset);
        assert_string_equal(text, rows[i].expected);
    }
}

static void an_ellipsis_that_does_not_fit_the_buffer_is_a_tilde(void **state)
{
    char text[4] = "abc";
    (void)state;
    text_clip(text, sizeof(text), 2, CHARSET_UTF8);
    assert_string_equal(text, "a~");
    strcpy(text, "abc");
    text_clip(text, sizeof(text), 1, CHARSET_UTF8);
    assert_string_equal(text, DOTS);
}

static void the_charset_follows_the_locale(void **state)
{
    (void)state;
    assert_int_equal(text_locale_charset(), CHARSET_ASCII);
    if (!enter_utf8_locale())
        skip();
    assert_int_equal(text_locale_charset(), CHARSET_UTF8);
}

static void names_match_globs_without_regard_to_case(void **state)
{
    static const struct {
        const char *pattern;
        const char *name;
        bool matches;
    } rows[] = {
        {"osaurus*", "osaurus", true},
        {"osaurus*", "Osaurus", true},
        {"OSAURUS*", "osaurus-dev", true},
        {"osaurus*", "my-osaurus", false},
        {"osaurus*", "osauru", false},
        {"osaurus", "osaurus", true},
        {"osaurus", "osaurus2", false},
        {"*", "", true},
        {"", "", true},
        {"", "a", false},
        {"?", "a", true},
        {"?", "", false},
        {"?", "ab", false},
        {"?", "\xC3\xA9", true},
        {"a?c", "abc", true},
        {"a*c", "ac", true},
        {"a*c", "abcbc", true},
        {"a*c", "abcb", false},
        {"*b*", "abc", true},
        {"**a**", "a", true},
        {"*ab", "aab", true},
        {"*aab", "aaab", true},
        {"a*b?d*", "axxbcbxd", true},
        {"[ab]", "a", false},
        {"[ab]", "[ab]", true},
        {"*a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
         false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (text_matches(rows[i].pattern, rows[i].name) != rows[i].matches)
            fail_msg("%s, %s", rows[i].pattern, rows[i].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_scalar_value_round_trips),
        cmocka_unit_test(encodes_only_scalar_values),
        cmocka_unit_test(ill_formed_bytes_are_replaced_by_maximal_parts),
        cmocka_unit_test_setup(controls_and_tricks_are_unsafe_without_a_locale, in_c_locale),
        cmocka_unit_test_setup(controls_and_tricks_are_unsafe_in_a_utf8_locale, in_c_locale),
        cmocka_unit_test_setup(what_is_safe_has_one_or_two_columns, in_c_locale),
        cmocka_unit_test_setup(hostile_text_loses_its_teeth, in_c_locale),
        cmocka_unit_test(harmless_text_is_never_cut_inside_a_character),
        cmocka_unit_test(random_bytes_become_safe_text),
        cmocka_unit_test_setup(columns_count_wide_characters_twice, in_c_locale),
        cmocka_unit_test_setup(clips_to_columns_with_an_ellipsis, in_c_locale),
        cmocka_unit_test(an_ellipsis_that_does_not_fit_the_buffer_is_a_tilde),
        cmocka_unit_test_setup(the_charset_follows_the_locale, in_c_locale),
        cmocka_unit_test(names_match_globs_without_regard_to_case),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
