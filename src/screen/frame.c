#include "config.h"

#include "osaurtop/frame.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static int clamp(int value, int low, int high)
{
    return value < low ? low : value > high ? high : value;
}

static const struct frame_cell blank = {.bytes = " ", .width = 1, .style = STYLE_NORMAL};

int frame_resize(struct frame *frame, int width, int height, enum charset charset)
{
    width = clamp(width, 1, FRAME_WIDTH_MAX);
    height = clamp(height, 1, FRAME_HEIGHT_MAX);

    size_t count = (size_t)width * (size_t)height;
    if (count > frame->capacity) {
        struct frame_cell *cells = realloc(frame->cells, count * sizeof *cells);
        if (cells == NULL)
            return -1;
        frame->cells = cells;
        frame->capacity = count;
    }
    frame->width = width;
    frame->height = height;
    frame->charset = charset;
    for (size_t i = 0; i < count; i++)
        frame->cells[i] = blank;
    return 0;
}

void frame_free(struct frame *frame)
{
    free(frame->cells);
    *frame = (struct frame){0};
}

struct frame_area frame_all(const struct frame *frame)
{
    return (struct frame_area){0, 0, frame->width, frame->height};
}

static struct frame_cell *cell_at(struct frame *frame, int x, int y)
{
    return &frame->cells[(size_t)y * (size_t)frame->width + (size_t)x];
}

const struct frame_cell *frame_cell(const struct frame *frame, int x, int y)
{
    return &frame->cells[(size_t)y * (size_t)frame->width + (size_t)x];
}

size_t frame_next(enum charset charset, const char *text, struct frame_cell *cell)
{
    uint32_t code_point;
    size_t taken = text_decode(text, strnlen(text, 4), &code_point);
    *cell = blank;
    text_harmless(cell->bytes, sizeof cell->bytes, text, taken, charset);
    cell->width = charset == CHARSET_ASCII ? 1 : (uint8_t)text_columns(cell->bytes);
    return taken;
}

int frame_columns(enum charset charset, const char *text, int limit)
{
    int columns = 0;
    while (*text != '\0' && columns <= limit) {
        struct frame_cell cell;
        text += frame_next(charset, text, &cell);
        columns += cell.width;
    }
    return columns;
}

/* A blank where half of a wide character would be left over. */
static void split(struct frame *frame, int x, int y)
{
    struct frame_cell *cell = cell_at(frame, x, y);
    if (cell->width == 0 && x > 0) {
        struct frame_cell *left = cell_at(frame, x - 1, y);
        *left = (struct frame_cell){.bytes = " ", .width = 1, .style = left->style};
    }
    if (cell->width == 2 && x + 1 < frame->width) {
        struct frame_cell *right = cell_at(frame, x + 1, y);
        *right = (struct frame_cell){.bytes = " ", .width = 1, .style = right->style};
    }
}

static void place(struct frame *frame, int x, int y, struct frame_cell cell)
{
    split(frame, x, y);
    if (cell.width == 2) {
        split(frame, x + 1, y);
        *cell_at(frame, x + 1, y) = (struct frame_cell){.width = 0, .style = cell.style};
    }
    *cell_at(frame, x, y) = cell;
}

/* The part of an area that lies in the frame. */
static struct frame_area visible(const struct frame *frame, struct frame_area area)
{
    int left = clamp(area.x, 0, frame->width);
    int top = clamp(area.y, 0, frame->height);
    int right = clamp(area.x + area.width, left, frame->width);
    int bottom = clamp(area.y + area.height, top, frame->height);
    return (struct frame_area){left, top, right - left, bottom - top};
}

void frame_fill(struct frame *frame, struct frame_area area, enum style style)
{
    struct frame_area part = visible(frame, area);
    struct frame_cell cell = blank;
    cell.style = (uint8_t)style;
    for (int y = part.y; y < part.y + part.height; y++)
        for (int x = part.x; x < part.x + part.width; x++)
            place(frame, x, y, cell);
}

int frame_put(struct frame *frame, struct frame_area area, int column, int row, enum style style,
              const char *text)
{
    struct frame_area part = visible(frame, area);
    int y = area.y + row;
    bool in_sight = row >= 0 && y >= part.y && y < part.y + part.height;
    int left = part.x;
    int right = part.x + part.width;

    while (*text != '\0' && column < area.width) {
        struct frame_cell cell;
        text += frame_next(frame->charset, text, &cell);
        cell.style = (uint8_t)style;
        int x = area.x + column;
        column += cell.width;
        if (!in_sight)
            continue;
        if (x >= left && x + cell.width <= right) {
            place(frame, x, y, cell);
            continue;
        }
        for (int i = x; i < x + cell.width; i++) {
            struct frame_cell half = blank;
            half.style = (uint8_t)style;
            if (i >= left && i < right)
                place(frame, i, y, half);
        }
    }
    return column;
}

/* The part of an area's row from `column` on, `width` wide, as an area of its own. */
static struct frame_area slot(struct frame_area area, int column, int row, int width)
{
    int right = clamp(column + width, 0, area.width);
    column = clamp(column, 0, area.width);
    bool inside = row >= 0 && row < area.height;
    return (struct frame_area){area.x + column, area.y + row, clamp(right - column, 0, area.width),
                               inside ? 1 : 0};
}

int frame_put_within(struct frame *frame, struct frame_area area, int column, int row, int width,
                     enum field_align align, enum style style, const char *text)
{
    struct frame_area whole = slot(area, column, row, width);
    frame_fill(frame, whole, style);
    int columns = frame_columns(frame->charset, text, width);
    if (columns <= width) {
        int indent = align == FIELD_RIGHT ? width - columns : 0;
        frame_put(frame, whole, indent, 0, style, text);
    } else if (width > 0) {
        frame_put(frame, slot(area, column, row, width - 1), 0, 0, style, text);
        frame_put(frame, slot(area, column + width - 1, row, 1), 0, 0, style,
                  theme_glyph(GLYPH_ELLIPSIS, frame->charset));
    }
    return column + width;
}

int frame_put_path(struct frame *frame, struct frame_area area, int column, int row, int width,
                   enum style style, const char *text)
{
    int columns = frame_columns(frame->charset, text, INT_MAX - 2);
    if (columns <= width)
        return frame_put(frame, slot(area, column, row, width), 0, 0, style, text) + column;
    if (width <= 0)
        return column;

    /* The end of a path tells more than its beginning. */
    int tail = (width - 1) - (width - 1) / 3;
    const char *rest = text;
    while (columns > tail) {
        struct frame_cell cell;
        rest += frame_next(frame->charset, rest, &cell);
        columns -= cell.width;
    }
    int head = width - 1 - columns;
    frame_fill(frame, slot(area, column, row, width), style);
    frame_put(frame, slot(area, column, row, head), 0, 0, style, text);
    frame_put(frame, slot(area, column + head, row, 1), 0, 0, style,
              theme_glyph(GLYPH_ELLIPSIS, frame->charset));
    frame_put(frame, slot(area, column + head + 1, row, columns), 0, 0, style, rest);
    return column + width;
}
