/*
 * A finding: one thing worth saying, with a code, a severity, a sentence and a hint. Values and
 * words only.
 */
#ifndef OSAURTOP_FINDING_H
#define OSAURTOP_FINDING_H

/* In the order of loudness. */
enum severity { SEVERITY_NOTICE, SEVERITY_WARNING, SEVERITY_CRITICAL, SEVERITY_COUNT };

enum finding_code {
    FINDING_PICK_IS_STALE,     /* every client will connect to a dead entry */
    FINDING_LAN_LEAKED,        /* says local, bound beyond loopback */
    FINDING_DUPLICATE_PORT,    /* two living servers share a port on different addresses */
    FINDING_LAN_NOT_BOUND,     /* says exposed, bound to loopback only */
    FINDING_ADDRESS_MOVED,     /* the published address is no longer one of this machine's */
    FINDING_STALE_ENTRY,       /* what a crash left behind */
    FINDING_STUCK,             /* starting or restarting past the grace */
    FINDING_HUNG,              /* takes connections and does not answer */
    FINDING_APP_STUCK,         /* OPTIONS is answered, /health is not */
    FINDING_FOREIGN_PORT,      /* another program holds the port, or shares a live entry's */
    FINDING_PORT_MISMATCH,     /* a server that could be its writer lives, on other ports or none */
    FINDING_UNPUBLISHED,       /* a server listens and has no entry */
    FINDING_SERVER_STOPPED,    /* a server lives, listens nowhere and has no entry */
    FINDING_KEY_REQUIRED,      /* answers 401 */
    FINDING_SEVERAL_LIVE,      /* each holds memory */
    FINDING_CRASH_REPORT,      /* the app's crash report is newer than a stale entry */
    FINDING_OLD_UNVERIFIED,    /* no proof either way, untouched for long */
    FINDING_CLOCK_SKEW,        /* dated ahead of this machine's clock */
    FINDING_LOOSE_PERMISSIONS, /* others may write the entry */
    FINDING_OTHER_OWNER,       /* the entry is another user's */
    FINDING_SYMLINK_IGNORED,   /* a linked subdirectory is not an entry */
    FINDING_LEGACY_DIRECTORY,  /* entries in a directory of an older version */
    FINDING_INVALID_ENTRY,     /* its file cannot be believed */
    FINDING_COUNT,
};

/*
 * What it is about: indices into the snapshot it was found in, -1 where it does not apply. The
 * sentence and the hint are written from these when they are wanted; see findings.h.
 */
struct finding {
    enum finding_code code;
    enum severity severity;
    int instance; /* the instance it belongs to; -1: the directory */
    int other;    /* another instance in the sentence */
    int process;  /* of the evidence */
    int listener; /* of the evidence */
    int home;     /* of the snapshot */
    int report;   /* of the snapshot's crash reports */
};

/* Stable lower-case words: "pick-is-stale", "critical". */
const char *finding_code_name(enum finding_code code);
const char *severity_name(enum severity severity);

#endif
