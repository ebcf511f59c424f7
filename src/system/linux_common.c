#include "config.h"

#include "linux_common.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel's record; the C libraries do not agree on a name for it. */
struct directory_record {
    uint64_t inode;
    int64_t offset;
    uint16_t length;
    uint8_t type;
    char name[];
};

void *array_grow(void *array, size_t *capacity, size_t needed, size_t size)
{
    if (needed <= *capacity) {
        return array;
    }
    size_t wanted = *capacity < 16 ? 16 : *capacity;
    while (wanted < needed) {
        wanted += wanted / 2;
    }
    void *grown = reallocarray(array, wanted, size);
    if (grown) {
        *capacity = wanted;
    }
    return grown;
}

static bool listing_refill(struct listing *listing)
{
    long got = syscall(SYS_getdents64, listing->directory, listing->scratch, sizeof(union scratch));
    listing->failed = got < 0;
    listing->position = 0;
    listing->filled = got > 0 ? (size_t)got : 0;
    return got > 0;
}

const char *listing_next(struct listing *listing)
{
    if (listing->position >= listing->filled && !listing_refill(listing)) {
        return NULL;
    }
    const void *bytes = listing->scratch->bytes + listing->position;
    const struct directory_record *record = bytes;
    listing->position += record->length;
    return record->name;
}

int read_text(int directory, const char *path, char *text, size_t size)
{
    int file = openat(directory, path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return -1;
    }
    ssize_t got;
    do {
        got = read(file, text, size - 1);
    } while (got < 0 && errno == EINTR);
    int error = errno;
    close(file);
    errno = error;
    if (got < 0) {
        return -1;
    }
    text[got] = '\0';
    return (int)got;
}
