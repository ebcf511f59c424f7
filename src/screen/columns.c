#include "config.h"

#include "osaurtop/columns.h"

#include "osaurtop/short_id.h"

#include <stdio.h>
#include <string.h>

/* A field without a typical width gets no more than this while others want room. */
enum { COLUMN_TYPICAL = 24 };

/* Ids that begin alike are told apart up to here; any IPv4 url shows its port. */
enum { ID_MOST = 16, URL_MOST = 28 };

/* A reason shorter than this tells nothing. */
enum { WHY_LEAST = 16 };

/* A state's sign and the space after it. */
enum { SIGN_WIDTH = 2 };

/* From these widths on: two marks, one mark, wide gaps between columns. */
enum { TWO_MARKS_FROM = 24, ONE_MARK_FROM = 14, WIDE_GAPS_FROM = 96 };

static const struct {
    const char *name;
    enum column_kind kind;
} kinds[] = {
    {"id", COLUMN_ID},
    {"state", COLUMN_STATE},
    {"url", COLUMN_URL},
    {"why", COLUMN_WHY},
};

static enum column_kind kind_of(const struct field *field)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i].name, field->name) == 0)
            return kinds[i].kind;
    return COLUMN_PLAIN;
}

/* The short form of a url is its port, which has a field of its own. */
static const struct field *shown_field(const struct column *column)
{
    if (column->kind == COLUMN_URL && column->compact)
        return fields_find("port");
    return column->field;
}

const char *column_title(const struct column *column)
{
    if (column->kind == COLUMN_STATE && column->compact)
        return "";
    return shown_field(column)->title;
}

void column_text(const struct column *column, const struct snapshot *snapshot,
                 const struct instance *instance, char *text, size_t size)
{
    if (column->kind == COLUMN_ID) {
        char id[ENTRY_ID_SIZE];
        short_id(instance, id);
        snprintf(text, size, "%s", id);
    } else {
        shown_field(column)->text(snapshot, instance, text, size);
    }
    if (text[0] == '\0')
        snprintf(text, size, "-");
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

/* What the title and the visible rows need, in the column's present form. */
static int measure(const struct column *column, enum charset charset,
                   const struct snapshot *snapshot, size_t first, size_t rows, int limit)
{
    if (column->kind == COLUMN_STATE && column->compact)
        return 1;
    int sign = column->kind == COLUMN_STATE ? SIGN_WIDTH : 0;
    int wanted = frame_columns(charset, column_title(column), limit);
    for (size_t row = first; row < first + rows && row < snapshot->count; row++) {
        char text[FIELD_TEXT_SIZE];
        column_text(column, snapshot, &snapshot->instances[row], text, sizeof text);
        wanted = larger(wanted, sign + frame_columns(charset, text, limit));
    }
    return wanted;
}

static void add_column(struct columns *columns, const struct field *field)
{
    columns->column[columns->count++] = (struct column){.field = field, .kind = kind_of(field)};
}

/* Those that every table has, in the table's order; the reason last. */
static void collect(struct columns *columns)
{
    size_t count;
    const struct field *fields = fields_all(&count);
    const struct field *why = NULL;
    for (size_t i = 0; i < count && columns->count < COLUMNS_MAX - 1; i++) {
        /* The gutter shows the marks. */
        if (fields[i].priority == 0 || strcmp(fields[i].name, "mark") == 0)
            continue;
        if (kind_of(&fields[i]) == COLUMN_WHY)
            why = &fields[i];
        else
            add_column(columns, &fields[i]);
    }
    if (why != NULL)
        add_column(columns, why);
}

static void measure_all(struct columns *columns, enum charset charset,
                        const struct snapshot *snapshot, size_t first, size_t rows, int width)
{
    for (size_t i = 0; i < columns->count; i++) {
        struct column *column = &columns->column[i];
        column->wanted = measure(column, charset, snapshot, first, rows, width);
        if (column->kind != COLUMN_STATE && column->kind != COLUMN_URL)
            continue;
        column->compact = true;
        column->wanted_short = measure(column, charset, snapshot, first, rows, width);
        column->compact = false;
    }
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

/* The width below which a column does not go, before there is room to spare. */
static int least_width(const struct column *column)
{
    int typical = column->field->width > 0 ? column->field->width : COLUMN_TYPICAL;
    switch (column->kind) {
    case COLUMN_STATE:
        return column->wanted;
    case COLUMN_WHY:
        return smaller(column->wanted, WHY_LEAST);
    case COLUMN_ID:
        return smaller(column->wanted, ID_MOST);
    case COLUMN_URL:
        return smaller(column->wanted, URL_MOST);
    default:
        return smaller(column->wanted, larger(typical, (int)strlen(column->field->title)));
    }
}

static struct column *next_by_priority(struct columns *columns, int *priority)
{
    struct column *next = NULL;
    for (size_t i = 0; i < columns->count; i++) {
        struct column *column = &columns->column[i];
        if (column->field->priority > *priority &&
            (next == NULL || column->field->priority < next->field->priority))
            next = column;
    }
    if (next != NULL)
        *priority = next->field->priority;
    return next;
}

/* Shows the column if `room` allows for it in full or in short; returns the room that is left. */
static int try_column(struct column *column, int room, int gap)
{
    int width = least_width(column);
    if (width + gap > room && column->wanted_short > 0) {
        column->compact = true;
        width = column->wanted_short;
    }
    if (width + gap > room)
        return room;
    column->shown = true;
    column->width = width;
    return room - width - gap;
}

/*
 * Columns fall away from the least important on: behind one that has no room nothing is shown. The
 * reason alone may be missing in between, for it wants more room than any other.
 */
static int try_all(struct columns *columns, int width, int gap)
{
    int room = width - columns->gutter;
    int shown_gap = 0;
    int priority = 0;
    bool full = false;
    for (struct column *column = next_by_priority(columns, &priority); column != NULL;
         column = next_by_priority(columns, &priority)) {
        column->shown = false;
        column->compact = false;
        if (full)
            continue;
        room = try_column(column, room, shown_gap);
        full = !column->shown && column->kind != COLUMN_WHY;
        if (column->shown)
            shown_gap = gap;
    }
    return room;
}

static bool all_shown(const struct columns *columns)
{
    for (size_t i = 0; i < columns->count; i++)
        if (!columns->column[i].shown)
            return false;
    return true;
}

/* What is left over goes to the columns that were cut, the reason last. */
static void spread(struct columns *columns, int room)
{
    for (size_t i = 0; i < columns->count && room > 0; i++) {
        struct column *column = &columns->column[i];
        if (!column->shown || column->compact || column->width >= column->wanted)
            continue;
        int missing = column->wanted - column->width;
        int more = missing < room ? missing : room;
        column->width += more;
        room -= more;
    }
}

void columns_fit(struct columns *columns, enum charset charset, const struct snapshot *snapshot,
                 size_t first, size_t rows, int width)
{
    *columns = (struct columns){0};
    columns->gutter = width >= TWO_MARKS_FROM ? 3 : width >= ONE_MARK_FROM ? 2 : 0;
    collect(columns);
    measure_all(columns, charset, snapshot, first, rows, width);

    int gap = width >= WIDE_GAPS_FROM ? 2 : 1;
    int room = try_all(columns, width, gap);
    if (gap > 1 && !all_shown(columns)) {
        gap = 1;
        room = try_all(columns, width, gap);
    }
    spread(columns, room);

    int x = columns->gutter;
    for (size_t i = 0; i < columns->count; i++) {
        struct column *column = &columns->column[i];
        column->x = x;
        if (column->shown)
            x += column->width + gap;
    }
}
