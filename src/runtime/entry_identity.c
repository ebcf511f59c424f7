#include "config.h"

#include "entry_identity.h"

#include <fcntl.h>
#include <string.h>

#if HAVE_STRUCT_STAT_ST_MTIMESPEC
#define MODIFIED_AT(status) ((status)->st_mtimespec)
#define CHANGED_AT(status)  ((status)->st_ctimespec)
#else
#define MODIFIED_AT(status) ((status)->st_mtim)
#define CHANGED_AT(status)  ((status)->st_ctim)
#endif

/* File times have the grain of a clock tick, up to 10 ms, on most file systems; of two seconds
 * where they have no fraction (HFS+, FAT, some network file systems). */
#define FINE_GRAIN_MS   50
#define COARSE_GRAIN_MS 2100

static struct timestamp timestamp_of(struct timespec time)
{
    return (struct timestamp){.s = time.tv_sec, .ns = (int32_t)time.tv_nsec};
}

struct timestamp entry_modified_at(const struct stat *status)
{
    return timestamp_of(MODIFIED_AT(status));
}

struct file_identity entry_identity(const struct stat *status)
{
    return (struct file_identity){
        .device = status->st_dev,
        .inode = status->st_ino,
        .size = status->st_size,
        .modified_at = timestamp_of(MODIFIED_AT(status)),
        .changed_at = timestamp_of(CHANGED_AT(status)),
    };
}

bool entry_is_settled(struct timestamp changed_at, struct timestamp now)
{
    int64_t grain_ms = changed_at.ns == 0 ? COARSE_GRAIN_MS : FINE_GRAIN_MS;

    return timestamp_compare(timestamp_add_ms(changed_at, grain_ms), now) < 0 ||
           timestamp_compare(timestamp_add_ms(changed_at, -grain_ms), now) > 0;
}

static bool same_identity(const struct stat *status, const struct file_identity *known)
{
    struct file_identity found = entry_identity(status);

    return found.inode == known->inode && found.device == known->device &&
           found.size == known->size &&
           timestamp_compare(found.modified_at, known->modified_at) == 0 &&
           timestamp_compare(found.changed_at, known->changed_at) == 0;
}

/* A directory without its file changes only by what is put into it, and that changes its mtime. */
static bool directory_unchanged(int base, const struct entry *entry)
{
    struct stat status;

    return fstatat(base, entry->directory, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISDIR(status.st_mode) &&
           timestamp_compare(entry_modified_at(&status), entry->directory_modified_at) == 0 &&
           (entry->configured || (status.st_uid == entry->owner && status.st_mode == entry->mode));
}

static bool file_unchanged(int base, const struct entry *entry)
{
    char path[ENTRY_NAME_SIZE + sizeof ENTRY_FILE_NAME];
    size_t length = strlen(entry->directory);
    struct stat status;

    memcpy(path, entry->directory, length);
    path[length] = '/';
    memcpy(path + length + 1, ENTRY_FILE_NAME, sizeof ENTRY_FILE_NAME);
    return fstatat(base, path, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           same_identity(&status, &entry->file);
}

bool entry_changed(int base, const struct entry *entry)
{
    /* What could not be read may become readable without any change of its own. */
    if (!entry->settled || entry->fault == ENTRY_UNREADABLE)
        return true;
    if (!entry->configured)
        return !directory_unchanged(base, entry);
    if (!file_unchanged(base, entry))
        return true;
    return !entry->updated_at_from_file && !directory_unchanged(base, entry);
}
