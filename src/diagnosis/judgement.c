#include "config.h"

#include "osaurtop/judgement.h"

struct policy policy_default(void)
{
    return (struct policy){.grace_s = 30,
                           .probe_fresh_s = 30,
                           .old_after_s = 24 * 60 * 60,
                           .write_slack_ms = 1000,
                           .future_slack_ms = 2000};
}

const char *state_name(enum state state)
{
    static const char *const names[STATE_COUNT] = {
        [STATE_LIVE] = "live",   [STATE_HUNG] = "hung",       [STATE_STARTING] = "starting",
        [STATE_STUCK] = "stuck", [STATE_FOREIGN] = "foreign", [STATE_UNVERIFIED] = "unverified",
        [STATE_STALE] = "stale", [STATE_INVALID] = "invalid",
    };
    return names[state];
}

const char *reason_code(enum reason reason)
{
    static const char *const codes[REASON_COUNT] = {
        [REASON_UNREADABLE] = "unreadable",
        [REASON_NOT_REGULAR] = "not-regular",
        [REASON_TOO_LARGE] = "too-large",
        [REASON_INVALID_JSON] = "invalid-json",
        [REASON_NOT_AN_OBJECT] = "not-an-object",
        [REASON_MISSING_FIELD] = "missing-field",
        [REASON_BAD_FIELD] = "bad-field",
        [REASON_NO_ANSWER] = "no-answer",
        [REASON_LISTENER] = "listener",
        [REASON_PROBE] = "probe",
        [REASON_BEFORE_BOOT] = "before-boot",
        [REASON_SUPERSEDED] = "superseded",
        [REASON_FOREIGN_LISTENER] = "foreign-listener",
        [REASON_NOT_LISTENING] = "not-listening",
        [REASON_PROCESS_GONE] = "process-gone",
        [REASON_NO_CONFIGURATION] = "no-configuration",
        [REASON_STUCK_STARTING] = "stuck-starting",
        [REASON_STUCK_RESTARTING] = "stuck-restarting",
        [REASON_STARTING] = "starting",
        [REASON_RESTARTING] = "restarting",
        [REASON_PORT_MISMATCH] = "port-mismatch",
        [REASON_CLOCK_DOUBT] = "clock-doubt",
        [REASON_NOT_LOCAL] = "not-local",
        [REASON_NO_EVIDENCE] = "no-evidence",
    };
    return codes[reason];
}

const char *exposure_name(enum exposure exposure)
{
    static const char *const names[EXPOSURE_COUNT] = {
        [EXPOSURE_UNKNOWN] = "unknown", [EXPOSURE_LOCAL] = "local",   [EXPOSURE_LAN] = "lan",
        [EXPOSURE_CLAIMED] = "claimed", [EXPOSURE_LEAKED] = "leaked",
    };
    return names[exposure];
}
