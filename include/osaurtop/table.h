/* A table of instances on a stream: aligned, one row an instance. */
#ifndef OSAURTOP_TABLE_H
#define OSAURTOP_TABLE_H

#include "osaurtop/fields.h"
#include "osaurtop/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* More columns than there are fields; a field may be named twice. */
#define TABLE_COLUMNS_MAX 64

struct table {
    const struct field *fields[TABLE_COLUMNS_MAX];
    size_t field_count;
    enum charset charset;
    /*
     * Of the terminal: columns that were not asked for by name fall away by priority until a line
     * fits, what is still too long is clipped, ids are shortened to what tells them apart. 0:
     * nothing is ever left out.
     */
    int columns;
    bool fixed; /* the fields were asked for by name: none falls away */
};

/* The default columns: those with a priority. */
void table_default_fields(struct table *table);

/*
 * Reads "id,state,url" into the table's fields, and fixes them. Returns false with the first name
 * that is no field in `unknown` (cut to `size`; "" when the list is empty or longer than
 * TABLE_COLUMNS_MAX).
 */
bool table_parse_fields(struct table *table, const char *list, char *unknown, size_t size);

/* Writes it; errors of the stream are found with ferror(). Returns 0, or -1 when out of memory. */
int table_write(struct table *table, const struct snapshot *snapshot, FILE *stream);

#endif
