#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../screens/stage.h"
#include "osaurtop/dashboard.h"
#include "osaurtop/keys.h"
#include "osaurtop/layout.h"
#include "osaurtop/screen.h"
#include "osaurtop/short_id.h"
#include "osaurtop/theme.h"
#include "osaurtop/views.h"

#include <stdio.h>
#include <string.h>

struct fixture {
    struct stage stage;
    struct dashboard dashboard;
};

static void begin(struct fixture *fixture, enum scene scene)
{
    stage_build(&fixture->stage, scene);
    dashboard_start(&fixture->dashboard, 1000, "/Users/mo");
    dashboard_update(&fixture->dashboard, &fixture->stage.snapshot);
    dashboard_fit(&fixture->dashboard, &fixture->stage.snapshot, 5, 0, 0);
}

static unsigned press(struct fixture *fixture, int stroke)
{
    return dashboard_key(&fixture->dashboard, &fixture->stage.snapshot, stroke);
}

static const char *selected(const struct fixture *fixture)
{
    const struct instance *instance =
        dashboard_selected(&fixture->dashboard, &fixture->stage.snapshot);
    return instance == NULL ? "" : instance->entry->directory;
}

static const char *name_at(const struct fixture *fixture, size_t row)
{
    return fixture->stage.entries[row].directory;
}

static void first_instance_is_selected_at_first(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, SCENE_MIXED);
    assert_string_equal(selected(&fixture), name_at(&fixture, 0));
    stage_free(&fixture.stage);
}

static void selection_follows_the_instance_when_others_come_and_go(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, SCENE_MIXED);
    press(&fixture, 'j');
    press(&fixture, 'j');
    char name[ENTRY_NAME_SIZE];
    snprintf(name, sizeof name, "%s", selected(&fixture));
    stage_insert_first(&fixture.stage, "000");
    dashboard_update(&fixture.dashboard, &fixture.stage.snapshot);
    assert_string_equal(selected(&fixture), name);
    stage_remove(&fixture.stage, "000");
    stage_remove(&fixture.stage, name_at(&fixture, 0));
    dashboard_update(&fixture.dashboard, &fixture.stage.snapshot);
    assert_string_equal(selected(&fixture), name);
    stage_free(&fixture.stage);
}

static void neighbour_is_selected_when_the_instance_is_gone(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, SCENE_MIXED);
    press(&fixture, 'G');
    char last[ENTRY_NAME_SIZE];
    snprintf(last, sizeof last, "%s", selected(&fixture));
    stage_remove(&fixture.stage, last);
    dashboard_update(&fixture.dashboard, &fixture.stage.snapshot);
    assert_string_equal(selected(&fixture), name_at(&fixture, fixture.stage.entry_count - 1));
    stage_free(&fixture.stage);
}

static void open_detail_never_turns_into_another_instance(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, SCENE_MIXED);
    press(&fixture, STROKE_ENTER);
    char name[ENTRY_NAME_SIZE];
    snprintf(name, sizeof name, "%s", selected(&fixture));
    struct entry kept = fixture.stage.entries[0];
    stage_remove(&fixture.stage, name);
    dashboard_update(&fixture.dashboard, &fixture.stage.snapshot);
    assert_null(dashboard_selected(&fixture.dashboard, &fixture.stage.snapshot));

    /* When it comes back it is found again. */
    stage_insert_first(&fixture.stage, kept.directory);
    dashboard_update(&fixture.dashboard, &fixture.stage.snapshot);
    assert_string_equal(selected(&fixture), name);

    stage_remove(&fixture.stage, name);
    dashboard_update(&fixture.dashboard, &fixture.stage.snapshot);
    press(&fixture, STROKE_ESCAPE);
    assert_int_equal(fixture.dashboard.pane, DASHBOARD_TABLE);
    assert_string_equal(selected(&fixture), name_at(&fixture, 0));
    stage_free(&fixture.stage);
}

static void selection_is_nothing_when_all_are_gone_and_the_first_when_some_come(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, SCENE_EMPTY);
    assert_string_equal(selected(&fixture), "");
    assert_int_equal(press(&fixture, 'j'), REACTION_NONE);
    assert_int_equal(press(&fixture, STROKE_ENTER), REACTION_NONE);
    stage_insert_first(&fixture.stage, "A");
    dashboard_update(&fixture.dashboard, &fixture.stage.snapshot);
    assert_string_equal(selected(&fixture), "A");
    stage_remove(&fixture.stage, "A");
    dashboard_update(&fixture.dashboard, &fixture.stage.snapshot);
    assert_string_equal(selected(&fixture), "");
    stage_free(&fixture.stage);
}

static void same_directory_in_another_home_is_another_instance(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, SCENE_MIXED);
    press(&fixture, 'j');
    fixture.stage.snapshot.homes[1] = (struct home_view){.path = "/old", .legacy = true};
    fixture.stage.snapshot.home_count = 2;
    fixture.stage.entries[1].home = 1;
    dashboard_update(&fixture.dashboard, &fixture.stage.snapshot);
    assert_string_equal(fixture.dashboard.home, "/old");
    stage_free(&fixture.stage);
}

static void keys_move_the_selection_and_stop_at_the_ends(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        int strokes[4];
        size_t row;
    } cases[] = {
        {"down", {'j', STROKE_DOWN}, 2},
        {"up at the top", {'k', STROKE_UP}, 0},
        {"down and up", {'j', 'j', 'k'}, 1},
        {"last", {'G'}, 59},
        {"end", {STROKE_END}, 59},
        {"down at the end", {'G', 'j'}, 59},
        {"home", {'G', STROKE_HOME}, 0},
        {"first", {'G', 'g'}, 0},
        {"a page is a row less than what is shown", {STROKE_PAGE_DOWN}, 4},
        {"pages", {STROKE_PAGE_DOWN, STROKE_PAGE_DOWN, STROKE_PAGE_UP}, 4},
        {"page up at the top", {STROKE_PAGE_UP}, 0},
        {"page down at the end", {'G', 'k', STROKE_PAGE_DOWN}, 59},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fixture fixture;
        begin(&fixture, SCENE_MANY);
        for (size_t k = 0; k < 4 && cases[i].strokes[k] != STROKE_NONE; k++)
            press(&fixture, cases[i].strokes[k]);
        if (fixture.dashboard.row != cases[i].row)
            fail_msg("%s: row %zu", cases[i].what, fixture.dashboard.row);
        dashboard_fit(&fixture.dashboard, &fixture.stage.snapshot, 5, 0, 0);
        assert_true(fixture.dashboard.top <= cases[i].row);
        assert_true(cases[i].row < fixture.dashboard.top + 5);
        stage_free(&fixture.stage);
    }
}

static void keys_ask_for_what_they_mean(void **state)
{
    (void)state;
    static const struct {
        int stroke;
        unsigned reactions;
    } cases[] = {
        {'q', REACTION_QUIT},         {STROKE_F10, REACTION_QUIT},   {'?', REACTION_REDRAW},
        {STROKE_F1, REACTION_REDRAW}, {' ', REACTION_REDRAW},        {'j', REACTION_REDRAW},
        {'z', REACTION_NONE},         {STROKE_OTHER, REACTION_NONE}, {STROKE_ESCAPE, REACTION_NONE},
        {STROKE_NONE, REACTION_NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fixture fixture;
        begin(&fixture, SCENE_MIXED);
        assert_int_equal(press(&fixture, cases[i].stroke), cases[i].reactions);
        stage_free(&fixture.stage);
    }
}

static void leaving_a_pause_looks_at_once(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, SCENE_MIXED);
    press(&fixture, ' ');
    assert_true(fixture.dashboard.paused);
    assert_int_equal(press(&fixture, ' '), REACTION_REDRAW | REACTION_RESCAN);
    assert_false(fixture.dashboard.paused);
    stage_free(&fixture.stage);
}

static void help_leads_back_to_where_it_was_opened(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, SCENE_MIXED);
    press(&fixture, STROKE_ENTER);
    press(&fixture, '?');
    assert_int_equal(fixture.dashboard.pane, DASHBOARD_HELP);
    press(&fixture, STROKE_ESCAPE);
    assert_int_equal(fixture.dashboard.pane, DASHBOARD_DETAIL);
    press(&fixture, STROKE_ESCAPE);
    assert_int_equal(fixture.dashboard.pane, DASHBOARD_TABLE);
    stage_free(&fixture.stage);
}

static void full_page_scrolls_to_its_end_and_no_further(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, SCENE_MIXED);
    press(&fixture, '?');
    dashboard_fit(&fixture.dashboard, &fixture.stage.snapshot, 0, 10, 25);
    for (int i = 0; i < 40; i++)
        press(&fixture, 'j');
    assert_int_equal(fixture.dashboard.scroll, 15);
    press(&fixture, STROKE_PAGE_UP);
    assert_int_equal(fixture.dashboard.scroll, 6);
    press(&fixture, 'G');
    assert_int_equal(fixture.dashboard.scroll, 15);
    dashboard_fit(&fixture.dashboard, &fixture.stage.snapshot, 0, 30, 25);
    assert_int_equal(fixture.dashboard.scroll, 0);
    stage_free(&fixture.stage);
}

static void every_footer_key_is_a_key_that_works(void **state)
{
    (void)state;
    size_t count;
    const struct key_row *rows = keys_all(&count);
    for (size_t i = 0; i < count; i++) {
        assert_int_not_equal(rows[i].strokes[0], STROKE_NONE);
        for (int k = 0; k < KEYS_STROKES && rows[i].strokes[k] != STROKE_NONE; k++)
            assert_int_equal(keys_action(rows[i].strokes[k]), rows[i].action);
        if (rows[i].places != 0)
            assert_true(rows[i].footer_priority > 0 && rows[i].footer_key[0] != NULL);
    }
}

static void check_layout(enum dashboard_pane pane, int height, size_t count, bool events)
{
    struct layout layout = layout_plan(80, height, pane, count, events);
    const struct frame_area parts[] = {layout.header,      layout.titles, layout.table,
                                       layout.rule,        layout.detail, layout.page,
                                       layout.events_rule, layout.events, layout.footer};
    int y = 0;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        assert_true(parts[i].height >= 0);
        if (parts[i].height > 0)
            assert_int_equal(parts[i].y, y);
        y += parts[i].height;
    }
    assert_int_equal(y, height);
    if (pane == DASHBOARD_TABLE && count > 0)
        assert_true(layout.table.height >= 1);
    else
        assert_true(layout.page.height >= 1);
    bool room = pane == DASHBOARD_TABLE && events && layout_has_room_for_events(height);
    assert_int_equal(layout.events.height > 0, room);
    if (room && count > 0)
        assert_true(layout.table.height >= 3 || layout.table.height == (int)count);
    if (room && count > 0)
        assert_true(layout.detail.height >= 3);
}

static void layout_covers_the_screen_without_overlap(void **state)
{
    (void)state;
    for (int pane = DASHBOARD_TABLE; pane <= DASHBOARD_HELP; pane++)
        for (int height = 1; height <= 60; height++)
            for (size_t count = 0; count <= 70; count += 7) {
                check_layout((enum dashboard_pane)pane, height, count, false);
                check_layout((enum dashboard_pane)pane, height, count, true);
            }
}

static void states_differ_by_sign_in_both_character_sets(void **state)
{
    (void)state;
    for (int charset = CHARSET_UTF8; charset <= CHARSET_ASCII; charset++)
        for (enum state a = 0; a < STATE_COUNT; a++)
            for (enum state b = 0; b < a; b++)
                assert_string_not_equal(theme_state_sign(a, (enum charset)charset),
                                        theme_state_sign(b, (enum charset)charset));
}

static void mono_theme_has_no_colors(void **state)
{
    (void)state;
    for (enum style style = 0; style < STYLE_COUNT; style++)
        assert_int_equal(theme_look(style, 0).foreground, THEME_OWN_COLOR);
}

static void palettes_stay_within_their_colors(void **state)
{
    (void)state;
    static const int depths[] = {8, 16, 88, 256, 1 << 24};
    for (size_t i = 0; i < sizeof depths / sizeof depths[0]; i++)
        for (enum style style = 0; style < STYLE_COUNT; style++)
            assert_true(theme_look(style, depths[i]).foreground < depths[i]);
}

static void short_ids_grow_until_they_differ(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b, *expected;
    } cases[] = {
        {"0C9E11AA-51B7", "F26F8B59-2B64", "0C9E11AA"},
        {"0C9E11AA-51B7", "0C9E11AA-61B7", "0C9E11AA-5"},
        {"0C9E11AA-51B7", "0C9E11AA-51B7", "0C9E11AA"},
        {"0C9E11AA", "0C9E11AA-51B7", "0C9E11AA"},
        {"0C9E11AA-51B7", "0C9E11AA", "0C9E11AA-"},
        {"short", "other", "short"},
        {"恐竜恐竜恐竜恐竜恐", "x", "恐竜恐竜恐竜恐竜"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fixture fixture;
        begin(&fixture, SCENE_EMPTY);
        stage_insert_first(&fixture.stage, cases[i].b);
        stage_insert_first(&fixture.stage, cases[i].a);
        char text[ENTRY_ID_SIZE];
        short_id(&fixture.stage.snapshot.instances[0], text);
        assert_string_equal(text, cases[i].expected);
        stage_free(&fixture.stage);
    }
}

static void home_of_the_user_is_written_as_a_tilde(void **state)
{
    (void)state;
    static const struct {
        const char *path, *home, *expected;
    } cases[] = {
        {"/Users/mo/.osaurus", "/Users/mo", "~/.osaurus"},
        {"/Users/mo/.osaurus", "/Users/mo/", "~/.osaurus"},
        {"/Users/mo", "/Users/mo", "~"},
        {"/Users/moritz/x", "/Users/mo", "/Users/moritz/x"},
        {"/srv/x", NULL, "/srv/x"},
        {"/srv/x", "", "/srv/x"},
        {"/srv/x", "/", "/srv/x"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[64];
        view_path(cases[i].path, cases[i].home, text, sizeof text);
        assert_string_equal(text, cases[i].expected);
    }
}

static void selected_row_is_shown_by_style_and_keeps_the_star(void **state)
{
    (void)state;
    struct fixture fixture;
    struct frame frame = {0};
    begin(&fixture, SCENE_MIXED);
    while (!dashboard_selected(&fixture.dashboard, &fixture.stage.snapshot)->pick)
        press(&fixture, 'j');
    assert_int_equal(frame_resize(&frame, 100, 30, CHARSET_ASCII), 0);
    screen_draw(&frame, &fixture.dashboard, &fixture.stage.snapshot);
    int y = 2 + (int)fixture.dashboard.row;
    assert_string_equal(frame_cell(&frame, 0, y)->bytes, ">");
    assert_string_equal(frame_cell(&frame, 1, y)->bytes, "*");
    for (int x = 0; x < frame.width; x++)
        assert_int_equal(frame_cell(&frame, x, y)->style, STYLE_SELECTED);
    assert_int_not_equal(frame_cell(&frame, 10, y + 1)->style, STYLE_SELECTED);
    frame_free(&frame);
    stage_free(&fixture.stage);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_instance_is_selected_at_first),
        cmocka_unit_test(selection_follows_the_instance_when_others_come_and_go),
        cmocka_unit_test(neighbour_is_selected_when_the_instance_is_gone),
        cmocka_unit_test(open_detail_never_turns_into_another_instance),
        cmocka_unit_test(selection_is_nothing_when_all_are_gone_and_the_first_when_some_come),
        cmocka_unit_test(same_directory_in_another_home_is_another_instance),
        cmocka_unit_test(keys_move_the_selection_and_stop_at_the_ends),
        cmocka_unit_test(keys_ask_for_what_they_mean),
        cmocka_unit_test(leaving_a_pause_looks_at_once),
        cmocka_unit_test(help_leads_back_to_where_it_was_opened),
        cmocka_unit_test(full_page_scrolls_to_its_end_and_no_further),
        cmocka_unit_test(every_footer_key_is_a_key_that_works),
        cmocka_unit_test(layout_covers_the_screen_without_overlap),
        cmocka_unit_test(states_differ_by_sign_in_both_character_sets),
        cmocka_unit_test(mono_theme_has_no_colors),
        cmocka_unit_test(palettes_stay_within_their_colors),
        cmocka_unit_test(short_ids_grow_until_they_differ),
        cmocka_unit_test(home_of_the_user_is_written_as_a_tilde),
        cmocka_unit_test(selected_row_is_shown_by_style_and_keeps_the_star),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
