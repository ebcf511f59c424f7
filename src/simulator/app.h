/*
 * One simulated app: what it publishes and where it listens, and how both change.
 *
 * Every change is told on stdout in one line, once it stands: `id UUID`, `starting`, `restarting`,
 * `running PORT`, `moved PORT`, `hanging PORT`, `idle`, `conflict PORT`, `stopped`. Before that it
 * tells where it really listens, when that has changed: `bound ADDRESS:PORT`, `unbound`.
 */
#ifndef SIMULATOR_APP_H
#define SIMULATOR_APP_H

#include "http.h"
#include "publish.h"

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

/* Connections that a hanging app keeps open at once; the oldest gives way. */
#define APP_HELD_MAX 32

/* What an app is told on its command line. */
struct app_options {
    const char *runtime;          /* where it publishes; NULL: nowhere */
    const char *key;              /* the access key that it accepts, or NULL */
    uint16_t port;                /* 0: any free one */
    bool exposed;                 /* listens on 0.0.0.0 and says so */
    bool open;                    /* asks for no key when exposed */
    bool idle;                    /* neither publishes nor listens: its server is stopped */
    bool held;                    /* does not get past `hold` until told to start */
    enum publication_health hold; /* PUBLICATION_STARTING or PUBLICATION_RESTARTING */
    bool absent;                  /* says it runs on `port`, and listens nowhere */
    bool shared;                  /* lets another one listen on its port, at another address */
    int64_t start_ms;             /* how long a start or restart takes */
    int64_t renew_ms;             /* while held, publishes anew this often; 0: never */
    int64_t age_s;                /* updatedAt of what it publishes first lies this far back */
};

struct app {
    struct app_options options;
    struct publication publication;
    bool beyond_loopback; /* what the next socket is bound to */
    uint16_t port;        /* of the socket, which the file may not know */
    struct http_server *http;
    int hanging; /* listener of an app that accepts and never answers, or -1 */
    int held[APP_HELD_MAX];
    unsigned held_count;
    int64_t run_at_ms;   /* when the start is over; 0: none under way */
    int64_t renew_at_ms; /* 0: never */
};

/* Starts it. False, said on stderr, when it cannot publish at all. */
bool app_start(struct app *app, const struct app_options *options, int64_t now_ms);

/* Does what its command line of commands says; see app_commands. False when there is no such one.
 */
bool app_command(struct app *app, const char *command, int64_t now_ms);

/* Milliseconds until app_tick() is due, -1 for never. */
int app_timeout_ms(const struct app *app, int64_t now_ms);
void app_tick(struct app *app, int64_t now_ms);

/* Accepts and keeps what came to the hanging listener. */
void app_hold_connections(struct app *app);

/* Stops as a user would stop it: the entry goes away. */
void app_stop(struct app *app);

/* The commands with a phrase each, one a line, for --help. */
extern const char app_commands[];

#endif
