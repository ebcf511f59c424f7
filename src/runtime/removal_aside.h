/* A file's name taken away from it for a moment, and given back. Private to src/runtime/. */
#ifndef OSAURTOP_REMOVAL_ASIDE_H
#define OSAURTOP_REMOVAL_ASIDE_H

#include "osaurtop/entry.h"

/*
 * Renames the directory's configuration.json to a name that nothing has, which is written to
 * `aside`. Returns 0 or an errno: ENOENT when there is no such file.
 */
int removal_aside_move(int directory, char aside[ENTRY_NAME_SIZE]);

/*
 * Gives a file its name back, unless that name is taken by now: then the file is unlinked when what
 * has the name is a regular file and no older, for so it would be had it never been away; else it
 * stays aside. Returns 0, or the errno for which it stays aside.
 */
int removal_aside_restore(int directory, const char *aside);

#endif
