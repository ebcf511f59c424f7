/*
 * Replays the events of `osaurtop watch --json` over nothing and compares what is known then with a
 * document of `osaurtop list --json`: replay EVENTS LIST. Exits 0 when they agree, 1 with the
 * differences when they do not, 2 when something cannot be read.
 */
#include "config.h"

#include "osaurtop/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INSTANCES_MAX 256
#define FACTS_SIZE    4096
#define PATH_SIZE     4096

/* What is known of one instance: its directory, and every fact as text. */
struct instance {
    char directory[PATH_SIZE];
    char facts[FACTS_SIZE];
};

struct known {
    struct instance instances[INSTANCES_MAX];
    size_t count;
};

static struct known replayed;
static struct known listed;
static struct json json;
static size_t line_number;

static void give_up(const char *why)
{
    fprintf(stderr, "replay: line %zu: %s\n", line_number, why);
    exit(2);
}

/* --- facts as text -------------------------------------------------------------------------------
 */

static void append(char *facts, const char *key, const char *value)
{
    size_t length = strlen(facts);
    int added = snprintf(facts + length, FACTS_SIZE - length, "%s=%s\n", key, value);
    if (added < 0 || (size_t)added >= FACTS_SIZE - length)
        give_up("facts are too long");
}

static void append_value(char *facts, const char *key, int value)
{
    char text[1024];
    int64_t number;
    bool truth;
    if (json_type(&json, value) == JSON_NULL)
        append(facts, key, "null");
    else if (json_string(&json, value, text, sizeof text) >= 0)
        append(facts, key, text);
    else if (json_integer(&json, value, &number)) {
        snprintf(text, sizeof text, "%" PRId64, number);
        append(facts, key, text);
    } else if (json_boolean(&json, value, &truth))
        append(facts, key, truth ? "true" : "false");
    else
        give_up("a fact of an unexpected type");
}

static int compare_words(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* The set of codes, in the order of the alphabet. `member`: of an object with a code; NULL: the
 * codes themselves. */
static void append_findings(char *facts, int array, const char *member)
{
    char codes[64][64];
    size_t count = 0;
    if (json_type(&json, array) != JSON_ARRAY)
        give_up("there are no findings");
    for (int value = json_first(&json, array); value >= 0; value = json_next(&json, value)) {
        int code = member == NULL ? value : json_member(&json, value, member);
        if (count == 64 || json_string(&json, code, codes[count++], sizeof codes[0]) < 0)
            give_up("a finding without a code");
    }
    qsort(codes, count, sizeof codes[0], compare_words);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || strcmp(codes[i], codes[i - 1]) != 0)
            append(facts, "finding", codes[i]);
}

static void append_common(char *facts, int object)
{
    static const char *const keys[] = {"id",   "health", "state",    "reason", "address",
                                       "port", "url",    "exposure", "pick"};
    facts[0] = '\0';
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        int value = json_member(&json, object, keys[i]);
        if (value < 0)
            give_up("a fact is missing");
        append_value(facts, keys[i], value);
    }
}

static void facts_of_event(int object, char *facts)
{
    append_common(facts, object);
    append_value(facts, "pid", json_member(&json, object, "pid"));
    append_findings(facts, json_member(&json, object, "findings"), NULL);
}

static void facts_of_list(int object, char *facts)
{
    append_common(facts, object);
    append_value(facts, "pid", json_member(&json, json_member(&json, object, "listener"), "pid"));
    append_findings(facts, json_member(&json, object, "findings"), "code");
}

/* --- what is known -------------------------------------------------------------------------------
 */

static struct instance *find(struct known *known, const char *directory)
{
    for (size_t i = 0; i < known->count; i++)
        if (strcmp(known->instances[i].directory, directory) == 0)
            return &known->instances[i];
    return NULL;
}

static struct instance *add(struct known *known, const char *directory)
{
    if (known->count == INSTANCES_MAX)
        give_up("too many instances");
    struct instance *instance = &known->instances[known->count++];
    snprintf(instance->directory, sizeof instance->directory, "%s", directory);
    return instance;
}

static void read_text(char *text, size_t length)
{
    struct json_error error;
    if (json_read(&json, text, length, &error) != JSON_OK)
        give_up(json_code_text(error.code));
}

static void replay_event(void)
{
    static char directory[PATH_SIZE];
    static char before[FACTS_SIZE];
    static char after[FACTS_SIZE];
    int64_t schema;
    int before_value = json_member(&json, 0, "before");
    int after_value = json_member(&json, 0, "after");
    if (!json_integer(&json, json_member(&json, 0, "schema"), &schema) || schema != 1)
        give_up("not of schema 1");
    if (json_type(&json, before_value) == JSON_NULL && json_type(&json, after_value) == JSON_NULL)
        return; /* a finding of the directory */
    if (json_string(&json, json_member(&json, 0, "directory"), directory, sizeof directory) < 0)
        give_up("an event without a directory");

    struct instance *instance = find(&replayed, directory);
    if ((instance != NULL) != (json_type(&json, before_value) == JSON_OBJECT))
        give_up("`before` is not what was known");
    if (json_type(&json, after_value) == JSON_OBJECT)
        facts_of_event(after_value, after);
    if (instance != NULL) {
        facts_of_event(before_value, before);
        if (strcmp(before, instance->facts) != 0 && strcmp(after, instance->facts) != 0)
            give_up("`before` says other facts than were known");
    }
    if (json_type(&json, after_value) != JSON_OBJECT) {
        *instance = replayed.instances[--replayed.count];
        return;
    }
    if (instance == NULL)
        instance = add(&replayed, directory);
    memcpy(instance->facts, after, sizeof after);
}

static void replay_file(const char *path)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    FILE *stream = fopen(path, "r");
    if (stream == NULL)
        give_up("the events cannot be opened");
    while ((length = getline(&line, &size, stream)) > 0) {
        line_number++;
        read_text(line, (size_t)length);
        replay_event();
    }
    free(line);
    fclose(stream);
}

static void read_list(const char *path)
{
    static char text[JSON_TEXT_MAX];
    static char directory[PATH_SIZE];
    line_number = 0;
    FILE *stream = fopen(path, "r");
    if (stream == NULL)
        give_up("the list cannot be opened");
    read_text(text, fread(text, 1, sizeof text, stream));
    fclose(stream);
    int instances = json_member(&json, 0, "instances");
    for (int value = json_first(&json, instances); value >= 0; value = json_next(&json, value)) {
        if (json_string(&json, json_member(&json, value, "directory"), directory,
                        sizeof directory) < 0)
            give_up("an instance without a directory");
        facts_of_list(value, add(&listed, directory)->facts);
    }
}

static int compare(void)
{
    int differences = 0;
    for (size_t i = 0; i < listed.count; i++) {
        const struct instance *truth = &listed.instances[i];
        const struct instance *told = find(&replayed, truth->directory);
        if (told != NULL && strcmp(told->facts, truth->facts) == 0)
            continue;
        printf("%s\n- listed:\n%s- told:\n%s", truth->directory, truth->facts,
               told == NULL ? "nothing\n" : told->facts);
        differences++;
    }
    for (size_t i = 0; i < replayed.count; i++)
        if (find(&listed, replayed.instances[i].directory) == NULL) {
            printf("%s\n- listed: no\n- told:\n%s", replayed.instances[i].directory,
                   replayed.instances[i].facts);
            differences++;
        }
    return differences;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        give_up("usage: replay EVENTS LIST");
    replay_file(argv[1]);
    size_t events = line_number;
    read_list(argv[2]);
    if (compare() != 0)
        return 1;
    printf("%zu events, %zu instances\n", events, listed.count);
    return 0;
}
