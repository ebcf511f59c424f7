/*
 * The words of a judgement: what it may look at, what it says, and by which policy. Values only.
 */
#ifndef OSAURTOP_JUDGEMENT_H
#define OSAURTOP_JUDGEMENT_H

#include "osaurtop/entry.h"
#include "osaurtop/probe_result.h"
#include "osaurtop/system.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In the order in which the rules are tried, but `invalid` last for display. */
enum state {
    STATE_LIVE,
    STATE_HUNG,
    STATE_STARTING,
    STATE_STUCK,
    STATE_FOREIGN,
    STATE_UNVERIFIED,
    STATE_STALE,
    STATE_INVALID,
    STATE_COUNT,
};

enum reason {
    /* invalid */
    REASON_UNREADABLE,
    REASON_NOT_REGULAR,
    REASON_TOO_LARGE,
    REASON_INVALID_JSON,
    REASON_NOT_AN_OBJECT,
    REASON_MISSING_FIELD,
    REASON_BAD_FIELD,
    /* hung */
    REASON_NO_ANSWER,
    /* live */
    REASON_LISTENER,
    REASON_PROBE,
    /* stale; foreign-listener is a reason of `foreign` too */
    REASON_BEFORE_BOOT,
    REASON_SUPERSEDED,
    REASON_FOREIGN_LISTENER,
    REASON_NOT_LISTENING,
    REASON_PROCESS_GONE,
    REASON_NO_CONFIGURATION,
    /* stuck */
    REASON_STUCK_STARTING,
    REASON_STUCK_RESTARTING,
    /* starting */
    REASON_STARTING,
    REASON_RESTARTING,
    /* unverified */
    REASON_PORT_MISMATCH,
    REASON_CLOCK_DOUBT,
    REASON_NOT_LOCAL,
    REASON_NO_EVIDENCE,
    REASON_COUNT,
};

/* Claimed exposure to the LAN against what is bound. */
enum exposure {
    EXPOSURE_UNKNOWN, /* no evidence: only the claim is known */
    EXPOSURE_LOCAL,   /* says local, bound to loopback only */
    EXPOSURE_LAN,     /* says exposed, bound beyond loopback */
    EXPOSURE_CLAIMED, /* says exposed, bound to loopback only */
    EXPOSURE_LEAKED,  /* says local, bound beyond loopback */
    EXPOSURE_COUNT,
};

/* The words of a user-settable policy; policy_default() has the documented values. */
struct policy {
    int64_t grace_s;        /* a start or restart may take this long: 30 */
    int64_t probe_fresh_s;  /* a probe's result counts this long: 30 */
    int64_t old_after_s;    /* an unverified entry untouched for this long is worth saying: 86400 */
    int64_t write_slack_ms; /* a writer may seem to start this much after its entry: 1000 */
    int64_t future_slack_ms; /* an entry may seem this much ahead of now: 2000 */
};

struct policy policy_default(void);

struct verdict {
    enum state state;
    enum reason reason;
    enum exposure exposure;
    bool attributed; /* a server's listener is this entry's */
    bool sure;       /* and no other entry on the port could be that server's */
    /*
     * Index into evidence.processes: the attributed server; for an entry without a port the one
     * server that could be its writer, when there is just one; else SYSTEM_NO_PROCESS.
     */
    int process;
    int stranger;      /* index into evidence.listeners of a foreign listener on its port, or -1 */
    int superseded_by; /* index of the entry that has the listener of the same port, or -1 */
};

/* Everything the verdict may look at. `probes` may be NULL, else has one for each entry. */
struct case_file {
    const struct entry *const *entries;
    size_t count;
    const struct evidence *evidence;
    const struct probe_result *probes;
    struct policy policy;
    struct timestamp now;
};

/* Stable lower-case words: "live", "not-listening", "leaked". */
const char *state_name(enum state state);
const char *reason_code(enum reason reason);
const char *exposure_name(enum exposure exposure);

#endif
