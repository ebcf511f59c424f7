#include "config.h"

#include "attribution.h"

bool attribution_by_port(const struct entry *entry)
{
    if (entry->fault != ENTRY_SOUND || !entry->configured || entry->port == 0)
        return false;
    return entry->health_kind == ENTRY_HEALTH_RUNNING || entry->health_kind == ENTRY_HEALTH_OTHER;
}

bool attribution_could_write(const struct case_file *file, const struct system_process *process,
                             const struct entry *entry)
{
    const struct policy *policy = &file->policy;
    struct timestamp latest = timestamp_add_ms(file->now, policy->future_slack_ms);
    if (timestamp_compare(entry->updated_at, latest) > 0)
        return false;
    struct timestamp written_by = timestamp_add_ms(entry->updated_at, policy->write_slack_ms);
    return !process->start_known || timestamp_compare(process->started_at, written_by) <= 0;
}

/*
 * Whether a client that dials the published address reaches this listener. A wildcard listener is
 * not taken for a published loopback address here: beside it there may be a listener on loopback
 * itself.
 */
static bool fits(const struct system_listener *listener, const struct entry *entry)
{
    struct ip_address address;
    if (!ip_parse(entry->address, &address))
        return false;
    if (ip_equal(&listener->address, &address))
        return true;
    if (!ip_is_wildcard(&listener->address) || ip_is_loopback(&address))
        return false;
    if (listener->address.family == address.family)
        return true;
    return listener->address.family == IP_V6 && !listener->v6_only;
}

static bool starts_later(const struct system_process *a, const struct system_process *b)
{
    if (!a->start_known || !b->start_known)
        return a->start_known && !b->start_known;
    return timestamp_compare(a->started_at, b->started_at) > 0;
}

/*
 * The newest server has the fewest entries that it could have written, so it chooses first; one
 * whose start is unknown could have written any, so it chooses last.
 */
static void line_up(const struct evidence *evidence, struct server *servers)
{
    for (size_t i = 0; i < evidence->process_count; i++) {
        struct server server = {.process = (int)i, .entry = -1};
        size_t at = i;
        while (at > 0 && starts_later(&evidence->processes[i],
                                      &evidence->processes[servers[at - 1].process])) {
            servers[at] = servers[at - 1];
            at--;
        }
        servers[at] = server;
    }
    for (size_t i = 0; i < evidence->process_count; i++) {
        servers[servers[i].process].place = i;
        servers[i].listens = evidence->processes[servers[i].process].sockets_hidden;
    }
    for (size_t l = 0; l < evidence->listener_count; l++)
        if (evidence->listeners[l].process != SYSTEM_NO_PROCESS)
            servers[servers[evidence->listeners[l].process].place].listens = true;
}

/*
 * Dates have whole seconds: of two in one second, as a server that crashes and is started again at
 * once leaves them, the file that was written last decides.
 */
static bool is_newer(const struct entry *a, const struct entry *b)
{
    int order = timestamp_compare(a->updated_at, b->updated_at);
    if (order == 0)
        order = timestamp_compare(a->file.modified_at, b->file.modified_at);
    return order > 0;
}

/* The newest entry, not yet taken, that this listener's server could have written; -1 when there is
 * none. */
static int newest_for(const struct case_file *file, const struct verdict *verdicts,
                      const struct system_listener *listener, bool must_fit)
{
    const struct system_process *process = &file->evidence->processes[listener->process];
    int newest = -1;
    for (size_t i = 0; i < file->count; i++) {
        const struct entry *entry = file->entries[i];
        if (entry->port != listener->port || verdicts[i].attributed || !attribution_by_port(entry))
            continue;
        if (!server_is_osaurus(process, entry->owner) ||
            !attribution_could_write(file, process, entry) || (must_fit && !fits(listener, entry)))
            continue;
        if (newest < 0 || is_newer(entry, file->entries[newest]))
            newest = (int)i;
    }
    return newest;
}

/* Whether another entry on the port of `taken` could be this process' as well. */
static bool contested(const struct case_file *file, const struct system_process *process, int taken)
{
    for (size_t i = 0; i < file->count; i++) {
        const struct entry *entry = file->entries[i];
        if ((int)i != taken && entry->port == file->entries[taken]->port &&
            attribution_by_port(entry) && server_is_osaurus(process, entry->owner) &&
            attribution_could_write(file, process, entry))
            return true;
    }
    return false;
}

static void choose(const struct case_file *file, struct verdict *verdicts, struct server *server,
                   bool must_fit, bool wildcard)
{
    const struct evidence *evidence = file->evidence;
    int chosen = -1;
    for (size_t l = 0; l < evidence->listener_count; l++) {
        const struct system_listener *listener = &evidence->listeners[l];
        if (listener->process != server->process || ip_is_wildcard(&listener->address) != wildcard)
            continue;
        int newest = newest_for(file, verdicts, listener, must_fit);
        if (newest >= 0 && (chosen < 0 || is_newer(file->entries[newest], file->entries[chosen])))
            chosen = newest;
    }
    if (chosen < 0)
        return;
    server->entry = chosen;
    server->sure = must_fit && !contested(file, &evidence->processes[server->process], chosen);
    verdicts[chosen].attributed = true;
    verdicts[chosen].sure = server->sure;
    verdicts[chosen].process = server->process;
}

void attribution_make(const struct case_file *file, struct verdict *verdicts,
                      struct server *servers)
{
    /* Fitting addresses before any address, and within that a specific listener before a wildcard.
     */
    static const struct {
        bool must_fit;
        bool wildcard;
    } rounds[] = {{true, false}, {true, true}, {false, false}, {false, true}};

    for (size_t i = 0; i < file->count; i++) {
        verdicts[i].attributed = false;
        verdicts[i].sure = false;
        verdicts[i].process = SYSTEM_NO_PROCESS;
    }
    line_up(file->evidence, servers);
    for (size_t r = 0; r < sizeof rounds / sizeof *rounds; r++)
        for (size_t i = 0; i < file->evidence->process_count; i++)
            if (servers[i].listens && servers[i].entry < 0 &&
                file->evidence->processes[servers[i].process].matches)
                choose(file, verdicts, &servers[i], rounds[r].must_fit, rounds[r].wildcard);
}
