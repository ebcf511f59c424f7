/*
 * The app's crash reports, as macOS leaves them in ~/Library/Logs/DiagnosticReports/osaurus*.ips.
 */
#ifndef OSAURTOP_CRASH_REPORTS_H
#define OSAURTOP_CRASH_REPORTS_H

#include "osaurtop/entry.h"

#include <stddef.h>

/* The newest so many are kept; macOS itself keeps few. */
#define CRASH_REPORTS_MAX 32

struct crash_report {
    char name[ENTRY_NAME_SIZE]; /* file name, raw */
    struct timestamp modified_at;
};

struct crash_reports {
    char directory[PATH_MAX];                       /* "" when unknown */
    struct crash_report reports[CRASH_REPORTS_MAX]; /* newest first */
    size_t count;
    struct timestamp directory_modified_at; /* of the last scan */
};

/*
 * Sets the directory below the user's home (NULL or "": none).
 */
void crash_reports_set(struct crash_reports *reports, const char *user_home);

/* Looks again; reads nothing when the directory has not changed. A missing directory has no
 * reports. */
void crash_reports_scan(struct crash_reports *reports);

#endif
