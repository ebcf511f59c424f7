/* Parts of a simulation in odd places, or with odd rights. */
#ifndef SIMULATOR_ODDITIES_H
#define SIMULATOR_ODDITIES_H

#include "cast.h"

#include <stdbool.h>

/*
 * Each returns false when it cannot be made, said on stderr, or when it is time to end. It stands
 * when the function returns.
 */

/* A live instance whose file and directory anyone may write. */
bool oddities_loose(struct cast *cast);

/* One that was killed, and whose file and directory are another user's. Needs root. */
bool oddities_other_owner(struct cast *cast);

/* One that was killed, in each of the directories that older versions used. Needs a home. */
bool oddities_legacy(struct cast *cast);

/* A link in the runtime directory to a directory elsewhere that looks like an entry. */
bool oddities_symlink(struct cast *cast);

/* One that was killed, and the system's report of its crash. Needs a home. */
bool oddities_crash_report(struct cast *cast);

#endif
