/*
 * The processes of a simulation: started, told what to do, listened to, and never left behind.
 *
 * One thread and one poll(); every wait also serves the reports, the signals and the program that
 * was started in the foreground.
 */
#ifndef SIMULATOR_SUPERVISOR_H
#define SIMULATOR_SUPERVISOR_H

#include "child.h"
#include "workspace.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define SUPERVISOR_CHILDREN_MAX 256

/* The argument that makes this program the stranger that holds a port. */
#define SUPERVISOR_STRANGER "--stranger"

struct supervisor {
    struct workspace *workspace;
    struct child children[SUPERVISOR_CHILDREN_MAX];
    pid_t program;      /* in the foreground, 0: none */
    int program_status; /* exit status as a shell tells it, once it has ended */
    bool program_ended;
    int interrupted; /* the signal that asks for the end, or 0 */
};

/* Catches signals; there is one supervisor in a process. False, said on stderr, when it cannot. */
bool supervisor_open(struct supervisor *supervisor, struct workspace *workspace);

/*
 * Starts a process with these arguments (NULL-terminated, without the program's name; an instance
 * publishes by itself when it is told --runtime, in a directory whose name must last as long as the
 * supervisor). Returns its index, or -1, said on stderr.
 */
int supervisor_start(struct supervisor *supervisor, enum child_kind kind,
                     const char *const arguments[]);

/* Sends a command line, and waits for nothing; what was reported before no longer counts. */
void supervisor_command(struct supervisor *supervisor, int child, const char *command);

/*
 * Waits until the child reports `word`. False when it ended or reported a conflict, said on stderr,
 * or when it is time to end.
 */
bool supervisor_await(struct supervisor *supervisor, int child, const char *word);

/* Kills it as a force quit does: what it published stays. */
void supervisor_crash(struct supervisor *supervisor, int child);

/* Stops it as a user does: what it published goes away. */
void supervisor_stop(struct supervisor *supervisor, int child);

/* Whether it is time to end: a signal came or the program ended. */
bool supervisor_ending(const struct supervisor *supervisor);

/* Lets time pass. False when it is time to end. */
bool supervisor_wait(struct supervisor *supervisor, int64_t milliseconds);

/*
 * Runs a program with the terminal, and with OSAURTOP_RUNTIME, or where the workspace has a home
 * with that as HOME. False, said on stderr, when it cannot.
 */
bool supervisor_run_program(struct supervisor *supervisor, char *const arguments[]);

/*
 * Ends everything that is still there, the program included, and gives the exit status: the
 * program's, or 0.
 */
int supervisor_close(struct supervisor *supervisor);

#endif
