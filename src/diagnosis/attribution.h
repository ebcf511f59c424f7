/* Which server's listener belongs to which entry: one to one, by socket first and clock second. */
#ifndef OSAURTOP_ATTRIBUTION_H
#define OSAURTOP_ATTRIBUTION_H

#include "osaurtop/judgement.h"
#include "osaurtop/server.h"

/*
 * Fills `servers` (evidence->process_count of them, newest start first) and, in `verdicts`,
 * attributed, sure and process of every entry. What a server of one owner has is no claim on
 * another owner's entries.
 */
void attribution_make(const struct case_file *file, struct verdict *verdicts,
                      struct server *servers);

/* Whether an entry is judged by its port: sound, with a port, and not on its way up. */
bool attribution_by_port(const struct entry *entry);

/* Whether the process could have written the entry: it started no later, and the entry is not of
 * the future. */
bool attribution_could_write(const struct case_file *file, const struct system_process *process,
                             const struct entry *entry);

#endif
