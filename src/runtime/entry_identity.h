/* What tells one version of a file from another. Private to src/runtime/. */
#ifndef OSAURTOP_ENTRY_IDENTITY_H
#define OSAURTOP_ENTRY_IDENTITY_H

#include "osaurtop/entry.h"

#include <stdbool.h>
#include <sys/stat.h>

struct timestamp entry_modified_at(const struct stat *status);
struct file_identity entry_identity(const struct stat *status);

/* Whether a file that last changed then, and is read at `now`, would change its times if it were
 * written once more. */
bool entry_is_settled(struct timestamp changed_at, struct timestamp now);

#endif
