/*
 * Golden screens: a world, a size and keystrokes give exactly the frame in NAME.txt beside this
 * file. UPDATE_GOLDEN=1 writes the files instead; look at the difference before committing it.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "osaurtop/keys.h"
#include "osaurtop/screen.h"
#include "osaurtop/text_writer.h"
#include "stage.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define USER_HOME "/Users/mo"

struct golden {
    const char *name;
    enum scene scene;
    int width;
    int height;
    enum charset charset;
    const char
        *keys; /* as typed; T: Tab; D, U, N, P: down, up, a page down, up; E: Enter; X: Esc */
    enum { PLAIN, LOGGED /* a story has been told in the events */, READ_ONLY } kind;
};

static const struct golden goldens[] = {
    {"mixed-100x30", SCENE_MIXED, 100, 30, CHARSET_UTF8, "", PLAIN},
    {"mixed-60x12", SCENE_MIXED, 60, 12, CHARSET_UTF8, "", PLAIN},
    {"mixed-30x6", SCENE_MIXED, 30, 6, CHARSET_UTF8, "", PLAIN},
    {"mixed-1x1", SCENE_MIXED, 1, 1, CHARSET_UTF8, "", PLAIN},
    {"mixed-160x40", SCENE_MIXED, 160, 40, CHARSET_UTF8, "", PLAIN},
    {"mixed-100x30-ascii", SCENE_MIXED, 100, 30, CHARSET_ASCII, "", PLAIN},
    {"mixed-60x12-ascii", SCENE_MIXED, 60, 12, CHARSET_ASCII, "", PLAIN},
    {"mixed-30x6-ascii", SCENE_MIXED, 30, 6, CHARSET_ASCII, "", PLAIN},
    {"mixed-1x1-ascii", SCENE_MIXED, 1, 1, CHARSET_ASCII, "", PLAIN},
    {"mixed-leaked", SCENE_MIXED, 100, 30, CHARSET_UTF8, "j", PLAIN},
    {"mixed-foreign", SCENE_MIXED, 100, 30, CHARSET_UTF8, "jj", PLAIN},
    {"mixed-pick", SCENE_MIXED, 100, 30, CHARSET_UTF8, "jjj", PLAIN},
    {"mixed-invalid-full", SCENE_MIXED, 60, 12, CHARSET_UTF8, "jjjjE", PLAIN},
    {"mixed-live-full", SCENE_MIXED, 60, 12, CHARSET_UTF8, "GUEG", PLAIN},
    {"mixed-last-paused", SCENE_MIXED, 60, 12, CHARSET_UTF8, "G ", PLAIN},
    {"events-100x30", SCENE_MIXED, 100, 30, CHARSET_UTF8, "jjj", LOGGED},
    {"events-100x30-ascii", SCENE_MIXED, 100, 30, CHARSET_ASCII, "jjj", LOGGED},
    {"events-80x24", SCENE_MIXED, 80, 24, CHARSET_UTF8, "j", LOGGED},
    {"events-60x12", SCENE_MIXED, 60, 12, CHARSET_UTF8, "e", LOGGED},
    {"events-30x6", SCENE_MIXED, 30, 6, CHARSET_UTF8, "e", LOGGED},
    {"events-30x6-ascii", SCENE_MIXED, 30, 6, CHARSET_ASCII, "e", LOGGED},
    {"events-focused-scrolled", SCENE_MIXED, 100, 30, CHARSET_UTF8, "TUU", LOGGED},
    {"events-filtered", SCENE_MIXED, 100, 30, CHARSET_UTF8, "jf", LOGGED},
    {"events-filtered-full", SCENE_MIXED, 60, 12, CHARSET_UTF8, "jjjef", LOGGED},
    {"events-of-nothing", SCENE_MIXED, 60, 12, CHARSET_ASCII, "jjjjef", LOGGED},
    {"events-hidden", SCENE_MIXED, 100, 30, CHARSET_UTF8, "e", LOGGED},
    {"events-empty", SCENE_EMPTY, 100, 30, CHARSET_UTF8, "", LOGGED},
    {"dialog-100x30", SCENE_MIXED, 100, 30, CHARSET_UTF8, "jjjx", LOGGED},
    {"dialog-100x30-ascii", SCENE_MIXED, 100, 30, CHARSET_ASCII, "jjjx", PLAIN},
    {"dialog-60x12", SCENE_MIXED, 60, 12, CHARSET_UTF8, "jjjx", PLAIN},
    {"dialog-30x6", SCENE_MIXED, 30, 6, CHARSET_UTF8, "jjjx", PLAIN},
    {"dialog-kept", SCENE_MIXED, 60, 12, CHARSET_UTF8, "jjjxn", PLAIN},
    {"not-stale-60x12", SCENE_MIXED, 60, 12, CHARSET_UTF8, "jx", PLAIN},
    {"not-stale-30x6", SCENE_MIXED, 30, 6, CHARSET_UTF8, "jx", PLAIN},
    {"read-only-100x30", SCENE_MIXED, 100, 30, CHARSET_UTF8, "jjj", READ_ONLY},
    {"read-only-help", SCENE_MIXED, 100, 40, CHARSET_UTF8, "jjj?", READ_ONLY},
    {"help-100x40", SCENE_MIXED, 100, 40, CHARSET_UTF8, "?", PLAIN},
    {"help-100x30", SCENE_MIXED, 100, 30, CHARSET_UTF8, "?", PLAIN},
    {"help-30x6-scrolled", SCENE_MIXED, 30, 6, CHARSET_UTF8, "?N", PLAIN},
    {"help-left-again", SCENE_MIXED, 60, 12, CHARSET_ASCII, "j?X", PLAIN},
    {"empty-100x30", SCENE_EMPTY, 100, 30, CHARSET_UTF8, "", PLAIN},
    {"empty-30x6", SCENE_EMPTY, 30, 6, CHARSET_UTF8, "jE", PLAIN},
    {"empty-1x1", SCENE_EMPTY, 1, 1, CHARSET_UTF8, "", PLAIN},
    {"missing-100x30", SCENE_MISSING, 100, 30, CHARSET_UTF8, "", PLAIN},
    {"missing-60x12", SCENE_MISSING, 60, 12, CHARSET_ASCII, "", PLAIN},
    {"missing-30x6", SCENE_MISSING, 30, 6, CHARSET_UTF8, "", PLAIN},
    {"unreadable-100x30", SCENE_UNREADABLE, 100, 30, CHARSET_UTF8, "", PLAIN},
    {"unreadable-1x1", SCENE_UNREADABLE, 1, 1, CHARSET_UTF8, "", PLAIN},
    {"not-a-directory-60x12", SCENE_NOT_ONE, 60, 12, CHARSET_UTF8, "", PLAIN},
    {"many-100x30", SCENE_MANY, 100, 30, CHARSET_UTF8, "", PLAIN},
    {"many-60x12-scrolled", SCENE_MANY, 60, 12, CHARSET_UTF8, "NNN", PLAIN},
    {"many-30x6-last", SCENE_MANY, 30, 6, CHARSET_UTF8, "G", PLAIN},
    {"hostile-100x30", SCENE_HOSTILE, 100, 30, CHARSET_UTF8, "", PLAIN},
    {"hostile-100x30-ascii", SCENE_HOSTILE, 100, 30, CHARSET_ASCII, "", PLAIN},
    {"wide-100x30", SCENE_WIDE, 100, 30, CHARSET_UTF8, "", PLAIN},
    {"wide-60x12", SCENE_WIDE, 60, 12, CHARSET_UTF8, "jjj", PLAIN},
    {"wide-30x6", SCENE_WIDE, 30, 6, CHARSET_UTF8, "", PLAIN},
};

static int stroke_of(char key)
{
    static const struct {
        char key;
        int stroke;
    } names[] = {
        {'T', STROKE_TAB},     {'D', STROKE_DOWN},  {'U', STROKE_UP},     {'N', STROKE_PAGE_DOWN},
        {'P', STROKE_PAGE_UP}, {'E', STROKE_ENTER}, {'X', STROKE_ESCAPE},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].key == key)
            return names[i].stroke;
    return key;
}

/* Draws after every keystroke, as the loop does. */
static void play(const struct golden *golden, struct frame *frame)
{
    struct stage stage;
    struct dashboard dashboard;
    stage_build(&stage, golden->scene);
    dashboard_start(&dashboard, 1000, USER_HOME);
    dashboard.read_only = golden->kind == READ_ONLY;
    if (golden->kind == LOGGED)
        dashboard.events.log = stage_log(&stage, golden->charset);
    dashboard_update(&dashboard, &stage.snapshot);
    assert_int_equal(frame_resize(frame, golden->width, golden->height, golden->charset), 0);
    screen_draw(frame, &dashboard, &stage.snapshot);
    for (const char *key = golden->keys; *key != '\0'; key++) {
        dashboard_key(&dashboard, &stage.snapshot, stroke_of(*key));
        screen_draw(frame, &dashboard, &stage.snapshot);
    }
    event_log_free((struct event_log *)dashboard.events.log);
    stage_free(&stage);
}

/* The frame as text; the caller frees it. */
static char *text_of(const struct frame *frame)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    text_writer_write(frame, stream);
    assert_int_equal(fclose(stream), 0);
    return text;
}

static void path_of(const struct golden *golden, char *path, size_t size)
{
    const char *source = getenv("srcdir");
    snprintf(path, size, "%s/tests/screens/%s.txt", source == NULL ? "." : source, golden->name);
}

static void update(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void compare(const struct golden *golden, const char *path, const char *text)
{
    static char expected[256 * 1024];
    FILE *file = fopen(path, "r");
    if (file == NULL)
        fail_msg("%s is missing; UPDATE_GOLDEN=1 writes it", path);
    size_t length = fread(expected, 1, sizeof expected - 1, file);
    expected[length] = '\0';
    fclose(file);
    if (strcmp(expected, text) != 0)
        fail_msg("%s differs; this was drawn:\n%s", golden->name, text);
}

static void screen_is_as_it_was_approved(void **state)
{
    const struct golden *golden = *state;
    struct frame frame = {0};
    char path[4096];
    play(golden, &frame);
    char *text = text_of(&frame);
    path_of(golden, path, sizeof path);
    if (getenv("UPDATE_GOLDEN") != NULL)
        update(path, text);
    else
        compare(golden, path, text);
    free(text);
    frame_free(&frame);
}

/* What the smallest screen of a world must still tell. */
static const char *essence(enum scene scene, enum charset charset)
{
    switch (scene) {
    case SCENE_MIXED:
        return theme_state_sign(STATE_STUCK, charset);
    case SCENE_MANY:
        return theme_state_sign(STATE_STALE, charset);
    case SCENE_HOSTILE:
    case SCENE_WIDE:
        return theme_state_sign(STATE_LIVE, charset);
    case SCENE_UNREADABLE:
    case SCENE_NOT_ONE:
        return "?";
    default:
        return "0";
    }
}

static void check_cells(const struct frame *frame)
{
    for (int y = 0; y < frame->height; y++) {
        for (int x = 0; x < frame->width; x++) {
            const struct frame_cell *cell = frame_cell(frame, x, y);
            unsigned char first = (unsigned char)cell->bytes[0];
            assert_true(cell->style < STYLE_COUNT);
            if (cell->width == 0) {
                /* The right half of a wide character has a left one. */
                assert_true(x > 0 && frame_cell(frame, x - 1, y)->width == 2);
                assert_int_equal(first, 0);
                continue;
            }
            if (cell->width == 2)
                assert_true(x + 1 < frame->width && frame_cell(frame, x + 1, y)->width == 0);
            assert_true(first >= 0x20 && first != 0x7F);
            if (frame->charset == CHARSET_ASCII)
                assert_true(first < 0x7F && cell->bytes[1] == '\0');
        }
    }
}

/* The cell behind the frame's last one must never be written. */
static void draw_guarded(struct frame *frame, struct dashboard *dashboard,
                         const struct snapshot *snapshot, int width, int height,
                         enum charset charset)
{
    static const struct frame_cell guard = {.bytes = "G", .width = 9, .style = 99};
    size_t count = (size_t)width * (size_t)height;
    assert_int_equal(frame_resize(frame, width, height, charset), 0);
    assert_true(frame->capacity > count);
    frame->cells[count] = guard;
    screen_draw(frame, dashboard, snapshot);
    assert_memory_equal(&frame->cells[count], &guard, sizeof guard);
    check_cells(frame);
}

static bool contains(const struct frame *frame, const char *bytes)
{
    for (int y = 0; y < frame->height; y++)
        for (int x = 0; x < frame->width; x++)
            if (strcmp(frame_cell(frame, x, y)->bytes, bytes) == 0)
                return true;
    return false;
}

static void check_every_size(struct stage *stage, enum scene scene, enum charset charset)
{
    struct frame frame = {0};
    assert_int_equal(frame_resize(&frame, 140, 50, charset), 0);
    for (int height = 1; height <= 40; height++) {
        for (int width = 1; width <= 130; width += width < 32 ? 1 : 9) {
            struct dashboard dashboard;
            dashboard_start(&dashboard, 1000, USER_HOME);
            dashboard_update(&dashboard, &stage->snapshot);
            draw_guarded(&frame, &dashboard, &stage->snapshot, width, height, charset);
            char first[2] = {essence(scene, charset)[0], '\0'};
            bool ascii = (unsigned char)first[0] < 0x80;
            if (!contains(&frame, ascii ? first : essence(scene, charset)))
                fail_msg("world %d at %dx%d says nothing that matters", (int)scene, width, height);
            for (const char *key = "GE?NXXgjjjxXee"; *key != '\0'; key++) {
                dashboard_key(&dashboard, &stage->snapshot, stroke_of(*key));
                draw_guarded(&frame, &dashboard, &stage->snapshot, width, height, charset);
            }
        }
    }
    frame_free(&frame);
}

static void every_size_is_drawn_within_its_cells_and_tells_what_matters(void **state)
{
    (void)state;
    for (enum scene scene = 0; scene < SCENE_COUNT; scene++) {
        struct stage stage;
        stage_build(&stage, scene);
        check_every_size(&stage, scene, CHARSET_UTF8);
        check_every_size(&stage, scene, CHARSET_ASCII);
        stage_free(&stage);
    }
}

static void keys_pressed_at_random_leave_a_screen_that_is_whole(void **state)
{
    (void)state;
    static const char keys[] = "jkgGDUNPEX ?efTxy";
    struct frame frame = {0};
    uint32_t random = 1;
    assert_int_equal(frame_resize(&frame, 140, 50, CHARSET_UTF8), 0);
    for (enum scene scene = 0; scene < SCENE_COUNT; scene++) {
        struct stage stage;
        struct dashboard dashboard;
        stage_build(&stage, scene);
        dashboard_start(&dashboard, 1000, USER_HOME);
        struct event_log *log = stage_log(&stage, CHARSET_UTF8);
        dashboard.events.log = log;
        dashboard_update(&dashboard, &stage.snapshot);
        for (int i = 0; i < 700; i++) {
            random = random * 1664525u + 1013904223u;
            int stroke = stroke_of(keys[(random >> 24) % (sizeof keys - 1)]);
            int width = 1 + (int)((random >> 8) % 120);
            int height = 1 + (int)((random >> 16) % 40);
            dashboard_key(&dashboard, &stage.snapshot, stroke);
            draw_guarded(&frame, &dashboard, &stage.snapshot, width, height, CHARSET_UTF8);
            if (dashboard.pane == DASHBOARD_TABLE && stage.snapshot.count > 0) {
                struct frame_area all = frame_all(&frame);
                assert_true(dashboard.row >= dashboard.top && all.width > 0);
                assert_true(dashboard.row < dashboard.top + (size_t)dashboard.table_rows);
            }
        }
        event_log_free(log);
        stage_free(&stage);
    }
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
    enum { COUNT = sizeof goldens / sizeof goldens[0] };
    static struct CMUnitTest tests[COUNT + 2];
    static struct golden states[COUNT];
    setenv("TZ", "UTC", 1);
    tzset();
    if (!set_utf8_locale()) {
        puts("1..0 # SKIP no UTF-8 locale");
        return 77;
    }
    for (size_t i = 0; i < COUNT; i++) {
        states[i] = goldens[i];
        tests[i] = (struct CMUnitTest){.name = goldens[i].name,
                                       .test_func = screen_is_as_it_was_approved,
                                       .initial_state = &states[i]};
    }
    tests[COUNT] = (struct CMUnitTest)cmocka_unit_test(
        every_size_is_drawn_within_its_cells_and_tells_what_matters);
    tests[COUNT + 1] =
        (struct CMUnitTest)cmocka_unit_test(keys_pressed_at_random_leave_a_screen_that_is_whole);
    return cmocka_run_group_tests_name("screens", tests, NULL, NULL);
}
