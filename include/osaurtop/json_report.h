/* A snapshot as JSON, schema 1: see doc/json.md. */
#ifndef OSAURTOP_JSON_REPORT_H
#define OSAURTOP_JSON_REPORT_H

#include "osaurtop/snapshot.h"

#include <stdio.h>

/* Writes one document with a final line feed; errors of the stream are found with ferror(). */
void json_report_write(const struct snapshot *snapshot, FILE *stream);

#endif
