/* What a snapshot tells people and scripts: the URL to use, the sentence behind a state, an empty
 * directory. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "osaurtop/absence.h"
#include "world.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static struct world world;

struct said {
    const char *behaviour;
    const char *world;
    const char *expected;
};

/* clang-format off */
static const struct said urls[] = {
    {"the published url", "entry A port=1337; server 1; listen 127.0.0.1 1337 pid=1", "http://127.0.0.1:1337"},
    {"the published url of a LAN address that is served", "own 192.168.1.5; entry A port=1337 addr=192.168.1.5 exposed; server 1; listen 0.0.0.0 1337 pid=1", "http://192.168.1.5:1337"},
    {"a LAN address that this machine has no more", "own 10.0.0.9; entry A port=1337 addr=192.168.1.5 exposed; server 1; listen 0.0.0.0 1337 pid=1", "http://127.0.0.1:1337"},
    {"a LAN address while the socket is on loopback", "own 192.168.1.5; entry A port=1337 addr=192.168.1.5 exposed; server 1; listen 127.0.0.1 1337 pid=1", "http://127.0.0.1:1337"},
    {"loopback published, only a LAN address bound", "own 192.168.1.5; entry A port=1337; server 1; listen 192.168.1.5 1337 pid=1", "http://192.168.1.5:1337"},
    {"only IPv6 loopback bound", "entry A port=1337; server 1; listen ::1 1337 pid=1", "http://[::1]:1337"},
    {"only v6-only wildcard bound", "entry A port=1337; server 1; listen :: 1337 pid=1 v6only", "http://[::1]:1337"},
    {"a published 0.0.0.0 is used as it is", "entry A port=1337 addr=0.0.0.0 exposed; server 1; listen 0.0.0.0 1337 pid=1", "http://0.0.0.0:1337"},
    {"a slash at the end is kept", "entry A port=1337 url=http://127.0.0.1:1337/; server 1; listen 127.0.0.1 1337 pid=1", "http://127.0.0.1:1337/"},
    {"localhost is 127.0.0.1", "entry A port=1337 url=http://localhost:1337; server 1; listen 127.0.0.1 1337 pid=1", "http://localhost:1337"},
    {"another host is not followed", "entry A port=1337 url=http://evil.example:1337; server 1; listen 127.0.0.1 1337 pid=1", "http://127.0.0.1:1337"},
    {"nor another port", "entry A port=1337 url=http://127.0.0.1:22; server 1; listen 127.0.0.1 1337 pid=1", "http://127.0.0.1:1337"},
    {"nor credentials", "entry A port=1337 url=http://127.0.0.1:1337@evil.example; server 1; listen 127.0.0.1 1337 pid=1", "http://127.0.0.1:1337"},
    {"nor a host that goes on behind the port", "entry A port=1337 url=http://127.0.0.1:1337.evil.example/; server 1; listen 127.0.0.1 1337 pid=1", "http://127.0.0.1:1337"},
    {"nor a path, which may be anything", "entry A port=1337 url=http://127.0.0.1:1337/[1-3]; server 1; listen 127.0.0.1 1337 pid=1", "http://127.0.0.1:1337"},
    {"nor another scheme", "entry A port=1337 url=file:///etc/passwd; server 1; listen 127.0.0.1 1337 pid=1", "http://127.0.0.1:1337"},
    {"nor control characters", "entry A port=1337 url=http://127.0.0.1:1337/\033[2J; server 1; listen 127.0.0.1 1337 pid=1", "http://127.0.0.1:1337"},
    {"IPv6 published", "entry A port=1337 addr=::1 url=http://[::1]:1337; server 1; listen ::1 1337 pid=1", "http://[::1]:1337"},
    {"IPv6 published without brackets is mended", "entry A port=1337 addr=::1 url=http://::1:1337; server 1; listen ::1 1337 pid=1", "http://[::1]:1337"},
    {"nothing known of a listener", "entry A port=1337 remote", "http://127.0.0.1:1337"},
    {"no port, no url", "entry A health=starting at=-1; server 1", ""},
    {"invalid, no url", "entry A port=1337 fault=bad-field", ""},
};

static const struct said sentences[] = {
    {"live", "entry A port=1337; server 42; listen 127.0.0.1 1337 pid=42", "osaurus (pid 42) listens on 127.0.0.1:1337"},
    {"live on two", "entry A port=1337; server 42; listen 127.0.0.1 1337 pid=42; listen ::1 1337 pid=42", "osaurus (pid 42) listens on 127.0.0.1:1337 and [::1]:1337"},
    {"gone", "entry A port=1338", "nothing listens on 1338"},
    {"superseded", "entry A port=1337 at=-2000; entry B2345678-90 port=1337; server 1; listen 127.0.0.1 1337 pid=1", "the listener on 1337 is B2345678's"},
    {"foreign", "entry A port=1337; stranger 9 start=-500; listen 127.0.0.1 1337 pid=9", "port 1337 is held by python3 (pid 9)"},
    {"foreign, not visible", "entry A port=1337; listen 127.0.0.1 1337 owner=502", "port 1337 is held by a process of user 502 that is not visible"},
    {"moved", "entry A port=1337; server 42; listen 127.0.0.1 1400 pid=42", "not seen on 1337, but osaurus (pid 42) could have written this and listens on 127.0.0.1:1400"},
    {"stopped", "entry A port=1337; server 42", "not seen on 1337, but osaurus (pid 42) could have written this and listens nowhere"},
    {"several candidates", "entry A port=1337; server 42; server 43", "not seen on 1337, but several servers live that could have written this"},
    {"its sibling's server could be its own", "entry A port=1337 written=-100.4; entry B2345678-90 port=1337 written=-100.2; server 1; listen 127.0.0.1 1337 pid=1", "the listener on 1337 is B2345678's, but its server could have written this too"},
    {"a server of another entry could be its own", "entry A port=1338; entry B port=1337 addr=192.168.1.5; server 1; listen 127.0.0.1 1337 pid=1", "not seen on 1338, but a server lives that could have written this"},
    {"stuck", "entry A health=starting at=-180; server 42", "starting for 3 minutes"},
    {"restarting", "entry A health=restarting at=-1; server 42", "restarting for 1 second"},
    {"before boot", "boot -50; entry A port=1337", "older than this machine's last start, and nothing listens on 1337"},
    {"process gone", "entry A health=starting", "the process that wrote this is gone"},
    {"dated ahead", "entry A port=1337 at=3600; server 42", "dated 1 hour ahead of this machine's clock, and a server lives"},
    {"a server without an entry", "entry A port=1337 at=-2000; server 42; listen 127.0.0.1 1400 pid=42", "a server lives that has no entry; it started after this was written, unless the clock was set"},
    {"network disk", "entry A port=1337 remote", "the directory is not on a local disk: its server may run elsewhere"},
    {"not visible", "view sockets=none; entry A port=1337", "sockets and processes of its owner are not all visible"},
    {"empty", "entry A empty at=-100", "an empty directory without configuration.json"},
    {"hung", "entry A port=1337 probe=silent; server 1; listen 127.0.0.1 1337 pid=1", "takes connections on 1337 and does not answer"},
};
/* clang-format on */

static void the_url_is_the_published_one_only_where_it_leads_to_the_listener(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        char url[ENTRY_URL_SIZE];
        world_judge(&world, urls[i].world);
        size_t length = snapshot_url(&world.snapshot, world_instance(&world, "A"), url, sizeof url);
        if (strcmp(url, urls[i].expected) != 0 || length != strlen(url))
            fail_msg("%s: %s, not %s", urls[i].behaviour, url, urls[i].expected);
        world_free(&world);
    }
}

static void every_state_is_explained_in_a_sentence(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
        char text[256];
        world_judge(&world, sentences[i].world);
        snapshot_explain(&world.snapshot, world_instance(&world, "A"), text, sizeof text);
        if (strcmp(text, sentences[i].expected) != 0)
            fail_msg("%s: %s, not %s", sentences[i].behaviour, text, sentences[i].expected);
        world_free(&world);
    }
}

static void an_explanation_never_overruns_its_buffer(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
        world_judge(&world, sentences[i].world);
        for (size_t size = 1; size < 100; size++) {
            char text[101];
            memset(text, 'x', sizeof text);
            size_t length =
                snapshot_explain(&world.snapshot, world_instance(&world, "A"), text, size);
            assert_int_equal(length, strlen(text));
            assert_true(length < size);
            assert_int_equal(text[size], 'x');
        }
        world_free(&world);
    }
}

static void hostile_names_are_made_harmless(void **state)
{
    (void)state;
    char text[256];
    world_judge(&world, "entry A port=1337; stranger 9 start=-500; listen 127.0.0.1 1337 pid=9");
    snprintf(world.processes[0].name, sizeof world.processes[0].name, "py\033[31m\n");
    snapshot_explain(&world.snapshot, world_instance(&world, "A"), text, sizeof text);
    assert_null(strchr(text, '\033'));
    assert_null(strchr(text, '\n'));
    world_free(&world);
}

static void assert_absence(const char *expected)
{
    struct absence absence;
    char all[sizeof absence.lines] = "";
    absence_explain(&world.snapshot, &absence);
    for (size_t i = 0; i < absence.count; i++) {
        strcat(all, i > 0 ? " | " : "");
        strcat(all, absence.lines[i]);
    }
    assert_string_equal(all, expected);
    world_free(&world);
}

static void an_absent_directory_says_what_that_means_and_what_to_do(void **state)
{
    (void)state;
    world_judge(&world, "");
    assert_absence("No instance is published in /home/ada/.osaurus/runtime. | No Osaurus process "
                   "lives. Start Osaurus, or name another directory with -r DIR.");

    world_judge(&world, "server 42; listen 127.0.0.1 1337 pid=42; listen ::1 1337 pid=42");
    world.snapshot.homes[0].status = DIRECTORY_MISSING;
    assert_absence("/home/ada/.osaurus/runtime does not exist: nothing has been published here "
                   "yet. | An Osaurus process lives all the same: pid 42, which listens on 1337. | "
                   "Start its server in Osaurus, or name its directory with -r DIR.");

    world_judge(&world, "server 42; server 43 helper");
    assert_absence("No instance is published in /home/ada/.osaurus/runtime. | An Osaurus process "
                   "lives all the same: pid 42, which listens nowhere. | Start its server in "
                   "Osaurus, or name its directory with -r DIR.");

    world_judge(&world, "view processes=none");
    world.snapshot.homes[0].status = DIRECTORY_NOT_ONE;
    assert_absence("/home/ada/.osaurus/runtime is not a directory. | Name the right one with "
                   "-r DIR.");

    world_judge(&world, "");
    world.snapshot.homes[0].status = DIRECTORY_UNREADABLE;
    world.snapshot.homes[0].error = EACCES;
    assert_absence("/home/ada/.osaurus/runtime cannot be read: Permission denied. | Look at its "
                   "permissions: `ls -ld /home/ada/.osaurus/runtime`");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_url_is_the_published_one_only_where_it_leads_to_the_listener),
        cmocka_unit_test(every_state_is_explained_in_a_sentence),
        cmocka_unit_test(an_explanation_never_overruns_its_buffer),
        cmocka_unit_test(hostile_names_are_made_harmless),
        cmocka_unit_test(an_absent_directory_says_what_that_means_and_what_to_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
