#include "config.h"

#include "stage.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATHS_MAX 8

/* FNV-1a. */
#define HASH_START 14695981039346656037u
#define HASH_PRIME 1099511628211u

void stage_die(const char *what)
{
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(EXIT_FAILURE);
}

const char *stage_path(const char *base, const char *name)
{
    static char paths[PATHS_MAX][PATH_MAX];
    static unsigned next;
    char *path = paths[next++ % PATHS_MAX];
    if (snprintf(path, PATH_MAX, "%s/%s", base, name) >= PATH_MAX)
        stage_die("path too long");
    return path;
}

void stage_write(const char *path, const char *text)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0 || write(file, text, strlen(text)) != (ssize_t)strlen(text))
        stage_die(path);
    close(file);
}

bool stage_read(const char *path, char *text, size_t size)
{
    int file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0)
        return false;
    ssize_t length = read(file, text, size - 1);
    close(file);
    if (length < 0)
        return false;
    text[length] = '\0';
    return true;
}

struct stage_signal *stage_signal_open(const char *base, bool create)
{
    int file = open(stage_path(base, "signal"), O_RDWR | O_CLOEXEC | (create ? O_CREAT : 0), 0600);
    if (file < 0 || (create && ftruncate(file, sizeof(struct stage_signal)) != 0))
        stage_die("signal");
    void *memory =
        mmap(NULL, sizeof(struct stage_signal), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (memory == MAP_FAILED)
        stage_die("mmap");
    return memory;
}

static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t length)
{
    const unsigned char *byte = bytes;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ byte[i]) * HASH_PRIME;
    return hash;
}

static uint64_t hash_content(uint64_t hash, const char *path, mode_t mode)
{
    char content[PATH_MAX] = "";
    if (S_ISREG(mode))
        stage_read(path, content, sizeof content);
    else if (S_ISLNK(mode) && readlink(path, content, sizeof content - 1) < 0)
        stage_die(path);
    return hash_bytes(hash, content, strlen(content));
}

uint64_t stage_fingerprint(const char *path)
{
    struct dirent **names;
    int count = scandir(path, &names, NULL, alphasort);
    uint64_t hash = HASH_START;
    if (count < 0)
        stage_die(path);
    for (int i = 0; i < count; i++) {
        char child[PATH_MAX];
        struct stat status;
        snprintf(child, sizeof child, "%s/%s", path, names[i]->d_name);
        if (strcmp(names[i]->d_name, "..") != 0) {
            if (lstat(child, &status) != 0)
                stage_die(child);
            const int64_t facts[] = {(int64_t)status.st_ino,   (int64_t)status.st_mode,
                                     (int64_t)status.st_nlink, (int64_t)status.st_size,
                                     (int64_t)status.st_mtime, (int64_t)status.st_ctime};
            hash = hash_bytes(hash, names[i]->d_name, strlen(names[i]->d_name) + 1);
            hash = hash_bytes(hash, facts, sizeof facts);
            hash = hash_content(hash, child, status.st_mode);
            if (S_ISDIR(status.st_mode) && strcmp(names[i]->d_name, ".") != 0)
                hash ^= stage_fingerprint(child);
        }
        free(names[i]);
    }
    free(names);
    return hash;
}

void stage_remove(const char *path)
{
    DIR *stream;
    if (unlink(path) == 0 || (stream = opendir(path)) == NULL)
        return;
    for (struct dirent *item = readdir(stream); item != NULL; item = readdir(stream)) {
        char child[PATH_MAX];
        if (strcmp(item->d_name, ".") == 0 || strcmp(item->d_name, "..") == 0)
            continue;
        snprintf(child, sizeof child, "%s/%s", path, item->d_name);
        stage_remove(child);
    }
    closedir(stream);
    rmdir(path);
}

uint32_t stage_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}
