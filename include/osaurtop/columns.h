/* Which columns the table has room for, and how wide each is. */
#ifndef OSAURTOP_COLUMNS_H
#define OSAURTOP_COLUMNS_H

#include "osaurtop/fields.h"
#include "osaurtop/frame.h"
#include "osaurtop/snapshot.h"

#include <stdbool.h>
#include <stddef.h>

#define COLUMNS_MAX 32

enum column_kind {
    COLUMN_PLAIN,
    COLUMN_ID,    /* shortened */
    COLUMN_STATE, /* with its sign; the sign alone where there is no room for more */
    COLUMN_URL,   /* the port alone where there is no room for more */
    COLUMN_WHY,   /* the last, takes what is left over */
};

struct column {
    const struct field *field;
    enum column_kind kind;
    bool compact;     /* shown in its short form */
    bool shown;       /* else it fell away */
    int wanted;       /* what the visible rows need in full */
    int wanted_short; /* and in the short form; 0: it has none */
    int x;
    int width;
};

struct columns {
    struct column column[COLUMNS_MAX]; /* as they stand, from the left */
    size_t count;
    int gutter; /* columns at the left for the marks: 3 (two marks), 2 (one), 0 */
};

/* What a column shows of an instance, raw; "-" when nothing is known. Without the state's sign. */
void column_text(const struct column *column, const struct snapshot *snapshot,
                 const struct instance *instance, char *text, size_t size);
const char *column_title(const struct column *column);

/* Fits the columns to `width` for the rows first … first + rows - 1 of the snapshot. */
void columns_fit(struct columns *columns, enum charset charset, const struct snapshot *snapshot,
                 size_t first, size_t rows, int width);

#endif
