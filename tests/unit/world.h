/*
 * Small worlds in words, for tests of the verdict: entries, processes, listeners, and what is to be
 * said of them.
 *
 * A world is a list of lines split by ';':
 *
 *   entry NAME [health=WORD] [port=N] [addr=TEXT] [at=SECONDS] [url=TEXT] [exposed] [owner=UID]
 *         [mode=OCTAL] [remote] [seen=late] [empty] [fault=CODE] [legacy] [id=TEXT]
 *         [written=SECONDS]               the file's own date; that of the epoch where not said
 *         [probe=identified|answered|silent|401|busy] [probed=SECONDS]
 *                                          busy: answers, but not to /health
 *   server PID [start=SECONDS|start=?] [owner=UID] [memory=BYTES] [helper] [hidden]
 *                                          a process called osaurus
 *   stranger PID [start=SECONDS|start=?] [owner=UID]            a process of another name
 *   listen ADDRESS PORT [pid=PID] [owner=UID] [v6only]
 *                                          without pid: its process cannot be seen
 *   own ADDRESS                            an address of this machine
 *   links COUNT                            linked subdirectories of the main directory
 *   crash NAME SECONDS                     a crash report
 *   view sockets=none|own|all processes=none|own|all            (both all)
 *   boot SECONDS                           when the machine started
 *
 * Times are seconds from now. Owners are 501 where not said; osaurtop runs as 501. An entry is
 * running on 127.0.0.1 and published 100 s ago where not said; a process started 1000 s ago, a
 * stranger 50 s ago. The machine started 100000 s ago.
 */
#ifndef TEST_WORLD_H
#define TEST_WORLD_H

#include "osaurtop/findings.h"
#include "osaurtop/snapshot.h"

#define WORLD_MAX 16

struct world {
    struct entry entries[WORLD_MAX];
    struct probe_result probes[WORLD_MAX];
    struct system_process processes[WORLD_MAX];
    struct system_listener listeners[WORLD_MAX];
    struct ip_address addresses[WORLD_MAX];
    struct crash_reports crash_reports;
    struct snapshot snapshot;
};

/* Now, in every world: 2026-11-22T12:00:00Z. */
#define WORLD_NOW_S 1795348800

/* Builds and judges a world, and finds what is worth saying. Fails the test on a line that it does not understand. */
void world_judge(struct world *world, const char *text);
void world_free(struct world *world);

/* The instance of that name; fails the test when there is none. */
const struct instance *world_instance(const struct world *world, const char *name);

/*
 * Checks "A=live/listener/local B=stale/superseded pick=B best=A": state, reason and exposure where
 * given; `-` for no pick and no best. Returns NULL, or what differs (static text).
 */
const char *world_differs(const struct world *world, const char *expected);

/*
 * Everything found: "critical: A pick-is-stale; notice: . several-live", a dot for the directory, in
 * the order of the snapshot (static text).
 */
const char *world_findings(const struct world *world);

/* The finding of that code, of any subject; fails the test when there is none. */
const struct finding *world_finding(const struct world *world, enum finding_code code);

#endif
