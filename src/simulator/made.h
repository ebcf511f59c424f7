/* What a simulation made on disk, so that its end can take exactly that away again. */
#ifndef SIMULATOR_MADE_H
#define SIMULATOR_MADE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#ifndef PATH_MAX
#define PATH_MAX 4096
#endif

enum made_kind {
    MADE_ENTRY,     /* an entry with a file that can be believed */
    MADE_BROKEN,    /* an entry whose file cannot be believed */
    MADE_EMPTY,     /* the directory of an entry, without a file */
    MADE_OTHER,     /* no entry: a link, a stray file, something hidden */
    MADE_DIRECTORY, /* holds the above; goes away only when nothing else is in it */
};

struct made {
    char *path; /* absolute */
    enum made_kind kind;
};

struct made_list {
    struct made *items; /* in the order of making */
    size_t count;
    size_t capacity;
};

/* The paths are DIRECTORY/NAME, or DIRECTORY when `name` is NULL. */
void made_remember(struct made_list *list, const char *directory, const char *name,
                   enum made_kind kind);
void made_forget(struct made_list *list, const char *directory, const char *name);

/* Removes it, whatever it is, and forgets it; what was not remembered stays. */
void made_remove(struct made_list *list, const char *directory, const char *name);

/* Removes everything, the latest first, and frees. */
void made_remove_all(struct made_list *list);

/* Removes a file, or a directory with all that is in it; follows no link. */
void made_remove_tree(const char *path);

#endif
