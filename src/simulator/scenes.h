/* The scenes of `osaurus-sim run`: each a state of affairs that an instance can be in. */
#ifndef SIMULATOR_SCENES_H
#define SIMULATOR_SCENES_H

#include "cast.h"

#include <stdbool.h>

/*
 * Makes the named scenes. They are made in an order of their own, not the given one: what is dead
 * first, then what lives, last the processes that could be taken for the writer of a dead entry.
 *
 * False, said on stderr, when a name is unknown (*usage is then true), a scene cannot be made, or
 * it is time to end.
 */
bool scenes_make(struct cast *cast, char *const names[], int count, bool *usage);

/* Lists the scenes with a phrase each, on stdout. */
void scenes_print(void);

#endif
