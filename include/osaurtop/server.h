/* A server: a process that may be the writer of entries and the holder of their listeners. */
#ifndef OSAURTOP_SERVER_H
#define OSAURTOP_SERVER_H

#include "osaurtop/system.h"

#include <stdbool.h>

/* Working memory for the judgement of one process of the evidence; the caller provides
 * process_count of them. */
struct server {
    int process; /* index into evidence.processes */
    int entry;   /* attributed entry, or -1 */
    bool sure;
    bool listens;
    size_t place; /* of the process with this server's own index: where its server stands in the
                     array */
};

/* The server of a process of the evidence. */
const struct server *server_of(const struct server *servers, int process);

/* Whether a process counts as a server of `owner`: a living match that is not the app's
 * command-line helper. */
bool server_is_osaurus(const struct system_process *process, uid_t owner);

#endif
