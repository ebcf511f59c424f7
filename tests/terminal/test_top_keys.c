/* What keys do on a real terminal to entries on a real disk: removing them, and their events. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "place.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* What a terminal of type xterm sends for keys. */
#define KEY_UP_BYTES      "\033OA"
#define KEY_HOME_BYTES    "\033OH"
#define KEY_END_BYTES     "\033OF"
#define KEY_PAGE_UP_BYTES "\033[5~"

static bool on_disk(const struct fixture *fixture, const char *name)
{
    char path[512];
    struct stat status;
    snprintf(path, sizeof path, "%s/%s/configuration.json", fixture->place.runtime, name);
    return lstat(path, &status) == 0;
}

/* In a row of the table, which ends at the line above the detail. */
static bool in_table(const struct session *session, const char *name)
{
    for (int row = 1; row < session->height; row++) {
        const char *line = session_row(session, row);
        if (strncmp(line, "──", strlen("──")) == 0)
            return false;
        if (strstr(line, name) != NULL)
            return true;
    }
    return false;
}

static void wait_until_out_of_table(struct session *session, const char *name)
{
    for (int i = 0; i < SESSION_PATIENCE_MS / 20; i++) {
        if (!in_table(session, name))
            return;
        session_pump(session, 20);
    }
    fail_msg("'%s' is still there:\n%s", name, session_picture(session));
}

/* What was written this very moment is not removed; here it was, a moment ago. */
enum { SETTLED_MS = 300 };

static void ask(struct fixture *fixture, const char *name)
{
    char question[128];
    session_pump(&fixture->session, SETTLED_MS);
    snprintf(question, sizeof question, "Remove %s?", name);
    session_type(&fixture->session, "x");
    session_wait(&fixture->session, question);
    session_wait(&fixture->session, "any other key does not");
}

/* Once more when it came so early that it was forgotten with what was typed before the question. */
static void say_yes(struct fixture *fixture)
{
    for (int i = 0; i < 10; i++) {
        session_type(&fixture->session, "y");
        for (int waited = 0; waited < 50; waited++) {
            session_pump(&fixture->session, 20);
            if (!session_shows(&fixture->session, "any other key does not"))
                return;
        }
    }
    fail_msg("no answer is taken:\n%s", session_picture(&fixture->session));
}

static void yes_removes_a_crashed_entry_from_disk_and_screen(void **state)
{
    (void)state;
    struct fixture fixture;
    char directory[512];
    struct stat status;
    place_begin(&fixture, NULL);
    ask(&fixture, "BBBBBBBB");
    session_wait(&fixture.session, "/runtime/BBBBBBBB-1/configuration.json");
    session_wait(&fixture.session, "it is stale: ");
    say_yes(&fixture);
    session_wait(&fixture.session, "BBBBBBBB removed");
    wait_until_out_of_table(&fixture.session, "BBBBBBBB");
    assert_true(in_table(&fixture.session, "CCCCCCCC"));
    snprintf(directory, sizeof directory, "%s/BBBBBBBB-1", fixture.place.runtime);
    assert_int_not_equal(lstat(directory, &status), 0);
    assert_true(on_disk(&fixture, "CCCCCCCC-1"));
    session_wait(&fixture.session, "gone   was stale");
    session_type(&fixture.session, "j");
    session_wait_gone(&fixture.session, "BBBBBBBB removed");
    place_end(&fixture);
}

static void any_other_key_keeps_it(void **state)
{
    (void)state;
    static const char *const keys[] = {"n", "\033", "\r", "q", "Y", KEY_UP_BYTES};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct fixture fixture;
        place_begin(&fixture, NULL);
        ask(&fixture, "BBBBBBBB");
        session_pump(&fixture.session, SETTLED_MS);
        session_type(&fixture.session, keys[i]);
        session_wait(&fixture.session, "BBBBBBBB was kept");
        session_type(&fixture.session, "y");
        session_wait_gone(&fixture.session, "BBBBBBBB was kept");
        session_pump(&fixture.session, 200);
        assert_true(in_table(&fixture.session, "BBBBBBBB"));
        assert_true(on_disk(&fixture, "BBBBBBBB-1"));
        place_end(&fixture);
    }
}

static void answer_that_was_typed_before_the_question_was_seen_is_none(void **state)
{
    (void)state;
    struct fixture fixture;
    place_begin(&fixture, NULL);
    session_pump(&fixture.session, SETTLED_MS);
    session_type(&fixture.session, "xyyyy");
    session_wait(&fixture.session, "Remove BBBBBBBB?");
    session_pump(&fixture.session, 300);
    assert_true(session_shows(&fixture.session, "Remove BBBBBBBB?"));
    assert_true(on_disk(&fixture, "BBBBBBBB-1"));
    say_yes(&fixture);
    session_wait(&fixture.session, "BBBBBBBB removed");
    place_end(&fixture);
}

static void question_survives_a_resize(void **state)
{
    (void)state;
    struct fixture fixture;
    place_begin(&fixture, NULL);
    ask(&fixture, "BBBBBBBB");
    session_resize(&fixture.session, 30, 6);
    session_wait(&fixture.session, "y removes it, other keys keep");
    session_resize(&fixture.session, 100, 30);
    session_wait(&fixture.session, "any other key does not");
    say_yes(&fixture);
    session_wait(&fixture.session, "BBBBBBBB removed");
    assert_false(on_disk(&fixture, "BBBBBBBB-1"));
    place_end(&fixture);
}

static void question_stays_about_its_entry_when_others_come_before_it(void **state)
{
    (void)state;
    struct fixture fixture;
    place_begin(&fixture, NULL);
    ask(&fixture, "BBBBBBBB");
    place_write_running(&fixture.place, "AAAAAAAA-1", 4);
    place_write_running(&fixture.place, "AAAAAAAB-1", 5);
    session_wait(&fixture.session, "AAAAAAAB");
    say_yes(&fixture);
    session_wait(&fixture.session, "BBBBBBBB removed");
    assert_false(on_disk(&fixture, "BBBBBBBB-1"));
    assert_true(on_disk(&fixture, "AAAAAAAA-1"));
    assert_true(on_disk(&fixture, "AAAAAAAB-1"));
    assert_true(on_disk(&fixture, "CCCCCCCC-1"));
    place_end(&fixture);
}

static void entry_that_was_written_anew_meanwhile_is_refused(void **state)
{
    (void)state;
    struct fixture fixture;
    place_begin(&fixture, NULL);
    ask(&fixture, "BBBBBBBB");
    place_write_running(&fixture.place, "BBBBBBBB-1", 6);
    say_yes(&fixture);
    session_wait(&fixture.session, "BBBBBBBB refused: it changed meanwhile");
    assert_true(on_disk(&fixture, "BBBBBBBB-1"));
    place_end(&fixture);
}

static void entry_that_holds_other_files_is_refused_by_name(void **state)
{
    (void)state;
    struct fixture fixture;
    char path[512];
    place_begin(&fixture, NULL);
    snprintf(path, sizeof path, "%s/BBBBBBBB-1/notes.txt", fixture.place.runtime);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    ask(&fixture, "BBBBBBBB");
    say_yes(&fixture);
    session_wait(&fixture.session, "BBBBBBBB refused: ");
    session_wait(&fixture.session, "(notes.txt)");
    assert_true(on_disk(&fixture, "BBBBBBBB-1"));
    place_end(&fixture);
}

/* The test itself becomes a server: it listens, and was started before the entry is written. */
static int listen_somewhere(unsigned *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(listener >= 0);
    assert_int_equal(fcntl(listener, F_SETFD, FD_CLOEXEC), 0);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(listener, 1), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &size), 0);
    *port = ntohs(address.sin_port);
    return listener;
}

static void living_one_cannot_be_removed(void **state)
{
    (void)state;
    struct fixture fixture;
    unsigned port;
    char text[512];
    char date[64];
    struct tm utc;
    time_t now = time(NULL);
    int listener = listen_somewhere(&port);
    gmtime_r(&now, &utc);
    strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", &utc);
    snprintf(text, sizeof text,
             "{\"address\" : \"127.0.0.1\", \"health\" : \"running\", \"instanceId\" : "
             "\"AAAAAAAA-1\", \"port\" : %u, \"updatedAt\" : \"%s\"}",
             port, date);
    place_make(&fixture.place);
    place_write_entry(&fixture.place, "AAAAAAAA-1", text);
    fixture.place.pattern = "test_top_keys*";
    place_start(&fixture, 100, 30, NULL);
    session_wait(&fixture.session, "1 live");
    session_type(&fixture.session, "x");
    session_wait(&fixture.session, "AAAAAAAA is live, not stale, and stays");
    session_type(&fixture.session, "y");
    session_wait_gone(&fixture.session, "and stays");
    session_pump(&fixture.session, 200);
    assert_true(in_table(&fixture.session, "AAAAAAAA"));
    assert_true(on_disk(&fixture, "AAAAAAAA-1"));
    place_end(&fixture);
    close(listener);
}

static void read_only_offers_no_removal_and_does_none(void **state)
{
    (void)state;
    struct fixture fixture;
    place_begin(&fixture, "OSAURTOP_READ_ONLY=1");
    assert_false(session_shows(&fixture.session, "x prune"));
    session_type(&fixture.session, "x");
    session_wait(&fixture.session, "Nothing is removed");
    session_type(&fixture.session, "y");
    session_wait_gone(&fixture.session, "Nothing is removed");
    session_type(&fixture.session, "?");
    session_wait(&fixture.session, "this page");
    assert_false(session_shows(&fixture.session, "asks first"));
    assert_true(on_disk(&fixture, "BBBBBBBB-1"));
    place_end(&fixture);

    place_begin(&fixture, NULL);
    assert_true(session_shows(&fixture.session, "x prune"));
    place_end(&fixture);
}

static void events_appear_when_a_file_changes_and_scroll(void **state)
{
    (void)state;
    struct fixture fixture;
    place_begin(&fixture, NULL);
    session_wait(&fixture.session, "watching 2 instances");
    assert_false(session_shows(&fixture.session, "appeared"));
    place_write_running(&fixture.place, "DDDDDDDD-1", 4);
    session_wait(&fixture.session, "DDDDDDDD  appeared: stale");
    for (unsigned port = 10; port < 30; port++) {
        char arrow[64];
        place_write_running(&fixture.place, "DDDDDDDD-1", port);
        snprintf(arrow, sizeof arrow, "→ http://127.0.0.1:%u", port);
        session_wait(&fixture.session, arrow);
    }
    session_wait_gone(&fixture.session, "watching 2 instances");
    session_type(&fixture.session, "\t" KEY_HOME_BYTES);
    session_wait(&fixture.session, "watching 2 instances");
    session_wait(&fixture.session, "appeared: stale");
    /* What comes meanwhile does not move what is read. */
    place_write_running(&fixture.place, "DDDDDDDD-1", 40);
    session_wait(&fixture.session, "http://127.0.0.1:40");
    session_wait(&fixture.session, "watching 2 instances");
    session_type(&fixture.session, KEY_END_BYTES);
    session_wait(&fixture.session, "→ http://127.0.0.1:40");
    session_type(&fixture.session, KEY_PAGE_UP_BYTES);
    session_wait_gone(&fixture.session, "→ http://127.0.0.1:40");
    place_end(&fixture);
}

static void events_fill_a_small_screen_and_filter_to_one_instance(void **state)
{
    (void)state;
    struct fixture fixture;
    place_make(&fixture.place);
    place_start(&fixture, 60, 12, NULL);
    session_wait(&fixture.session, "BBBBBBBB");
    place_write_running(&fixture.place, "DDDDDDDD-1", 4);
    session_wait(&fixture.session, "DDDDDDDD");
    session_type(&fixture.session, "e");
    session_wait(&fixture.session, "watching 2 instances");
    session_wait(&fixture.session, "DDDDDDDD  appeared");
    session_type(&fixture.session, "\033G");
    session_wait(&fixture.session, "STATE");
    session_type(&fixture.session, "ef");
    session_wait(&fixture.session, "events of DDDDDDDD");
    session_wait_gone(&fixture.session, "watching 2 instances");
    session_type(&fixture.session, "f");
    session_wait(&fixture.session, "watching 2 instances");
    place_end(&fixture);
}

static void unchanged_events_and_open_question_write_nothing(void **state)
{
    (void)state;
    static const char *const keys[] = {"\t" KEY_HOME_BYTES, "x"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct fixture fixture;
        place_begin(&fixture, NULL);
        session_type(&fixture.session, keys[i]);
        session_pump(&fixture.session, 400);
        size_t logged = fixture.session.logged;
        session_pump(&fixture.session, 1000);
        assert_int_equal(fixture.session.logged, logged);
        place_end(&fixture);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(yes_removes_a_crashed_entry_from_disk_and_screen),
        cmocka_unit_test(any_other_key_keeps_it),
        cmocka_unit_test(answer_that_was_typed_before_the_question_was_seen_is_none),
        cmocka_unit_test(question_survives_a_resize),
        cmocka_unit_test(question_stays_about_its_entry_when_others_come_before_it),
        cmocka_unit_test(entry_that_was_written_anew_meanwhile_is_refused),
        cmocka_unit_test(entry_that_holds_other_files_is_refused_by_name),
        cmocka_unit_test(living_one_cannot_be_removed),
        cmocka_unit_test(read_only_offers_no_removal_and_does_none),
        cmocka_unit_test(events_appear_when_a_file_changes_and_scroll),
        cmocka_unit_test(events_fill_a_small_screen_and_filter_to_one_instance),
        cmocka_unit_test(unchanged_events_and_open_question_write_nothing),
    };
    if (!place_find_locale()) {
        puts("1..0 # SKIP no UTF-8 locale");
        return 77;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
