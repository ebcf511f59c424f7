#include "config.h"

#include "osaurtop/server.h"

#include <string.h>

bool server_is_osaurus(const struct system_process *process, uid_t owner)
{
    return process->matches && process->owner == owner &&
           strstr(process->path, "/Contents/Helpers/") == NULL;
}
