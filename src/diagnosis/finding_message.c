#include "config.h"

#include "finding_subject.h"
#include "osaurtop/findings.h"

#include <string.h>

/* Servers named one by one with their memory; more than that are only counted. */
#define NAMED_MAX 4

/* The state's own explanation, as the middle of a sentence. */
static void say_why(const struct subject *subject)
{
    struct sentence *sentence = subject->sentence;
    sentence->length +=
        snapshot_explain(subject->snapshot, subject->instance, sentence->text + sentence->length,
                         sentence->size - sentence->length);
}

static void say_written(const struct subject *subject)
{
    struct timestamp updated_at = subject->instance->entry->updated_at;
    struct timestamp now = subject->snapshot->taken_at;
    int64_t elapsed_s = timestamp_elapsed_s(updated_at, now);
    if (elapsed_s >= 1) {
        say(subject->sentence, "last written ");
        say_span(subject->sentence, updated_at, now);
        say(subject->sentence, " ago");
    } else if (elapsed_s >= -2) {
        say(subject->sentence, "last written just now");
    } else {
        say(subject->sentence, "dated ");
        say_span(subject->sentence, now, updated_at);
        say(subject->sentence, " ahead");
    }
}

/* "osaurus (pid 42) listens on 0.0.0.0:1337" */
static void say_bound(const struct subject *subject)
{
    const struct verdict *verdict = &subject->instance->verdict;
    say_process(subject->sentence, &subject->snapshot->evidence.processes[verdict->process]);
    say(subject->sentence, " listens on ");
    say_listeners(subject->sentence, &subject->snapshot->evidence, verdict->process,
                  subject->instance->entry->port);
}

static void tell_pick_is_stale(const struct subject *subject)
{
    say(subject->sentence, "Every client connects here, and its server is gone: ");
    say_why(subject);
    say(subject->sentence, "; ");
    say_written(subject);
}

static void tell_lan_leaked(const struct subject *subject)
{
    say(subject->sentence, "Says local, but ");
    say_bound(subject);
    say(subject->sentence, ": other machines can connect");
}

static const struct system_listener *own_listener(const struct subject *subject)
{
    const struct evidence *evidence = &subject->snapshot->evidence;
    const struct system_listener *found = NULL;
    for (size_t l = 0; l < evidence->listener_count; l++) {
        const struct system_listener *listener = &evidence->listeners[l];
        if (listener->process == subject->instance->verdict.process &&
            listener->port == subject->instance->entry->port &&
            (found == NULL || ip_is_wildcard(&found->address)))
            found = listener;
    }
    return found;
}

/* Which of two listeners on one port a client reaches; `a` is the more specific one. */
static void say_reached(struct sentence *sentence, const struct evidence *evidence,
                        const struct system_listener *a, const struct system_listener *b)
{
    long a_pid = (long)evidence->processes[a->process].pid;
    long b_pid = (long)evidence->processes[b->process].pid;
    char a_text[IP_TEXT_SIZE];
    char b_text[IP_TEXT_SIZE];
    ip_format(&a->address, a_text);
    ip_format(&b->address, b_text);
    if (ip_equal(&a->address, &b->address))
        say(sentence, "either may answer");
    else if (ip_is_wildcard(&a->address))
        say(sentence, "IPv4 clients reach pid %ld, IPv6 clients pid %ld",
            a->address.family == IP_V4 ? a_pid : b_pid, a->address.family == IP_V4 ? b_pid : a_pid);
    else if (ip_is_wildcard(&b->address))
        say(sentence, "clients of %s reach pid %ld, all others pid %ld", a_text, a_pid, b_pid);
    else
        say(sentence, "clients of %s reach pid %ld, those of %s pid %ld", a_text, a_pid, b_text,
            b_pid);
}

static void tell_duplicate_port(const struct subject *subject)
{
    const struct evidence *evidence = &subject->snapshot->evidence;
    const struct system_listener *a = own_listener(subject);
    const struct system_listener *b = &evidence->listeners[subject->finding->listener];
    if (ip_is_wildcard(&a->address)) {
        const struct system_listener *wildcard = a;
        a = b;
        b = wildcard;
    }
    say_process(subject->sentence, &evidence->processes[a->process]);
    say(subject->sentence, " listens on ");
    say_listener(subject->sentence, a);
    say(subject->sentence, " and ");
    say_process(subject->sentence, &evidence->processes[b->process]);
    say(subject->sentence, " on ");
    say_listener(subject->sentence, b);
    say(subject->sentence, ": ");
    say_reached(subject->sentence, evidence, a, b);
}

static void tell_lan_not_bound(const struct subject *subject)
{
    say(subject->sentence, "Says exposed, but ");
    say_bound(subject);
    say(subject->sentence, " only: other machines cannot connect");
}

static void tell_address_moved(const struct subject *subject)
{
    say(subject->sentence, "Publishes ");
    say_text(subject->sentence, subject->instance->entry->address);
    say(subject->sentence, ", which is no address of this machine now: clients that take its URL "
                           "cannot connect");
}

static void tell_stale_entry(const struct subject *subject)
{
    say(subject->sentence, "Left behind: ");
    say_why(subject);
    say(subject->sentence, "; ");
    say_written(subject);
}

static void tell_stuck(const struct subject *subject)
{
    say(subject->sentence, "Not running yet: ");
    say_why(subject);
    say(subject->sentence, ", which should take seconds");
}

static void tell_hung(const struct subject *subject)
{
    const struct system_process *process = snapshot_process(subject->snapshot, subject->instance);
    say_process(subject->sentence, process);
    say(subject->sentence, " ");
    say_why(subject);
}

static void tell_app_stuck(const struct subject *subject)
{
    say(subject->sentence,
        "Answers on %u, but not to /health: the app's main thread is busy or stuck",
        (unsigned)subject->instance->entry->port);
}

static void tell_foreign_port(const struct subject *subject)
{
    const struct evidence *evidence = &subject->snapshot->evidence;
    const struct system_listener *listener = &evidence->listeners[subject->finding->listener];
    if (subject->instance->verdict.attributed) {
        say_bound(subject);
        say(subject->sentence, ", and ");
        say_holder(subject->sentence, evidence, listener);
        say(subject->sentence, " on ");
        say_listener(subject->sentence, listener);
        say(subject->sentence, " too: some clients reach that instead");
    } else {
        say(subject->sentence, "Port %u is held by ", (unsigned)listener->port);
        say_holder(subject->sentence, evidence, listener);
        if (listener->process != SYSTEM_NO_PROCESS &&
            evidence->processes[listener->process].start_known) {
            say(subject->sentence, ", which has run for ");
            say_span(subject->sentence, evidence->processes[listener->process].started_at,
                     subject->snapshot->taken_at);
        }
        say(subject->sentence, ": clients of this entry reach another program");
    }
}

static void tell_port_mismatch(const struct subject *subject)
{
    say(subject->sentence, "Dead or elsewhere: ");
    say_why(subject);
}

static void tell_unpublished(const struct subject *subject)
{
    const struct evidence *evidence = &subject->snapshot->evidence;
    say_process(subject->sentence, &evidence->processes[subject->finding->process]);
    say(subject->sentence, " listens on ");
    say_listeners(subject->sentence, evidence, subject->finding->process, 0);
    say(subject->sentence, " and publishes nothing here: clients do not find it");
}

static void tell_server_stopped(const struct subject *subject)
{
    say_process(subject->sentence,
                &subject->snapshot->evidence.processes[subject->finding->process]);
    say(subject->sentence, " runs and listens nowhere: its server is stopped, or its port was "
                           "taken when it started");
}

static void tell_key_required(const struct subject *subject)
{
    enum exposure exposure = subject->instance->verdict.exposure;
    say(subject->sentence, "Answers 401 on %u: it wants an access key",
        (unsigned)subject->instance->entry->port);
    if (exposure == EXPOSURE_LAN || exposure == EXPOSURE_LEAKED)
        say(subject->sentence, ", as every server bound beyond loopback does, even from 127.0.0.1");
}

static void tell_several_live(const struct subject *subject)
{
    const struct snapshot *snapshot = subject->snapshot;
    size_t living = 0;
    for (size_t i = 0; i < snapshot->count; i++)
        living += snapshot->instances[i].verdict.attributed;
    say(subject->sentence, "%zu servers live, each with memory of its own: ", living);
    size_t said = 0;
    for (size_t i = 0; i < snapshot->count && said < NAMED_MAX; i++) {
        const struct instance *instance = &snapshot->instances[i];
        if (!instance->verdict.attributed)
            continue;
        const struct system_process *process = snapshot_process(snapshot, instance);
        say(subject->sentence, "%s", said++ == 0 ? "" : ", ");
        say_id(subject->sentence, instance);
        say(subject->sentence, " (pid %ld) ", (long)process->pid);
        say_memory(subject->sentence, process);
    }
    if (living > said)
        say(subject->sentence, ", and %zu more", living - said);
}

static void tell_crash_report(const struct subject *subject)
{
    const struct crash_report *report =
        &subject->snapshot->crash_reports->reports[subject->finding->report];
    say(subject->sentence, "A crash report of Osaurus is from ");
    say_span(subject->sentence, subject->instance->entry->updated_at, report->modified_at);
    say(subject->sentence, " after ");
    say_id(subject->sentence, subject->instance);
    say(subject->sentence, " was written: ");
    say_text(subject->sentence, report->name);
}

static void tell_old_unverified(const struct subject *subject)
{
    say(subject->sentence, "No proof of life or death, and not written for ");
    say_span(subject->sentence, subject->instance->entry->updated_at, subject->snapshot->taken_at);
    say(subject->sentence, ": ");
    say_why(subject);
}

static void tell_clock_skew(const struct subject *subject)
{
    say(subject->sentence, "Dated ");
    say_span(subject->sentence, subject->snapshot->taken_at, subject->instance->entry->updated_at);
    say(subject->sentence, " ahead of this machine's clock: clients take it for the newest");
}

static void tell_loose_permissions(const struct subject *subject)
{
    const struct entry *entry = subject->instance->entry;
    say(subject->sentence,
        "Others than its owner may change its %s (mode %03o), and with it where "
        "clients connect",
        entry->configured ? "file" : "directory", (unsigned)(entry->mode & 0777));
}

static void tell_other_owner(const struct subject *subject)
{
    say(subject->sentence, "Belongs to user %lu, while osaurtop runs as user %lu",
        (unsigned long)subject->instance->entry->owner,
        (unsigned long)subject->snapshot->evidence.own_uid);
}

static void tell_symlink_ignored(const struct subject *subject)
{
    const struct home_view *home = &subject->snapshot->homes[subject->finding->home];
    if (home->links_ignored == 1)
        say(subject->sentence, "1 subdirectory is a symbolic link, which is no entry: some clients "
                               "follow it, and some do not");
    else
        say(subject->sentence,
            "%zu subdirectories are symbolic links, which are no entries: some clients follow "
            "them, and some do not",
            home->links_ignored);
}

static void tell_legacy_directory(const struct subject *subject)
{
    const struct snapshot *snapshot = subject->snapshot;
    const struct home_view *home = &snapshot->homes[subject->finding->home];
    size_t stale = 0;
    for (size_t i = 0; i < snapshot->count; i++)
        if ((int)snapshot->instances[i].entry->home == subject->finding->home)
            stale += snapshot->instances[i].verdict.state == STATE_STALE;
    say(subject->sentence,
        "%zu %s of an older Osaurus (%zu stale), where no client looks: ", home->entry_count,
        home->entry_count == 1 ? "entry" : "entries", stale);
    say_text(subject->sentence, home->path);
}

static void tell_invalid_entry(const struct subject *subject)
{
    say(subject->sentence, "Its file cannot be believed, and clients skip it: ");
    say_why(subject);
}

static void (*const tellers[FINDING_COUNT])(const struct subject *subject) = {
    [FINDING_PICK_IS_STALE] = tell_pick_is_stale,
    [FINDING_LAN_LEAKED] = tell_lan_leaked,
    [FINDING_DUPLICATE_PORT] = tell_duplicate_port,
    [FINDING_LAN_NOT_BOUND] = tell_lan_not_bound,
    [FINDING_ADDRESS_MOVED] = tell_address_moved,
    [FINDING_STALE_ENTRY] = tell_stale_entry,
    [FINDING_STUCK] = tell_stuck,
    [FINDING_HUNG] = tell_hung,
    [FINDING_APP_STUCK] = tell_app_stuck,
    [FINDING_FOREIGN_PORT] = tell_foreign_port,
    [FINDING_PORT_MISMATCH] = tell_port_mismatch,
    [FINDING_UNPUBLISHED] = tell_unpublished,
    [FINDING_SERVER_STOPPED] = tell_server_stopped,
    [FINDING_KEY_REQUIRED] = tell_key_required,
    [FINDING_SEVERAL_LIVE] = tell_several_live,
    [FINDING_CRASH_REPORT] = tell_crash_report,
    [FINDING_OLD_UNVERIFIED] = tell_old_unverified,
    [FINDING_CLOCK_SKEW] = tell_clock_skew,
    [FINDING_LOOSE_PERMISSIONS] = tell_loose_permissions,
    [FINDING_OTHER_OWNER] = tell_other_owner,
    [FINDING_SYMLINK_IGNORED] = tell_symlink_ignored,
    [FINDING_LEGACY_DIRECTORY] = tell_legacy_directory,
    [FINDING_INVALID_ENTRY] = tell_invalid_entry,
};

size_t finding_message(const struct snapshot *snapshot, const struct finding *finding, char *text,
                       size_t size)
{
    struct sentence sentence = sentence_start(text, size);
    struct subject subject = finding_subject(snapshot, finding, &sentence);
    tellers[finding->code](&subject);
    return sentence.length;
}
