#include "config.h"

#include "field_text.h"
#include "findings_json.h"
#include "osaurtop/fields.h"

#include <string.h>
#include <strings.h>

#define JSON_MEMBER(name)                                                                          \
    static void name(const struct snapshot *snapshot, const struct instance *instance,             \
                     struct json_writer *writer, const char *key)

static void write_known(struct json_writer *writer, const char *key, const char *text)
{
    if (text[0] == '\0')
        json_write_null(writer, key);
    else
        json_write_string(writer, key, text);
}

static void write_time(struct json_writer *writer, const char *key, bool known,
                       struct timestamp time)
{
    char text[TIMESTAMP_TEXT_SIZE] = "";
    if (known)
        timestamp_format(time, text);
    write_known(writer, key, text);
}

JSON_MEMBER(json_id)
{
    (void)snapshot;
    json_write_string(writer, key, instance->entry->id);
}

JSON_MEMBER(json_directory)
{
    char path[FIELD_TEXT_SIZE];
    field_directory_path(snapshot, instance, path, sizeof path);
    json_write_string(writer, key, path);
}

JSON_MEMBER(json_home)
{
    json_write_string(writer, key, snapshot->homes[instance->entry->home].path);
}

JSON_MEMBER(json_health)
{
    (void)snapshot;
    write_known(writer, key, instance->entry->health);
}

JSON_MEMBER(json_state)
{
    (void)snapshot;
    json_write_string(writer, key, state_name(instance->verdict.state));
}

JSON_MEMBER(json_reason)
{
    (void)snapshot;
    json_write_string(writer, key, reason_code(instance->verdict.reason));
}

JSON_MEMBER(json_why)
{
    char text[FIELD_TEXT_SIZE];
    snapshot_explain(snapshot, instance, text, sizeof text);
    json_write_string(writer, key, text);
}

JSON_MEMBER(json_error)
{
    (void)snapshot;
    const struct entry *entry = instance->entry;
    if (entry->fault == ENTRY_SOUND) {
        json_write_null(writer, key);
        return;
    }
    json_write_object(writer, key);
    if (entry->line != 0) {
        json_write_integer(writer, "line", entry->line);
        json_write_integer(writer, "column", entry->column);
    } else {
        json_write_null(writer, "line");
        json_write_null(writer, "column");
    }
    json_write_string(writer, "message", entry->message);
    json_write_end(writer);
}

JSON_MEMBER(json_updated_at)
{
    (void)snapshot;
    write_time(writer, key, true, instance->entry->updated_at);
}

JSON_MEMBER(json_updated_at_from)
{
    (void)snapshot;
    json_write_string(writer, key, instance->entry->updated_at_from_file ? "file" : "mtime");
}

JSON_MEMBER(json_age)
{
    json_write_integer(writer, key,
                       timestamp_elapsed_s(instance->entry->updated_at, snapshot->taken_at));
}

JSON_MEMBER(json_address)
{
    (void)snapshot;
    write_known(writer, key, instance->entry->address);
}

JSON_MEMBER(json_port)
{
    (void)snapshot;
    if (instance->entry->port == 0)
        json_write_null(writer, key);
    else
        json_write_integer(writer, key, instance->entry->port);
}

JSON_MEMBER(json_url)
{
    (void)snapshot;
    write_known(writer, key, instance->entry->url);
}

JSON_MEMBER(json_expose_to_network)
{
    (void)snapshot;
    if (instance->entry->fault == ENTRY_SOUND && instance->entry->configured)
        json_write_boolean(writer, key, instance->entry->exposed);
    else
        json_write_null(writer, key);
}

JSON_MEMBER(json_exposure)
{
    (void)snapshot;
    json_write_string(writer, key, exposure_name(instance->verdict.exposure));
}

JSON_MEMBER(json_listener)
{
    const struct evidence *evidence = &snapshot->evidence;
    const struct system_process *process = snapshot_server(snapshot, instance);
    if (process == NULL || !instance->verdict.attributed) {
        json_write_null(writer, key);
        return;
    }
    json_write_object(writer, key);
    json_write_integer(writer, "pid", process->pid);
    write_known(writer, "process", process->name);
    write_known(writer, "path", process->path);
    json_write_array(writer, "addresses");
    for (size_t i = 0; i < evidence->listener_count; i++) {
        const struct system_listener *listener = &evidence->listeners[i];
        if (listener->process != instance->verdict.process ||
            listener->port != instance->entry->port)
            continue;
        char address[IP_TEXT_SIZE];
        ip_format(&listener->address, address);
        json_write_string(writer, NULL, address);
    }
    json_write_end(writer);
    write_time(writer, "startedAt", process->start_known, process->started_at);
    if (process->resident_bytes >= 0)
        json_write_integer(writer, "memoryBytes", process->resident_bytes);
    else
        json_write_null(writer, "memoryBytes");
    if (process->cpu_ns >= 0)
        json_write_number(writer, "cpuSeconds", (double)process->cpu_ns / 1e9);
    else
        json_write_null(writer, "cpuSeconds");
    json_write_end(writer);
}

JSON_MEMBER(json_pick)
{
    (void)snapshot;
    json_write_boolean(writer, key, instance->pick);
}

JSON_MEMBER(json_best)
{
    (void)snapshot;
    json_write_boolean(writer, key, instance->best);
}

JSON_MEMBER(json_findings)
{
    findings_json_write(writer, key, snapshot, instance);
}

JSON_MEMBER(json_probe)
{
    const struct probe_result *probe =
        snapshot->probes == NULL ? NULL : &snapshot->probes[instance - snapshot->instances];
    if (probe == NULL || !probe->asked) {
        json_write_null(writer, key);
        return;
    }
    json_write_object(writer, key);
    write_time(writer, "at", true, probe->at);
    json_write_boolean(writer, "answered", probe->answered);
    json_write_boolean(writer, "identified", probe->identified);
    json_write_boolean(writer, "keyRequired", probe->key_required);
    if (probe->health_asked)
        json_write_boolean(writer, "healthAnswered", probe->health_answered);
    else
        json_write_null(writer, "healthAnswered");
    json_write_end(writer);
}

/* clang-format off */
static const struct field table[] = {
    /* name, title, help, text, json, align, width, priority */
    {"mark", "", "* on the pick: where clients that follow the guide connect",
     field_text_mark, NULL, FIELD_LEFT, 1, 2},
    {"id", "INSTANCE", "instanceId, or the directory's name",
     field_text_id, json_id, FIELD_LEFT, 8, 3},
    {"directory", "DIRECTORY", "full path of the entry",
     field_text_directory, json_directory, FIELD_LEFT, 0, 0},
    {"home", "HOME", "the runtime directory it is in",
     field_text_home, json_home, FIELD_LEFT, 0, 0},
    {"health", "HEALTH", "what the file says, verbatim",
     field_text_health, json_health, FIELD_LEFT, 8, 7},
    {"state", "STATE", "what is true: live, hung, starting, stuck, foreign, unverified, stale, invalid",
     field_text_state, json_state, FIELD_LEFT, 10, 1},
    {"reason", "REASON", "why, as a stable code",
     field_text_reason, json_reason, FIELD_LEFT, 16, 0},
    {"error", "ERROR", "what is wrong with the file",
     field_text_error, json_error, FIELD_LEFT, 0, 0},
    {"updatedAt", "UPDATED", "when the file says it was written, UTC",
     field_text_updated_at, json_updated_at, FIELD_LEFT, 20, 0},
    {"updatedAtFrom", "FROM", "where that date is from: file, or the directory's mtime",
     field_text_updated_at_from, json_updated_at_from, FIELD_LEFT, 5, 0},
    {"ageSeconds", "AGE", "time since updatedAt",
     field_text_age, json_age, FIELD_RIGHT, 3, 6},
    {"uptime", "UP", "how long its server process has lived",
     field_text_uptime, NULL, FIELD_RIGHT, 3, 10},
    {"memory", "MEM", "resident memory of that process",
     field_text_memory, NULL, FIELD_RIGHT, 5, 11},
    {"address", "ADDRESS", "the published address",
     field_text_address, json_address, FIELD_LEFT, 15, 0},
    {"port", "PORT", "the published port",
     field_text_port, json_port, FIELD_RIGHT, 5, 0},
    {"url", "URL", "the published url, or address and port",
     field_text_url, json_url, FIELD_LEFT, 21, 4},
    {"exposeToNetwork", "EXPOSED", "whether the file says that it is on the LAN",
     field_text_expose_to_network, json_expose_to_network, FIELD_LEFT, 3, 0},
    {"exposure", "LAN", "local, lan, claimed, leaked; with ? where only the claim is known",
     field_text_exposure, json_exposure, FIELD_LEFT, 7, 5},
    {"listener", "BOUND", "the addresses its server is really bound to",
     field_text_bound, json_listener, FIELD_LEFT, 15, 0},
    {"pid", "PID", "process id of its server",
     field_text_pid, NULL, FIELD_RIGHT, 7, 8},
    {"process", "PROCESS", "name of that process",
     field_text_process, NULL, FIELD_LEFT, 10, 0},
    {"executable", "EXECUTABLE", "path of its executable",
     field_text_path, NULL, FIELD_LEFT, 0, 0},
    {"startedAt", "STARTED", "when it started, UTC",
     field_text_started_at, NULL, FIELD_LEFT, 20, 0},
    {"cpuSeconds", "CPU", "CPU seconds it has used",
     field_text_cpu, NULL, FIELD_RIGHT, 8, 0},
    {"pick", "PICK", "clients that follow the guide connect here",
     field_text_pick, json_pick, FIELD_LEFT, 4, 0},
    {"best", "BEST", "clients should connect here",
     field_text_best, json_best, FIELD_LEFT, 4, 0},
    {"findings", "FINDINGS", "codes of what is worth saying of it, the worst first",
     field_text_findings, json_findings, FIELD_LEFT, 0, 0},
    {"probe", "PROBE", "what it answered when it was asked over HTTP",
     field_text_probe, json_probe, FIELD_LEFT, 10, 0},
    {"why", "WHY", "why the state is what it is, in a sentence",
     field_text_why, json_why, FIELD_LEFT, 0, 9},
};
/* clang-format on */

const struct field *fields_all(size_t *count)
{
    *count = sizeof table / sizeof *table;
    return table;
}

const struct field *fields_find(const char *name)
{
    const struct field *found = NULL;
    size_t matches = 0;
    size_t length = strlen(name);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (strcasecmp(table[i].name, name) == 0)
            return &table[i];
        if (length > 0 && strncasecmp(table[i].name, name, length) == 0) {
            found = &table[i];
            matches++;
        }
    }
    return matches == 1 ? found : NULL;
}
