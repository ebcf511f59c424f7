/* What is wrong, and what to do about it: for people, and as JSON. */
#ifndef OSAURTOP_DOCTOR_REPORT_H
#define OSAURTOP_DOCTOR_REPORT_H

#include "osaurtop/findings.h"
#include "osaurtop/snapshot.h"
#include "osaurtop/text.h"

#include <stdbool.h>
#include <stdio.h>

struct doctor_report {
    int width; /* columns; text is wrapped to it */
    enum charset charset;
    bool colored;
};

/*
 * Where apps connect and where they should, what lives, and every finding with its hint: by
 * subject, the worst first; what crashes left behind together. One line when nothing is found.
 * Errors of the stream are found with ferror().
 */
void doctor_report_write(const struct doctor_report *report, const struct snapshot *snapshot,
                         FILE *stream);

/* One document, schema 1: see doc/json.md. */
void doctor_report_json(const struct snapshot *snapshot, FILE *stream);

#endif
