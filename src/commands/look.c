#include "config.h"

#include "osaurtop/absence.h"
#include "osaurtop/look.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

int look_once(const struct options *options, struct look *look)
{
    struct monitor_options monitor_options;
    *look = (struct look){NULL, NULL};
    if (!options_monitor(options, &monitor_options))
        return STATUS_ENVIRONMENT;
    look->monitor = monitor_new(&monitor_options);
    if (look->monitor != NULL)
        look->snapshot = monitor_look(look->monitor);
    if (look->snapshot != NULL)
        return STATUS_DONE;
    complain("out of memory");
    look_end(look);
    return STATUS_ENVIRONMENT;
}

static bool may_not_look(const struct snapshot *snapshot)
{
    enum directory_status status = snapshot->homes[0].status;
    return status == DIRECTORY_UNREADABLE || status == DIRECTORY_NOT_ONE;
}

void look_end(struct look *look)
{
    monitor_free(look->monitor);
    *look = (struct look){NULL, NULL};
}

static void explain(const struct snapshot *snapshot, enum charset charset)
{
    struct absence absence;
    absence_explain(snapshot, &absence);
    for (size_t i = 0; i < absence.count; i++) {
        char line[ABSENCE_LINE_SIZE];
        text_harmless(line, sizeof line, absence.lines[i], strlen(absence.lines[i]), charset);
        complain("%s", line);
    }
}

bool look_hindered(const struct options *options, const struct snapshot *snapshot)
{
    if (!may_not_look(snapshot))
        return false;
    explain(snapshot, options_charset(options));
    return true;
}

int look_print(const struct option_scan *scan, int last,
               int (*print)(const struct options *options, const struct snapshot *snapshot,
                            void *context),
               void *context)
{
    struct look look;
    int status = options_end(scan, last);
    if (status >= 0)
        return status;
    status = look_once(scan->options, &look);
    if (status == STATUS_DONE) {
        bool hindered = look_hindered(scan->options, look.snapshot);
        status = print(scan->options, look.snapshot, context);
        status = look_flush(hindered ? STATUS_ENVIRONMENT : status);
    }
    look_end(&look);
    return status;
}

bool look_terminal_size(int *width, int *height)
{
    struct winsize size;
    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 ||
        size.ws_col == 0 || size.ws_row == 0)
        return false;
    *width = size.ws_col;
    if (height != NULL)
        *height = size.ws_row;
    return true;
}

int look_flush(int status)
{
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    /* A reader that has read enough is no failure worth a word. */
    if (errno != EPIPE)
        complain("cannot write the output: %s", strerror(errno));
    return STATUS_ENVIRONMENT;
}

void look_explain_nothing(const struct snapshot *snapshot, enum charset charset)
{
    if (!may_not_look(snapshot))
        explain(snapshot, charset);
}
