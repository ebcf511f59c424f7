/* `osaurus-sim`: a publisher with real files, real loopback servers and every misfortune. */
#include "config.h"

#include "cast.h"
#include "churn.h"
#include "demo.h"
#include "scenes.h"
#include "stranger.h"
#include "supervisor.h"
#include "truth.h"
#include "workspace.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A usage error, as in osaurtop. */
#define EXIT_USAGE 2

/* What one run of it was asked to do. */
struct request {
    struct workspace_options workspace;
    const char *truth; /* a file, or NULL */
    int operand_count; /* of the command, before `--` */
    char **operands;
    char **program; /* after `--`, ended by NULL; NULL without one */
};

static const char help_head[] =
    "Usage: osaurus-sim [OPTION]... run [--as-given] SCENE... [-- PROGRAM [ARGUMENT]...]\n"
    "       osaurus-sim [OPTION]... demo [-- PROGRAM [ARGUMENT]...]\n"
    "       osaurus-sim [OPTION]... churn [-- PROGRAM [ARGUMENT]...]\n"
    "Simulates Osaurus instances: real processes, files and servers, in a directory of their own.\n"
    "Nothing answers other machines, and nothing is left behind at the end.\n"
    "\n"
    "Once everything stands, `ready DIRECTORY` is printed, until you interrupt it (Ctrl-C). With "
    "a\n"
    "PROGRAM, that is run instead, with OSAURTOP_RUNTIME=DIRECTORY; its end is the end, and its\n"
    "exit status is the status. Try: osaurus-sim demo -- osaurtop\n"
    "\n"
    "Options:\n"
    "  -d, --directory DIR     publish there; without it, in a temporary directory\n"
    "      --home DIR          publish in DIR/.osaurus/runtime; PROGRAM gets HOME=DIR instead\n"
    "      --force             even if DIR has entries that no simulator made\n"
    "      --process-name NAME call the instances so, instead of `osaurus`\n"
    "      --truth FILE        run: write there what is really so, before PROGRAM starts;\n"
    "                          churn: log there when live instances come and go\n"
    "      --help              show this\n"
    "      --version           show the version\n"
    "\n"
    "demo: a story of about a minute, again and again, in which everything happens once.\n"
    "      --speed PERCENT     100 is for people, 1000 is ten times as fast\n"
    "      --loops COUNT       end after so many (0: never)\n"
    "\n"
    "churn: changes in quick succession.\n"
    "      --rate COUNT        changes a second (10)\n"
    "      --count COUNT       entries at most (20)\n"
    "      --servers COUNT     so many of them are live instances (2), the others just files\n"
    "      --seconds COUNT     end after that time (0: never)\n"
    "\n"
    "run: the named scenes, each as often as it is named. They are made in an order that leaves "
    "no\n"
    "doubt which of them live.\n"
    "      --as-given          make them in the given order all the same\n";

static void print_help(void)
{
    fputs(help_head, stdout);
    scenes_print();
}

static int usage_error(const char *message, const char *what)
{
    fprintf(stderr, "osaurus-sim: %s%s\nTry: osaurus-sim --help\n", message, what);
    return EXIT_USAGE;
}

/* --- what the commands share ---------------------------------------------------------------------
 */

struct simulation {
    struct workspace workspace;
    struct supervisor supervisor;
    struct cast cast;
};

static bool simulation_open(struct simulation *simulation, const struct request *request)
{
    if (!workspace_open(&simulation->workspace, &request->workspace))
        return false;
    cast_open(&simulation->cast, &simulation->supervisor);
    if (supervisor_open(&simulation->supervisor, &simulation->workspace))
        return true;
    workspace_close(&simulation->workspace);
    return false;
}

static int simulation_close(struct simulation *simulation, bool done)
{
    int status = supervisor_close(&simulation->supervisor);
    cast_close(&simulation->cast);
    workspace_close(&simulation->workspace);
    return done ? status : EXIT_FAILURE;
}

/* The scenes stand: tells so, or starts the program. */
static bool raise_curtain(struct simulation *simulation, const struct request *request)
{
    if (request->program != NULL)
        return supervisor_run_program(&simulation->supervisor, request->program);
    printf("ready %s\n", simulation->workspace.runtime);
    fflush(stdout);
    return true;
}

static void wait_for_the_end(struct simulation *simulation)
{
    while (supervisor_wait(&simulation->supervisor, 3600 * 1000))
        continue;
}

/* Large (a table of processes), and one at a time. */
static struct simulation simulation;

/* --- the commands --------------------------------------------------------------------------------
 */

static int run_scenes(const struct request *request)
{
    bool usage = false;
    char *const *names = request->operands;
    int count = request->operand_count;
    enum scenes_order order = SCENES_TOLD_APART;
    if (count > 0 && strcmp(names[0], "--as-given") == 0) {
        order = SCENES_AS_GIVEN;
        names++;
        count--;
    }
    if (count == 0)
        return usage_error("run needs a scene", "");
    if (!simulation_open(&simulation, request))
        return EXIT_FAILURE;
    bool done = scenes_make(&simulation.cast, names, count, order, &usage) &&
                (request->truth == NULL || truth_write(&simulation.supervisor, request->truth)) &&
                raise_curtain(&simulation, request);
    if (done)
        wait_for_the_end(&simulation);
    int status = simulation_close(&simulation, done || supervisor_ending(&simulation.supervisor));
    return usage ? EXIT_USAGE : status;
}

/* A number of an option; false when it is none, which has been said. */
static bool read_number(const char *option, const char *text, int64_t least, int64_t most,
                        int64_t *number)
{
    char *end;
    errno = 0;
    intmax_t value = strtoimax(text, &end, 10);
    if (errno == 0 && end != text && *end == '\0' && value >= least && value <= most) {
        *number = value;
        return true;
    }
    fprintf(stderr, "osaurus-sim: --%s takes a number from %" PRId64 " to %" PRId64 ", not %s\n",
            option, least, most, text);
    return false;
}

struct number_option {
    const char *name;
    int64_t *value;
    int64_t least;
    int64_t most;
};

/* A command's own options, all of them numbers. False when one is wrong, which has been said. */
static bool read_options(const struct request *request, const struct number_option *numbers,
                         size_t count)
{
    for (int i = 0; i < request->operand_count; i++) {
        const struct number_option *found = NULL;
        const char *word = request->operands[i];
        for (size_t j = 0; j < count; j++)
            if (strncmp(word, "--", 2) == 0 && strcmp(word + 2, numbers[j].name) == 0)
                found = &numbers[j];
        if (found == NULL) {
            usage_error("unexpected argument: ", word);
            return false;
        }
        if (++i == request->operand_count) {
            usage_error("a number is missing after ", word);
            return false;
        }
        if (!read_number(found->name, request->operands[i], found->least, found->most,
                         found->value))
            return false;
    }
    return true;
}

static int run_demo(const struct request *request)
{
    int64_t speed = 100;
    int64_t loops = 0;
    const struct number_option numbers[] = {{"speed", &speed, 10, 100000},
                                            {"loops", &loops, 0, 1000000}};
    if (!read_options(request, numbers, sizeof numbers / sizeof numbers[0]))
        return EXIT_USAGE;
    if (!simulation_open(&simulation, request))
        return EXIT_FAILURE;
    struct demo demo;
    bool done = demo_open(&demo, &simulation.cast, (int)speed, request->program == NULL) &&
                raise_curtain(&simulation, request) && demo_play(&demo, (int)loops);
    return simulation_close(&simulation, done || supervisor_ending(&simulation.supervisor));
}

static int run_churn(const struct request *request)
{
    struct churn_options options = {.rate = 10, .count = 20, .servers = 2};
    const struct number_option numbers[] = {
        {"rate", &options.rate, 1, 100000},
        {"count", &options.count, 1, 1000000},
        {"servers", &options.servers, 0, SUPERVISOR_CHILDREN_MAX},
        {"seconds", &options.seconds, 0, 1000000},
    };
    if (!read_options(request, numbers, sizeof numbers / sizeof numbers[0]))
        return EXIT_USAGE;
    if (request->truth != NULL) {
        options.log = fopen(request->truth, "w");
        if (options.log == NULL) {
            fprintf(stderr, "osaurus-sim: cannot write %s: %s\n", request->truth, strerror(errno));
            return EXIT_FAILURE;
        }
    }
    if (!simulation_open(&simulation, request))
        return EXIT_FAILURE;
    struct churn *churn = churn_new(&simulation.cast, &options);
    bool done = churn != NULL && raise_curtain(&simulation, request) && churn_play(churn);
    if (done && request->program == NULL)
        printf("made %" PRIu64 " changes\n", churn_changes(churn));
    churn_free(churn);
    if (options.log != NULL)
        fclose(options.log);
    return simulation_close(&simulation, done || supervisor_ending(&simulation.supervisor));
}

static const struct command {
    const char *name;
    int (*run)(const struct request *request);
} commands[] = {{"run", run_scenes}, {"demo", run_demo}, {"churn", run_churn}};

/* --- the command line ----------------------------------------------------------------------------
 */

/* This program as the stranger of a scene: `--stranger PORT --parent PID`. */
static int run_stranger(int argc, char **argv)
{
    int64_t port;
    int64_t parent;
    if (argc != 5 || strcmp(argv[3], "--parent") != 0 ||
        !read_number("stranger", argv[2], 0, UINT16_MAX, &port) ||
        !read_number("parent", argv[4], 1, INT32_MAX, &parent))
        return EXIT_USAGE;
    return stranger_main((uint16_t)port, (pid_t)parent);
}

/* Parts the words after the options into the command's own and the program's. */
static const struct command *part(struct request *request, int argc, char **argv)
{
    const struct command *command = NULL;
    for (size_t i = 0; argc > 0 && i < sizeof commands / sizeof commands[0]; i++)
        if (strcmp(argv[0], commands[i].name) == 0)
            command = &commands[i];
    request->operands = argv + 1;
    request->operand_count = argc - 1;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--") != 0)
            continue;
        request->operand_count = i - 1;
        request->program = argv + i + 1;
        break;
    }
    return command;
}

int main(int argc, char **argv)
{
    enum { FORCE = 256, HOME, PROCESS_NAME, TRUTH, HELP, VERSION_OPTION };
    static const struct option table[] = {
        {"directory", required_argument, NULL, 'd'},
        {"force", no_argument, NULL, FORCE},
        {"home", required_argument, NULL, HOME},
        {"process-name", required_argument, NULL, PROCESS_NAME},
        {"truth", required_argument, NULL, TRUTH},
        {"help", no_argument, NULL, HELP},
        {"version", no_argument, NULL, VERSION_OPTION},
        {NULL, 0, NULL, 0},
    };
    if (argc > 1 && strcmp(argv[1], SUPERVISOR_STRANGER) == 0)
        return run_stranger(argc, argv);
    struct request request = {.workspace.argv0 = argv[0]};
    int option;
    while ((option = getopt_long(argc, argv, "+d:", table, NULL)) != -1) {
        switch (option) {
        case 'd':
            request.workspace.directory = optarg;
            break;
        case FORCE:
            request.workspace.force = true;
            break;
        case HOME:
            request.workspace.home = optarg;
            break;
        case TRUTH:
            request.truth = optarg;
            break;
        case PROCESS_NAME:
            request.workspace.process_name = optarg;
            break;
        case HELP:
            print_help();
            return EXIT_SUCCESS;
        case VERSION_OPTION:
            printf("osaurus-sim (" PACKAGE_NAME ") " PACKAGE_VERSION "\n");
            return EXIT_SUCCESS;
        default:
            fputs("Try: osaurus-sim --help\n", stderr);
            return EXIT_USAGE;
        }
    }
    if (optind == argc)
        return usage_error("which command? run, demo or churn", "");
    const struct command *command = part(&request, argc - optind, argv + optind);
    if (command == NULL)
        return usage_error("no such command: ", argv[optind]);
    if (request.operand_count > 0 && strcmp(request.operands[0], "--help") == 0) {
        print_help();
        return EXIT_SUCCESS;
    }
    if (request.workspace.directory != NULL && request.workspace.home != NULL)
        return usage_error("--directory and --home exclude each other", "");
    if (request.truth != NULL && command->run == run_demo)
        return usage_error("a demo tells no --truth", "");
    if (request.program != NULL && request.program[0] == NULL)
        return usage_error("no program after --", "");
    return command->run(&request);
}
