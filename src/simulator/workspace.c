#include "config.h"

#include "workspace.h"

#include "platform.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define INSTANCE_NAME "osaurus"

/* Descriptors that a removal may hold open at once. */
#define WALK_DESCRIPTORS 8

__attribute__((format(printf, 2, 3))) static bool make_path(char path[PATH_MAX], const char *format,
                                                            ...)
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

static bool fail(const char *what, const char *path)
{
    fprintf(stderr, "osaurus-sim: cannot %s %s: %s\n", what, path, strerror(errno));
    return false;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    remove(path);
    return 0;
}

static void remove_tree(const char *path)
{
    nftw(path, remove_one, WALK_DESCRIPTORS, FTW_DEPTH | FTW_PHYS);
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

/* --- the runtime directory -----------------------------------------------------------------------
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

static bool put_mark(struct workspace *workspace)
{
    char path[PATH_MAX];
    if (!make_path(path, "%s/" WORKSPACE_MARK, workspace->runtime))
        return fail("mark", workspace->runtime);
    int mark = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    workspace->made_mark = mark >= 0;
    if (mark < 0)
        return errno == EEXIST || fail("mark", workspace->runtime);
    close(mark);
    return true;
}

static bool open_runtime(struct workspace *workspace, const char *directory, bool force)
{
    char private[PATH_MAX];
    if (directory == NULL) {
        if (!make_path(private, "%s/runtime", workspace->scratch))
            return fail("make", workspace->scratch);
        directory = private;
    }
    workspace->made_runtime = mkdir(directory, 0777) == 0;
    if (!workspace->made_runtime && errno != EEXIST)
        return fail("make", directory);
    char *absolute = realpath(directory, NULL);
    bool fits = absolute != NULL && make_path(workspace->runtime, "%s", absolute);
    free(absolute);
    if (!fits)
        return fail("use", directory);
    bool marked = false;
    if (!workspace->made_runtime && has_entries(directory, &marked) && !marked && !force) {
        fprintf(stderr,
                "osaurus-sim: %s has entries and no file " WORKSPACE_MARK
                ": it may be in real use\n"
                "Give -d another directory, or --force to use this one all the same.\n",
                directory);
        return false;
    }
    return put_mark(workspace);
}

bool workspace_open(struct workspace *workspace, const char *argv0, const char *directory,
                    bool force, const char *process_name)
{
    *workspace = (struct workspace){0};
    const char *temporary = getenv("TMPDIR");
    if (temporary == NULL || temporary[0] == '\0')
        temporary = "/tmp";
    char scratch[PATH_MAX];
    if (!make_path(scratch, "%s/osaurus-sim.XXXXXX", temporary) || mkdtemp(scratch) == NULL)
        return fail("make a directory in", temporary);
    make_path(workspace->scratch, "%s", scratch);
    if (find_programs(workspace, argv0, process_name) && open_runtime(workspace, directory, force))
        return true;
    workspace_close(workspace);
    return false;
}

/* --- what was made in it -------------------------------------------------------------------------
 */

void workspace_remember(struct workspace *workspace, const char *name)
{
    if (workspace->name_count == workspace->name_capacity) {
        size_t capacity = workspace->name_capacity * 2 + 16;
        char **names = realloc(workspace->names, capacity * sizeof *names);
        if (names == NULL)
            return;
        workspace->names = names;
        workspace->name_capacity = capacity;
    }
    char *copy = strdup(name);
    if (copy != NULL)
        workspace->names[workspace->name_count++] = copy;
}

void workspace_forget(struct workspace *workspace, const char *name)
{
    for (size_t i = 0; i < workspace->name_count; i++) {
        if (strcmp(workspace->names[i], name) != 0)
            continue;
        free(workspace->names[i]);
        workspace->names[i] = workspace->names[--workspace->name_count];
        return;
    }
}

static void remove_name(const struct workspace *workspace, const char *name)
{
    char path[PATH_MAX];
    if (make_path(path, "%s/%s", workspace->runtime, name))
        remove_tree(path);
}

void workspace_remove(struct workspace *workspace, const char *name)
{
    remove_name(workspace, name);
    workspace_forget(workspace, name);
}

void workspace_close(struct workspace *workspace)
{
    for (size_t i = 0; i < workspace->name_count; i++) {
        remove_name(workspace, workspace->names[i]);
        free(workspace->names[i]);
    }
    free(workspace->names);
    if (workspace->made_mark)
        remove_name(workspace, WORKSPACE_MARK);
    if (workspace->made_runtime)
        remove_tree(workspace->runtime);
    if (workspace->scratch[0] != '\0')
        remove_tree(workspace->scratch);
    *workspace = (struct workspace){0};
}
