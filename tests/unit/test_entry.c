#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "disk.h"
#include "osaurtop/entry.h"
#include "osaurtop/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME "7B1D22C3-0000-4000-8000-000000000000"

/* The directory's mtime, which stands in for a date. */
#define MTIME_S 1700000000

/* 2026-11-22T12:35:12Z */
#define WRITTEN_S 1795350912

static struct entry entry;

static void parse_bytes(const char *text, size_t length)
{
    memset(&entry, 0x5a, sizeof entry);
    strcpy(entry.directory, NAME);
    entry.directory_modified_at = (struct timestamp){.s = MTIME_S};
    entry_parse(&entry, text, length);
}

static void parse(const char *text)
{
    parse_bytes(text, strlen(text));
}

static void real_bytes_are_read_whole(void **state)
{
    (void)state;
    parse(DISK_RUNNING);
    assert_int_equal(entry.fault, ENTRY_SOUND);
    assert_string_equal(entry.message, "");
    assert_int_equal(entry.line, 0);
    assert_string_equal(entry.id, "F26F8B59-2B64-4C57-8C5A-5A1CE9F9B4A8");
    assert_string_equal(entry.health, "running");
    assert_int_equal(entry.health_kind, ENTRY_HEALTH_RUNNING);
    assert_string_equal(entry.address, "127.0.0.1");
    assert_int_equal(entry.port, 1337);
    assert_string_equal(entry.url, "http://127.0.0.1:1337");
    assert_true(entry.url_published);
    assert_false(entry.exposed);
    assert_true(entry.exposed_published);
    assert_int_equal(entry.updated_at.s, WRITTEN_S);
    assert_true(entry.updated_at_from_file);
}

static void starting_needs_neither_address_nor_port(void **state)
{
    static const struct {
        const char *health;
        enum entry_health kind;
    } rows[] = {
        {"starting", ENTRY_HEALTH_STARTING},
        {"restarting", ENTRY_HEALTH_RESTARTING},
        {"hibernating", ENTRY_HEALTH_OTHER},
        {"Running", ENTRY_HEALTH_OTHER},
    };
    char text[128];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        snprintf(text, sizeof text, "{\"health\":\"%s\",\"instanceId\":\"A\"}", rows[i].health);
        parse(text);
        assert_int_equal(entry.fault, ENTRY_SOUND);
        assert_string_equal(entry.health, rows[i].health);
        assert_int_equal(entry.health_kind, rows[i].kind);
        assert_int_equal(entry.port, 0);
        assert_string_equal(entry.url, "");
    }
}

/* Everything around a running entry's fields: `{"health":"running","address":"127.0.0.1",` FIELD
 * `}` */
static void parse_running_with(const char *fields)
{
    char text[2048];

    snprintf(text, sizeof text, "{\"health\":\"running\",\"address\":\"127.0.0.1\",%s}", fields);
    parse(text);
}

static void ports_are_whole_numbers_of_any_spelling(void **state)
{
    static const struct {
        const char *spelling;
        uint16_t port;
    } rows[] = {
        {"1", 1},          {"65535", 65535},    {"1337.0", 1337},
        {"1.337e3", 1337}, {"133700e-2", 1337}, {"0.1e1", 1},
    };
    char field[64];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        snprintf(field, sizeof field, "\"port\":%s", rows[i].spelling);
        parse_running_with(field);
        assert_int_equal(entry.fault, ENTRY_SOUND);
        assert_int_equal(entry.port, rows[i].port);
    }
}

static void bad_fields_are_named_with_their_place(void **state)
{
    static const struct {
        const char *field;
        const char *message;
    } rows[] = {
        {"\"port\":\n 0", "port is 0; it must be 1 to 65535"},
        {"\"port\":\n 65536", "port is 65536; it must be 1 to 65535"},
        {"\"port\":\n -1", "port is -1; it must be 1 to 65535"},
        {"\"port\":\n 1.5", "port is 1.5; it must be a whole number, 1 to 65535"},
        {"\"port\":\n 1e400", "port is 1e400; it must be a whole number, 1 to 65535"},
        {"\"port\":\n 111111111111111111111111111111111111111",
         "port is 111111111111111111111111...; it must be a whole number, 1 to 65535"},
        {"\"port\":\n \"1337\"", "port is a string; it must be a number"},
        {"\"port\":\n true", "port is a boolean; it must be a number"},
        {"\"port\":\n [1337]", "port is an array; it must be a number"},
        {"\"port\":1,\"health\":\n 5", "health is a number; it must be a string"},
        {"\"port\":1,\"address\":\n {}", "address is an object; it must be a string"},
        {"\"port\":1,\"url\":\n false", "url is a boolean; it must be a string"},
        {"\"port\":1,\"instanceId\":\n 7", "instanceId is a number; it must be a string"},
        {"\"port\":1,\"updatedAt\":\n 1795350912", "updatedAt is a number; it must be a string"},
        {"\"port\":1,\"exposeToNetwork\":\n \"true\"",
         "exposeToNetwork is a string; it must be true or false"},
        {"\"port\":1,\"exposeToNetwork\":\n 1",
         "exposeToNetwork is a number; it must be true or false"},
        {"\"port\":1,\"address\":\n \"127.0.0.1\\u0000\"", "address contains a NUL"},
        {"\"port\":1,\"url\":\n \"\\u0000\"", "url contains a NUL"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        parse_running_with(rows[i].field);
        assert_int_equal(entry.fault, ENTRY_BAD_FIELD);
        assert_string_equal(entry.message, rows[i].message);
        assert_int_equal(entry.line, 2);
        assert_int_equal(entry.column, 2);
    }
}

static void strings_fit_whole_or_not_at_all(void **state)
{
    static const struct {
        const char *key;
        size_t size;
        const char *value;
    } rows[] = {
        {"health", ENTRY_HEALTH_SIZE, entry.health},
        {"address", ENTRY_ADDRESS_SIZE, entry.address},
        {"url", ENTRY_URL_SIZE, entry.url},
        {"instanceId", ENTRY_ID_SIZE, entry.id},
    };
    char text[2048];
    char message[ENTRY_MESSAGE_SIZE];
    char string[ENTRY_URL_SIZE + 1];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        memset(string, 'x', rows[i].size);
        string[rows[i].size - 1] = '\0';
        snprintf(text, sizeof text, "{\"health\":\"starting\",\"%s\":\"%s\"}", rows[i].key, string);
        parse(text);
        assert_int_equal(entry.fault, ENTRY_SOUND);
        assert_string_equal(rows[i].value, string);

        string[rows[i].size - 1] = 'x';
        string[rows[i].size] = '\0';
        snprintf(text, sizeof text, "{\"health\":\"starting\",\"%s\":\"%s\"}", rows[i].key, string);
        snprintf(message, sizeof message, "%s is longer than %zu bytes", rows[i].key,
                 rows[i].size - 1);
        parse(text);
        assert_int_equal(entry.fault, ENTRY_BAD_FIELD);
        assert_string_equal(entry.message, message);
    }
}

static void missing_fields_are_named(void **state)
{
    static const struct {
        const char *text;
        const char *message;
    } rows[] = {
        {"{}", "no health"},
        {"{\"health\":null,\"port\":1}", "no health"},
        {"{\"health\":\"\"}", "no health"},
        {"{\"health\":\"running\"}", "running, but no address"},
        {"{\"health\":\"running\",\"port\":1337,\"address\":\"\"}", "running, but no address"},
        {"{\"health\":\"running\",\"address\":\"::1\"}", "running, but no port"},
        {"{\"health\":\"running\",\"address\":\"::1\",\"port\":null}", "running, but no port"},
        {"{\"health\":\"running\",\"address\":\"::1\",\"port\":1,\"port\":null}",
         "running, but no port"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        parse(rows[i].text);
        assert_int_equal(entry.fault, ENTRY_MISSING_FIELD);
        assert_string_equal(entry.message, rows[i].message);
        assert_int_equal(entry.line, 0);
    }
}

static void null_counts_as_absent(void **state)
{
    (void)state;
    parse_running_with("\"port\":1337,\"url\":null,\"instanceId\":null,\"updatedAt\":null,"
                       "\"exposeToNetwork\":null");
    assert_int_equal(entry.fault, ENTRY_SOUND);
    assert_string_equal(entry.url, "http://127.0.0.1:1337");
    assert_false(entry.url_published);
    assert_string_equal(entry.id, NAME);
    assert_int_equal(entry.updated_at.s, MTIME_S);
    assert_false(entry.exposed_published);
    assert_false(entry.exposed);
}

static void unreadable_dates_fall_back_to_the_directory(void **state)
{
    static const char *const dates[] = {
        "\"updatedAt\":\"yesterday\"",
        "\"updatedAt\":\"\"",
        "\"updatedAt\":\"2026-02-30T00:00:00Z\"",
        "\"updatedAt\":\"2026-11-22T12:35:12\"",
        "\"updatedAt\":\"2026-11-22T12:35:12Z\\u0000\"",
        "\"other\":1",
    };
    char field[128];

    (void)state;
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
        snprintf(field, sizeof field, "\"port\":1337,%s", dates[i]);
        parse_running_with(field);
        assert_int_equal(entry.fault, ENTRY_SOUND);
        assert_int_equal(entry.updated_at.s, MTIME_S);
        assert_false(entry.updated_at_from_file);
    }
}

static void dates_take_offsets_and_fractions(void **state)
{
    (void)state;
    parse_running_with("\"port\":1337,\"updatedAt\":\"2026-11-22T14:05:12.25+01:30\"");
    assert_true(entry.updated_at_from_file);
    assert_int_equal(entry.updated_at.s, WRITTEN_S);
    assert_int_equal(entry.updated_at.ns, 250000000);
}

static void urls_are_built_when_not_published(void **state)
{
    static const struct {
        const char *address;
        const char *url;
    } rows[] = {
        {"192.168.1.5", "http://192.168.1.5:1337"},
        {"::1", "http://[::1]:1337"},
        {"[::1]", "http://[::1]:1337"},
        {"my-mac.local", "http://my-mac.local:1337"},
    };
    char text[256];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        snprintf(text, sizeof text,
                 "{\"health\":\"running\",\"address\":\"%s\",\"port\":1337,\"url\":\"\"}",
                 rows[i].address);
        parse(text);
        assert_int_equal(entry.fault, ENTRY_SOUND);
        assert_string_equal(entry.url, rows[i].url);
        assert_false(entry.url_published);
    }
}

static void id_falls_back_to_the_directory(void **state)
{
    (void)state;
    parse("{\"health\":\"starting\",\"instanceId\":\"\"}");
    assert_int_equal(entry.fault, ENTRY_SOUND);
    assert_string_equal(entry.id, NAME);
    parse("{\"health\":\"starting\",\"instanceId\":9}");
    assert_int_equal(entry.fault, ENTRY_BAD_FIELD);
    assert_string_equal(entry.id, NAME);
}

static void of_duplicate_keys_the_last_wins(void **state)
{
    (void)state;
    parse_running_with("\"port\":1,\"port\":\"x\",\"p\\u006frt\":1337");
    assert_int_equal(entry.fault, ENTRY_SOUND);
    assert_int_equal(entry.port, 1337);
    parse_running_with("\"port\":1337,\"port\":0");
    assert_int_equal(entry.fault, ENTRY_BAD_FIELD);
}

static void escapes_are_undone(void **state)
{
    (void)state;
    parse("{\"h\\u0065alth\":\"starting\",\"instanceId\":\"\\u00e9\\uD83E\\uDD95\\t\",\"url\":"
          "\"a\\/b\"}");
    assert_int_equal(entry.fault, ENTRY_SOUND);
    assert_string_equal(entry.id, "\xc3\xa9\xf0\x9f\xa6\x95\t");
    assert_string_equal(entry.url, "a/b");
}

static void unknown_keys_and_nested_values_are_ignored(void **state)
{
    (void)state;
    parse_running_with("\"x\":{\"port\":0,\"health\":5},\"y\":[[{\"url\":3}]],\"port\":1337,"
                       "\"a key longer than any that means anything here\":1,\"\":2");
    assert_int_equal(entry.fault, ENTRY_SOUND);
    assert_int_equal(entry.port, 1337);
}

static void an_invalid_entry_keeps_what_could_be_read(void **state)
{
    (void)state;
    parse("{\"health\":\"running\",\"address\":\"127.0.0.1\",\"port\":0,\"instanceId\":\"A\","
          "\"exposeToNetwork\":true,\"url\":5,\"updatedAt\":\"2026-11-22T12:35:12Z\"}");
    assert_int_equal(entry.fault, ENTRY_BAD_FIELD);
    assert_string_equal(entry.message, "port is 0; it must be 1 to 65535");
    assert_string_equal(entry.health, "running");
    assert_string_equal(entry.address, "127.0.0.1");
    assert_string_equal(entry.id, "A");
    assert_true(entry.exposed);
    assert_string_equal(entry.url, "");
    assert_int_equal(entry.updated_at.s, WRITTEN_S);
}

static void text_that_is_no_json_is_refused_with_its_place(void **state)
{
#define BYTES(text) text, sizeof(text) - 1
    static const struct {
        const char *text;
        size_t length;
        enum entry_fault fault;
        uint32_t line;
        uint32_t column;
    } rows[] = {
        {BYTES(""), ENTRY_INVALID_JSON, 1, 1},
        {BYTES("\xef\xbb\xbf{}"), ENTRY_INVALID_JSON, 1, 1},
        {BYTES("{\n\"health\":\"run"), ENTRY_INVALID_JSON, 2, 14},
        {BYTES("{\n \"port\" 1}"), ENTRY_INVALID_JSON, 2, 9},
        {BYTES("\0\0\0\0"), ENTRY_INVALID_JSON, 1, 1},
        {BYTES("{}\0"), ENTRY_INVALID_JSON, 1, 3},
        {BYTES("{} x"), ENTRY_INVALID_JSON, 1, 4},
        {BYTES("{\"a\":\"\xff\"}"), ENTRY_INVALID_JSON, 1, 7},
        {BYTES("[1]"), ENTRY_NOT_AN_OBJECT, 1, 1},
        {BYTES("\n \"running\""), ENTRY_NOT_AN_OBJECT, 2, 2},
        {BYTES("null"), ENTRY_NOT_AN_OBJECT, 1, 1},
    };
#undef BYTES

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        parse_bytes(rows[i].text, rows[i].length);
        assert_int_equal(entry.fault, rows[i].fault);
        assert_int_equal(entry.line, rows[i].line);
        assert_int_equal(entry.column, rows[i].column);
        assert_true(entry.message[0] != '\0');
        assert_string_equal(entry.id, NAME);
        assert_string_equal(entry.health, "");
        assert_int_equal(entry.updated_at.s, MTIME_S);
        assert_false(entry.updated_at_from_file);
    }
}

/* Every cut of a real file: never sound, never a crash (the sanitizer build looks on). */
static void truncated_files_are_invalid_json(void **state)
{
    (void)state;
    for (size_t length = 0; length < strlen(DISK_RUNNING); length++) {
        char *text = malloc(length + 1);

        memcpy(text, DISK_RUNNING, length);
        parse_bytes(text, length);
        assert_int_equal(entry.fault, ENTRY_INVALID_JSON);
        free(text);
    }
}

static void every_fault_has_its_code(void **state)
{
    (void)state;
    assert_string_equal(entry_fault_code(ENTRY_SOUND), "");
    assert_string_equal(entry_fault_code(ENTRY_UNREADABLE), "unreadable");
    assert_string_equal(entry_fault_code(ENTRY_NOT_REGULAR), "not-regular");
    assert_string_equal(entry_fault_code(ENTRY_TOO_LARGE), "too-large");
    assert_string_equal(entry_fault_code(ENTRY_INVALID_JSON), "invalid-json");
    assert_string_equal(entry_fault_code(ENTRY_NOT_AN_OBJECT), "not-an-object");
    assert_string_equal(entry_fault_code(ENTRY_MISSING_FIELD), "missing-field");
    assert_string_equal(entry_fault_code(ENTRY_BAD_FIELD), "bad-field");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(real_bytes_are_read_whole),
        cmocka_unit_test(starting_needs_neither_address_nor_port),
        cmocka_unit_test(ports_are_whole_numbers_of_any_spelling),
        cmocka_unit_test(bad_fields_are_named_with_their_place),
        cmocka_unit_test(strings_fit_whole_or_not_at_all),
        cmocka_unit_test(missing_fields_are_named),
        cmocka_unit_test(null_counts_as_absent),
        cmocka_unit_test(unreadable_dates_fall_back_to_the_directory),
        cmocka_unit_test(dates_take_offsets_and_fractions),
        cmocka_unit_test(urls_are_built_when_not_published),
        cmocka_unit_test(id_falls_back_to_the_directory),
        cmocka_unit_test(of_duplicate_keys_the_last_wins),
        cmocka_unit_test(escapes_are_undone),
        cmocka_unit_test(unknown_keys_and_nested_values_are_ignored),
        cmocka_unit_test(an_invalid_entry_keeps_what_could_be_read),
        cmocka_unit_test(text_that_is_no_json_is_refused_with_its_place),
        cmocka_unit_test(truncated_files_are_invalid_json),
        cmocka_unit_test(every_fault_has_its_code),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
