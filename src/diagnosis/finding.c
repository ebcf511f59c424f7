#include "config.h"

#include "osaurtop/finding.h"

const char *finding_code_name(enum finding_code code)
{
    static const char *const names[FINDING_COUNT] = {
        [FINDING_PICK_IS_STALE] = "pick-is-stale",
        [FINDING_LAN_LEAKED] = "lan-leaked",
        [FINDING_DUPLICATE_PORT] = "duplicate-port",
        [FINDING_LAN_NOT_BOUND] = "lan-not-bound",
        [FINDING_ADDRESS_MOVED] = "address-moved",
        [FINDING_STALE_ENTRY] = "stale-entry",
        [FINDING_STUCK] = "stuck",
        [FINDING_HUNG] = "hung",
        [FINDING_APP_STUCK] = "app-stuck",
        [FINDING_FOREIGN_PORT] = "foreign-port",
        [FINDING_PORT_MISMATCH] = "port-mismatch",
        [FINDING_UNPUBLISHED] = "unpublished",
        [FINDING_SERVER_STOPPED] = "server-stopped",
        [FINDING_KEY_REQUIRED] = "key-required",
        [FINDING_SEVERAL_LIVE] = "several-live",
        [FINDING_CRASH_REPORT] = "crash-report",
        [FINDING_OLD_UNVERIFIED] = "old-unverified",
        [FINDING_CLOCK_SKEW] = "clock-skew",
        [FINDING_LOOSE_PERMISSIONS] = "loose-permissions",
        [FINDING_OTHER_OWNER] = "other-owner",
        [FINDING_SYMLINK_IGNORED] = "symlink-ignored",
        [FINDING_LEGACY_DIRECTORY] = "legacy-directory",
        [FINDING_INVALID_ENTRY] = "invalid-entry",
    };
    return names[code];
}

const char *severity_name(enum severity severity)
{
    static const char *const names[SEVERITY_COUNT] = {
        [SEVERITY_NOTICE] = "notice",
        [SEVERITY_WARNING] = "warning",
        [SEVERITY_CRITICAL] = "critical",
    };
    return names[severity];
}
