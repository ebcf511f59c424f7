/* What the parts of the doctor's report share. */
#ifndef OSAURTOP_DOCTOR_WRITER_H
#define OSAURTOP_DOCTOR_WRITER_H

#include "osaurtop/findings.h"
#include "paragraph.h"

#include <stddef.h>

/* Of what a person looks for first. */
#define DOCTOR_HEADING "\033[1m"

struct doctor_writer {
    struct paragraph paragraph;
    const struct snapshot *snapshot;
    size_t left_overs; /* entries that are told together */
};

/* Harmless text, bytes from outside, a short id, "3 minutes". `style` as in paragraph_add(). */
void doctor_add(struct doctor_writer *writer, const char *text);
void doctor_add_raw(struct doctor_writer *writer, const char *style, const char *raw);
void doctor_add_id(struct doctor_writer *writer, const char *style,
                   const struct instance *instance);
void doctor_add_span(struct doctor_writer *writer, struct timestamp from, struct timestamp to);

/* "critical: " at the start of a paragraph. */
void doctor_begin_finding(struct doctor_writer *writer, enum severity severity);

/* An arrow and a hint. */
void doctor_write_hint(struct doctor_writer *writer, const char *hint);

/* Severity, message and hint. */
void doctor_write_finding(struct doctor_writer *writer, const struct finding *finding);

/* Where apps connect, where they should, and what lives. */
void doctor_write_top(struct doctor_writer *writer);

/* Whether nothing more is to be said of an instance than that it is left from a crash. */
bool doctor_is_left_over(const struct snapshot *snapshot, const struct instance *instance);

/* All of these together, with one command. */
void doctor_write_left_overs(struct doctor_writer *writer);

#endif
