/*
 * Random worlds: real processes, sockets and files, in any mix. Whatever osaurtop says of one must
 * be so, or honestly `unverified`; no living instance may be called stale, ever.
 *
 * The program plays two parts: it makes the worlds, and in each of them it is what osaurus-sim runs
 * once everything stands (`--judge NAME TRUTH TALLY`).
 *
 * OSAURTOP_WORLDS: how many; OSAURTOP_SEED: other worlds; OSAURTOP_LONG=1: more of them.
 */
#include "config.h"

#include "chance.h"
#include "compare.h"
#include "listing.h"
#include "reality.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WORLDS      60
#define WORLDS_LONG 240
#define SEED        UINT64_C(20261122)

/* A world mostly waits: for starts, for a second to pass. */
#define AT_ONCE 8

/* One that takes longer has come to a halt. */
#define LIMIT_S 90

/* Of all dead entries, this many may be left in doubt. */
#define DOUBT_PERCENT 25

/* The words of a world's command line: options, scenes, and what judges it. */
#define ARGUMENTS_MAX (CHANCE_SCENES_MAX + 24)

/* --- judging one world ---------------------------------------------------------------------------
 */

static const char *tool(const char *name, char path[PATH_MAX])
{
    const char *build = getenv("top_builddir");
    snprintf(path, PATH_MAX, "%s/%s", build == NULL || build[0] == '\0' ? "." : build, name);
    return path;
}

static bool write_tally(const struct tally *tally, const char *path)
{
    FILE *file = fopen(path, "w");
    if (file == NULL)
        return false;
    bool written = fwrite(tally, sizeof *tally, 1, file) == 1;
    return fclose(file) == 0 && written;
}

static int judge_world(const char *name, const char *truth, const char *tally_path)
{
    static struct reality reality;
    static struct listing listing;
    char program[PATH_MAX];
    char below_home[PATH_MAX];
    struct tally tally = {.wrong = 0};
    const char *runtime = getenv("OSAURTOP_RUNTIME");
    if (runtime == NULL) {
        snprintf(below_home, sizeof below_home, "%s/.osaurus/runtime", getenv("HOME"));
        runtime = below_home;
    }
    const char *wrong = reality_read(&reality, truth);
    if (wrong == NULL)
        wrong = listing_take(&listing, tool("osaurtop", program), name, NULL);
    if (wrong != NULL) {
        printf("WRONG: %s\n", wrong);
        return EXIT_FAILURE;
    }
    if (reality_ended(&reality) != NULL) {
        printf("WRONG: a process of the world has ended: %s\n", reality_ended(&reality));
        return EXIT_FAILURE;
    }
    compare_all(&reality, &listing, runtime, stdout, &tally);
    return write_tally(&tally, tally_path) && tally.wrong == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* --- making worlds -------------------------------------------------------------------------------
 */

struct world {
    unsigned number;
    pid_t pid; /* 0: none is made here */
    char name[32];
    char home[PATH_MAX];
    char truth[PATH_MAX];
    char tally[PATH_MAX];
    char report[PATH_MAX];
    const char *arguments[ARGUMENTS_MAX];
    size_t argument_count;
};

struct maker {
    struct chance chance;
    char directory[PATH_MAX - 64];
    const char *itself;
    char simulator[PATH_MAX];
    struct world worlds[AT_ONCE];
    struct tally tally;
    unsigned failed;
};

static void add(struct world *world, const char *argument)
{
    world->arguments[world->argument_count++] = argument;
}

/* A home of its own in a third of the worlds, and an order of chance in a quarter. */
static void plan(struct maker *maker, struct world *world, unsigned number)
{
    world->number = number;
    world->argument_count = 0;
    snprintf(world->name, sizeof world->name, "world%ld-%u", (long)getpid(), number);
    snprintf(world->home, sizeof world->home, "%s/%u.home", maker->directory, number);
    snprintf(world->truth, sizeof world->truth, "%s/%u.truth", maker->directory, number);
    snprintf(world->tally, sizeof world->tally, "%s/%u.tally", maker->directory, number);
    snprintf(world->report, sizeof world->report, "%s/%u.report", maker->directory, number);
    bool home = chance_below(&maker->chance, 3) == 0;
    bool as_given = chance_below(&maker->chance, 4) == 0;
    add(world, maker->simulator);
    add(world, "--process-name");
    add(world, world->name);
    add(world, "--truth");
    add(world, world->truth);
    if (home) {
        add(world, "--home");
        add(world, world->home);
    }
    add(world, "run");
    if (as_given)
        add(world, "--as-given");
    const char *names[CHANCE_SCENES_MAX];
    size_t count = chance_scenes(&maker->chance, home, names);
    for (size_t i = 0; i < count; i++)
        add(world, names[i]);
    add(world, "--");
    add(world, maker->itself);
    add(world, "--judge");
    add(world, world->name);
    add(world, world->truth);
    add(world, world->tally);
    world->arguments[world->argument_count] = NULL;
}

static void start(struct world *world)
{
    fflush(NULL);
    world->pid = fork();
    if (world->pid != 0)
        return;
    int report = open(world->report, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    int input = open("/dev/null", O_RDONLY);
    if (report >= 0 && input >= 0 && dup2(input, STDIN_FILENO) >= 0 &&
        dup2(report, STDOUT_FILENO) >= 0 && dup2(report, STDERR_FILENO) >= 0) {
        alarm(LIMIT_S);
        execv(world->arguments[0], (char *const *)(uintptr_t)world->arguments);
    }
    _exit(127);
}

/* --- what came of them ---------------------------------------------------------------------------
 */

static void show_failure(const struct world *world, int status)
{
    char line[4096];
    printf("world %u fails (status %d):", world->number, status);
    for (size_t i = 0; i < world->argument_count && strcmp(world->arguments[i], "--") != 0; i++)
        printf(" %s", world->arguments[i]);
    putchar('\n');
    FILE *report = fopen(world->report, "r");
    while (report != NULL && fgets(line, sizeof line, report) != NULL)
        printf("    %s", line);
    if (report != NULL)
        fclose(report);
}

static void collect(struct maker *maker, struct world *world, int status)
{
    struct tally tally = {.wrong = 0};
    FILE *file = fopen(world->tally, "r");
    bool counted = file != NULL && fread(&tally, sizeof tally, 1, file) == 1;
    if (file != NULL)
        fclose(file);
    for (size_t fate = 0; counted && fate < FATE_COUNT; fate++)
        for (size_t state = 0; state < COMPARE_STATES; state++)
            maker->tally.count[fate][state] += tally.count[fate][state];
    if (status != 0 || !counted) {
        maker->failed++;
        show_failure(world, status);
    }
    unlink(world->tally);
    unlink(world->truth);
    unlink(world->report);
    world->pid = 0;
}

static void await_one(struct maker *maker)
{
    int status;
    pid_t pid = wait(&status);
    for (size_t i = 0; i < AT_ONCE && pid > 0; i++)
        if (maker->worlds[i].pid == pid)
            collect(maker, &maker->worlds[i], status);
}

static void make_worlds(struct maker *maker, unsigned count)
{
    unsigned made = 0;
    for (bool busy = true; busy || made < count;) {
        busy = false;
        for (size_t i = 0; i < AT_ONCE; i++) {
            struct world *world = &maker->worlds[i];
            if (world->pid == 0 && made < count) {
                plan(maker, world, ++made);
                start(world);
            }
            busy = busy || world->pid != 0;
        }
        if (busy)
            await_one(maker);
    }
}

static unsigned sum(const struct tally *tally, enum fate fate)
{
    unsigned total = 0;
    for (size_t state = 0; state < COMPARE_STATES; state++)
        total += tally->count[fate][state];
    return total;
}

static void print_shares(const struct tally *tally)
{
    for (enum fate fate = FATE_HERE; fate < FATE_NONE; fate++) {
        unsigned total = sum(tally, fate);
        printf("%5u %s:", total, compare_fates[fate]);
        for (size_t state = 0; state < COMPARE_STATES; state++)
            if (tally->count[fate][state] > 0)
                printf("  %s %u (%.1f %%)", compare_states[state], tally->count[fate][state],
                       100.0 * tally->count[fate][state] / total);
        putchar('\n');
    }
}

/* Whether the whole is as it must be; what is not has been said. */
static bool passes(const struct maker *maker)
{
    const struct tally *tally = &maker->tally;
    unsigned stale = tally->count[FATE_HERE][COMPARE_STALE] +
                     tally->count[FATE_ELSEWHERE][COMPARE_STALE] +
                     tally->count[FATE_UNDER_WAY][COMPARE_STALE];
    unsigned dead = sum(tally, FATE_DEAD);
    unsigned doubted = tally->count[FATE_DEAD][COMPARE_UNVERIFIED];
    if (stale > 0)
        printf("%u living ones are called stale\n", stale);
    if (maker->failed > 0)
        printf("%u worlds fail\n", maker->failed);
    if (sum(tally, FATE_HERE) == 0 || dead == 0)
        printf("the worlds hold nobody living or nobody dead\n");
    else if (doubted * 100 > dead * DOUBT_PERCENT)
        printf("more than %d %% of the dead are left in doubt\n", DOUBT_PERCENT);
    else
        return stale == 0 && maker->failed == 0;
    return false;
}

static uint64_t setting(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    return text == NULL || text[0] == '\0' ? otherwise : strtoull(text, NULL, 10);
}

static bool open_maker(struct maker *maker, const char *itself, uint64_t seed)
{
    const char *temporary = getenv("TMPDIR");
    snprintf(maker->directory, sizeof maker->directory, "%s/osaurus-worlds.XXXXXX",
             temporary == NULL || temporary[0] == '\0' ? "/tmp" : temporary);
    if (mkdtemp(maker->directory) == NULL) {
        perror("mkdtemp");
        return false;
    }
    /* The simulators' own directories; one that is killed leaves some. */
    setenv("TMPDIR", maker->directory, 1);
    unsetenv("OSAURTOP_RUNTIME");
    maker->itself = itself;
    chance_open(&maker->chance, seed);
    tool("osaurus-sim", maker->simulator);
    return true;
}

int main(int argc, char **argv)
{
    static struct maker maker;
    if (argc == 5 && strcmp(argv[1], "--judge") == 0)
        return judge_world(argv[2], argv[3], argv[4]);
    bool many = setting("OSAURTOP_LONG", 0) != 0;
    unsigned count = (unsigned)setting("OSAURTOP_WORLDS", many ? WORLDS_LONG : WORLDS);
    uint64_t seed = setting("OSAURTOP_SEED", SEED);
    time_t begin = time(NULL);
    if (!open_maker(&maker, argv[0], seed))
        return EXIT_FAILURE;
    if (!maker.chance.has_lan)
        printf("no interface beyond loopback: no doubles\n");
    make_worlds(&maker, count);
    printf("%u worlds of OSAURTOP_SEED=%" PRIu64 " in %ld s\n", count, seed,
           (long)(time(NULL) - begin));
    print_shares(&maker.tally);
    bool clean = rmdir(maker.directory) == 0;
    if (!clean)
        printf("something is left in %s: %s\n", maker.directory, strerror(errno));
    return passes(&maker) && clean ? EXIT_SUCCESS : EXIT_FAILURE;
}
