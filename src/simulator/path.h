/* Paths put together, with a bound. */
#ifndef OSAURUS_SIM_PATH_H
#define OSAURUS_SIM_PATH_H

#include <limits.h>
#include <stdbool.h>

/* False, with errno set and an empty path, when it does not fit. */
__attribute__((format(printf, 2, 3))) bool make_path(char path[PATH_MAX], const char *format, ...);

#endif
