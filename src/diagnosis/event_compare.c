#include "config.h"

#include "event_look.h"

#include <stdlib.h>
#include <string.h>

struct event_memory {
    struct event_look before;
    struct event_look spare; /* where the next look is packed; then they change places */
};

/* Who is told, and what goes into every event of this look. */
struct telling {
    const struct snapshot *snapshot;
    void (*tell)(const struct event *event, void *context);
    void *context;
};

struct event_memory *event_memory_new(void)
{
    return calloc(1, sizeof(struct event_memory));
}

void event_memory_free(struct event_memory *memory)
{
    if (memory == NULL)
        return;
    event_look_free(&memory->before);
    event_look_free(&memory->spare);
    free(memory);
}

static enum severity worse(enum severity a, enum severity b)
{
    return a > b ? a : b;
}

static enum severity severity_of_state(const struct event_facts *facts)
{
    switch (facts->state) {
    case STATE_LIVE:
    case STATE_STARTING:
    case STATE_UNVERIFIED:
    case STATE_COUNT:
        return SEVERITY_NOTICE;
    case STATE_STALE:
        /* What an older version left is residue: no client looks there. */
        if (facts->home != 0)
            return SEVERITY_NOTICE;
        /* Every client that follows the guide goes there. */
        return facts->pick ? SEVERITY_CRITICAL : SEVERITY_WARNING;
    case STATE_HUNG:
    case STATE_STUCK:
    case STATE_FOREIGN:
    case STATE_INVALID:
        break;
    }
    return SEVERITY_WARNING;
}

static enum severity severity_of_exposure(const struct event_facts *facts)
{
    switch (facts->exposure) {
    case EXPOSURE_LEAKED:
        return SEVERITY_CRITICAL;
    case EXPOSURE_CLAIMED:
        return SEVERITY_WARNING;
    case EXPOSURE_UNKNOWN:
    case EXPOSURE_LOCAL:
    case EXPOSURE_LAN:
    case EXPOSURE_COUNT:
        break;
    }
    return SEVERITY_NOTICE;
}

static enum severity severity_of(enum event_kind kind, const struct event_facts *after)
{
    switch (kind) {
    case EVENT_APPEARED:
        return worse(severity_of_state(after), severity_of_exposure(after));
    case EVENT_STATE:
        return severity_of_state(after);
    case EVENT_PICK:
        return after->pick && after->state == STATE_STALE ? SEVERITY_CRITICAL : SEVERITY_NOTICE;
    case EVENT_EXPOSURE:
        return severity_of_exposure(after);
    case EVENT_GONE:
    case EVENT_HEALTH:
    case EVENT_ADDRESS:
    case EVENT_LISTENER:
    case EVENT_RAISED:
    case EVENT_CLEARED:
    case EVENT_COUNT:
        break;
    }
    return SEVERITY_NOTICE;
}

static void tell(const struct telling *telling, struct event *event, enum event_kind kind)
{
    event->kind = kind;
    event->severity = severity_of(kind, &event->after);
    telling->tell(event, telling->context);
}

/* Of several findings of one code the worst counts. `instance`: as in struct finding. */
static enum severity severity_of_finding(const struct snapshot *snapshot, int instance,
                                         enum finding_code code)
{
    enum severity severity = SEVERITY_NOTICE;
    size_t first = 0;
    size_t count = snapshot->finding_count;
    if (instance >= 0) {
        first = snapshot->instances[instance].first_finding;
        count = snapshot->instances[instance].finding_count;
    }
    for (size_t i = first; i < first + count; i++)
        if (snapshot->findings[i].code == code && snapshot->findings[i].instance == instance)
            severity = worse(severity, snapshot->findings[i].severity);
    return severity;
}

/* Only what is in one set and not in the other: how often a code was found says nothing new. */
static void tell_findings(const struct telling *telling, struct event *event, int instance,
                          uint32_t before, uint32_t after)
{
    for (int code = 0; code < FINDING_COUNT; code++) {
        uint32_t bit = UINT32_C(1) << code;
        if (((before ^ after) & bit) == 0)
            continue;
        event->finding = (enum finding_code)code;
        event->kind = (after & bit) != 0 ? EVENT_RAISED : EVENT_CLEARED;
        event->severity = event->kind == EVENT_RAISED
                              ? severity_of_finding(telling->snapshot, instance, event->finding)
                              : SEVERITY_NOTICE;
        telling->tell(event, telling->context);
    }
    event->finding = (enum finding_code)0;
}

/* With a change of state the end of a listener goes without saying, and so does its beginning. */
static bool listener_is_news(const struct event *event, bool state_told)
{
    if (event->before.pid == event->after.pid)
        return false;
    return !state_told || (event->before.pid != 0 && event->after.pid != 0);
}

/* Nor is it news that exposure is as it should be, or not known any more. */
static bool exposure_is_news(const struct event *event, bool state_told)
{
    if (event->before.exposure == event->after.exposure)
        return false;
    bool known = event->before.exposure != EXPOSURE_UNKNOWN;
    return !state_told || severity_of_exposure(&event->after) > SEVERITY_NOTICE ||
           (known && event->after.exposure != EXPOSURE_UNKNOWN);
}

static void tell_changes(const struct telling *telling, struct event *event, int instance)
{
    const struct event_facts *before = &event->before;
    const struct event_facts *after = &event->after;
    bool state_told = before->state != after->state || before->reason != after->reason;
    if (state_told)
        tell(telling, event, EVENT_STATE);
    if (strcmp(before->health, after->health) != 0)
        tell(telling, event, EVENT_HEALTH);
    if (exposure_is_news(event, state_told))
        tell(telling, event, EVENT_EXPOSURE);
    if (strcmp(before->address, after->address) != 0 || strcmp(before->url, after->url) != 0 ||
        before->port != after->port || strcmp(before->id, after->id) != 0)
        tell(telling, event, EVENT_ADDRESS);
    if (listener_is_news(event, state_told))
        tell(telling, event, EVENT_LISTENER);
    if (before->pick != after->pick)
        tell(telling, event, EVENT_PICK);
    tell_findings(telling, event, instance, before->findings, after->findings);
}

static void tell_gone(const struct telling *telling, const struct event_look *before,
                      const struct event_look *now)
{
    struct event event = {.at = telling->snapshot->taken_at};
    size_t n = 0;
    for (size_t b = 0; b < before->count; b++) {
        while (n < now->count && event_look_order(now, n, before, b) < 0)
            n++;
        if (n < now->count && event_look_order(now, n, before, b) == 0)
            continue;
        event_look_facts(before, b, &event.before);
        tell(telling, &event, EVENT_GONE);
    }
}

static void tell_directory(const struct telling *telling, const struct event_look *before,
                           const struct event_look *now)
{
    struct event event = {.at = telling->snapshot->taken_at};
    tell_findings(telling, &event, -1, before->directory_findings, now->directory_findings);
}

static void tell_present(const struct telling *telling, const struct event_look *before,
                         const struct event_look *now)
{
    static const struct event_facts nothing = {0};
    struct event event = {.at = telling->snapshot->taken_at};
    size_t b = 0;
    for (size_t n = 0; n < now->count; n++) {
        while (b < before->count && event_look_order(before, b, now, n) < 0)
            b++;
        bool known = b < before->count && event_look_order(before, b, now, n) == 0;
        if (known && event_look_same(before, b, now, n))
            continue;
        event_look_facts(now, n, &event.after);
        event.before = nothing;
        if (known) {
            event_look_facts(before, b, &event.before);
            tell_changes(telling, &event, (int)n);
        } else {
            tell(telling, &event, EVENT_APPEARED);
        }
    }
}

int event_compare(struct event_memory *memory, const struct snapshot *snapshot,
                  void (*tell_one)(const struct event *event, void *context), void *context)
{
    if (event_look_matches(&memory->before, snapshot))
        return 0;
    if (event_look_take(&memory->spare, snapshot) != 0)
        return -1;

    struct telling telling = {.snapshot = snapshot, .tell = tell_one, .context = context};
    tell_gone(&telling, &memory->before, &memory->spare);
    tell_directory(&telling, &memory->before, &memory->spare);
    tell_present(&telling, &memory->before, &memory->spare);

    struct event_look now = memory->spare;
    memory->spare = memory->before;
    memory->before = now;
    return 0;
}
