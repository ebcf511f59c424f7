/*
 * Removes one entry of a given identity from disk, and nothing else.
 *
 * Whether it may be removed is judged elsewhere (prune.h). Here everything goes by directory
 * descriptor, follows no link, and undoes itself when what is found is not what was judged.
 */
#ifndef OSAURTOP_REMOVAL_H
#define OSAURTOP_REMOVAL_H

#include "osaurtop/entry.h"
#include "osaurtop/removal_result.h"

/*
 * Removes the entry that was judged as `entry` below the home directory `home_path`. The path may
 * lead through links, as a scan's does; below it none is followed.
 *
 * Steps: open the directory and lock it; refuse links, other owners, unknown files, what is not as
 * judged (times of change included); rename the file aside within its directory; compare device,
 * inode, size and mtime with `entry`, and the directory with what its name leads to now; unlink it,
 * or restore it with linkat, which takes no name that was published meanwhile; remove debris
 * (.dat.nosync* that nobody wrote to lately, .DS_Store, what a removal left aside); remove the
 * directory if it is empty. An entry without a file is its debris and the directory.
 *
 * A crash at any point leaves either the file or a directory without configuration.json, which no
 * client believes. What it left aside may be a file that was published in that very moment and
 * judged by nobody: a later removal puts it back (REMOVAL_RECOVERED) to be judged, unless what lies
 * under the file's name is at least as new.
 *
 * When the file was unlinked and its directory is still needed, the result says by whom, though the
 * judged file is gone: REMOVAL_CHANGED, REMOVAL_BUSY or REMOVAL_UNKNOWN_FILES.
 */
struct removal removal_remove(const char *home_path, const struct entry *entry);

/*
 * What a removal would do, without changing anything: the same refusals. Names of the files that
 * would go are told, raw; the directory itself goes with them.
 */
struct removal removal_plan(const char *home_path, const struct entry *entry,
                            void (*tell)(const char *name, void *context), void *context);

#endif
