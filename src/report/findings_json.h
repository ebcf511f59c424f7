/* Findings as members of a JSON document. */
#ifndef OSAURTOP_FINDINGS_JSON_H
#define OSAURTOP_FINDINGS_JSON_H

#include "osaurtop/findings.h"
#include "osaurtop/json_writer.h"

#include <stddef.h>

/* The members code, severity, message and hint, into the open object. */
void findings_json_members(struct json_writer *writer, const struct snapshot *snapshot,
                           const struct finding *finding);

/* The array `key` of an instance's findings; of the directory's where `instance` is NULL. */
void findings_json_write(struct json_writer *writer, const char *key,
                         const struct snapshot *snapshot, const struct instance *instance);

#endif
