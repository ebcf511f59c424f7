/* Publishes as the app does: the exact bytes, and a rename that no reader sees half done. */
#ifndef SIMULATOR_PUBLISH_H
#define SIMULATOR_PUBLISH_H

#include "osaurtop/timestamp.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "F26F8B59-2B64-4C57-8C5A-5A1CE9F9B4A8" with its NUL. */
#define PUBLISH_ID_SIZE 37

/* A dotted IPv4 address with its NUL. */
#define PUBLISH_ADDRESS_SIZE 16

/* The longest file that is written has about 300 bytes. */
#define PUBLISH_TEXT_SIZE 512

#define PUBLISH_FILE_NAME "configuration.json"

enum publication_health {
    PUBLICATION_STARTING,
    PUBLICATION_RESTARTING,
    PUBLICATION_RUNNING,
};

/* What an instance says of itself. address, port and exposed count only while it is running. */
struct publication {
    char id[PUBLISH_ID_SIZE];
    enum publication_health health;
    char address[PUBLISH_ADDRESS_SIZE];
    uint16_t port;
    bool exposed;
    struct timestamp updated_at;
};

/* A new random UUID, uppercase. False, with errno set, when there is no randomness. */
bool publish_new_id(char id[PUBLISH_ID_SIZE]);

/* The bytes of the file, with a NUL that is not part of it. Returns how many. */
size_t publish_format(const struct publication *publication, char text[PUBLISH_TEXT_SIZE]);

/*
 * Writes RUNTIME/ID/configuration.json, making the directory when it is not there. False with errno
 * set.
 */
bool publish_write(const char *runtime, const struct publication *publication);

/* Likewise with any bytes, in the directory `name`. */
bool publish_bytes(const char *runtime, const char *name, const void *bytes, size_t length);

/* Takes the file and its directory away, as a clean stop does. */
void publish_remove(const char *runtime, const char *name);

#endif
