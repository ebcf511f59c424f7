#include "config.h"

#include "osaurtop/event.h"

#include "sentence.h"

#include <string.h>

const char *event_kind_name(enum event_kind kind)
{
    static const char *const names[EVENT_COUNT] = {
        [EVENT_APPEARED] = "appeared", [EVENT_GONE] = "gone",         [EVENT_STATE] = "state",
        [EVENT_HEALTH] = "health",     [EVENT_EXPOSURE] = "exposure", [EVENT_ADDRESS] = "address",
        [EVENT_LISTENER] = "listener", [EVENT_PICK] = "pick",         [EVENT_RAISED] = "raised",
        [EVENT_CLEARED] = "cleared",
    };
    return names[kind];
}

/* Takes back a last character that was cut inside. */
static void end_whole(struct sentence *sentence)
{
    size_t whole = 0;
    while (whole < sentence->length) {
        uint32_t code_point;
        size_t left = sentence->length - whole;
        size_t taken = text_decode(sentence->text + whole, left, &code_point);
        if (taken == left && code_point == TEXT_REPLACEMENT)
            break;
        whole += taken;
    }
    sentence->length = whole;
    sentence->text[whole] = '\0';
}

/* What was published, which may be anything. */
static void say_published(struct sentence *sentence, enum charset charset, const char *text)
{
    char harmless[ENTRY_URL_SIZE * 3];
    text_harmless(harmless, sizeof harmless, text, strlen(text), charset);
    say(sentence, "%s", text[0] != '\0' ? harmless : "-");
}

static void say_arrow(struct sentence *sentence, enum charset charset)
{
    say(sentence, charset == CHARSET_UTF8 ? " → " : " -> ");
}

/* What stands behind a state, as far as facts alone tell. */
static void say_reason(struct sentence *sentence, const struct event_facts *facts)
{
    unsigned port = facts->port;
    switch (facts->reason) {
    case REASON_UNREADABLE:
        say(sentence, "its file cannot be read");
        return;
    case REASON_NOT_REGULAR:
        say(sentence, "its file is not a regular file");
        return;
    case REASON_TOO_LARGE:
        say(sentence, "its file is too large");
        return;
    case REASON_INVALID_JSON:
        say(sentence, "its file is not valid JSON");
        return;
    case REASON_NOT_AN_OBJECT:
        say(sentence, "its file is not a JSON object");
        return;
    case REASON_MISSING_FIELD:
        say(sentence, "a field is missing in its file");
        return;
    case REASON_BAD_FIELD:
        say(sentence, "a field of its file has no good value");
        return;
    case REASON_NO_ANSWER:
        say(sentence, "takes connections on %u and does not answer", port);
        return;
    case REASON_LISTENER:
        say(sentence, "pid %ld listens on %u", facts->pid, port);
        return;
    case REASON_PROBE:
        say(sentence, "answers on %u as Osaurus does", port);
        return;
    case REASON_BEFORE_BOOT:
        say(sentence, "older than this machine's last start");
        return;
    case REASON_SUPERSEDED:
        say(sentence, "another instance has the listener on %u", port);
        return;
    case REASON_FOREIGN_LISTENER:
        say(sentence, "another program listens on %u", port);
        return;
    case REASON_NOT_LISTENING:
        say(sentence, "nothing listens on %u", port);
        return;
    case REASON_PROCESS_GONE:
        say(sentence, "the process that wrote this is gone");
        return;
    case REASON_NO_CONFIGURATION:
        say(sentence, "an empty directory");
        return;
    case REASON_STUCK_STARTING:
        say(sentence, "starting for too long");
        return;
    case REASON_STUCK_RESTARTING:
        say(sentence, "restarting for too long");
        return;
    case REASON_STARTING:
        say(sentence, "its server is starting");
        return;
    case REASON_RESTARTING:
        say(sentence, "its server is restarting");
        return;
    case REASON_PORT_MISMATCH:
        say(sentence, "a server lives that may have written this, and is not seen here");
        return;
    case REASON_CLOCK_DOUBT:
        say(sentence, "a server lives that has no entry, though it started after this was written");
        return;
    case REASON_NOT_LOCAL:
        say(sentence, "not on a local disk: its server may run elsewhere");
        return;
    case REASON_NO_EVIDENCE:
        say(sentence, "sockets and processes of its owner are not all visible");
        return;
    case REASON_COUNT:
        return;
    }
}

static void say_state(struct sentence *sentence, const struct event_facts *facts)
{
    say(sentence, "%s   ", state_name(facts->state));
    say_reason(sentence, facts);
}

static void say_exposure(struct sentence *sentence, enum charset charset, const struct event *event)
{
    static const char *const meanings[EXPOSURE_COUNT] = {
        [EXPOSURE_UNKNOWN] = "what is bound is not known",
        [EXPOSURE_LOCAL] = "bound to loopback only, as it says",
        [EXPOSURE_LAN] = "bound beyond loopback, as it says",
        [EXPOSURE_CLAIMED] = "says exposed, bound to loopback only",
        [EXPOSURE_LEAKED] = "says local, bound beyond loopback",
    };
    say(sentence, "%s", exposure_name(event->before.exposure));
    say_arrow(sentence, charset);
    say(sentence, "%s   %s", exposure_name(event->after.exposure), meanings[event->after.exposure]);
}

/* The url tells address and port too, where it is not made up by hand. */
static void say_address(struct sentence *sentence, enum charset charset, const struct event *event)
{
    const struct event_facts *before = &event->before;
    const struct event_facts *after = &event->after;
    if (strcmp(before->id, after->id) != 0) {
        say(sentence, "its id is now ");
        say_published(sentence, charset, after->id);
    } else if (before->url[0] == '\0' && after->url[0] != '\0') {
        say(sentence, "publishes ");
        say_published(sentence, charset, after->url);
    } else if (before->url[0] != '\0' && after->url[0] == '\0') {
        say(sentence, "publishes no address any more");
    } else if (strcmp(before->url, after->url) != 0) {
        say_published(sentence, charset, before->url);
        say_arrow(sentence, charset);
        say_published(sentence, charset, after->url);
    } else {
        say_published(sentence, charset, before->address);
        say(sentence, " port %u", (unsigned)before->port);
        say_arrow(sentence, charset);
        say_published(sentence, charset, after->address);
        say(sentence, " port %u", (unsigned)after->port);
    }
}

static void say_taker(struct sentence *sentence, enum charset charset, const struct event *event)
{
    if (event->before.pid == 0)
        say(sentence, "pid %ld listens on %u", event->after.pid, (unsigned)event->after.port);
    else if (event->after.pid == 0)
        say(sentence, "pid %ld listens on %u no more", event->before.pid,
            (unsigned)event->before.port);
    else {
        say(sentence, "pid %ld", event->before.pid);
        say_arrow(sentence, charset);
        say(sentence, "%ld   another process listens on %u", event->after.pid,
            (unsigned)event->after.port);
    }
}

static const char *finding_words(enum finding_code code)
{
    static const char *const words[FINDING_COUNT] = {
        [FINDING_PICK_IS_STALE] = "every client will connect to a dead entry",
        [FINDING_LAN_LEAKED] = "reachable from the LAN, though it says local",
        [FINDING_DUPLICATE_PORT] = "two living servers share a port",
        [FINDING_LAN_NOT_BOUND] = "not reachable from the LAN, though it says exposed",
        [FINDING_ADDRESS_MOVED] = "its address is no longer one of this machine's",
        [FINDING_STALE_ENTRY] = "a dead entry was left behind",
        [FINDING_STUCK] = "it does not come up",
        [FINDING_HUNG] = "it takes connections and does not answer",
        [FINDING_APP_STUCK] = "its socket answers, the app does not",
        [FINDING_FOREIGN_PORT] = "another program is on its port",
        [FINDING_PORT_MISMATCH] = "its server may listen on another port",
        [FINDING_UNPUBLISHED] = "a server listens and has no entry",
        [FINDING_SERVER_STOPPED] = "an Osaurus process lives without a server",
        [FINDING_KEY_REQUIRED] = "it asks for an access key",
        [FINDING_SEVERAL_LIVE] = "several servers live, and each holds memory",
        [FINDING_CRASH_REPORT] = "the app left a crash report",
        [FINDING_OLD_UNVERIFIED] = "untouched for long, and no proof of life or death",
        [FINDING_CLOCK_SKEW] = "dated ahead of this machine's clock",
        [FINDING_LOOSE_PERMISSIONS] = "others may write it",
        [FINDING_OTHER_OWNER] = "it belongs to another user",
        [FINDING_SYMLINK_IGNORED] = "a linked directory is not read",
        [FINDING_LEGACY_DIRECTORY] = "entries in a directory of an older version",
        [FINDING_INVALID_ENTRY] = "its file cannot be believed",
    };
    return words[code];
}

size_t event_text(const struct event *event, enum charset charset, char *text, size_t size)
{
    struct sentence sentence = sentence_start(text, size);
    switch (event->kind) {
    case EVENT_APPEARED:
        say(&sentence, "appeared: ");
        say_state(&sentence, &event->after);
        break;
    case EVENT_GONE:
        say(&sentence, "gone   was %s", state_name(event->before.state));
        break;
    case EVENT_STATE:
        if (event->before.state != event->after.state) {
            say(&sentence, "%s", state_name(event->before.state));
            say_arrow(&sentence, charset);
        }
        say_state(&sentence, &event->after);
        break;
    case EVENT_HEALTH:
        say(&sentence, "says ");
        say_published(&sentence, charset, event->before.health);
        say_arrow(&sentence, charset);
        say_published(&sentence, charset, event->after.health);
        break;
    case EVENT_EXPOSURE:
        say_exposure(&sentence, charset, event);
        break;
    case EVENT_ADDRESS:
        say_address(&sentence, charset, event);
        break;
    case EVENT_LISTENER:
        say_taker(&sentence, charset, event);
        break;
    case EVENT_PICK:
        say(&sentence, event->after.pick
                           ? "is the pick now   clients that follow the guide connect here"
                           : "is the pick no more");
        break;
    case EVENT_RAISED:
        say(&sentence, "found: %s", finding_words(event->finding));
        break;
    case EVENT_CLEARED:
        say(&sentence, "no longer: %s", finding_words(event->finding));
        break;
    case EVENT_COUNT:
        break;
    }
    if (sentence.length + 1 == size)
        end_whole(&sentence);
    return sentence.length;
}
