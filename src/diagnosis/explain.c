#include "config.h"

#include "osaurtop/quantity.h"
#include "osaurtop/server.h"
#include "osaurtop/snapshot.h"
#include "sentence.h"

static void explain_listener(struct sentence *sentence, const struct snapshot *snapshot,
                             const struct instance *instance)
{
    say_process(sentence, snapshot_process(snapshot, instance));
    say(sentence, " listens on ");
    say_listeners(sentence, &snapshot->evidence, instance->verdict.process, instance->entry->port);
}

static void explain_superseded(struct sentence *sentence, const struct snapshot *snapshot,
                               const struct instance *instance)
{
    say(sentence, "the listener on %u is ", (unsigned)instance->entry->port);
    say_id(sentence, &snapshot->instances[instance->verdict.superseded_by]);
    say(sentence, "'s");
}

static void explain_foreign(struct sentence *sentence, const struct snapshot *snapshot,
                            const struct instance *instance)
{
    const struct evidence *evidence = &snapshot->evidence;
    const struct system_listener *listener = &evidence->listeners[instance->verdict.stranger];
    say(sentence, "port %u is held by ", (unsigned)listener->port);
    say_holder(sentence, evidence, listener);
}

static bool one_server_lives(const struct evidence *evidence, uid_t owner)
{
    size_t count = 0;
    for (size_t i = 0; i < evidence->process_count; i++)
        count += server_is_osaurus(&evidence->processes[i], owner) ? 1 : 0;
    return count == 1;
}

static void explain_mismatch(struct sentence *sentence, const struct snapshot *snapshot,
                             const struct instance *instance)
{
    const struct system_process *process = snapshot_process(snapshot, instance);
    if (process == NULL && instance->verdict.superseded_by >= 0) {
        explain_superseded(sentence, snapshot, instance);
        say(sentence, ", but its server could have written this too");
        return;
    }
    if (instance->entry->port != 0)
        say(sentence, "not seen on %u, but ", (unsigned)instance->entry->port);
    if (process == NULL) {
        bool one = one_server_lives(&snapshot->evidence, instance->entry->owner);
        say(sentence, one ? "a server lives that could have written this"
                          : "several servers live that could have written this");
        return;
    }
    say_process(sentence, process);
    say(sentence, " could have written this and listens ");
    size_t before = sentence->length;
    say(sentence, "on ");
    if (!say_listeners(sentence, &snapshot->evidence, instance->verdict.process, 0)) {
        sentence->length = before;
        say(sentence, "nowhere");
    }
}

static void explain_clock(struct sentence *sentence, const struct snapshot *snapshot,
                          const struct instance *instance)
{
    int64_t ahead_s = timestamp_elapsed_s(snapshot->taken_at, instance->entry->updated_at);
    char words[QUANTITY_TEXT_SIZE];
    quantity_age_words(ahead_s, words);
    if (ahead_s > 0)
        say(sentence, "dated %s ahead of this machine's clock, and a server lives", words);
    else
        say(sentence,
            "a server lives that has no entry; it started after this was written, unless the "
            "clock was set");
}

static void explain_duration(struct sentence *sentence, const struct snapshot *snapshot,
                             const struct instance *instance)
{
    if (instance->entry->configured) {
        say_text(sentence, instance->entry->health);
        say(sentence, " for ");
    } else {
        say(sentence, "nothing published yet, for ");
    }
    say_span(sentence, instance->entry->updated_at, snapshot->taken_at);
}

static void explain_fault(struct sentence *sentence, const struct instance *instance)
{
    const struct entry *entry = instance->entry;
    say_text(sentence, entry->message);
    if (entry->line != 0)
        say(sentence, " (line %lu, column %lu)", (unsigned long)entry->line,
            (unsigned long)entry->column);
}

size_t snapshot_explain(const struct snapshot *snapshot, const struct instance *instance,
                        char *text, size_t size)
{
    struct sentence sentence = sentence_start(text, size);
    unsigned port = instance->entry->port;
    switch (instance->verdict.reason) {
    case REASON_NO_ANSWER:
        say(&sentence, "takes connections on %u and does not answer", port);
        break;
    case REASON_LISTENER:
        explain_listener(&sentence, snapshot, instance);
        break;
    case REASON_PROBE:
        say(&sentence, "answers on %u as Osaurus does; sockets are not visible", port);
        break;
    case REASON_BEFORE_BOOT:
        say(&sentence, "older than this machine's last start");
        if (port != 0)
            say(&sentence, ", and nothing listens on %u", port);
        break;
    case REASON_SUPERSEDED:
        explain_superseded(&sentence, snapshot, instance);
        break;
    case REASON_FOREIGN_LISTENER:
        explain_foreign(&sentence, snapshot, instance);
        break;
    case REASON_NOT_LISTENING:
        say(&sentence, "nothing listens on %u", port);
        break;
    case REASON_PROCESS_GONE:
        say(&sentence, "the process that wrote this is gone");
        break;
    case REASON_NO_CONFIGURATION:
        say(&sentence, "an empty directory without %s", ENTRY_FILE_NAME);
        break;
    case REASON_STARTING:
    case REASON_RESTARTING:
    case REASON_STUCK_STARTING:
    case REASON_STUCK_RESTARTING:
        explain_duration(&sentence, snapshot, instance);
        break;
    case REASON_PORT_MISMATCH:
        explain_mismatch(&sentence, snapshot, instance);
        break;
    case REASON_CLOCK_DOUBT:
        explain_clock(&sentence, snapshot, instance);
        break;
    case REASON_NOT_LOCAL:
        say(&sentence, "the directory is not on a local disk: its server may run elsewhere");
        break;
    case REASON_NO_EVIDENCE:
        say(&sentence, "sockets and processes of its owner are not all visible");
        break;
    default:
        explain_fault(&sentence, instance);
        break;
    }
    return sentence.length;
}
