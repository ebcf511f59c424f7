/* `osaurus`: one simulated app as a process of its own, ruled by lines on its standard input. */
#include "config.h"

#include "app.h"
#include "clock.h"
#include "platform.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXIT_USAGE 2

/* The longest command has a handful of letters. */
#define COMMAND_SIZE 64

static const char help_head[] =
    "Usage: osaurus [OPTION]...\n"
    "One simulated Osaurus app: publishes in a runtime directory and answers HTTP on this machine\n"
    "only. osaurus-sim starts it; by hand it takes commands, a line each, until the end of input.\n"
    "\n"
    "  --runtime DIR        publish in DIR/UUID/configuration.json; without it, publish nothing\n"
    "  --port PORT          listen there instead of on any free port\n"
    "  --exposed            listen on 0.0.0.0 and say so; other machines are turned away\n"
    "  --key KEY            the access key that an exposed app accepts; without it, none is valid\n"
    "  --open               ask for no key when exposed\n"
    "  --hold HEALTH        stay in `starting` or `restarting` until told to start\n"
    "  --renew SECONDS      while held, publish anew this often\n"
    "  --age SECONDS        let the first updatedAt lie so far back (negative: ahead)\n"
    "  --absent             say that it runs on --port, and listen nowhere\n"
    "  --shared             let another one listen on its port, at another address\n"
    "  --idle               neither publish nor listen, as when its server is stopped\n"
    "  --start-time MS      how long a start or restart takes (200)\n"
    "  --parent PID         end when that process, which started it, ends\n"
    "  --help               show this\n"
    "\n"
    "Commands:\n";

enum instance_option {
    OPTION_RUNTIME = 256,
    OPTION_PORT,
    OPTION_EXPOSED,
    OPTION_KEY,
    OPTION_OPEN,
    OPTION_HOLD,
    OPTION_RENEW,
    OPTION_AGE,
    OPTION_ABSENT,
    OPTION_SHARED,
    OPTION_IDLE,
    OPTION_START_TIME,
    OPTION_PARENT,
    OPTION_HELP,
};

static const struct option option_table[] = {
    {"runtime", required_argument, NULL, OPTION_RUNTIME},
    {"port", required_argument, NULL, OPTION_PORT},
    {"exposed", no_argument, NULL, OPTION_EXPOSED},
    {"key", required_argument, NULL, OPTION_KEY},
    {"open", no_argument, NULL, OPTION_OPEN},
    {"hold", required_argument, NULL, OPTION_HOLD},
    {"renew", required_argument, NULL, OPTION_RENEW},
    {"age", required_argument, NULL, OPTION_AGE},
    {"absent", no_argument, NULL, OPTION_ABSENT},
    {"shared", no_argument, NULL, OPTION_SHARED},
    {"idle", no_argument, NULL, OPTION_IDLE},
    {"start-time", required_argument, NULL, OPTION_START_TIME},
    {"parent", required_argument, NULL, OPTION_PARENT},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

static bool read_number(const char *text, int64_t least, int64_t most, int64_t *number)
{
    char *end;
    errno = 0;
    intmax_t value = strtoimax(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || value < least || value > most) {
        fprintf(stderr, "osaurus: %s is no number from %" PRId64 " to %" PRId64 "\n", text, least,
                most);
        return false;
    }
    *number = value;
    return true;
}

static bool read_hold(const char *text, struct app_options *options)
{
    options->held = true;
    options->hold = PUBLICATION_STARTING;
    if (strcmp(text, "starting") == 0)
        return true;
    options->hold = PUBLICATION_RESTARTING;
    if (strcmp(text, "restarting") == 0)
        return true;
    fprintf(stderr, "osaurus: --hold takes starting or restarting, not %s\n", text);
    return false;
}

/* One option into `options`; false when it was wrong, which has been said. */
static bool take(int option, const char *argument, struct app_options *options, int64_t *parent)
{
    int64_t number = 0;
    switch (option) {
    case OPTION_RUNTIME:
        options->runtime = argument;
        return true;
    case OPTION_PORT:
        if (!read_number(argument, 0, UINT16_MAX, &number))
            return false;
        options->port = (uint16_t)number;
        return true;
    case OPTION_EXPOSED:
        options->exposed = true;
        return true;
    case OPTION_KEY:
        options->key = argument;
        return true;
    case OPTION_OPEN:
        options->open = true;
        return true;
    case OPTION_HOLD:
        return read_hold(argument, options);
    case OPTION_RENEW:
        if (!read_number(argument, 1, 86400, &number))
            return false;
        options->renew_ms = number * 1000;
        return true;
    case OPTION_AGE:
        return read_number(argument, -4000000000, 4000000000, &options->age_s);
    case OPTION_ABSENT:
        options->absent = true;
        return true;
    case OPTION_SHARED:
        options->shared = true;
        return true;
    case OPTION_IDLE:
        options->idle = true;
        return true;
    case OPTION_START_TIME:
        return read_number(argument, 1, 3600000, &options->start_ms);
    case OPTION_PARENT:
        return read_number(argument, 1, INT32_MAX, parent);
    default:
        return false;
    }
}

static int wake[2];

static void on_signal(int number)
{
    int error = errno;
    char byte = (char)number;
    ssize_t ignored = write(wake[1], &byte, 1);
    (void)ignored;
    errno = error;
}

/* Also keeps the descriptors 0 to 2 from being anything else: they were open before. */
static bool listen_to_signals(void)
{
    if (pipe(wake) != 0)
        return false;
    for (size_t i = 0; i < 2; i++) {
        fcntl(wake[i], F_SETFD, FD_CLOEXEC);
        fcntl(wake[i], F_SETFL, O_NONBLOCK);
    }
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, NULL);
    return true;
}

struct input {
    char line[COMMAND_SIZE];
    size_t length;
};

/* Obeys the lines that have come. False when it is time to stop. */
static bool read_commands(struct app *app, struct input *input)
{
    char bytes[COMMAND_SIZE];
    ssize_t got = read(STDIN_FILENO, bytes, sizeof bytes);
    if (got < 0)
        return errno == EINTR;
    if (got == 0)
        return false;
    for (ssize_t i = 0; i < got; i++) {
        if (bytes[i] != '\n') {
            if (input->length < sizeof input->line - 1)
                input->line[input->length++] = bytes[i];
            continue;
        }
        input->line[input->length] = '\0';
        input->length = 0;
        if (strcmp(input->line, "stop") == 0)
            return false;
        if (!app_command(app, input->line, clock_monotonic_ms()))
            fprintf(stderr, "osaurus: no such command: %s\n", input->line);
    }
    return true;
}

static void live(struct app *app)
{
    struct input input = {0};
    bool living = true;
    while (living) {
        struct pollfd waits[] = {
            {.fd = wake[0], .events = POLLIN},
            {.fd = STDIN_FILENO, .events = POLLIN},
            {.fd = app->hanging, .events = POLLIN}, /* ignored while it is -1 */
        };
        int ready = poll(waits, 3, app_timeout_ms(app, clock_monotonic_ms()));
        if (ready < 0 && errno != EINTR)
            return;
        app_tick(app, clock_monotonic_ms());
        if (ready <= 0)
            continue;
        if (waits[2].revents != 0 && app->hanging >= 0)
            app_hold_connections(app);
        if (waits[0].revents != 0)
            living = false;
        else if (waits[1].revents != 0)
            living = read_commands(app, &input);
    }
}

int main(int argc, char **argv)
{
    struct app_options options = {.start_ms = 200};
    int64_t parent = 0;
    int option;
    while ((option = getopt_long(argc, argv, "", option_table, NULL)) != -1) {
        if (option == OPTION_HELP) {
            printf("%s%s", help_head, app_commands);
            return EXIT_SUCCESS;
        }
        if (!take(option, optarg, &options, &parent))
            return EXIT_USAGE;
    }
    if (optind < argc) {
        fprintf(stderr, "osaurus: unexpected argument: %s\n", argv[optind]);
        return EXIT_USAGE;
    }
    if (options.absent && options.port == 0) {
        fprintf(stderr, "osaurus: --absent needs --port\n");
        return EXIT_USAGE;
    }
    if (!listen_to_signals()) {
        perror("osaurus: pipe");
        return EXIT_FAILURE;
    }
    if (parent != 0 && !platform_end_with_parent((pid_t)parent, SIGKILL))
        return EXIT_FAILURE;
    struct app app;
    if (!app_start(&app, &options, clock_monotonic_ms()))
        return EXIT_FAILURE;
    live(&app);
    app_stop(&app);
    return EXIT_SUCCESS;
}
