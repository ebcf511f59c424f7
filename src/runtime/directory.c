#include "config.h"

#include "osaurtop/directory.h"

#include "directory_set.h"
#include "osaurtop/system.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MARK_NAME ".osaurus-sim"

struct directory {
    char *path;
    unsigned home;
    enum directory_status status;
    int error;
    size_t links;
    bool local;
    bool simulated;

    DIR *stream; /* NULL while it cannot be opened */
    dev_t device;
    ino_t inode;

    struct directory_set set;
};

struct directory *directory_new(const char *path, unsigned home)
{
    struct directory *directory = calloc(1, sizeof *directory);
    size_t size = strlen(path) + 1;

    if (directory == NULL)
        return NULL;
    directory->path = malloc(size);
    if (directory->path == NULL) {
        free(directory);
        return NULL;
    }
    memcpy(directory->path, path, size);
    directory->home = home;
    directory->status = DIRECTORY_MISSING;
    return directory;
}

static void close_base(struct directory *directory)
{
    if (directory->stream != NULL)
        closedir(directory->stream);
    directory->stream = NULL;
}

void directory_free(struct directory *directory)
{
    if (directory == NULL)
        return;
    close_base(directory);
    directory_set_free(&directory->set);
    free(directory->path);
    free(directory);
}

static void set_status(struct directory *directory, enum directory_status status, int error)
{
    directory->status = status;
    directory->error = error;
    if (status != DIRECTORY_PRESENT) {
        directory->simulated = false;
        directory->links = 0;
        close_base(directory);
        directory_set_clear(&directory->set);
    }
}

static void judge_failure(struct directory *directory, int error)
{
    struct stat status;

    if (error == ENOTDIR && stat(directory->path, &status) == 0)
        set_status(directory, DIRECTORY_NOT_ONE, 0);
    else if (error == ENOENT || error == ENOTDIR || error == ESTALE)
        set_status(directory, DIRECTORY_MISSING, 0);
    else
        set_status(directory, DIRECTORY_UNREADABLE, error);
}

static void open_base(struct directory *directory)
{
    int base = open(directory->path, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC);
    struct stat status;

    if (base >= 0 && fstat(base, &status) == 0)
        directory->stream = fdopendir(base);
    if (directory->stream == NULL) {
        int error = errno;

        if (base >= 0)
            close(base);
        judge_failure(directory, error);
        return;
    }
    directory->device = status.st_dev;
    directory->inode = status.st_ino;
    directory->local = system_is_local(base);
    directory->status = DIRECTORY_PRESENT;
}

static bool still_same_base(const struct directory *directory)
{
    struct stat status;

    return stat(directory->path, &status) == 0 && status.st_dev == directory->device &&
           status.st_ino == directory->inode;
}

/* Makes the stream ready to list the directory that the path names now. True when it is not the one
 * of the scan before; status says whether there is one at all. */
static bool prepare_base(struct directory *directory)
{
    struct stat mark;
    bool reopened = false;

    if (directory->stream != NULL && still_same_base(directory)) {
        rewinddir(directory->stream);
    } else {
        close_base(directory);
        open_base(directory);
        reopened = true;
    }
    if (directory->stream == NULL)
        return reopened;
    directory->simulated =
        fstatat(dirfd(directory->stream), MARK_NAME, &mark, AT_SYMLINK_NOFOLLOW) == 0;
    /* It can be listed, but nothing in it can be reached. */
    if (!directory->simulated && errno == EACCES)
        judge_failure(directory, EACCES);
    else
        directory->error = 0;
    return reopened;
}

/* A visible directory; links to one are counted. */
static bool may_be_entry(struct directory *directory, const struct dirent *item)
{
    int base = dirfd(directory->stream);
    unsigned char type = item->d_type;
    struct stat status;

    if (item->d_name[0] == '.' || strlen(item->d_name) >= ENTRY_NAME_SIZE)
        return false;
    if (type == DT_UNKNOWN && fstatat(base, item->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0)
        type = S_ISDIR(status.st_mode) ? DT_DIR : S_ISLNK(status.st_mode) ? DT_LNK : DT_REG;
    if (type == DT_LNK && fstatat(base, item->d_name, &status, 0) == 0 && S_ISDIR(status.st_mode))
        directory->links++;
    return type == DT_DIR;
}

/* One name of the listing. -1 when out of memory. */
static int scan_name(struct directory *directory, const char *name, bool reopened,
                     int64_t seen_at_ns)
{
    struct directory_set *set = &directory->set;
    struct directory_slot *slot = directory_set_find(set, name);
    bool known = slot != NULL;
    const struct entry *previous = known && !reopened ? &slot->entry : NULL;

    /* A directory that changes while it is listed may give a name twice. */
    if (known && directory_set_is_listed(set, slot))
        return 0;
    if (directory_set_reserve(set) != 0)
        return -1;
    if (!known)
        slot = directory_set_take(set);
    if (slot == NULL)
        return -1;
    if (entry_read(dirfd(directory->stream), name, previous, seen_at_ns, &slot->entry) ==
        ENTRY_GONE) {
        if (!known)
            directory_set_give_back(set, slot);
        return 0;
    }
    slot->entry.home = directory->home;
    slot->entry.local = directory->local;
    directory_set_list(set, slot, !known);
    return 0;
}

/* 0, an errno of the listing, or -1 when out of memory. */
static int scan_names(struct directory *directory, bool reopened, int64_t seen_at_ns)
{
    for (;;) {
        struct dirent *item;

        errno = 0;
        item = readdir(directory->stream);
        if (item == NULL)
            return errno;
        if (may_be_entry(directory, item) &&
            scan_name(directory, item->d_name, reopened, seen_at_ns) != 0)
            return -1;
    }
}

int directory_scan(struct directory *directory, int64_t seen_at_ns)
{
    bool reopened = prepare_base(directory);
    int error;

    if (directory->stream == NULL)
        return 0;
    directory->links = 0;
    directory_set_begin(&directory->set);
    error = scan_names(directory, reopened, seen_at_ns);
    if (error < 0) {
        directory_set_abandon(&directory->set);
        return -1;
    }
    directory_set_commit(&directory->set);
    if (error > 0)
        judge_failure(directory, error);
    return 0;
}

/* The same file may say something else (time stamps have a grain), and the same thing may be said
 * by another file. */
static bool differs(const struct entry *a, const struct entry *b)
{
    return a->configured != b->configured || a->file.device != b->file.device ||
           a->file.inode != b->file.inode || a->file.size != b->file.size ||
           timestamp_compare(a->file.modified_at, b->file.modified_at) != 0 ||
           timestamp_compare(a->file.changed_at, b->file.changed_at) != 0 ||
           timestamp_compare(a->updated_at, b->updated_at) != 0 || a->owner != b->owner ||
           a->mode != b->mode || a->fault != b->fault || a->line != b->line ||
           a->column != b->column || a->port != b->port || a->exposed != b->exposed ||
           strcmp(a->message, b->message) != 0 || strcmp(a->id, b->id) != 0 ||
           strcmp(a->health, b->health) != 0 || strcmp(a->address, b->address) != 0 ||
           strcmp(a->url, b->url) != 0;
}

bool directory_refresh(struct directory *directory, const struct entry *entry, int64_t seen_at_ns)
{
    /* The caller's pointer is to memory of this directory. */
    struct directory_slot *slot = (struct directory_slot *)entry;
    struct entry before = slot->entry;
    enum entry_result result =
        entry_read(dirfd(directory->stream), before.directory, entry, seen_at_ns, &slot->entry);

    if (result == ENTRY_GONE) {
        directory_set_remove(&directory->set, slot);
        return true;
    }
    if (result == ENTRY_READ && differs(&before, &slot->entry))
        return true;
    /* It says now what it said then: what was seen then is still as it was seen. */
    slot->entry.seen_at_ns = before.seen_at_ns;
    slot->entry.confirmed = true;
    return false;
}

const char *directory_path(const struct directory *directory)
{
    return directory->path;
}

enum directory_status directory_status(const struct directory *directory)
{
    return directory->status;
}

int directory_error(const struct directory *directory)
{
    return directory->error;
}

bool directory_simulated(const struct directory *directory)
{
    return directory->simulated;
}

size_t directory_links_ignored(const struct directory *directory)
{
    return directory->links;
}

const struct entry *const *directory_entries(const struct directory *directory, size_t *count)
{
    *count = directory->set.count;
    return directory->set.entries;
}
