/* The directories and programs that a simulation uses, and what of them it takes away at its end.
 */
#ifndef SIMULATOR_WORKSPACE_H
#define SIMULATOR_WORKSPACE_H

#include "made.h"

#include <stdbool.h>
#include <stddef.h>

/* The file that marks a runtime directory as simulated; osaurtop says so on its screen. */
#define WORKSPACE_MARK ".osaurus-sim"

/* The directories below a home in which older versions of the app published. */
#define WORKSPACE_OLDER_HOMES 3

struct workspace_options {
    const char *argv0;
    const char *directory;    /* the runtime directory, made when it is not there; NULL: see home */
    const char *home;         /* publish in .osaurus/runtime below it; NULL: a private directory */
    bool force;               /* use it though it has entries and no mark: it may be in real use */
    const char *process_name; /* what instances are called; NULL: `osaurus` */
};

struct workspace {
    char runtime[PATH_MAX];  /* absolute */
    char home[PATH_MAX];     /* absolute; "" without one */
    char scratch[PATH_MAX];  /* a private directory for everything else */
    char itself[PATH_MAX];   /* the program that is running */
    char instance[PATH_MAX]; /* what an instance executes */
    char helper[PATH_MAX]; /* the same as the app's command-line helper: .../Contents/Helpers/... */
    char older[WORKSPACE_OLDER_HOMES][PATH_MAX]; /* "" until asked for */
    bool force;
    struct made_list made;
};

/* False, said on stderr, and nothing left behind, when it cannot be had. */
bool workspace_open(struct workspace *workspace, const struct workspace_options *options);

/*
 * The directory of that age below the home, made when it is not there; NULL, said on stderr, when
 * it cannot be used. There must be a home.
 */
const char *workspace_older_home(struct workspace *workspace, unsigned index);

/* Makes a directory and those above it, and remembers the new ones. False, said on stderr. */
bool workspace_make_directory(struct workspace *workspace, const char *path);

/* Removes everything that the simulation made, and frees. */
void workspace_close(struct workspace *workspace);

#endif
