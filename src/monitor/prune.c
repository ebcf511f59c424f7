#include "config.h"

#include "osaurtop/prune.h"

#include "osaurtop/text.h"

#include <stdio.h>
#include <string.h>

/*
 * Judged "immediately before": entries that are removed in a row share a look that is not older. A
 * process that was dead does not come back, and the removal compares the file with the one that was
 * judged.
 */
#define LOOK_AGE_NS (INT64_C(100) * 1000000)

struct identity identity_of(const struct instance *instance)
{
    const struct entry *entry = instance->entry;
    struct identity identity = {.home = entry->home, .file = entry->file};
    memcpy(identity.directory, entry->directory, strlen(entry->directory) + 1);
    if (!entry->configured)
        identity.directory_modified_at = entry->directory_modified_at;
    return identity;
}

static bool same_identity(const struct identity *a, const struct identity *b)
{
    return a->file.device == b->file.device && a->file.inode == b->file.inode &&
           a->file.size == b->file.size &&
           timestamp_compare(a->file.modified_at, b->file.modified_at) == 0 &&
           timestamp_compare(a->file.changed_at, b->file.changed_at) == 0 &&
           timestamp_compare(a->directory_modified_at, b->directory_modified_at) == 0;
}

bool prune_needs_name(const struct snapshot *snapshot, const struct instance *instance,
                      struct policy policy)
{
    const struct entry *entry = instance->entry;
    struct timestamp written_by = timestamp_add_ms(entry->updated_at, policy.write_slack_ms);
    for (size_t i = 0; i < snapshot->evidence.process_count; i++) {
        const struct system_process *process = &snapshot->evidence.processes[i];
        if (server_is_osaurus(process, entry->owner) &&
            (!process->start_known || timestamp_compare(process->started_at, written_by) <= 0))
            return true;
    }
    return false;
}

static const struct instance *find(const struct snapshot *snapshot, const struct identity *identity)
{
    for (size_t i = 0; i < snapshot->count; i++) {
        const struct instance *instance = &snapshot->instances[i];
        if (instance->entry->home == identity->home &&
            strcmp(instance->entry->directory, identity->directory) == 0)
            return instance;
    }
    return NULL;
}

static void tell_nobody(const char *name, void *context)
{
    (void)name;
    (void)context;
}

/* Not an entry any more: gone, or something else has its name. */
static struct prune explain_missing(const struct snapshot *snapshot,
                                    const struct identity *identity)
{
    struct entry entry = {.configured = identity->file.inode != 0, .file = identity->file};
    memcpy(entry.directory, identity->directory, sizeof entry.directory);
    entry.directory_modified_at = identity->directory_modified_at;
    struct prune prune = {.result = PRUNE_REFUSED};
    prune.removal = removal_plan(snapshot->homes[identity->home].path, &entry, tell_nobody, NULL);
    if (prune.removal.result == REMOVAL_GONE)
        prune.result = PRUNE_GONE;
    else if (prune.removal.result == REMOVAL_DONE)
        prune.result = PRUNE_CHANGED;
    return prune;
}

/* `policy` is NULL for an entry that was named. */
static struct prune judge_and_remove(struct monitor *monitor, const struct identity *identity,
                                     const struct policy *policy)
{
    const struct snapshot *snapshot = monitor_look_within(monitor, LOOK_AGE_NS);
    if (snapshot == NULL)
        return (struct prune){.result = PRUNE_NO_MEMORY};
    if (identity->home >= snapshot->home_count)
        return (struct prune){.result = PRUNE_GONE};
    const struct instance *instance = find(snapshot, identity);
    if (instance == NULL)
        return explain_missing(snapshot, identity);
    struct identity now = identity_of(instance);
    if (instance->verdict.state != STATE_STALE)
        return (struct prune){.result = PRUNE_NOT_STALE, .state = instance->verdict.state};
    if (!same_identity(&now, identity))
        return (struct prune){.result = PRUNE_CHANGED};
    if (policy != NULL && prune_needs_name(snapshot, instance, *policy))
        return (struct prune){.result = PRUNE_NEEDS_NAME};
    struct prune prune = {.result = PRUNE_REFUSED};
    prune.removal = removal_remove(snapshot->homes[identity->home].path, instance->entry);
    if (prune.removal.result == REMOVAL_DONE)
        prune.result = PRUNE_REMOVED;
    else if (prune.removal.result == REMOVAL_GONE)
        prune.result = PRUNE_GONE;
    else if (prune.removal.result == REMOVAL_CHANGED)
        prune.result = PRUNE_CHANGED;
    return prune;
}

struct prune prune_entry(struct monitor *monitor, const struct identity *identity)
{
    return judge_and_remove(monitor, identity, NULL);
}

struct prune prune_unnamed(struct monitor *monitor, const struct identity *identity,
                           struct policy policy)
{
    return judge_and_remove(monitor, identity, &policy);
}

size_t prune_explain_removal(const struct removal *removal, char *text, size_t size)
{
    char name[ENTRY_NAME_SIZE * 3];
    const char *reason = removal_result_text(removal->result);
    text_harmless(name, sizeof name, removal->unknown, strlen(removal->unknown), CHARSET_UTF8);
    int length;
    if (removal->result == REMOVAL_UNKNOWN_FILES)
        length = snprintf(text, size, "%s (%s)", reason, name);
    else if (removal->result == REMOVAL_FAILED)
        length = snprintf(text, size, "%s: %s", reason, strerror(removal->error));
    else
        length = snprintf(text, size, "%s", reason);
    return length < 0 ? 0 : (size_t)length < size ? (size_t)length : size - 1;
}

size_t prune_explain(const struct prune *prune, char *text, size_t size)
{
    static const char *const texts[] = {
        [PRUNE_REMOVED] = "removed",
        [PRUNE_GONE] = "gone already",
        [PRUNE_NOT_STALE] = "refused: it is not stale but ",
        [PRUNE_NEEDS_NAME] = "skipped: a living server could have written it; name it to remove it",
        [PRUNE_CHANGED] = "refused: it changed meanwhile",
        [PRUNE_REFUSED] = "refused: ",
        [PRUNE_NO_MEMORY] = "refused: out of memory",
    };
    char reason[PRUNE_TEXT_SIZE] = "";
    if (prune->result == PRUNE_REFUSED)
        prune_explain_removal(&prune->removal, reason, sizeof reason);
    int length = snprintf(text, size, "%s%s%s", texts[prune->result], reason,
                          prune->result == PRUNE_NOT_STALE ? state_name(prune->state) : "");
    return length < 0 ? 0 : (size_t)length < size ? (size_t)length : size - 1;
}
