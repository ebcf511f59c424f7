/*
 * Thousands of prunes against a publisher that revives, rewrites and replaces what is being
 * removed. Nothing may go that was not stale at that moment, nothing outside may be touched.
 *
 * Usage: race [PRUNES]
 */
#include "config.h"

#include "../../src/runtime/removal_seam.h"
#include "osaurtop/prune.h"
#include "publisher.h"
#include "stage.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Sanitizers make each take twice as long. */
#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define PRUNES 4000
#else
#define PRUNES 10000
#endif

/* While nothing is old enough to be removed. */
#define PAUSE_MS 2

/* Longer than this without a prune, and the publisher hangs. */
#define PATIENCE_S 30

struct race {
    char base[PATH_MAX];
    char runtime[PATH_MAX];
    char name[64]; /* of the publisher's executable: no other process is called so */
    pid_t publisher;
    int to_publisher;
    struct monitor *monitor;
    struct policy policy;
    unsigned prunes;
    unsigned results[PRUNE_NO_MEMORY + 1];
    unsigned removals[REMOVAL_FAILED + 1];
    unsigned moments[REMOVAL_MOMENTS];
};

static struct race race;
static struct stage_signal *signal_memory;
static uint64_t signals;
static uint64_t current_slot;
static uint32_t seed = 1337;

static void announce(void)
{
    atomic_store(&signal_memory->target, ++signals * STAGE_SLOTS + current_slot);
}

/* The publisher is told that a removal has begun, every other time. */
static void follow(enum removal_moment moment)
{
    race.moments[moment]++;
    if (moment == REMOVAL_WHEN_OPENED && stage_random(&seed) % 2 == 0)
        announce();
}

/* --- the place ------------------------------------------------------------------------------- */

static void copy_program(const char *from, const char *to)
{
    char bytes[65536];
    ssize_t length;
    int source = open(from, O_RDONLY | O_CLOEXEC);
    int target = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
    if (source < 0 || target < 0)
        stage_die("copy of the program");
    while ((length = read(source, bytes, sizeof bytes)) > 0)
        if (write(target, bytes, (size_t)length) != length)
            stage_die("copy of the program");
    close(source);
    close(target);
}

static void make_canary(void)
{
    const char *canary = stage_path(race.base, "canary");
    char entry[PATH_MAX];
    snprintf(entry, sizeof entry, "%s/entry", canary);
    if (mkdir(canary, 0755) != 0 || mkdir(entry, 0755) != 0)
        stage_die("canary");
    /* What a removal that followed a link would take: debris, a stale file. */
    stage_write(stage_path(entry, "configuration.json"),
                "{\"address\":\"127.0.0.1\",\"health\":\"running\",\"port\":9,"
                "\"updatedAt\":\"2020-01-01T00:00:00Z\"}");
    stage_write(stage_path(entry, ".DS_Store"), "canary");
    stage_write(stage_path(canary, "letter.txt"), "canary");
    if (link(stage_path(canary, "letter.txt"), stage_path(canary, "hard-link")) != 0)
        stage_die("canary");
}

static void make_place(const char *program)
{
    const char *parent = getenv("TMPDIR");
    snprintf(race.base, sizeof race.base, "%s/osaurtop-race-XXXXXX",
             parent != NULL ? parent : "/tmp");
    if (mkdtemp(race.base) == NULL)
        stage_die("mkdtemp");
    if ((size_t)snprintf(race.runtime, sizeof race.runtime, "%s/runtime", race.base) >=
            sizeof race.runtime ||
        mkdir(race.runtime, 0755) != 0)
        stage_die("runtime directory");
    make_canary();
    signal_memory = stage_signal_open(race.base, true);
    snprintf(race.name, sizeof race.name, "publisher-%ld", (long)getpid());
    copy_program(program, stage_path(race.base, race.name));
}

static void start_publisher(void)
{
    int input[2];
    int output[2];
    char ready[6] = "";
    if (pipe(input) != 0 || pipe(output) != 0)
        stage_die("pipe");
    race.publisher = fork();
    if (race.publisher < 0)
        stage_die("fork");
    if (race.publisher == 0) {
        const char *program = stage_path(race.base, race.name);
        dup2(input[0], STDIN_FILENO);
        close(input[1]);
        close(output[0]);
        dup2(output[1], STDERR_FILENO + 1);
        execl(program, program, "--publisher", race.base, (char *)NULL);
        stage_die(program);
    }
    close(input[0]);
    close(output[1]);
    race.to_publisher = input[1];
    if (read(output[0], ready, sizeof ready - 1) != (ssize_t)sizeof ready - 1 ||
        strcmp(ready, "ready") != 0)
        stage_die("the publisher did not get ready");
    close(output[0]);
}

static void make_monitor(void)
{
    static struct monitor_options options;
    struct monitor *monitor;
    if (homes_find(&options.homes, race.runtime, NULL, NULL) != 0)
        stage_die("homes");
    options.policy = race.policy = policy_default();
    options.process_pattern = race.name;
    monitor = monitor_new(&options);
    if (monitor == NULL)
        stage_die("monitor");
    race.monitor = monitor;
}

/* --- the race -------------------------------------------------------------------------------- */

static void prune_one(const struct identity *identity)
{
    unsigned slot;
    if (sscanf(identity->directory, "slot-%3u", &slot) != 1) {
        fprintf(stderr, "called stale: %s\n", identity->directory);
        exit(EXIT_FAILURE);
    }
    current_slot = slot;
    /* Now and then something happens between the judgement that was shown and the next. */
    if (stage_random(&seed) % 8 == 0)
        announce();
    /* Half of them as a person names them, half as all are removed. */
    struct prune prune = race.prunes % 2 == 0 ? prune_entry(race.monitor, identity)
                                              : prune_unnamed(race.monitor, identity, race.policy);
    race.prunes++;
    race.results[prune.result]++;
    if (prune.result == PRUNE_REFUSED)
        race.removals[prune.removal.result]++;
    if (prune.result == PRUNE_NO_MEMORY ||
        (prune.result == PRUNE_REFUSED && prune.removal.result == REMOVAL_FAILED)) {
        errno = prune.removal.error;
        stage_die("a removal failed");
    }
}

static size_t list_stale(struct identity identities[STAGE_SLOTS])
{
    const struct snapshot *snapshot = monitor_look(race.monitor);
    size_t count = 0;
    if (snapshot == NULL)
        stage_die("look");
    for (size_t i = 0; i < snapshot->count && count < STAGE_SLOTS; i++)
        if (snapshot->instances[i].verdict.state == STATE_STALE &&
            snapshot->instances[i].entry->settled)
            identities[count++] = identity_of(&snapshot->instances[i]);
    return count;
}

static void run_race(unsigned prunes)
{
    static struct identity identities[STAGE_SLOTS];
    const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000000};
    time_t last = time(NULL);
    removal_pause = follow;
    while (race.prunes < prunes) {
        size_t count = list_stale(identities);
        for (size_t i = 0; i < count && race.prunes < prunes; i++)
            prune_one(&identities[i]);
        if (count > 0) {
            last = time(NULL);
        } else if (waitpid(race.publisher, NULL, WNOHANG) != 0 || time(NULL) - last > PATIENCE_S) {
            fputs("the publisher has ended, or hangs\n", stderr);
            exit(EXIT_FAILURE);
        } else {
            nanosleep(&pause, NULL);
        }
    }
}

static bool end_publisher(void)
{
    int status;
    close(race.to_publisher);
    return waitpid(race.publisher, &status, 0) == race.publisher && WIFEXITED(status) &&
           WEXITSTATUS(status) == EXIT_SUCCESS;
}

static void print_counts(void)
{
    printf("%u prunes: %u removed, %u gone, %u not stale, %u to be named, %u changed before\n",
           race.prunes, race.results[PRUNE_REMOVED], race.results[PRUNE_GONE],
           race.results[PRUNE_NOT_STALE], race.results[PRUNE_NEEDS_NAME],
           race.results[PRUNE_CHANGED]);
    for (int i = REMOVAL_CHANGED; i <= REMOVAL_FAILED; i++)
        printf("  %6u refused: %s\n", race.removals[i],
               removal_result_text((enum removal_result)i));
    printf("  %6u given their name back\n",
           race.moments[REMOVAL_WHEN_COMPARED] - race.moments[REMOVAL_WHEN_UNLINKED]);
    fflush(stdout);
}

/* A race in which nobody met proves nothing. */
static bool took_place(void)
{
    return race.results[PRUNE_REMOVED] >= race.prunes / 20 &&
           race.results[PRUNE_REFUSED] >= race.prunes / 100;
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--publisher") == 0) {
        return publisher_main(argv[2], STDERR_FILENO + 1);
    }
    unsigned prunes = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : PRUNES;
    signal(SIGPIPE, SIG_IGN);
    make_place(argv[0]);

    uint64_t canary = stage_fingerprint(stage_path(race.base, "canary"));
    start_publisher();
    make_monitor();
    run_race(prunes);
    print_counts();
    bool nothing_lost = end_publisher();
    bool untouched = canary == stage_fingerprint(stage_path(race.base, "canary"));
    bool real = took_place();
    if (!nothing_lost)
        puts("FAILED: the publisher lost something that was not stale");
    if (!untouched)
        puts("FAILED: something outside the runtime directory was touched");
    if (!real)
        puts("FAILED: the two hardly met");
    monitor_free(race.monitor);
    stage_remove(race.base);
    return nothing_lost && untouched && real ? EXIT_SUCCESS : EXIT_FAILURE;
}
