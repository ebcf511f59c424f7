/*
 * Looks at a directory that never rests: entries are published, rewritten and removed, and servers
 * restarted and stopped, while osaurtop looks again and again. Whoever lived during a whole look is
 * in it and not stale, and nothing that was replaced or vanished meanwhile shows as an error.
 *
 * The program plays two parts: it starts osaurus-sim, and is what that runs (`--look NAME LOG`).
 */
#include "config.h"

#include "listing.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LOOKING_S 10

/* Less would be no test; a slow machine with sanitizers manages many times that. */
#define LOOKS_LEAST 20

/* Ten seconds bring some sixty. */
#define LIVES_MAX 4096

#define SECOND_NS INT64_C(1000000000)

/* One instance's, by the simulator's log. */
struct life {
    char directory[PATH_MAX];
    int64_t up_ns;
    int64_t down_ns; /* 0: it lives */
};

struct history {
    FILE *log;
    struct life lives[LIVES_MAX];
    size_t count;
    unsigned ended;
};

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * SECOND_NS + now.tv_nsec;
}

static struct life *find(struct history *history, const char *directory)
{
    for (size_t i = 0; i < history->count; i++)
        if (strcmp(history->lives[i].directory, directory) == 0)
            return &history->lives[i];
    return NULL;
}

/* `NANOSECONDS up|down DIRECTORY` */
static bool take_line(struct history *history, char *line)
{
    char word[8];
    int64_t at_ns;
    int at = 0;
    line[strcspn(line, "\n")] = '\0';
    if (sscanf(line, "%" SCNd64 " %7s %n", &at_ns, word, &at) != 2 || line[at] == '\0')
        return false;
    struct life *life = find(history, line + at);
    if (strcmp(word, "down") == 0) {
        if (life == NULL)
            return false;
        life->down_ns = at_ns;
        history->ended++;
        return true;
    }
    if (life != NULL || history->count == LIVES_MAX)
        return false;
    life = &history->lives[history->count++];
    *life = (struct life){.up_ns = at_ns};
    snprintf(life->directory, sizeof life->directory, "%s", line + at);
    return true;
}

/* Reads what was added to the log; a line that is only half there comes next time. */
static bool catch_up(struct history *history)
{
    char line[PATH_MAX + 64];
    for (;;) {
        long begin = ftell(history->log);
        clearerr(history->log);
        if (fgets(line, sizeof line, history->log) == NULL)
            return true;
        if (strchr(line, '\n') == NULL)
            return fseek(history->log, begin, SEEK_SET) == 0;
        if (!take_line(history, line)) {
            printf("WRONG: the log says: %s\n", line);
            return false;
        }
    }
}

static bool lived_all_the_time(const struct life *life, int64_t begin_ns, int64_t end_ns)
{
    return life->up_ns <= begin_ns && (life->down_ns == 0 || life->down_ns > end_ns);
}

static unsigned check(struct history *history, const struct listing *listing, int64_t begin_ns,
                      int64_t end_ns)
{
    unsigned wrong = 0;
    for (size_t i = 0; i < listing->count; i++) {
        const struct said *said = &listing->said[i];
        if (!said->error && strcmp(said->state, "invalid") != 0)
            continue;
        wrong++;
        printf("WRONG: %s is %s %s\n", said->directory, said->state, said->reason);
    }
    for (size_t i = 0; i < history->count; i++) {
        const struct life *life = &history->lives[i];
        if (!lived_all_the_time(life, begin_ns, end_ns))
            continue;
        const struct said *said = listing_find(listing, life->directory);
        if (said != NULL && strcmp(said->state, "stale") != 0)
            continue;
        wrong++;
        printf("WRONG: %s lived all the time, and is %s\n", life->directory,
               said == NULL ? "not listed" : said->reason);
    }
    return wrong;
}

static void count_states(const struct listing *listing, unsigned counts[3])
{
    for (size_t i = 0; i < listing->count; i++) {
        const char *state = listing->said[i].state;
        counts[strcmp(state, "live") == 0 ? 0 : strcmp(state, "stale") == 0 ? 1 : 2]++;
    }
}

static int look_on(const char *name, const char *log)
{
    static struct history history;
    static struct listing listing;
    char program[PATH_MAX];
    const char *build = getenv("top_builddir");
    unsigned looks = 0;
    unsigned wrong = 0;
    unsigned counts[3] = {0};
    history.log = fopen(log, "r");
    if (history.log == NULL) {
        perror(log);
        return EXIT_FAILURE;
    }
    snprintf(program, sizeof program, "%s/osaurtop", build == NULL || *build == '\0' ? "." : build);
    for (int64_t end_ns = now_ns() + LOOKING_S * SECOND_NS; now_ns() < end_ns && wrong == 0;
         looks++) {
        int64_t begin_ns = now_ns();
        const char *complaint = listing_take(&listing, program, name, NULL);
        int64_t taken_ns = now_ns();
        if (complaint != NULL) {
            printf("WRONG: %s\n", complaint);
            wrong++;
        } else if (!catch_up(&history)) {
            wrong++;
        } else {
            wrong += check(&history, &listing, begin_ns, taken_ns);
            count_states(&listing, counts);
        }
    }
    fclose(history.log);
    printf("%u looks at %zu lives, %u of them ended: live %u, stale %u, other %u\n", looks,
           history.count, history.ended, counts[0], counts[1], counts[2]);
    if (looks < LOOKS_LEAST || history.ended == 0 || counts[0] == 0 || counts[1] == 0) {
        printf("WRONG: that is too little to tell\n");
        wrong++;
    }
    return wrong == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int churn(const char *itself)
{
    char simulator[PATH_MAX];
    char name[32];
    char directory[PATH_MAX - 32];
    char log[PATH_MAX];
    const char *build = getenv("top_builddir");
    const char *temporary = getenv("TMPDIR");
    snprintf(name, sizeof name, "churner%ld", (long)getpid());
    snprintf(simulator, sizeof simulator, "%s/osaurus-sim",
             build == NULL || *build == '\0' ? "." : build);
    snprintf(directory, sizeof directory, "%s/osaurus-churn.XXXXXX",
             temporary == NULL || *temporary == '\0' ? "/tmp" : temporary);
    if (mkdtemp(directory) == NULL) {
        perror("mkdtemp");
        return EXIT_FAILURE;
    }
    snprintf(log, sizeof log, "%s/log", directory);
    unsetenv("OSAURTOP_RUNTIME");
    const char *const arguments[] = {
        simulator, "--process-name", name, "--truth", log,    "churn",  "--rate", "50", "--count",
        "20",      "--servers",      "4",  "--",      itself, "--look", name,     log,  NULL};
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        execv(simulator, (char *const *)(uintptr_t)arguments);
        _exit(127);
    }
    int status = -1;
    waitpid(pid, &status, 0);
    unlink(log);
    rmdir(directory);
    return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "--look") == 0)
        return look_on(argv[2], argv[3]);
    return churn(argv[0]);
}
