#include "config.h"

#include "removal_aside.h"

#include "debris.h"
#include "entry_identity.h"
#include "osaurtop/system.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

/* Names are numbered by a clock that never stands still for long; a second try is one too many. */
#define ATTEMPTS_MAX 3

static bool exists(int directory, const char *name)
{
    struct stat status;

    return fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT;
}

int removal_aside_move(int directory, char aside[ENTRY_NAME_SIZE])
{
    /* A rename replaces what has the name: it must be one that nobody else comes to. */
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
        snprintf(aside, ENTRY_NAME_SIZE, DEBRIS_ASIDE_PREFIX "-%ld-%" PRId64, (long)getpid(),
                 system_monotonic_ns());
        if (exists(directory, aside))
            continue;
        return renameat(directory, ENTRY_FILE_NAME, directory, aside) == 0 ? 0 : errno;
    }
    return EEXIST;
}

static bool is_superseded(int directory, const char *aside)
{
    struct stat older;
    struct stat newer;

    if (fstatat(directory, aside, &older, AT_SYMLINK_NOFOLLOW) != 0 ||
        fstatat(directory, ENTRY_FILE_NAME, &newer, AT_SYMLINK_NOFOLLOW) != 0)
        return false;
    if (older.st_dev == newer.st_dev && older.st_ino == newer.st_ino)
        return true;
    return S_ISREG(newer.st_mode) &&
           timestamp_compare(entry_modified_at(&newer), entry_modified_at(&older)) >= 0;
}

static int unlink_aside(int directory, const char *aside)
{
    return unlinkat(directory, aside, 0) == 0 ? 0 : errno;
}

int removal_aside_restore(int directory, const char *aside)
{
    if (linkat(directory, aside, directory, ENTRY_FILE_NAME, 0) == 0)
        return unlink_aside(directory, aside);
    if (errno == EEXIST)
        return is_superseded(directory, aside) ? unlink_aside(directory, aside) : EEXIST;
    /*
     * A directory, or a file system without hard links (FAT): a rename is the only way back. It can
     * replace a file that comes between these two calls, but only by one that came just before it.
     */
    if (exists(directory, ENTRY_FILE_NAME))
        return EEXIST;
    return renameat(directory, aside, directory, ENTRY_FILE_NAME) == 0 ? 0 : errno;
}
