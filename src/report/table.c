#include "config.h"

#include "osaurtop/table.h"

#include <stdlib.h>
#include <string.h>

/* Between two columns. */
#define GAP 2

/* A column of free width (a sentence, a path) counts as this wide when the question is what fits.
 */
#define FREE_COLUMNS_MIN 16

/* Every cell of a column, made harmless, one NUL-ended string after the other. */
struct column {
    char *text;
    size_t length;
    size_t capacity;
    int width;
};

void table_default_fields(struct table *table)
{
    size_t count;
    const struct field *fields = fields_all(&count);
    table->field_count = 0;
    table->fixed = false;
    for (size_t i = 0; i < count; i++)
        if (fields[i].priority > 0)
            table->fields[table->field_count++] = &fields[i];
}

bool table_parse_fields(struct table *table, const char *list, char *unknown, size_t size)
{
    table->field_count = 0;
    table->fixed = true;
    unknown[0] = '\0';
    while (*list != '\0') {
        size_t length = strcspn(list, ",");
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)length, list);
        const struct field *field = length < sizeof name ? fields_find(name) : NULL;
        if (field == NULL || table->field_count == TABLE_COLUMNS_MAX) {
            snprintf(unknown, size, "%s", field == NULL ? name : "");
            return false;
        }
        table->fields[table->field_count++] = field;
        list += length + (list[length] == ',');
    }
    return table->field_count > 0;
}

static bool column_add(struct column *column, const char *text)
{
    size_t length = strlen(text) + 1;
    if (column->length + length > column->capacity) {
        size_t capacity = (column->capacity + length) * 2;
        char *larger = realloc(column->text, capacity);
        if (larger == NULL)
            return false;
        column->text = larger;
        column->capacity = capacity;
    }
    memcpy(column->text + column->length, text, length);
    column->length += length;
    int width = text_columns(text);
    if (width > column->width)
        column->width = width;
    return true;
}

/* How many bytes of an id tell every instance from the next. */
static size_t telling_id_length(const struct snapshot *snapshot)
{
    size_t telling = 0;
    for (size_t i = 0; i < snapshot->count; i++)
        if (snapshot->instances[i].prefix.length > telling)
            telling = snapshot->instances[i].prefix.length;
    return telling;
}

static bool fill_column(const struct table *table, const struct field *field,
                        const struct snapshot *snapshot, struct column *column)
{
    char raw[FIELD_TEXT_SIZE];
    char harmless[FIELD_TEXT_SIZE * 3];
    bool shorten = table->columns > 0 && !table->fixed && strcmp(field->name, "id") == 0;
    size_t id_length = shorten ? telling_id_length(snapshot) : 0;
    if (!column_add(column, field->title))
        return false;
    for (size_t i = 0; i < snapshot->count; i++) {
        field->text(snapshot, &snapshot->instances[i], raw, sizeof raw);
        size_t length = shorten ? strnlen(raw, id_length) : strlen(raw);
        text_harmless(harmless, sizeof harmless, raw, length, table->charset);
        bool unknown = harmless[0] == '\0' && field->title[0] != '\0';
        if (!column_add(column, unknown ? "-" : harmless))
            return false;
    }
    return true;
}

static int width_to_fit(const struct field *field, const struct column *column)
{
    bool clips_well = field->width == 0 && column->width > FREE_COLUMNS_MIN;
    return clips_well ? FREE_COLUMNS_MIN : column->width;
}

static void drop(struct table *table, struct column *columns, size_t at)
{
    free(columns[at].text);
    table->field_count--;
    memmove(&table->fields[at], &table->fields[at + 1],
            (table->field_count - at) * sizeof *table->fields);
    memmove(&columns[at], &columns[at + 1], (table->field_count - at) * sizeof *columns);
    columns[table->field_count] = (struct column){0};
}

/* Takes columns away, the least important first, until a line fits or only one is left. */
static void drop_to_fit(struct table *table, struct column *columns)
{
    while (table->field_count > 1) {
        int total = -GAP;
        size_t least = 0;
        for (size_t i = 0; i < table->field_count; i++) {
            total += width_to_fit(table->fields[i], &columns[i]) + GAP;
            if (table->fields[i]->priority > table->fields[least]->priority)
                least = i;
        }
        if (total <= table->columns)
            return;
        drop(table, columns, least);
    }
}

static void write_blanks(FILE *stream, int count)
{
    if (count > 0)
        fprintf(stream, "%*s", count, "");
}

/* One line, without blanks at its end. */
static void write_row(const struct table *table, const struct column *columns, const char **cells,
                      FILE *stream)
{
    char clipped[FIELD_TEXT_SIZE * 3];
    int at = 0;
    int blanks = 0;
    for (size_t i = 0; i < table->field_count; i++) {
        const char *cell = cells[i];
        int width = text_columns(cell);
        int start = at + (table->fields[i]->align == FIELD_RIGHT ? columns[i].width - width : 0);
        blanks += start - at;
        if (table->columns > 0 && start + width > table->columns) {
            snprintf(clipped, sizeof clipped, "%s", cell);
            text_clip(clipped, sizeof clipped, start < table->columns ? table->columns - start : 0,
                      table->charset);
            cell = clipped;
            width = text_columns(cell);
        }
        if (width > 0) {
            write_blanks(stream, blanks);
            fputs(cell, stream);
            blanks = 0;
        }
        at += columns[i].width + GAP;
        blanks += at - start - width;
    }
    fputc('\n', stream);
}

static void write_rows(const struct table *table, const struct column *columns, size_t rows,
                       FILE *stream)
{
    const char *cells[TABLE_COLUMNS_MAX];
    for (size_t i = 0; i < table->field_count; i++)
        cells[i] = columns[i].text;
    for (size_t row = 0; row < rows; row++) {
        write_row(table, columns, cells, stream);
        for (size_t i = 0; i < table->field_count; i++)
            cells[i] += strlen(cells[i]) + 1;
    }
}

int table_write(struct table *table, const struct snapshot *snapshot, FILE *stream)
{
    struct column columns[TABLE_COLUMNS_MAX] = {0};
    bool filled = true;
    for (size_t i = 0; i < table->field_count && filled; i++)
        filled = fill_column(table, table->fields[i], snapshot, &columns[i]);
    if (filled) {
        if (table->columns > 0 && !table->fixed)
            drop_to_fit(table, columns);
        write_rows(table, columns, snapshot->count + 1, stream);
    }
    for (size_t i = 0; i < TABLE_COLUMNS_MAX; i++)
        free(columns[i].text);
    return filled ? 0 : -1;
}
