#include "config.h"

#include "osaurtop/quantity.h"
#include "osaurtop/snapshot.h"
#include "osaurtop/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A sentence being written; what does not fit is cut at the end. */
struct sentence {
    char *text;
    size_t size;
    size_t length;
};

__attribute__((format(printf, 2, 3))) static void say(struct sentence *sentence, const char *format,
                                                      ...)
{
    va_list arguments;
    va_start(arguments, format);
    size_t room = sentence->size - sentence->length;
    int length = vsnprintf(sentence->text + sentence->length, room, format, arguments);
    va_end(arguments);
    if (length > 0)
        sentence->length += (size_t)length < room ? (size_t)length : room - 1;
}

/* "python3 (pid 99)"; names come from outside. */
static void say_process(struct sentence *sentence, const struct system_process *process)
{
    char name[SYSTEM_NAME_SIZE * 3];
    text_harmless(name, sizeof name, process->name, strlen(process->name), CHARSET_UTF8);
    say(sentence, "%s (pid %ld)", name, (long)process->pid);
}

static void say_listener(struct sentence *sentence, const struct system_listener *listener)
{
    char address[IP_TEXT_SIZE];
    ip_format(&listener->address, address);
    if (listener->address.family == IP_V6)
        say(sentence, "[%s]:%u", address, (unsigned)listener->port);
    else
        say(sentence, "%s:%u", address, (unsigned)listener->port);
}

/* "127.0.0.1:1337 and [::1]:1337": of one process, on `port` or (0) on any; false when there is
 * none. */
static bool say_listeners(struct sentence *sentence, const struct snapshot *snapshot, int process,
                          uint16_t port)
{
    const struct evidence *evidence = &snapshot->evidence;
    size_t said = 0;
    for (size_t i = 0; i < evidence->listener_count; i++) {
        const struct system_listener *listener = &evidence->listeners[i];
        if (listener->process != process || (port != 0 && listener->port != port))
            continue;
        if (said++ > 0)
            say(sentence, " and ");
        say_listener(sentence, listener);
    }
    return said > 0;
}

static void explain_listener(struct sentence *sentence, const struct snapshot *snapshot,
                             const struct instance *instance)
{
    say_process(sentence, snapshot_process(snapshot, instance));
    say(sentence, " listens on ");
    say_listeners(sentence, snapshot, instance->verdict.process, instance->entry->port);
}

static void explain_superseded(struct sentence *sentence, const struct snapshot *snapshot,
                               const struct instance *instance)
{
    const struct entry *other = snapshot->instances[instance->verdict.superseded_by].entry;
    char id[9 * 3];
    text_harmless(id, sizeof id, other->id, strnlen(other->id, 8), CHARSET_UTF8);
    say(sentence, "the listener on %u is %s's", (unsigned)instance->entry->port, id);
}

static void explain_foreign(struct sentence *sentence, const struct snapshot *snapshot,
                            const struct instance *instance)
{
    const struct evidence *evidence = &snapshot->evidence;
    const struct system_listener *listener = &evidence->listeners[instance->verdict.stranger];
    say(sentence, "port %u is held by ", (unsigned)listener->port);
    if (listener->process == SYSTEM_NO_PROCESS)
        say(sentence, "a process of user %lu that is not visible", (unsigned long)listener->owner);
    else
        say_process(sentence, &evidence->processes[listener->process]);
}

static void explain_mismatch(struct sentence *sentence, const struct snapshot *snapshot,
                             const struct instance *instance)
{
    const struct system_process *process = snapshot_process(snapshot, instance);
    if (instance->entry->port != 0)
        say(sentence, "not seen on %u, but ", (unsigned)instance->entry->port);
    if (process == NULL) {
        say(sentence, "several servers live that could have written this");
        return;
    }
    say_process(sentence, process);
    say(sentence, " could have written this and listens ");
    size_t before = sentence->length;
    say(sentence, "on ");
    if (!say_listeners(sentence, snapshot, instance->verdict.process, 0)) {
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
        say(sentence, "only a clock that was set could tie it to a living process");
}

static void explain_duration(struct sentence *sentence, const struct snapshot *snapshot,
                             const struct instance *instance)
{
    char words[QUANTITY_TEXT_SIZE];
    quantity_age_words(timestamp_elapsed_s(instance->entry->updated_at, snapshot->taken_at), words);
    if (!instance->entry->configured) {
        say(sentence, "nothing published yet, for %s", words);
        return;
    }
    char health[ENTRY_HEALTH_SIZE * 3];
    text_harmless(health, sizeof health, instance->entry->health, strlen(instance->entry->health),
                  CHARSET_UTF8);
    say(sentence, "%s for %s", health, words);
}

static void explain_fault(struct sentence *sentence, const struct instance *instance)
{
    const struct entry *entry = instance->entry;
    char message[ENTRY_MESSAGE_SIZE * 3];
    text_harmless(message, sizeof message, entry->message, strlen(entry->message), CHARSET_UTF8);
    say(sentence, "%s", message);
    if (entry->line != 0)
        say(sentence, " (line %lu, column %lu)", (unsigned long)entry->line,
            (unsigned long)entry->column);
}

size_t snapshot_explain(const struct snapshot *snapshot, const struct instance *instance,
                        char *text, size_t size)
{
    struct sentence sentence = {.text = text, .size = size};
    unsigned port = instance->entry->port;
    text[0] = '\0';
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
        say(&sentence, "the process that was starting is gone");
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
