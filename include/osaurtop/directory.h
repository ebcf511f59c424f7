/*
 * A runtime directory and its entries, kept between scans.
 *
 * A scan goes by directory descriptor and follows no link; entries that did not change are not read
 * again, and a rescan of an unchanged directory allocates nothing.
 */
#ifndef OSAURTOP_DIRECTORY_H
#define OSAURTOP_DIRECTORY_H

#include "osaurtop/entry.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum directory_status {
    DIRECTORY_PRESENT,
    DIRECTORY_MISSING,    /* no such path (yet) */
    DIRECTORY_UNREADABLE, /* it is there, and may not be opened or listed */
    DIRECTORY_NOT_ONE,    /* it is there, and is a file or something else */
};

struct directory; /* opaque; owns its entries */

/*
 * `path` is copied. `home` is stored into every entry. Opens nothing yet. NULL when out of memory.
 */
struct directory *directory_new(const char *path, unsigned home);
void directory_free(struct directory *directory); /* NULL is fine */

/*
 * Looks again. `seen_at_ns` goes into every entry that was read or confirmed (see entry.h). The
 * base itself may be a link to a directory; below it, hidden names, files and links are skipped,
 * links counted. A base that went away or was replaced is opened anew by its path. Returns 0, or -1
 * when out of memory (the entries are then as before).
 */
int directory_scan(struct directory *directory, int64_t seen_at_ns);

/*
 * Reads one entry of the last scan again if its file changed, or drops it from the list when it is
 * gone (pointers to other entries stay valid). True when anything was different. When nothing was,
 * the entry is confirmed and its seen_at_ns stays: evidence that counted before still counts.
 */
bool directory_refresh(struct directory *directory, const struct entry *entry, int64_t seen_at_ns);

const char *directory_path(const struct directory *directory);
enum directory_status directory_status(const struct directory *directory);
/* errno of the failure behind DIRECTORY_UNREADABLE, else 0. */
int directory_error(const struct directory *directory);
/* It holds osaurus-sim's mark (the file `.osaurus-sim`): what is in it is simulated. */
bool directory_simulated(const struct directory *directory);
/* How many subdirectories were symbolic links, and so were ignored. */
size_t directory_links_ignored(const struct directory *directory);

/*
 * The entries, sorted by directory name (bytewise). An entry keeps its address as long as it
 * exists; the array of pointers is valid until the next scan or refresh.
 */
const struct entry *const *directory_entries(const struct directory *directory, size_t *count);

#endif
