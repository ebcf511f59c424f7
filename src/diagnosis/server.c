#include "config.h"

#include "osaurtop/server.h"

#include <string.h>

const struct server *server_of(const struct server *servers, int process)
{
    return &servers[servers[process].place];
}

bool server_is_osaurus(const struct system_process *process, uid_t owner)
{
    return process->matches && process->owner == owner &&
           strstr(process->path, "/Contents/Helpers/") == NULL;
}
