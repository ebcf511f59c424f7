/*
 * Measures two commands side by side: `versus RUNS NEIGHBOURS -- COMMAND... -- BASE...`.
 *
 * Both are run in turns, so that what else the machine does falls on both; beside NEIGHBOURS
 * sleeping processes. Prints the median of each whole process (from spawn to exit, output to
 * /dev/null) and the ratio.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

#define RUNS_MAX       10000
#define NEIGHBOURS_MAX 10000

static double milliseconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* The run time of one process in milliseconds; negative when it could not be run. */
static double run_once(char **command, posix_spawn_file_actions_t *quiet)
{
    pid_t pid;
    int status;
    double start = milliseconds_now();
    if (posix_spawnp(&pid, command[0], quiet, NULL, command, environ) != 0)
        return -1;
    if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status) || WEXITSTATUS(status) > 1)
        return -1;
    return milliseconds_now() - start;
}

static int compare(const void *a, const void *b)
{
    double difference = *(const double *)a - *(const double *)b;
    return difference < 0 ? -1 : difference > 0;
}

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, compare);
    return count % 2 != 0 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

static char **split_at_dashes(char **words)
{
    while (*words != NULL && strcmp(*words, "--") != 0)
        words++;
    if (*words == NULL)
        return NULL;
    *words = NULL;
    return words + 1;
}

/* Sleeping processes of this program, which the measured ones have to walk past. */
static size_t start_neighbours(const char *self, size_t count, pid_t *pids)
{
    char sleep_word[] = "--sleep";
    char *words[] = {(char *)self, sleep_word, NULL};
    size_t started = 0;
    while (started < count && posix_spawn(&pids[started], self, NULL, NULL, words, environ) == 0)
        started++;
    return started;
}

static int measure(size_t runs, char **command, char **base)
{
    static double command_ms[RUNS_MAX];
    static double base_ms[RUNS_MAX];
    posix_spawn_file_actions_t quiet;
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    for (size_t i = 0; i < runs; i++) {
        command_ms[i] = run_once(command, &quiet);
        base_ms[i] = run_once(base, &quiet);
        if (command_ms[i] < 0 || base_ms[i] < 0) {
            fprintf(stderr, "versus: a command failed\n");
            return 1;
        }
    }
    double this_ms = median(command_ms, runs);
    double that_ms = median(base_ms, runs);
    printf("%.3f ms against %.3f ms: ratio %.2f\n", this_ms, that_ms, this_ms / that_ms);
    return 0;
}

int main(int argc, char **argv)
{
    static pid_t neighbours[NEIGHBOURS_MAX];
    if (argc == 2 && strcmp(argv[1], "--sleep") == 0) {
        for (;;)
            pause();
    }
    char **command = argc > 3 ? split_at_dashes(argv + 3) : NULL;
    char **base = command != NULL ? split_at_dashes(command) : NULL;
    size_t runs = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
    size_t count = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
    if (base == NULL || runs == 0 || runs > RUNS_MAX || count > NEIGHBOURS_MAX) {
        fprintf(stderr, "usage: versus RUNS NEIGHBOURS -- COMMAND... -- BASE...\n");
        return 2;
    }
    size_t started = start_neighbours(argv[0], count, neighbours);
    int status = measure(runs, command, base);
    for (size_t i = 0; i < started; i++)
        kill(neighbours[i], SIGKILL);
    while (wait(NULL) > 0 || errno == EINTR)
        continue;
    return status;
}
