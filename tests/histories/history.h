/*
 * Random histories of one machine, with the truth about every entry: who wrote it, whether its
 * writer lives, and where that really listens. No I/O, no clock: time is a number.
 *
 * Ports are shared as on BSD and macOS: a wildcard and a loopback listener of two processes may
 * stand beside each other, two of a kind may not.
 */
#ifndef TEST_HISTORY_H
#define TEST_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define HISTORY_PROCESSES 24
#define HISTORY_RECORDS   24

#define HISTORY_OWN_UID   501
#define HISTORY_OTHER_UID 502

enum process_kind {
    PROCESS_APP,
    PROCESS_HELPER,       /* the app's command-line helper, where its path shows it */
    PROCESS_COMMAND_LINE, /* the same where it does not: it looks like a server that is stopped */
    PROCESS_STRANGER,
};

struct process {
    bool alive;
    enum process_kind kind;
    uid_t owner;
    bool start_known;
    int64_t started_ms;      /* true time */
    int64_t started_wall_ms; /* what the clock showed then */

    bool listens;
    bool wildcard; /* else on 127.0.0.1 */
    uint16_t port;
    uint16_t second_port; /* on loopback, and not in its entry; 0: none */

    /* Of an app. */
    int record; /* its entry, or -1 while its server is stopped */
    uint16_t settings_port;
    bool settings_exposed;
    int64_t comes_up_ms; /* when its server will listen; INT64_MAX: it does not */
};

enum record_health { RECORD_RUNNING, RECORD_STARTING, RECORD_RESTARTING, RECORD_EMPTY };

/* One entry on disk. */
struct record {
    bool present;
    bool legacy;    /* in an older version's directory */
    uint32_t place; /* its directory's name, so to say: decides the order */
    uid_t owner;
    enum record_health health;
    uint16_t port;
    unsigned lan; /* which LAN address it names; 0: 127.0.0.1 */
    bool exposed;
    int64_t updated_s; /* as the clock showed */
    int writer;        /* the living process that it belongs to, or -1 */
};

struct history {
    struct process processes[HISTORY_PROCESSES];
    struct record records[HISTORY_RECORDS];
    int64_t now_ms;    /* true time */
    int64_t offset_ms; /* the clock shows that much more */
    int64_t booted_ms;
    unsigned lan; /* which LAN address the machine has now, from 1; 0: none */

    bool clock_steps;  /* the clock gets set in this history */
    bool starts_move;  /* started_at is told in today's clock (Linux), not in that of then */
    bool shared;       /* another user's entries lie in the same directory */
    bool second_ports; /* some servers have a second listener */
    bool trace;        /* tell every step on stdout */
    uint64_t random;
};

/* The same seed gives the same history. */
void history_begin(struct history *history, uint64_t seed);

/* One thing happens, after some time. */
void history_step(struct history *history);

/* 0 to sides - 1 */
unsigned history_roll(struct history *history, unsigned sides);

/* What is true of an entry. */
enum truth {
    TRUTH_LIVE,      /* its server listens on the port that its file names */
    TRUTH_ELSEWHERE, /* its server listens on another port than the file says */
    TRUTH_COMING,    /* its process lives and its server is not up (yet) */
    TRUTH_DEAD,      /* nobody's */
    TRUTH_COUNT,
};

enum truth history_truth(const struct history *history, const struct record *record);

#endif
