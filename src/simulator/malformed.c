#include "config.h"

#include "malformed.h"

#include "clock.h"
#include "publish.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* One byte more than the 64 KiB that a reader need take. */
#define TOO_LARGE_SIZE ((size_t)64 * 1024 + 1)

/* An empty directory of this age was not made a moment ago. */
#define OLD_DIRECTORY_S 3600

#define BYTES(text) text, sizeof(text) - 1
#define DATED       "\"updatedAt\" : \"2026-11-22T12:35:12Z\""
#define PORT(value)                                                                                \
    "{\"address\" : \"127.0.0.1\", \"health\" : \"running\", \"port\" : " value ", " DATED "}"

/* Files of the right kind with the wrong bytes. */
static const struct text {
    const char *name;
    const char *bytes;
    size_t length;
} texts[] = {
    {"empty", BYTES("")},
    {"truncated", BYTES("{\n  \"address\" : \"127.0.0.1\",\n  \"exposeToNetwork\" : fal")},
    {"nuls", BYTES("{\"health\" : \"running\"\0\0\0\0}")},
    {"byte-order-mark", BYTES("\xEF\xBB\xBF{\"health\" : \"starting\", " DATED "}")},
    {"invalid-utf8", BYTES("{\"health\" : \"run\xFFning\", " DATED "}")},
    {"not-an-object", BYTES("[\"running\", 1337]")},
    {"missing-health", BYTES("{\"address\" : \"127.0.0.1\", \"port\" : 1337, " DATED "}")},
    {"missing-port", BYTES("{\"address\" : \"127.0.0.1\", \"health\" : \"running\", " DATED "}")},
    {"port-0", BYTES(PORT("0"))},
    {"port-65536", BYTES(PORT("65536"))},
    {"port-1.5", BYTES(PORT("1.5"))},
    {"port-text", BYTES(PORT("\"1337\""))},
    {"escape-codes", BYTES("{\"health\" : \"\\u001b[31mred\\u0007\\u202e\", \"port\" : true}")},
};

/* A path in the runtime directory: NAME or NAME/FILE. False when it is too long. */
static bool path_of(const struct workspace *workspace, const char *name, const char *file,
                    char path[PATH_MAX])
{
    int length = snprintf(path, PATH_MAX, file == NULL ? "%s/%s" : "%s/%s/%s", workspace->runtime,
                          name, file);
    return length > 0 && length < PATH_MAX;
}

/* The entry's directory, made, and the path of its file. */
static bool prepare(const struct workspace *workspace, const char *name, char path[PATH_MAX])
{
    return path_of(workspace, name, NULL, path) && mkdir(path, 0777) == 0 &&
           path_of(workspace, name, PUBLISH_FILE_NAME, path);
}

static bool make_fifo(const struct workspace *workspace, const char *name)
{
    char path[PATH_MAX];
    return prepare(workspace, name, path) && mkfifo(path, 0666) == 0;
}

static bool make_directory(const struct workspace *workspace, const char *name)
{
    char path[PATH_MAX];
    return prepare(workspace, name, path) && mkdir(path, 0777) == 0;
}

static bool make_symlink(const struct workspace *workspace, const char *name)
{
    char path[PATH_MAX];
    return prepare(workspace, name, path) && symlink("/dev/zero", path) == 0;
}

static bool make_too_large(const struct workspace *workspace, const char *name)
{
    char *bytes = malloc(TOO_LARGE_SIZE);
    if (bytes == NULL)
        return false;
    memset(bytes, ' ', TOO_LARGE_SIZE);
    bytes[0] = '{';
    bytes[TOO_LARGE_SIZE - 1] = '}';
    bool made = publish_bytes(workspace->runtime, name, bytes, TOO_LARGE_SIZE);
    free(bytes);
    return made;
}

static bool make_unreadable(const struct workspace *workspace, const char *name)
{
    static const char bytes[] = "{\"health\" : \"starting\", " DATED "}";
    char path[PATH_MAX];
    return publish_bytes(workspace->runtime, name, bytes, sizeof bytes - 1) &&
           path_of(workspace, name, PUBLISH_FILE_NAME, path) && chmod(path, 0) == 0;
}

static bool make_hidden(const struct workspace *workspace, const char *name)
{
    static const char bytes[] = PORT("1337");
    return publish_bytes(workspace->runtime, name, bytes, sizeof bytes - 1);
}

static bool make_linked_directory(const struct workspace *workspace, const char *name)
{
    char path[PATH_MAX];
    return path_of(workspace, name, NULL, path) && symlink(".hidden", path) == 0;
}

static bool make_stray_file(const struct workspace *workspace, const char *name)
{
    char path[PATH_MAX];
    if (!path_of(workspace, name, NULL, path))
        return false;
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    return file >= 0 && close(file) == 0;
}

static bool make_empty_directory(const struct workspace *workspace, const char *name)
{
    char path[PATH_MAX];
    return path_of(workspace, name, NULL, path) && mkdir(path, 0777) == 0;
}

static bool make_old_directory(const struct workspace *workspace, const char *name)
{
    char path[PATH_MAX];
    if (!path_of(workspace, name, NULL, path) || mkdir(path, 0777) != 0)
        return false;
    time_t then = (time_t)(clock_wall().s - clock_age_since_boot_s(OLD_DIRECTORY_S));
    const struct timespec times[2] = {{.tv_sec = then}, {.tv_sec = then}};
    return utimensat(AT_FDCWD, path, times, 0) == 0;
}

/* Everything that is not just a matter of bytes. */
static const struct kind {
    const char *name;
    bool (*make)(const struct workspace *workspace, const char *name);
    enum made_kind is;
} kinds[] = {
    {"fifo", make_fifo, MADE_BROKEN},
    {"directory", make_directory, MADE_BROKEN},
    {"symlink", make_symlink, MADE_BROKEN},
    {"too-large", make_too_large, MADE_BROKEN},
    {".hidden", make_hidden, MADE_OTHER},
    {"linked-directory", make_linked_directory, MADE_OTHER},
    {"stray-file", make_stray_file, MADE_OTHER},
    {".DS_Store", make_stray_file, MADE_OTHER},
    {"empty-directory", make_empty_directory, MADE_EMPTY},
    {"empty-directory-old", make_old_directory, MADE_EMPTY},
    {"unreadable", make_unreadable, MADE_BROKEN},
};

/* Root reads everything: for root there is no such kind. */
static bool exists_here(const struct kind *kind)
{
    return kind->make != make_unreadable || geteuid() != 0;
}

static bool finish(struct workspace *workspace, const char *name, enum made_kind kind, bool made)
{
    int error = errno;
    made_remember(&workspace->made, workspace->runtime, name, kind);
    if (!made)
        fprintf(stderr, "osaurus-sim: cannot make %s/%s: %s\n", workspace->runtime, name,
                strerror(error));
    return made;
}

/* All when `name` is NULL. */
static bool make(struct workspace *workspace, const char *name)
{
    bool made = true;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0] && made; i++)
        if (name == NULL || strcmp(name, texts[i].name) == 0)
            made = finish(
                workspace, texts[i].name, MADE_BROKEN,
                publish_bytes(workspace->runtime, texts[i].name, texts[i].bytes, texts[i].length));
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0] && made; i++)
        if (exists_here(&kinds[i]) && (name == NULL || strcmp(name, kinds[i].name) == 0))
            made = finish(workspace, kinds[i].name, kinds[i].is,
                          kinds[i].make(workspace, kinds[i].name));
    return made;
}

bool malformed_make_all(struct workspace *workspace)
{
    return make(workspace, NULL);
}

bool malformed_make(struct workspace *workspace, const char *name)
{
    return make(workspace, name);
}
