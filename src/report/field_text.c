#include "config.h"

#include "field_text.h"
#include "osaurtop/quantity.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void put(char *text, size_t size, const char *value)
{
    snprintf(text, size, "%s", value);
}

static void put_yes_no(char *text, size_t size, bool value)
{
    put(text, size, value ? "yes" : "no");
}

void field_directory_path(const struct snapshot *snapshot, const struct instance *instance,
                          char *text, size_t size)
{
    int length = snprintf(text, size, "%s/%s", snapshot->homes[instance->entry->home].path,
                          instance->entry->directory);
    if (length < 0 || (size_t)length >= size)
        text[0] = '\0';
}

FIELD_TEXT(mark)
{
    (void)snapshot;
    put(text, size, instance->pick ? "*" : "");
}

FIELD_TEXT(id)
{
    (void)snapshot;
    put(text, size, instance->entry->id);
}

FIELD_TEXT(directory)
{
    field_directory_path(snapshot, instance, text, size);
}

FIELD_TEXT(home)
{
    put(text, size, snapshot->homes[instance->entry->home].path);
}

FIELD_TEXT(health)
{
    (void)snapshot;
    put(text, size, instance->entry->health);
}

FIELD_TEXT(state)
{
    (void)snapshot;
    put(text, size, state_name(instance->verdict.state));
}

FIELD_TEXT(reason)
{
    (void)snapshot;
    put(text, size, reason_code(instance->verdict.reason));
}

FIELD_TEXT(error)
{
    if (instance->entry->fault == ENTRY_SOUND)
        put(text, size, "");
    else
        snapshot_explain(snapshot, instance, text, size);
}

FIELD_TEXT(updated_at)
{
    (void)snapshot;
    char time[TIMESTAMP_TEXT_SIZE];
    timestamp_format(instance->entry->updated_at, time);
    put(text, size, time);
}

FIELD_TEXT(updated_at_from)
{
    (void)snapshot;
    put(text, size, instance->entry->updated_at_from_file ? "file" : "mtime");
}

FIELD_TEXT(age)
{
    char age[QUANTITY_TEXT_SIZE];
    quantity_age(timestamp_elapsed_s(instance->entry->updated_at, snapshot->taken_at), age);
    put(text, size, age);
}

FIELD_TEXT(uptime)
{
    const struct system_process *process = snapshot_server(snapshot, instance);
    char age[QUANTITY_TEXT_SIZE] = "";
    if (process != NULL && process->start_known)
        quantity_age(timestamp_elapsed_s(process->started_at, snapshot->taken_at), age);
    put(text, size, age);
}

FIELD_TEXT(memory)
{
    const struct system_process *process = snapshot_server(snapshot, instance);
    char bytes[QUANTITY_TEXT_SIZE] = "";
    if (process != NULL && process->resident_bytes >= 0)
        quantity_bytes(process->resident_bytes, bytes);
    put(text, size, bytes);
}

FIELD_TEXT(address)
{
    (void)snapshot;
    put(text, size, instance->entry->address);
}

FIELD_TEXT(port)
{
    (void)snapshot;
    text[0] = '\0';
    if (instance->entry->port != 0)
        snprintf(text, size, "%u", (unsigned)instance->entry->port);
}

FIELD_TEXT(url)
{
    (void)snapshot;
    put(text, size, instance->entry->url);
}

FIELD_TEXT(expose_to_network)
{
    (void)snapshot;
    if (instance->entry->fault == ENTRY_SOUND && instance->entry->port != 0)
        put_yes_no(text, size, instance->entry->exposed);
    else
        put(text, size, "");
}

FIELD_TEXT(exposure)
{
    (void)snapshot;
    const struct entry *entry = instance->entry;
    if (instance->verdict.exposure != EXPOSURE_UNKNOWN)
        put(text, size, exposure_name(instance->verdict.exposure));
    else if (entry->fault == ENTRY_SOUND && entry->port != 0)
        put(text, size, entry->exposed ? "lan?" : "local?");
    else
        put(text, size, "");
}

FIELD_TEXT(pid)
{
    const struct system_process *process = snapshot_server(snapshot, instance);
    text[0] = '\0';
    if (process != NULL)
        snprintf(text, size, "%ld", (long)process->pid);
}

FIELD_TEXT(process)
{
    const struct system_process *process = snapshot_server(snapshot, instance);
    put(text, size, process == NULL ? "" : process->name);
}

FIELD_TEXT(path)
{
    const struct system_process *process = snapshot_server(snapshot, instance);
    put(text, size, process == NULL ? "" : process->path);
}

FIELD_TEXT(bound)
{
    const struct evidence *evidence = &snapshot->evidence;
    size_t length = 0;
    text[0] = '\0';
    if (!instance->verdict.attributed)
        return;
    for (size_t i = 0; i < evidence->listener_count; i++) {
        const struct system_listener *listener = &evidence->listeners[i];
        if (listener->process != instance->verdict.process ||
            listener->port != instance->entry->port)
            continue;
        char address[IP_TEXT_SIZE];
        ip_format(&listener->address, address);
        int added = snprintf(text + length, size - length, "%s%s", length > 0 ? " " : "", address);
        if (added < 0 || (size_t)added >= size - length)
            return;
        length += (size_t)added;
    }
}

FIELD_TEXT(started_at)
{
    const struct system_process *process = snapshot_server(snapshot, instance);
    char time[TIMESTAMP_TEXT_SIZE] = "";
    if (process != NULL && process->start_known)
        timestamp_format(process->started_at, time);
    put(text, size, time);
}

FIELD_TEXT(cpu)
{
    const struct system_process *process = snapshot_server(snapshot, instance);
    text[0] = '\0';
    if (process != NULL && process->cpu_ns >= 0)
        snprintf(text, size, "%" PRId64 ".%02" PRId64, process->cpu_ns / 1000000000,
                 process->cpu_ns / 10000000 % 100);
}

FIELD_TEXT(pick)
{
    (void)snapshot;
    put_yes_no(text, size, instance->pick);
}

FIELD_TEXT(best)
{
    (void)snapshot;
    put_yes_no(text, size, instance->best);
}

FIELD_TEXT(findings)
{
    size_t length = 0;
    text[0] = '\0';
    for (size_t i = 0; i < instance->finding_count; i++) {
        const struct finding *finding = &snapshot->findings[instance->first_finding + i];
        int added = snprintf(text + length, size - length, "%s%s", length > 0 ? " " : "",
                             finding_code_name(finding->code));
        if (added < 0 || (size_t)added >= size - length)
            return;
        length += (size_t)added;
    }
}

FIELD_TEXT(probe)
{
    const struct probe_result *probe =
        snapshot->probes == NULL ? NULL : &snapshot->probes[instance - snapshot->instances];
    if (probe == NULL || !probe->asked)
        put(text, size, "");
    else if (!probe->answered)
        put(text, size, "no answer");
    else if (probe->key_required)
        put(text, size, "needs a key");
    else
        put(text, size, probe->identified ? "Osaurus" : "answers");
}

FIELD_TEXT(why)
{
    snapshot_explain(snapshot, instance, text, size);
}
