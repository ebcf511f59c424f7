/*
 * A snapshot: all entries of one look, judged. Pure over its inputs; owns only its own arrays.
 */
#ifndef OSAURTOP_SNAPSHOT_H
#define OSAURTOP_SNAPSHOT_H

#include "osaurtop/crash_reports.h"
#include "osaurtop/directory.h"
#include "osaurtop/finding.h"
#include "osaurtop/homes.h"
#include "osaurtop/id_prefix.h"
#include "osaurtop/verdict.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One entry with its verdict. */
struct instance {
    const struct entry *entry;
    struct verdict verdict;
    bool pick;
    bool best;
    struct id_prefix prefix; /* see short_id.h */
    size_t first_finding;    /* index into snapshot.findings */
    size_t finding_count;
};

/* How one home looked. */
struct home_view {
    const char *path;
    enum directory_status status;
    int error; /* errno behind DIRECTORY_UNREADABLE */
    bool legacy;
    bool simulated;
    size_t links_ignored; /* subdirectories that are symbolic links */
    size_t entry_count;
};

struct snapshot {
    struct timestamp taken_at;
    struct home_view homes[HOMES_MAX];
    size_t home_count;

    /* In the order of the homes, and of directory names within one. */
    struct instance *instances;
    size_t count;
    size_t state_counts[STATE_COUNT];

    int pick; /* index into instances, or -1 */
    int best;

    /* See findings.h. */
    struct finding *findings;
    size_t finding_count;

    const struct crash_reports *crash_reports; /* NULL: not looked for */
    const struct probe_result *probes;         /* one an instance; NULL: none */

    /* How to call osaurtop so that it looks at the same: "osaurtop -r '/some where'". NULL: just
     * "osaurtop". */
    const char *command;

    struct evidence evidence; /* its arrays belong to the system object, until the next look */

    /* Owned working memory. */
    const struct entry **entries;
    struct verdict *verdicts;
    struct server *servers; /* evidence.process_count of them */
    struct id_prefix *prefixes;
    uint32_t *order; /* by id */
    size_t capacity;
    size_t server_capacity;
    size_t finding_capacity;
};

/* Zero-initialised is empty. Frees what it owns and makes it empty again. */
void snapshot_free(struct snapshot *snapshot);

/* Makes room for `count` entries and `process_count` processes. 0, or -1 when out of memory. */
int snapshot_reserve(struct snapshot *snapshot, size_t count, size_t process_count);

/*
 * Judges snapshot->entries[0..count), with snapshot->homes and snapshot->evidence set, and fills
 * the rest. `probes` may be NULL. snapshot_reserve() was called for these numbers.
 */
void snapshot_judge(struct snapshot *snapshot, size_t count, const struct probe_result *probes,
                    struct policy policy, struct timestamp now);

/*
 * The pick: the entry that a client following the guide connects to (main home; as its Node.js
 * sample reads: running, with address and port, the most recent updatedAt). Equal dates: the first
 * by directory name. -1 when there is none. The best: the pick if live, else the newest live, else
 * the newest unverified running.
 */
int snapshot_pick(const struct instance *instances, size_t count);
int snapshot_best(const struct instance *instances, size_t count, int pick);

/*
 * The URL to use for an instance: the published one, when it is a plain http(s) URL of the
 * published address and port, and the listener serves that address (or nothing is known of a
 * listener); else one of 127.0.0.1, or of the address that is really bound where that does not
 * serve 127.0.0.1. Safe to print: no bytes but printable ASCII.
 * "" when there is none. Returns the length.
 */
size_t snapshot_url(const struct snapshot *snapshot, const struct instance *instance, char *url,
                    size_t size);

/*
 * The instance's server: the one it is attributed to, or of an entry that is starting the one
 * process that could be its writer. NULL where there is none, or only a guess.
 */
const struct system_process *snapshot_server(const struct snapshot *snapshot,
                                             const struct instance *instance);

/* The process of an instance's verdict, which may be a guess (see struct verdict), or NULL. */
const struct system_process *snapshot_process(const struct snapshot *snapshot,
                                              const struct instance *instance);

/*
 * Why the verdict is what it is, in one sentence for a person: "nothing listens on port 1338".
 * Harmless text without a full stop. Returns the length.
 */
size_t snapshot_explain(const struct snapshot *snapshot, const struct instance *instance,
                        char *text, size_t size);

#endif
