#include "config.h"

#include "osaurtop/doctor_report.h"

#include "findings_json.h"
#include "osaurtop/json_writer.h"

/* As in json_report.c: raised when a member changes its meaning or goes away. */
#define SCHEMA 1

static void write_id(struct json_writer *writer, const char *key, const struct snapshot *snapshot,
                     int index)
{
    json_write_string(writer, key, index < 0 ? NULL : snapshot->instances[index].entry->id);
}

static void write_summary(struct json_writer *writer, const struct snapshot *snapshot)
{
    int64_t counts[SEVERITY_COUNT] = {0};
    for (size_t i = 0; i < snapshot->finding_count; i++)
        counts[snapshot->findings[i].severity]++;
    json_write_object(writer, "summary");
    for (int severity = SEVERITY_COUNT - 1; severity >= 0; severity--)
        json_write_integer(writer, severity_name((enum severity)severity), counts[severity]);
    json_write_integer(writer, "instances", (int64_t)snapshot->count);
    json_write_end(writer);
}

static void write_finding(struct json_writer *writer, const struct snapshot *snapshot,
                          const struct finding *finding)
{
    json_write_object(writer, NULL);
    findings_json_members(writer, snapshot, finding);
    write_id(writer, "instance", snapshot, finding->instance);
    if (finding->instance < 0) {
        json_write_null(writer, "directory");
    } else {
        const struct entry *entry = snapshot->instances[finding->instance].entry;
        char path[PATH_MAX + ENTRY_NAME_SIZE];
        snprintf(path, sizeof path, "%s/%s", snapshot->homes[entry->home].path, entry->directory);
        json_write_string(writer, "directory", path);
    }
    json_write_end(writer);
}

void doctor_report_json(const struct snapshot *snapshot, FILE *stream)
{
    struct json_writer writer;
    char taken_at[TIMESTAMP_TEXT_SIZE];
    timestamp_format(snapshot->taken_at, taken_at);
    json_writer_start(&writer, stream, true);
    json_write_object(&writer, NULL);
    json_write_integer(&writer, "schema", SCHEMA);
    json_write_string(&writer, "takenAt", taken_at);
    write_summary(&writer, snapshot);
    write_id(&writer, "pick", snapshot, snapshot->pick);
    write_id(&writer, "best", snapshot, snapshot->best);
    json_write_array(&writer, "findings");
    for (int severity = SEVERITY_COUNT - 1; severity >= 0; severity--)
        for (size_t i = 0; i < snapshot->finding_count; i++)
            if ((int)snapshot->findings[i].severity == severity)
                write_finding(&writer, snapshot, &snapshot->findings[i]);
    json_write_end(&writer);
    json_writer_finish(&writer);
}
