/* A frame as plain text. */
#ifndef OSAURTOP_TEXT_WRITER_H
#define OSAURTOP_TEXT_WRITER_H

#include "osaurtop/frame.h"

#include <stdio.h>

/* One line for each row, without trailing blanks. Write errors are found with ferror(). */
void text_writer_write(const struct frame *frame, FILE *stream);

#endif
