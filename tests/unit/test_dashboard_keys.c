/* What the keys that remove, and those of the events, do to the dashboard. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../screens/stage.h"
#include "osaurtop/dashboard.h"
#include "osaurtop/keys.h"
#include "osaurtop/screen.h"

#include <stdio.h>
#include <string.h>

struct fixture {
    struct stage stage;
    struct dashboard dashboard;
    struct frame frame;
    struct event_log *log;
};

static void draw(struct fixture *fixture)
{
    screen_draw(&fixture->frame, &fixture->dashboard, &fixture->stage.snapshot);
}

static void begin(struct fixture *fixture, enum scene scene, int width, int height)
{
    memset(fixture, 0, sizeof *fixture);
    stage_build(&fixture->stage, scene);
    fixture->log = stage_log(&fixture->stage, CHARSET_UTF8);
    dashboard_start(&fixture->dashboard, 1000, "/Users/mo");
    fixture->dashboard.events.log = fixture->log;
    dashboard_update(&fixture->dashboard, &fixture->stage.snapshot);
    assert_int_equal(frame_resize(&fixture->frame, width, height, CHARSET_UTF8), 0);
    draw(fixture);
}

static void end(struct fixture *fixture)
{
    event_log_free(fixture->log);
    frame_free(&fixture->frame);
    stage_free(&fixture->stage);
}

/* As the loop does: a key, then a draw. */
static unsigned press(struct fixture *fixture, int stroke)
{
    unsigned reactions = dashboard_key(&fixture->dashboard, &fixture->stage.snapshot, stroke);
    draw(fixture);
    return reactions;
}

static void look_again(struct fixture *fixture)
{
    dashboard_update(&fixture->dashboard, &fixture->stage.snapshot);
    draw(fixture);
}

static void select_state(struct fixture *fixture, enum state state)
{
    press(fixture, 'g');
    for (size_t i = 0; i < fixture->stage.snapshot.count; i++) {
        if (dashboard_selected(&fixture->dashboard, &fixture->stage.snapshot)->verdict.state ==
            state)
            return;
        press(fixture, 'j');
    }
    fail_msg("nothing in this world is %s", state_name(state));
}

static const char *selected(const struct fixture *fixture)
{
    return fixture->dashboard.directory;
}

/* --- removing -----------------------------------------------------------------------------------
 */

static void yes_asks_the_loop_to_remove_what_was_selected(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, SCENE_MIXED, 100, 30);
    select_state(&fixture, STATE_STALE);
    assert_int_equal(press(&fixture, 'x'), REACTION_REDRAW | REACTION_ASK);
    assert_true(fixture.dashboard.dialog.open);
    assert_int_equal(press(&fixture, 'y'), REACTION_REDRAW | REACTION_PRUNE);
    assert_false(fixture.dashboard.dialog.open);
    assert_string_equal(fixture.dashboard.dialog.identity.directory, selected(&fixture));
    end(&fixture);
}

static void any_other_key_keeps_it_and_does_nothing_else(void **state)
{
    (void)state;
    static const int strokes[] = {'n',        'Y',        'q',           'x',
                                  'j',        ' ',        STROKE_ESCAPE, STROKE_ENTER,
                                  STROKE_TAB, STROKE_F10, STROKE_OTHER};
    for (size_t i = 0; i < sizeof strokes / sizeof strokes[0]; i++) {
        struct fixture fixture;
        begin(&fixture, SCENE_MIXED, 100, 30);
        select_state(&fixture, STATE_STALE);
        char name[ENTRY_NAME_SIZE];
        snprintf(name, sizeof name, "%s", selected(&fixture));
        press(&fixture, 'x');
        assert_int_equal(press(&fixture, strokes[i]), REACTION_REDRAW);
        assert_false(fixture.dashboard.dialog.open);
        assert_int_equal(fixture.dashboard.pane, DASHBOARD_TABLE);
        assert_false(fixture.dashboard.paused);
        assert_string_equal(selected(&fixture), name);
        /* And a yes that comes later is none. */
        assert_int_equal(press(&fixture, 'y') & REACTION_PRUNE, 0);
        end(&fixture);
    }
}

static void question_stays_about_its_entry_whatever_the_table_does(void **state)
{
    (void)state;
    enum { COME_BEFORE, VANISH, BE_REPLACED, ALL_VANISH, CASE_COUNT };
    for (int what = 0; what < CASE_COUNT; what++) {
        struct fixture fixture;
        begin(&fixture, SCENE_MIXED, 100, 30);
        select_state(&fixture, STATE_STALE);
        size_t row = fixture.dashboard.row;
        fixture.stage.entries[row].file.inode = 77;
        char name[ENTRY_NAME_SIZE];
        snprintf(name, sizeof name, "%s", selected(&fixture));
        press(&fixture, 'x');
        switch (what) {
        case COME_BEFORE:
            stage_insert_first(&fixture.stage, "000");
            break;
        case VANISH:
            stage_remove(&fixture.stage, name);
            break;
        case BE_REPLACED:
            /* Another file under the same name: as if it had been published anew. */
            fixture.stage.entries[row].file.inode = 78;
            break;
        default:
            while (fixture.stage.entry_count > 0) {
                char first[ENTRY_NAME_SIZE];
                snprintf(first, sizeof first, "%s", fixture.stage.entries[0].directory);
                stage_remove(&fixture.stage, first);
            }
            break;
        }
        look_again(&fixture);
        assert_true(fixture.dashboard.dialog.open);
        assert_true((press(&fixture, 'y') & REACTION_PRUNE) != 0);
        const struct identity *identity = &fixture.dashboard.dialog.identity;
        assert_string_equal(identity->directory, name);
        assert_int_equal(identity->file.inode, 77);
        assert_non_null(strstr(fixture.dashboard.dialog.file, name));
        end(&fixture);
    }
}

static void only_what_is_stale_is_asked_about(void **state)
{
    (void)state;
    static const enum state states[] = {STATE_LIVE, STATE_STUCK, STATE_INVALID};
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        struct fixture fixture;
        begin(&fixture, SCENE_MIXED, 100, 30);
        select_state(&fixture, states[i]);
        assert_int_equal(press(&fixture, 'x'), REACTION_REDRAW);
        assert_false(fixture.dashboard.dialog.open);
        assert_non_null(strstr(fixture.dashboard.notice, state_name(states[i])));
        assert_non_null(strstr(fixture.dashboard.notice, "not stale"));
        assert_int_equal(press(&fixture, 'y'), REACTION_REDRAW);
        assert_string_equal(fixture.dashboard.notice, "");
        end(&fixture);
    }
}

static void nothing_is_asked_when_nothing_is_there_or_read_only(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, SCENE_EMPTY, 100, 30);
    assert_int_equal(press(&fixture, 'x'), REACTION_REDRAW);
    assert_false(fixture.dashboard.dialog.open);
    end(&fixture);

    begin(&fixture, SCENE_MIXED, 100, 30);
    fixture.dashboard.read_only = true;
    select_state(&fixture, STATE_STALE);
    assert_int_equal(press(&fixture, 'x'), REACTION_REDRAW);
    assert_false(fixture.dashboard.dialog.open);
    assert_int_equal(press(&fixture, 'y') & REACTION_PRUNE, 0);
    end(&fixture);
}

static void result_is_told_until_the_next_key_which_still_counts(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, SCENE_MIXED, 100, 30);
    select_state(&fixture, STATE_STALE);
    press(&fixture, 'x');
    press(&fixture, 'y');
    struct prune prune = {.result = PRUNE_NOT_STALE, .state = STATE_LIVE};
    dashboard_tell_prune(&fixture.dashboard, &prune);
    look_again(&fixture);
    assert_non_null(strstr(fixture.dashboard.notice, "refused"));
    assert_non_null(strstr(fixture.dashboard.notice, "live"));
    assert_true(fixture.dashboard.notice_alerts);
    size_t row = fixture.dashboard.row;
    press(&fixture, 'k');
    assert_string_equal(fixture.dashboard.notice, "");
    assert_int_equal(fixture.dashboard.row, row - 1);

    prune.result = PRUNE_REMOVED;
    dashboard_tell_prune(&fixture.dashboard, &prune);
    assert_false(fixture.dashboard.notice_alerts);
    end(&fixture);
}

/* --- events -------------------------------------------------------------------------------------
 */

static void events_stand_below_the_detail_where_there_is_room(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, SCENE_MIXED, 100, 30);
    assert_true(dashboard_shows_events(&fixture.dashboard));
    press(&fixture, 'e');
    assert_false(dashboard_shows_events(&fixture.dashboard));
    assert_int_equal(fixture.dashboard.pane, DASHBOARD_TABLE);
    press(&fixture, 'e');
    assert_true(dashboard_shows_events(&fixture.dashboard));
    end(&fixture);

    begin(&fixture, SCENE_MIXED, 60, 12);
    assert_false(dashboard_shows_events(&fixture.dashboard));
    press(&fixture, 'e');
    assert_int_equal(fixture.dashboard.pane, DASHBOARD_EVENTS);
    press(&fixture, 'e');
    assert_int_equal(fixture.dashboard.pane, DASHBOARD_TABLE);
    press(&fixture, 'e');
    press(&fixture, STROKE_ESCAPE);
    assert_int_equal(fixture.dashboard.pane, DASHBOARD_TABLE);
    end(&fixture);
}

static void keys_move_in_what_has_the_focus(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, SCENE_MIXED, 100, 30);
    press(&fixture, STROKE_TAB);
    press(&fixture, 'k');
    press(&fixture, STROKE_PAGE_UP);
    assert_true(fixture.dashboard.events.held);
    assert_int_equal(fixture.dashboard.row, 0);
    press(&fixture, 'G');
    assert_false(fixture.dashboard.events.held);
    assert_int_equal(fixture.dashboard.row, 0);
    press(&fixture, STROKE_TAB);
    press(&fixture, 'j');
    assert_int_equal(fixture.dashboard.row, 1);
    press(&fixture, STROKE_TAB);
    press(&fixture, STROKE_ESCAPE);
    press(&fixture, 'j');
    assert_int_equal(fixture.dashboard.row, 2);
    end(&fixture);
}

static void keys_move_in_the_table_when_focused_events_lose_their_room(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, SCENE_MIXED, 100, 30);
    press(&fixture, STROKE_TAB);
    assert_int_equal(frame_resize(&fixture.frame, 60, 12, CHARSET_UTF8), 0);
    draw(&fixture);
    press(&fixture, 'j');
    assert_int_equal(fixture.dashboard.row, 1);
    end(&fixture);
}

static void focused_events_fill_the_screen_on_enter(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, SCENE_MIXED, 100, 30);
    press(&fixture, STROKE_TAB);
    press(&fixture, STROKE_ENTER);
    assert_int_equal(fixture.dashboard.pane, DASHBOARD_EVENTS);
    assert_true(fixture.dashboard.events.rows > 20);
    press(&fixture, STROKE_ESCAPE);
    assert_int_equal(fixture.dashboard.pane, DASHBOARD_TABLE);
    end(&fixture);
}

static void filter_follows_the_keys_and_stays_when_its_instance_is_gone(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, SCENE_MIXED, 100, 30);
    size_t all = event_pane_count(&fixture.dashboard.events);
    press(&fixture, 'j');
    press(&fixture, 'f');
    assert_true(fixture.dashboard.events.filtered);
    assert_string_equal(fixture.dashboard.events.name, "15AA77B0");
    assert_true(event_pane_count(&fixture.dashboard.events) < all);
    press(&fixture, 'j');
    assert_string_equal(fixture.dashboard.events.name, "2B00C4D1");
    stage_remove(&fixture.stage, selected(&fixture));
    look_again(&fixture);
    assert_string_equal(fixture.dashboard.events.name, "2B00C4D1");
    assert_true(event_pane_count(&fixture.dashboard.events) > 0);
    press(&fixture, 'f');
    assert_false(fixture.dashboard.events.filtered);
    assert_int_equal(event_pane_count(&fixture.dashboard.events), all);
    end(&fixture);
}

static void keys_of_the_events_do_nothing_without_a_log(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, SCENE_MIXED, 100, 30);
    fixture.dashboard.events.log = NULL;
    draw(&fixture);
    assert_int_equal(press(&fixture, 'e'), REACTION_NONE);
    assert_int_equal(press(&fixture, 'f'), REACTION_NONE);
    assert_int_equal(press(&fixture, STROKE_TAB), REACTION_NONE);
    end(&fixture);
}

/* --- what alarms --------------------------------------------------------------------------------
 */

static bool header_has_critical(const struct fixture *fixture, int *columns)
{
    *columns = 0;
    for (int x = 0; x < fixture->frame.width; x++)
        *columns += frame_cell(&fixture->frame, x, 0)->style == STYLE_CRITICAL;
    return *columns > 0;
}

static void
leak_and_stale_pick_are_critical_in_header_and_table_down_to_thirty_columns(void **state)
{
    (void)state;
    static const int sizes[][2] = {{160, 40}, {100, 30}, {60, 12}, {30, 6}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct fixture fixture;
        int columns;
        begin(&fixture, SCENE_MIXED, sizes[i][0], sizes[i][1]);
        assert_true(header_has_critical(&fixture, &columns));
        /* Both are told, in words down to 60 columns. */
        assert_true(columns >= (sizes[i][0] >= 60 ? 25 : 6));
        /* The second instance leaks; its row is marked. */
        assert_string_equal(frame_cell(&fixture.frame, 1, 3)->bytes, "!");
        assert_int_equal(frame_cell(&fixture.frame, 1, 3)->style, STYLE_CRITICAL);
        end(&fixture);
    }
}

static void nothing_is_critical_where_nothing_is_wrong(void **state)
{
    (void)state;
    struct fixture fixture;
    int columns;
    begin(&fixture, SCENE_EMPTY, 100, 30);
    assert_false(header_has_critical(&fixture, &columns));
    end(&fixture);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(yes_asks_the_loop_to_remove_what_was_selected),
        cmocka_unit_test(any_other_key_keeps_it_and_does_nothing_else),
        cmocka_unit_test(question_stays_about_its_entry_whatever_the_table_does),
        cmocka_unit_test(only_what_is_stale_is_asked_about),
        cmocka_unit_test(nothing_is_asked_when_nothing_is_there_or_read_only),
        cmocka_unit_test(result_is_told_until_the_next_key_which_still_counts),
        cmocka_unit_test(events_stand_below_the_detail_where_there_is_room),
        cmocka_unit_test(keys_move_in_what_has_the_focus),
        cmocka_unit_test(keys_move_in_the_table_when_focused_events_lose_their_room),
        cmocka_unit_test(focused_events_fill_the_screen_on_enter),
        cmocka_unit_test(filter_follows_the_keys_and_stays_when_its_instance_is_gone),
        cmocka_unit_test(keys_of_the_events_do_nothing_without_a_log),
        cmocka_unit_test(
            leak_and_stale_pick_are_critical_in_header_and_table_down_to_thirty_columns),
        cmocka_unit_test(nothing_is_critical_where_nothing_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
