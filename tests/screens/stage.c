#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "osaurtop/findings.h"
#include "stage.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { USER = 501, HOUR = 3600, DAY = 86400 };

static struct entry *add_entry(struct stage *stage, const char *id, const char *health,
                               unsigned port, int64_t age_s)
{
    struct entry *entry = &stage->entries[stage->entry_count++];
    *entry = (struct entry){
        .local = true,
        .configured = true,
        .owner = USER,
        .mode = 0100644,
        .port = (uint16_t)port,
        .updated_at = {STAGE_NOW_S - age_s, 0},
        .updated_at_from_file = true,
    };
    snprintf(entry->directory, sizeof entry->directory, "%s", id);
    snprintf(entry->id, sizeof entry->id, "%s", id);
    snprintf(entry->health, sizeof entry->health, "%s", health);
    entry->health_kind = strcmp(health, "running") == 0    ? ENTRY_HEALTH_RUNNING
                         : strcmp(health, "starting") == 0 ? ENTRY_HEALTH_STARTING
                                                           : ENTRY_HEALTH_OTHER;
    if (port != 0) {
        snprintf(entry->address, sizeof entry->address, "127.0.0.1");
        snprintf(entry->url, sizeof entry->url, "http://127.0.0.1:%u", port);
        entry->url_published = true;
        entry->exposed_published = true;
    }
    return entry;
}

static void add_process(struct stage *stage, int pid, const char *name, bool matches, int64_t age_s,
                        int64_t memory)
{
    struct system_process *process = &stage->processes[stage->process_count++];
    *process = (struct system_process){
        .pid = pid,
        .owner = USER,
        .matches = matches,
        .start_known = true,
        .started_at = {STAGE_NOW_S - age_s, 0},
        .resident_bytes = memory,
        .cpu_ns = 1000000000,
    };
    snprintf(process->name, sizeof process->name, "%s", name);
    snprintf(process->path, sizeof process->path, "%s/%s",
             matches ? "/Applications/Osaurus.app/Contents/MacOS" : "/usr/bin", name);
}

/* Of the process that was added last. */
static void add_listener(struct stage *stage, const char *address, unsigned port)
{
    struct system_listener *listener = &stage->listeners[stage->listener_count++];
    *listener = (struct system_listener){
        .port = (uint16_t)port, .owner = USER, .process = (int)stage->process_count - 1};
    assert_true(ip_parse(address, &listener->address));
}

static void judge(struct stage *stage)
{
    struct snapshot *snapshot = &stage->snapshot;
    assert_int_equal(snapshot_reserve(snapshot, stage->entry_count, stage->process_count), 0);
    for (size_t i = 0; i < stage->entry_count; i++)
        snapshot->entries[i] = &stage->entries[i];
    snapshot->homes[0].entry_count = stage->entry_count;
    snapshot->evidence = (struct evidence){
        .processes = stage->processes,
        .process_count = stage->process_count,
        .listeners = stage->listeners,
        .listener_count = stage->listener_count,
        .sockets_view = SYSTEM_VIEW_ALL,
        .processes_view = SYSTEM_VIEW_ALL,
        .own_uid = USER,
        .boot_known = true,
        .booted_at = {STAGE_NOW_S - 9 * DAY, 0},
        .taken_at_ns = 1000,
    };
    snapshot_judge(snapshot, stage->entry_count, NULL, policy_default(),
                   (struct timestamp){STAGE_NOW_S, 0});
    assert_int_equal(findings_update(snapshot, policy_default()), 0);
}

static void build_mixed(struct stage *stage)
{
    add_process(stage, 4242, "osaurus", true, 3 * DAY, 9771050598);
    add_listener(stage, "127.0.0.1", 1337);
    add_process(stage, 4310, "osaurus", true, 200, 125829120);
    add_process(stage, 4400, "osaurus", true, 5 * HOUR, 734003200);
    add_listener(stage, "0.0.0.0", 1400);
    add_process(stage, 977, "python3", false, 120, 20971520);
    add_listener(stage, "127.0.0.1", 1500);

    add_entry(stage, "0C9E11AA-51B7-4E0A-8C1E-2C44D1B1F001", "starting", 0, 190);
    struct entry *leaked =
        add_entry(stage, "15AA77B0-0F7B-4A5C-9D3A-6B1E5C0A0002", "running", 1400, 4 * HOUR);
    snprintf(leaked->address, sizeof leaked->address, "192.168.1.20");
    snprintf(leaked->url, sizeof leaked->url, "http://192.168.1.20:1400");
    add_entry(stage, "2B00C4D1-77AF-4D41-B2AF-84D35B1C0003", "running", 1500, HOUR);
    add_entry(stage, "7B1D22C3-3C54-4B0F-A8D2-0E7F9AA10004", "running", 1338, 244);
    struct entry *invalid =
        add_entry(stage, "9D3F0011-8E21-4A6B-9C77-5D2A1B3C0005", "running", 0, 2 * DAY);
    invalid->fault = ENTRY_BAD_FIELD;
    invalid->line = 6;
    invalid->column = 12;
    snprintf(invalid->message, sizeof invalid->message, "port is 0; it must be 1 to 65535");
    add_entry(stage, "F26F8B59-2B64-4C57-8C5A-5A1CE9F9B4A8", "running", 1337, 2 * HOUR);
    add_entry(stage, "F26F8B5A-0000-4000-8000-000000000007", "running", 1337, 4 * DAY);
}

static void build_many(struct stage *stage)
{
    add_process(stage, 4242, "osaurus", true, 3 * DAY, 9771050598);
    add_listener(stage, "127.0.0.1", 1030);
    for (unsigned i = 0; i < 60; i++) {
        char id[64];
        snprintf(id, sizeof id, "%08X-2B64-4C57-8C5A-5A1CE9F9B4A8", 0x10000000u + i * 0x01000000u);
        add_entry(stage, id, "running", 1000 + i, HOUR + i);
    }
}

static void build_hostile(struct stage *stage)
{
    add_process(stage, 4242, "osaurus\033[31m", true, 3 * DAY, 9771050598);
    snprintf(stage->processes[0].path, SYSTEM_PATH_SIZE, "/tmp/\033]0;owned\007/osaurus\n\r");
    add_listener(stage, "127.0.0.1", 1337);
    struct entry *entry = add_entry(stage, "\033[2J\033[Hboom", "run\033[31mning", 1337, HOUR);
    snprintf(entry->url, sizeof entry->url, "http://127.0.0.1:1337/\033]52;c;ZXZpbA==\007");
    add_entry(stage,
              "\xE2\x80\xAE"
              "evil\xE2\x80\xAC",
              "running", 1337, 2 * HOUR);
    add_entry(stage, "\xC3\x28\xA0\xA1\xFF\xFE broken", "\xF0\x28\x8C\x28", 0, 10);
    add_entry(stage, "zero\xE2\x80\x8Bwidth\xCC\x81\xCC\x81",
              "\x01\x02\x7F\xC2\x9B"
              "31m",
              0, 10);
    struct entry *invalid = add_entry(stage, "line\nfeed\ttab\rreturn", "", 0, 10);
    invalid->fault = ENTRY_INVALID_JSON;
    invalid->line = 1;
    invalid->column = 1;
    snprintf(invalid->message, sizeof invalid->message, "unexpected \033[5m character");
}

static void build_wide(struct stage *stage)
{
    add_process(stage, 4242, "osaurus", true, 3 * DAY, 9771050598);
    add_listener(stage, "127.0.0.1", 1337);
    add_entry(stage, "恐竜恐竜恐竜恐竜-1", "running", 1337, HOUR);
    add_entry(stage, "恐竜恐竜恐竜恐竜-2", "実行中です", 0, 2 * HOUR);
    add_entry(stage, "🦕-dinosaur", "starting", 0, 10);
    add_entry(stage, "한국어 이름", "running", 1338, 10);
}

void stage_build(struct stage *stage, enum scene scene)
{
    memset(stage, 0, sizeof *stage);
    struct home_view *home = &stage->snapshot.homes[0];
    stage->snapshot.home_count = 1;
    *home = (struct home_view){.path = "/Users/mo/.osaurus/runtime", .status = DIRECTORY_PRESENT};
    switch (scene) {
    case SCENE_MIXED:
        build_mixed(stage);
        break;
    case SCENE_MISSING:
        home->status = DIRECTORY_MISSING;
        add_process(stage, 4242, "osaurus", true, 3 * DAY, 9771050598);
        add_listener(stage, "127.0.0.1", 1337);
        add_process(stage, 4310, "osaurus", true, 200, 125829120);
        break;
    case SCENE_UNREADABLE:
        home->status = DIRECTORY_UNREADABLE;
        home->error = EACCES;
        break;
    case SCENE_NOT_ONE:
        home->status = DIRECTORY_NOT_ONE;
        break;
    case SCENE_MANY:
        build_many(stage);
        break;
    case SCENE_HOSTILE:
        build_hostile(stage);
        break;
    case SCENE_WIDE:
        home->simulated = true;
        build_wide(stage);
        break;
    default:
        break;
    }
    judge(stage);
}

void stage_free(struct stage *stage)
{
    snapshot_free(&stage->snapshot);
}

void stage_insert_first(struct stage *stage, const char *directory)
{
    assert_true(stage->entry_count < STAGE_ENTRIES);
    struct entry *added = add_entry(stage, directory, "starting", 0, 1);
    struct entry copy = *added;
    memmove(&stage->entries[1], &stage->entries[0],
            (stage->entry_count - 1) * sizeof stage->entries[0]);
    stage->entries[0] = copy;
    judge(stage);
}

void stage_remove(struct stage *stage, const char *directory)
{
    for (size_t i = 0; i < stage->entry_count; i++) {
        if (strcmp(stage->entries[i].directory, directory) != 0)
            continue;
        stage->entry_count--;
        memmove(&stage->entries[i], &stage->entries[i + 1],
                (stage->entry_count - i) * sizeof stage->entries[0]);
        judge(stage);
        return;
    }
    fail_msg("no such entry: %s", directory);
}

static void add_event(const struct event *event, void *context)
{
    event_log_add(context, event);
}

static void ignore_event(const struct event *event, void *context)
{
    (void)event;
    (void)context;
}

struct event_log *stage_log(struct stage *stage, enum charset charset)
{
    struct event_memory *memory = event_memory_new();
    struct event_log *log = event_log_new(charset);
    char watching[64];
    assert_true(memory != NULL && log != NULL);
    const int64_t minutes = 10;
    struct timestamp at = {STAGE_NOW_S - minutes * 60, 0};
    snprintf(watching, sizeof watching, "watching %zu instances", stage->entry_count);
    event_log_note(log, at, watching);

    struct entry *entries = stage->entries;
    size_t count = stage->entry_count;
    assert_int_equal(event_compare(memory, &stage->snapshot, ignore_event, NULL), 0);
    for (size_t i = 0; i < count && i < 4; i++) {
        struct entry changed = entries[i];
        entries[i].port = entries[i].port == 0 ? 0 : 9;
        snprintf(entries[i].health, sizeof entries[i].health, "restarting");
        judge(stage);
        at.s += 60;
        stage->snapshot.taken_at = at;
        assert_int_equal(event_compare(memory, &stage->snapshot, add_event, log), 0);
        entries[i] = changed;
        judge(stage);
        at.s += 60;
        stage->snapshot.taken_at = at;
        assert_int_equal(event_compare(memory, &stage->snapshot, add_event, log), 0);
    }
    judge(stage);
    event_memory_free(memory);
    return log;
}
