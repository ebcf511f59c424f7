#include "config.h"

#include "findings_json.h"
#include "osaurtop/fields.h"
#include "osaurtop/json_report.h"
#include "osaurtop/json_writer.h"

#include <string.h>

/* Raised when a member changes its meaning or goes away; new members do not raise it. */
#define SCHEMA 1

static const char *status_word(enum directory_status status)
{
    static const char *const words[] = {
        [DIRECTORY_PRESENT] = "present",
        [DIRECTORY_MISSING] = "missing",
        [DIRECTORY_UNREADABLE] = "unreadable",
        [DIRECTORY_NOT_ONE] = "not-a-directory",
    };
    return words[status];
}

static void write_home(struct json_writer *writer, const char *key, const struct home_view *home)
{
    json_write_object(writer, key);
    json_write_string(writer, "path", home->path);
    json_write_string(writer, "status", status_word(home->status));
    if (home->error != 0)
        json_write_string(writer, "error", strerror(home->error));
    else
        json_write_null(writer, "error");
    json_write_boolean(writer, "simulated", home->simulated);
    json_write_end(writer);
}

static void write_summary(struct json_writer *writer, const struct snapshot *snapshot)
{
    json_write_object(writer, "summary");
    for (int state = 0; state < STATE_COUNT; state++)
        json_write_integer(writer, state_name((enum state)state),
                           (int64_t)snapshot->state_counts[state]);
    json_write_integer(writer, "instances", (int64_t)snapshot->count);
    json_write_end(writer);
}

static void write_id(struct json_writer *writer, const char *key, const struct snapshot *snapshot,
                     int index)
{
    if (index < 0)
        json_write_null(writer, key);
    else
        json_write_string(writer, key, snapshot->instances[index].entry->id);
}

static void write_instance(struct json_writer *writer, const struct snapshot *snapshot,
                           const struct instance *instance)
{
    size_t count;
    const struct field *fields = fields_all(&count);
    json_write_object(writer, NULL);
    for (size_t i = 0; i < count; i++)
        if (fields[i].json != NULL)
            fields[i].json(snapshot, instance, writer, fields[i].name);
    json_write_end(writer);
}

void json_report_write(const struct snapshot *snapshot, FILE *stream)
{
    struct json_writer writer;
    char taken_at[TIMESTAMP_TEXT_SIZE];
    timestamp_format(snapshot->taken_at, taken_at);

    json_writer_start(&writer, stream, true);
    json_write_object(&writer, NULL);
    json_write_integer(&writer, "schema", SCHEMA);
    json_write_string(&writer, "takenAt", taken_at);
    write_home(&writer, "runtime", &snapshot->homes[0]);
    json_write_array(&writer, "legacy");
    for (size_t i = 1; i < snapshot->home_count; i++)
        write_home(&writer, NULL, &snapshot->homes[i]);
    json_write_end(&writer);
    write_summary(&writer, snapshot);
    write_id(&writer, "pick", snapshot, snapshot->pick);
    write_id(&writer, "best", snapshot, snapshot->best);
    json_write_array(&writer, "instances");
    for (size_t i = 0; i < snapshot->count; i++)
        write_instance(&writer, snapshot, &snapshot->instances[i]);
    json_write_end(&writer);
    findings_json_write(&writer, "findings", snapshot, NULL);
    json_writer_finish(&writer);
}
