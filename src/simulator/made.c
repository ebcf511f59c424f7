#include "config.h"

#include "made.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Descriptors that a removal may hold open at once. */
#define WALK_DESCRIPTORS 8

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    remove(path);
    return 0;
}

void made_remove_tree(const char *path)
{
    nftw(path, remove_one, WALK_DESCRIPTORS, FTW_DEPTH | FTW_PHYS);
}

static bool join(const char *directory, const char *name, char path[PATH_MAX])
{
    int length = name == NULL ? snprintf(path, PATH_MAX, "%s", directory)
                              : snprintf(path, PATH_MAX, "%s/%s", directory, name);
    return length > 0 && length < PATH_MAX;
}

void made_remember(struct made_list *list, const char *directory, const char *name,
                   enum made_kind kind)
{
    char path[PATH_MAX];
    if (!join(directory, name, path))
        return;
    if (list->count == list->capacity) {
        size_t capacity = list->capacity * 2 + 16;
        struct made *items = realloc(list->items, capacity * sizeof *items);
        if (items == NULL)
            return;
        list->items = items;
        list->capacity = capacity;
    }
    char *copy = strdup(path);
    if (copy != NULL)
        list->items[list->count++] = (struct made){.path = copy, .kind = kind};
}

static struct made *find(const struct made_list *list, const char *path)
{
    for (size_t i = list->count; i-- > 0;)
        if (strcmp(list->items[i].path, path) == 0)
            return &list->items[i];
    return NULL;
}

void made_forget(struct made_list *list, const char *directory, const char *name)
{
    char path[PATH_MAX];
    struct made *item = join(directory, name, path) ? find(list, path) : NULL;
    if (item == NULL)
        return;
    free(item->path);
    list->count--;
    memmove(item, item + 1, (size_t)(list->items + list->count - item) * sizeof *item);
}

void made_remove(struct made_list *list, const char *directory, const char *name)
{
    char path[PATH_MAX];
    if (!join(directory, name, path) || find(list, path) == NULL)
        return;
    made_remove_tree(path);
    made_forget(list, directory, name);
}

void made_remove_all(struct made_list *list)
{
    for (size_t i = list->count; i-- > 0;) {
        if (list->items[i].kind == MADE_DIRECTORY)
            rmdir(list->items[i].path);
        else
            made_remove_tree(list->items[i].path);
        free(list->items[i].path);
    }
    free(list->items);
    *list = (struct made_list){0};
}
