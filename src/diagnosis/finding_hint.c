#include "config.h"

#include "finding_subject.h"
#include "osaurtop/findings.h"
#include "osaurtop/shell.h"
#include "osaurtop/short_id.h"

#include <stdio.h>
#include <string.h>

/* Any path below a home, and what quoting makes of it at worst. */
#define PATH_SIZE   (PATH_MAX + ENTRY_NAME_SIZE + sizeof ENTRY_FILE_NAME)
#define QUOTED_SIZE (4 * PATH_SIZE + 8)

static void say_prune(const struct subject *subject)
{
    const char *command = subject->snapshot->command;
    const struct entry *entry = subject->instance->entry;
    char word[QUOTED_SIZE];
    findings_entry_word(subject->snapshot, subject->instance, word, sizeof word);
    if (entry->owner == subject->snapshot->evidence.own_uid) {
        say(subject->sentence, "`%s prune %s`", command != NULL ? command : "osaurtop", word);
        return;
    }
    /* Only its owner may remove it, and has another home. */
    char home[QUOTED_SIZE];
    shell_quote(subject->snapshot->homes[entry->home].path, home, sizeof home);
    say(subject->sentence, "`sudo -u '#%lu' %s -r %s prune %s`", (unsigned long)entry->owner,
        command != NULL ? command : "osaurtop", home, word);
}

static void say_kill(const struct subject *subject, int process)
{
    say(subject->sentence, "`kill %ld`", (long)subject->snapshot->evidence.processes[process].pid);
}

/* "`chmod 600 /a/path`"; the path alone where a command would start with it. */
static void say_command(const struct subject *subject, const char *command, const char *path)
{
    char quoted[QUOTED_SIZE];
    shell_quote(path, quoted, sizeof quoted);
    say(subject->sentence, "`%s %s%s`", command, path[0] == '-' ? "./" : "", quoted);
}

/* The entry's file, or its directory where it has no file. */
static void entry_path(const struct subject *subject, char *path, size_t size)
{
    const struct entry *entry = subject->instance->entry;
    snprintf(path, size, "%s/%s%s%s", subject->snapshot->homes[entry->home].path, entry->directory,
             entry->configured ? "/" : "", entry->configured ? ENTRY_FILE_NAME : "");
}

static void say_entry_command(const struct subject *subject, const char *command)
{
    char path[PATH_SIZE];
    entry_path(subject, path, sizeof path);
    say_command(subject, command, path);
}

static void say_restart(const struct subject *subject)
{
    say(subject->sentence, "Stop its server in Osaurus and start it again");
}

/* Whether clients find the best once the pick is gone, and not another dead entry. */
static bool best_is_next(const struct snapshot *snapshot)
{
    int next = -1;
    for (size_t i = 0; i < snapshot->count; i++) {
        const struct entry *entry = snapshot->instances[i].entry;
        if ((int)i == snapshot->pick || entry->home != 0 || entry->fault != ENTRY_SOUND ||
            !entry->configured || entry->health_kind != ENTRY_HEALTH_RUNNING)
            continue;
        if (next < 0 ||
            timestamp_compare(entry->updated_at, snapshot->instances[next].entry->updated_at) > 0)
            next = (int)i;
    }
    return next >= 0 && next == snapshot->best;
}

static void hint_pick_is_stale(const struct subject *subject)
{
    const struct snapshot *snapshot = subject->snapshot;
    if (snapshot->best < 0) {
        say(subject->sentence, "Start the server in Osaurus, and remove this: ");
    } else if (best_is_next(snapshot)) {
        say(subject->sentence, "Remove it, and clients find ");
        say_id(subject->sentence, &snapshot->instances[snapshot->best]);
        say(subject->sentence, ": ");
    } else {
        say(subject->sentence, "Remove it, and what else is stale: ");
    }
    say_prune(subject);
}

static void hint_lan_leaked(const struct subject *subject)
{
    say_restart(subject);
    say(subject->sentence, ": that binds its socket anew. Or stop it at once: ");
    say_kill(subject, subject->instance->verdict.process);
}

static void hint_duplicate_port(const struct subject *subject)
{
    const struct snapshot *snapshot = subject->snapshot;
    bool keep_this = subject->finding->other != snapshot->best;
    say(subject->sentence,
        "Keep one. This stops %s: ", keep_this ? "the other" : "the server of this entry");
    say_kill(subject, keep_this ? subject->finding->process : subject->instance->verdict.process);
}

/* Whether this machine has an address that other machines could reach; the first IPv4 one. */
static bool lan_address(const struct evidence *evidence, char text[IP_TEXT_SIZE])
{
    for (size_t i = 0; i < evidence->address_count; i++) {
        const struct ip_address *address = &evidence->addresses[i];
        if (address->family != IP_V4 || ip_is_loopback(address))
            continue;
        ip_format(address, text);
        return true;
    }
    return false;
}

static void hint_lan_not_bound(const struct subject *subject)
{
    char address[IP_TEXT_SIZE];
    if (lan_address(&subject->snapshot->evidence, address)) {
        say_restart(subject);
        say(subject->sentence,
            ". If it is on the LAN then, `osaurus serve --expose` had reached a server that ran "
            "already (the file changes, the socket stays); if not, no network was up when it "
            "started, and now this machine is %s",
            address);
    } else {
        say(subject->sentence,
            "No network is up: connect one, then stop its server in Osaurus and start it again. If "
            "one was up all the time, `osaurus serve --expose` had reached a server that ran "
            "already (the file changes, the socket stays)");
    }
}

static void hint_address_moved(const struct subject *subject)
{
    char url[ENTRY_URL_SIZE];
    say_restart(subject);
    say(subject->sentence, ": it then publishes its new address");
    if (snapshot_url(subject->snapshot, subject->instance, url, sizeof url) > 0)
        say(subject->sentence, ". Until then use %s", url);
}

static void hint_stale_entry(const struct subject *subject)
{
    say(subject->sentence, "Remove it: ");
    say_prune(subject);
}

/* For a server that has to be stopped from outside. */
static void hint_stop(const struct subject *subject, const char *first)
{
    int process = subject->instance->verdict.process;
    say(subject->sentence, "%s. If it stays so, ", first);
    if (process == SYSTEM_NO_PROCESS) {
        say(subject->sentence, "quit Osaurus and open it again");
        return;
    }
    say(subject->sentence, "stop it and open Osaurus again: ");
    say_kill(subject, process);
}

static void hint_stuck(const struct subject *subject)
{
    hint_stop(subject, "Look at Osaurus: it may ask something");
}

static void hint_hung(const struct subject *subject)
{
    hint_stop(subject, "A model that is being loaded takes its time");
}

static void hint_foreign_port(const struct subject *subject)
{
    const struct evidence *evidence = &subject->snapshot->evidence;
    const struct system_listener *listener = &evidence->listeners[subject->finding->listener];
    say(subject->sentence, "See what it is: ");
    if (listener->process == SYSTEM_NO_PROCESS)
        say(subject->sentence, "`sudo lsof -nP -iTCP:%u -sTCP:LISTEN`", (unsigned)listener->port);
    else
        say(subject->sentence, "`ps -fp %ld`", (long)evidence->processes[listener->process].pid);
    say(subject->sentence, ". Stop it, or give Osaurus another port and start its server again");
}

static void hint_port_mismatch(const struct subject *subject)
{
    unsigned port = subject->instance->entry->port;
    if (port != 0)
        say(subject->sentence,
            "Either `osaurus serve --port %u` reached a server that ran already (the file changes, "
            "the socket stays), or this one crashed and another lives. ",
            port);
    say(subject->sentence, "Stop the server in Osaurus: if the entry goes, it was its own; if it "
                           "stays, it is left from a crash");
}

static void hint_unpublished(const struct subject *subject)
{
    say(subject->sentence,
        "Stop the server in Osaurus and start it again, unless it publishes in another directory");
}

static void hint_server_stopped(const struct subject *subject)
{
    say(subject->sentence,
        "Start its server in Osaurus; if that stops at once, give it another port");
}

static void hint_key_required(const struct subject *subject)
{
    say(subject->sentence,
        "Create a key in the settings of Osaurus, and let clients send it in the "
        "header Authorization: Bearer KEY");
}

static void hint_several_live(const struct subject *subject)
{
    say(subject->sentence, "If one is enough, stop ");
    say_id(subject->sentence, &subject->snapshot->instances[subject->finding->other]);
    say(subject->sentence, ": ");
    say_kill(subject, subject->finding->process);
}

static void hint_crash_report(const struct subject *subject)
{
    const struct crash_reports *reports = subject->snapshot->crash_reports;
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/%s", reports->directory,
             reports->reports[subject->finding->report].name);
    say(subject->sentence, "Read it: ");
    say_command(subject, "less", path);
}

static void hint_old_unverified(const struct subject *subject)
{
    switch (subject->instance->verdict.reason) {
    case REASON_NOT_LOCAL:
        say(subject->sentence, "Run osaurtop on the machine that its server runs on");
        break;
    case REASON_NO_EVIDENCE:
        say(subject->sentence, "Run osaurtop as user %lu, or as root: that shows its sockets",
            (unsigned long)subject->instance->entry->owner);
        break;
    default:
        say(subject->sentence, "Stop the servers in Osaurus: what stays then is stale");
        break;
    }
}

static void hint_clock_skew(const struct subject *subject)
{
    say(subject->sentence, "Compare the clock: `date -u`. ");
    if (subject->instance->verdict.attributed)
        say_restart(subject);
    else
        say(subject->sentence, "A living server dates its entry anew when it is started again");
}

static void hint_loose_permissions(const struct subject *subject)
{
    say(subject->sentence, "Keep it to its owner: ");
    say_entry_command(subject, subject->instance->entry->configured ? "chmod 600" : "chmod 700");
}

static void hint_other_owner(const struct subject *subject)
{
    say(subject->sentence, "See whose it is: ");
    say_entry_command(subject, "ls -l");
}

static void hint_symlink_ignored(const struct subject *subject)
{
    say(subject->sentence, "See where it leads: ");
    say_command(subject, "ls -l", subject->snapshot->homes[subject->finding->home].path);
}

static void hint_legacy_directory(const struct subject *subject)
{
    const struct snapshot *snapshot = subject->snapshot;
    const char *command = snapshot->command != NULL ? snapshot->command : "osaurtop";
    bool any_stale = false;
    for (size_t i = 0; i < snapshot->count && !any_stale; i++)
        any_stale = (int)snapshot->instances[i].entry->home == subject->finding->home &&
                    snapshot->instances[i].verdict.state == STATE_STALE;
    say(subject->sentence, "It does no harm");
    if (any_stale)
        say(subject->sentence, ". Remove what is stale, here and there: `%s prune`", command);
}

static void hint_invalid_entry(const struct subject *subject)
{
    if (subject->instance->entry->fault == ENTRY_UNREADABLE ||
        subject->instance->entry->fault == ENTRY_NOT_REGULAR) {
        say(subject->sentence, "Look at it: ");
        say_entry_command(subject, "ls -l");
    } else {
        say(subject->sentence, "A living server writes it anew when it is started again. Look at "
                               "it: ");
        say_entry_command(subject, "less");
    }
}

static void (*const hinters[FINDING_COUNT])(const struct subject *subject) = {
    [FINDING_PICK_IS_STALE] = hint_pick_is_stale,
    [FINDING_LAN_LEAKED] = hint_lan_leaked,
    [FINDING_DUPLICATE_PORT] = hint_duplicate_port,
    [FINDING_LAN_NOT_BOUND] = hint_lan_not_bound,
    [FINDING_ADDRESS_MOVED] = hint_address_moved,
    [FINDING_STALE_ENTRY] = hint_stale_entry,
    [FINDING_STUCK] = hint_stuck,
    [FINDING_HUNG] = hint_hung,
    [FINDING_APP_STUCK] = hint_hung,
    [FINDING_FOREIGN_PORT] = hint_foreign_port,
    [FINDING_PORT_MISMATCH] = hint_port_mismatch,
    [FINDING_UNPUBLISHED] = hint_unpublished,
    [FINDING_SERVER_STOPPED] = hint_server_stopped,
    [FINDING_KEY_REQUIRED] = hint_key_required,
    [FINDING_SEVERAL_LIVE] = hint_several_live,
    [FINDING_CRASH_REPORT] = hint_crash_report,
    [FINDING_OLD_UNVERIFIED] = hint_old_unverified,
    [FINDING_CLOCK_SKEW] = hint_clock_skew,
    [FINDING_LOOSE_PERMISSIONS] = hint_loose_permissions,
    [FINDING_OTHER_OWNER] = hint_other_owner,
    [FINDING_SYMLINK_IGNORED] = hint_symlink_ignored,
    [FINDING_LEGACY_DIRECTORY] = hint_legacy_directory,
    [FINDING_INVALID_ENTRY] = hint_invalid_entry,
};

size_t finding_hint(const struct snapshot *snapshot, const struct finding *finding, char *text,
                    size_t size)
{
    struct sentence sentence = sentence_start(text, size);
    struct subject subject = finding_subject(snapshot, finding, &sentence);
    hinters[finding->code](&subject);
    return sentence.length;
}

size_t findings_entry_word(const struct snapshot *snapshot, const struct instance *instance,
                           char *text, size_t size)
{
    const struct entry *entry = instance->entry;
    char name[PATH_SIZE + 2];
    short_id(instance, name);
    /* A copy is told from its original by where it is; and what begins like an option is none. */
    if (instance->prefix.shared || strcmp(entry->id, entry->directory) != 0 || name[0] == '-') {
        const char *home = snapshot->homes[entry->home].path;
        snprintf(name, sizeof name, "%s%s/%s", home[0] == '-' ? "./" : "", home, entry->directory);
    }
    return shell_quote(name, text, size);
}
