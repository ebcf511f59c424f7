/* The doctor's report: what it says of a world, line by line, and as JSON. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "osaurtop/doctor_report.h"
#include "osaurtop/json.h"
#include "world.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct world world;
static struct json json;

#define LIVE                                                                                       \
    "entry F26F8B59-1 port=1337; server 42 memory=9771050598; listen 127.0.0.1 1337 pid=42; "

static char *report(const struct doctor_report *settings)
{
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    assert_non_null(stream);
    if (settings != NULL)
        doctor_report_write(settings, &world.snapshot, stream);
    else
        doctor_report_json(&world.snapshot, stream);
    assert_int_equal(fclose(stream), 0);
    return text;
}

static void assert_report(const char *lines, int width, const char *expected)
{
    struct doctor_report settings = {.width = width, .charset = CHARSET_ASCII};
    world_judge(&world, lines);
    char *text = report(&settings);
    assert_string_equal(text, expected);
    free(text);
    world_free(&world);
}

static void nothing_wrong_is_one_line(void **state)
{
    (void)state;
    assert_report(LIVE, 80, "1 instance, nothing wrong\n");
    assert_report(
        "entry A health=starting at=-1; server 1; entry B health=starting at=-1; server 2", 80,
        "2 instances, nothing wrong\n");
}

static void the_top_says_where_apps_connect_and_where_they_should(void **state)
{
    (void)state;
    assert_report(LIVE "entry 7B1D22C3-2 port=1338 at=-50", 60,
                  "Apps connect to  7B1D22C3 at http://127.0.0.1:1338, which is\n"
                  "                 stale\n"
                  "They should use  F26F8B59 at http://127.0.0.1:1337\n"
                  "Alive            F26F8B59: pid 42 for 16 minutes,\n"
                  "                 127.0.0.1:1337, this machine only, 9.1G of\n"
                  "                 memory\n"
                  "\n"
                  "7B1D22C3, stale\n"
                  "  critical: Every client connects here, and its server is\n"
                  "    gone: nothing listens on 1338; last written 50 seconds\n"
                  "    ago\n"
                  "    > Remove it, and clients find F26F8B59:\n"
                  "      `osaurtop prune 7B1D22C3`\n");
    assert_report("entry A health=starting at=-90; server 42", 80,
                  "Apps connect to  nothing: no entry where they look says that it is running\n"
                  "They should use  nothing yet: no server is live\n"
                  "Alive            no server of an entry\n"
                  "\n"
                  "A, stuck\n"
                  "  warning: Not running yet: starting for 1 minute, which should take seconds\n"
                  "    > Look at Osaurus: it may ask something. If it stays so, stop it and open\n"
                  "      Osaurus again: `kill 42`\n");
}

static void what_crashes_left_is_told_together_with_one_command(void **state)
{
    (void)state;
    assert_report(LIVE "entry AAAAAAAA-1 port=1338 at=-300; entry BBBBBBBB-1 port=1339 at=-7200; "
                       "crash osaurus-1.ips -290",
                  80,
                  "Apps connect to  F26F8B59 at http://127.0.0.1:1337, which is live\n"
                  "Alive            F26F8B59: pid 42 for 16 minutes, 127.0.0.1:1337, this machine\n"
                  "                 only, 9.1G of memory\n"
                  "\n"
                  "Left from crashes\n"
                  "  warning: 2 stale entries, which clients may take for servers\n"
                  "    AAAAAAAA: nothing listens on 1338; written 5 minutes ago\n"
                  "    BBBBBBBB: nothing listens on 1339; written 2 hours ago\n"
                  "    > Remove them: `osaurtop prune AAAAAAAA BBBBBBBB`\n"
                  "  notice: A crash report of Osaurus is from 10 seconds after AAAAAAAA was\n"
                  "    written: osaurus-1.ips\n"
                  "    > Read it: `less /home/ada/Library/Logs/DiagnosticReports/osaurus-1.ips`\n");
    world_judge(&world, "entry A port=1 at=-9; entry B port=1 at=-10; entry C port=1 at=-11; "
                        "entry D port=1 at=-12; entry E port=1 at=-13; entry F port=1 at=-14");
    struct doctor_report settings = {.width = 80, .charset = CHARSET_ASCII};
    char *text = report(&settings);
    assert_non_null(strstr(text, "    E: nothing listens on 1; written 13 seconds ago\n"
                                 "    and 1 more\n"
                                 "    > Remove what is stale: `osaurtop prune`\n"));
    free(text);
    world_free(&world);
}

/* critical, warning, what crashes left, notice */
static void subjects_stand_worst_first(void **state)
{
    (void)state;
    static const char *const order[] = {"\nC, live\n", "\nA, stuck\n", "\nLeft from crashes\n",
                                        "\n/home/ada/.osaurus/runtime\n"};
    struct doctor_report settings = {.width = 80, .charset = CHARSET_ASCII};
    world_judge(&world, "links 1; entry A health=starting at=-40 seen=late; "
                        "entry C port=1337 at=-20; server 42 start=-30; "
                        "listen 0.0.0.0 1337 pid=42; entry S port=7 at=-500; "
                        "entry T port=8 at=-600");
    char *text = report(&settings);
    const char *at = text;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        const char *next = strstr(at, order[i]);
        if (next == NULL)
            fail_msg("no %s after what comes before it in:\n%s", order[i], text);
        at = next;
    }
    free(text);
    world_free(&world);
}

static void a_dead_pick_is_louder_than_a_leak(void **state)
{
    (void)state;
    struct doctor_report settings = {.width = 80, .charset = CHARSET_ASCII};
    world_judge(&world, "own 10.0.0.9; entry AAAAAAAA-1 port=1337 addr=10.0.0.9; server 42; "
                        "listen 0.0.0.0 1337 pid=42; entry BBBBBBBB-1 port=1338 at=-50");
    char *text = report(&settings);
    const char *leak = strstr(text, "Says local, but");
    const char *dead_pick = strstr(text, "Every client connects here");
    assert_non_null(leak);
    assert_non_null(dead_pick);
    assert_true(dead_pick < leak);
    free(text);
    world_free(&world);
}

static void no_line_is_longer_than_the_terminal_but_for_commands(void **state)
{
    (void)state;
    world_judge(&world, LIVE "entry A port=1337 exposed addr=192.168.1.5 at=-90; server 43; "
                             "listen 0.0.0.0 1337 pid=43; own 127.0.0.1; own 192.168.1.5; "
                             "entry B port=1338 at=-50 mode=666; entry C health=starting at=-90; "
                             "entry D fault=bad-field; links 3; entry E port=9 legacy");
    for (int width = 40; width <= 100; width++) {
        struct doctor_report settings = {.width = width, .charset = CHARSET_UTF8};
        char *text = report(&settings);
        char *rest = NULL;
        for (char *line = strtok_r(text, "\n", &rest); line != NULL;
             line = strtok_r(NULL, "\n", &rest))
            if (text_columns(line) > width && strchr(line, '`') == NULL)
                fail_msg("at %d: %s", width, line);
        free(text);
    }
    world_free(&world);
}

static void colours_tell_severity_and_commands_and_change_no_line(void **state)
{
    (void)state;
    struct doctor_report settings = {.width = 80, .charset = CHARSET_ASCII, .colored = true};
    world_judge(&world, LIVE "entry 7B1D22C3-2 port=1338 at=-50");
    char *text = report(&settings);
    assert_non_null(strstr(text, "\033[1;31mcritical\033[0m: "));
    assert_non_null(strstr(text, "\033[1mosaurtop prune 7B1D22C3\033[0m"));
    assert_null(strchr(text, '`'));
    free(text);
    world_free(&world);
}

static void hostile_bytes_reach_no_terminal(void **state)
{
    (void)state;
    for (int charset = CHARSET_UTF8; charset <= CHARSET_ASCII; charset++) {
        struct doctor_report settings = {.width = 60, .charset = (enum charset)charset};
        world_judge(&world, LIVE "entry B port=1338 at=-50; entry C fault=bad-field");
        snprintf(world.entries[1].url, ENTRY_URL_SIZE, "http://\033]0;x\007\xE2\x80\xAE");
        snprintf(world.entries[1].id, ENTRY_ID_SIZE, "\033[2J\xFF\xC2\x9B");
        snprintf(world.entries[2].message, ENTRY_MESSAGE_SIZE, "a\rb\033[31m\xF0\x9F\xA6\x95");
        snprintf(world.processes[0].name, SYSTEM_NAME_SIZE, "os\naurus\033");
        world.snapshot.homes[0].path = "/tmp/\033[5m\xC3\xB6";
        char *text = report(&settings);
        for (const char *at = text; *at != '\0'; at++)
            if (((unsigned char)*at < ' ' && *at != '\n') || *at == 127 ||
                (charset == CHARSET_ASCII && (unsigned char)*at > 126))
                fail_msg("byte %d in: %s", (unsigned char)*at, text);
        free(text);
        world_free(&world);
    }
}

static void assert_string(int object, const char *key, const char *expected)
{
    char text[512];
    int value = json_member(&json, object, key);
    if (expected == NULL) {
        assert_int_equal(json_type(&json, value), JSON_NULL);
        return;
    }
    assert_true(json_string(&json, value, text, sizeof text) >= 0);
    assert_string_equal(text, expected);
}

static void json_lists_the_worst_first_with_its_subject(void **state)
{
    (void)state;
    struct json_error error;
    int64_t count;
    world_judge(&world, LIVE "entry B port=1338 at=-50 owner=502; links 1; "
                             "entry C port=1339 at=-500");
    char *text = report(NULL);
    if (json_read(&json, text, strlen(text), &error) != JSON_OK)
        fail_msg("%s", text);
    int summary = json_member(&json, 0, "summary");
    assert_true(json_integer(&json, json_member(&json, summary, "critical"), &count));
    assert_int_equal(count, 1);
    assert_true(json_integer(&json, json_member(&json, summary, "notice"), &count));
    assert_int_equal(count, 2);
    assert_string(0, "pick", "B");
    assert_string(0, "best", "F26F8B59-1");
    int first = json_first(&json, json_member(&json, 0, "findings"));
    assert_string(first, "code", "pick-is-stale");
    assert_string(first, "severity", "critical");
    assert_string(first, "instance", "B");
    assert_string(first, "directory", "/home/ada/.osaurus/runtime/B");
    assert_string(first, "hint",
                  "Remove it, and clients find F26F8B59: `sudo -u '#502' osaurtop -r "
                  "/home/ada/.osaurus/runtime prune B`");
    int second = json_next(&json, first);
    assert_string(second, "code", "stale-entry");
    int third = json_next(&json, second);
    assert_string(third, "code", "symlink-ignored");
    assert_string(third, "instance", NULL);
    assert_string(third, "directory", NULL);
    assert_string(json_next(&json, third), "code", "other-owner");
    free(text);
    world_free(&world);
}

int main(void)
{
    setlocale(LC_CTYPE, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_wrong_is_one_line),
        cmocka_unit_test(the_top_says_where_apps_connect_and_where_they_should),
        cmocka_unit_test(what_crashes_left_is_told_together_with_one_command),
        cmocka_unit_test(subjects_stand_worst_first),
        cmocka_unit_test(a_dead_pick_is_louder_than_a_leak),
        cmocka_unit_test(no_line_is_longer_than_the_terminal_but_for_commands),
        cmocka_unit_test(colours_tell_severity_and_commands_and_change_no_line),
        cmocka_unit_test(hostile_bytes_reach_no_terminal),
        cmocka_unit_test(json_lists_the_worst_first_with_its_subject),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
