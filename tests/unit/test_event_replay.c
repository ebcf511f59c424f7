/* Random looks: replaying every event over nothing gives exactly the last one. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "osaurtop/event.h"

#include <stdio.h>
#include <string.h>

#define NAMES 12
#define LOOKS 4000

static uint64_t random_state;

static unsigned roll(unsigned sides)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (unsigned)((random_state >> 11) % sides);
}

/* One look in memory: entries, their verdicts, and findings. */
struct scene {
    struct entry entries[2 * NAMES];
    struct instance instances[2 * NAMES];
    struct finding findings[128];
    struct system_process processes[4];
    struct snapshot snapshot;
};

static void pick_word(char *text, const char *const *words, unsigned count)
{
    strcpy(text, words[roll(count)]);
}

static void fill_entry(struct entry *entry, unsigned home, unsigned name)
{
    static const char *const healths[] = {"running", "starting", "", "dreaming"};
    static const char *const addresses[] = {"127.0.0.1", "", "10.0.0.1"};
    static const char *const urls[] = {"http://127.0.0.1:1337", "", "http://10.0.0.1:1"};
    memset(entry, 0, sizeof *entry);
    entry->home = home;
    snprintf(entry->directory, sizeof entry->directory, "%c%c", 'A' + name / 3, 'A' + name % 3);
    snprintf(entry->id, sizeof entry->id, "%s", roll(40) == 0 ? "COPY" : entry->directory);
    pick_word(entry->health, healths, 4);
    pick_word(entry->address, addresses, 3);
    pick_word(entry->url, urls, 3);
    entry->port = (uint16_t)(roll(2) * 1337);
}

static void add_findings(struct scene *scene, int instance)
{
    struct snapshot *snapshot = &scene->snapshot;
    for (unsigned left = roll(4); left > 0; left--)
        scene->findings[snapshot->finding_count++] =
            (struct finding){.code = (enum finding_code)roll(FINDING_COUNT),
                             .severity = (enum severity)roll(SEVERITY_COUNT),
                             .instance = instance};
}

static void make_random(struct scene *scene)
{
    struct snapshot *snapshot = &scene->snapshot;
    memset(snapshot, 0, sizeof *snapshot);
    snapshot->taken_at.s = 1795348800;
    snapshot->instances = scene->instances;
    snapshot->findings = scene->findings;
    snapshot->evidence.processes = scene->processes;
    snapshot->evidence.process_count = 4;
    if (roll(3) == 0)
        add_findings(scene, -1);
    unsigned density = roll(4);
    for (unsigned place = 0; place < 2 * NAMES; place++) {
        if (roll(3) >= density)
            continue;
        struct instance *instance = &scene->instances[snapshot->count];
        fill_entry(&scene->entries[snapshot->count], place / NAMES, place % NAMES);
        memset(instance, 0, sizeof *instance);
        instance->entry = &scene->entries[snapshot->count];
        instance->verdict.state = (enum state)roll(STATE_COUNT);
        instance->verdict.reason = (enum reason)roll(REASON_COUNT);
        instance->verdict.exposure = (enum exposure)roll(EXPOSURE_COUNT);
        instance->verdict.attributed = roll(2) == 0;
        instance->verdict.process = instance->verdict.attributed ? (int)roll(4) : SYSTEM_NO_PROCESS;
        instance->first_finding = snapshot->finding_count;
        add_findings(scene, (int)snapshot->count);
        instance->finding_count = snapshot->finding_count - instance->first_finding;
        snapshot->count++;
    }
    if (snapshot->count > 0 && roll(4) != 0)
        snapshot->instances[roll((unsigned)snapshot->count)].pick = true;
}

/* Changes a little, so that most stays as it was. */
static void make_next(struct scene *scene, const struct scene *before)
{
    *scene = *before;
    scene->snapshot.instances = scene->instances;
    scene->snapshot.findings = scene->findings;
    scene->snapshot.evidence.processes = scene->processes;
    for (size_t i = 0; i < scene->snapshot.count; i++)
        scene->instances[i].entry = &scene->entries[i];
    if (scene->snapshot.count == 0)
        return;
    for (unsigned left = roll(3); left > 0; left--) {
        struct instance *instance = &scene->instances[roll((unsigned)scene->snapshot.count)];
        struct entry *entry = &scene->entries[instance - scene->instances];
        switch (roll(6)) {
        case 0:
            fill_entry(entry, entry->home,
                       (unsigned)((entry->directory[0] - 'A') * 3 + entry->directory[1] - 'A'));
            break;
        case 1:
            instance->verdict.state = (enum state)roll(STATE_COUNT);
            break;
        case 2:
            instance->verdict.exposure = (enum exposure)roll(EXPOSURE_COUNT);
            break;
        case 3:
            instance->verdict.attributed = roll(2) == 0;
            instance->verdict.process = (int)roll(4);
            break;
        case 4:
            instance->pick = !instance->pick;
            break;
        default:
            if (instance->finding_count > 0)
                scene->findings[instance->first_finding].code =
                    (enum finding_code)roll(FINDING_COUNT);
            break;
        }
    }
}

static struct event_facts facts_of(const struct snapshot *snapshot, size_t index)
{
    const struct instance *instance = &snapshot->instances[index];
    const struct entry *entry = instance->entry;
    struct event_facts facts;
    memset(&facts, 0, sizeof facts);
    facts.home = entry->home;
    strcpy(facts.directory, entry->directory);
    strcpy(facts.id, entry->id);
    strcpy(facts.health, entry->health);
    strcpy(facts.address, entry->address);
    strcpy(facts.url, entry->url);
    facts.port = entry->port;
    facts.state = instance->verdict.state;
    facts.reason = instance->verdict.reason;
    facts.exposure = instance->verdict.exposure;
    if (instance->verdict.attributed)
        facts.pid = (long)snapshot->evidence.processes[instance->verdict.process].pid;
    facts.pick = instance->pick;
    for (size_t i = 0; i < snapshot->finding_count; i++)
        if (snapshot->findings[i].instance == (int)index)
            facts.findings |= 1u << snapshot->findings[i].code;
    return facts;
}

static bool same(const struct event_facts *a, const struct event_facts *b)
{
    return a->home == b->home && strcmp(a->directory, b->directory) == 0 &&
           strcmp(a->id, b->id) == 0 && strcmp(a->health, b->health) == 0 &&
           strcmp(a->address, b->address) == 0 && strcmp(a->url, b->url) == 0 &&
           a->port == b->port && a->state == b->state && a->reason == b->reason &&
           a->exposure == b->exposure && a->pid == b->pid && a->pick == b->pick &&
           a->findings == b->findings;
}

/* What somebody knows who heard the events and nothing else. */
struct replica {
    struct event_facts facts[2 * NAMES];
    size_t count;
    uint32_t directory_findings;
};

static struct replica replica;

static size_t place_of(const struct event_facts *facts)
{
    size_t place = 0;
    while (place < replica.count && (replica.facts[place].home != facts->home ||
                                     strcmp(replica.facts[place].directory, facts->directory) != 0))
        place++;
    return place;
}

static void replay(const struct event *event, void *context)
{
    (void)context;
    bool had = event->before.directory[0] != '\0';
    bool has = event->after.directory[0] != '\0';
    if (!had && !has) {
        uint32_t bit = 1u << event->finding;
        bool raised = event->kind == EVENT_RAISED;
        assert_true(raised || event->kind == EVENT_CLEARED);
        assert_int_equal((replica.directory_findings & bit) != 0, !raised);
        replica.directory_findings ^= bit;
        return;
    }
    size_t place = place_of(had ? &event->before : &event->after);
    assert_int_equal(event->kind == EVENT_APPEARED, !had);
    assert_int_equal(event->kind == EVENT_GONE, !has);
    /* Known before exactly when the event says so, with these facts or already with those after. */
    assert_int_equal(place < replica.count, had);
    if (had)
        assert_true(same(&replica.facts[place], &event->before) ||
                    same(&replica.facts[place], &event->after));
    if (has) {
        assert_true(place < 2 * NAMES);
        replica.facts[place] = event->after;
        replica.count += !had;
    } else {
        replica.facts[place] = replica.facts[--replica.count];
    }
}

static void assert_replica_is(const struct snapshot *snapshot)
{
    uint32_t directory_findings = 0;
    for (size_t i = 0; i < snapshot->finding_count; i++)
        if (snapshot->findings[i].instance < 0)
            directory_findings |= 1u << snapshot->findings[i].code;
    assert_int_equal(replica.directory_findings, directory_findings);
    assert_int_equal(replica.count, snapshot->count);
    for (size_t i = 0; i < snapshot->count; i++) {
        struct event_facts facts = facts_of(snapshot, i);
        size_t place = place_of(&facts);
        assert_true(place < replica.count);
        assert_true(same(&replica.facts[place], &facts));
    }
}

static void refuse(const struct event *event, void *context)
{
    (void)context;
    fail_msg("nothing changed, and %s was told", event_kind_name(event->kind));
}

static void replaying_every_event_gives_the_last_look(void **state)
{
    (void)state;
    static struct scene scenes[2];
    struct event_memory *memory = event_memory_new();
    assert_non_null(memory);
    memset(&replica, 0, sizeof replica);
    random_state = UINT64_C(0x9E3779B97F4A7C15);
    for (int s = 0; s < 2; s++)
        for (int i = 0; i < 4; i++)
            scenes[s].processes[i].pid = 100 + i;
    for (int look = 0; look < LOOKS; look++) {
        struct scene *scene = &scenes[look % 2];
        if (look == 0 || roll(4) == 0)
            make_random(scene);
        else
            make_next(scene, &scenes[(look + 1) % 2]);
        assert_int_equal(event_compare(memory, &scene->snapshot, replay, NULL), 0);
        assert_replica_is(&scene->snapshot);
        assert_int_equal(event_compare(memory, &scene->snapshot, refuse, NULL), 0);
    }
    event_memory_free(memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replaying_every_event_gives_the_last_look),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
