/*
 * The verdict: what is true of an entry, from what is on disk and what the machine knows.
 *
 * Pure: no I/O, no clock. Sockets and processes decide, clocks only break ties, because clocks get
 * set. A live instance must never be called stale, for prune acts on this word; in doubt it is
 * `unverified`.
 */
#ifndef OSAURTOP_VERDICT_H
#define OSAURTOP_VERDICT_H

#include "osaurtop/judgement.h"
#include "osaurtop/server.h"

/*
 * Judges every entry of a case file at once: attribution is one to one, so no entry can be judged
 * alone.
 *
 * verdicts: room for case_file.count. servers: room for evidence->process_count.
 * The same arguments give the same verdicts. Cannot fail.
 */
void verdict_judge(const struct case_file *file, struct verdict *verdicts, struct server *servers);

#endif
