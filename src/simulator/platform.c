#include "config.h"

#include "platform.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool resolve(const char *given, char *path, size_t size)
{
    char *real = realpath(given, NULL);
    if (real == NULL)
        return false;
    size_t length = strlen(real);
    bool fits = length < size;
    if (fits)
        memcpy(path, real, length + 1);
    free(real);
    if (!fits)
        errno = ENAMETOOLONG;
    return fits;
}

#if defined(__linux__)

#include <sys/prctl.h>

bool platform_executable(const char *argv0, char *path, size_t size)
{
    return resolve("/proc/self/exe", path, size) || resolve(argv0, path, size);
}

bool platform_end_with_parent(pid_t parent, int signal)
{
    prctl(PR_SET_PDEATHSIG, signal);
    return getppid() == parent;
}

#elif defined(__APPLE__)

#include <mach-o/dyld.h>

bool platform_executable(const char *argv0, char *path, size_t size)
{
    char given[PATH_MAX];
    uint32_t given_size = sizeof given;
    if (_NSGetExecutablePath(given, &given_size) == 0 && resolve(given, path, size))
        return true;
    return resolve(argv0, path, size);
}

bool platform_end_with_parent(pid_t parent, int signal)
{
    (void)signal;
    return getppid() == parent;
}

#else

bool platform_executable(const char *argv0, char *path, size_t size)
{
    return resolve(argv0, path, size);
}

bool platform_end_with_parent(pid_t parent, int signal)
{
    (void)signal;
    return getppid() == parent;
}

#endif
