/* A program that is not Osaurus and holds a port. */
#ifndef SIMULATOR_STRANGER_H
#define SIMULATOR_STRANGER_H

#include <stdint.h>
#include <sys/types.h>

/*
 * Listens on a loopback port (0: any free one), says `running PORT` on stdout, answers whatever
 * comes with 404, and ends with its standard input, or with `parent`. Returns the exit status.
 */
int stranger_main(uint16_t port, pid_t parent);

#endif
