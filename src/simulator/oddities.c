#include "config.h"

#include "oddities.h"

#include "clock.h"
#include "path.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Whose entry it is, where the system has such a user; and the number that it has elsewhere. */
#define OTHER_USER     "nobody"
#define OTHER_USER_UID 65534

#define LINK_NAME "linked-entry"

/* Where macOS leaves what it writes about a crash. */
#define REPORTS_BELOW_HOME "Library/Logs/DiagnosticReports"

/* "2026-11-22-123508" with its NUL. */
#define REPORT_TIME_SIZE 18

static struct workspace *workspace_of(struct cast *cast)
{
    return cast->supervisor->workspace;
}

static bool fail(const char *what, const char *path)
{
    fprintf(stderr, "osaurus-sim: cannot %s %s: %s\n", what, path, strerror(errno));
    return false;
}

/* The directory and the file of an entry. */
static bool find_entry(struct cast *cast, const char *id, char directory[PATH_MAX],
                       char file[PATH_MAX])
{
    return make_path(directory, "%s/%s", workspace_of(cast)->runtime, id) &&
           make_path(file, "%s/" PUBLISH_FILE_NAME, directory);
}

bool oddities_loose(struct cast *cast)
{
    char directory[PATH_MAX];
    char file[PATH_MAX];
    int child = cast_another(cast);
    if (child < 0)
        return false;
    const char *id = cast->supervisor->children[child].id;
    return (find_entry(cast, id, directory, file) && chmod(directory, 0777) == 0 &&
            chmod(file, 0666) == 0) ||
           fail("open to all", directory);
}

bool oddities_other_owner(struct cast *cast)
{
    char directory[PATH_MAX];
    char file[PATH_MAX];
    char id[PUBLISH_ID_SIZE];
    const struct passwd *user = getpwnam(OTHER_USER);
    uid_t owner = user != NULL ? user->pw_uid : OTHER_USER_UID;
    if (!cast_crashed(cast, clock_age_since_boot_s(CAST_CRASHED_AGE_S), id))
        return false;
    return (find_entry(cast, id, directory, file) && chown(file, owner, (gid_t)-1) == 0 &&
            chown(directory, owner, (gid_t)-1) == 0) ||
           fail("give away", directory);
}

bool oddities_legacy(struct cast *cast)
{
    for (unsigned i = 0; i < WORKSPACE_OLDER_HOMES; i++) {
        const char *older = workspace_older_home(workspace_of(cast), i);
        if (older == NULL ||
            !cast_crashed_in(cast, older, clock_age_since_boot_s(CAST_CRASHED_AGE_S), NULL))
            return false;
    }
    return true;
}

bool oddities_symlink(struct cast *cast)
{
    struct workspace *workspace = workspace_of(cast);
    char elsewhere[PATH_MAX];
    char link[PATH_MAX];
    struct publication publication = {
        .health = PUBLICATION_RUNNING,
        .address = "127.0.0.1",
        .port = 1337,
        .updated_at = clock_wall(),
    };
    /* The scratch directory is private, and goes away with all that is in it. */
    bool made = publish_new_id(publication.id) && publish_write(workspace->scratch, &publication) &&
                make_path(elsewhere, "%s/%s", workspace->scratch, publication.id) &&
                make_path(link, "%s/" LINK_NAME, workspace->runtime) &&
                (symlink(elsewhere, link) == 0 || errno == EEXIST);
    if (!made)
        return fail("link an entry into", workspace->runtime);
    made_remember(&workspace->made, link, NULL, MADE_OTHER);
    return true;
}

/* The first line of a report is an object of its own. */
static void write_report(FILE *report, pid_t pid, struct timestamp now)
{
    char time[TIMESTAMP_TEXT_SIZE];
    timestamp_format(now, time);
    fprintf(report,
            "{\"app_name\":\"osaurus\",\"timestamp\":\"%s\",\"bug_type\":\"309\","
            "\"os_version\":\"macOS 15.0\",\"name\":\"osaurus\"}\n"
            "{\n  \"pid\" : %ld,\n  \"procName\" : \"osaurus\",\n"
            "  \"exception\" : {\"type\" : \"EXC_CRASH\", \"signal\" : \"SIGABRT\"},\n"
            "  \"captureTime\" : \"%s\"\n}\n",
            time, (long)pid, time);
}

bool oddities_crash_report(struct cast *cast)
{
    struct workspace *workspace = workspace_of(cast);
    char directory[PATH_MAX];
    char path[PATH_MAX];
    char day[REPORT_TIME_SIZE];
    struct timestamp now = clock_wall();
    const time_t seconds = (time_t)now.s;
    struct tm parts;
    if (!cast_crashed(cast, clock_age_since_boot_s(CAST_CRASHED_AGE_S), NULL))
        return false;
    if (localtime_r(&seconds, &parts) == NULL ||
        strftime(day, sizeof day, "%Y-%m-%d-%H%M%S", &parts) == 0 ||
        !make_path(directory, "%s/" REPORTS_BELOW_HOME, workspace->home) ||
        !make_path(path, "%s/osaurus-%s.ips", directory, day))
        return fail("name a report below", workspace->home);
    if (!workspace_make_directory(workspace, directory))
        return false;
    FILE *report = fopen(path, "w");
    if (report == NULL)
        return fail("write", path);
    made_remember(&workspace->made, path, NULL, MADE_OTHER);
    write_report(report, getpid(), now);
    return fclose(report) == 0 || fail("write", path);
}
