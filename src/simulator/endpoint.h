/* The socket side of an instance: where it listens, and who may talk to it. */
#ifndef SIMULATOR_ENDPOINT_H
#define SIMULATOR_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

/* A dotted IPv4 address with its NUL. */
#define ENDPOINT_ADDRESS_SIZE 16

/* "127.0.0.1:65535" with its NUL. */
#define ENDPOINT_NAME_SIZE (ENDPOINT_ADDRESS_SIZE + 6)

/*
 * Listens on 0.0.0.0 when `beyond_loopback`, else on 127.0.0.1; on any free port when *port is 0.
 * Stores the port it got. `shared`: beside another listener on the same port and another address,
 * which must be shared as well. The descriptor does not block and is closed on exec. -1 with errno
 * set.
 */
int endpoint_listen(bool beyond_loopback, bool shared, uint16_t *port);

/* Where a socket is really bound, as the system has it: "127.0.0.1:1337"; "" when it cannot say. */
void endpoint_name(int descriptor, char name[ENDPOINT_NAME_SIZE]);

/*
 * Keeps a loopback port from being given to anyone else, without listening on it: a connection is
 * refused. Takes any free one when *port is 0. -1 with errno set.
 */
int endpoint_reserve(uint16_t *port);

/* Whether the other end is an address of this machine: loopback, or one of its interfaces. */
bool endpoint_peer_is_local(const struct sockaddr *peer);

/* The first IPv4 address beyond loopback of an interface that is up, or 127.0.0.1 without one. */
void endpoint_lan_address(char address[ENDPOINT_ADDRESS_SIZE]);

#endif
