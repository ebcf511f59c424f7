#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PATHS_MAX 4

int disk_setup(void **state)
{
    const char *parent = getenv("TMPDIR");
    char path[PATH_MAX];

    snprintf(path, sizeof path, "%s/osaurtop-test-XXXXXX", parent != NULL ? parent : "/tmp");
    if (mkdtemp(path) == NULL)
        return -1;
    *state = strdup(path);
    return *state == NULL ? -1 : 0;
}

static void remove_tree(int parent, const char *name)
{
    int descriptor;
    DIR *stream;

    if (unlinkat(parent, name, 0) == 0 || errno == ENOENT)
        return;
    fchmodat(parent, name, 0700, 0);
    descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    stream = descriptor < 0 ? NULL : fdopendir(descriptor);
    if (stream == NULL)
        return;
    for (struct dirent *item = readdir(stream); item != NULL; item = readdir(stream))
        if (strcmp(item->d_name, ".") != 0 && strcmp(item->d_name, "..") != 0)
            remove_tree(descriptor, item->d_name);
    closedir(stream);
    unlinkat(parent, name, AT_REMOVEDIR);
}

int disk_teardown(void **state)
{
    remove_tree(AT_FDCWD, *state);
    free(*state);
    return 0;
}

const char *disk_path(const char *base, const char *name)
{
    static char paths[PATHS_MAX][PATH_MAX];
    static unsigned next;
    char *path = paths[next++ % PATHS_MAX];

    assert_true(snprintf(path, PATH_MAX, "%s/%s", base, name) < PATH_MAX);
    return path;
}

void disk_mkdir(const char *base, const char *name)
{
    assert_int_equal(mkdir(disk_path(base, name), 0755), 0);
}

void disk_write_bytes(const char *base, const char *name, const void *bytes, size_t size)
{
    int file = open(disk_path(base, name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

    assert_true(file >= 0);
    assert_int_equal(write(file, bytes, size), size);
    close(file);
}

void disk_write(const char *base, const char *name, const char *text)
{
    disk_write_bytes(base, name, text, strlen(text));
}

void disk_publish(const char *base, const char *instance, const char *text)
{
    char temporary[NAME_MAX * 2];
    char final[NAME_MAX * 2];

    snprintf(temporary, sizeof temporary, "%s/.dat.nosync1a2b.Xy", instance);
    snprintf(final, sizeof final, "%s/configuration.json", instance);
    assert_true(mkdir(disk_path(base, instance), 0755) == 0 || errno == EEXIST);
    disk_write(base, temporary, text);
    assert_int_equal(rename(disk_path(base, temporary), disk_path(base, final)), 0);
}

void disk_remove(const char *base, const char *name)
{
    remove_tree(AT_FDCWD, disk_path(base, name));
}

void disk_settle(void)
{
    struct timespec pause = {.tv_nsec = 80 * 1000 * 1000};

    while (nanosleep(&pause, &pause) != 0)
        continue;
}

const char *disk_running(unsigned port)
{
    static char text[256];

    snprintf(text, sizeof text,
             "{\"address\":\"127.0.0.1\",\"health\":\"running\",\"port\":%u,"
             "\"updatedAt\":\"2026-11-22T12:35:12Z\"}",
             port);
    return text;
}
