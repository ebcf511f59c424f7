/* Sentences wrapped to a width. */
#ifndef OSAURTOP_PARAGRAPH_H
#define OSAURTOP_PARAGRAPH_H

#include "osaurtop/text.h"

#include <stdbool.h>
#include <stdio.h>

struct paragraph {
    FILE *stream;
    enum charset charset;
    bool colored; /* commands stand out in bold instead of between backticks */
    int width;    /* columns of a line */
    int indent;   /* of the lines after the first */
    int column;   /* where the next word goes */
    bool spaced;  /* a blank is due before it */
};

/* Begins at the left; further lines start at `indent`. */
void paragraph_start(struct paragraph *paragraph, int indent);

/* Writes blanks up to a column, unless that is reached. */
void paragraph_to(struct paragraph *paragraph, int column);

/*
 * Adds harmless text. Lines break at blanks, but never in a command between backticks: one that is
 * longer than a line stays whole, so that it can be copied. `style` is what the terminal is told
 * before each word when colored, or NULL.
 */
void paragraph_add(struct paragraph *paragraph, const char *style, const char *text);

/* Ends the last line. */
void paragraph_end(struct paragraph *paragraph);

#endif
