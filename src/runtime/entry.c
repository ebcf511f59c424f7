#include "config.h"

#include "osaurtop/entry.h"

#include "osaurtop/json.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Room for the longest key that means anything here; longer ones are unknown by their length. */
#define KEY_SIZE 24

/* How much of a wrong number is repeated in the message. */
#define NUMBER_SHOWN 24

/* Too large for the stack; of the tokens only the pages that are used become memory. */
static struct json document;

/* Any string of a document, unescaped. */
static char scratch[JSON_TEXT_MAX + 1];

const char *entry_fault_code(enum entry_fault fault)
{
    static const char *const codes[] = {
        [ENTRY_SOUND] = "",
        [ENTRY_UNREADABLE] = "unreadable",
        [ENTRY_NOT_REGULAR] = "not-regular",
        [ENTRY_TOO_LARGE] = "too-large",
        [ENTRY_INVALID_JSON] = "invalid-json",
        [ENTRY_NOT_AN_OBJECT] = "not-an-object",
        [ENTRY_MISSING_FIELD] = "missing-field",
        [ENTRY_BAD_FIELD] = "bad-field",
    };

    return codes[fault];
}

_Static_assert(ENTRY_ID_SIZE >= ENTRY_NAME_SIZE, "a directory's name stands in for an id");

void entry_clear(struct entry *entry)
{
    entry->fault = ENTRY_SOUND;
    entry->line = 0;
    entry->column = 0;
    entry->message[0] = '\0';
    memcpy(entry->id, entry->directory, strlen(entry->directory) + 1);
    entry->health[0] = '\0';
    entry->health_kind = ENTRY_HEALTH_OTHER;
    entry->address[0] = '\0';
    entry->port = 0;
    entry->url[0] = '\0';
    entry->url_published = false;
    entry->exposed = false;
    entry->exposed_published = false;
    entry->updated_at = entry->directory_modified_at;
    entry->updated_at_from_file = false;
}

/* The first fault stays: what follows is often its consequence. */
static void __attribute__((format(printf, 4, 5)))
refuse(struct entry *entry, enum entry_fault fault, int value, const char *format, ...)
{
    va_list arguments;

    if (entry->fault != ENTRY_SOUND)
        return;
    entry->fault = fault;
    if (value >= 0)
        json_position(&document, value, &entry->line, &entry->column);
    va_start(arguments, format);
    vsnprintf(entry->message, sizeof entry->message, format, arguments);
    va_end(arguments);
}

static const char *type_text(int value)
{
    static const char *const texts[] = {
        [JSON_NULL] = "null",       [JSON_BOOLEAN] = "a boolean", [JSON_NUMBER] = "a number",
        [JSON_STRING] = "a string", [JSON_ARRAY] = "an array",    [JSON_OBJECT] = "an object",
    };

    return texts[json_type(&document, value)];
}

static bool has_type(struct entry *entry, const char *key, int value, enum json_type type,
                     const char *wanted)
{
    if (json_type(&document, value) == type)
        return true;
    refuse(entry, ENTRY_BAD_FIELD, value, "%s is %s; it must be %s", key, type_text(value), wanted);
    return false;
}

/* True when `buffer` now holds the string. */
static bool take_string(struct entry *entry, const char *key, int value, char *buffer, size_t size)
{
    if (!has_type(entry, key, value, JSON_STRING, "a string"))
        return false;
    if (json_string(&document, value, buffer, size) >= 0)
        return true;
    buffer[0] = '\0';
    if (json_string(&document, value, scratch, sizeof scratch) >= 0)
        refuse(entry, ENTRY_BAD_FIELD, value, "%s is longer than %zu bytes", key, size - 1);
    else
        refuse(entry, ENTRY_BAD_FIELD, value, "%s contains a NUL", key);
    return false;
}

static void take_health(struct entry *entry, const char *key, int value)
{
    static const struct {
        const char *text;
        enum entry_health kind;
    } known[] = {
        {"running", ENTRY_HEALTH_RUNNING},
        {"starting", ENTRY_HEALTH_STARTING},
        {"restarting", ENTRY_HEALTH_RESTARTING},
    };

    if (!take_string(entry, key, value, entry->health, sizeof entry->health))
        return;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(entry->health, known[i].text) == 0)
            entry->health_kind = known[i].kind;
}

static void take_id(struct entry *entry, const char *key, int value)
{
    if (!take_string(entry, key, value, entry->id, sizeof entry->id) || entry->id[0] == '\0')
        memcpy(entry->id, entry->directory, strlen(entry->directory) + 1);
}

static void take_address(struct entry *entry, const char *key, int value)
{
    take_string(entry, key, value, entry->address, sizeof entry->address);
}

static void take_port(struct entry *entry, const char *key, int value)
{
    int64_t port;

    if (!has_type(entry, key, value, JSON_NUMBER, "a number"))
        return;

    const jsmntok_t *token = &document.tokens[value];
    const char *text = document.text + token->start;
    int length = token->end - token->start;
    int shown = length < NUMBER_SHOWN ? length : NUMBER_SHOWN;
    const char *more = length > shown ? "..." : "";

    if (!json_integer(&document, value, &port))
        refuse(entry, ENTRY_BAD_FIELD, value, "%s is %.*s%s; it must be a whole number, 1 to 65535",
               key, shown, text, more);
    else if (port < 1 || port > UINT16_MAX)
        refuse(entry, ENTRY_BAD_FIELD, value, "%s is %.*s%s; it must be 1 to 65535", key, shown,
               text, more);
    else
        entry->port = (uint16_t)port;
}

static void take_url(struct entry *entry, const char *key, int value)
{
    if (take_string(entry, key, value, entry->url, sizeof entry->url))
        entry->url_published = entry->url[0] != '\0';
}

static void take_exposed(struct entry *entry, const char *key, int value)
{
    if (has_type(entry, key, value, JSON_BOOLEAN, "true or false"))
        entry->exposed_published = json_boolean(&document, value, &entry->exposed);
}

/* A date that cannot be read is no fault: every client falls back to the directory's mtime. */
static void take_updated_at(struct entry *entry, const char *key, int value)
{
    struct timestamp updated_at;

    if (!has_type(entry, key, value, JSON_STRING, "a string"))
        return;

    int length = json_string(&document, value, scratch, sizeof scratch);

    if (length >= 0 && timestamp_parse(scratch, (size_t)length, &updated_at)) {
        entry->updated_at = updated_at;
        entry->updated_at_from_file = true;
    }
}

#define FIELD(key, take)                                                                           \
    {                                                                                              \
        key, sizeof(key) - 1, take                                                                 \
    }

static const struct {
    const char *key;
    size_t length;
    void (*take)(struct entry *entry, const char *key, int value);
} fields[] = {
    FIELD("health", take_health),
    FIELD("instanceId", take_id),
    FIELD("address", take_address),
    FIELD("port", take_port),
    FIELD("url", take_url),
    FIELD("exposeToNetwork", take_exposed),
    FIELD("updatedAt", take_updated_at),
};

#define FIELD_COUNT (sizeof fields / sizeof fields[0])

/* One walk over all keys, for a lookup of each would be one walk a field. */
static void find_values(int values[FIELD_COUNT])
{
    char key[KEY_SIZE];

    for (size_t i = 0; i < FIELD_COUNT; i++)
        values[i] = -1;
    for (int token = json_first(&document, 0); token >= 0; token = json_next(&document, token)) {
        int length = json_string(&document, token, key, sizeof key);

        for (size_t i = 0; i < FIELD_COUNT; i++)
            if ((size_t)length == fields[i].length &&
                memcmp(key, fields[i].key, (size_t)length) == 0)
                values[i] = json_value_of(&document, token);
    }
}

static void require_fields(struct entry *entry)
{
    bool running = entry->health_kind == ENTRY_HEALTH_RUNNING;

    if (entry->health[0] == '\0')
        refuse(entry, ENTRY_MISSING_FIELD, -1, "no health");
    if (running && entry->address[0] == '\0')
        refuse(entry, ENTRY_MISSING_FIELD, -1, "running, but no address");
    if (running && entry->port == 0)
        refuse(entry, ENTRY_MISSING_FIELD, -1, "running, but no port");
}

static void build_url(struct entry *entry)
{
    bool bare_ipv6 = strchr(entry->address, ':') != NULL && entry->address[0] != '[';

    if (entry->url_published || entry->address[0] == '\0' || entry->port == 0)
        return;
    snprintf(entry->url, sizeof entry->url, bare_ipv6 ? "http://[%s]:%u" : "http://%s:%u",
             entry->address, (unsigned)entry->port);
}

void entry_parse(struct entry *entry, const char *text, size_t length)
{
    struct json_error error;
    int values[FIELD_COUNT];

    entry_clear(entry);
    if (json_read(&document, text, length, &error) != JSON_OK) {
        refuse(entry, error.code == JSON_TOO_LARGE ? ENTRY_TOO_LARGE : ENTRY_INVALID_JSON, -1, "%s",
               json_code_text(error.code));
        entry->line = error.line;
        entry->column = error.column;
        return;
    }
    if (json_type(&document, 0) != JSON_OBJECT) {
        refuse(entry, ENTRY_NOT_AN_OBJECT, 0, "%s, not an object", type_text(0));
        return;
    }
    find_values(values);
    for (size_t i = 0; i < FIELD_COUNT; i++)
        if (values[i] >= 0 && json_type(&document, values[i]) != JSON_NULL)
            fields[i].take(entry, fields[i].key, values[i]);
    require_fields(entry);
    build_url(entry);
}
