#include "config.h"

#include "osaurtop/event_report.h"

#include "osaurtop/json_writer.h"
#include "osaurtop/short_id.h"

#include <stdio.h>
#include <string.h>

/* Of the lines; raised when a member changes its meaning or goes away. */
#define SCHEMA 1

/* The instance it is about, as it is or else as it was; empty for the directory. */
static const struct event_facts *subject_of(const struct event *event)
{
    return event->after.directory[0] != '\0' ? &event->after : &event->before;
}

static void print_name(const struct event_facts *facts, enum charset charset, FILE *stream)
{
    char name[ENTRY_ID_SIZE * 3] = "-";
    if (facts->directory[0] != '\0') {
        size_t length = strlen(facts->id);
        if (facts->short_id_length > 0 && facts->short_id_length < length)
            length = facts->short_id_length;
        text_harmless(name, sizeof name, facts->id, length, charset);
    }
    int columns = text_columns(name);
    int padding = columns < ID_PREFIX_CHARACTERS ? ID_PREFIX_CHARACTERS - columns : 0;
    fprintf(stream, "%s%*s", name, padding, "");
}

static const char *color_of(const struct event *event, const struct event_colors *colors)
{
    bool comes_alive = event->kind == EVENT_STATE || event->kind == EVENT_APPEARED;
    if (event->severity == SEVERITY_NOTICE && comes_alive && event->after.state == STATE_LIVE)
        return colors->live;
    return colors->severity[event->severity];
}

void event_report_line(const struct event *event, enum charset charset,
                       const struct event_colors *colors, FILE *stream)
{
    static const struct event_colors none = {
        .clock = "", .live = "", .severity = {"", "", ""}, .end = ""};
    char clock[TIMESTAMP_TEXT_SIZE];
    char text[EVENT_TEXT_SIZE];
    if (colors == NULL)
        colors = &none;
    timestamp_format_clock(event->at, clock);
    event_text(event, charset, text, sizeof text);
    fprintf(stream, "%s%s%s  ", colors->clock, clock, colors->end);
    print_name(subject_of(event), charset, stream);
    fprintf(stream, "  %s%s%s\n", color_of(event, colors), text, colors->end);
}

/* What is not known is null, as in the list. */
static void write_known(struct json_writer *writer, const char *key, const char *text)
{
    json_write_string(writer, key, text[0] != '\0' ? text : NULL);
}

static void write_positive(struct json_writer *writer, const char *key, int64_t number)
{
    if (number > 0)
        json_write_integer(writer, key, number);
    else
        json_write_null(writer, key);
}

static void write_facts(struct json_writer *writer, const char *key,
                        const struct event_facts *facts)
{
    if (facts->directory[0] == '\0') {
        json_write_null(writer, key);
        return;
    }
    json_write_object(writer, key);
    json_write_string(writer, "id", facts->id);
    write_known(writer, "health", facts->health);
    json_write_string(writer, "state", state_name(facts->state));
    json_write_string(writer, "reason", reason_code(facts->reason));
    write_known(writer, "address", facts->address);
    write_positive(writer, "port", facts->port);
    write_known(writer, "url", facts->url);
    json_write_string(writer, "exposure", exposure_name(facts->exposure));
    write_positive(writer, "pid", facts->pid);
    json_write_boolean(writer, "pick", facts->pick);
    json_write_array(writer, "findings");
    for (int code = 0; code < FINDING_COUNT; code++)
        if ((facts->findings & UINT32_C(1) << code) != 0)
            json_write_string(writer, NULL, finding_code_name((enum finding_code)code));
    json_write_end(writer);
    json_write_end(writer);
}

static void write_place(struct json_writer *writer, const struct event_facts *facts,
                        const struct snapshot *snapshot)
{
    char path[PATH_MAX + ENTRY_NAME_SIZE];
    const char *home = NULL;
    const char *directory = NULL;
    if (facts->directory[0] != '\0') {
        home = snapshot->homes[facts->home].path;
        snprintf(path, sizeof path, "%s/%s", home, facts->directory);
        directory = path;
    }
    json_write_string(writer, "directory", directory);
    json_write_string(writer, "home", home);
}

void event_report_json(const struct event *event, const struct snapshot *snapshot, FILE *stream)
{
    const struct event_facts *subject = subject_of(event);
    bool of_finding = event->kind == EVENT_RAISED || event->kind == EVENT_CLEARED;
    struct json_writer writer;
    char at[TIMESTAMP_TEXT_SIZE];
    timestamp_format(event->at, at);

    json_writer_start(&writer, stream, false);
    json_write_object(&writer, NULL);
    json_write_integer(&writer, "schema", SCHEMA);
    json_write_string(&writer, "at", at);
    json_write_string(&writer, "event", event_kind_name(event->kind));
    json_write_string(&writer, "severity", severity_name(event->severity));
    write_known(&writer, "id", subject->id);
    write_place(&writer, subject, snapshot);
    json_write_string(&writer, "finding", of_finding ? finding_code_name(event->finding) : NULL);
    write_facts(&writer, "before", &event->before);
    write_facts(&writer, "after", &event->after);
    json_writer_finish(&writer);
}
