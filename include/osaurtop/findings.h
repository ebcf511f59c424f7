/* What is worth saying of a snapshot. Pure, but for the growth of the snapshot's own array. */
#ifndef OSAURTOP_FINDINGS_H
#define OSAURTOP_FINDINGS_H

#include "osaurtop/finding.h"
#include "osaurtop/snapshot.h"

#include <stddef.h>

/* Room for any message or hint with its NUL: a path quoted for the shell, and the options that lead
 * to the directory. */
#define FINDING_TEXT_SIZE (8 * PATH_MAX + 1024)

/*
 * Fills snapshot->findings from a judged snapshot: those of the directory first, then by instance,
 * the worst of each first; and first_finding and finding_count of every instance. 0, or -1 when out
 * of memory.
 */
int findings_update(struct snapshot *snapshot, struct policy policy);

/* One plain, harmless sentence with the real numbers in it, without a full stop. Returns the
 * length. */
size_t finding_message(const struct snapshot *snapshot, const struct finding *finding, char *text,
                       size_t size);

/*
 * What a person can do about it: sentences without the last full stop. Commands in it stand between
 * backticks, and work when typed. Harmless. Returns the length.
 */
size_t finding_hint(const struct snapshot *snapshot, const struct finding *finding, char *text,
                    size_t size);

/*
 * The word that names an entry on osaurtop's command line, quoted for the shell: its id, shortened;
 * or where it is, when the id does not tell. Returns the length.
 */
size_t findings_entry_word(const struct snapshot *snapshot, const struct instance *instance,
                           char *text, size_t size);

/* The worst severity there is, or -1 when there is no finding. */
int findings_worst(const struct snapshot *snapshot);

#endif
