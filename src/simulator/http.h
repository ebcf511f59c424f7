/* The well-behaved HTTP server of an instance, on a thread of its own. */
#ifndef SIMULATOR_HTTP_H
#define SIMULATOR_HTTP_H

#include <stdbool.h>

struct http_server; /* opaque */

/*
 * Serves on a listening descriptor, which it takes over. Answers as Osaurus does:
 * OPTIONS (204), / , /health, /v1/models, /mcp/health; the prefixes /v1, /api and /v1/api are
 * equivalent; anything else is 404. A connection from another machine is closed at once.
 *
 * key_required: all but OPTIONS, / and /health ask for `Authorization: Bearer KEY`. key: the one
 * that is accepted; NULL: none was ever made. Must outlive the server.
 *
 * NULL when it cannot be started; the descriptor is then closed.
 */
struct http_server *http_start(int listener, bool key_required, const char *key);

/* Stops serving and frees it. Returns the descriptor, which still listens, to its new owner. */
int http_stop(struct http_server *server);

#endif
