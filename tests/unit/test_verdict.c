/* The verdict: a row for every rule and every boundary between two rules. Worlds are explained in
 * world.h. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "world.h"

#include <stdio.h>
#include <string.h>

struct row {
    const char *behaviour;
    const char *world;
    const char *expected;
};

/* clang-format off */
static const struct row rows[] = {
    /* invalid */
    {"unreadable is invalid", "entry A fault=unreadable", "A=invalid/unreadable/unknown pick=- best=-"},
    {"a FIFO is invalid", "entry A fault=not-regular", "A=invalid/not-regular"},
    {"a huge file is invalid", "entry A fault=too-large", "A=invalid/too-large"},
    {"bad JSON is invalid", "entry A fault=invalid-json", "A=invalid/invalid-json"},
    {"a list is invalid", "entry A fault=not-an-object", "A=invalid/not-an-object"},
    {"a missing field is invalid", "entry A fault=missing-field", "A=invalid/missing-field"},
    {"a bad port is invalid even where a server listens on it", "entry A port=1337 fault=bad-field; server 1; listen 127.0.0.1 1337 pid=1", "A=invalid/bad-field/unknown pick=-"},

    /* live, by the listener */
    {"a server on the published address is live", "entry A port=1337; server 1; listen 127.0.0.1 1337 pid=1", "A=live/listener/local pick=A best=A"},
    {"a month-old date says nothing about life", "boot -9000000; entry A port=1337 at=-2592000; server 1 start=-2592001; listen 127.0.0.1 1337 pid=1", "A=live/listener"},
    {"live although written before boot: clocks only break ties", "boot -50; entry A port=1337 at=-100; server 1 start=-100; listen 127.0.0.1 1337 pid=1", "A=live/listener"},
    {"a start in the same second as the entry", "entry A port=1337 at=-100; server 1 start=-100; listen 127.0.0.1 1337 pid=1", "A=live/listener"},
    {"a start one second after the entry may be its writer", "entry A port=1337 at=-100; server 1 start=-99; listen 127.0.0.1 1337 pid=1", "A=live/listener"},
    {"a start later than that is not", "entry A port=1337 at=-100; server 1 start=-98.9; listen 127.0.0.1 1337 pid=1", "A=unverified/clock-doubt/unknown"},
    {"an unknown start may be its writer", "entry A port=1337; server 1 start=?; listen 127.0.0.1 1337 pid=1", "A=live/listener"},
    {"a date two seconds ahead is within the slack", "entry A port=1337 at=2; server 1; listen 127.0.0.1 1337 pid=1", "A=live/listener"},
    {"a date further ahead is doubted", "entry A port=1337 at=2.1; server 1; listen 127.0.0.1 1337 pid=1", "A=unverified/clock-doubt/unknown"},
    {"an unheard-of health with a port is judged as running", "entry A health=sleeping port=1337; server 1; listen 127.0.0.1 1337 pid=1", "A=live/listener pick=- best=A"},
    {"IPv6 loopback", "entry A port=1337 addr=::1; server 1; listen ::1 1337 pid=1", "A=live/listener/local"},
    {"a LAN address behind 0.0.0.0", "entry A port=1337 addr=192.168.1.5 exposed; server 1; listen 0.0.0.0 1337 pid=1", "A=live/listener/lan"},
    {"a LAN address behind ::", "entry A port=1337 addr=192.168.1.5 exposed; server 1; listen :: 1337 pid=1", "A=live/listener/lan"},
    {"a LAN address behind a v6-only :: is attributed all the same", "entry A port=1337 addr=192.168.1.5 exposed; server 1; listen :: 1337 pid=1 v6only", "A=live/listener"},
    {"an IPv6 LAN address behind ::", "entry A port=1337 addr=fd00::5 exposed; server 1; listen :: 1337 pid=1", "A=live/listener/lan"},
    {"a server whose address does not fit", "entry A port=1337 addr=192.168.1.5; server 1; listen 127.0.0.1 1337 pid=1", "A=live/listener/local"},
    {"an address that is no IP address", "entry A port=1337 addr=ada.local exposed; server 1; listen 0.0.0.0 1337 pid=1", "A=live/listener/lan"},
    {"a published 0.0.0.0", "entry A port=1337 addr=0.0.0.0 exposed; server 1; listen 0.0.0.0 1337 pid=1", "A=live/listener/lan"},

    /* exposure */
    {"says local, bound everywhere: leaked", "entry A port=1337 addr=192.168.1.5; server 1; listen 0.0.0.0 1337 pid=1", "A=live/listener/leaked"},
    {"says exposed, bound to loopback: claimed", "entry A port=1337 exposed; server 1; listen 127.0.0.1 1337 pid=1", "A=live/listener/claimed"},
    {"says local on loopback, bound everywhere: leaked", "entry A port=1337; server 1; listen 0.0.0.0 1337 pid=1", "A=live/listener/leaked"},
    {"several sockets: one beyond loopback is enough", "entry A port=1337; server 1; listen 127.0.0.1 1337 pid=1; listen 192.168.1.5 1337 pid=1", "A=live/listener/leaked"},
    {"several sockets on loopback are local", "entry A port=1337; server 1; listen 127.0.0.1 1337 pid=1; listen ::1 1337 pid=1", "A=live/listener/local"},
    {"a socket of the server on another port does not count", "entry A port=1337; server 1; listen 127.0.0.1 1337 pid=1; listen 0.0.0.0 9000 pid=1", "A=live/listener/local"},
    {"another 127/8 address is loopback", "entry A port=1337 addr=127.0.0.2; server 1; listen 127.0.0.2 1337 pid=1", "A=live/listener/local"},
    {"a dead entry's exposure is unknown", "entry A port=1337 exposed", "A=stale/not-listening/unknown"},

    /* ghosts on the port of a live one */
    {"of two claimants the newest has the listener", "entry A port=1337 at=-500; entry B port=1337 at=-100; server 1; listen 127.0.0.1 1337 pid=1", "A=unverified/port-mismatch B=live/listener best=B pick=B"},
    {"a ghost older than the server is superseded", "entry A port=1337 at=-2000; entry B port=1337 at=-100; server 1; listen 127.0.0.1 1337 pid=1", "A=stale/superseded/unknown B=live/listener/local"},
    {"a newer ghost that the server could have written has it: clocks cannot tell", "entry A port=1337 at=-500; entry B port=1337 at=-100; server 1 start=-600; listen 127.0.0.1 1337 pid=1", "B=live/listener A=unverified/port-mismatch"},
    {"equal dates: one is live, the other is not called stale", "entry A port=1337; entry B port=1337; server 1; listen 127.0.0.1 1337 pid=1", "A=live/listener B=unverified/port-mismatch pick=A best=A"},
    {"a ghost of another address is superseded too", "entry A port=1337 addr=192.168.1.5 at=-2000; entry B port=1337 at=-100; server 1; listen 127.0.0.1 1337 pid=1", "A=stale/superseded B=live/listener"},
    {"the entry whose address fits comes before a newer one", "entry A port=1337 at=-200; entry B port=1337 addr=192.168.1.5 at=-100; server 1; listen 127.0.0.1 1337 pid=1", "A=live/listener B=unverified/port-mismatch pick=B best=A"},
    {"of one second, the file written last is the listener's", "entry A port=1337 written=-100.4; entry B port=1337 written=-100.2; server 1; listen 127.0.0.1 1337 pid=1", "A=unverified/port-mismatch B=live/listener"},
    {"whatever their order", "entry A port=1337 written=-100.2; entry B port=1337 written=-100.4; server 1; listen 127.0.0.1 1337 pid=1", "A=live/listener B=unverified/port-mismatch"},
    {"the file's date does not count against the published one", "entry A port=1337 at=-100 written=-10; entry B port=1337 at=-99 written=-50; server 1; listen 127.0.0.1 1337 pid=1", "A=unverified/port-mismatch B=live/listener"},
    {"three ghosts and a live one", "entry A port=1337 at=-4000; entry B port=1337 at=-3000; entry C port=1337 at=-2000; entry D port=1337 at=-10; server 1; listen 127.0.0.1 1337 pid=1", "A=stale/superseded B=stale/superseded C=stale/superseded D=live/listener pick=D"},
    {"a ghost in the future does not take the listener", "entry A port=1337 at=3600; entry B port=1337 at=-100; server 1; listen 127.0.0.1 1337 pid=1", "A=unverified/clock-doubt B=live/listener pick=A best=B"},

    /* two servers */
    {"two ports, two servers", "entry A port=1337; entry B port=1338; server 1; server 2; listen 127.0.0.1 1337 pid=1; listen 127.0.0.1 1338 pid=2", "A=live/listener B=live/listener"},
    {"0.0.0.0 beside 127.0.0.1: each its own", "entry A port=1337 addr=127.0.0.1 at=-300; entry B port=1337 addr=192.168.1.5 exposed at=-100; server 1; server 2; listen 0.0.0.0 1337 pid=2; listen 127.0.0.1 1337 pid=1", "A=live/listener/local B=live/listener/lan"},
    {"two servers, one entry: the fitting one has it", "entry A port=1337 addr=127.0.0.1; server 1 start=-500; server 2 start=-400; listen 0.0.0.0 1337 pid=2; listen 127.0.0.1 1337 pid=1", "A=live/listener/local"},
    {"two on one wildcard: the later server takes what only it can have", "entry A port=1337 addr=10.0.0.1 at=-900; entry B port=1337 addr=10.0.0.1 at=-100; server 1 start=-1000; server 2 start=-200; listen 0.0.0.0 1337 pid=1; listen 0.0.0.0 1337 pid=2", "A=live/listener B=live/listener"},
    {"and in the other order of processes", "entry B port=1337 addr=10.0.0.1 at=-100; entry A port=1337 addr=10.0.0.1 at=-900; server 2 start=-200; server 1 start=-1000; listen 0.0.0.0 1337 pid=2; listen 0.0.0.0 1337 pid=1", "A=live/listener B=live/listener"},
    {"a server takes one entry, not two", "entry A port=1337 at=-100; entry B port=1338 at=-200; server 1; listen 127.0.0.1 1337 pid=1; listen 127.0.0.1 1338 pid=1", "A=live/listener B=stale/superseded"},
    {"equal starts are no reason to lose one", "entry A port=1337 addr=10.0.0.1 at=-100; entry B port=1337 addr=10.0.0.1 at=-90; server 1; server 2; listen 0.0.0.0 1337 pid=1; listen 0.0.0.0 1337 pid=2", "A=live/listener B=live/listener"},

    /* stale */
    {"nothing listens and no server lives", "entry A port=1337", "A=stale/not-listening pick=A best=-"},
    {"a sure server elsewhere does not keep a ghost alive", "entry A port=1338 at=-100; entry B port=1337 at=-90; server 1; listen 127.0.0.1 1337 pid=1", "A=stale/not-listening B=live/listener best=B"},
    {"written before boot", "boot -50; entry A port=1337 at=-100", "A=stale/before-boot"},
    {"written at boot is not before it", "boot -100; entry A port=1337 at=-100", "A=stale/not-listening"},
    {"before boot with a stranger on the port since", "boot -80; entry A port=1337 at=-100; stranger 9; listen 127.0.0.1 1337 pid=9", "A=stale/foreign-listener"},
    {"starting before boot", "boot -50; entry A health=starting at=-100", "A=stale/before-boot"},
    {"unknown boot time", "view; boot -999999; entry A port=1337 at=-100", "A=stale/not-listening"},
    {"a starting process that is gone", "entry A health=starting at=-5", "A=stale/process-gone"},
    {"a restarting process that is gone", "entry A health=restarting at=-500", "A=stale/process-gone"},
    {"an unheard-of health without a port and a process", "entry A health=dreaming", "A=stale/process-gone"},
    {"a dead entry of the future, no server lives", "entry A port=1337 at=3600", "A=stale/not-listening pick=A best=-"},
    {"a server that started after the entry and is surely another's", "entry A port=1337 at=-2000; entry B port=1340 at=-100; server 1; listen 127.0.0.1 1340 pid=1", "A=stale/not-listening B=live/listener"},
    {"another user's server is no reason for doubt", "entry A port=1337; server 1 owner=502; listen 127.0.0.1 1400 pid=1 owner=502", "A=stale/not-listening"},
    {"the command-line helper alone is no server", "entry A port=1337; server 1 helper", "A=stale/not-listening"},
    {"the helper does not keep a starting entry alive", "entry A health=starting at=-60; server 1 helper", "A=stale/process-gone"},
    {"an own view is enough for one's own", "view sockets=own processes=own; entry A port=1337", "A=stale/not-listening"},

    /* no configuration */
    {"an old empty directory", "entry A empty at=-31", "A=stale/no-configuration pick=-"},
    {"an empty directory within the grace", "entry A empty at=-30", "A=starting/starting"},
    {"an old empty directory while a server without an entry lives", "entry A empty at=-100; server 1", "A=unverified/port-mismatch"},
    {"an old empty directory before boot", "boot -50; entry A empty at=-100", "A=stale/no-configuration"},

    /* strangers */
    {"a stranger since after the entry", "entry A port=1337 at=-100; stranger 9 start=-50; listen 127.0.0.1 1337 pid=9", "A=stale/foreign-listener"},
    {"a stranger since before it: the instance may never have had the port", "entry A port=1337 at=-100; stranger 9 start=-200; listen 127.0.0.1 1337 pid=9", "A=foreign/foreign-listener"},
    {"a stranger of the same moment", "entry A port=1337 at=-100; stranger 9 start=-100; listen 127.0.0.1 1337 pid=9", "A=foreign/foreign-listener"},
    {"a stranger of unknown start", "entry A port=1337; stranger 9 start=?; listen 127.0.0.1 1337 pid=9", "A=foreign/foreign-listener"},
    {"another user's listener with no visible pid", "entry A port=1337; listen 127.0.0.1 1337 owner=502", "A=foreign/foreign-listener"},
    {"one's own listener with no visible pid may be the server", "entry A port=1337; listen 127.0.0.1 1337", "A=unverified/no-evidence"},
    {"another user's Osaurus is a stranger", "entry A port=1337; server 1 owner=502 start=-2000; listen 127.0.0.1 1337 pid=1 owner=502", "A=foreign/foreign-listener"},
    {"the helper on the port is a stranger", "entry A port=1337; server 1 helper; listen 127.0.0.1 1337 pid=1", "A=foreign/foreign-listener"},
    {"a late stranger while a free server lives", "entry A port=1337; server 1; stranger 9; listen 127.0.0.1 1337 pid=9", "A=foreign/foreign-listener"},
    {"a stranger beside the live one leaves it live", "entry A port=1337; server 1; stranger 9; listen 127.0.0.1 1337 pid=1; listen 0.0.0.0 1337 pid=9", "A=live/listener/local"},
    {"a stranger here says nothing of another machine's entry", "entry A port=1337 remote; stranger 9 start=-500; listen 127.0.0.1 1337 pid=9", "A=unverified/not-local"},
    {"nor of another user's where only one's own sockets are visible", "view sockets=own processes=all; entry A port=1337 owner=502; server 1 owner=502; stranger 9 start=-500; listen 127.0.0.1 1337 pid=9", "A=unverified/no-evidence"},
    {"two strangers, one early", "entry A port=1337; stranger 8 start=-50; stranger 9 start=-500; listen 127.0.0.1 1337 pid=8; listen ::1 1337 pid=9", "A=foreign/foreign-listener"},

    /* starting, restarting, stuck */
    {"starting", "entry A health=starting at=-4; server 1", "A=starting/starting"},
    {"starting at the end of the grace", "entry A health=starting at=-30; server 1", "A=starting/starting"},
    {"starting past the grace", "entry A health=starting at=-30.1; server 1", "A=stuck/stuck-starting"},
    {"restarting", "entry A health=restarting at=-4; server 1", "A=starting/restarting"},
    {"restarting past the grace", "entry A health=restarting at=-31; server 1", "A=stuck/stuck-restarting"},
    {"an unheard-of health without a port is judged as starting", "entry A health=dreaming at=-4; server 1", "A=starting/starting"},
    {"and gets stuck", "entry A health=dreaming at=-40; server 1", "A=stuck/stuck-starting"},
    {"starting while every server is surely another's", "entry A health=starting at=-40; entry B port=1337; server 1; listen 127.0.0.1 1337 pid=1", "A=stale/process-gone B=live/listener"},
    {"starting while a server is only unsurely another's", "entry A health=starting at=-40; entry B port=1337 at=-90; entry C port=1337 at=-80; server 1; listen 127.0.0.1 1337 pid=1", "A=stuck/stuck-starting"},
    {"starting, dated ahead, with a server", "entry A health=starting at=60; server 1", "A=unverified/clock-doubt"},
    {"starting, dated ahead, without one", "entry A health=starting at=60", "A=stale/process-gone"},
    {"starting on a network disk", "entry A health=starting at=-4 remote", "A=starting/starting"},

    /* unverified */
    {"a live server that moved to another port", "entry A port=1337; server 1; listen 127.0.0.1 1400 pid=1", "A=unverified/port-mismatch/unknown pick=A best=A"},
    {"a living server that listens nowhere", "entry A port=1337; server 1", "A=unverified/port-mismatch"},
    {"a server that listens without an entry, started since", "entry A port=1337 at=-2000; server 1; listen 127.0.0.1 1400 pid=1", "A=unverified/clock-doubt"},
    {"a server on its port that started since: the clock was set back, or it is new", "entry A port=1337 at=-2000; server 1; listen 127.0.0.1 1337 pid=1", "A=unverified/clock-doubt"},
    {"the clock set back between update and now", "entry A port=1337 at=3600; server 1 start=3000; listen 127.0.0.1 1337 pid=1", "A=unverified/clock-doubt best=A"},
    {"the clock set forward between start and update", "boot -9000000; entry A port=1337 at=-100; server 1 start=-8000000; listen 127.0.0.1 1337 pid=1", "A=live/listener"},
    {"a server that started since and listens nowhere is no writer", "entry A port=1337 at=-2000; server 1", "A=stale/not-listening"},
    {"a server whose descriptors are hidden may listen anywhere", "entry A port=1337 at=-2000; server 1 hidden", "A=unverified/clock-doubt"},
    {"hidden or not, on the port it has the entry", "entry A port=1337; server 1 hidden; listen 127.0.0.1 1337 pid=1", "A=live/listener"},
    {"a network file system", "entry A port=1337 remote", "A=unverified/not-local"},
    {"a live one on a network file system is live", "entry A port=1337 remote; server 1; listen 127.0.0.1 1337 pid=1", "A=live/listener"},
    {"sockets not visible", "view sockets=none; entry A port=1337", "A=unverified/no-evidence best=A"},
    {"processes not visible", "view processes=none; entry A port=1337", "A=unverified/no-evidence"},
    {"another owner's, where only one's own is visible", "view sockets=own processes=own; entry A port=1337 owner=502", "A=unverified/no-evidence"},
    {"another owner's, where everything is visible", "entry A port=1337 owner=502", "A=stale/not-listening"},
    {"a file read after the evidence", "entry A port=1337 seen=late", "A=unverified/no-evidence"},
    {"a live one read after the evidence is live", "entry A port=1337 seen=late; server 1; listen 127.0.0.1 1337 pid=1", "A=live/listener"},
    {"an early stranger beside a surely attributed server", "entry A port=1337 addr=10.0.0.1 at=-2000; entry B port=1337 at=-100; server 1; stranger 9 start=-3000; listen 127.0.0.1 1337 pid=1; listen 10.0.0.1 1337 pid=9", "B=live/listener A=unverified/clock-doubt"},

    /* probes */
    {"attributed, and no answer", "entry A port=1337 probe=silent; server 1; listen 127.0.0.1 1337 pid=1", "A=hung/no-answer/local pick=A best=-"},
    {"an answer of any kind is no hang", "entry A port=1337 probe=answered; server 1; listen 127.0.0.1 1337 pid=1", "A=live/listener"},
    {"an old silence says nothing", "entry A port=1337 probe=silent probed=-31; server 1; listen 127.0.0.1 1337 pid=1", "A=live/listener"},
    {"a silence at the end of its freshness", "entry A port=1337 probe=silent probed=-30; server 1; listen 127.0.0.1 1337 pid=1", "A=hung/no-answer"},
    {"silence of a dead entry is not a hang", "entry A port=1337 probe=silent", "A=stale/not-listening"},
    {"identified where sockets cannot be read", "view sockets=none; entry A port=1337 probe=identified", "A=live/probe/unknown best=A"},
    {"answered but not identified", "view sockets=none; entry A port=1337 probe=answered", "A=unverified/no-evidence"},
    {"identified, but not the newest claimant", "view sockets=none; entry A port=1337 at=-200 probe=identified; entry B port=1337 at=-100", "A=unverified/no-evidence B=unverified/no-evidence"},
    {"a probe does not outweigh sockets that can be read", "entry A port=1337 probe=identified", "A=stale/not-listening"},

    /* pick and best */
    {"the newest running one is the pick, dead or alive", "entry A port=1337 at=-100; entry B port=1338 at=-50; server 1; listen 127.0.0.1 1337 pid=1", "pick=B best=A"},
    {"a starting one is no pick", "entry A health=starting at=-1; server 1", "pick=- best=-"},
    {"a legacy entry is no pick, but may be best", "entry A port=1337 legacy; server 1; listen 127.0.0.1 1337 pid=1", "pick=- best=A"},
    {"the pick is best when it is live, even beside a newer live one in an older home", "entry A port=1337 at=-100; entry B port=1338 at=-50 legacy; server 1; server 2; listen 127.0.0.1 1337 pid=1; listen 127.0.0.1 1338 pid=2", "pick=A best=A"},
    {"the newest live one is best", "entry A port=1337 at=-90; entry B port=1338 at=-80; entry C port=1339 at=-70; server 1; server 2; listen 127.0.0.1 1337 pid=1; listen 127.0.0.1 1338 pid=2", "pick=C best=B"},
    {"without a live one the newest unverified running one", "entry A port=1337 at=-90 remote; entry B port=1338 at=-80 remote; entry C health=starting at=-70 remote", "pick=B best=B"},
    {"a hung one is not best", "entry A port=1337 at=-10 probe=silent; entry B port=1338 at=-80; server 1; server 2; listen 127.0.0.1 1337 pid=1; listen 127.0.0.1 1338 pid=2", "pick=A best=B"},
    {"equal dates: the first is the pick", "entry A port=1337; entry B port=1338", "pick=A"},
    {"no entries", "server 1", "pick=- best=-"},
};
/* clang-format on */

static void every_rule_and_boundary_is_judged_as_written(void **state)
{
    (void)state;
    size_t failures = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        static struct world world;
        world_judge(&world, rows[i].world);
        const char *difference = world_differs(&world, rows[i].expected);
        if (difference != NULL) {
            print_error("%s\n    %s\n    %s\n", rows[i].behaviour, rows[i].world, difference);
            failures++;
        }
        world_free(&world);
    }
    print_message("%zu cases\n", sizeof rows / sizeof *rows);
    assert_int_equal(failures, 0);
}

static void the_order_of_entries_changes_no_state(void **state)
{
    (void)state;
    static struct world world;
    static struct world reversed;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strncmp(rows[i].behaviour, "equal dates", 11) == 0)
            continue;
        world_judge(&world, rows[i].world);
        world_judge(&reversed, rows[i].world);
        struct snapshot *snapshot = &reversed.snapshot;
        size_t count = snapshot->count;
        static struct probe_result probes[WORLD_MAX];
        for (size_t e = 0; e < count; e++) {
            snapshot->entries[e] = &reversed.entries[count - 1 - e];
            probes[e] = reversed.probes[count - 1 - e];
        }
        snapshot_judge(snapshot, count, probes, policy_default(),
                       (struct timestamp){WORLD_NOW_S, 0});
        for (size_t e = 0; e < count; e++) {
            const struct verdict *there = &world.snapshot.instances[e].verdict;
            const struct verdict *here = &snapshot->instances[count - 1 - e].verdict;
            if (there->state != here->state || there->reason != here->reason)
                fail_msg("%s: %s/%s, reversed %s/%s", rows[i].behaviour, state_name(there->state),
                         reason_code(there->reason), state_name(here->state),
                         reason_code(here->reason));
        }
        world_free(&world);
        world_free(&reversed);
    }
}

static void a_stuck_start_names_the_one_process_that_may_be_its_writer(void **state)
{
    (void)state;
    static struct world world;
    world_judge(&world, "entry A health=starting at=-40; server 7; server 8 start=-10");
    assert_int_equal(snapshot_process(&world.snapshot, world_instance(&world, "A"))->pid, 7);
    world_free(&world);

    world_judge(&world, "entry A health=starting at=-40; server 7; server 8");
    assert_null(snapshot_process(&world.snapshot, world_instance(&world, "A")));
    world_free(&world);
}

static void every_word_is_there(void **state)
{
    (void)state;
    for (int i = 0; i < STATE_COUNT; i++)
        assert_non_null(state_name((enum state)i));
    for (int i = 0; i < REASON_COUNT; i++)
        assert_non_null(reason_code((enum reason)i));
    for (int i = 0; i < EXPOSURE_COUNT; i++)
        assert_non_null(exposure_name((enum exposure)i));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_and_boundary_is_judged_as_written),
        cmocka_unit_test(the_order_of_entries_changes_no_state),
        cmocka_unit_test(a_stuck_start_names_the_one_process_that_may_be_its_writer),
        cmocka_unit_test(every_word_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
