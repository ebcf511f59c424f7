/* What the files behind linux.c share: growing arrays, working memory, listing a directory. */
#ifndef OSAURTOP_LINUX_COMMON_H
#define OSAURTOP_LINUX_COMMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum outcome {
    OUTCOME_DONE,
    OUTCOME_REFUSED, /* the kernel did not give it, or not all of it */
    OUTCOME_NO_MEMORY,
};

/*
 * Working memory for one answer of the kernel at a time. 32 KiB is the largest piece in which a
 * netlink dump comes, and what getdents64 is usually given.
 */
#define SCRATCH_SIZE 32768
union scratch {
    uint64_t aligned[SCRATCH_SIZE / sizeof(uint64_t)];
    unsigned char bytes[SCRATCH_SIZE];
    char text[SCRATCH_SIZE];
};

/*
 * Makes room for `needed` elements of `size` bytes. Returns the array, which may have moved, or
 * NULL when out of memory (it is then as before).
 */
void *array_grow(void *array, size_t *capacity, size_t needed, size_t size);

/*
 * The names in an open directory, from its current offset on. Without opendir(), which would
 * allocate.
 */
struct listing {
    int directory;
    union scratch *scratch; /* not to be used for anything else before the last name */
    size_t position;
    size_t filled;
    bool failed; /* not every name was given */
};

/* The next name, valid until the next call, or NULL when there is none. */
const char *listing_next(struct listing *listing);

/* Reads the beginning of a small file, as text. Its length, or -1 with errno. */
int read_text(int directory, const char *path, char *text, size_t size);

#endif
