/* The differences between two looks: nothing is lost, nothing is said twice. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "osaurtop/event.h"
#include "osaurtop/text.h"
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- what was told -------------------------------------------------------------------------------
 */

#define TOLD_MAX 256

static struct event told[TOLD_MAX];
static size_t told_count;

static void keep(const struct event *event, void *context)
{
    assert_ptr_equal(context, told);
    assert_true(told_count < TOLD_MAX);
    told[told_count++] = *event;
}

static void compare(struct event_memory *memory, const struct snapshot *snapshot)
{
    told_count = 0;
    assert_int_equal(event_compare(memory, snapshot, keep, told), 0);
}

/* "state A, pick B" of what was told. */
static const char *told_text(void)
{
    static char text[1024];
    size_t length = 0;
    text[0] = '\0';
    for (size_t i = 0; i < told_count; i++) {
        const struct event_facts *facts =
            told[i].after.directory[0] != '\0' ? &told[i].after : &told[i].before;
        length += (size_t)snprintf(text + length, sizeof text - length, "%s%s%s%s",
                                   i > 0 ? ", " : "", event_kind_name(told[i].kind),
                                   facts->directory[0] != '\0' ? " " : "", facts->directory);
        assert_true(length < sizeof text);
    }
    return text;
}

/* --- pairs of worlds -----------------------------------------------------------------------------
 */

struct pair {
    const char *behaviour;
    const char *before;
    const char *after;
    const char *events;
    const char *text; /* of the first event */
    enum severity severity;
};

#define LISTENS "server 42; listen 127.0.0.1 1337 pid=42"
#define LEAKS   "server 42; listen 0.0.0.0 1337 pid=42"

/* clang-format off */
static const struct pair pairs[] = {
    {"nothing changed", "entry A port=1337; " LISTENS, "entry A port=1337; " LISTENS, "", "", SEVERITY_NOTICE},
    {"a date is no event", "entry A port=1337 at=-100; " LISTENS, "entry A port=1337 at=-90; " LISTENS, "", "", SEVERITY_NOTICE},
    {"appears live", "", "entry A port=1337; " LISTENS, "appeared A", "appeared: live   pid 42 listens on 1337", SEVERITY_NOTICE},
    {"appears leaking", "", "entry A port=1337; " LEAKS, "appeared A", "appeared: live   pid 42 listens on 1337", SEVERITY_CRITICAL},
    {"appears dead, and is the pick", "", "entry A port=1338", "appeared A", "appeared: stale   nothing listens on 1338", SEVERITY_CRITICAL},
    {"appears dead, beside the pick", "entry B port=1337; " LISTENS, "entry A port=1338 at=-200; entry B port=1337; " LISTENS, "appeared A", "appeared: stale   nothing listens on 1338", SEVERITY_WARNING},
    {"residue of an older version is no alarm", "entry B port=1337; " LISTENS, "entry B port=1337; entry A port=1338 at=-200 legacy; " LISTENS, "appeared A", "appeared: stale   nothing listens on 1338", SEVERITY_NOTICE},
    {"goes", "entry A port=1337; " LISTENS, "", "gone A", "gone   was live", SEVERITY_NOTICE},
    {"one goes, others stay", "entry A port=1337; entry B port=1338 at=-200; entry C port=1339 at=-300; " LISTENS, "entry A port=1337; entry C port=1339 at=-300; " LISTENS, "gone B", "gone   was stale", SEVERITY_NOTICE},
    {"gone ones first", "entry B port=1337; " LISTENS, "entry A port=1337; " LISTENS, "gone B, appeared A", "gone   was live", SEVERITY_NOTICE},
    {"dies: the listener goes without saying", "entry A port=1338; server 42; listen 127.0.0.1 1338 pid=42", "entry A port=1338", "state A", "live → stale   nothing listens on 1338", SEVERITY_CRITICAL},
    {"dies, and is not the pick", "entry A port=1337 at=-200; entry B port=1338; server 42; server 43; listen 127.0.0.1 1337 pid=42; listen 127.0.0.1 1338 pid=43", "entry A port=1337 at=-200; entry B port=1338; server 43; listen 127.0.0.1 1338 pid=43", "state A", "live → stale   nothing listens on 1337", SEVERITY_WARNING},
    {"comes up: that it is local goes without saying", "entry A health=starting at=-4; server 42", "entry A port=1337 at=-1; " LISTENS, "state A, health A, address A, pick A", "starting → live   pid 42 listens on 1337", SEVERITY_NOTICE},
    {"comes up leaking", "entry A health=starting at=-4; server 42", "entry A port=1337 at=-1; " LEAKS, "state A, health A, exposure A, address A, pick A", "starting → live   pid 42 listens on 1337", SEVERITY_NOTICE},
    {"leaks", "entry A port=1337; " LISTENS, "entry A port=1337; " LEAKS, "exposure A", "local → leaked   says local, bound beyond loopback", SEVERITY_CRITICAL},
    {"claims", "entry A port=1337; " LISTENS, "entry A port=1337 exposed; " LISTENS, "exposure A", "local → claimed   says exposed, bound to loopback only", SEVERITY_WARNING},
    {"leaks no more", "entry A port=1337; " LEAKS, "entry A port=1337; " LISTENS, "exposure A", "leaked → local   bound to loopback only, as it says", SEVERITY_NOTICE},
    {"another process listens", "entry A port=1337; " LISTENS, "entry A port=1337; server 43; listen 127.0.0.1 1337 pid=43", "listener A", "pid 42 → 43   another process listens on 1337", SEVERITY_NOTICE},
    {"another reason of the same state", "boot -50; entry A port=1337", "entry A port=1337", "state A", "stale   nothing listens on 1337", SEVERITY_CRITICAL},
    {"another port", "entry A port=1337; server 42; listen 127.0.0.1 1337 pid=42; listen 127.0.0.1 1338 pid=42", "entry A port=1338; server 42; listen 127.0.0.1 1337 pid=42; listen 127.0.0.1 1338 pid=42", "address A", "http://127.0.0.1:1337 → http://127.0.0.1:1338", SEVERITY_NOTICE},
    {"another address behind one url", "entry A port=1338 url=http://x", "entry A port=1338 addr=10.0.0.1 url=http://x", "address A", "127.0.0.1 port 1338 → 10.0.0.1 port 1338", SEVERITY_NOTICE},
    {"the pick moves", "entry A port=1337 at=-10; entry B port=1338 at=-20", "entry A port=1337 at=-10; entry B port=1338 at=-5", "pick A, pick B", "is the pick no more", SEVERITY_NOTICE},
    {"a dead one becomes the pick", "entry A port=1337 at=-10; entry B port=1338 at=-20; " LISTENS, "entry B port=1338 at=-20; " LISTENS, "gone A, state B, pick B", "gone   was live", SEVERITY_NOTICE},
    {"of the same name in two homes each is its own", "entry A port=1337; entry A port=1338 legacy; " LISTENS, "entry A port=1337; " LISTENS, "gone A", "gone   was stale", SEVERITY_NOTICE},
    {"hostile words are made harmless", "entry A health=\033[2J port=1338", "entry A health=\302\233x port=1338", "health A", "says \357\277\275[2J → \357\277\275x", SEVERITY_NOTICE},
};
/* clang-format on */

static struct world world;

/* Findings have a test of their own. */
static void judge(const char *text)
{
    world_judge(&world, text);
    world.snapshot.finding_count = 0;
    for (size_t i = 0; i < world.snapshot.count; i++)
        world.snapshot.instances[i].finding_count = 0;
}

static void every_change_is_told_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct event_memory *memory = event_memory_new();
        assert_non_null(memory);
        judge(pairs[i].before);
        compare(memory, &world.snapshot);
        world_free(&world);
        judge(pairs[i].after);
        compare(memory, &world.snapshot);
        world_free(&world);
        if (strcmp(told_text(), pairs[i].events) != 0)
            fail_msg("%s: %s, not %s", pairs[i].behaviour, told_text(), pairs[i].events);
        event_memory_free(memory);
        if (told_count == 0)
            continue;
        char text[EVENT_TEXT_SIZE];
        size_t length = event_text(&told[0], CHARSET_UTF8, text, sizeof text);
        if (strcmp(text, pairs[i].text) != 0 || length != strlen(text))
            fail_msg("%s: %s, not %s", pairs[i].behaviour, text, pairs[i].text);
        if (told[0].severity != pairs[i].severity)
            fail_msg("%s: severity %d, not %d", pairs[i].behaviour, (int)told[0].severity,
                     (int)pairs[i].severity);
        assert_int_equal(told[0].at.s, WORLD_NOW_S);
    }
}

static void a_changed_id_is_told(void **state)
{
    (void)state;
    struct event_memory *memory = event_memory_new();
    judge("entry A port=1338");
    compare(memory, &world.snapshot);
    strcpy(world.entries[0].id, "B");
    compare(memory, &world.snapshot);
    assert_string_equal(told_text(), "address A");
    char text[EVENT_TEXT_SIZE];
    event_text(&told[0], CHARSET_UTF8, text, sizeof text);
    assert_string_equal(text, "its id is now B");
    world_free(&world);
    event_memory_free(memory);
}

/* Judges the world without what is found in it, and puts these codes there instead: those of the
 * directory, then those of its first instance. */
static struct finding findings[2 * FINDING_COUNT];

static void find(const char *text, const enum finding_code *codes, size_t directory_count,
                 size_t instance_count)
{
    world_judge(&world, text);
    free(world.snapshot.findings);
    world.snapshot.findings = findings;
    world.snapshot.finding_capacity = 0;
    world.snapshot.finding_count = directory_count + instance_count;
    for (size_t i = 0; i < directory_count + instance_count; i++)
        findings[i] = (struct finding){.code = codes[i],
                                       .severity = SEVERITY_WARNING,
                                       .instance = i < directory_count ? -1 : 0};
    for (size_t i = 0; i < world.snapshot.count; i++) {
        world.snapshot.instances[i].first_finding = i == 0 ? directory_count : 0;
        world.snapshot.instances[i].finding_count = i == 0 ? instance_count : 0;
    }
}

static void unfind(void)
{
    world.snapshot.findings = NULL;
    world_free(&world);
}

static void a_finding_counts_by_its_code(void **state)
{
    (void)state;
    static const enum finding_code codes[] = {FINDING_UNPUBLISHED, FINDING_STALE_ENTRY,
                                              FINDING_FOREIGN_PORT, FINDING_FOREIGN_PORT};
    struct event_memory *memory = event_memory_new();
    char text[EVENT_TEXT_SIZE];

    find("entry A port=1338", codes, 1, 3);
    compare(memory, &world.snapshot);
    assert_string_equal(told_text(), "raised, appeared A");
    assert_int_equal(told[0].finding, FINDING_UNPUBLISHED);
    assert_int_equal(told[0].severity, SEVERITY_WARNING);
    assert_int_equal(told[1].after.findings,
                     1u << FINDING_STALE_ENTRY | 1u << FINDING_FOREIGN_PORT);
    unfind();

    find("entry A port=1338", codes, 1, 2);
    compare(memory, &world.snapshot);
    assert_string_equal(told_text(), "");
    unfind();

    find("entry A port=1338", codes + 1, 0, 1);
    compare(memory, &world.snapshot);
    assert_string_equal(told_text(), "cleared, cleared A");
    assert_int_equal(told[1].finding, FINDING_FOREIGN_PORT);
    assert_int_equal(told[1].severity, SEVERITY_NOTICE);
    event_text(&told[1], CHARSET_UTF8, text, sizeof text);
    assert_string_equal(text, "no longer: another program is on its port");
    unfind();

    find("entry A port=1338", codes + 1, 0, 2);
    compare(memory, &world.snapshot);
    assert_string_equal(told_text(), "raised A");
    assert_int_equal(told[0].severity, SEVERITY_WARNING);
    unfind();
    event_memory_free(memory);
}

static void every_kind_has_its_word_and_every_finding_its_phrase(void **state)
{
    (void)state;
    for (int kind = 0; kind < EVENT_COUNT; kind++)
        for (int other = 0; other < kind; other++)
            assert_string_not_equal(event_kind_name((enum event_kind)kind),
                                    event_kind_name((enum event_kind)other));
    for (int code = 0; code < FINDING_COUNT; code++) {
        struct event event = {.kind = EVENT_RAISED, .finding = (enum finding_code)code};
        char text[EVENT_TEXT_SIZE];
        size_t prefix = strlen("found: ");
        assert_true(event_text(&event, CHARSET_UTF8, text, sizeof text) > prefix + 5);
        assert_null(strstr(text, "(null)"));
    }
    for (int reason = 0; reason < REASON_COUNT; reason++) {
        struct event event = {.kind = EVENT_STATE, .after = {.reason = (enum reason)reason}};
        char text[EVENT_TEXT_SIZE];
        assert_true(event_text(&event, CHARSET_UTF8, text, sizeof text) > strlen("live   "));
    }
}

static void a_text_is_ascii_on_request_and_cut_after_whole_characters(void **state)
{
    (void)state;
    struct event event = {
        .kind = EVENT_STATE,
        .before = {.directory = "A", .state = STATE_LIVE},
        .after = {
            .directory = "A", .state = STATE_STALE, .reason = REASON_NOT_LISTENING, .port = 1338}};
    char text[EVENT_TEXT_SIZE];
    event_text(&event, CHARSET_ASCII, text, sizeof text);
    assert_string_equal(text, "live -> stale   nothing listens on 1338");
    for (size_t size = 1; size < 60; size++) {
        memset(text, 'x', sizeof text);
        size_t length = event_text(&event, CHARSET_UTF8, text, size);
        assert_int_equal(length, strlen(text));
        assert_true(length < size);
        assert_int_equal(text[size], 'x');
        for (size_t at = 0; at < length;) {
            uint32_t code_point;
            at += text_decode(text + at, length - at, &code_point);
            assert_int_not_equal(code_point, TEXT_REPLACEMENT);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_change_is_told_once),
        cmocka_unit_test(a_changed_id_is_told),
        cmocka_unit_test(a_finding_counts_by_its_code),
        cmocka_unit_test(every_kind_has_its_word_and_every_finding_its_phrase),
        cmocka_unit_test(a_text_is_ascii_on_request_and_cut_after_whole_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
