#include "config.h"

#include "workspace.h"

#include "path.h"
#include "platform.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define INSTANCE_NAME "osaurus"

/* Where the app publishes below its user's home. */
#define RUNTIME_BELOW_HOME ".osaurus/runtime"

/* Where it once did, the youngest first. */
static const char *const older_homes[WORKSPACE_OLDER_HOMES] = {
    "Library/Application Support/com.dinoki.osaurus/runtime",
    "Library/Application Support/com.dinoki.osaurus/SharedConfiguration",
    ".osaurus/SharedConfiguration",
};

static bool fail(const char *what, const char *path)
{
    fprintf(stderr, "osaurus-sim: cannot %s %s: %s\n", what, path, strerror(errno));
    return false;
}

/* --- programs ------------------------------------------------------------------------------------
 */

static bool copy_program(const char *from, const char *to)
{
    int source = open(from, O_RDONLY | O_CLOEXEC);
    if (source < 0)
        return fail("open", from);
    int target = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
    if (target < 0) {
        close(source);
        return fail("create", to);
    }
    char bytes[16384];
    ssize_t got;
    bool copied = true;
    while (copied && (got = read(source, bytes, sizeof bytes)) != 0)
        copied = got > 0 && write(target, bytes, (size_t)got) == got;
    close(source);
    copied = close(target) == 0 && copied;
    return copied || fail("write", to);
}

static bool make_helper(struct workspace *workspace, const char *name)
{
    static const char *const levels[] = {"Osaurus.app", "Osaurus.app/Contents",
                                         "Osaurus.app/Contents/Helpers"};
    char path[PATH_MAX];
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++)
        if (!make_path(path, "%s/%s", workspace->scratch, levels[i]) || mkdir(path, 0700) != 0)
            return fail("make", path);
    return make_path(workspace->helper, "%s/%s", path, name) &&
           copy_program(workspace->instance, workspace->helper);
}

static bool find_programs(struct workspace *workspace, const char *argv0, const char *process_name)
{
    char original[PATH_MAX];
    if (!platform_executable(argv0, workspace->itself, sizeof workspace->itself))
        return fail("find", argv0);
    const char *slash = strrchr(workspace->itself, '/');
    int directory = slash == NULL ? 0 : (int)(slash - workspace->itself);
    if (!make_path(original, "%.*s/" INSTANCE_NAME, directory, workspace->itself) ||
        access(original, X_OK) != 0)
        return fail("run", original);
    if (process_name == NULL)
        return make_path(workspace->instance, "%s", original) &&
               make_helper(workspace, INSTANCE_NAME);
    if (strchr(process_name, '/') != NULL || process_name[0] == '\0') {
        fprintf(stderr, "osaurus-sim: a process name is a file's name, not \"%s\"\n", process_name);
        return false;
    }
    return make_path(workspace->instance, "%s/%s", workspace->scratch, process_name) &&
           copy_program(original, workspace->instance) && make_helper(workspace, process_name);
}

/* --- the directories -----------------------------------------------------------------------------
 */

/* Whether anything but dot files is in it; `marked` tells whether the mark is. */
static bool has_entries(const char *path, bool *marked)
{
    bool entries = false;
    *marked = false;
    DIR *stream = opendir(path);
    if (stream == NULL)
        return true;
    for (const struct dirent *each; (each = readdir(stream)) != NULL;) {
        if (strcmp(each->d_name, WORKSPACE_MARK) == 0)
            *marked = true;
        entries = entries || each->d_name[0] != '.';
    }
    closedir(stream);
    return entries;
}

static bool put_mark(struct workspace *workspace, const char *directory)
{
    char path[PATH_MAX];
    if (!make_path(path, "%s/" WORKSPACE_MARK, directory))
        return fail("mark", directory);
    int mark = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (mark < 0)
        return errno == EEXIST || fail("mark", directory);
    made_remember(&workspace->made, path, NULL, MADE_OTHER);
    close(mark);
    return true;
}

bool workspace_make_directory(struct workspace *workspace, const char *path)
{
    char part[PATH_MAX];
    if (!make_path(part, "%s", path))
        return fail("make", path);
    for (char *slash = part; slash != NULL;) {
        slash = strchr(slash + 1, '/');
        if (slash != NULL)
            *slash = '\0';
        if (mkdir(part, 0777) == 0)
            made_remember(&workspace->made, part, NULL, MADE_DIRECTORY);
        else if (errno != EEXIST)
            return fail("make", part);
        if (slash != NULL)
            *slash = '/';
    }
    return true;
}

/* Makes a directory fit to publish in; `absolute` gets its real path. */
static bool prepare(struct workspace *workspace, const char *directory, char absolute[PATH_MAX])
{
    if (!workspace_make_directory(workspace, directory))
        return false;
    char *real = realpath(directory, NULL);
    bool fits = real != NULL && make_path(absolute, "%s", real);
    free(real);
    if (!fits)
        return fail("use", directory);
    bool marked = false;
    if (!workspace->force && has_entries(directory, &marked) && !marked) {
        fprintf(stderr,
                "osaurus-sim: %s has entries and no file " WORKSPACE_MARK
                ": it may be in real use\n"
                "Name another directory, or give --force to use this one all the same.\n",
                directory);
        absolute[0] = '\0';
        return false;
    }
    return put_mark(workspace, absolute);
}

static bool open_runtime(struct workspace *workspace, const struct workspace_options *options)
{
    char path[PATH_MAX];
    if (options->directory != NULL)
        return prepare(workspace, options->directory, workspace->runtime);
    if (options->home == NULL)
        return make_path(path, "%s/runtime", workspace->scratch) &&
               prepare(workspace, path, workspace->runtime);
    if (!workspace_make_directory(workspace, options->home))
        return false;
    char *real = realpath(options->home, NULL);
    bool fits = real != NULL && make_path(workspace->home, "%s", real) &&
                make_path(path, "%s/" RUNTIME_BELOW_HOME, real);
    free(real);
    return fits ? prepare(workspace, path, workspace->runtime) : fail("use", options->home);
}

const char *workspace_older_home(struct workspace *workspace, unsigned index)
{
    char path[PATH_MAX];
    if (workspace->older[index][0] != '\0')
        return workspace->older[index];
    if (!make_path(path, "%s/%s", workspace->home, older_homes[index])) {
        fail("use", workspace->home);
        return NULL;
    }
    return prepare(workspace, path, workspace->older[index]) ? workspace->older[index] : NULL;
}

bool workspace_open(struct workspace *workspace, const struct workspace_options *options)
{
    *workspace = (struct workspace){.force = options->force};
    const char *temporary = getenv("TMPDIR");
    if (temporary == NULL || temporary[0] == '\0')
        temporary = "/tmp";
    char scratch[PATH_MAX];
    if (!make_path(scratch, "%s/osaurus-sim.XXXXXX", temporary) || mkdtemp(scratch) == NULL)
        return fail("make a directory in", temporary);
    make_path(workspace->scratch, "%s", scratch);
    if (find_programs(workspace, options->argv0, options->process_name) &&
        open_runtime(workspace, options))
        return true;
    workspace_close(workspace);
    return false;
}

void workspace_close(struct workspace *workspace)
{
    made_remove_all(&workspace->made);
    if (workspace->scratch[0] != '\0')
        made_remove_tree(workspace->scratch);
    *workspace = (struct workspace){0};
}
