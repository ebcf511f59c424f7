/* The scenes of `osaurus-sim run`: each a state of affairs that an instance can be in. */
#ifndef SIMULATOR_SCENES_H
#define SIMULATOR_SCENES_H

#include "cast.h"

#include <stdbool.h>

/*
 * SCENES_TOLD_APART: what is dead first, then what lives, last the processes that could be taken
 * for the writer of a dead entry. SCENES_AS_GIVEN: in the given order, whatever that leaves in
 * doubt.
 */
enum scenes_order { SCENES_TOLD_APART, SCENES_AS_GIVEN };

/*
 * Makes the named scenes. False, said on stderr, when a name is unknown (*usage is then true), a
 * scene cannot be made, or it is time to end.
 */
bool scenes_make(struct cast *cast, char *const names[], int count, enum scenes_order order,
                 bool *usage);

/* Lists the scenes with a phrase each, on stdout. */
void scenes_print(void);

#endif
