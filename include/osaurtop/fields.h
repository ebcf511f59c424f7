/*
 * The field table: everything that can be said of an instance, one row a field.
 *
 * Columns, `-o`, JSON and the manual's field list all come from it. A new field is one row.
 */
#ifndef OSAURTOP_FIELDS_H
#define OSAURTOP_FIELDS_H

#include "osaurtop/json_writer.h"
#include "osaurtop/snapshot.h"

#include <stddef.h>

/* Room for any field's text with its NUL; the longest is a path. */
#define FIELD_TEXT_SIZE (PATH_MAX + ENTRY_NAME_SIZE)

enum field_align { FIELD_LEFT, FIELD_RIGHT };

struct field {
    const char *name;  /* for -o and JSON: "ageSeconds" */
    const char *title; /* of its column: "AGE" */
    const char *help;  /* one phrase for the manual */

    /* Writes what a person reads, raw (not yet made harmless); "" when nothing is known. */
    void (*text)(const struct snapshot *snapshot, const struct instance *instance, char *text,
                 size_t size);

    /* Writes the member `key`. NULL: not a member of its own in JSON (derived, or part of another).
     */
    void (*json)(const struct snapshot *snapshot, const struct instance *instance,
                 struct json_writer *writer, const char *key);

    enum field_align align;
    int width;    /* columns that a typical value needs; 0 where it varies freely */
    int priority; /* 0: only on request; else in the default table, where 1 is kept longest */
};

/* The whole table, in the order of the default columns and of JSON. */
const struct field *fields_all(size_t *count);

/* The field of that name or of that unique beginning of one (ASCII case ignored), or NULL. */
const struct field *fields_find(const char *name);

#endif
