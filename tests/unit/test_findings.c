/* What is worth saying of a world, and what is not: a row for every finding, and one for every near
 * miss that must not raise it. Worlds are explained in world.h. */
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

static struct world world;

struct row {
    const char *behaviour;
    const char *world;
    const char *expected; /* everything that is found */
};

#define LIVE_A "entry A port=1337; server 42; listen 127.0.0.1 1337 pid=42; "

/* clang-format off */
static const struct row rows[] = {
    {"nothing is wrong with nothing", "", ""},
    {"nothing is wrong with a live one", LIVE_A, ""},

    /* pick-is-stale, stale-entry */
    {"a dead pick", LIVE_A "entry B port=1338 at=-50", "critical: B pick-is-stale"},
    {"a dead pick where nothing lives", "entry A port=1337", "critical: A pick-is-stale"},
    {"a dead one that is not the pick", LIVE_A "entry B port=1338 at=-5000", "warning: B stale-entry"},
    {"a live pick is no finding", LIVE_A "server 43; entry B port=1338 at=-50; listen 127.0.0.1 1338 pid=43", "notice: . several-live"},
    {"an unverified pick is not called stale", "entry A port=1337 remote", ""},
    {"a start that died is no pick", LIVE_A "entry B health=starting at=-50", "warning: B stale-entry"},

    /* lan-leaked, lan-not-bound */
    {"says local, bound to every address", "entry A port=1337; server 42; listen 0.0.0.0 1337 pid=42", "critical: A lan-leaked"},
    {"says local, bound to both", LIVE_A "listen 192.168.1.5 1337 pid=42", "critical: A lan-leaked"},
    {"says exposed, bound to every address", "entry A port=1337 exposed; server 42; listen 0.0.0.0 1337 pid=42", ""},
    {"says exposed, bound to loopback", "entry A port=1337 exposed; server 42; listen 127.0.0.1 1337 pid=42", "warning: A lan-not-bound"},
    {"says exposed, and is dead", "entry A port=1337 exposed", "critical: A pick-is-stale"},
    {"another port beyond loopback leaks nothing", LIVE_A "listen 0.0.0.0 9000 pid=42", ""},

    /* duplicate-port */
    {"a wildcard beside a loopback", LIVE_A "entry B port=1337 addr=192.168.1.5 exposed at=-90; server 43; listen 0.0.0.0 1337 pid=43; own 192.168.1.5",
     "notice: . several-live; warning: B duplicate-port"},
    {"beside one that has no entry", LIVE_A "server 43 start=-20; listen 0.0.0.0 1337 pid=43", "notice: . unpublished; warning: A duplicate-port"},
    {"two ports are no duplicate", LIVE_A "server 43; entry B port=1338 at=-90; listen 0.0.0.0 1338 pid=43", "notice: . several-live; critical: B lan-leaked"},
    {"one server on two addresses is no duplicate", LIVE_A "listen ::1 1337 pid=42", ""},
    {"the command-line helper is no duplicate", LIVE_A "server 43 helper; listen ::1 1337 pid=43", "warning: A foreign-port"},

    /* address-moved */
    {"the address is gone", "own 127.0.0.1; own 10.0.0.9; entry A port=1337 addr=192.168.1.5 exposed; server 42; listen 0.0.0.0 1337 pid=42", "warning: A address-moved"},
    {"the address is here", "own 127.0.0.1; own 192.168.1.5; entry A port=1337 addr=192.168.1.5 exposed; server 42; listen 0.0.0.0 1337 pid=42", ""},
    {"no address of this machine is known", "entry A port=1337 addr=192.168.1.5 exposed; server 42; listen 0.0.0.0 1337 pid=42", ""},
    {"loopback never moves", "own 10.0.0.9; " LIVE_A, ""},
    {"a published wildcard never moves", "own 10.0.0.9; entry A port=1337 addr=0.0.0.0 exposed; server 42; listen 0.0.0.0 1337 pid=42", ""},
    {"a dead entry's address is nobody's loss", "own 127.0.0.1; entry A port=1337 addr=192.168.1.5 exposed", "critical: A pick-is-stale"},

    /* stuck, hung, app-stuck */
    {"starting for too long", "entry A health=starting at=-40; server 42", "warning: A stuck"},
    {"restarting for too long", "entry A health=restarting at=-40; server 42", "warning: A stuck"},
    {"starting within the grace", "entry A health=starting at=-20; server 42", ""},
    {"no HTTP answer", "entry A port=1337 probe=silent; server 42; listen 127.0.0.1 1337 pid=42", "warning: A hung"},
    {"an old silence counts no more", "entry A port=1337 probe=silent probed=-31; server 42; listen 127.0.0.1 1337 pid=42", ""},
    {"answers, but not to /health", "entry A port=1337 probe=busy; server 42; listen 127.0.0.1 1337 pid=42", "warning: A app-stuck"},
    {"an old silence of /health counts no more", "entry A port=1337 probe=busy probed=-31; server 42; listen 127.0.0.1 1337 pid=42", ""},
    {"/health was not asked", "entry A port=1337 probe=answered; server 42; listen 127.0.0.1 1337 pid=42", ""},
    {"answers to both", "entry A port=1337 probe=identified; server 42; listen 127.0.0.1 1337 pid=42", ""},

    /* key-required */
    {"answers 401", "entry A port=1337 probe=401; server 42; listen 127.0.0.1 1337 pid=42", "notice: A key-required"},
    {"an old 401 counts no more", "entry A port=1337 probe=401 probed=-31; server 42; listen 127.0.0.1 1337 pid=42", ""},

    /* foreign-port */
    {"another program has the port", "entry A port=1337; stranger 9 start=-500; listen 127.0.0.1 1337 pid=9", "warning: A foreign-port"},
    {"another program shares the port", LIVE_A "stranger 9; listen 0.0.0.0 1337 pid=9", "warning: A foreign-port"},
    {"a program that took the port of a dead one", "entry A port=1337; stranger 9 start=-50; listen 127.0.0.1 1337 pid=9", "critical: A pick-is-stale"},
    {"another program on another port", LIVE_A "stranger 9; listen 0.0.0.0 1338 pid=9", ""},

    /* port-mismatch */
    {"a server that could be its writer listens elsewhere", "entry A port=1337; server 42; listen 127.0.0.1 1400 pid=42", "warning: A port-mismatch"},
    {"a server that could be its writer listens nowhere", "entry A port=1337; server 42", "warning: A port-mismatch"},
    {"a server that is too young to be its writer", "entry A port=1337; server 42 start=-50; entry B port=1400 at=-40; listen 127.0.0.1 1400 pid=42", "warning: A stale-entry"},

    /* unpublished, server-stopped */
    {"listens, and has no entry", "server 42; listen 127.0.0.1 1337 pid=42", "warning: . unpublished"},
    {"listens beside a live one", LIVE_A "server 43; listen 127.0.0.1 1400 pid=43", "notice: . unpublished"},
    {"lives and listens nowhere", "server 42", "notice: . server-stopped"},
    {"is starting", "entry A health=starting at=-3; server 42", ""},
    {"two are starting, and nobody knows which is which", "entry A health=starting at=-3; entry B health=starting at=-3; server 42; server 43", ""},
    {"beside one of two that may have moved", "entry A port=1337; server 42; server 43; server 44 start=-1", "notice: . server-stopped; warning: A port-mismatch"},
    {"another user's server publishes elsewhere", "server 42 owner=502; listen 127.0.0.1 1337 pid=42 owner=502", ""},
    {"the command-line helper is no server", "server 42 helper", ""},
    {"a stranger is no server", "stranger 42; listen 127.0.0.1 1337 pid=42", ""},

    /* several-live */
    {"two of them", LIVE_A "entry B port=1338 at=-90; server 43; listen 127.0.0.1 1338 pid=43", "notice: . several-live"},
    {"a live one and a dead one are not several", LIVE_A "entry B port=1338 at=-500", "warning: B stale-entry"},

    /* crash-report */
    {"a report after a dead entry", "entry A port=1337; crash osaurus-1.ips -50", "critical: A pick-is-stale; notice: A crash-report"},
    {"a report from before it", "entry A port=1337; crash osaurus-1.ips -150", "critical: A pick-is-stale"},
    {"a report after a live one's last change", LIVE_A "crash osaurus-1.ips -50", ""},

    /* old-unverified */
    {"untouched for two days", "entry A port=1337 remote at=-172800", "notice: A old-unverified"},
    {"untouched for a day", "entry A port=1337 remote at=-86400", ""},
    {"an old live one is no finding", "entry A port=1337 at=-172800; server 42 start=-200000; listen 127.0.0.1 1337 pid=42; boot -900000", ""},

    /* clock-skew */
    {"dated ahead", "entry A port=1337 at=100 remote", "warning: A clock-skew"},
    {"dated ahead by the slack", "entry A port=1337 at=2; server 42; listen 127.0.0.1 1337 pid=42", ""},

    /* loose-permissions, other-owner */
    {"anyone may write it", "entry A port=1337 mode=666; server 42; listen 127.0.0.1 1337 pid=42", "warning: A loose-permissions"},
    {"the group may write it", "entry A port=1337 mode=664; server 42; listen 127.0.0.1 1337 pid=42", "warning: A loose-permissions"},
    {"anyone may read it", LIVE_A, ""},
    {"it is another user's", "entry A port=1337 owner=502; server 42 owner=502; listen 127.0.0.1 1337 pid=42 owner=502", "notice: A other-owner"},

    /* symlink-ignored, legacy-directory */
    {"links are no entries", "links 2; " LIVE_A, "notice: . symlink-ignored"},
    {"ghosts in an older home are residue", LIVE_A "entry B port=1338 at=-50 legacy; entry C port=1339 at=100 legacy mode=666; crash osaurus-1.ips -10", "notice: . legacy-directory"},
    {"an unverified one there is residue too", LIVE_A "entry B port=1338 at=-172800 legacy remote", "notice: . legacy-directory"},
    {"a leak there is one all the same", "entry B port=1338 legacy; server 42; listen 0.0.0.0 1338 pid=42", "notice: . legacy-directory; critical: B lan-leaked"},

    /* invalid-entry */
    {"a file that cannot be believed", LIVE_A "entry B fault=bad-field", "warning: B invalid-entry"},

    /* of one subject the worst comes first */
    {"worst first", LIVE_A "entry B port=1338 at=-50 owner=502 mode=666; links 1; server 43; listen 127.0.0.1 1400 pid=43; crash osaurus-1.ips -10",
     "notice: . unpublished; notice: . symlink-ignored; critical: B pick-is-stale; warning: B loose-permissions; notice: B crash-report; notice: B other-owner"},
};

/* The words of each. */
static const struct words {
    enum finding_code code;
    const char *world;
    const char *message;
    const char *hint;
} words[] = {
    {FINDING_PICK_IS_STALE, LIVE_A "entry BBBBBBBBBB port=1338 at=-50",
     "Every client connects here, and its server is gone: nothing listens on 1338; last written 50 seconds ago",
     "Remove it, and clients find A: `osaurtop prune BBBBBBBB`"},
    {FINDING_PICK_IS_STALE, LIVE_A "entry B port=1338 at=-50; entry C port=1338 at=-60",
     "Every client connects here, and its server is gone: nothing listens on 1338; last written 50 seconds ago",
     "Remove it, and what else is stale: `osaurtop prune B`"},
    {FINDING_PICK_IS_STALE, "entry B port=1338 at=1",
     "Every client connects here, and its server is gone: nothing listens on 1338; last written just now",
     "Start the server in Osaurus, and remove this: `osaurtop prune B`"},
    {FINDING_LAN_LEAKED, "entry A port=1337; server 42; listen 0.0.0.0 1337 pid=42",
     "Says local, but osaurus (pid 42) listens on 0.0.0.0:1337: other machines can connect",
     "Stop its server in Osaurus and start it again: that binds its socket anew. Or stop it at once: `kill 42`"},
    {FINDING_DUPLICATE_PORT, LIVE_A "entry B port=1337 addr=192.168.1.5 exposed at=-90; server 43; listen 0.0.0.0 1337 pid=43; own 192.168.1.5",
     "osaurus (pid 42) listens on 127.0.0.1:1337 and osaurus (pid 43) on 0.0.0.0:1337: clients of 127.0.0.1 reach pid 42, all others pid 43",
     "Keep one. This stops the other: `kill 42`"},
    {FINDING_DUPLICATE_PORT, LIVE_A "server 43 start=-20; listen ::1 1337 pid=43",
     "osaurus (pid 42) listens on 127.0.0.1:1337 and osaurus (pid 43) on [::1]:1337: clients of 127.0.0.1 reach pid 42, those of ::1 pid 43",
     "Keep one. This stops the other: `kill 43`"},
    {FINDING_LAN_NOT_BOUND, "own 127.0.0.1; own 192.168.1.5; entry A port=1337 exposed; server 42; listen 127.0.0.1 1337 pid=42",
     "Says exposed, but osaurus (pid 42) listens on 127.0.0.1:1337 only: other machines cannot connect",
     "Stop its server in Osaurus and start it again. If it is on the LAN then, `osaurus serve --expose` had reached a server that ran already "
     "(the file changes, the socket stays); if not, no network was up when it started, and now this machine is 192.168.1.5"},
    {FINDING_LAN_NOT_BOUND, "own 127.0.0.1; entry A port=1337 exposed; server 42; listen 127.0.0.1 1337 pid=42",
     "Says exposed, but osaurus (pid 42) listens on 127.0.0.1:1337 only: other machines cannot connect",
     "No network is up: connect one, then stop its server in Osaurus and start it again. If one was up all the time, "
     "`osaurus serve --expose` had reached a server that ran already (the file changes, the socket stays)"},
    {FINDING_ADDRESS_MOVED, "own 10.0.0.9; entry A port=1337 addr=192.168.1.5 exposed; server 42; listen 0.0.0.0 1337 pid=42",
     "Publishes 192.168.1.5, which is no address of this machine now: clients that take its URL cannot connect",
     "Stop its server in Osaurus and start it again: it then publishes its new address. Until then use http://127.0.0.1:1337"},
    {FINDING_STALE_ENTRY, LIVE_A "entry B port=1338 at=-240",
     "Left behind: nothing listens on 1338; last written 4 minutes ago", "Remove it: `osaurtop prune B`"},
    {FINDING_STUCK, "entry A health=starting at=-240; server 42",
     "Not running yet: starting for 4 minutes, which should take seconds",
     "Look at Osaurus: it may ask something. If it stays so, stop it and open Osaurus again: `kill 42`"},
    {FINDING_STUCK, "entry A health=starting at=-240; server 42; server 43",
     "Not running yet: starting for 4 minutes, which should take seconds",
     "Look at Osaurus: it may ask something. If it stays so, quit Osaurus and open it again"},
    {FINDING_HUNG, "entry A port=1337 probe=silent; server 42; listen 127.0.0.1 1337 pid=42",
     "osaurus (pid 42) takes connections on 1337 and does not answer",
     "A model that is being loaded takes its time. If it stays so, stop it and open Osaurus again: `kill 42`"},
    {FINDING_APP_STUCK, "entry A port=1337 probe=busy; server 42; listen 127.0.0.1 1337 pid=42",
     "Answers on 1337, but not to /health: the app's main thread is busy or stuck",
     "A model that is being loaded takes its time. If it stays so, stop it and open Osaurus again: `kill 42`"},
    {FINDING_FOREIGN_PORT, "entry A port=1337; stranger 9 start=-500; listen 127.0.0.1 1337 pid=9",
     "Port 1337 is held by python3 (pid 9), which has run for 8 minutes: clients of this entry reach another program",
     "See what it is: `ps -fp 9`. Stop it, or give Osaurus another port and start its server again"},
    {FINDING_FOREIGN_PORT, LIVE_A "listen 0.0.0.0 1337 owner=0",
     "osaurus (pid 42) listens on 127.0.0.1:1337, and a process of user 0 that is not visible on 0.0.0.0:1337 too: some clients reach that instead",
     "See what it is: `sudo lsof -nP -iTCP:1337 -sTCP:LISTEN`. Stop it, or give Osaurus another port and start its server again"},
    {FINDING_PORT_MISMATCH, "entry A port=1337; server 42; listen 127.0.0.1 1400 pid=42",
     "Dead or elsewhere: not seen on 1337, but osaurus (pid 42) could have written this and listens on 127.0.0.1:1400",
     "Either `osaurus serve --port 1337` reached a server that ran already (the file changes, the socket stays), or this one crashed and another lives. "
     "Stop the server in Osaurus: if the entry goes, it was its own; if it stays, it is left from a crash"},
    {FINDING_UNPUBLISHED, "server 42; listen 127.0.0.1 1337 pid=42; listen ::1 1337 pid=42",
     "osaurus (pid 42) listens on 127.0.0.1:1337 and [::1]:1337 and publishes nothing here: clients do not find it",
     "Stop the server in Osaurus and start it again, unless it publishes in another directory"},
    {FINDING_SERVER_STOPPED, "server 42",
     "osaurus (pid 42) runs and listens nowhere: its server is stopped, or its port was taken when it started",
     "Start its server in Osaurus; if that stops at once, give it another port"},
    {FINDING_KEY_REQUIRED, "entry A port=1337 exposed probe=401; server 42; listen 0.0.0.0 1337 pid=42",
     "Answers 401 on 1337: it wants an access key, as every server bound beyond loopback does, even from 127.0.0.1",
     "Create a key in the settings of Osaurus, and let clients send it in the header Authorization: Bearer KEY"},
    {FINDING_SEVERAL_LIVE, "entry A port=1337; server 42 memory=9771050598; listen 127.0.0.1 1337 pid=42; entry B port=1338 at=-90; server 43; listen 127.0.0.1 1338 pid=43",
     "2 servers live, each with memory of its own: A (pid 42) 9.1G, B (pid 43) an unknown amount",
     "If one is enough, stop A: `kill 42`"},
    {FINDING_CRASH_REPORT, "entry A port=1337; crash osaurus-1.ips -40; crash osaurus-0.ips -500; crash osaurus-2.ips -20",
     "A crash report of Osaurus is from 1 minute after A was written: osaurus-1.ips",
     "Read it: `less /home/ada/Library/Logs/DiagnosticReports/osaurus-1.ips`"},
    {FINDING_OLD_UNVERIFIED, "entry A port=1337 remote at=-259200",
     "No proof of life or death, and not written for 3 days: the directory is not on a local disk: its server may run elsewhere",
     "Run osaurtop on the machine that its server runs on"},
    {FINDING_OLD_UNVERIFIED, "entry A port=1337 owner=502 at=-259200; view sockets=own processes=own",
     "No proof of life or death, and not written for 3 days: sockets and processes of its owner are not all visible",
     "Run osaurtop as user 502, or as root: that shows its sockets"},
    {FINDING_CLOCK_SKEW, "entry A port=1337 at=7200 remote",
     "Dated 2 hours ahead of this machine's clock: clients take it for the newest",
     "Compare the clock: `date -u`. A living server dates its entry anew when it is started again"},
    {FINDING_LOOSE_PERMISSIONS, LIVE_A "entry B fault=bad-field mode=666",
     "Others than its owner may change its file (mode 666), and with it where clients connect",
     "Keep it to its owner: `chmod 600 /home/ada/.osaurus/runtime/B/configuration.json`"},
    {FINDING_LOOSE_PERMISSIONS, "entry A empty mode=777 at=-5",
     "Others than its owner may change its directory (mode 777), and with it where clients connect",
     "Keep it to its owner: `chmod 700 /home/ada/.osaurus/runtime/A`"},
    {FINDING_OTHER_OWNER, "entry A port=1337 owner=502 remote",
     "Belongs to user 502, while osaurtop runs as user 501",
     "See whose it is: `ls -l /home/ada/.osaurus/runtime/A/configuration.json`"},
    {FINDING_SYMLINK_IGNORED, "links 1",
     "1 subdirectory is a symbolic link, which is no entry: some clients follow it, and some do not",
     "See where it leads: `ls -l /home/ada/.osaurus/runtime`"},
    {FINDING_LEGACY_DIRECTORY, "entry A port=1 legacy; entry B port=2 legacy remote",
     "2 entries of an older Osaurus (1 stale), where no client looks: /home/ada/old",
     "It does no harm. Remove what is stale, here and there: `osaurtop prune`"},
    {FINDING_LEGACY_DIRECTORY, "entry A port=1 legacy remote",
     "1 entry of an older Osaurus (0 stale), where no client looks: /home/ada/old", "It does no harm"},
    {FINDING_INVALID_ENTRY, "entry A fault=not-regular",
     "Its file cannot be believed, and clients skip it: ", "Look at it: `ls -l /home/ada/.osaurus/runtime/A/configuration.json`"},
};
/* clang-format on */

static void every_finding_is_raised_where_it_should_and_not_where_it_should_not(void **state)
{
    (void)state;
    int wrong = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        world_judge(&world, rows[i].world);
        const char *found = world_findings(&world);
        if (strcmp(found, rows[i].expected) != 0) {
            print_error("%s: \"%s\", not \"%s\"\n", rows[i].behaviour, found, rows[i].expected);
            wrong++;
        }
        world_free(&world);
    }
    assert_int_equal(wrong, 0);
}

static void every_code_has_a_row_and_words(void **state)
{
    (void)state;
    for (int code = 0; code < FINDING_COUNT; code++) {
        const char *name = finding_code_name((enum finding_code)code);
        bool raised = false;
        bool worded = false;
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
            raised = raised || strstr(rows[i].expected, name) != NULL;
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            worded = worded || words[i].code == (enum finding_code)code;
        if (!raised || !worded)
            fail_msg("%s is not tested", name);
    }
}

static void sentences_have_the_real_numbers_and_hints_say_what_to_type(void **state)
{
    (void)state;
    char text[FINDING_TEXT_SIZE];
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        world_judge(&world, words[i].world);
        const struct finding *finding = world_finding(&world, words[i].code);
        size_t length = finding_message(&world.snapshot, finding, text, sizeof text);
        assert_string_equal(text, words[i].message);
        assert_int_equal(length, strlen(text));
        length = finding_hint(&world.snapshot, finding, text, sizeof text);
        assert_int_equal(length, strlen(text));
        assert_string_equal(text, words[i].hint);
        world_free(&world);
    }
}

/* What nobody can take back must never be suggested for what may be alive. */
static void only_what_is_stale_is_to_be_pruned(void **state)
{
    (void)state;
    char text[FINDING_TEXT_SIZE];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        world_judge(&world, rows[i].world);
        for (size_t f = 0; f < world.snapshot.finding_count; f++) {
            const struct finding *finding = &world.snapshot.findings[f];
            finding_hint(&world.snapshot, finding, text, sizeof text);
            if (strstr(text, " prune ") != NULL)
                assert_int_equal(world.snapshot.instances[finding->instance].verdict.state,
                                 STATE_STALE);
        }
        world_free(&world);
    }
}

static void texts_never_overrun_their_buffer(void **state)
{
    (void)state;
    char text[600];
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        world_judge(&world, words[i].world);
        const struct finding *finding = world_finding(&world, words[i].code);
        for (size_t size = 1; size < 500; size += 7) {
            memset(text, 'x', sizeof text);
            assert_true(finding_message(&world.snapshot, finding, text, size) < size);
            assert_int_equal(text[size], 'x');
            assert_true(finding_hint(&world.snapshot, finding, text, size) < size);
            assert_int_equal(text[size], 'x');
        }
        world_free(&world);
    }
}

static void commands_survive_hostile_names(void **state)
{
    (void)state;
    char text[FINDING_TEXT_SIZE];
    world_judge(&world, LIVE_A "entry B port=1338 at=-5000 mode=666");
    struct entry *entry = &world.entries[1];
    snprintf(entry->directory, sizeof entry->directory, "it's `rm -rf ~`\033[2J");
    finding_hint(&world.snapshot, world_finding(&world, FINDING_LOOSE_PERMISSIONS), text,
                 sizeof text);
    assert_string_equal(text, "Keep it to its owner: `chmod 600 $'/home/ada/.osaurus/runtime/"
                              "it\\'s \\140rm -rf ~\\140\\033[2J/configuration.json'`");
    finding_hint(&world.snapshot, world_finding(&world, FINDING_STALE_ENTRY), text, sizeof text);
    assert_string_equal(text, "Remove it: `osaurtop prune $'/home/ada/.osaurus/runtime/"
                              "it\\'s \\140rm -rf ~\\140\\033[2J'`");
    world_free(&world);
}

static void an_entry_is_named_by_where_it_is_when_its_id_does_not_tell(void **state)
{
    (void)state;
    static const struct {
        const char *world;
        const char *expected;
    } cases[] = {
        {"entry AAAAAAAA-1 port=1 at=-300; entry AAAAAAAA-2 port=2", "AAAAAAAA-1"},
        {"entry AAAAAAAA-1 port=1 at=-300", "AAAAAAAA"},
        {"entry A port=1 id=X at=-300", "/home/ada/.osaurus/runtime/A"},
        {"entry A port=1 at=-300; entry B id=A port=2", "/home/ada/.osaurus/runtime/A"},
        {"entry -rf port=1 at=-300", "/home/ada/.osaurus/runtime/-rf"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[512];
        world_judge(&world, cases[i].world);
        size_t length =
            findings_entry_word(&world.snapshot, &world.snapshot.instances[0], text, sizeof text);
        assert_string_equal(text, cases[i].expected);
        assert_int_equal(length, strlen(text));
        world_free(&world);
    }
}

static void commands_lead_to_the_same_directory(void **state)
{
    (void)state;
    char text[FINDING_TEXT_SIZE];
    world_judge(&world, "entry A port=1");
    world.snapshot.command = "osaurtop -r '/some where'";
    finding_hint(&world.snapshot, &world.snapshot.findings[0], text, sizeof text);
    assert_non_null(strstr(text, "`osaurtop -r '/some where' prune A`"));
    world_free(&world);
}

static void the_worst_severity_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *world;
        int worst;
    } cases[] = {
        {LIVE_A, -1},
        {"server 42", SEVERITY_NOTICE},
        {LIVE_A "entry B port=1338 at=-500", SEVERITY_WARNING},
        {"links 1; entry A port=1337", SEVERITY_CRITICAL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        world_judge(&world, cases[i].world);
        assert_int_equal(findings_worst(&world.snapshot), cases[i].worst);
        world_free(&world);
    }
}

/* Ten thousand dead entries in any order: each is found, named apart, and told within one pass. */
static void thousands_of_stale_entries_are_told_apart(void **state)
{
    (void)state;
    enum { MANY = 10000 };
    static struct entry entries[MANY];
    struct snapshot snapshot = {.home_count = 1, .homes = {{.path = "/r", .entry_count = MANY}}};
    char text[FINDING_TEXT_SIZE];
    for (unsigned i = 0; i < MANY; i++) {
        entries[i] = (struct entry){.local = true,
                                    .configured = true,
                                    .mode = 0100600,
                                    .health_kind = ENTRY_HEALTH_RUNNING,
                                    .port = 1,
                                    .updated_at = {(int64_t)i, 0}};
        snprintf(entries[i].directory, sizeof entries[i].directory, "%08X-%04u",
                 i % 100 * 2654435761u, i);
        memcpy(entries[i].id, entries[i].directory, ENTRY_ID_SIZE);
    }
    snapshot.evidence.sockets_view = SYSTEM_VIEW_ALL;
    snapshot.evidence.processes_view = SYSTEM_VIEW_ALL;
    assert_int_equal(snapshot_reserve(&snapshot, MANY, 0), 0);
    for (size_t i = 0; i < MANY; i++)
        snapshot.entries[i] = &entries[i];
    snapshot_judge(&snapshot, MANY, NULL, policy_default(), (struct timestamp){WORLD_NOW_S, 0});
    assert_int_equal(findings_update(&snapshot, policy_default()), 0);
    assert_int_equal(snapshot.finding_count, MANY);
    const struct finding *grown = snapshot.findings;
    assert_int_equal(findings_update(&snapshot, policy_default()), 0);
    assert_ptr_equal(snapshot.findings, grown);
    for (size_t i = 0; i < MANY; i++) {
        const struct finding *finding = &snapshot.findings[i];
        assert_int_equal(finding->instance, (int)i);
        finding_hint(&snapshot, finding, text, sizeof text);
        char expected[64];
        findings_entry_word(&snapshot, &snapshot.instances[i], expected, sizeof expected);
        assert_true(strlen(expected) > 8 && strstr(entries[i].id, expected) == entries[i].id);
        assert_non_null(strstr(text, expected));
    }
    snapshot_free(&snapshot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_finding_is_raised_where_it_should_and_not_where_it_should_not),
        cmocka_unit_test(every_code_has_a_row_and_words),
        cmocka_unit_test(sentences_have_the_real_numbers_and_hints_say_what_to_type),
        cmocka_unit_test(only_what_is_stale_is_to_be_pruned),
        cmocka_unit_test(texts_never_overrun_their_buffer),
        cmocka_unit_test(commands_survive_hostile_names),
        cmocka_unit_test(an_entry_is_named_by_where_it_is_when_its_id_does_not_tell),
        cmocka_unit_test(commands_lead_to_the_same_directory),
        cmocka_unit_test(the_worst_severity_is_told),
        cmocka_unit_test(thousands_of_stale_entries_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
