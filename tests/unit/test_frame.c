#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "osaurtop/frame.h"
#include "osaurtop/text_writer.h"

#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Row `y` of a frame as text, wide characters once. */
static const char *row_of(const struct frame *frame, int y)
{
    static char text[4096];
    size_t length = 0;
    for (int x = 0; x < frame->width; x++)
        length += (size_t)snprintf(text + length, sizeof text - length, "%s",
                                   frame_cell(frame, x, y)->bytes);
    return text;
}

static struct frame frame_of(int width, int height)
{
    struct frame frame = {0};
    assert_int_equal(frame_resize(&frame, width, height, CHARSET_UTF8), 0);
    return frame;
}

static void hostile_bytes_become_printable_characters(void **state)
{
    (void)state;
    static const char *const hostile[] = {
        "\033[2J",
        "a\rb\nc\td",
        "\x7F",
        "\xC2\x9B"
        "31m",
        "\xE2\x80\xAE"
        "abc",
        "\xFF\xFE",
        "\xC3",
        "\xED\xA0\x80x",
        "e\xCC\x81",
        "\xE2\x80\x8B",
    };
    for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
        for (int charset = CHARSET_UTF8; charset <= CHARSET_ASCII; charset++) {
            struct frame frame = {0};
            assert_int_equal(frame_resize(&frame, 10, 1, (enum charset)charset), 0);
            frame_put(&frame, frame_all(&frame), 0, 0, STYLE_NORMAL, hostile[i]);
            for (int x = 0; x < 10; x++) {
                const char *bytes = frame_cell(&frame, x, 0)->bytes;
                uint32_t code_point;
                text_decode(bytes, strlen(bytes), &code_point);
                assert_int_equal(text_safe(code_point), code_point);
                assert_true(charset == CHARSET_UTF8 || code_point < 0x7F);
            }
            frame_free(&frame);
        }
    }
}

static void wide_characters_are_never_half_drawn_at_any_column(void **state)
{
    (void)state;
    for (int column = -9; column <= 9; column++) {
        struct frame frame = frame_of(7, 1);
        struct frame_area area = {1, 0, 5, 1};
        frame_put(&frame, area, column, 0, STYLE_LIVE, "恐竜a恐");
        assert_string_equal(frame_cell(&frame, 0, 0)->bytes, " ");
        assert_string_equal(frame_cell(&frame, 6, 0)->bytes, " ");
        for (int x = 0; x < 7; x++) {
            const struct frame_cell *cell = frame_cell(&frame, x, 0);
            if (cell->width == 2)
                assert_true(x + 1 <= 5 && frame_cell(&frame, x + 1, 0)->width == 0);
            if (cell->width == 0)
                assert_true(x > 1 && frame_cell(&frame, x - 1, 0)->width == 2);
        }
        frame_free(&frame);
    }
}

static void writing_over_half_of_a_wide_character_blanks_the_other_half(void **state)
{
    (void)state;
    struct frame frame = frame_of(6, 1);
    struct frame_area all = frame_all(&frame);
    frame_put(&frame, all, 0, 0, STYLE_NORMAL, "恐竜恐");
    frame_put(&frame, all, 1, 0, STYLE_NORMAL, "x");
    assert_string_equal(row_of(&frame, 0), " x竜恐");
    frame_put(&frame, all, 4, 0, STYLE_NORMAL, "y");
    assert_string_equal(row_of(&frame, 0), " x竜y ");
    frame_put(&frame, all, 1, 0, STYLE_NORMAL, "恐");
    assert_string_equal(row_of(&frame, 0), " 恐 y ");
    frame_free(&frame);
}

static void text_outside_of_its_area_is_cut(void **state)
{
    (void)state;
    static const struct {
        struct frame_area area;
        int column, row;
        const char *expected;
    } cases[] = {
        {{0, 0, 8, 1}, 0, 0, "abcdef  "},  {{0, 0, 3, 1}, 0, 0, "abc     "},
        {{2, 0, 3, 1}, 0, 0, "  abc   "},  {{2, 0, 3, 1}, -1, 0, "  bcd   "},
        {{2, 0, 3, 1}, 2, 0, "    a   "},  {{2, 0, 3, 1}, 3, 0, "        "},
        {{6, 0, 99, 1}, 0, 0, "      ab"}, {{-2, 0, 5, 1}, 0, 0, "cde     "},
        {{0, 0, 8, 1}, 0, 1, "        "},  {{0, 0, 8, 1}, 0, -1, "        "},
        {{0, -1, 8, 2}, 0, 1, "abcdef  "}, {{0, 0, 8, 0}, 0, 0, "        "},
        {{0, 0, -3, 1}, 0, 0, "        "}, {{99, 0, 8, 1}, 0, 0, "        "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct frame frame = frame_of(8, 1);
        frame_put(&frame, cases[i].area, cases[i].column, cases[i].row, STYLE_NORMAL, "abcdef");
        assert_string_equal(row_of(&frame, 0), cases[i].expected);
        frame_free(&frame);
    }
}

static void what_does_not_fit_ends_in_an_ellipsis(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int width;
        enum field_align align;
        const char *expected;
    } cases[] = {
        {"abc", 5, FIELD_LEFT, "|abc  |  "},     {"abc", 5, FIELD_RIGHT, "|  abc|  "},
        {"abcde", 5, FIELD_LEFT, "|abcde|  "},   {"abcdef", 5, FIELD_LEFT, "|abcd…|  "},
        {"abcdef", 5, FIELD_RIGHT, "|abcd…|  "}, {"abcdef", 1, FIELD_LEFT, "|…|      "},
        {"abcdef", 0, FIELD_LEFT, "||       "},  {"恐竜恐", 5, FIELD_LEFT, "|恐竜…|  "},
        {"恐竜恐", 4, FIELD_LEFT, "|恐 …|   "},  {"恐", 3, FIELD_RIGHT, "| 恐|    "},
        {"", 2, FIELD_LEFT, "|  |     "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct frame frame = frame_of(9, 1);
        struct frame_area all = frame_all(&frame);
        frame_put(&frame, all, 0, 0, STYLE_NORMAL, "|xxxxxxx");
        int end = frame_put_within(&frame, all, 1, 0, cases[i].width, cases[i].align, STYLE_NORMAL,
                                   cases[i].text);
        assert_int_equal(end, 1 + cases[i].width);
        frame_put(&frame, all, end, 0, STYLE_NORMAL, "|       ");
        assert_string_equal(row_of(&frame, 0), cases[i].expected);
        frame_free(&frame);
    }
}

static void paths_are_cut_in_the_middle_and_never_beyond_their_width(void **state)
{
    (void)state;
    const char *path = "/Users/恐竜/.osaurus/runtime";
    for (int width = 0; width <= 32; width++) {
        struct frame frame = frame_of(40, 1);
        int end = frame_put_path(&frame, frame_all(&frame), 2, 0, width, STYLE_LIVE, path);
        assert_true(end <= 2 + width);
        for (int x = 0; x < 40; x++)
            if (x < 2 || x >= 2 + width)
                assert_int_equal(frame_cell(&frame, x, 0)->style, STYLE_NORMAL);
        if (width >= 8 && width < 28) {
            assert_non_null(strstr(row_of(&frame, 0), "…"));
            assert_non_null(strstr(row_of(&frame, 0), "time"));
        }
        if (width >= 28)
            assert_non_null(strstr(row_of(&frame, 0), path));
        frame_free(&frame);
    }
}

static void sizes_beyond_the_bounds_are_clamped(void **state)
{
    (void)state;
    struct frame frame = frame_of(0, -5);
    assert_int_equal(frame.width, 1);
    assert_int_equal(frame.height, 1);
    assert_int_equal(frame_resize(&frame, 1 << 20, 1, CHARSET_UTF8), 0);
    assert_int_equal(frame.width, FRAME_WIDTH_MAX);
    frame_free(&frame);
}

static void a_smaller_frame_reuses_its_memory(void **state)
{
    (void)state;
    struct frame frame = frame_of(100, 30);
    const struct frame_cell *cells = frame.cells;
    assert_int_equal(frame_resize(&frame, 30, 6, CHARSET_UTF8), 0);
    assert_ptr_equal(frame.cells, cells);
    assert_int_equal(frame_resize(&frame, 100, 30, CHARSET_UTF8), 0);
    assert_ptr_equal(frame.cells, cells);
    frame_free(&frame);
}

static void text_of_a_frame_has_no_trailing_blanks(void **state)
{
    (void)state;
    struct frame frame = frame_of(8, 3);
    char *text = NULL;
    size_t size = 0;
    frame_put(&frame, frame_all(&frame), 1, 0, STYLE_NORMAL, "恐 a");
    frame_put(&frame, frame_all(&frame), 6, 2, STYLE_NORMAL, "竜");
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    text_writer_write(&frame, stream);
    fclose(stream);
    assert_string_equal(text, " 恐 a\n\n      竜\n");
    free(text);
    frame_free(&frame);
}

static bool set_utf8_locale(void)
{
    static const char *const names[] = {"C.UTF-8", "C.utf8", "en_US.UTF-8"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (setlocale(LC_ALL, names[i]) != NULL)
            return true;
    return false;
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_bytes_become_printable_characters),
        cmocka_unit_test(wide_characters_are_never_half_drawn_at_any_column),
        cmocka_unit_test(writing_over_half_of_a_wide_character_blanks_the_other_half),
        cmocka_unit_test(text_outside_of_its_area_is_cut),
        cmocka_unit_test(what_does_not_fit_ends_in_an_ellipsis),
        cmocka_unit_test(paths_are_cut_in_the_middle_and_never_beyond_their_width),
        cmocka_unit_test(sizes_beyond_the_bounds_are_clamped),
        cmocka_unit_test(a_smaller_frame_reuses_its_memory),
        cmocka_unit_test(text_of_a_frame_has_no_trailing_blanks),
    };
    if (!set_utf8_locale()) {
        puts("1..0 # SKIP no UTF-8 locale");
        return 77;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
