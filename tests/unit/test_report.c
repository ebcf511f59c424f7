/* What reports say of a world: the table, JSON and the status line, byte by byte. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "osaurtop/json.h"
#include "osaurtop/json_report.h"
#include "osaurtop/status_line.h"
#include "osaurtop/table.h"
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct world world;
static struct json json;

static const char two[] = "entry AAAAAAAA-1 port=1337; entry BBBBBBBB-2 port=1338 at=-50; "
                          "server 42; listen 127.0.0.1 1337 pid=42";

/* What a writer wrote; freed by the caller. */
struct output {
    char *text;
    size_t length;
    FILE *stream;
};

static void output_open(struct output *output)
{
    output->stream = open_memstream(&output->text, &output->length);
    assert_non_null(output->stream);
}

static char *output_close(struct output *output)
{
    assert_int_equal(fclose(output->stream), 0);
    return output->text;
}

static char *table_text(struct table *table)
{
    struct output output;
    output_open(&output);
    assert_int_equal(table_write(table, &world.snapshot, output.stream), 0);
    return output_close(&output);
}

static void a_table_is_aligned_and_never_cut_in_a_pipe(void **state)
{
    (void)state;
    struct table table = {.charset = CHARSET_ASCII};
    world_judge(&world, two);
    table_default_fields(&table);
    char *text = table_text(&table);
    assert_string_equal(
        text,
        "   INSTANCE    HEALTH   STATE  AGE   UP  MEM  URL                    LAN     PID  WHY\n"
        "   AAAAAAAA-1  running  live    1m  16m    -  http://127.0.0.1:1337  local    42  "
        "osaurus (pid 42) listens on 127.0.0.1:1337\n"
        "*  BBBBBBBB-2  running  stale  50s    -    -  http://127.0.0.1:1338  local?    -  "
        "nothing listens on 1338\n");
    free(text);
    world_free(&world);
}

static void a_table_fits_the_terminal(void **state)
{
    (void)state;
    world_judge(&world, two);
    for (int columns = 1; columns < 140; columns++) {
        struct table table = {.charset = CHARSET_UTF8, .columns = columns};
        table_default_fields(&table);
        char *text = table_text(&table);
        for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n"))
            if (text_columns(line) > columns)
                fail_msg("at %d: %s", columns, line);
        free(text);
    }
    world_free(&world);
}

static void a_narrow_terminal_still_shows_state_and_id(void **state)
{
    (void)state;
    struct table table = {.charset = CHARSET_ASCII, .columns = 20};
    world_judge(&world, two);
    table_default_fields(&table);
    char *text = table_text(&table);
    assert_string_equal(text, "   INSTANCE  STATE\n   AAAAAAAA  live\n*  BBBBBBBB  stale\n");
    free(text);
    world_free(&world);
}

static void ids_are_shortened_to_what_tells_them_apart(void **state)
{
    (void)state;
    struct table table = {.charset = CHARSET_ASCII, .columns = 24};
    world_judge(&world, "entry AAAAAAAA-1111 port=1; entry AAAAAAAA-1222 port=2");
    table_default_fields(&table);
    char *text = table_text(&table);
    assert_string_equal(text,
                        "   INSTANCE     STATE\n*  AAAAAAAA-11  stale\n   AAAAAAAA-12  stale\n");
    free(text);
    world_free(&world);
}

static void fields_are_chosen_by_name_or_beginning(void **state)
{
    (void)state;
    struct table table = {.charset = CHARSET_ASCII};
    char unknown[32];
    world_judge(&world, two);
    assert_true(table_parse_fields(&table, "ID,stat,age,port", unknown, sizeof unknown));
    char *text = table_text(&table);
    assert_string_equal(text, "INSTANCE    STATE  AGE  PORT\n"
                              "AAAAAAAA-1  live    1m  1337\n"
                              "BBBBBBBB-2  stale  50s  1338\n");
    free(text);
    world_free(&world);
}

static void an_unknown_field_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *list;
        const char *unknown;
    } lists[] = {{"id,nonsense,url", "nonsense"}, {"", ""}, {"id,,url", ""}, {"u", "u"}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct table table = {0};
        char unknown[32] = "x";
        assert_false(table_parse_fields(&table, lists[i].list, unknown, sizeof unknown));
        assert_string_equal(unknown, lists[i].unknown);
    }
}

static void every_field_has_its_words_and_a_text(void **state)
{
    (void)state;
    size_t count;
    const struct field *fields = fields_all(&count);
    world_judge(&world, two);
    for (size_t i = 0; i < count; i++) {
        char text[FIELD_TEXT_SIZE];
        assert_true(strlen(fields[i].name) > 0 && strlen(fields[i].help) > 0);
        assert_ptr_equal(fields_find(fields[i].name), &fields[i]);
        for (size_t size = 1; size < 40; size++) {
            memset(text, 'x', sizeof text);
            fields[i].text(&world.snapshot, &world.snapshot.instances[0], text, size);
            assert_true(memchr(text, '\0', size) != NULL);
            assert_int_equal(text[size], 'x');
        }
    }
    world_free(&world);
}

/* Reads what json_report_write() wrote, with the program's own strict reader. */
static char *report(void)
{
    struct output output;
    struct json_error error;
    output_open(&output);
    json_report_write(&world.snapshot, output.stream);
    char *text = output_close(&output);
    if (json_read(&json, text, output.length, &error) != JSON_OK)
        fail_msg("line %u: %s\n%s", error.line, json_code_text(error.code), text);
    return text;
}

static void assert_member(int object, const char *key, const char *expected)
{
    char text[512];
    int value = json_member(&json, object, key);
    if (value < 0)
        fail_msg("no member %s", key);
    int64_t number;
    bool truth;
    if (json_type(&json, value) == JSON_NULL)
        snprintf(text, sizeof text, "null");
    else if (json_integer(&json, value, &number))
        snprintf(text, sizeof text, "%lld", (long long)number);
    else if (json_boolean(&json, value, &truth))
        snprintf(text, sizeof text, "%s", truth ? "true" : "false");
    else
        assert_true(json_string(&json, value, text, sizeof text) >= 0);
    if (strcmp(text, expected) != 0)
        fail_msg("%s is %s, not %s", key, text, expected);
}

static void json_says_what_is_known_and_null_for_the_rest(void **state)
{
    (void)state;
    world_judge(&world, two);
    char *text = report();
    assert_member(0, "schema", "1");
    assert_member(0, "takenAt", "2026-11-22T12:00:00Z");
    assert_member(0, "pick", "BBBBBBBB-2");
    assert_member(0, "best", "AAAAAAAA-1");
    int summary = json_member(&json, 0, "summary");
    assert_member(summary, "live", "1");
    assert_member(summary, "stale", "1");
    assert_member(summary, "invalid", "0");
    assert_member(summary, "instances", "2");

    int live = json_first(&json, json_member(&json, 0, "instances"));
    assert_member(live, "id", "AAAAAAAA-1");
    assert_member(live, "directory", "/home/ada/.osaurus/runtime/AAAAAAAA-1");
    assert_member(live, "state", "live");
    assert_member(live, "reason", "listener");
    assert_member(live, "error", "null");
    assert_member(live, "updatedAt", "2026-11-22T11:58:20Z");
    assert_member(live, "updatedAtFrom", "file");
    assert_member(live, "ageSeconds", "100");
    assert_member(live, "port", "1337");
    assert_member(live, "exposeToNetwork", "false");
    assert_member(live, "exposure", "local");
    assert_member(live, "pick", "false");
    assert_member(live, "best", "true");
    int listener = json_member(&json, live, "listener");
    assert_member(listener, "pid", "42");
    assert_member(listener, "startedAt", "2026-11-22T11:43:20Z");
    assert_member(listener, "memoryBytes", "null");
    char address[64];
    json_string(&json, json_first(&json, json_member(&json, listener, "addresses")), address,
                sizeof address);
    assert_string_equal(address, "127.0.0.1");

    int stale = json_next(&json, live);
    assert_member(stale, "state", "stale");
    assert_member(stale, "listener", "null");
    assert_member(stale, "exposure", "unknown");
    assert_int_equal(json_next(&json, stale), -1);
    free(text);
    world_free(&world);
}

static void json_tells_where_a_file_is_wrong(void **state)
{
    (void)state;
    world_judge(&world, "entry A fault=bad-field");
    world.entries[0].line = 3;
    world.entries[0].column = 12;
    snprintf(world.entries[0].message, sizeof world.entries[0].message, "port is 0");
    char *text = report();
    int error = json_member(&json, json_first(&json, json_member(&json, 0, "instances")), "error");
    assert_member(error, "line", "3");
    assert_member(error, "column", "12");
    assert_member(error, "message", "port is 0");
    free(text);
    world_free(&world);
}

static void json_is_valid_whatever_bytes_the_entries_hold(void **state)
{
    (void)state;
    uint32_t random = 12345;
    for (int round = 0; round < 2000; round++) {
        world_judge(&world, two);
        struct entry *entry = &world.entries[0];
        char *strings[] = {entry->id,      entry->directory, entry->health,
                           entry->address, entry->url,       world.processes[0].name};
        for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
            for (int at = 0; at < 20; at++) {
                random = random * 1664525u + 1013904223u;
                strings[i][at] = (char)(random >> 24);
            }
            strings[i][20] = '\0';
        }
        free(report());
        world_free(&world);
    }
}

static void assert_status(const char *text, enum charset charset, const char *expected)
{
    char line[256];
    world_judge(&world, text);
    size_t length = status_line_write(&world.snapshot, charset, line, sizeof line);
    assert_string_equal(line, expected);
    assert_int_equal(length, strlen(line));
    world_free(&world);
}

static void the_status_line_says_states_and_url(void **state)
{
    (void)state;
    assert_status("", CHARSET_UTF8, "no instance");
    assert_status(two, CHARSET_UTF8, "1 live · 1 stale · http://127.0.0.1:1337");
    assert_status(two, CHARSET_ASCII, "1 live, 1 stale, http://127.0.0.1:1337");
    assert_status("entry A port=1337", CHARSET_UTF8, "1 stale");
    assert_status("entry A port=1337 remote", CHARSET_ASCII,
                  "1 unverified, http://127.0.0.1:1337?");
}

static void the_status_line_never_overruns_its_buffer(void **state)
{
    (void)state;
    world_judge(&world, two);
    for (size_t size = 1; size < 60; size++) {
        char line[61];
        memset(line, 'x', sizeof line);
        assert_true(status_line_write(&world.snapshot, CHARSET_UTF8, line, size) < size);
        assert_true(memchr(line, '\0', size) != NULL);
        assert_int_equal(line[size], 'x');
    }
    world_free(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_is_aligned_and_never_cut_in_a_pipe),
        cmocka_unit_test(a_table_fits_the_terminal),
        cmocka_unit_test(a_narrow_terminal_still_shows_state_and_id),
        cmocka_unit_test(ids_are_shortened_to_what_tells_them_apart),
        cmocka_unit_test(fields_are_chosen_by_name_or_beginning),
        cmocka_unit_test(an_unknown_field_is_named),
        cmocka_unit_test(every_field_has_its_words_and_a_text),
        cmocka_unit_test(json_says_what_is_known_and_null_for_the_rest),
        cmocka_unit_test(json_tells_where_a_file_is_wrong),
        cmocka_unit_test(json_is_valid_whatever_bytes_the_entries_hold),
        cmocka_unit_test(the_status_line_says_states_and_url),
        cmocka_unit_test(the_status_line_never_overruns_its_buffer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
