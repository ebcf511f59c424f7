#include "config.h"

#include "osaurtop/status_line.h"

#include <stdio.h>
#include <string.h>

/* What cannot be looked at is not empty. */
static size_t say_nothing(const struct home_view *home, char *line, size_t size)
{
    const char *text = home->status == DIRECTORY_UNREADABLE ? "directory unreadable"
                       : home->status == DIRECTORY_NOT_ONE  ? "not a directory"
                                                            : "no instance";
    int length = snprintf(line, size, "%s", text);
    return length < 0 ? 0 : (size_t)length < size ? (size_t)length : size - 1;
}

size_t status_line_write(const struct snapshot *snapshot, enum charset charset, char *line,
                         size_t size)
{
    const char *separator = charset == CHARSET_UTF8 ? " · " : ", ";
    size_t length = 0;
    line[0] = '\0';
    for (int state = 0; state < STATE_COUNT; state++) {
        if (snapshot->state_counts[state] == 0)
            continue;
        int added = snprintf(line + length, size - length, "%s%zu %s", length > 0 ? separator : "",
                             snapshot->state_counts[state], state_name((enum state)state));
        if (added < 0 || (size_t)added >= size - length)
            return length;
        length += (size_t)added;
    }
    if (length == 0)
        return say_nothing(&snapshot->homes[0], line, size);

    char url[ENTRY_URL_SIZE];
    if (snapshot->best < 0 ||
        snapshot_url(snapshot, &snapshot->instances[snapshot->best], url, sizeof url) == 0)
        return length;
    bool sure = snapshot->instances[snapshot->best].verdict.state == STATE_LIVE;
    int added = snprintf(line + length, size - length, "%s%s%s", separator, url, sure ? "" : "?");
    return added < 0 || (size_t)added >= size - length ? length : length + (size_t)added;
}
