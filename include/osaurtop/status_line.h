/* The one line for a status bar. */
#ifndef OSAURTOP_STATUS_LINE_H
#define OSAURTOP_STATUS_LINE_H

#include "osaurtop/snapshot.h"
#include "osaurtop/text.h"

#include <stddef.h>

/*
 * "1 live · 2 stale · http://127.0.0.1:1337": the states that there are, and the best instance's
 * URL. Harmless text without a line feed. Returns the length.
 */
size_t status_line_write(const struct snapshot *snapshot, enum charset charset, char *line,
                         size_t size);

#endif
