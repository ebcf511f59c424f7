/*
 * What is really so in a simulation, for a test to hold against what somebody says of it: what was
 * started, killed and written, never what it published.
 */
#ifndef SIMULATOR_TRUTH_H
#define SIMULATOR_TRUTH_H

#include "supervisor.h"

#include <stdbool.h>
#include <stdio.h>

/*
 * Writes a file with a line of four words for everything there is; the last is a path and may hold
 * spaces. `-` stands for none.
 *
 *   instance PID ADDRESS:PORT DIRECTORY    a living app: where its socket really is, its entry
 *   helper PID - -                         the app's command-line helper
 *   stranger PID ADDRESS:PORT -            a program that is not Osaurus
 *   dead - - DIRECTORY                     an entry without a process, its file as apps write it
 *   broken - - DIRECTORY                   an entry whose file cannot be believed
 *   empty - - DIRECTORY                    an entry without a file
 *
 * False, said on stderr, when it cannot be written.
 */
bool truth_write(const struct supervisor *supervisor, const char *path);

/*
 * A line for a change, written at once: `NANOSECONDS up|down DIRECTORY`, by the monotonic clock. An
 * instance is up from the moment after it came to run until the moment before it is stopped.
 */
void truth_tell_change(FILE *log, bool up, const struct child *child);

#endif
