#include "config.h"

#include "event_look.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(FINDING_COUNT <= 32, "a set of findings is a bit a code");

/* The strings of a record stand behind each other in this order. */
enum { DIRECTORY, ID, HEALTH, ADDRESS, URL, STRING_COUNT };

struct event_record {
    size_t strings; /* offset of the first */
    size_t short_id_length;
    unsigned home;
    uint16_t port;
    enum state state;
    enum reason reason;
    enum exposure exposure;
    long pid;
    bool pick;
    uint32_t findings;
};

void event_look_free(struct event_look *look)
{
    free(look->records);
    free(look->strings);
    memset(look, 0, sizeof *look);
}

static void strings_of(const struct entry *entry, const char *strings[STRING_COUNT])
{
    strings[DIRECTORY] = entry->directory;
    strings[ID] = entry->id;
    strings[HEALTH] = entry->health;
    strings[ADDRESS] = entry->address;
    strings[URL] = entry->url;
}

static struct event_record record_of(const struct snapshot *snapshot,
                                     const struct instance *instance)
{
    const struct verdict *verdict = &instance->verdict;
    struct event_record record = {.short_id_length = instance->prefix.length,
                                  .home = instance->entry->home,
                                  .port = instance->entry->port,
                                  .state = verdict->state,
                                  .reason = verdict->reason,
                                  .exposure = verdict->exposure,
                                  .pick = instance->pick};
    if (verdict->attributed)
        record.pid = (long)snapshot_process(snapshot, instance)->pid;
    for (size_t i = 0; i < instance->finding_count; i++)
        record.findings |= UINT32_C(1) << snapshot->findings[instance->first_finding + i].code;
    return record;
}

static uint32_t findings_of_directory(const struct snapshot *snapshot)
{
    uint32_t findings = 0;
    for (size_t i = 0; i < snapshot->finding_count; i++)
        if (snapshot->findings[i].instance < 0)
            findings |= UINT32_C(1) << snapshot->findings[i].code;
    return findings;
}

static size_t strings_needed(const struct snapshot *snapshot)
{
    size_t needed = 0;
    for (size_t i = 0; i < snapshot->count; i++) {
        const char *strings[STRING_COUNT];
        strings_of(snapshot->instances[i].entry, strings);
        for (int s = 0; s < STRING_COUNT; s++)
            needed += strlen(strings[s]) + 1;
    }
    return needed;
}

static int reserve(struct event_look *look, size_t count, size_t strings)
{
    if (count > look->capacity) {
        size_t capacity = count + count / 2 + 8;
        struct event_record *records = realloc(look->records, capacity * sizeof *records);
        if (records == NULL)
            return -1;
        look->records = records;
        look->capacity = capacity;
    }
    if (strings > look->strings_capacity) {
        size_t capacity = strings + strings / 2 + 256;
        char *larger = realloc(look->strings, capacity);
        if (larger == NULL)
            return -1;
        look->strings = larger;
        look->strings_capacity = capacity;
    }
    return 0;
}

int event_look_take(struct event_look *look, const struct snapshot *snapshot)
{
    if (reserve(look, snapshot->count, strings_needed(snapshot)) != 0)
        return -1;
    size_t at = 0;
    for (size_t i = 0; i < snapshot->count; i++) {
        const char *strings[STRING_COUNT];
        look->records[i] = record_of(snapshot, &snapshot->instances[i]);
        look->records[i].strings = at;
        strings_of(snapshot->instances[i].entry, strings);
        for (int s = 0; s < STRING_COUNT; s++) {
            size_t size = strlen(strings[s]) + 1;
            memcpy(look->strings + at, strings[s], size);
            at += size;
        }
    }
    look->count = snapshot->count;
    look->directory_findings = findings_of_directory(snapshot);
    return 0;
}

static bool same_record(const struct event_record *a, const struct event_record *b)
{
    return a->home == b->home && a->port == b->port && a->state == b->state &&
           a->reason == b->reason && a->exposure == b->exposure && a->pid == b->pid &&
           a->pick == b->pick && a->findings == b->findings;
}

static bool same_strings(const char *remembered, const struct entry *entry)
{
    const char *strings[STRING_COUNT];
    strings_of(entry, strings);
    for (int s = 0; s < STRING_COUNT; s++) {
        if (strcmp(remembered, strings[s]) != 0)
            return false;
        remembered += strlen(remembered) + 1;
    }
    return true;
}

bool event_look_matches(const struct event_look *look, const struct snapshot *snapshot)
{
    if (look->count != snapshot->count ||
        look->directory_findings != findings_of_directory(snapshot))
        return false;
    for (size_t i = 0; i < look->count; i++) {
        const struct event_record *remembered = &look->records[i];
        struct event_record record = record_of(snapshot, &snapshot->instances[i]);
        if (!same_record(remembered, &record) ||
            !same_strings(look->strings + remembered->strings, snapshot->instances[i].entry))
            return false;
    }
    return true;
}

int event_look_order(const struct event_look *a, size_t a_index, const struct event_look *b,
                     size_t b_index)
{
    const struct event_record *first = &a->records[a_index];
    const struct event_record *second = &b->records[b_index];
    if (first->home != second->home)
        return first->home < second->home ? -1 : 1;
    /* The directory's name is the first string. */
    return strcmp(a->strings + first->strings, b->strings + second->strings);
}

bool event_look_same(const struct event_look *a, size_t a_index, const struct event_look *b,
                     size_t b_index)
{
    const char *first = a->strings + a->records[a_index].strings;
    const char *second = b->strings + b->records[b_index].strings;
    if (!same_record(&a->records[a_index], &b->records[b_index]))
        return false;
    for (int s = 0; s < STRING_COUNT; s++) {
        size_t size = strlen(first) + 1;
        if (memcmp(first, second, size) != 0)
            return false;
        first += size;
        second += size;
    }
    return true;
}

/* The sizes are those of struct entry, which the strings came from. */
static void copy_next(const char **strings, char *text)
{
    size_t size = strlen(*strings) + 1;
    memcpy(text, *strings, size);
    *strings += size;
}

void event_look_facts(const struct event_look *look, size_t index, struct event_facts *facts)
{
    const struct event_record *record = &look->records[index];
    const char *strings = look->strings + record->strings;
    facts->home = record->home;
    copy_next(&strings, facts->directory);
    copy_next(&strings, facts->id);
    facts->short_id_length = record->short_id_length;
    copy_next(&strings, facts->health);
    copy_next(&strings, facts->address);
    copy_next(&strings, facts->url);
    facts->port = record->port;
    facts->state = record->state;
    facts->reason = record->reason;
    facts->exposure = record->exposure;
    facts->pid = record->pid;
    facts->pick = record->pick;
    facts->findings = record->findings;
}
