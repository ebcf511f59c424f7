/* Words for a shell, so that commands in hints can be typed as they are printed. */
#ifndef OSAURTOP_SHELL_H
#define OSAURTOP_SHELL_H

#include <stddef.h>

/*
 * Writes `word` as one word for sh, bash or zsh, in printable ASCII without a backtick: as it is
 * where nothing in it means anything to a shell, else as 'word', else (with control characters or
 * bytes beyond ASCII in it) as $'wo\033rd'. Returns the length; 0, with an empty text, when it does
 * not fit.
 */
size_t shell_quote(const char *word, char *text, size_t size);

#endif
