#include "config.h"

#include "osaurtop/text_writer.h"

#include <string.h>

void text_writer_write(const struct frame *frame, FILE *stream)
{
    for (int y = 0; y < frame->height; y++) {
        int end = frame->width;
        while (end > 0 && strcmp(frame_cell(frame, end - 1, y)->bytes, " ") == 0)
            end--;
        for (int x = 0; x < end; x++)
            fputs(frame_cell(frame, x, y)->bytes, stream);
        fputc('\n', stream);
    }
}
