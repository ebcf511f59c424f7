/*
 * An entry: one subdirectory of a runtime directory with its configuration.json, as found on disk.
 *
 * It holds what the file says, never what is true. Strings are unescaped UTF-8 as published, not
 * yet made harmless for a terminal.
 */
#ifndef OSAURTOP_ENTRY_H
#define OSAURTOP_ENTRY_H

#include "osaurtop/timestamp.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The file that every instance publishes in a directory of its own. */
#define ENTRY_FILE_NAME "configuration.json"

/*
 * Bounds of the published strings, with their NUL. A real id has 36 bytes, a health 10, an address
 * 15, a url 30; what does not fit is ENTRY_BAD_FIELD, so nothing is ever cut silently.
 */
#define ENTRY_NAME_SIZE    (NAME_MAX + 1)
#define ENTRY_ID_SIZE      ENTRY_NAME_SIZE /* the directory's name stands in for it */
#define ENTRY_HEALTH_SIZE  64
#define ENTRY_ADDRESS_SIZE 128
#define ENTRY_URL_SIZE     512
#define ENTRY_MESSAGE_SIZE 128

/* Why the file cannot be believed. The codes are stable, see reason_code() in verdict.h. */
enum entry_fault {
    ENTRY_SOUND,
    ENTRY_UNREADABLE,    /* open, fstat or read failed (no permission, I/O error) */
    ENTRY_NOT_REGULAR,   /* a FIFO, device, socket, directory or symbolic link */
    ENTRY_TOO_LARGE,     /* more than JSON_TEXT_MAX bytes */
    ENTRY_INVALID_JSON,  /* with line and column */
    ENTRY_NOT_AN_OBJECT, /* valid JSON, of another type */
    ENTRY_MISSING_FIELD, /* no health; or running without address or port */
    ENTRY_BAD_FIELD, /* a known key of the wrong type, out of range, too long; with line and column
                      */
};

/* What the health string says, as far as it is known. */
enum entry_health {
    ENTRY_HEALTH_RUNNING,
    ENTRY_HEALTH_STARTING,
    ENTRY_HEALTH_RESTARTING,
    ENTRY_HEALTH_OTHER
};

/* Identity and version of a file; any write by anyone changes at least one member. */
struct file_identity {
    dev_t device;
    ino_t inode;
    off_t size;
    struct timestamp modified_at;
    struct timestamp changed_at;
};

struct entry {
    /* Where: the directory's name, and the index of its home in the list the monitor was given. */
    char directory[ENTRY_NAME_SIZE];
    unsigned home;
    bool local; /* its home lies on a local file system of this machine */

    /* The directory and the file. Without a configuration.json `configured` is false, the file
     * identity is zero and all published fields are empty. */
    bool configured;
    struct file_identity file;
    struct timestamp directory_modified_at; /* 0 unless updated_at comes from it */
    uid_t owner; /* of the file; of the directory when there is no file */
    mode_t mode; /* of the file, likewise */

    /* False when it was written so shortly before it was read that one more write could leave the
     * same identity, for file times have the grain of a clock tick: it is read again next time. */
    bool settled;

    /* When it was last read or found unchanged, in the monotonic nanoseconds its reader was given.
     */
    int64_t seen_at_ns;

    /* Found unchanged by directory_refresh() since it was last read; reading it again clears this.
     */
    bool confirmed;

    /* What is wrong with it: line and column from 1, 0 where there is no position; `message` is one
     * plain phrase, such as "port is 0; it must be 1 to 65535". */
    enum entry_fault fault;
    uint32_t line;
    uint32_t column;
    char message[ENTRY_MESSAGE_SIZE];

    /* What it says. An invalid entry carries the fields that could be read, and empty ones. */
    char id[ENTRY_ID_SIZE];         /* instanceId, or the directory's name without one */
    char health[ENTRY_HEALTH_SIZE]; /* verbatim */
    enum entry_health health_kind;
    char address[ENTRY_ADDRESS_SIZE]; /* "" when not published */
    uint16_t port;                    /* 0 when not published */
    char url[ENTRY_URL_SIZE]; /* published, or built from address and port; "" without either */
    bool url_published;
    bool exposed; /* exposeToNetwork; absent means false */
    bool exposed_published;

    /* updatedAt; when it is missing or no RFC 3339 date, the directory's mtime. */
    struct timestamp updated_at;
    bool updated_at_from_file;
};

/* The stable code of a fault: "invalid-json"; "" for ENTRY_SOUND. */
const char *entry_fault_code(enum entry_fault fault);

/*
 * Makes the published fields what a file without any of them would say: the directory's name as id,
 * its mtime as updated_at, everything else empty and sound.
 */
void entry_clear(struct entry *entry);

/*
 * Fills the published fields, fault, message and position of `entry` from the `length` bytes of its
 * file. Expects directory, directory_modified_at and configured set, and touches none of them.
 * Unknown keys are ignored; null counts as absent. Cannot fail: bad input is a fault of the entry.
 * Of several faults the first is told, a bad field before a missing one. Works in static memory:
 * one thread at a time.
 */
void entry_parse(struct entry *entry, const char *text, size_t length);

/*
 * Reads the entry `name` below the open directory `base` (a descriptor), without following links
 * and without ever blocking. `previous` may be NULL; when the file's identity is unchanged since,
 * its fields are kept and nothing is read (only seen_at_ns is set). `entry` and `previous` may be
 * the same object.
 *
 * Returns ENTRY_READ, ENTRY_KEPT (unchanged), or ENTRY_GONE when it is no entry (any more): the
 * directory is missing, a link or a file, or has no configuration.json but files that Osaurus does
 * not write. An existing directory that holds nothing (but our, Foundation's or Finder's debris) is
 * ENTRY_READ with `configured` false. home and local are left alone.
 */
enum entry_result { ENTRY_READ, ENTRY_KEPT, ENTRY_GONE };
enum entry_result entry_read(int base, const char *name, const struct entry *previous,
                             int64_t seen_at_ns, struct entry *entry);

/*
 * True when the entry's file or directory is not as `entry` has it (replaced, rewritten, gone), or
 * when that cannot be told: it is not settled, or could not be read. One stat; two where updated_at
 * is the directory's mtime.
 */
bool entry_changed(int base, const struct entry *entry);

#endif
