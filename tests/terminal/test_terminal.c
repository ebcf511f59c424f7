/* The real program on a real terminal: what a person sees, types and is left with. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "session.h"

#include <ftw.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Ends of the escape sequences that a terminal of type xterm sends for keys. */
#define KEY_DOWN_BYTES "\033OB"
#define KEY_UP_BYTES   "\033OA"
#define KEY_F1_BYTES   "\033OP"
#define KEY_F10_BYTES  "\033[21~"
#define KEY_END_BYTES  "\033OF"

struct place {
    char home[64];
    char runtime[128];
    char home_setting[128];
    char runtime_setting[160];
};

static const char *utf8_setting;

static void write_entry(const struct place *place, const char *name, const char *text)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", place->runtime, name);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/%s/configuration.json", place->runtime, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

/* Running on a port where nothing listens, since hours: its look does not change by the second. */
static void write_running(const struct place *place, const char *name, unsigned port)
{
    char text[512];
    char date[64];
    time_t then = time(NULL) - 5 * 3600 - 600;
    struct tm utc;
    gmtime_r(&then, &utc);
    strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", &utc);
    snprintf(text, sizeof text,
             "{\"address\" : \"127.0.0.1\", \"health\" : \"running\", \"instanceId\" : \"%s\", "
             "\"port\" : %u, \"updatedAt\" : \"%s\"}",
             name, port, date);
    write_entry(place, name, text);
}

static void make_place(struct place *place)
{
    const char *temporary = getenv("TMPDIR");
    snprintf(place->home, sizeof place->home, "%s/osaurtop-test.XXXXXX",
             temporary != NULL && strlen(temporary) < 30 ? temporary : "/tmp");
    assert_non_null(mkdtemp(place->home));
    snprintf(place->runtime, sizeof place->runtime, "%s/runtime", place->home);
    assert_int_equal(mkdir(place->runtime, 0700), 0);
    snprintf(place->home_setting, sizeof place->home_setting, "HOME=%s", place->home);
    snprintf(place->runtime_setting, sizeof place->runtime_setting, "OSAURTOP_RUNTIME=%s",
             place->runtime);
    write_running(place, "BBBBBBBB-1", 2);
    write_running(place, "CCCCCCCC-1", 3);
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

static void remove_place(const struct place *place)
{
    nftw(place->home, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static const char *program(void)
{
    const char *path = getenv("OSAURTOP");
    return path != NULL ? path : "./osaurtop";
}

struct fixture {
    struct place place;
    struct session session;
};

/* `setting` may be NULL, or one more for the environment; nobody is called like the pattern. */
static void start_sized(struct fixture *fixture, int width, int height, const char *setting)
{
    const char *environment[] = {fixture->place.home_setting, fixture->place.runtime_setting,
                                 utf8_setting, setting, NULL};
    const char *arguments[] = {program(), "-d", "0.1", "--process-name", "osaurtop-test-nobody",
                               NULL};
    session_start(&fixture->session, width, height, environment, arguments);
}

static void start(struct fixture *fixture, const char *setting)
{
    make_place(&fixture->place);
    start_sized(fixture, 100, 30, setting);
}

static void start_and_wait(struct fixture *fixture, const char *setting)
{
    start(fixture, setting);
    session_wait(&fixture->session, "BBBBBBBB");
    session_wait(&fixture->session, "quit");
}

static void end(struct fixture *fixture)
{
    session_end(&fixture->session);
    remove_place(&fixture->place);
}

static void assert_exit(struct fixture *fixture, int expected)
{
    int status = session_wait_status(&fixture->session);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), expected);
}

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

static void quits_by_key_and_leaves_the_terminal_as_it_was(void **state)
{
    (void)state;
    static const char *const keys[] = {"q", KEY_F10_BYTES};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct fixture fixture;
        start_and_wait(&fixture, NULL);
        assert_true(fixture.session.other_screen);
        session_type(&fixture.session, keys[i]);
        assert_exit(&fixture, 0);
        session_assert_restored(&fixture.session);
        end(&fixture);
    }
}

static void help_opens_and_escape_leads_back(void **state)
{
    (void)state;
    struct fixture fixture;
    start_and_wait(&fixture, NULL);
    session_type(&fixture.session, "?");
    session_wait(&fixture.session, "its file cannot be believed");
    session_type(&fixture.session, "\033");
    session_wait(&fixture.session, "BBBBBBBB");
    session_type(&fixture.session, KEY_F1_BYTES);
    session_wait(&fixture.session, "its file cannot be believed");
    end(&fixture);
}

static void detail_fills_the_screen_on_enter(void **state)
{
    (void)state;
    struct fixture fixture;
    start_and_wait(&fixture, NULL);
    session_type(&fixture.session, KEY_DOWN_BYTES "\r");
    session_wait_gone(&fixture.session, "BBBBBBBB");
    session_wait(&fixture.session, "nothing listens on 3");
    session_type(&fixture.session, "\033");
    session_wait(&fixture.session, "BBBBBBBB");
    end(&fixture);
}

static void selection_follows_the_instance_when_entries_come_before_it(void **state)
{
    (void)state;
    struct fixture fixture;
    start_and_wait(&fixture, NULL);
    wait_marked(&fixture.session, "BBBBBBBB");
    session_type(&fixture.session, "j");
    wait_marked(&fixture.session, "CCCCCCCC");
    write_running(&fixture.place, "AAAAAAAA-1", 4);
    write_running(&fixture.place, "AAAAAAAB-1", 5);
    session_wait(&fixture.session, "AAAAAAAB");
    wait_marked(&fixture.session, "CCCCCCCC");
    session_type(&fixture.session, KEY_UP_BYTES);
    wait_marked(&fixture.session, "BBBBBBBB");
    session_type(&fixture.session, KEY_END_BYTES);
    wait_marked(&fixture.session, "CCCCCCCC");
    end(&fixture);
}

static void resizing_draws_what_fits(void **state)
{
    (void)state;
    struct fixture fixture;
    start_and_wait(&fixture, NULL);
    session_resize(&fixture.session, 60, 12);
    session_wait(&fixture.session, "0 live   2 stale");
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
    end(&fixture);
}

static void smallest_terminal_shows_a_state(void **state)
{
    (void)state;
    struct fixture fixture;
    make_place(&fixture.place);
    start_sized(&fixture, 1, 1, NULL);
    session_wait(&fixture.session, "✗");
    session_type(&fixture.session, "q");
    assert_exit(&fixture, 0);
    session_assert_restored(&fixture.session);
    end(&fixture);
}

static void unknown_terminal_is_refused_in_words(void **state)
{
    (void)state;
    static const char *const types[] = {"TERM=no-such-terminal", "TERM=dumb", "TERM="};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        struct fixture fixture;
        start(&fixture, types[i]);
        assert_exit(&fixture, 3);
        assert_non_null(fixture.session.log);
        assert_non_null(strstr(fixture.session.log, "osaurtop: "));
        assert_non_null(strstr(fixture.session.log, "TERM"));
        assert_null(strchr(fixture.session.log, '\033'));
        session_assert_restored(&fixture.session);
        end(&fixture);
    }
}

/* Whether a style sequence (ESC [ … m) sets a color. */
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
        start_and_wait(&fixture, cases[i].setting);
        session_type(&fixture.session, "j?");
        session_wait(&fixture.session, "its file cannot be believed");
        if (colored(fixture.session.log) != cases[i].expected)
            fail_msg("%s", cases[i].setting == NULL ? "by default" : cases[i].setting);
        end(&fixture);
    }
}

static void nothing_but_ascii_leaves_in_the_c_locale(void **state)
{
    (void)state;
    struct fixture fixture;
    make_place(&fixture.place);
    write_running(&fixture.place, "恐竜", 4);
    start_sized(&fixture, 100, 30, "LC_ALL=C");
    session_wait(&fixture.session, "Enter detail");
    session_wait(&fixture.session, "CCCCCCCC");
    session_type(&fixture.session, "j\r");
    session_wait(&fixture.session, "Esc back");
    session_type(&fixture.session, "?");
    session_wait(&fixture.session, "its file cannot be believed");
    for (size_t i = 0; i < fixture.session.logged; i++)
        assert_true((unsigned char)fixture.session.log[i] < 0x80);
    end(&fixture);
}

static void bytes_of_a_file_never_act_on_the_terminal(void **state)
{
    (void)state;
    struct fixture fixture;
    make_place(&fixture.place);
    write_entry(&fixture.place, "AAAA",
                "{\"health\":\"\\u001b]0;owned\\u0007\\u009b2J\",\"instanceId\":\"\\u001b[2J\","
                "\"port\":11,\"address\":\"\\u202e1\\n2\"}");
    start_sized(&fixture, 100, 30, NULL);
    session_wait(&fixture.session, "BBBBBBBB");
    session_type(&fixture.session, "\r");
    session_wait(&fixture.session, "Esc back");
    session_wait(&fixture.session, "]0;owned");
    assert_null(strstr(fixture.session.log, "\033]0;"));
    assert_null(strchr(fixture.session.log, '\007'));
    assert_null(strstr(fixture.session.log, "\xC2\x9B"));
    assert_null(strstr(fixture.session.log, "\xE2\x80\xAE"));
    end(&fixture);
}

static void signal_ends_it_with_the_terminal_restored(void **state)
{
    (void)state;
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        struct fixture fixture;
        start_and_wait(&fixture, NULL);
        session_signal(&fixture.session, signals[i]);
        int status = session_wait_status(&fixture.session);
        assert_true(WIFSIGNALED(status));
        assert_int_equal(WTERMSIG(status), signals[i]);
        session_assert_restored(&fixture.session);
        end(&fixture);
    }
}

static void control_c_interrupts(void **state)
{
    (void)state;
    struct fixture fixture;
    start_and_wait(&fixture, NULL);
    session_type(&fixture.session, "\003");
    int status = session_wait_status(&fixture.session);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
    session_assert_restored(&fixture.session);
    end(&fixture);
}

static void control_z_stops_with_the_terminal_restored_and_continues_redrawn(void **state)
{
    (void)state;
    struct fixture fixture;
    start_and_wait(&fixture, NULL);
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
    assert_exit(&fixture, 0);
    session_assert_restored(&fixture.session);
    end(&fixture);
}

static void continuing_after_a_forced_stop_redraws(void **state)
{
    (void)state;
    struct fixture fixture;
    start_and_wait(&fixture, NULL);
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
    assert_exit(&fixture, 0);
    session_assert_restored(&fixture.session);
    end(&fixture);
}

static void killed_at_any_moment_it_leaves_no_trace(void **state)
{
    (void)state;
    for (int round = 0; round < 30; round++) {
        struct fixture fixture;
        start(&fixture, NULL);
        session_type(&fixture.session, "j?\033k");
        session_pump(&fixture.session, 1 + round);
        session_resize(&fixture.session, 40 + round, 10 + round);
        if (round % 3 == 0)
            session_type(&fixture.session, "??jk??");
        session_signal(&fixture.session, round % 2 == 0 ? SIGTERM : SIGHUP);
        assert_true(WIFSIGNALED(session_wait_status(&fixture.session)));
        session_assert_restored(&fixture.session);
        end(&fixture);
    }
}

static void terminal_that_goes_away_ends_it(void **state)
{
    (void)state;
    struct fixture fixture;
    start_and_wait(&fixture, NULL);
    session_hang_up(&fixture.session);
    assert_false(WIFSTOPPED(session_wait_status(&fixture.session)));
    end(&fixture);
}

static void unread_terminal_does_not_survive_a_deadly_signal(void **state)
{
    (void)state;
    struct fixture fixture;
    start_and_wait(&fixture, NULL);
    session_type(&fixture.session, "\023"); /* Ctrl-S holds its output */
    session_pump(&fixture.session, 100);
    for (int i = 0; i < 20; i++)
        session_type(&fixture.session, "j?");
    session_pump(&fixture.session, 300);
    session_signal(&fixture.session, SIGTERM);
    assert_true(WIFSIGNALED(session_wait_status(&fixture.session)));
    end(&fixture);
}

static void unchanged_screen_writes_nothing(void **state)
{
    (void)state;
    struct fixture fixture;
    start_and_wait(&fixture, NULL);
    session_pump(&fixture.session, 300);
    size_t logged = fixture.session.logged;
    session_pump(&fixture.session, 1000);
    assert_int_equal(fixture.session.logged, logged);
    end(&fixture);
}

static void pause_holds_the_screen_and_resuming_looks_at_once(void **state)
{
    (void)state;
    struct fixture fixture;
    start_and_wait(&fixture, NULL);
    session_type(&fixture.session, " ");
    session_wait(&fixture.session, "paused");
    write_running(&fixture.place, "DDDDDDDD-1", 4);
    session_pump(&fixture.session, 500);
    assert_false(session_shows(&fixture.session, "DDDDDDDD"));
    session_type(&fixture.session, " ");
    session_wait(&fixture.session, "DDDDDDDD");
    end(&fixture);
}

static void directory_that_comes_later_is_picked_up(void **state)
{
    (void)state;
    struct fixture fixture;
    make_place(&fixture.place);
    snprintf(fixture.place.runtime, sizeof fixture.place.runtime, "%s/later", fixture.place.home);
    snprintf(fixture.place.runtime_setting, sizeof fixture.place.runtime_setting,
             "OSAURTOP_RUNTIME=%s", fixture.place.runtime);
    start_sized(&fixture, 100, 30, NULL);
    session_wait(&fixture.session, "does not exist");
    assert_int_equal(mkdir(fixture.place.runtime, 0700), 0);
    session_wait(&fixture.session, "0 live");
    write_running(&fixture.place, "EEEEEEEE-1", 4);
    session_wait(&fixture.session, "EEEEEEEE");
    end(&fixture);
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
        snprintf(command, sizeof command, "%s%s", program(), rest);
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

static bool find_utf8_locale(void)
{
    static const struct {
        const char *name;
        const char *setting;
    } locales[] = {{"C.UTF-8", "LC_ALL=C.UTF-8"},
                   {"C.utf8", "LC_ALL=C.utf8"},
                   {"en_US.UTF-8", "LC_ALL=en_US.UTF-8"}};
    for (size_t i = 0; i < sizeof locales / sizeof locales[0]; i++) {
        utf8_setting = locales[i].setting;
        if (setlocale(LC_ALL, locales[i].name) != NULL)
            return true;
    }
    return false;
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(quits_by_key_and_leaves_the_terminal_as_it_was),
        cmocka_unit_test(help_opens_and_escape_leads_back),
        cmocka_unit_test(detail_fills_the_screen_on_enter),
        cmocka_unit_test(selection_follows_the_instance_when_entries_come_before_it),
        cmocka_unit_test(resizing_draws_what_fits),
        cmocka_unit_test(smallest_terminal_shows_a_state),
        cmocka_unit_test(unknown_terminal_is_refused_in_words),
        cmocka_unit_test(colors_follow_what_the_user_asked_for),
        cmocka_unit_test(nothing_but_ascii_leaves_in_the_c_locale),
        cmocka_unit_test(bytes_of_a_file_never_act_on_the_terminal),
        cmocka_unit_test(signal_ends_it_with_the_terminal_restored),
        cmocka_unit_test(control_c_interrupts),
        cmocka_unit_test(control_z_stops_with_the_terminal_restored_and_continues_redrawn),
        cmocka_unit_test(continuing_after_a_forced_stop_redraws),
        cmocka_unit_test(killed_at_any_moment_it_leaves_no_trace),
        cmocka_unit_test(terminal_that_goes_away_ends_it),
        cmocka_unit_test(unread_terminal_does_not_survive_a_deadly_signal),
        cmocka_unit_test(unchanged_screen_writes_nothing),
        cmocka_unit_test(pause_holds_the_screen_and_resuming_looks_at_once),
        cmocka_unit_test(directory_that_comes_later_is_picked_up),
        cmocka_unit_test(without_a_terminal_it_says_so_and_writes_no_escape_code),
    };
    if (!find_utf8_locale()) {
        puts("1..0 # SKIP no UTF-8 locale");
        return 77;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
