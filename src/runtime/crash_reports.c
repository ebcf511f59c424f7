#include "config.h"

#include "osaurtop/crash_reports.h"

#include "entry_identity.h"
#include "osaurtop/system.h"
#include "osaurtop/text.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BELOW_HOME "Library/Logs/DiagnosticReports"
#define PATTERN    "osaurus*.ips"

void crash_reports_set(struct crash_reports *reports, const char *user_home)
{
    memset(reports, 0, sizeof *reports);
    if (user_home == NULL || user_home[0] == '\0')
        return;
    const char *slash = user_home[strlen(user_home) - 1] == '/' ? "" : "/";
    int length = snprintf(reports->directory, sizeof reports->directory, "%s%s%s", user_home, slash,
                          BELOW_HOME);
    if (length < 0 || (size_t)length >= sizeof reports->directory)
        reports->directory[0] = '\0';
}

/* Newest first; of equal ones the first by name, for the order of a listing means nothing. */
static bool stands_before(const struct crash_report *a, const struct crash_report *b)
{
    int order = timestamp_compare(a->modified_at, b->modified_at);
    return order > 0 || (order == 0 && strcmp(a->name, b->name) < 0);
}

static void insert(struct crash_reports *reports, const struct crash_report *report)
{
    size_t at = reports->count;
    while (at > 0 && stands_before(report, &reports->reports[at - 1]))
        at--;
    if (at == CRASH_REPORTS_MAX)
        return;
    size_t kept = reports->count < CRASH_REPORTS_MAX ? reports->count : CRASH_REPORTS_MAX - 1;
    memmove(&reports->reports[at + 1], &reports->reports[at],
            (kept - at) * sizeof reports->reports[0]);
    reports->reports[at] = *report;
    reports->count = kept + 1;
}

static void read_all(struct crash_reports *reports, DIR *stream)
{
    struct dirent *item;
    reports->count = 0;
    while ((item = readdir(stream)) != NULL) {
        struct crash_report report;
        struct stat status;
        if (!text_matches(PATTERN, item->d_name) || strlen(item->d_name) >= sizeof report.name)
            continue;
        if (fstatat(dirfd(stream), item->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
            !S_ISREG(status.st_mode))
            continue;
        snprintf(report.name, sizeof report.name, "%s", item->d_name);
        report.modified_at = entry_modified_at(&status);
        insert(reports, &report);
    }
}

static void forget(struct crash_reports *reports)
{
    reports->count = 0;
    reports->directory_modified_at = (struct timestamp){0, 0};
}

void crash_reports_scan(struct crash_reports *reports)
{
    struct stat status;
    if (reports->directory[0] == '\0')
        return;
    if (stat(reports->directory, &status) != 0 || !S_ISDIR(status.st_mode)) {
        forget(reports);
        return;
    }
    struct timestamp changed_at = entry_modified_at(&status);
    if (changed_at.s != 0 && timestamp_compare(changed_at, reports->directory_modified_at) == 0)
        return;
    forget(reports);
    int base = open(reports->directory, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC);
    DIR *stream = base < 0 ? NULL : fdopendir(base);
    if (stream == NULL) {
        if (base >= 0)
            close(base);
        return;
    }
    read_all(reports, stream);
    closedir(stream);
    /* One more report in the same tick of the file system's clock would not show. */
    if (entry_is_settled(changed_at, system_now()))
        reports->directory_modified_at = changed_at;
}
