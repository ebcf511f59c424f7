#include "config.h"

#include "osaurtop/removal.h"

#include "entry_identity.h"
#include "removal_aside.h"
#include "removal_contents.h"
#include "removal_seam.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* How often debris is cleared that comes while it is cleared. */
#define CLEARINGS_MAX 3

/* The place of one removal, held by descriptors. */
struct site {
    const struct entry *entry;
    int home;
    int directory;
    int file; /* the judged one: while it is open, no other file can have its inode; or -1 */
    struct stat status; /* of the directory */
};

static void pause_never(enum removal_moment moment)
{
    (void)moment;
}

void (*removal_pause)(enum removal_moment moment) = pause_never;

static struct removal result_of(enum removal_result result)
{
    return (struct removal){.result = result};
}

/* What is missing was taken away by someone else. */
static struct removal failure(int error)
{
    if (error == ENOENT)
        return result_of(REMOVAL_CHANGED);
    return (struct removal){.result = REMOVAL_FAILED, .error = error};
}

/* --- opening --------------------------------------------------------------------------------- */

static int open_retrying(int base, const char *name, int flags)
{
    int descriptor;

    do
        descriptor = openat(base, name, flags | O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    while (descriptor < 0 && errno == EINTR);
    return descriptor;
}

/* A name that a scan may have given: of one component, and visible. */
static bool is_plain(const char *name)
{
    return name[0] != '\0' && name[0] != '.' && strchr(name, '/') == NULL;
}

/* What has the entry's name, when no directory of that name could be opened. */
static struct removal explain_closed(const struct site *site, int error)
{
    struct stat status;

    if (fstatat(site->home, site->entry->directory, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? result_of(REMOVAL_GONE) : failure(errno);
    if (S_ISLNK(status.st_mode))
        return result_of(REMOVAL_LINK);
    return S_ISDIR(status.st_mode) ? failure(error) : result_of(REMOVAL_CHANGED);
}

static struct removal open_site(struct site *site, const char *home_path, const struct entry *entry)
{
    struct stat home;

    *site = (struct site){.entry = entry, .home = -1, .directory = -1, .file = -1};
    if (!is_plain(entry->directory))
        return failure(EINVAL);
    site->home = open_retrying(AT_FDCWD, home_path, O_DIRECTORY);
    if (site->home < 0)
        return errno == ENOENT ? result_of(REMOVAL_GONE) : failure(errno);
    site->directory = open_retrying(site->home, entry->directory, O_DIRECTORY | O_NOFOLLOW);
    if (site->directory < 0)
        return explain_closed(site, errno);
    if (fstat(site->directory, &site->status) != 0 || fstat(site->home, &home) != 0)
        return failure(errno);
    /* Something is mounted there. */
    return site->status.st_dev == home.st_dev ? result_of(REMOVAL_DONE) : failure(EBUSY);
}

static void close_site(struct site *site)
{
    const int descriptors[] = {site->file, site->directory, site->home};

    for (size_t i = 0; i < sizeof descriptors / sizeof *descriptors; i++)
        if (descriptors[i] >= 0)
            close(descriptors[i]);
}

/* The lock goes with the descriptor, however the process ends. */
static struct removal lock_site(const struct site *site)
{
    if (flock(site->directory, LOCK_EX | LOCK_NB) == 0)
        return result_of(REMOVAL_DONE);
    return errno == EWOULDBLOCK ? result_of(REMOVAL_BUSY) : failure(errno);
}

/* --- looking --------------------------------------------------------------------------------- */

/* What has the entry's name now is the open directory, or why not. */
static struct removal check_place(const struct site *site)
{
    struct stat status;

    if (fstatat(site->home, site->entry->directory, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? result_of(REMOVAL_GONE) : failure(errno);
    if (S_ISLNK(status.st_mode))
        return result_of(REMOVAL_LINK);
    return status.st_dev == site->status.st_dev && status.st_ino == site->status.st_ino
               ? result_of(REMOVAL_DONE)
               : result_of(REMOVAL_CHANGED);
}

static struct removal_view view_of(const struct site *site, const char *own)
{
    return (struct removal_view){.directory = site->directory,
                                 .judged = site->entry->configured ? &site->entry->file : NULL,
                                 .own = own};
}

/* The owner and what a rename leaves as it is. */
static bool is_judged_file(const struct stat *status, const struct entry *entry)
{
    struct file_identity found = entry_identity(status);

    return S_ISREG(status->st_mode) && found.device == entry->file.device &&
           found.inode == entry->file.inode && found.size == entry->file.size &&
           timestamp_compare(found.modified_at, entry->file.modified_at) == 0 &&
           status->st_uid == entry->owner;
}

static struct removal check_file(struct site *site)
{
    const struct entry *entry = site->entry;
    struct stat status;

    /* Before it is opened, for to open a device may do something. */
    if (fstatat(site->directory, ENTRY_FILE_NAME, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return failure(errno);
    if (!S_ISREG(status.st_mode))
        return result_of(REMOVAL_CHANGED);
    if (status.st_uid != geteuid())
        return result_of(REMOVAL_OTHER_OWNER);
    site->file = open_retrying(site->directory, ENTRY_FILE_NAME, O_NOFOLLOW);
    if (site->file < 0)
        return errno == ELOOP ? result_of(REMOVAL_CHANGED) : failure(errno);
    if (fstat(site->file, &status) != 0)
        return failure(errno);
    if (!is_judged_file(&status, entry) ||
        timestamp_compare(entry_identity(&status).changed_at, entry->file.changed_at) != 0)
        return result_of(REMOVAL_CHANGED);
    return result_of(REMOVAL_DONE);
}

/* An entry without a file is known by its directory's time, which any name put into it changes. */
static struct removal check_empty(const struct site *site, const struct removal_contents *contents)
{
    if (contents->configured || timestamp_compare(entry_modified_at(&site->status),
                                                  site->entry->directory_modified_at) != 0)
        return result_of(REMOVAL_CHANGED);
    return result_of(contents->aside[0] != '\0' ? REMOVAL_RECOVERED : REMOVAL_DONE);
}

static struct removal check_access(const struct site *site)
{
    if (faccessat(site->home, ".", W_OK | X_OK, AT_EACCESS) != 0 ||
        faccessat(site->directory, ".", W_OK | X_OK, AT_EACCESS) != 0)
        return failure(errno);
    return result_of(REMOVAL_DONE);
}

/* Everything that can be known before anything is touched. */
static struct removal examine(struct site *site, struct removal_contents *contents)
{
    const struct entry *entry = site->entry;
    struct removal_view view = view_of(site, NULL);
    struct removal removal = check_place(site);

    if (removal.result != REMOVAL_DONE)
        return removal;
    if (site->status.st_uid != geteuid())
        return result_of(REMOVAL_OTHER_OWNER);

    int error = removal_contents_read(&view, contents, NULL, NULL);

    if (error != 0)
        return failure(error);
    if (contents->refusal.result != REMOVAL_DONE)
        return contents->refusal;
    /* A file newer than the judged one, set aside by an interrupted removal: nobody judged it. */
    if (entry->configured && contents->aside[0] != '\0') {
        removal = result_of(REMOVAL_UNKNOWN_FILES);
        memcpy(removal.unknown, contents->aside, sizeof removal.unknown);
        return removal;
    }
    removal = entry->configured ? check_file(site) : check_empty(site, contents);
    if (removal.result != REMOVAL_DONE && removal.result != REMOVAL_RECOVERED)
        return removal;
    /* So lately that one more write could look the same. */
    if (!entry->settled)
        return result_of(REMOVAL_BUSY);

    struct removal access = check_access(site);

    return access.result == REMOVAL_DONE ? removal : access;
}

/* --- removing -------------------------------------------------------------------------------- */

/* Whether what has the name aside is what was judged, and its place still the entry's. */
static struct removal compare(const struct site *site, const char *aside)
{
    struct removal_view view = view_of(site, aside);
    struct removal_contents contents;
    struct stat status;
    struct removal removal = check_place(site);

    if (removal.result != REMOVAL_DONE)
        return result_of(removal.result == REMOVAL_GONE ? REMOVAL_CHANGED : removal.result);
    if (fstatat(site->directory, aside, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return failure(errno);
    if (!is_judged_file(&status, site->entry))
        return result_of(REMOVAL_CHANGED);

    int error = removal_contents_read(&view, &contents, NULL, NULL);

    if (error != 0)
        return failure(error);
    if (contents.refusal.result != REMOVAL_DONE)
        return contents.refusal;
    return result_of(contents.configured ? REMOVAL_CHANGED : REMOVAL_DONE);
}

/* The one file that is ever unlinked under the name of a publisher. */
static struct removal remove_file(const struct site *site)
{
    char aside[ENTRY_NAME_SIZE];
    int error = removal_aside_move(site->directory, aside);

    if (error != 0)
        return failure(error);
    removal_pause(REMOVAL_WHEN_ASIDE);

    struct removal removal = compare(site, aside);

    removal_pause(REMOVAL_WHEN_COMPARED);
    if (removal.result == REMOVAL_DONE) {
        if (unlinkat(site->directory, aside, 0) == 0 || errno == ENOENT)
            return removal;
        removal = failure(errno);
    }
    error = removal_aside_restore(site->directory, aside);
    return error == 0 || error == EEXIST ? removal : failure(error);
}

/* Why the directory is not empty; REMOVAL_DONE when nothing in it speaks against another try. */
static struct removal explain_full(const struct site *site)
{
    struct removal_view view = view_of(site, NULL);
    struct removal_contents contents;
    int error = removal_contents_read(&view, &contents, NULL, NULL);

    if (error != 0)
        return failure(error);
    if (contents.configured || contents.aside[0] != '\0')
        return result_of(REMOVAL_CHANGED);
    return contents.refusal;
}

static struct removal remove_directory(const struct site *site)
{
    struct removal_view view = view_of(site, NULL);

    for (int clearing = 0; clearing < CLEARINGS_MAX; clearing++) {
        struct removal removal = check_place(site);

        if (removal.result != REMOVAL_DONE)
            return result_of(removal.result == REMOVAL_GONE ? REMOVAL_DONE : removal.result);
        removal_contents_clear(&view);
        removal_pause(REMOVAL_WHEN_CLEARED);
        removal = check_place(site);
        if (removal.result != REMOVAL_DONE)
            return result_of(removal.result == REMOVAL_GONE ? REMOVAL_DONE : removal.result);
        if (unlinkat(site->home, site->entry->directory, AT_REMOVEDIR) == 0 || errno == ENOENT)
            return result_of(REMOVAL_DONE);
        if (errno == ENOTDIR)
            return result_of(REMOVAL_CHANGED);
        if (errno != ENOTEMPTY && errno != EEXIST)
            return failure(errno);
        removal = explain_full(site);
        if (removal.result != REMOVAL_DONE)
            return removal;
    }
    return result_of(REMOVAL_BUSY);
}

/* Puts back what an interrupted removal left aside. */
static struct removal recover(const struct site *site, const struct removal_contents *contents)
{
    int error = removal_aside_restore(site->directory, contents->aside);

    return error == 0 || error == EEXIST ? result_of(REMOVAL_RECOVERED) : failure(error);
}

static struct removal remove_site(struct site *site)
{
    struct removal_contents contents;
    struct removal removal = lock_site(site);

    if (removal.result != REMOVAL_DONE)
        return removal;
    removal_pause(REMOVAL_WHEN_OPENED);
    removal = examine(site, &contents);
    if (removal.result == REMOVAL_RECOVERED)
        return recover(site, &contents);
    if (removal.result != REMOVAL_DONE)
        return removal;
    removal_pause(REMOVAL_WHEN_EXAMINED);
    if (site->entry->configured)
        removal = remove_file(site);
    if (removal.result != REMOVAL_DONE)
        return removal;
    removal_pause(REMOVAL_WHEN_UNLINKED);
    return remove_directory(site);
}

struct removal removal_remove(const char *home_path, const struct entry *entry)
{
    struct site site;
    struct removal removal = open_site(&site, home_path, entry);

    if (removal.result == REMOVAL_DONE)
        removal = remove_site(&site);
    close_site(&site);
    return removal;
}

struct removal removal_plan(const char *home_path, const struct entry *entry,
                            void (*tell)(const char *name, void *context), void *context)
{
    struct removal_contents contents;
    struct site site;
    struct removal removal = open_site(&site, home_path, entry);

    if (removal.result == REMOVAL_DONE)
        removal = examine(&site, &contents);
    if (removal.result == REMOVAL_DONE) {
        struct removal_view view = view_of(&site, NULL);

        if (entry->configured)
            tell(ENTRY_FILE_NAME, context);
        removal_contents_read(&view, &contents, tell, context);
    }
    close_site(&site);
    return removal;
}
