#include "config.h"

#include "removal_contents.h"

#include "debris.h"
#include "entry_identity.h"
#include "osaurtop/system.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum kind {
    KIND_GONE,
    KIND_FILE, /* configuration.json, whatever it is */
    KIND_OWN,  /* the caller's own name aside */
    KIND_MAY_GO,
    KIND_WRITING,
    KIND_ASIDE, /* newer than what was judged: it may be alive */
    KIND_OTHER_OWNER,
    KIND_UNKNOWN,
};

struct item {
    const char *name;
    enum kind kind;
    struct timestamp modified_at;
};

static bool is_young(struct timestamp modified_at)
{
    /* One of the future, too: then the clock was set, and how old it is cannot be told. */
    return timestamp_compare(timestamp_add_ms(modified_at, REMOVAL_WRITING_MS), system_now()) > 0;
}

/* What a removal left aside goes with a file that came after it, or that it is. */
static bool is_superseded(const struct stat *aside, const struct file_identity *judged)
{
    if (judged == NULL)
        return false;
    return (aside->st_dev == judged->device && aside->st_ino == judged->inode) ||
           timestamp_compare(entry_modified_at(aside), judged->modified_at) <= 0;
}

static enum kind kind_of_debris(const struct removal_view *view, enum debris debris,
                                const struct stat *status)
{
    if (debris == DEBRIS_NONE || !S_ISREG(status->st_mode))
        return KIND_UNKNOWN;
    if (status->st_uid != geteuid())
        return KIND_OTHER_OWNER;
    if (debris == DEBRIS_TEMPORARY && is_young(entry_modified_at(status)))
        return KIND_WRITING;
    if (debris == DEBRIS_ASIDE && !is_superseded(status, view->judged))
        return KIND_ASIDE;
    return KIND_MAY_GO;
}

static struct item item_named(const struct removal_view *view, const char *name)
{
    struct item item = {.name = name, .kind = KIND_GONE};
    struct stat status;

    if (strcmp(name, ENTRY_FILE_NAME) == 0) {
        item.kind = KIND_FILE;
    } else if (view->own != NULL && strcmp(name, view->own) == 0) {
        item.kind = KIND_OWN;
    } else if (fstatat(view->directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0) {
        item.kind = kind_of_debris(view, debris_named(name), &status);
        item.modified_at = entry_modified_at(&status);
    } else if (errno != ENOENT) {
        item.kind = KIND_UNKNOWN;
    }
    return item;
}

/* 0, or the errno of a listing that failed. */
static int each_item(const struct removal_view *view,
                     void (*visit)(const struct item *item, void *context), void *context)
{
    /* A description of its own, as the position in the listing belongs to it. */
    int own = openat(view->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *stream = own < 0 ? NULL : fdopendir(own);
    int error = errno;

    if (stream == NULL) {
        if (own >= 0)
            close(own);
        return error;
    }
    for (;;) {
        errno = 0;

        struct dirent *found = readdir(stream);

        error = errno;
        if (found == NULL)
            break;
        if (strcmp(found->d_name, ".") == 0 || strcmp(found->d_name, "..") == 0)
            continue;

        struct item item = item_named(view, found->d_name);

        visit(&item, context);
    }
    closedir(stream);
    return error;
}

struct survey {
    struct removal_contents *contents;
    struct timestamp aside_modified_at;
    void (*tell)(const char *name, void *context);
    void *context;
};

static void copy_name(char name[ENTRY_NAME_SIZE], const char *from)
{
    size_t length = strnlen(from, ENTRY_NAME_SIZE - 1);

    memcpy(name, from, length);
    name[length] = '\0';
}

static void note_aside(struct survey *survey, const struct item *item)
{
    char *aside = survey->contents->aside;

    if (aside[0] != '\0' && timestamp_compare(item->modified_at, survey->aside_modified_at) <= 0)
        return;
    copy_name(aside, item->name);
    survey->aside_modified_at = item->modified_at;
}

/* The refusal that a person has to act on outweighs one that passes by itself. */
static void refuse(struct removal *refusal, enum removal_result result, const char *name)
{
    if (refusal->result == REMOVAL_UNKNOWN_FILES ||
        (refusal->result == REMOVAL_OTHER_OWNER && result == REMOVAL_BUSY))
        return;
    refusal->result = result;
    if (result == REMOVAL_UNKNOWN_FILES)
        copy_name(refusal->unknown, name);
}

static void survey_item(const struct item *item, void *context)
{
    struct survey *survey = context;
    struct removal *refusal = &survey->contents->refusal;

    switch (item->kind) {
    case KIND_GONE:
    case KIND_OWN:
        break;
    case KIND_FILE:
        survey->contents->configured = true;
        break;
    case KIND_MAY_GO:
        if (survey->tell != NULL)
            survey->tell(item->name, survey->context);
        break;
    case KIND_WRITING:
        refuse(refusal, REMOVAL_BUSY, item->name);
        break;
    case KIND_ASIDE:
        note_aside(survey, item);
        break;
    case KIND_OTHER_OWNER:
        refuse(refusal, REMOVAL_OTHER_OWNER, item->name);
        break;
    case KIND_UNKNOWN:
        refuse(refusal, REMOVAL_UNKNOWN_FILES, item->name);
        break;
    }
}

int removal_contents_read(const struct removal_view *view, struct removal_contents *contents,
                          void (*tell)(const char *name, void *context), void *context)
{
    struct survey survey = {.contents = contents, .tell = tell, .context = context};

    *contents = (struct removal_contents){.refusal = {.result = REMOVAL_DONE}};
    return each_item(view, survey_item, &survey);
}

static void clear_item(const struct item *item, void *context)
{
    const struct removal_view *view = context;

    if (item->kind == KIND_MAY_GO)
        unlinkat(view->directory, item->name, 0);
}

void removal_contents_clear(const struct removal_view *view)
{
    each_item(view, clear_item, (void *)view);
}
