/* The directories and programs that a simulation uses, and what of them it takes away at its end.
 */
#ifndef SIMULATOR_WORKSPACE_H
#define SIMULATOR_WORKSPACE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#ifndef PATH_MAX
#define PATH_MAX 4096
#endif

/* The file that marks a runtime directory as simulated; osaurtop says so on its screen. */
#define WORKSPACE_MARK ".osaurus-sim"

struct workspace {
    char runtime[PATH_MAX];  /* absolute */
    char scratch[PATH_MAX];  /* a private directory for everything else */
    char itself[PATH_MAX];   /* the program that is running */
    char instance[PATH_MAX]; /* what an instance executes */
    char helper[PATH_MAX]; /* the same as the app's command-line helper: .../Contents/Helpers/... */
    bool made_runtime;     /* not there before: goes away at the end */
    bool made_mark;
    char **names; /* what was made in the runtime directory */
    size_t name_count;
    size_t name_capacity;
};

/*
 * directory: the runtime directory to use, made when it is not there; NULL: a private one.
 * force: use it though it has entries and no mark, so that it may be somebody's own.
 * process_name: what instances are called; NULL: `osaurus`.
 *
 * False, said on stderr, and nothing left behind, when it cannot be had.
 */
bool workspace_open(struct workspace *workspace, const char *argv0, const char *directory,
                    bool force, const char *process_name);

/* Remembers, or forgets, that `name` in the runtime directory is the simulation's own. */
void workspace_remember(struct workspace *workspace, const char *name);
void workspace_forget(struct workspace *workspace, const char *name);

/* Removes what was remembered under that name, whatever it is, and forgets it. */
void workspace_remove(struct workspace *workspace, const char *name);

/* Removes everything that the simulation made, and frees. */
void workspace_close(struct workspace *workspace);

#endif
