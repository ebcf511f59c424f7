#include "config.h"

#include "osaurtop/entry.h"

#include "debris.h"
#include "entry_identity.h"
#include "osaurtop/json.h"
#include "osaurtop/system.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* How often a file is read again that a writer is changing in place, and a directory looked at
 * again in which the file appears meanwhile. */
#define ATTEMPTS_MAX 3

/* One byte more than is believed, so that a file that grew past the limit shows. */
static char content[JSON_TEXT_MAX + 1];

static bool is_gone(int error)
{
    return error == ENOENT || error == ENOTDIR || error == ESTALE || error == ELOOP ||
           error == EMLINK;
}

static int open_retrying(int base, const char *name, int flags)
{
    int descriptor;

    do
        descriptor = openat(base, name, flags | O_NOFOLLOW | O_CLOEXEC);
    while (descriptor < 0 && errno == EINTR);
    return descriptor;
}

static const char *kind_text(mode_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFDIR:
        return "a directory";
    case S_IFLNK:
        return "a symbolic link";
    case S_IFIFO:
        return "a FIFO";
    case S_IFSOCK:
        return "a socket";
    case S_IFBLK:
    case S_IFCHR:
        return "a device";
    default:
        return "no regular file";
    }
}

/* What is known of an entry before its file is judged. */
static void fill_name(struct entry *entry, const char *name)
{
    if (entry->directory != name)
        memcpy(entry->directory, name, strlen(name) + 1);
    entry->directory_modified_at = (struct timestamp){0};
}

static void fill_file(struct entry *entry, const struct stat *file, struct timestamp now)
{
    entry->configured = true;
    entry->file = entry_identity(file);
    entry->owner = file->st_uid;
    entry->mode = file->st_mode;
    entry->settled = entry_is_settled(entry->file.changed_at, now);
}

static void fill_unconfigured(struct entry *entry, const struct stat *directory,
                              struct timestamp now)
{
    entry->configured = false;
    entry->file = (struct file_identity){0};
    entry->directory_modified_at = entry_modified_at(directory);
    entry->owner = directory->st_uid;
    entry->mode = directory->st_mode;
    entry->settled = entry_is_settled(entry->directory_modified_at, now);
    entry_clear(entry);
}

static void refuse_kind(struct entry *entry, mode_t mode)
{
    entry_clear(entry);
    entry->fault = ENTRY_NOT_REGULAR;
    snprintf(entry->message, sizeof entry->message, ENTRY_FILE_NAME " is %s", kind_text(mode));
}

static void refuse_unreadable(struct entry *entry, const char *what, int error)
{
    entry_clear(entry);
    entry->fault = ENTRY_UNREADABLE;
    snprintf(entry->message, sizeof entry->message, "%s cannot be read: %s", what, strerror(error));
}

static void refuse_size(struct entry *entry, off_t size)
{
    entry_clear(entry);
    entry->fault = ENTRY_TOO_LARGE;
    snprintf(entry->message, sizeof entry->message, "%lld bytes; at most %zu are read",
             (long long)size, JSON_TEXT_MAX);
}

/* A directory that may not be opened. */
static enum entry_result read_closed_directory(int base, const char *name, int error,
                                               struct timestamp now, struct entry *entry)
{
    struct stat directory;

    if (is_gone(error))
        return ENTRY_GONE;
    if (fstatat(base, name, &directory, AT_SYMLINK_NOFOLLOW) != 0) {
        if (is_gone(errno))
            return ENTRY_GONE;
        directory = (struct stat){.st_uid = (uid_t)-1};
    } else if (!S_ISDIR(directory.st_mode)) {
        return ENTRY_GONE;
    }
    fill_name(entry, name);
    fill_unconfigured(entry, &directory, now);
    refuse_unreadable(entry, "the directory", error);
    return ENTRY_READ;
}

/* What lies in a directory whose configuration.json could not be found just now. */
enum contents { CONTENTS_NONE, CONTENTS_FILE, CONTENTS_OTHER, CONTENTS_UNKNOWN };

static enum contents look_for_contents(int descriptor)
{
    enum contents contents = CONTENTS_NONE;
    int own = open_retrying(descriptor, ".", O_RDONLY | O_DIRECTORY);
    DIR *stream = own < 0 ? NULL : fdopendir(own);

    if (stream == NULL) {
        if (own >= 0)
            close(own);
        return CONTENTS_UNKNOWN;
    }
    for (struct dirent *item = readdir(stream); item != NULL; item = readdir(stream)) {
        if (strcmp(item->d_name, ENTRY_FILE_NAME) == 0) {
            contents = CONTENTS_FILE;
            break;
        }
        if (strcmp(item->d_name, ".") != 0 && strcmp(item->d_name, "..") != 0 &&
            debris_named(item->d_name) == DEBRIS_NONE)
            contents = CONTENTS_OTHER;
    }
    closedir(stream);
    return contents;
}

/* Its name still leads to the open directory. */
static bool still_there(int base, const char *name, const struct stat *directory)
{
    struct stat status;

    return fstatat(base, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           status.st_dev == directory->st_dev && status.st_ino == directory->st_ino;
}

/* Bytes in `content`, or -1 with errno. A regular file gives less than was asked at its end only.
 */
static ssize_t read_content(int file)
{
    ssize_t length;

    do
        length = pread(file, content, sizeof content, 0);
    while (length < 0 && errno == EINTR);
    return length;
}

/*
 * Whether a writer in place may have been at work while the file was read: it is looked for where
 * there is a reason to, as a look costs a call for each entry. What changed without such a reason
 * has another identity by the next scan.
 */
static bool is_torn(const struct entry *entry, int file, ssize_t length, struct stat *status)
{
    bool suspect = length != entry->file.size || !entry->settled || entry->fault != ENTRY_SOUND;

    return suspect && fstat(file, status) == 0 &&
           (status->st_size != length ||
            timestamp_compare(entry_modified_at(status), entry->file.modified_at) != 0);
}

/* AGAIN: the file was replaced, or came, while it was looked at. */
enum attempt { ATTEMPT_READ, ATTEMPT_GONE, ATTEMPT_AGAIN };

/* Reads and judges a regular file. A writer in place can be seen at work, and is waited for. */
static enum attempt read_regular(struct entry *entry, int file, struct stat *status,
                                 struct timestamp now)
{
    for (int attempt = 1;; attempt++) {
        fill_file(entry, status, now);
        if (status->st_size > (off_t)JSON_TEXT_MAX) {
            refuse_size(entry, status->st_size);
            return ATTEMPT_READ;
        }

        ssize_t length = read_content(file);

        if (length < 0 && errno == ESTALE)
            return ATTEMPT_GONE;
        if (length < 0) {
            refuse_unreadable(entry, ENTRY_FILE_NAME, errno);
            return ATTEMPT_READ;
        }
        if ((size_t)length > JSON_TEXT_MAX)
            refuse_size(entry, (off_t)length);
        else
            entry_parse(entry, content, (size_t)length);
        if (attempt == ATTEMPTS_MAX || !is_torn(entry, file, length, status))
            return ATTEMPT_READ;
    }
}

/* An open file, of whatever kind. */
static enum attempt read_file(struct entry *entry, int file, struct timestamp now)
{
    struct stat status;

    if (fstat(file, &status) != 0)
        return ATTEMPT_GONE;
    if (S_ISREG(status.st_mode))
        return read_regular(entry, file, &status, now);
    fill_file(entry, &status, now);
    refuse_kind(entry, status.st_mode);
    return ATTEMPT_READ;
}

/* The file is there, and cannot be opened. */
static enum attempt read_closed_file(struct entry *entry, int descriptor, int error,
                                     struct timestamp now)
{
    struct stat status;

    if (fstatat(descriptor, ENTRY_FILE_NAME, &status, AT_SYMLINK_NOFOLLOW) != 0) {
        if (is_gone(errno) || fstat(descriptor, &status) != 0)
            return ATTEMPT_AGAIN;
        fill_unconfigured(entry, &status, now);
        refuse_unreadable(entry, "the directory", error);
        return ATTEMPT_READ;
    }
    /* Opening a link or a socket fails so; a regular file in its place has come since. */
    if (S_ISREG(status.st_mode) && (is_gone(error) || error == ENXIO || error == EOPNOTSUPP))
        return ATTEMPT_AGAIN;
    fill_file(entry, &status, now);
    if (S_ISREG(status.st_mode))
        refuse_unreadable(entry, ENTRY_FILE_NAME, error);
    else
        refuse_kind(entry, status.st_mode);
    return ATTEMPT_READ;
}

static enum attempt read_missing_file(struct entry *entry, int base, int descriptor,
                                      struct timestamp now)
{
    struct stat directory;
    bool known = fstat(descriptor, &directory) == 0;
    enum contents contents = look_for_contents(descriptor);
    int error = errno;

    if (contents == CONTENTS_FILE)
        return ATTEMPT_AGAIN;
    if (contents == CONTENTS_OTHER || !known || !still_there(base, entry->directory, &directory))
        return ATTEMPT_GONE;
    fill_unconfigured(entry, &directory, now);
    if (contents == CONTENTS_UNKNOWN)
        refuse_unreadable(entry, "the directory", error);
    return ATTEMPT_READ;
}

static enum attempt read_once(int base, int descriptor, struct timestamp now, struct entry *entry)
{
    int file = open_retrying(descriptor, ENTRY_FILE_NAME, O_RDONLY | O_NONBLOCK | O_NOCTTY);

    if (file < 0 && errno == ENOENT)
        return read_missing_file(entry, base, descriptor, now);
    if (file < 0)
        return read_closed_file(entry, descriptor, errno, now);

    enum attempt outcome = read_file(entry, file, now);

    close(file);
    return outcome;
}

/* The directory's mtime is asked for where it stands in for updatedAt only: that saves a call an
 * entry. */
static void fall_back(struct entry *entry, int descriptor)
{
    struct stat directory;

    if (entry->updated_at_from_file || fstat(descriptor, &directory) != 0)
        return;
    entry->directory_modified_at = entry_modified_at(&directory);
    entry->updated_at = entry->directory_modified_at;
}

static enum entry_result read_open_directory(int base, int descriptor, const char *name,
                                             struct timestamp now, struct entry *entry)
{
    enum attempt outcome = ATTEMPT_AGAIN;

    fill_name(entry, name);
    for (int attempt = 0; outcome == ATTEMPT_AGAIN && attempt < ATTEMPTS_MAX; attempt++)
        outcome = read_once(base, descriptor, now, entry);
    if (outcome != ATTEMPT_READ)
        return ENTRY_GONE;
    if (entry->configured)
        fall_back(entry, descriptor);
    return ENTRY_READ;
}

enum entry_result entry_read(int base, const char *name, const struct entry *previous,
                             int64_t seen_at_ns, struct entry *entry)
{
    if (previous != NULL && !entry_changed(base, previous)) {
        if (entry != previous)
            *entry = *previous;
        entry->seen_at_ns = seen_at_ns;
        return ENTRY_KEPT;
    }
    if (strlen(name) >= sizeof entry->directory)
        return ENTRY_GONE;

    struct timestamp now = system_now();
    int descriptor = open_retrying(base, name, O_RDONLY | O_DIRECTORY);
    enum entry_result result;

    if (descriptor < 0) {
        result = read_closed_directory(base, name, errno, now, entry);
    } else {
        result = read_open_directory(base, descriptor, name, now, entry);
        close(descriptor);
    }
    if (result == ENTRY_READ) {
        entry->seen_at_ns = seen_at_ns;
        entry->confirmed = false;
    }
    return result;
}
