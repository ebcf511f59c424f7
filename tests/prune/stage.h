/* What the race's two processes share: where it takes place, and how to write there. */
#ifndef PRUNE_STAGE_H
#define PRUNE_STAGE_H

#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifndef PATH_MAX
#define PATH_MAX 4096
#endif

/* Entries that are raced for; so many that those not raced for just now grow old enough to go. */
#define STAGE_SLOTS 48

/* Shared memory: a file in the stage's directory. */
struct stage_signal {
    /* The slot that is being removed now, and a number that is never the same twice. */
    _Atomic uint64_t target;
};

/* Ends the process with what failed and errno. */
_Noreturn void stage_die(const char *what);

/* BASE/NAME; static memory, for eight calls. */
const char *stage_path(const char *base, const char *name);

void stage_write(const char *path, const char *text); /* creates it, or dies */

/* The file's text (up to size - 1 bytes), or false with errno. */
bool stage_read(const char *path, char *text, size_t size);

/* Maps the signal of the stage at `base`, making its file when `create`. */
struct stage_signal *stage_signal_open(const char *base, bool create);

/* Names, kinds, modes, sizes, times, links and contents of all that is in the directory, as one
 * number: the same for the same tree. */
uint64_t stage_fingerprint(const char *path);

void stage_remove(const char *path); /* with all that is in it */

/* Numbers without pattern, the same for the same seed. */
uint32_t stage_random(uint32_t *seed);

#endif
