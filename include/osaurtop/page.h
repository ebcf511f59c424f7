/* Labelled text that wraps and scrolls: the detail, the help, the explanation of an empty screen.
 */
#ifndef OSAURTOP_PAGE_H
#define OSAURTOP_PAGE_H

#include "osaurtop/frame.h"

struct page {
    struct frame *frame; /* NULL: only counts lines */
    struct frame_area area;
    enum charset charset;
    int scroll;       /* lines skipped at the top */
    int label_column; /* where labels begin */
    int text_column;  /* where text begins */
    int lines;        /* written so far, those out of sight included */
};

/* `frame` may be NULL: then lines are only counted. `label_width` columns are kept for labels where
 * the area is wide enough for that. */
void page_start(struct page *page, struct frame *frame, enum charset charset,
                struct frame_area area, int scroll, int label_width);

/* Writes a label and wraps a text beside it. Either may be "". */
void page_write(struct page *page, enum style label_style, const char *label, enum style style,
                const char *text);

#endif
