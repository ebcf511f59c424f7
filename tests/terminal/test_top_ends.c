/* How the dashboard begins and ends, stops and continues: the terminal is left as it was found. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "place.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

/* What a terminal of type xterm sends for it. */
#define KEY_F10_BYTES "\033[21~"

static void quits_by_key_and_leaves_the_terminal_as_it_was(void **state)
{
    (void)state;
    static const char *const keys[] = {"q", KEY_F10_BYTES};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct fixture fixture;
        place_begin(&fixture, NULL);
        assert_true(fixture.session.other_screen);
        session_type(&fixture.session, keys[i]);
        place_assert_exit(&fixture, 0);
        session_assert_restored(&fixture.session);
        place_end(&fixture);
    }
}

static void unknown_terminal_is_refused_in_words(void **state)
{
    (void)state;
    static const char *const types[] = {"TERM=no-such-terminal", "TERM=dumb", "TERM="};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        struct fixture fixture;
        place_make(&fixture.place);
        place_start(&fixture, 100, 30, types[i]);
        place_assert_exit(&fixture, 3);
        assert_non_null(fixture.session.log);
        assert_non_null(strstr(fixture.session.log, "osaurtop: "));
        assert_non_null(strstr(fixture.session.log, "TERM"));
        assert_null(strchr(fixture.session.log, '\033'));
        session_assert_restored(&fixture.session);
        place_end(&fixture);
    }
}

static void without_a_terminal_it_says_so_and_writes_no_escape_code(void **state)
{
    (void)state;
    static const char *const commands[] = {"%s top </dev/null 2>&1", "%s 2>&1 </dev/null | cat",
                                           "%s top -d 5 2>&1 >/dev/null"};
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        char command[1024];
        char output[1024];
        const char *rest = strstr(commands[i], "%s") + 2;
        snprintf(command, sizeof command, "%s%s", place_program(), rest);
        FILE *stream = popen(command, "r");
        assert_non_null(stream);
        size_t length = fread(output, 1, sizeof output - 1, stream);
        output[length] = '\0';
        int status = pclose(stream);
        assert_non_null(strstr(output, "osaurtop: "));
        assert_non_null(strstr(output, "not a terminal; use `osaurtop snapshot`"));
        assert_null(strchr(output, '\033'));
        if (strstr(rest, "| cat") == NULL)
            assert_int_equal(WEXITSTATUS(status), 3);
    }
}

static void signal_ends_it_with_the_terminal_restored(void **state)
{
    (void)state;
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        struct fixture fixture;
        place_begin(&fixture, NULL);
        session_signal(&fixture.session, signals[i]);
        int status = session_wait_status(&fixture.session);
        assert_true(WIFSIGNALED(status));
        assert_int_equal(WTERMSIG(status), signals[i]);
        session_assert_restored(&fixture.session);
        place_end(&fixture);
    }
}

static void control_c_interrupts(void **state)
{
    (void)state;
    struct fixture fixture;
    place_begin(&fixture, NULL);
    session_type(&fixture.session, "\003");
    int status = session_wait_status(&fixture.session);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
    session_assert_restored(&fixture.session);
    place_end(&fixture);
}

static void control_z_stops_with_the_terminal_restored_and_continues_redrawn(void **state)
{
    (void)state;
    struct fixture fixture;
    place_begin(&fixture, NULL);
    for (int i = 0; i < 2; i++) {
        session_type(&fixture.session, "\032");
        int status = session_wait_status(&fixture.session);
        assert_true(WIFSTOPPED(status));
        session_assert_restored(&fixture.session);
        session_resize(&fixture.session, 60, 12);
        session_signal(&fixture.session, SIGCONT);
        session_wait(&fixture.session, "BBBBBBBB");
        session_wait(&fixture.session, "quit");
        assert_true(fixture.session.other_screen);
    }
    session_type(&fixture.session, "q");
    place_assert_exit(&fixture, 0);
    session_assert_restored(&fixture.session);
    place_end(&fixture);
}

static void continuing_after_a_forced_stop_redraws(void **state)
{
    (void)state;
    struct fixture fixture;
    place_begin(&fixture, NULL);
    session_signal(&fixture.session, SIGSTOP);
    assert_true(WIFSTOPPED(session_wait_status(&fixture.session)));
    /* What a shell or another program leaves on the screen meanwhile. */
    static const char debris[] = "\033[2J\033[Hdebris";
    vterm_input_write(fixture.session.vterm, debris, sizeof debris - 1);
    tcsetattr(fixture.session.slave, TCSANOW, &fixture.session.before);
    assert_true(session_shows(&fixture.session, "debris"));
    session_signal(&fixture.session, SIGCONT);
    session_wait(&fixture.session, "BBBBBBBB");
    session_wait_gone(&fixture.session, "debris");
    session_type(&fixture.session, "q");
    place_assert_exit(&fixture, 0);
    session_assert_restored(&fixture.session);
    place_end(&fixture);
}

static void killed_at_any_moment_it_leaves_no_trace(void **state)
{
    (void)state;
    for (int round = 0; round < 30; round++) {
        struct fixture fixture;
        place_make(&fixture.place);
        place_start(&fixture, 100, 30, NULL);
        session_type(&fixture.session, "j?\033k");
        session_pump(&fixture.session, 1 + round);
        session_resize(&fixture.session, 40 + round, 10 + round);
        if (round % 3 == 0)
            session_type(&fixture.session, "??jk??");
        session_signal(&fixture.session, round % 2 == 0 ? SIGTERM : SIGHUP);
        assert_true(WIFSIGNALED(session_wait_status(&fixture.session)));
        session_assert_restored(&fixture.session);
        place_end(&fixture);
    }
}

static void terminal_that_goes_away_ends_it(void **state)
{
    (void)state;
    struct fixture fixture;
    place_begin(&fixture, NULL);
    session_hang_up(&fixture.session);
    assert_false(WIFSTOPPED(session_wait_status(&fixture.session)));
    place_end(&fixture);
}

static void unread_terminal_does_not_survive_a_deadly_signal(void **state)
{
    (void)state;
    struct fixture fixture;
    place_begin(&fixture, NULL);
    session_type(&fixture.session, "\023"); /* Ctrl-S holds its output */
    session_pump(&fixture.session, 100);
    for (int i = 0; i < 20; i++)
        session_type(&fixture.session, "j?");
    session_pump(&fixture.session, 300);
    session_signal(&fixture.session, SIGTERM);
    assert_true(WIFSIGNALED(session_wait_status(&fixture.session)));
    place_end(&fixture);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(quits_by_key_and_leaves_the_terminal_as_it_was),
        cmocka_unit_test(unknown_terminal_is_refused_in_words),
        cmocka_unit_test(without_a_terminal_it_says_so_and_writes_no_escape_code),
        cmocka_unit_test(signal_ends_it_with_the_terminal_restored),
        cmocka_unit_test(control_c_interrupts),
        cmocka_unit_test(control_z_stops_with_the_terminal_restored_and_continues_redrawn),
        cmocka_unit_test(continuing_after_a_forced_stop_redraws),
        cmocka_unit_test(killed_at_any_moment_it_leaves_no_trace),
        cmocka_unit_test(terminal_that_goes_away_ends_it),
        cmocka_unit_test(unread_terminal_does_not_survive_a_deadly_signal),
    };
    if (!place_find_locale()) {
        puts("1..0 # SKIP no UTF-8 locale");
        return 77;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
