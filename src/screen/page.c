#include "config.h"

#include "osaurtop/page.h"

#include <string.h>

/* Text beside a label needs this much room; with less, labels are left out. */
enum { PAGE_TEXT_LEAST = 24 };

/* Areas this wide are indented. */
enum { PAGE_INDENT_FROM = 40, PAGE_INDENT = 2 };

void page_start(struct page *page, struct frame *frame, enum charset charset,
                struct frame_area area, int scroll, int label_width)
{
    int indent = area.width >= PAGE_INDENT_FROM ? PAGE_INDENT : 0;
    bool labelled = area.width >= indent + label_width + PAGE_TEXT_LEAST;
    *page = (struct page){
        .frame = frame,
        .area = area,
        .charset = charset,
        .scroll = scroll,
        .label_column = indent,
        .text_column = indent + (labelled ? label_width : 0),
    };
}

/* How many bytes of the text fit into a line: up to a space if there is one, else whole
 * characters; one character in any case. */
static size_t line_bytes(enum charset charset, const char *text, int columns)
{
    size_t bytes = 0;
    size_t words = 0;
    int used = 0;
    while (text[bytes] != '\0') {
        struct frame_cell cell;
        size_t taken = frame_next(charset, text + bytes, &cell);
        if (text[bytes] == ' ')
            words = bytes;
        if (used + cell.width > columns)
            return words > 0 ? words : bytes > 0 ? bytes : taken;
        used += cell.width;
        bytes += taken;
    }
    return bytes;
}

/* One line of a text that is not ended by NUL, drawn character by character. */
static void draw_line(struct page *page, int column, int row, enum style style, const char *text,
                      size_t bytes)
{
    while (bytes > 0) {
        char piece[5] = "";
        struct frame_cell cell;
        size_t taken = frame_next(page->charset, text, &cell);
        memcpy(piece, text, taken);
        column = frame_put(page->frame, page->area, column, row, style, piece);
        text += taken;
        bytes -= taken;
    }
}

/* Where the text of the first line begins: beside the label's column, or after the label where
 * there is no room for one. */
static int first_column(const struct page *page, const char *label)
{
    if (page->text_column > page->label_column || label[0] == '\0')
        return page->text_column;
    return page->label_column + frame_columns(page->charset, label, page->area.width) + 1;
}

void page_write(struct page *page, enum style label_style, const char *label, enum style style,
                const char *text)
{
    int column = first_column(page, label);
    int row = page->lines - page->scroll;
    if (page->frame != NULL && row >= 0)
        frame_put(page->frame, page->area, page->label_column, row, label_style, label);
    do {
        size_t bytes = line_bytes(page->charset, text, page->area.width - column);
        row = page->lines - page->scroll;
        if (page->frame != NULL && row >= 0 && row < page->area.height)
            draw_line(page, column, row, style, text, bytes);
        page->lines++;
        column = page->text_column;
        text += bytes;
        while (*text == ' ')
            text++;
    } while (*text != '\0');
}
