#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "../unit/disk.h"
#include "forest.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define TEXT_SIZE 1024

/* 2026-01-01T00:00:00Z, and how far from it the dates lie: a leap day is among them. */
#define DATE_FIRST_MS INT64_C(1767225600000)
#define DATE_SPAN_S   (3 * 365 * 86400)

/* A tree while it grows. */
struct tree {
    const char *path;
    uint32_t *seed;
    int64_t dates_ms[FOREST_ENTRIES_MAX];
    size_t date_count;
};

static uint32_t draw(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)(*seed ^ *seed >> 15) * below) >> 32);
}

static bool chance(uint32_t *seed, uint32_t percent)
{
    return draw(seed, 100) < percent;
}

#define ANY_OF(seed, list) ((list)[draw(seed, sizeof(list) / sizeof(list)[0])])

static bool is_taken(const struct tree *tree, int64_t date_ms)
{
    for (size_t i = 0; i < tree->date_count; i++)
        if (tree->dates_ms[i] == date_ms)
            return true;
    return false;
}

/* A date that no other entry of the tree has; half of them within seconds of the first. */
static int64_t draw_date(struct tree *tree, bool whole_second)
{
    static const int64_t grains_ms[] = {1000, 1000, 100, 10, 1};
    int64_t date;

    do {
        if (tree->date_count > 0 && chance(tree->seed, 50))
            date = tree->dates_ms[0] / 1000 * 1000 + (int64_t)draw(tree->seed, 3) * 1000;
        else
            date = DATE_FIRST_MS + (int64_t)draw(tree->seed, DATE_SPAN_S) * 1000;
        if (!whole_second) {
            int64_t grain = ANY_OF(tree->seed, grains_ms);

            date += (int64_t)draw(tree->seed, 1000) / grain * grain;
        }
    } while (is_taken(tree, date));
    tree->dates_ms[tree->date_count++] = date;
    return date;
}

static void write_date(struct tree *tree, int64_t date_ms, char *text, size_t size)
{
    static const int offsets_min[] = {0, 0, 60, 330, -480, 840, -30};
    int offset = ANY_OF(tree->seed, offsets_min);
    time_t local = (time_t)(date_ms / 1000 + offset * 60);
    int fraction = (int)(date_ms % 1000);
    char zone[16] = "Z";
    char digits[16] = "";
    struct tm day;

    gmtime_r(&local, &day);
    if (offset != 0 || chance(tree->seed, 20))
        snprintf(zone, sizeof zone, "%c%02d:%02d", offset < 0 ? '-' : '+',
                 (offset < 0 ? -offset : offset) / 60, (offset < 0 ? -offset : offset) % 60);
    if (fraction % 100 == 0 && (fraction != 0 || chance(tree->seed, 10)))
        snprintf(digits, sizeof digits, ".%d", fraction / 100);
    else if (fraction % 10 == 0 && fraction != 0)
        snprintf(digits, sizeof digits, ".%02d", fraction / 10);
    else if (fraction != 0)
        snprintf(digits, sizeof digits, ".%03d", fraction);
    snprintf(text, size, "%04d-%02d-%02dT%02d:%02d:%02d%s%s", day.tm_year + 1900, day.tm_mon + 1,
             day.tm_mday, day.tm_hour, day.tm_min, day.tm_sec, digits, zone);
}

/* An object's text that grows by members; each is written in one of the ways JSON has. */
struct object {
    struct tree *tree;
    char *text;
    const char *separator; /* of members */
    const char *colon;
    bool filled;
};

static void append(struct object *object, const char *bytes)
{
    size_t length = strlen(object->text);

    assert_true(length + strlen(bytes) < TEXT_SIZE);
    strcpy(object->text + length, bytes);
}

static void append_key(struct object *object, const char *key)
{
    char escaped[64];

    append(object, object->filled ? "," : "");
    append(object, object->separator);
    object->filled = true;
    if (chance(object->tree->seed, 3))
        snprintf(escaped, sizeof escaped, "\"\\u%04x%s\"", (unsigned)key[0], key + 1);
    else
        snprintf(escaped, sizeof escaped, "\"%s\"", key);
    append(object, escaped);
    append(object, object->colon);
}

static void add_word(struct object *object, const char *key, const char *word)
{
    append_key(object, key);
    append(object, word);
}

/* Slashes are escaped as Foundation does, or not. */
static void add_string(struct object *object, const char *key, const char *string)
{
    bool escape = chance(object->tree->seed, 70);
    char byte[3] = "";

    append_key(object, key);
    append(object, "\"");
    for (; *string != '\0'; string++) {
        snprintf(byte, sizeof byte, *string == '/' && escape ? "\\%c" : "%c", *string);
        append(object, byte);
    }
    append(object, "\"");
}

static void start_object(struct object *object, struct tree *tree, char *text)
{
    bool foundation = chance(tree->seed, 60);

    *object = (struct object){.tree = tree,
                              .text = text,
                              .separator = foundation ? "\n  " : "",
                              .colon = foundation ? " : " : ":"};
    text[0] = '\0';
    append(object, "{");
    if (chance(tree->seed, 10))
        add_word(object, "future",
                 "[{\"health\":\"running\",\"port\":1},[],\"updatedAt\",{},-1.5e3,null]");
}

/* Absent, null, or empty where that means the same. */
static void add_nothing(struct object *object, const char *key, const char *empty)
{
    uint32_t way = draw(object->tree->seed, 3);

    if (way == 1)
        add_word(object, key, "null");
    if (way == 2 && empty != NULL)
        add_word(object, key, empty);
}

/* What a running entry may lack. */
enum lack { LACK_NOTHING, LACK_HEALTH, LACK_ADDRESS, LACK_PORT };

static void add_endpoint(struct object *object, enum lack lack)
{
    static const char *const addresses[] = {"127.0.0.1", "192.168.1.23", "10.0.0.7",
                                            "::1",       "fe80::1c2d",   "studio.local"};
    static const char *const spellings[] = {"", "", "", ".0", "0e-1"};
    struct tree *tree = object->tree;
    const char *address = ANY_OF(tree->seed, addresses);
    unsigned port = 1 + draw(tree->seed, 65535);
    char text[64];

    if (chance(tree->seed, 5))
        add_word(object, "port", "4242"); /* the later one wins */
    if (lack == LACK_ADDRESS)
        add_nothing(object, "address", "\"\"");
    else
        add_string(object, "address", address);
    snprintf(text, sizeof text, "%u%s", port, ANY_OF(tree->seed, spellings));
    if (lack == LACK_PORT)
        add_word(object, "port", "null");
    else
        add_word(object, "port", text);
    if (chance(tree->seed, 60)) {
        const char *path = chance(tree->seed, 10) ? "/v1" : "";

        snprintf(text, sizeof text,
                 strchr(address, ':') != NULL ? "http://[%s]:%u%s" : "http://%s:%u%s", address,
                 port, path);
        add_string(object, "url", text);
    } else {
        add_nothing(object, "url", "\"\"");
    }
    if (chance(tree->seed, 70))
        add_word(object, "exposeToNetwork", chance(tree->seed, 30) ? "true" : "false");
}

/* Writes a date, readable or not. Returns the mtime, in seconds, that the directory is to have. */
static int64_t add_date(struct object *object)
{
    static const char *const unreadable[] = {"\"soon\"", "\"\"", "\"2026-13-01T00:00:00Z\"", "null",
                                             "\"T\""};
    struct tree *tree = object->tree;
    char text[64];

    if (chance(tree->seed, 80)) {
        write_date(tree, draw_date(tree, false), text, sizeof text);
        add_string(object, "updatedAt", text);
        return DATE_FIRST_MS / 1000 + (int64_t)draw(tree->seed, 2 * DATE_SPAN_S);
    }
    if (chance(tree->seed, 80))
        add_word(object, "updatedAt", ANY_OF(tree->seed, unreadable));
    return draw_date(tree, true) / 1000;
}

static void draw_name(struct tree *tree, char *name, size_t size)
{
    const char *format = "ABCDEF";
    size_t length = 0;

    while (length < 8)
        name[length++] = chance(tree->seed, 60) ? (char)('0' + draw(tree->seed, 10))
                                                : format[draw(tree->seed, 6)];
    name[length] = '\0';
    assert_true(length < size);
}

static void set_mtime(const char *path, int64_t mtime_s)
{
    struct timespec times[2] = {{.tv_sec = (time_t)mtime_s}, {.tv_sec = (time_t)mtime_s}};

    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void plant(struct tree *tree, const char *text, int64_t mtime_s)
{
    char name[16];

    draw_name(tree, name, sizeof name);
    disk_publish(tree->path, name, text);
    set_mtime(disk_path(tree->path, name), mtime_s);
}

static void plant_running(struct tree *tree, enum lack lack)
{
    struct object object;
    char text[TEXT_SIZE];
    int64_t mtime_s;

    start_object(&object, tree, text);
    if (lack == LACK_HEALTH)
        add_nothing(&object, "health", "\"\"");
    else
        add_string(&object, "health", "running");
    add_endpoint(&object, lack);
    mtime_s = add_date(&object);
    if (chance(tree->seed, 80))
        add_string(&object, "instanceId", "F26F8B59-2B64-4C57-8C5A-5A1CE9F9B4A8");
    append(&object, "\n}");
    plant(tree, text, mtime_s);
}

static void plant_sound(struct tree *tree)
{
    plant_running(tree, LACK_NOTHING);
}

static void plant_lacking(struct tree *tree)
{
    static const enum lack lacks[] = {LACK_HEALTH, LACK_ADDRESS, LACK_PORT};

    plant_running(tree, ANY_OF(tree->seed, lacks));
}

/* Two directories that say the same, as an upgrade's copies do. */
static void plant_twins(struct tree *tree)
{
    char text[TEXT_SIZE];
    char date[64];
    int64_t mtime_s = DATE_FIRST_MS / 1000;

    write_date(tree, draw_date(tree, false), date, sizeof date);
    snprintf(text, sizeof text,
             "{\"health\":\"running\",\"address\":\"127.0.0.1\",\"port\":%u,\"updatedAt\":\"%s\"}",
             1 + draw(tree->seed, 65535), date);
    plant(tree, text, mtime_s + draw(tree->seed, DATE_SPAN_S));
    plant(tree, text, mtime_s + draw(tree->seed, DATE_SPAN_S));
}

static void plant_not_running(struct tree *tree)
{
    static const char *const healths[] = {"starting", "restarting", "Running", "stopped"};
    struct object object;
    char text[TEXT_SIZE];
    int64_t mtime_s;

    start_object(&object, tree, text);
    add_string(&object, "health", ANY_OF(tree->seed, healths));
    if (chance(tree->seed, 30))
        add_endpoint(&object, LACK_NOTHING);
    mtime_s = add_date(&object);
    append(&object, "}");
    plant(tree, text, mtime_s);
}

static void plant_malformed(struct tree *tree)
{
    static const char *const texts[] = {
        "",
        "null",
        "[]",
        "\"running\"",
        "{\"health\":\"running\",\"address\":\"127.0.0.1\",\"port\":1,}",
        "{'health':'running','address':'127.0.0.1','port':1}",
        "{health:\"running\",\"address\":\"127.0.0.1\",\"port\":1}",
        "{\"health\":\"running\" \"address\":\"127.0.0.1\",\"port\":1}",
        "{\"health\":\"running\",\"address\":\"127.0.0.1\",\"port\":1}}",
        "{\"health\":\"running\",\"address\":\"127.0.0.1\",\"port\":1",
    };

    plant(tree, ANY_OF(tree->seed, texts), DATE_FIRST_MS / 1000 + 2 * DATE_SPAN_S);
}

static void plant_empty(struct tree *tree)
{
    char name[16];
    char file[64];

    draw_name(tree, name, sizeof name);
    disk_mkdir(tree->path, name);
    snprintf(file, sizeof file, "%s/%s", name, chance(tree->seed, 50) ? "notes.txt" : ".DS_Store");
    if (chance(tree->seed, 60))
        disk_write(tree->path, file, "{}");
}

static void plant_stray(struct tree *tree)
{
    static const char *const names[] = {"stray.json", ".DS_Store", ".hidden", "configuration.json"};

    disk_write(tree->path, ANY_OF(tree->seed, names), disk_running(1));
}

void forest_grow_beyond(const char *path)
{
    assert_int_equal(mkdir(path, 0755), 0);
    disk_write(path, "configuration.json",
               "{\"health\":\"running\",\"address\":\"127.0.0.1\",\"port\":1,"
               "\"updatedAt\":\"2090-01-01T00:00:00Z\"}");
}

void forest_grow(const char *path, const char *beyond, uint32_t *seed)
{
    static void (*const kinds[])(struct tree *) = {
        plant_sound,       plant_sound,   plant_sound,     plant_sound, plant_sound, plant_twins,
        plant_not_running, plant_lacking, plant_malformed, plant_empty, plant_stray,
    };
    struct tree tree = {.path = path, .seed = seed};

    assert_int_equal(mkdir(path, 0755), 0);
    for (uint32_t left = draw(seed, FOREST_ENTRIES_MAX + 1); left > 0; left--)
        ANY_OF(seed, kinds)(&tree);
    if (chance(seed, 10))
        assert_int_equal(symlink(beyond, disk_path(path, "LINK")), 0);
}
