#include "config.h"

#include "doctor_writer.h"

#include <string.h>

/* Entries with a line each, and in the command; of more only the number is told. */
#define NAMED_MAX 4

/* Crash reports that are told of; the others lie beside them. */
#define REPORTS_MAX 2

bool doctor_is_left_over(const struct snapshot *snapshot, const struct instance *instance)
{
    bool stale = false;
    for (size_t i = 0; i < instance->finding_count; i++) {
        enum finding_code code = snapshot->findings[instance->first_finding + i].code;
        if (code == FINDING_STALE_ENTRY)
            stale = true;
        else if (code != FINDING_CRASH_REPORT)
            return false;
    }
    return stale;
}

/* All of them by name, if that is short; else prune shows them before it asks. */
static void write_command(struct doctor_writer *writer)
{
    const struct snapshot *snapshot = writer->snapshot;
    char hint[FINDING_TEXT_SIZE];
    size_t length = (size_t)snprintf(hint, sizeof hint, "Remove %s: `%s prune",
                                     writer->left_overs > NAMED_MAX ? "what is stale" : "them",
                                     snapshot->command != NULL ? snapshot->command : "osaurtop");
    for (size_t i = 0; i < snapshot->count && writer->left_overs <= NAMED_MAX; i++) {
        char word[FINDING_TEXT_SIZE];
        if (!doctor_is_left_over(snapshot, &snapshot->instances[i]))
            continue;
        findings_entry_word(snapshot, &snapshot->instances[i], word, sizeof word);
        int added = snprintf(hint + length, sizeof hint - length, " %s", word);
        if (added < 0 || (size_t)added + 2 > sizeof hint - length)
            break;
        length += (size_t)added;
    }
    snprintf(hint + length, sizeof hint - length, "`");
    doctor_write_hint(writer, hint);
}

/* "F26F8B59: nothing listens on 1338; last written 4 minutes ago" */
static void write_left_over(struct doctor_writer *writer, const struct instance *instance)
{
    char text[FINDING_TEXT_SIZE];
    paragraph_start(&writer->paragraph, 6);
    paragraph_to(&writer->paragraph, 4);
    doctor_add_id(writer, NULL, instance);
    doctor_add(writer, ": ");
    snapshot_explain(writer->snapshot, instance, text, sizeof text);
    doctor_add(writer, text);
    if (timestamp_compare(instance->entry->updated_at, writer->snapshot->taken_at) < 0) {
        doctor_add(writer, "; written ");
        doctor_add_span(writer, instance->entry->updated_at, writer->snapshot->taken_at);
        doctor_add(writer, " ago");
    }
    paragraph_end(&writer->paragraph);
}

/* The reports of the left-overs, each once. */
static void write_crash_reports(struct doctor_writer *writer)
{
    const struct snapshot *snapshot = writer->snapshot;
    bool told[CRASH_REPORTS_MAX] = {false};
    size_t count = 0;
    for (size_t i = 0; i < snapshot->finding_count && count < REPORTS_MAX; i++) {
        const struct finding *finding = &snapshot->findings[i];
        if (finding->code != FINDING_CRASH_REPORT || told[finding->report] ||
            !doctor_is_left_over(snapshot, &snapshot->instances[finding->instance]))
            continue;
        told[finding->report] = true;
        count++;
        doctor_write_finding(writer, finding);
    }
}

void doctor_write_left_overs(struct doctor_writer *writer)
{
    const struct snapshot *snapshot = writer->snapshot;
    char text[96];
    size_t shown = 0;
    putc('\n', writer->paragraph.stream);
    paragraph_start(&writer->paragraph, 2);
    paragraph_add(&writer->paragraph, DOCTOR_HEADING, "Left from crashes");
    paragraph_end(&writer->paragraph);
    doctor_begin_finding(writer, SEVERITY_WARNING);
    snprintf(text, sizeof text, "%zu stale entries, which clients may take for servers",
             writer->left_overs);
    doctor_add(writer, text);
    paragraph_end(&writer->paragraph);
    for (size_t i = 0; i < snapshot->count && shown < NAMED_MAX; i++) {
        if (!doctor_is_left_over(snapshot, &snapshot->instances[i]))
            continue;
        write_left_over(writer, &snapshot->instances[i]);
        shown++;
    }
    if (writer->left_overs > shown) {
        snprintf(text, sizeof text, "    and %zu more\n", writer->left_overs - shown);
        fputs(text, writer->paragraph.stream);
    }
    write_command(writer);
    write_crash_reports(writer);
}
