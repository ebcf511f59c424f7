/*
 * Removes one entry of a given identity from disk, and nothing else.
 *
 * Whether it may be removed is judged elsewhere (prune.h). Here everything goes by directory
 * descriptor, follows no link, and undoes itself when what is found is not what was judged.
 */
#ifndef OSAURTOP_REMOVAL_H
#define OSAURTOP_REMOVAL_H

#include "osaurtop/entry.h"

#include <stdbool.h>
#include <stddef.h>

/* The file is renamed to this, with the process id behind it, while it is compared; what begins so
 * is debris of ours. */
#define REMOVAL_ASIDE_PREFIX ".osaurtop-aside"

enum removal_result {
    REMOVAL_DONE,
    REMOVAL_GONE,          /* someone else removed it first */
    REMOVAL_CHANGED,       /* not the file that was judged any more; restored as it was found */
    REMOVAL_UNKNOWN_FILES, /* the directory holds what Osaurus does not write */
    REMOVAL_LINK,          /* the directory is a symbolic link (now) */
    REMOVAL_OTHER_OWNER,   /* directory or file belong to someone else */
    REMOVAL_FAILED,        /* the system refused; see error */
};

struct removal {
    enum removal_result result;
    int error;                     /* errno of REMOVAL_FAILED */
    char unknown[ENTRY_NAME_SIZE]; /* the first unknown file's name, raw */
};

/*
 * Removes the entry that was judged as `entry` below the home directory `home_path`.
 *
 * Steps: open the directory (no link); refuse unknown files, links, other owners; rename the file
 * aside within its directory; compare device, inode, size and mtime with `entry`; unlink it, or
 * restore it with linkat (a newer file that was published meanwhile wins); remove debris
 * (.dat.nosync*, .DS_Store, our own aside name); remove the directory if it is empty. A crash in
 * between leaves a directory without configuration.json, which no client believes.
 */
struct removal removal_remove(const char *home_path, const struct entry *entry);

/*
 * What a removal would do, without doing it: the same refusals. Names of the files that would go
 * are told, raw.
 */
struct removal removal_plan(const char *home_path, const struct entry *entry,
                            void (*tell)(const char *name, void *context), void *context);

/* The reason of a refusal as a phrase: "it changed meanwhile"; static text, "" for REMOVAL_DONE. */
const char *removal_result_text(enum removal_result result);

#endif
