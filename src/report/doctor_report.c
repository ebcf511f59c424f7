#include "config.h"

#include "osaurtop/doctor_report.h"

#include "doctor_writer.h"
#include "findings_json.h"

static void write_heading(struct doctor_writer *writer, const struct instance *instance)
{
    putc('\n', writer->paragraph.stream);
    paragraph_start(&writer->paragraph, 2);
    if (instance == NULL) {
        doctor_add_raw(writer, DOCTOR_HEADING, writer->snapshot->homes[0].path);
    } else {
        doctor_add_id(writer, DOCTOR_HEADING, instance);
        doctor_add(writer, ", ");
        doctor_add(writer, state_name(instance->verdict.state));
        if (instance->entry->home != 0) {
            doctor_add(writer, " in ");
            doctor_add_raw(writer, NULL, writer->snapshot->homes[instance->entry->home].path);
        }
    }
    paragraph_end(&writer->paragraph);
}

static size_t directory_findings(const struct snapshot *snapshot)
{
    size_t count = 0;
    while (count < snapshot->finding_count && snapshot->findings[count].instance < 0)
        count++;
    return count;
}

/* What the worst finding of a subject must be for its turn to come: codes stand in the order of
 * loudness. */
struct turn {
    enum severity severity;
    enum finding_code code;
};

/* The findings of one subject, if it is its turn. */
static void write_group(struct doctor_writer *writer, const struct instance *instance, size_t first,
                        size_t count, struct turn turn)
{
    const struct finding *findings = &writer->snapshot->findings[first];
    if (count == 0 || findings->severity != turn.severity || findings->code != turn.code)
        return;
    write_heading(writer, instance);
    for (size_t i = 0; i < count; i++)
        doctor_write_finding(writer, &findings[i]);
}

static void write_turn(struct doctor_writer *writer, struct turn turn)
{
    const struct snapshot *snapshot = writer->snapshot;
    write_group(writer, NULL, 0, directory_findings(snapshot), turn);
    for (size_t i = 0; i < snapshot->count; i++) {
        const struct instance *instance = &snapshot->instances[i];
        if (writer->left_overs == 0 || !doctor_is_left_over(snapshot, instance))
            write_group(writer, instance, instance->first_finding, instance->finding_count, turn);
    }
}

static void write_findings(struct doctor_writer *writer)
{
    for (int severity = SEVERITY_COUNT - 1; severity >= 0; severity--) {
        for (int code = 0; code < FINDING_COUNT; code++)
            write_turn(writer, (struct turn){(enum severity)severity, (enum finding_code)code});
        if (severity == SEVERITY_WARNING && writer->left_overs > 0)
            doctor_write_left_overs(writer);
    }
}

void doctor_report_write(const struct doctor_report *report, const struct snapshot *snapshot,
                         FILE *stream)
{
    struct doctor_writer writer = {
        .paragraph = {.stream = stream,
                      .charset = report->charset,
                      .colored = report->colored,
                      .width = report->width},
        .snapshot = snapshot,
    };
    if (snapshot->finding_count == 0) {
        fprintf(stream, "%zu instance%s, nothing wrong\n", snapshot->count,
                snapshot->count == 1 ? "" : "s");
        return;
    }
    for (size_t i = 0; i < snapshot->count; i++)
        writer.left_overs += doctor_is_left_over(snapshot, &snapshot->instances[i]);
    /* One alone is told like any other. */
    if (writer.left_overs == 1)
        writer.left_overs = 0;
    if (snapshot->count > 0)
        doctor_write_top(&writer);
    write_findings(&writer);
}
