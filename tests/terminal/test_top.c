/* The dashboard on a real terminal: keys in, cells out. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What a terminal of type xterm sends for keys. */
#define KEY_DOWN_BYTES "\033OB"
#define KEY_UP_BYTES   "\033OA"
#define KEY_F1_BYTES   "\033OP"
#define KEY_END_BYTES  "\033OF"

static bool marked(const struct session *session, const char *text)
{
    for (int row = 0; row < session->height; row++) {
        const char *line = session_row(session, row);
        if (strncmp(line, "▸", strlen("▸")) == 0)
            return strstr(line, text) != NULL;
    }
    return false;
}

static void wait_marked(struct session *session, const char *text)
{
    for (int i = 0; i < SESSION_PATIENCE_MS / 20; i++) {
        if (marked(session, text))
            return;
        session_pump(session, 20);
    }
    fail_msg("'%s' is not selected:\n%s", text, session_picture(session));
}

static void help_opens_and_escape_leads_back(void **state)
{
    (void)state;
    struct fixture fixture;
    place_begin(&fixture, NULL);
    session_type(&fixture.session, "?");
    session_wait(&fixture.session, "its file cannot be believed");
    session_type(&fixture.session, "\033");
    session_wait(&fixture.session, "BBBBBBBB");
    session_type(&fixture.session, KEY_F1_BYTES);
    session_wait(&fixture.session, "its file cannot be believed");
    place_end(&fixture);
}

static void detail_fills_the_screen_on_enter(void **state)
{
    (void)state;
    struct fixture fixture;
    place_begin(&fixture, NULL);
    session_type(&fixture.session, KEY_DOWN_BYTES "\r");
    session_wait_gone(&fixture.session, "BBBBBBBB");
    session_wait(&fixture.session, "nothing listens on 3");
    session_type(&fixture.session, "\033");
    session_wait(&fixture.session, "BBBBBBBB");
    place_end(&fixture);
}

static void selection_follows_the_instance_when_entries_come_before_it(void **state)
{
    (void)state;
    struct fixture fixture;
    place_begin(&fixture, NULL);
    wait_marked(&fixture.session, "BBBBBBBB");
    session_type(&fixture.session, "j");
    wait_marked(&fixture.session, "CCCCCCCC");
    place_write_running(&fixture.place, "AAAAAAAA-1", 4);
    place_write_running(&fixture.place, "AAAAAAAB-1", 5);
    session_wait(&fixture.session, "AAAAAAAB");
    wait_marked(&fixture.session, "CCCCCCCC");
    session_type(&fixture.session, KEY_UP_BYTES);
    wait_marked(&fixture.session, "BBBBBBBB");
    session_type(&fixture.session, KEY_END_BYTES);
    wait_marked(&fixture.session, "CCCCCCCC");
    place_end(&fixture);
}

static void resizing_draws_what_fits(void **state)
{
    (void)state;
    struct fixture fixture;
    place_begin(&fixture, NULL);
    session_resize(&fixture.session, 60, 12);
    session_wait(&fixture.session, "●0 ✗2");
    session_wait(&fixture.session, "quit");
    assert_int_equal(session_find(&fixture.session, "quit"), 11);
    session_resize(&fixture.session, 30, 6);
    session_wait(&fixture.session, "PORT");
    session_wait(&fixture.session, "quit");
    assert_int_equal(session_find(&fixture.session, "quit"), 5);
    assert_non_null(strstr(session_row(&fixture.session, 2), "BBBBBBBB ✗ stale 2"));
    session_resize(&fixture.session, 1, 1);
    session_wait(&fixture.session, "✗");
    session_resize(&fixture.session, 100, 30);
    session_wait(&fixture.session, "INSTANCE  HEALTH");
    session_wait(&fixture.session, "2 stale");
    place_end(&fixture);
}

static void smallest_terminal_shows_a_state(void **state)
{
    (void)state;
    struct fixture fixture;
    place_make(&fixture.place);
    place_start(&fixture, 1, 1, NULL);
    session_wait(&fixture.session, "✗");
    session_type(&fixture.session, "q");
    place_assert_exit(&fixture, 0);
    session_assert_restored(&fixture.session);
    place_end(&fixture);
}

static bool colored(const char *log)
{
    for (const char *at = strstr(log, "\033["); at != NULL; at = strstr(at + 1, "\033[")) {
        const char *end_of = at + 2 + strspn(at + 2, "0123456789;");
        if (*end_of != 'm')
            continue;
        for (const char *number = at + 2; number < end_of;) {
            char *next;
            long value = strtol(number, &next, 10);
            bool own = value == 39 || value == 49;
            if (!own && ((value >= 30 && value <= 49) || (value >= 90 && value <= 107)))
                return true;
            number = next + 1;
        }
    }
    return false;
}

static void colors_follow_what_the_user_asked_for(void **state)
{
    (void)state;
    static const struct {
        const char *setting;
        bool expected;
    } cases[] = {{NULL, true}, {"NO_COLOR=1", false}, {"NO_COLOR=", true}, {"TERM=vt100", false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fixture fixture;
        place_begin(&fixture, cases[i].setting);
        session_type(&fixture.session, "j?");
        session_wait(&fixture.session, "its file cannot be believed");
        if (colored(fixture.session.log) != cases[i].expected)
            fail_msg("%s", cases[i].setting == NULL ? "by default" : cases[i].setting);
        place_end(&fixture);
    }
}

static void nothing_but_ascii_leaves_in_the_c_locale(void **state)
{
    (void)state;
    struct fixture fixture;
    place_make(&fixture.place);
    place_write_running(&fixture.place, "恐竜", 4);
    place_start(&fixture, 100, 30, "LC_ALL=C");
    session_wait(&fixture.session, "Enter detail");
    session_wait(&fixture.session, "CCCCCCCC");
    session_type(&fixture.session, "j\r");
    session_wait(&fixture.session, "Esc back");
    session_type(&fixture.session, "?");
    session_wait(&fixture.session, "its file cannot be believed");
    for (size_t i = 0; i < fixture.session.logged; i++)
        assert_true((unsigned char)fixture.session.log[i] < 0x80);
    place_end(&fixture);
}

static void bytes_of_a_file_never_act_on_the_terminal(void **state)
{
    (void)state;
    struct fixture fixture;
    place_make(&fixture.place);
    place_write_entry(
        &fixture.place, "AAAA",
        "{\"health\":\"\\u001b]0;owned\\u0007\\u009b2J\",\"instanceId\":\"\\u001b[2J\","
        "\"port\":11,\"address\":\"\\u202e1\\n2\"}");
    place_start(&fixture, 100, 30, NULL);
    session_wait(&fixture.session, "BBBBBBBB");
    session_type(&fixture.session, "\r");
    session_wait(&fixture.session, "Esc back");
    session_wait(&fixture.session, "]0;owned");
    assert_null(strstr(fixture.session.log, "\033]0;"));
    assert_null(strchr(fixture.session.log, '\007'));
    assert_null(strstr(fixture.session.log, "\xC2\x9B"));
    assert_null(strstr(fixture.session.log, "\xE2\x80\xAE"));
    place_end(&fixture);
}

static void unchanged_screen_writes_nothing(void **state)
{
    (void)state;
    struct fixture fixture;
    place_begin(&fixture, NULL);
    session_pump(&fixture.session, 300);
    size_t logged = fixture.session.logged;
    session_pump(&fixture.session, 1000);
    assert_int_equal(fixture.session.logged, logged);
    place_end(&fixture);
}

static void pause_holds_the_screen_and_resuming_looks_at_once(void **state)
{
    (void)state;
    struct fixture fixture;
    place_begin(&fixture, NULL);
    session_type(&fixture.session, " ");
    session_wait(&fixture.session, "paused");
    place_write_running(&fixture.place, "DDDDDDDD-1", 4);
    session_pump(&fixture.session, 500);
    assert_false(session_shows(&fixture.session, "DDDDDDDD"));
    session_type(&fixture.session, " ");
    session_wait(&fixture.session, "DDDDDDDD");
    place_end(&fixture);
}

static void directory_that_comes_later_is_picked_up(void **state)
{
    (void)state;
    struct fixture fixture;
    place_make(&fixture.place);
    snprintf(fixture.place.runtime, sizeof fixture.place.runtime, "%s/later", fixture.place.home);
    snprintf(fixture.place.runtime_setting, sizeof fixture.place.runtime_setting,
             "OSAURTOP_RUNTIME=%s", fixture.place.runtime);
    place_start(&fixture, 100, 30, NULL);
    session_wait(&fixture.session, "does not exist");
    assert_int_equal(mkdir(fixture.place.runtime, 0700), 0);
    session_wait(&fixture.session, "0 live");
    place_write_running(&fixture.place, "EEEEEEEE-1", 4);
    session_wait(&fixture.session, "EEEEEEEE");
    place_end(&fixture);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(help_opens_and_escape_leads_back),
        cmocka_unit_test(detail_fills_the_screen_on_enter),
        cmocka_unit_test(selection_follows_the_instance_when_entries_come_before_it),
        cmocka_unit_test(resizing_draws_what_fits),
        cmocka_unit_test(smallest_terminal_shows_a_state),
        cmocka_unit_test(colors_follow_what_the_user_asked_for),
        cmocka_unit_test(nothing_but_ascii_leaves_in_the_c_locale),
        cmocka_unit_test(bytes_of_a_file_never_act_on_the_terminal),
        cmocka_unit_test(unchanged_screen_writes_nothing),
        cmocka_unit_test(pause_holds_the_screen_and_resuming_looks_at_once),
        cmocka_unit_test(directory_that_comes_later_is_picked_up),
    };
    if (!place_find_locale()) {
        puts("1..0 # SKIP no UTF-8 locale");
        return 77;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
