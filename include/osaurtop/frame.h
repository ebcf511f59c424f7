/*
 * A frame: a grid of styled cells that views draw into and that writers (the terminal, text) read.
 *
 * Whatever is put here is made harmless first, so no byte of a file can reach a terminal as
 * anything but a printable character; wide characters are never half drawn.
 */
#ifndef OSAURTOP_FRAME_H
#define OSAURTOP_FRAME_H

#include "osaurtop/fields.h"
#include "osaurtop/text.h"
#include "osaurtop/theme.h"

#include <stddef.h>
#include <stdint.h>

/* Larger than any terminal in use; a frame of this size takes 14 MB. */
#define FRAME_WIDTH_MAX  2000
#define FRAME_HEIGHT_MAX 1000

/* One harmless UTF-8 character with its NUL. The right half of a wide character is a cell of its
 * own, with width 0 and no bytes. */
struct frame_cell {
    char bytes[5];
    uint8_t width;
    uint8_t style; /* of enum style */
};

/* A rectangle of a frame; what is put into it is clipped to it. It may reach beyond the frame. */
struct frame_area {
    int x;
    int y;
    int width;
    int height;
};

struct frame {
    int width;
    int height;
    enum charset charset;     /* what its cells may hold */
    struct frame_cell *cells; /* row by row; owned */
    size_t capacity;
};

/*
 * Gives a frame (zero-initialised at first) a size, at least 1x1 and at most the maximum, and makes
 * it blank. Allocates only when it grows. 0, or -1 when out of memory (the frame is then as
 * before).
 */
int frame_resize(struct frame *frame, int width, int height, enum charset charset);
void frame_free(struct frame *frame);

/* The whole of a frame. */
struct frame_area frame_all(const struct frame *frame);

const struct frame_cell *frame_cell(const struct frame *frame, int x, int y);

/* Blanks in a style. */
void frame_fill(struct frame *frame, struct frame_area area, enum style style);

/*
 * Puts text at a column and row of the area (both from 0, the column may be negative). Returns the
 * column after it; when the text was cut at the right edge, a column at or beyond the edge.
 */
int frame_put(struct frame *frame, struct frame_area area, int column, int row, enum style style,
              const char *text);

/*
 * Puts text into exactly `width` columns, padded with blanks of the style; what does not fit is cut
 * with an ellipsis. Returns column + width.
 */
int frame_put_within(struct frame *frame, struct frame_area area, int column, int row, int width,
                     enum field_align align, enum style style, const char *text);

/* The same for paths: what does not fit is cut out of the middle. Returns the column after it, and
 * does not pad. */
int frame_put_path(struct frame *frame, struct frame_area area, int column, int row, int width,
                   enum style style, const char *text);

/*
 * The next character of a text, made harmless, with STYLE_NORMAL. Returns the bytes of the text
 * that it takes, at least 1; the text must not be empty.
 */
size_t frame_next(enum charset charset, const char *text, struct frame_cell *cell);

/* The columns that a text takes; stops counting beyond `limit`. */
int frame_columns(enum charset charset, const char *text, int limit);

#endif
