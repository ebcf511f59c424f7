#include "config.h"

#include "doctor_writer.h"

#include "osaurtop/quantity.h"
#include "osaurtop/short_id.h"

#include <string.h>

static const char *const severity_colors[SEVERITY_COUNT] = {
    [SEVERITY_NOTICE] = "\033[36m",
    [SEVERITY_WARNING] = "\033[33m",
    [SEVERITY_CRITICAL] = "\033[1;31m",
};

void doctor_add(struct doctor_writer *writer, const char *text)
{
    paragraph_add(&writer->paragraph, NULL, text);
}

/* Bytes from outside. */
void doctor_add_raw(struct doctor_writer *writer, const char *style, const char *raw)
{
    char harmless[PATH_MAX * 3];
    text_harmless(harmless, sizeof harmless, raw, strlen(raw), CHARSET_UTF8);
    paragraph_add(&writer->paragraph, style, harmless);
}

void doctor_add_id(struct doctor_writer *writer, const char *style, const struct instance *instance)
{
    char id[ENTRY_ID_SIZE];
    short_id(instance, id);
    doctor_add_raw(writer, style, id);
}

void doctor_add_span(struct doctor_writer *writer, struct timestamp from, struct timestamp to)
{
    char words[QUANTITY_TEXT_SIZE];
    quantity_age_words(timestamp_elapsed_s(from, to), words);
    doctor_add(writer, words);
}

void doctor_begin_finding(struct doctor_writer *writer, enum severity severity)
{
    paragraph_start(&writer->paragraph, 4);
    paragraph_to(&writer->paragraph, 2);
    paragraph_add(&writer->paragraph, severity_colors[severity], severity_name(severity));
    doctor_add(writer, ": ");
}

void doctor_write_hint(struct doctor_writer *writer, const char *hint)
{
    bool unicode = writer->paragraph.charset == CHARSET_UTF8;
    paragraph_start(&writer->paragraph, 6);
    paragraph_to(&writer->paragraph, 4);
    doctor_add(writer, unicode ? "→ " : "> ");
    doctor_add(writer, hint);
    paragraph_end(&writer->paragraph);
}

void doctor_write_finding(struct doctor_writer *writer, const struct finding *finding)
{
    char text[FINDING_TEXT_SIZE];
    doctor_begin_finding(writer, finding->severity);
    finding_message(writer->snapshot, finding, text, sizeof text);
    doctor_add(writer, text);
    paragraph_end(&writer->paragraph);
    finding_hint(writer->snapshot, finding, text, sizeof text);
    doctor_write_hint(writer, text);
}
