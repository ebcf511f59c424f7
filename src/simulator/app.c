#include "config.h"

#include "app.h"

#include "clock.h"
#include "endpoint.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Of a network that no machine is in: RFC 5737 keeps it for documents. */
#define ADDRESS_ELSEWHERE "198.51.100.23"

__attribute__((format(printf, 1, 2))) static void tell(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
    fflush(stdout);
}

/* --- what it says --------------------------------------------------------------------------------
 */

static bool publish(struct app *app)
{
    if (app->options.runtime == NULL)
        return true;
    app->publication.updated_at = timestamp_add_ms(clock_wall(), -app->options.age_s * 1000);
    if (publish_write(app->options.runtime, &app->publication))
        return true;
    fprintf(stderr, "osaurus: cannot publish in %s: %s\n", app->options.runtime, strerror(errno));
    return false;
}

static void unpublish(const struct app *app)
{
    if (app->options.runtime != NULL)
        publish_remove(app->options.runtime, app->publication.id);
}

static bool publish_transition(struct app *app, enum publication_health health)
{
    app->publication.health = health;
    if (!publish(app))
        return false;
    tell(health == PUBLICATION_RESTARTING ? "restarting" : "starting");
    return true;
}

static void publish_running(struct app *app)
{
    app->publication.health = PUBLICATION_RUNNING;
    if (publish(app))
        tell("running %u", (unsigned)app->publication.port);
}

/* The address is found out once, when the server starts, as the app does. */
static void describe_socket(struct app *app)
{
    app->publication.port = app->port;
    app->publication.exposed = app->beyond_loopback;
    if (app->beyond_loopback)
        endpoint_lan_address(app->publication.address);
    else
        memcpy(app->publication.address, "127.0.0.1", sizeof "127.0.0.1");
}

/* --- where it listens ----------------------------------------------------------------------------
 */

static void let_go(struct app *app)
{
    for (unsigned i = 0; i < app->held_count; i++)
        close(app->held[i]);
    app->held_count = 0;
}

static void close_socket(struct app *app)
{
    if (app->http != NULL || app->hanging >= 0)
        tell("unbound");
    if (app->http != NULL)
        close(http_stop(app->http));
    app->http = NULL;
    if (app->hanging >= 0)
        close(app->hanging);
    app->hanging = -1;
    let_go(app);
}

static bool open_socket(struct app *app, uint16_t port)
{
    char name[ENDPOINT_NAME_SIZE];
    int listener = endpoint_listen(app->beyond_loopback, app->options.shared, &port);
    if (listener < 0)
        return false;
    endpoint_name(listener, name);
    bool key_required = app->beyond_loopback && !app->options.open;
    app->http = http_start(listener, key_required, app->options.key);
    app->port = port;
    if (app->http != NULL)
        tell("bound %s", name);
    return app->http != NULL;
}

/* The end of a start or restart. A taken port makes the entry vanish, and the app lives on. */
static void run(struct app *app)
{
    app->run_at_ms = 0;
    app->renew_at_ms = 0;
    uint16_t wanted = app->port != 0 ? app->port : app->options.port;
    if (app->options.absent) {
        app->port = wanted;
    } else if (!open_socket(app, wanted)) {
        unpublish(app);
        tell("conflict %u", (unsigned)wanted);
        return;
    }
    describe_socket(app);
    publish_running(app);
    app->options.age_s = 0;
}

static void begin(struct app *app, enum publication_health health, int64_t now_ms)
{
    close_socket(app);
    if (publish_transition(app, health))
        app->run_at_ms = now_ms + app->options.start_ms;
}

bool app_start(struct app *app, const struct app_options *options, int64_t now_ms)
{
    *app = (struct app){.options = *options, .hanging = -1};
    app->beyond_loopback = options->exposed;
    if (options->idle) {
        tell("idle");
        return true;
    }
    if (!publish_new_id(app->publication.id)) {
        fprintf(stderr, "osaurus: no random bytes: %s\n", strerror(errno));
        return false;
    }
    tell("id %s", app->publication.id);
    if (!options->held) {
        begin(app, PUBLICATION_STARTING, now_ms);
        return app->run_at_ms != 0;
    }
    if (options->renew_ms > 0)
        app->renew_at_ms = now_ms + options->renew_ms;
    return publish_transition(app, options->hold);
}

/* --- commands ------------------------------------------------------------------------------------
 */

static void command_start(struct app *app, int64_t now_ms)
{
    (void)now_ms;
    app->options.age_s = 0;
    close_socket(app);
    run(app);
}

static void command_publish(struct app *app, int64_t now_ms)
{
    (void)now_ms;
    describe_socket(app);
    publish_running(app);
}

static void command_restart(struct app *app, int64_t now_ms)
{
    begin(app, PUBLICATION_RESTARTING, now_ms);
}

static void command_expose(struct app *app, int64_t now_ms)
{
    app->beyond_loopback = true;
    begin(app, PUBLICATION_RESTARTING, now_ms);
}

static void command_hide(struct app *app, int64_t now_ms)
{
    app->beyond_loopback = false;
    begin(app, PUBLICATION_RESTARTING, now_ms);
}

static void command_claim(struct app *app, int64_t now_ms)
{
    (void)now_ms;
    app->publication.exposed = true;
    publish_running(app);
}

static void command_leak(struct app *app, int64_t now_ms)
{
    (void)now_ms;
    app->publication.exposed = false;
    publish_running(app);
}

/* The address that it found when it started is no longer this machine's. */
static void command_roam(struct app *app, int64_t now_ms)
{
    (void)now_ms;
    memcpy(app->publication.address, ADDRESS_ELSEWHERE, sizeof ADDRESS_ELSEWHERE);
    publish_running(app);
}

static void command_move(struct app *app, int64_t now_ms)
{
    (void)now_ms;
    /* The old port is freed only afterwards, so that the new one is another. */
    struct http_server *before = app->http;
    app->http = NULL;
    bool moved = open_socket(app, 0);
    if (before != NULL)
        close(http_stop(before));
    if (moved)
        tell("moved %u", (unsigned)app->port);
}

static void command_hang(struct app *app, int64_t now_ms)
{
    (void)now_ms;
    if (app->http != NULL)
        app->hanging = http_stop(app->http);
    app->http = NULL;
    tell("hanging %u", (unsigned)app->port);
}

static void command_crash(struct app *app, int64_t now_ms)
{
    (void)app;
    (void)now_ms;
    raise(SIGKILL);
}

static const struct app_command {
    const char *name;
    void (*obey)(struct app *app, int64_t now_ms);
} commands[] = {
    {"start", command_start},   {"publish", command_publish}, {"restart", command_restart},
    {"expose", command_expose}, {"hide", command_hide},       {"claim", command_claim},
    {"leak", command_leak},     {"move", command_move},       {"hang", command_hang},
    {"roam", command_roam},     {"crash", command_crash},
};

const char app_commands[] =
    "  start     get through a start that was held\n"
    "  publish   write the file again, with what is true\n"
    "  restart   restart the server: restarting, then running\n"
    "  expose    restart it on 0.0.0.0, and say so\n"
    "  hide      restart it on 127.0.0.1, and say so\n"
    "  claim     say it is exposed, and leave the socket as it is\n"
    "  leak      say it is not exposed, and leave the socket as it is\n"
    "  roam      say an address of another network, and leave the socket as it is\n"
    "  move      listen on another port, and say nothing\n"
    "  hang      accept connections and never answer\n"
    "  crash     die at once and leave the file behind\n"
    "  stop      end cleanly and take the file away (so does the end of input)\n";

bool app_command(struct app *app, const char *command, int64_t now_ms)
{
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(commands[i].name, command) != 0)
            continue;
        commands[i].obey(app, now_ms);
        return true;
    }
    return false;
}

/* --- time and connections ------------------------------------------------------------------------
 */

int app_timeout_ms(const struct app *app, int64_t now_ms)
{
    int64_t due_ms = app->run_at_ms != 0 ? app->run_at_ms : app->renew_at_ms;
    if (due_ms == 0)
        return -1;
    return due_ms <= now_ms ? 0 : (int)(due_ms - now_ms);
}

void app_tick(struct app *app, int64_t now_ms)
{
    if (app->run_at_ms != 0 && app->run_at_ms <= now_ms) {
        run(app);
    } else if (app->renew_at_ms != 0 && app->renew_at_ms <= now_ms) {
        publish(app);
        app->renew_at_ms = now_ms + app->options.renew_ms;
    }
}

void app_hold_connections(struct app *app)
{
    struct sockaddr_storage peer;
    socklen_t size = sizeof peer;
    int connection;
    while ((connection = accept(app->hanging, (struct sockaddr *)&peer, &size)) >= 0) {
        size = sizeof peer;
        if (!endpoint_peer_is_local((const struct sockaddr *)&peer)) {
            close(connection);
            continue;
        }
        if (app->held_count == APP_HELD_MAX) {
            close(app->held[0]);
            memmove(app->held, app->held + 1, sizeof app->held - sizeof app->held[0]);
            app->held_count--;
        }
        app->held[app->held_count++] = connection;
    }
}

void app_stop(struct app *app)
{
    close_socket(app);
    unpublish(app);
    tell("stopped");
}
