#include "config.h"

#include "findings_json.h"

void findings_json_members(struct json_writer *writer, const struct snapshot *snapshot,
                           const struct finding *finding)
{
    char text[FINDING_TEXT_SIZE];
    json_write_string(writer, "code", finding_code_name(finding->code));
    json_write_string(writer, "severity", severity_name(finding->severity));
    finding_message(snapshot, finding, text, sizeof text);
    json_write_string(writer, "message", text);
    finding_hint(snapshot, finding, text, sizeof text);
    json_write_string(writer, "hint", text);
}

static void write_one(struct json_writer *writer, const struct snapshot *snapshot,
                      const struct finding *finding)
{
    json_write_object(writer, NULL);
    findings_json_members(writer, snapshot, finding);
    json_write_end(writer);
}

void findings_json_write(struct json_writer *writer, const char *key,
                         const struct snapshot *snapshot, const struct instance *instance)
{
    json_write_array(writer, key);
    if (instance != NULL) {
        for (size_t i = 0; i < instance->finding_count; i++)
            write_one(writer, snapshot, &snapshot->findings[instance->first_finding + i]);
    } else {
        /* Those of the directory come first. */
        for (size_t i = 0; i < snapshot->finding_count && snapshot->findings[i].instance < 0; i++)
            write_one(writer, snapshot, &snapshot->findings[i]);
    }
    json_write_end(writer);
}
