#include "config.h"

#include "osaurtop/snapshot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void snapshot_free(struct snapshot *snapshot)
{
    free(snapshot->instances);
    free(snapshot->entries);
    free(snapshot->verdicts);
    free(snapshot->servers);
    free(snapshot->prefixes);
    free(snapshot->order);
    free(snapshot->findings);
    memset(snapshot, 0, sizeof *snapshot);
}

static bool grow(void **array, size_t count, size_t size)
{
    void *larger = realloc(*array, count * size);
    if (larger != NULL)
        *array = larger;
    return larger != NULL;
}

int snapshot_reserve(struct snapshot *snapshot, size_t count, size_t process_count)
{
    if (count > snapshot->capacity) {
        size_t capacity = count + count / 2 + 8;
        void *instances = snapshot->instances;
        void *entries = snapshot->entries;
        void *verdicts = snapshot->verdicts;
        void *prefixes = snapshot->prefixes;
        void *order = snapshot->order;
        bool grown = grow(&instances, capacity, sizeof *snapshot->instances);
        grown = grow(&entries, capacity, sizeof *snapshot->entries) && grown;
        grown = grow(&verdicts, capacity, sizeof *snapshot->verdicts) && grown;
        grown = grow(&prefixes, capacity, sizeof *snapshot->prefixes) && grown;
        grown = grow(&order, capacity, sizeof *snapshot->order) && grown;
        snapshot->instances = instances;
        snapshot->entries = entries;
        snapshot->verdicts = verdicts;
        snapshot->prefixes = prefixes;
        snapshot->order = order;
        if (!grown)
            return -1;
        snapshot->capacity = capacity;
    }
    if (process_count > snapshot->server_capacity) {
        size_t capacity = process_count + process_count / 2 + 8;
        void *servers = snapshot->servers;
        bool grown = grow(&servers, capacity, sizeof *snapshot->servers);
        snapshot->servers = servers;
        if (!grown)
            return -1;
        snapshot->server_capacity = capacity;
    }
    return 0;
}

void snapshot_judge(struct snapshot *snapshot, size_t count, const struct probe_result *probes,
                    struct policy policy, struct timestamp now)
{
    struct case_file file = {.entries = snapshot->entries,
                             .count = count,
                             .evidence = &snapshot->evidence,
                             .probes = probes,
                             .policy = policy,
                             .now = now};
    verdict_judge(&file, snapshot->verdicts, snapshot->servers);
    id_prefix_find(snapshot->entries, count, snapshot->order, snapshot->prefixes);
    snapshot->taken_at = now;
    snapshot->count = count;
    snapshot->probes = probes;
    memset(snapshot->state_counts, 0, sizeof snapshot->state_counts);
    for (size_t i = 0; i < count; i++) {
        snapshot->instances[i] = (struct instance){.entry = snapshot->entries[i],
                                                   .verdict = snapshot->verdicts[i],
                                                   .prefix = snapshot->prefixes[i]};
        snapshot->state_counts[snapshot->verdicts[i].state]++;
    }
    snapshot->pick = snapshot_pick(snapshot->instances, count);
    snapshot->best = snapshot_best(snapshot->instances, count, snapshot->pick);
    if (snapshot->pick >= 0)
        snapshot->instances[snapshot->pick].pick = true;
    if (snapshot->best >= 0)
        snapshot->instances[snapshot->best].best = true;
}

static bool newer(const struct instance *a, const struct instance *b)
{
    return timestamp_compare(a->entry->updated_at, b->entry->updated_at) > 0;
}

int snapshot_pick(const struct instance *instances, size_t count)
{
    int pick = -1;
    for (size_t i = 0; i < count; i++) {
        const struct entry *entry = instances[i].entry;
        if (entry->home != 0 || entry->fault != ENTRY_SOUND || !entry->configured ||
            entry->health_kind != ENTRY_HEALTH_RUNNING)
            continue;
        if (pick < 0 || newer(&instances[i], &instances[pick]))
            pick = (int)i;
    }
    return pick;
}

static int newest_in_state(const struct instance *instances, size_t count, enum state state)
{
    int newest = -1;
    for (size_t i = 0; i < count; i++) {
        if (instances[i].verdict.state != state ||
            (state != STATE_LIVE && instances[i].entry->health_kind != ENTRY_HEALTH_RUNNING))
            continue;
        if (newest < 0 || newer(&instances[i], &instances[newest]))
            newest = (int)i;
    }
    return newest;
}

int snapshot_best(const struct instance *instances, size_t count, int pick)
{
    if (pick >= 0 && instances[pick].verdict.state == STATE_LIVE)
        return pick;
    int best = newest_in_state(instances, count, STATE_LIVE);
    return best >= 0 ? best : newest_in_state(instances, count, STATE_UNVERIFIED);
}

const struct system_process *snapshot_server(const struct snapshot *snapshot,
                                             const struct instance *instance)
{
    bool on_its_way = instance->entry->configured && (instance->verdict.state == STATE_STARTING ||
                                                      instance->verdict.state == STATE_STUCK);
    return instance->verdict.attributed || on_its_way ? snapshot_process(snapshot, instance) : NULL;
}

const struct system_process *snapshot_process(const struct snapshot *snapshot,
                                              const struct instance *instance)
{
    if (instance->verdict.process == SYSTEM_NO_PROCESS)
        return NULL;
    return &snapshot->evidence.processes[instance->verdict.process];
}
