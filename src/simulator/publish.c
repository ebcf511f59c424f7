#include "config.h"

#include "publish.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const health_words[] = {
    [PUBLICATION_STARTING] = "starting",
    [PUBLICATION_RESTARTING] = "restarting",
    [PUBLICATION_RUNNING] = "running",
};

bool publish_new_id(char id[PUBLISH_ID_SIZE])
{
    unsigned char bytes[16];
    int source = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    if (source < 0)
        return false;
    ssize_t got = read(source, bytes, sizeof bytes);
    close(source);
    if (got != (ssize_t)sizeof bytes) {
        errno = EIO;
        return false;
    }
    /* Version 4, variant 1 (RFC 9562). */
    bytes[6] = (unsigned char)((bytes[6] & 0x0f) | 0x40);
    bytes[8] = (unsigned char)((bytes[8] & 0x3f) | 0x80);
    size_t used = 0;
    for (size_t i = 0; i < sizeof bytes; i++) {
        bool dash = i == 4 || i == 6 || i == 8 || i == 10;
        used += (size_t)snprintf(id + used, PUBLISH_ID_SIZE - used, dash ? "-%02X" : "%02X",
                                 (unsigned)bytes[i]);
    }
    return true;
}

size_t publish_format(const struct publication *publication, char text[PUBLISH_TEXT_SIZE])
{
    char updated_at[TIMESTAMP_TEXT_SIZE];
    timestamp_format(publication->updated_at, updated_at);
    const char *health = health_words[publication->health];
    int length;
    if (publication->health == PUBLICATION_RUNNING)
        length = snprintf(text, PUBLISH_TEXT_SIZE,
                          "{\n"
                          "  \"address\" : \"%s\",\n"
                          "  \"exposeToNetwork\" : %s,\n"
                          "  \"health\" : \"%s\",\n"
                          "  \"instanceId\" : \"%s\",\n"
                          "  \"port\" : %u,\n"
                          "  \"updatedAt\" : \"%s\",\n"
                          "  \"url\" : \"http:\\/\\/%s:%u\"\n"
                          "}",
                          publication->address, publication->exposed ? "true" : "false", health,
                          publication->id, (unsigned)publication->port, updated_at,
                          publication->address, (unsigned)publication->port);
    else
        length = snprintf(text, PUBLISH_TEXT_SIZE,
                          "{\n"
                          "  \"health\" : \"%s\",\n"
                          "  \"instanceId\" : \"%s\",\n"
                          "  \"updatedAt\" : \"%s\"\n"
                          "}",
                          health, publication->id, updated_at);
    return (size_t)length;
}

bool publish_write(const char *runtime, const struct publication *publication)
{
    char text[PUBLISH_TEXT_SIZE];
    size_t length = publish_format(publication, text);
    return publish_bytes(runtime, publication->id, text, length);
}

static bool write_all(int file, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(file, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        bytes += written;
        length -= (size_t)written;
    }
    return true;
}

/* mkstemp() makes a file that only its owner can read; Foundation leaves what the umask allows. */
static bool open_to_readers(int file)
{
    mode_t mask = umask(0);
    umask(mask);
    return fchmod(file, 0666 & ~mask) == 0;
}

bool publish_bytes(const char *runtime, const char *name, const void *bytes, size_t length)
{
    char path[PATH_MAX];
    char temporary[PATH_MAX];
    int path_length = snprintf(path, sizeof path, "%s/%s", runtime, name);
    if (path_length < 0 || (size_t)path_length >= sizeof path) {
        errno = ENAMETOOLONG;
        return false;
    }
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        return false;
    int temporary_length = snprintf(temporary, sizeof temporary, "%s/%s/.dat.nosync%04x.XXXXXX",
                                    runtime, name, (unsigned)getpid() & 0xffffu);
    path_length = snprintf(path, sizeof path, "%s/%s/" PUBLISH_FILE_NAME, runtime, name);
    if ((size_t)temporary_length >= sizeof temporary || (size_t)path_length >= sizeof path) {
        errno = ENAMETOOLONG;
        return false;
    }
    int file = mkstemp(temporary);
    if (file < 0)
        return false;
    bool written = write_all(file, bytes, length) && open_to_readers(file);
    written = close(file) == 0 && written;
    if (written && rename(temporary, path) == 0)
        return true;
    int error = errno;
    unlink(temporary);
    errno = error;
    return false;
}

void publish_remove(const char *runtime, const char *name)
{
    char path[PATH_MAX];
    int length = snprintf(path, sizeof path, "%s/%s/" PUBLISH_FILE_NAME, runtime, name);
    if (length < 0 || (size_t)length >= sizeof path)
        return;
    unlink(path);
    path[(size_t)length - sizeof PUBLISH_FILE_NAME] = '\0';
    rmdir(path);
}
