/* A server: a process that may be the writer of entries and the holder of their listeners. */
#ifndef OSAURTOP_SERVER_H
#define OSAURTOP_SERVER_H

#include "osaurtop/system.h"

#include <stdbool.h>

/* Working memory for the judgement of one process of the evidence; the caller provides
 * process_count of them. */
struct server {
    int process;
    int entry; /* attributed entry, or -1 */
    bool sure;
    bool listens;
};

/* Whether a process counts as a server of `owner`: a living match that is not the app's
 * command-line helper. */
bool server_is_osaurus(const struct system_process *process, uid_t owner);

#endif
