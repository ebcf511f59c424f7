/* Entries that cannot be believed, one of every kind, and things that are no entries. */
#ifndef SIMULATOR_MALFORMED_H
#define SIMULATOR_MALFORMED_H

#include "workspace.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Makes all of them in the runtime directory, each in a directory named after its kind. False, said
 * on stderr, when one cannot be made.
 */
bool malformed_make_all(struct workspace *workspace);

/* Makes just the one of that name. */
bool malformed_make(struct workspace *workspace, const char *name);

#endif
