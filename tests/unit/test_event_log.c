#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "osaurtop/event_log.h"
#include "osaurtop/event_pane.h"

#include <stdio.h>
#include <string.h>

static struct event_log *new_log(void)
{
    struct event_log *log = event_log_new(CHARSET_UTF8);
    assert_non_null(log);
    return log;
}

/* One that says that an instance of this name is live, or gone. */
static void add(struct event_log *log, enum event_kind kind, const char *name, int64_t at_s)
{
    struct event event = {.kind = kind, .severity = SEVERITY_NOTICE, .at = {at_s, 0}};
    struct event_facts facts = {.state = STATE_LIVE, .reason = REASON_LISTENER, .port = 1337};
    snprintf(facts.directory, sizeof facts.directory, "%s", name);
    snprintf(facts.id, sizeof facts.id, "%s-0000-4000", name);
    facts.short_id_length = strlen(name);
    if (kind == EVENT_GONE)
        event.before = facts;
    else
        event.after = facts;
    event_log_add(log, &event);
}

static void add_many(struct event_log *log, const char *name, int count)
{
    for (int i = 0; i < count; i++)
        add(log, EVENT_STATE, name, i);
}

static size_t count_of(const struct event_log *log, const char *name)
{
    size_t count = 0;
    for (size_t i = 0; i < event_log_count(log); i++)
        count += strcmp(event_log_line(log, i)->name, name) == 0;
    return count;
}

static void line_tells_when_who_and_what(void **state)
{
    (void)state;
    struct event_log *log = new_log();
    event_log_note(log, (struct timestamp){5, 0}, "watching 2 instances");
    add(log, EVENT_APPEARED, "AAAAAAAA", 7);
    assert_int_equal(event_log_count(log), 2);
    assert_string_equal(event_log_line(log, 0)->text, "watching 2 instances");
    assert_string_equal(event_log_line(log, 0)->name, "");
    const struct event_line *line = event_log_line(log, 1);
    assert_int_equal(line->at.s, 7);
    assert_string_equal(line->name, "AAAAAAAA");
    assert_string_equal(line->text, "appeared: live   pid 0 listens on 1337");
    assert_true(line->comes_alive);
    assert_int_equal(line->subject, event_log_subject(0, "AAAAAAAA"));
    event_log_free(log);
}

static void oldest_lines_make_room(void **state)
{
    (void)state;
    struct event_log *log = new_log();
    add_many(log, "AAAAAAAA", EVENT_LOG_LINES + 250);
    assert_int_equal(event_log_count(log), EVENT_LOG_LINES);
    for (size_t i = 0; i < EVENT_LOG_LINES; i++)
        assert_int_equal(event_log_line(log, i)->at.s, 250 + i);
    event_log_free(log);
}

static void last_event_of_each_instance_outlives_the_noise_of_others(void **state)
{
    (void)state;
    struct event_log *log = new_log();
    add(log, EVENT_STATE, "QUIET-01", 1);
    add(log, EVENT_STATE, "QUIET-01", 2);
    add(log, EVENT_STATE, "QUIET-02", 3);
    add_many(log, "NOISY", 3 * EVENT_LOG_LINES);
    assert_int_equal(event_log_count(log), EVENT_LOG_LINES);
    assert_int_equal(count_of(log, "QUIET-01"), 1);
    assert_int_equal(count_of(log, "QUIET-02"), 1);
    assert_int_equal(event_log_line(log, 0)->at.s, 2);
    event_log_free(log);
}

static void end_of_an_instance_is_not_kept_for_ever(void **state)
{
    (void)state;
    struct event_log *log = new_log();
    add(log, EVENT_STATE, "GONE-001", 1);
    add(log, EVENT_GONE, "GONE-001", 2);
    add_many(log, "NOISY", EVENT_LOG_LINES);
    assert_int_equal(count_of(log, "GONE-001"), 0);
    event_log_free(log);
}

static void more_instances_than_lines_stay_within_bounds(void **state)
{
    (void)state;
    struct event_log *log = new_log();
    for (int i = 0; i < 2 * EVENT_LOG_LINES; i++) {
        char name[16];
        snprintf(name, sizeof name, "%08d", i);
        add(log, EVENT_APPEARED, name, i);
    }
    assert_int_equal(event_log_count(log), EVENT_LOG_LINES);
    assert_string_equal(event_log_line(log, EVENT_LOG_LINES - 1)->name, "00001999");
    event_log_free(log);
}

static void what_has_no_room_is_cut_after_a_whole_character(void **state)
{
    (void)state;
    static const char *const fillers[] = {"a", "é", "恐", "🦕"};
    for (size_t f = 0; f < sizeof fillers / sizeof fillers[0]; f++) {
        char text[1024] = "";
        while (strlen(text) < 600)
            strcat(text, fillers[f]);
        struct event_log *log = new_log();
        event_log_note(log, (struct timestamp){0, 0}, text);
        const char *cut = event_log_line(log, 0)->text;
        size_t length = strlen(cut);
        size_t unit = strlen(fillers[f]);
        size_t ellipsis = strlen("…");
        assert_string_equal(cut + length - ellipsis, "…");
        assert_int_equal((length - ellipsis) % unit, 0);
        assert_memory_equal(cut, text, length - ellipsis);
        assert_true(length + unit + 1 > EVENT_LINE_TEXT_SIZE);
        event_log_free(log);
    }
}

static void same_name_in_another_home_is_another_subject(void **state)
{
    (void)state;
    assert_true(event_log_subject(0, "A") != event_log_subject(1, "A"));
    assert_true(event_log_subject(0, "A") != event_log_subject(0, "B"));
    assert_true(event_log_subject(0, "A") == event_log_subject(0, "A"));
}

/* --- which of them are looked at ----------------------------------------------------------------
 */

static int64_t first_shown(const struct event_pane *pane)
{
    return event_pane_line(pane, event_pane_top(pane))->at.s;
}

static void end_is_followed_until_somebody_scrolls_up_and_from_the_end_on_again(void **state)
{
    (void)state;
    struct event_log *log = new_log();
    struct event_pane pane = {.log = log, .rows = 10};
    add_many(log, "AAAAAAAA", 30);
    assert_int_equal(first_shown(&pane), 20);
    event_pane_move(&pane, ACTION_UP);
    assert_int_equal(first_shown(&pane), 19);
    add_many(log, "BBBBBBBB", 5);
    assert_int_equal(first_shown(&pane), 19);
    event_pane_move(&pane, ACTION_PAGE_UP);
    assert_int_equal(first_shown(&pane), 10);
    event_pane_move(&pane, ACTION_FIRST);
    assert_int_equal(first_shown(&pane), 0);
    event_pane_move(&pane, ACTION_UP);
    assert_int_equal(first_shown(&pane), 0);
    event_pane_move(&pane, ACTION_PAGE_DOWN);
    assert_int_equal(first_shown(&pane), 9);
    event_pane_move(&pane, ACTION_LAST);
    assert_false(pane.held);
    assert_int_equal(event_pane_top(&pane), 25);
    add_many(log, "BBBBBBBB", 1);
    assert_int_equal(event_pane_top(&pane), 26);
    event_log_free(log);
}

static void scrolled_view_moves_on_when_its_lines_make_room(void **state)
{
    (void)state;
    struct event_log *log = new_log();
    struct event_pane pane = {.log = log, .rows = 10};
    add_many(log, "AAAAAAAA", EVENT_LOG_LINES);
    event_pane_move(&pane, ACTION_FIRST);
    add_many(log, "AAAAAAAA", 100);
    assert_int_equal(event_pane_top(&pane), 0);
    assert_int_equal(event_pane_line(&pane, 0)->number, 101);
    event_log_free(log);
}

static void filter_shows_one_instance_alone(void **state)
{
    (void)state;
    struct event_log *log = new_log();
    struct event_pane pane = {.log = log, .rows = 10};
    event_log_note(log, (struct timestamp){0, 0}, "watching");
    for (int i = 0; i < 40; i++)
        add(log, EVENT_STATE, i % 2 == 0 ? "AAAAAAAA" : "BBBBBBBB", i);
    assert_int_equal(event_pane_count(&pane), 41);
    event_pane_filter(&pane, event_log_subject(0, "BBBBBBBB"), "BBBBBBBB");
    assert_int_equal(event_pane_count(&pane), 20);
    for (size_t i = 0; i < 20; i++)
        assert_string_equal(event_pane_line(&pane, i)->name, "BBBBBBBB");
    assert_int_equal(first_shown(&pane), 21);
    event_pane_filter(&pane, event_log_subject(0, "nobody"), "nobody");
    assert_int_equal(event_pane_count(&pane), 0);
    event_pane_move(&pane, ACTION_UP);
    event_pane_move(&pane, ACTION_LAST);
    assert_int_equal(event_pane_top(&pane), 0);
    event_pane_unfilter(&pane);
    assert_int_equal(event_pane_count(&pane), 41);
    event_log_free(log);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(line_tells_when_who_and_what),
        cmocka_unit_test(oldest_lines_make_room),
        cmocka_unit_test(last_event_of_each_instance_outlives_the_noise_of_others),
        cmocka_unit_test(end_of_an_instance_is_not_kept_for_ever),
        cmocka_unit_test(more_instances_than_lines_stay_within_bounds),
        cmocka_unit_test(what_has_no_room_is_cut_after_a_whole_character),
        cmocka_unit_test(same_name_in_another_home_is_another_subject),
        cmocka_unit_test(end_is_followed_until_somebody_scrolls_up_and_from_the_end_on_again),
        cmocka_unit_test(scrolled_view_moves_on_when_its_lines_make_room),
        cmocka_unit_test(filter_shows_one_instance_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
