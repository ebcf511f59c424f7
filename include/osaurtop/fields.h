/*
 * The field table: everything that can be said of an instance, one row a field.
 *
 * Columns, `-o`, JSON, sort keys and the manual's field list all come from it. A new field is one
 * row.
 */
#ifndef OSAURTOP_FIELDS_H
#define OSAURTOP_FIELDS_H

#include "osaurtop/json_writer.h"
#include "osaurtop/snapshot.h"

#include <stdbool.h>
#include <stddef.h>

/* Room for any field's text with its NUL; the longest is a path. */
#define FIELD_TEXT_SIZE 4352

enum field_align { FIELD_LEFT, FIELD_RIGHT };

struct field {
    const char *name;  /* for -o, --sort and JSON: "updatedAt" */
    const char *title; /* of its column: "AGE" */
    const char *help;  /* one phrase for the manual */
    /*
     * Writes what a person reads, raw (not yet made harmless), "" when nothing is known; a column
     * shows `-` for that.
     */
    void (*text)(const struct snapshot *snapshot, const struct instance *instance, char *text,
                 size_t size);
    /* Writes the JSON value, without a key. NULL: not part of JSON (derived for people only). */
    void (*json)(const struct snapshot *snapshot, const struct instance *instance,
                 struct json_writer *writer, const char *key);
    /* Sorts two instances by this field; NULL: by text. */
    int (*compare)(const struct snapshot *snapshot, const struct instance *a,
                   const struct instance *b);
    enum field_align align;
    int width;    /* columns a typical value needs; 0 where it varies freely */
    int priority; /* in the default table, and which columns fall away last (1 is kept longest); 0:
                     only on request */
};

/* The whole table, in the order of the default columns and of JSON. */
const struct field *fields_all(size_t *count);

/* The field of that name (ASCII case ignored), or NULL. */
const struct field *fields_find(const char *name);

#endif
