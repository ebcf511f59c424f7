/* A small world on disk for the tests of src/runtime: a directory of its own, and what lies in it.
 */
#ifndef DISK_H
#define DISK_H

#include <stddef.h>
#include <stdint.h>

/* Bytes as Osaurus writes them, while running. */
#define DISK_RUNNING                                                                               \
    "{\n"                                                                                          \
    "  \"address\" : \"127.0.0.1\",\n"                                                             \
    "  \"exposeToNetwork\" : false,\n"                                                             \
    "  \"health\" : \"running\",\n"                                                                \
    "  \"instanceId\" : \"F26F8B59-2B64-4C57-8C5A-5A1CE9F9B4A8\",\n"                               \
    "  \"port\" : 1337,\n"                                                                         \
    "  \"updatedAt\" : \"2026-11-22T12:35:12Z\",\n"                                                \
    "  \"url\" : \"http:\\/\\/127.0.0.1:1337\"\n"                                                  \
    "}"

/* cmocka's setup and teardown: *state is the path of a fresh directory, removed with all in it. */
int disk_setup(void **state);
int disk_teardown(void **state);

/* The path of `name` below `base`; static memory, for four calls. */
const char *disk_path(const char *base, const char *name);

void disk_mkdir(const char *base, const char *name);

/* Writes `name` below `base` in place; `size` bytes. */
void disk_write_bytes(const char *base, const char *name, const void *bytes, size_t size);
void disk_write(const char *base, const char *name, const char *text);

/* Publishes as Osaurus does: the directory if need be, a temporary file in it, a rename. */
void disk_publish(const char *base, const char *instance, const char *text);

/* Removes a file, or a directory with all in it. */
void disk_remove(const char *base, const char *name);

/* Long enough for file times to have moved on, so that an entry is settled when it is read. */
void disk_settle(void);

/* The text of a running entry on `port`; static memory. */
const char *disk_running(unsigned port);

#endif
