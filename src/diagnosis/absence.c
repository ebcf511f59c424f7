#include "config.h"

#include "osaurtop/absence.h"
#include "osaurtop/shell.h"
#include "osaurtop/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Servers named one by one; more than that are only counted. */
#define NAMED_MAX 3

__attribute__((format(printf, 2, 3))) static void add_line(struct absence *absence,
                                                           const char *format, ...)
{
    if (absence->count == ABSENCE_LINES)
        return;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(absence->lines[absence->count++], ABSENCE_LINE_SIZE, format, arguments);
    va_end(arguments);
}

static void explain_directory(const struct home_view *home, const char *path,
                              struct absence *absence)
{
    switch (home->status) {
    case DIRECTORY_PRESENT:
        add_line(absence, "No instance is published in %s.", path);
        break;
    case DIRECTORY_MISSING:
        add_line(absence, "%s does not exist: nothing has been published here yet.", path);
        break;
    case DIRECTORY_UNREADABLE:
        add_line(absence, "%s cannot be read: %s.", path, strerror(home->error));
        break;
    case DIRECTORY_NOT_ONE:
        add_line(absence, "%s is not a directory.", path);
        break;
    }
}

/* "1337 and 8080" for one process; false when it listens nowhere. */
static bool list_ports(const struct evidence *evidence, int process, char *text, size_t size)
{
    size_t length = 0;
    uint16_t last = 0;
    for (size_t i = 0; i < evidence->listener_count; i++) {
        const struct system_listener *listener = &evidence->listeners[i];
        if (listener->process != process || listener->port == last)
            continue;
        int added = snprintf(text + length, size - length, "%s%u", length > 0 ? " and " : "",
                             (unsigned)listener->port);
        if (added < 0 || (size_t)added >= size - length)
            break;
        length += (size_t)added;
        last = listener->port;
    }
    return length > 0;
}

static size_t explain_servers(const struct evidence *evidence, struct absence *absence)
{
    size_t living = 0;
    char line[ABSENCE_LINE_SIZE] = "";
    size_t length = 0;
    for (size_t i = 0; i < evidence->process_count; i++) {
        const struct system_process *process = &evidence->processes[i];
        if (!server_is_osaurus(process, evidence->own_uid) || living++ >= NAMED_MAX)
            continue;
        char ports[64];
        bool listens = list_ports(evidence, (int)i, ports, sizeof ports);
        int added = snprintf(line + length, sizeof line - length, "%spid %ld, which listens %s%s",
                             length > 0 ? "; " : "", (long)process->pid,
                             listens ? "on " : "nowhere", listens ? ports : "");
        if (added > 0 && (size_t)added < sizeof line - length)
            length += (size_t)added;
    }
    if (living == 1)
        add_line(absence, "An Osaurus process lives all the same: %s.", line);
    else if (living > 1)
        add_line(absence, "%zu Osaurus processes live all the same: %s%s.", living, line,
                 living > NAMED_MAX ? "; …" : "");
    return living;
}

/* Backticks hold what works when typed, whatever bytes the path has. */
static void add_permissions_hint(const struct home_view *home, struct absence *absence)
{
    char word[ABSENCE_LINE_SIZE];
    char quoted[ABSENCE_LINE_SIZE];
    snprintf(word, sizeof word, "%s%s", home->path[0] == '-' ? "./" : "", home->path);
    if (shell_quote(word, quoted, sizeof quoted) > 0)
        add_line(absence, "Look at its permissions: `ls -ld %s`", quoted);
}

void absence_explain(const struct snapshot *snapshot, struct absence *absence)
{
    const struct home_view *home = &snapshot->homes[0];
    const struct evidence *evidence = &snapshot->evidence;
    char path[PATH_MAX];
    text_harmless(path, sizeof path, home->path, strlen(home->path), CHARSET_UTF8);
    absence->count = 0;
    explain_directory(home, path, absence);
    size_t living = explain_servers(evidence, absence);
    if (home->status == DIRECTORY_UNREADABLE)
        add_permissions_hint(home, absence);
    else if (home->status == DIRECTORY_NOT_ONE)
        add_line(absence, "Name the right one with -r DIR.");
    else if (living > 0)
        add_line(absence, "Start its server in Osaurus, or name its directory with -r DIR.");
    else if (evidence->processes_view != SYSTEM_VIEW_NONE)
        add_line(absence, "No Osaurus process lives. Start Osaurus, or name another directory "
                          "with -r DIR.");
    else
        add_line(absence, "Start Osaurus, or name another directory with -r DIR.");
}
