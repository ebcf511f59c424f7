/* What differs between operating systems, for the simulator's programs. */
#ifndef SIMULATOR_PLATFORM_H
#define SIMULATOR_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * The real path of the running program, links resolved; from `argv0` where the system does not
 * tell. False, with errno set, when it cannot be had or does not fit.
 */
bool platform_executable(const char *argv0, char *path, size_t size);

/*
 * Asks the system to send `signal` to this process when its parent ends, where there is such a
 * service; elsewhere only the end of the command pipe tells. False when `parent` has ended already.
 */
bool platform_end_with_parent(pid_t parent, int signal);

#endif
