#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 16

/* The words of one line. */
struct line {
    char text[512];
    char *words[WORDS_MAX];
    size_t count;
};

static void split(struct line *line, const char *text, size_t length)
{
    assert_true(length < sizeof line->text);
    memcpy(line->text, text, length);
    line->text[length] = '\0';
    line->count = 0;
    char *rest = NULL;
    for (char *word = strtok_r(line->text, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest)) {
        assert_true(line->count < WORDS_MAX);
        line->words[line->count++] = word;
    }
}

/* The value of "name=value" or, for a lone word, ""; NULL when it is not there. */
static const char *option(const struct line *line, const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 1; i < line->count; i++) {
        if (strncmp(line->words[i], name, length) != 0)
            continue;
        if (line->words[i][length] == '=')
            return line->words[i] + length + 1;
        if (line->words[i][length] == '\0')
            return line->words[i] + length;
    }
    return NULL;
}

static const char *option_or(const struct line *line, const char *name, const char *otherwise)
{
    const char *value = option(line, name);
    return value != NULL ? value : otherwise;
}

static struct timestamp moment(const char *seconds)
{
    double offset = strtod(seconds, NULL);
    struct timestamp now = {WORLD_NOW_S, 0};
    return timestamp_add_ms(now, (int64_t)(offset * 1000 + (offset < 0 ? -0.5 : 0.5)));
}

static enum entry_fault fault_of(const char *code)
{
    for (int fault = ENTRY_SOUND; fault <= ENTRY_BAD_FIELD; fault++)
        if (strcmp(entry_fault_code((enum entry_fault)fault), code) == 0)
            return (enum entry_fault)fault;
    fail_msg("no such fault: %s", code);
    return ENTRY_SOUND;
}

static enum entry_health health_of(const char *health)
{
    if (strcmp(health, "running") == 0)
        return ENTRY_HEALTH_RUNNING;
    if (strcmp(health, "starting") == 0)
        return ENTRY_HEALTH_STARTING;
    return strcmp(health, "restarting") == 0 ? ENTRY_HEALTH_RESTARTING : ENTRY_HEALTH_OTHER;
}

static void add_probe(struct probe_result *probe, const char *word, const char *at)
{
    probe->asked = true;
    probe->answered = strcmp(word, "silent") != 0;
    probe->identified = strcmp(word, "identified") == 0;
    probe->key_required = strcmp(word, "401") == 0;
    probe->health_asked = strcmp(word, "answered") != 0;
    probe->health_answered = probe->answered && strcmp(word, "busy") != 0;
    probe->at = moment(at);
}

static void add_entry(struct world *world, size_t at, const struct line *line)
{
    struct entry *entry = &world->entries[at];
    const char *health = option_or(line, "health", "running");
    const char *port = option(line, "port");
    memset(entry, 0, sizeof *entry);
    snprintf(entry->directory, sizeof entry->directory, "%s", line->words[1]);
    snprintf(entry->id, sizeof entry->id, "%s", option_or(line, "id", line->words[1]));
    entry->mode = (mode_t)(0100000 | strtol(option_or(line, "mode", "644"), NULL, 8));
    entry->home = option(line, "legacy") != NULL;
    entry->local = option(line, "remote") == NULL;
    entry->configured = option(line, "empty") == NULL;
    entry->owner = (uid_t)atoi(option_or(line, "owner", "501"));
    entry->seen_at_ns = option(line, "seen") != NULL ? 2000 : 0;
    entry->fault = fault_of(option_or(line, "fault", ""));
    if (entry->configured) {
        snprintf(entry->health, sizeof entry->health, "%s", health);
        entry->health_kind = health_of(health);
    } else {
        entry->health_kind = ENTRY_HEALTH_OTHER;
    }
    if (port != NULL) {
        entry->port = (uint16_t)atoi(port);
        snprintf(entry->address, sizeof entry->address, "%s", option_or(line, "addr", "127.0.0.1"));
        char built[ENTRY_ADDRESS_SIZE + 32];
        snprintf(built, sizeof built, "http://%s:%s", entry->address, port);
        snprintf(entry->url, sizeof entry->url, "%s", option_or(line, "url", built));
        entry->url_published = true;
    }
    entry->exposed = option(line, "exposed") != NULL;
    entry->updated_at = moment(option_or(line, "at", "-100"));
    entry->updated_at_from_file = true;
    if (option(line, "written") != NULL)
        entry->file.modified_at = moment(option(line, "written"));

    world->probes[at] = (struct probe_result){0};
    if (option(line, "probe") != NULL)
        add_probe(&world->probes[at], option(line, "probe"), option_or(line, "probed", "-1"));
}

static void add_process(struct world *world, size_t at, const struct line *line, bool matches)
{
    struct system_process *process = &world->processes[at];
    const char *start = option_or(line, "start", matches ? "-1000" : "-50");
    const char *name = matches ? "osaurus" : "python3";
    memset(process, 0, sizeof *process);
    process->pid = (pid_t)atoi(line->words[1]);
    process->owner = (uid_t)atoi(option_or(line, "owner", "501"));
    process->matches = matches;
    snprintf(process->name, sizeof process->name, "%s", name);
    snprintf(process->path, sizeof process->path, "/Applications/Osaurus.app/Contents/%s/%s",
             option(line, "helper") != NULL ? "Helpers" : "MacOS", name);
    process->sockets_hidden = option(line, "hidden") != NULL;
    process->start_known = strcmp(start, "?") != 0;
    if (process->start_known)
        process->started_at = moment(start);
    process->resident_bytes = strtoll(option_or(line, "memory", "-1"), NULL, 10);
    process->cpu_ns = -1;
}

static void add_listener(struct world *world, size_t at, size_t process_count,
                         const struct line *line)
{
    struct system_listener *listener = &world->listeners[at];
    const char *pid = option(line, "pid");
    assert_true(line->count >= 3);
    memset(listener, 0, sizeof *listener);
    assert_true(ip_parse(line->words[1], &listener->address));
    listener->port = (uint16_t)atoi(line->words[2]);
    listener->v6_only = option(line, "v6only") != NULL;
    listener->owner = (uid_t)atoi(option_or(line, "owner", "501"));
    listener->process = SYSTEM_NO_PROCESS;
    for (size_t i = 0; pid != NULL && i < process_count; i++)
        if (world->processes[i].pid == (pid_t)atoi(pid))
            listener->process = (int)i;
    if (pid != NULL && listener->process == SYSTEM_NO_PROCESS)
        fail_msg("listen: no process %s before it", pid);
}

/* They stand newest first. */
static void add_crash(struct crash_reports *reports, const struct line *line)
{
    struct crash_report report = {.modified_at = moment(line->words[2])};
    snprintf(report.name, sizeof report.name, "%s", line->words[1]);
    size_t at = reports->count++;
    assert_true(at < CRASH_REPORTS_MAX);
    while (at > 0 &&
           timestamp_compare(reports->reports[at - 1].modified_at, report.modified_at) < 0) {
        reports->reports[at] = reports->reports[at - 1];
        at--;
    }
    reports->reports[at] = report;
}

static enum system_view view_of(const char *word)
{
    if (strcmp(word, "none") == 0)
        return SYSTEM_VIEW_NONE;
    return strcmp(word, "own") == 0 ? SYSTEM_VIEW_OWN : SYSTEM_VIEW_ALL;
}

static void add_line(struct world *world, size_t *entry_count, const struct line *line)
{
    struct evidence *evidence = &world->snapshot.evidence;
    const char *kind = line->words[0];
    if (strcmp(kind, "entry") == 0)
        add_entry(world, (*entry_count)++, line);
    else if (strcmp(kind, "server") == 0)
        add_process(world, evidence->process_count++, line, true);
    else if (strcmp(kind, "stranger") == 0)
        add_process(world, evidence->process_count++, line, false);
    else if (strcmp(kind, "listen") == 0)
        add_listener(world, evidence->listener_count++, evidence->process_count, line);
    else if (strcmp(kind, "own") == 0)
        assert_true(ip_parse(line->words[1], &world->addresses[evidence->address_count++]));
    else if (strcmp(kind, "links") == 0)
        world->snapshot.homes[0].links_ignored = (size_t)atoi(line->words[1]);
    else if (strcmp(kind, "crash") == 0)
        add_crash(&world->crash_reports, line);
    else if (strcmp(kind, "boot") == 0)
        evidence->booted_at = moment(line->words[1]);
    else if (strcmp(kind, "view") == 0) {
        evidence->sockets_view = view_of(option_or(line, "sockets", "all"));
        evidence->processes_view = view_of(option_or(line, "processes", "all"));
    } else {
        fail_msg("not a line of a world: %s", kind);
    }
}

void world_judge(struct world *world, const char *text)
{
    size_t entry_count = 0;
    memset(world, 0, sizeof *world);
    struct snapshot *snapshot = &world->snapshot;
    snapshot->evidence = (struct evidence){.processes = world->processes,
                                           .listeners = world->listeners,
                                           .addresses = world->addresses,
                                           .sockets_view = SYSTEM_VIEW_ALL,
                                           .processes_view = SYSTEM_VIEW_ALL,
                                           .own_uid = 501,
                                           .boot_known = true,
                                           .booted_at = moment("-100000"),
                                           .taken_at_ns = 1000};
    snapshot->home_count = 2;
    snapshot->homes[0] = (struct home_view){.path = "/home/ada/.osaurus/runtime"};
    snapshot->homes[1] = (struct home_view){.path = "/home/ada/old", .legacy = true};
    snapshot->crash_reports = &world->crash_reports;
    snprintf(world->crash_reports.directory, sizeof world->crash_reports.directory,
             "/home/ada/Library/Logs/DiagnosticReports");
    while (*text != '\0') {
        size_t length = strcspn(text, ";");
        struct line line;
        split(&line, text, length);
        if (line.count > 0)
            add_line(world, &entry_count, &line);
        text += length + (text[length] == ';');
    }
    assert_int_equal(snapshot_reserve(snapshot, entry_count, snapshot->evidence.process_count), 0);
    for (size_t i = 0; i < entry_count; i++) {
        snapshot->entries[i] = &world->entries[i];
        snapshot->homes[world->entries[i].home].entry_count++;
    }
    snapshot_judge(snapshot, entry_count, world->probes, policy_default(),
                   (struct timestamp){WORLD_NOW_S, 0});
    assert_int_equal(findings_update(snapshot, policy_default()), 0);
}

void world_free(struct world *world)
{
    snapshot_free(&world->snapshot);
}

const struct instance *world_instance(const struct world *world, const char *name)
{
    for (size_t i = 0; i < world->snapshot.count; i++)
        if (strcmp(world->snapshot.instances[i].entry->directory, name) == 0)
            return &world->snapshot.instances[i];
    fail_msg("no instance is called %s", name);
    return NULL;
}

static const char *name_at(const struct world *world, int index)
{
    return index < 0 ? "-" : world->snapshot.instances[index].entry->directory;
}

const char *world_differs(const struct world *world, const char *expected)
{
    static char difference[1024];
    struct line line;
    char with_head[512];
    snprintf(with_head, sizeof with_head, "expect %s", expected);
    split(&line, with_head, strlen(with_head));
    for (size_t i = 1; i < line.count; i++) {
        char *value = strchr(line.words[i], '=');
        assert_non_null(value);
        *value++ = '\0';
        char actual[ENTRY_NAME_SIZE];
        if (strcmp(line.words[i], "pick") == 0) {
            snprintf(actual, sizeof actual, "%s", name_at(world, world->snapshot.pick));
        } else if (strcmp(line.words[i], "best") == 0) {
            snprintf(actual, sizeof actual, "%s", name_at(world, world->snapshot.best));
        } else {
            const struct verdict *verdict = &world_instance(world, line.words[i])->verdict;
            bool with_exposure = strchr(value, '/') != strrchr(value, '/');
            snprintf(actual, sizeof actual, "%s/%s%s%s", state_name(verdict->state),
                     reason_code(verdict->reason), with_exposure ? "/" : "",
                     with_exposure ? exposure_name(verdict->exposure) : "");
        }
        if (strcmp(actual, value) != 0) {
            snprintf(difference, sizeof difference, "%s is %s, not %s", line.words[i], actual,
                     value);
            return difference;
        }
    }
    return NULL;
}

const char *world_findings(const struct world *world)
{
    static char all[2048];
    size_t length = 0;
    all[0] = '\0';
    for (size_t i = 0; i < world->snapshot.finding_count; i++) {
        const struct finding *finding = &world->snapshot.findings[i];
        int added = snprintf(all + length, sizeof all - length, "%s%s: %s %s",
                             length > 0 ? "; " : "", severity_name(finding->severity),
                             finding->instance < 0 ? "." : name_at(world, finding->instance),
                             finding_code_name(finding->code));
        assert_true(added > 0 && (size_t)added < sizeof all - length);
        length += (size_t)added;
    }
    return all;
}

const struct finding *world_finding(const struct world *world, enum finding_code code)
{
    for (size_t i = 0; i < world->snapshot.finding_count; i++)
        if (world->snapshot.findings[i].code == code)
            return &world->snapshot.findings[i];
    fail_msg("%s is not found", finding_code_name(code));
    return NULL;
}
