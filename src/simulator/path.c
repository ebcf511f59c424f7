#include "config.h"

#include "path.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

bool make_path(char path[PATH_MAX], const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(path, PATH_MAX, format, arguments);
    va_end(arguments);
    if (length >= 0 && length < PATH_MAX)
        return true;
    path[0] = '\0';
    errno = ENAMETOOLONG;
    return false;
}
