#include "config.h"

#include "supervisor.h"

#include "clock.h"
#include "platform.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A report that does not come in this time never comes. */
#define REPORT_LIMIT_MS 15000

/* What ends when asked to has done so after this time; then it is killed. */
#define END_LIMIT_MS 2000

static int wake[2] = {-1, -1};

static void on_signal(int number)
{
    int error = errno;
    char byte = (char)number;
    ssize_t ignored = write(wake[1], &byte, 1);
    (void)ignored;
    errno = error;
}

static const int caught_signals[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGCHLD};

static void close_on_exec(const int pair[2])
{
    fcntl(pair[0], F_SETFD, FD_CLOEXEC);
    fcntl(pair[1], F_SETFD, FD_CLOEXEC);
}

bool supervisor_open(struct supervisor *supervisor, struct workspace *workspace)
{
    *supervisor = (struct supervisor){.workspace = workspace};
    if (pipe(wake) != 0) {
        perror("osaurus-sim: pipe");
        return false;
    }
    close_on_exec(wake);
    fcntl(wake[0], F_SETFL, O_NONBLOCK);
    fcntl(wake[1], F_SETFL, O_NONBLOCK);
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof caught_signals / sizeof caught_signals[0]; i++)
        sigaction(caught_signals[i], &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    return true;
}

/* --- starting ------------------------------------------------------------------------------------
 */

/* The most arguments that a scene gives to a process, with its name, its parent and the NULL. */
#define ARGUMENTS_MAX 20

static void become(const char *path, char *const arguments[], const int commands[2],
                   const int reports[2])
{
    /* A group of its own: the terminal's signals are for the program in the foreground. */
    setpgid(0, 0);
    signal(SIGPIPE, SIG_DFL);
    if (dup2(commands[0], STDIN_FILENO) >= 0 && dup2(reports[1], STDOUT_FILENO) >= 0)
        execv(path, arguments);
    fprintf(stderr, "osaurus-sim: cannot run %s: %s\n", path, strerror(errno));
    _exit(127);
}

static const char *program_of(const struct workspace *workspace, enum child_kind kind)
{
    switch (kind) {
    case CHILD_INSTANCE:
        return workspace->instance;
    case CHILD_HELPER:
        return workspace->helper;
    case CHILD_STRANGER:
        break;
    }
    return workspace->itself;
}

static int free_place(const struct supervisor *supervisor)
{
    for (int i = 0; i < SUPERVISOR_CHILDREN_MAX; i++)
        if (supervisor->children[i].pid == 0)
            return i;
    fprintf(stderr, "osaurus-sim: too many processes (at most %d)\n", SUPERVISOR_CHILDREN_MAX);
    return -1;
}

static pid_t launch(const char *path, const char *const arguments[], int commands[2],
                    int reports[2])
{
    char parent[24];
    snprintf(parent, sizeof parent, "%ld", (long)getpid());
    const char *all[ARGUMENTS_MAX] = {path};
    size_t count = 1;
    for (size_t i = 0; arguments[i] != NULL && count < ARGUMENTS_MAX - 3; i++)
        all[count++] = arguments[i];
    all[count++] = "--parent";
    all[count++] = parent;
    pid_t pid = fork();
    if (pid == 0)
        become(path, (char *const *)(uintptr_t)all, commands, reports);
    return pid;
}

static const char *value_of(const char *const arguments[], const char *option)
{
    for (size_t i = 0; arguments[i] != NULL; i++)
        if (strcmp(arguments[i], option) == 0)
            return arguments[i + 1];
    return NULL;
}

int supervisor_start(struct supervisor *supervisor, enum child_kind kind,
                     const char *const arguments[])
{
    int place = free_place(supervisor);
    int commands[2];
    int reports[2];
    if (place < 0)
        return -1;
    if (pipe(commands) != 0) {
        perror("osaurus-sim: pipe");
        return -1;
    }
    if (pipe(reports) != 0) {
        perror("osaurus-sim: pipe");
        close(commands[0]);
        close(commands[1]);
        return -1;
    }
    close_on_exec(commands);
    close_on_exec(reports);
    pid_t pid = launch(program_of(supervisor->workspace, kind), arguments, commands, reports);
    close(commands[0]);
    close(reports[1]);
    if (pid < 0) {
        perror("osaurus-sim: fork");
        close(commands[1]);
        close(reports[0]);
        return -1;
    }
    fcntl(reports[0], F_SETFL, O_NONBLOCK);
    supervisor->children[place] = (struct child){.pid = pid,
                                                 .commands = commands[1],
                                                 .reports = reports[0],
                                                 .kind = kind,
                                                 .runtime = value_of(arguments, "--runtime")};
    return place;
}

static void tell_where(const struct workspace *workspace)
{
    if (workspace->home[0] == '\0') {
        setenv("OSAURTOP_RUNTIME", workspace->runtime, 1);
        return;
    }
    unsetenv("OSAURTOP_RUNTIME");
    setenv("HOME", workspace->home, 1);
}

bool supervisor_run_program(struct supervisor *supervisor, char *const arguments[])
{
    fflush(NULL);
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0) {
        signal(SIGPIPE, SIG_DFL);
        tell_where(supervisor->workspace);
        if (platform_end_with_parent(parent, SIGTERM))
            execvp(arguments[0], arguments);
        fprintf(stderr, "osaurus-sim: cannot run %s: %s\n", arguments[0], strerror(errno));
        _exit(127);
    }
    if (pid < 0) {
        perror("osaurus-sim: fork");
        return false;
    }
    supervisor->program = pid;
    /* It stops only after the program, which first gives the terminal back; see look_at_program. */
    signal(SIGTSTP, SIG_IGN);
    return true;
}

/* --- listening -----------------------------------------------------------------------------------
 */

static int shell_status(int status)
{
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* A program that was suspended takes the whole job with it, so that the shell comes back. */
static void look_at_program(struct supervisor *supervisor)
{
    int status;
    if (supervisor->program == 0 || supervisor->program_ended ||
        waitpid(supervisor->program, &status, WNOHANG | WUNTRACED) != supervisor->program)
        return;
    if (WIFSTOPPED(status)) {
        raise(SIGSTOP);
        kill(supervisor->program, SIGCONT);
        return;
    }
    supervisor->program_ended = true;
    supervisor->program_status = shell_status(status);
}

static void take_signals(struct supervisor *supervisor)
{
    char bytes[32];
    ssize_t got = read(wake[0], bytes, sizeof bytes);
    for (ssize_t i = 0; i < got; i++) {
        /* While a program has the terminal, the keys that interrupt are for it. */
        bool key = bytes[i] == SIGINT || bytes[i] == SIGQUIT;
        if (bytes[i] != SIGCHLD && !(key && supervisor->program != 0))
            supervisor->interrupted = bytes[i];
    }
    look_at_program(supervisor);
}

/* One poll: reports, signals, or `timeout_ms`. */
static void serve(struct supervisor *supervisor, int timeout_ms)
{
    struct pollfd waits[SUPERVISOR_CHILDREN_MAX + 1] = {{.fd = wake[0], .events = POLLIN}};
    for (size_t i = 0; i < SUPERVISOR_CHILDREN_MAX; i++) {
        const struct child *child = &supervisor->children[i];
        waits[i + 1] =
            (struct pollfd){.fd = child->pid != 0 ? child->reports : -1, .events = POLLIN};
    }
    if (poll(waits, SUPERVISOR_CHILDREN_MAX + 1, timeout_ms) <= 0)
        return;
    for (size_t i = 0; i < SUPERVISOR_CHILDREN_MAX; i++)
        if (waits[i + 1].revents != 0)
            child_read_reports(&supervisor->children[i], &supervisor->workspace->made);
    if (waits[0].revents != 0)
        take_signals(supervisor);
}

bool supervisor_ending(const struct supervisor *supervisor)
{
    return supervisor->interrupted != 0 || supervisor->program_ended;
}

bool supervisor_wait(struct supervisor *supervisor, int64_t milliseconds)
{
    int64_t end_ms = clock_monotonic_ms() + milliseconds;
    while (!supervisor_ending(supervisor)) {
        int64_t left_ms = end_ms - clock_monotonic_ms();
        if (left_ms <= 0)
            return true;
        serve(supervisor, left_ms < 60000 ? (int)left_ms : 60000);
    }
    return false;
}

bool supervisor_await(struct supervisor *supervisor, int child, const char *word)
{
    const struct child *awaited = &supervisor->children[child];
    int64_t end_ms = clock_monotonic_ms() + REPORT_LIMIT_MS;
    while (strcmp(awaited->word, word) != 0) {
        if (supervisor_ending(supervisor))
            return false;
        if (strcmp(awaited->word, "conflict") == 0) {
            fprintf(stderr, "osaurus-sim: port %u is taken\n", (unsigned)awaited->port);
            return false;
        }
        int64_t left_ms = end_ms - clock_monotonic_ms();
        if (awaited->reports < 0 || left_ms <= 0) {
            fprintf(stderr, "osaurus-sim: an instance did not get to \"%s\"\n", word);
            return false;
        }
        serve(supervisor, (int)left_ms);
    }
    return true;
}

/* --- ruling and ending ---------------------------------------------------------------------------
 */

void supervisor_command(struct supervisor *supervisor, int child, const char *command)
{
    struct child *told = &supervisor->children[child];
    char line[CHILD_REPORT_SIZE];
    int length = snprintf(line, sizeof line, "%s\n", command);
    told->word[0] = '\0';
    /* A process that is gone is met by whoever awaits its report. */
    ssize_t ignored = write(told->commands, line, (size_t)length);
    (void)ignored;
}

void supervisor_crash(struct supervisor *supervisor, int child)
{
    struct child *killed = &supervisor->children[child];
    if (killed->pid == 0)
        return;
    kill(killed->pid, SIGKILL);
    waitpid(killed->pid, NULL, 0);
    child_release(killed);
}

/* True when it has ended within the time; it is then reaped. */
static bool ended_by(pid_t pid, int64_t end_ms)
{
    static const struct timespec pause = {.tv_nsec = 2000000};
    do {
        if (waitpid(pid, NULL, WNOHANG) != 0)
            return true;
        nanosleep(&pause, NULL);
    } while (clock_monotonic_ms() < end_ms);
    return false;
}

void supervisor_stop(struct supervisor *supervisor, int child)
{
    struct child *stopped = &supervisor->children[child];
    if (stopped->pid == 0)
        return;
    kill(stopped->pid, SIGTERM);
    if (!ended_by(stopped->pid, clock_monotonic_ms() + END_LIMIT_MS)) {
        supervisor_crash(supervisor, child);
        return;
    }
    if (stopped->id[0] != '\0')
        made_forget(&supervisor->workspace->made, stopped->runtime, stopped->id);
    child_release(stopped);
}

static void end_program(struct supervisor *supervisor)
{
    if (supervisor->program == 0 || supervisor->program_ended)
        return;
    kill(supervisor->program, supervisor->interrupted != 0 ? supervisor->interrupted : SIGTERM);
    kill(supervisor->program, SIGCONT);
    int64_t end_ms = clock_monotonic_ms() + END_LIMIT_MS;
    while (!supervisor->program_ended && clock_monotonic_ms() < end_ms) {
        serve(supervisor, 50);
        look_at_program(supervisor);
    }
    if (supervisor->program_ended)
        return;
    int status;
    kill(supervisor->program, SIGKILL);
    waitpid(supervisor->program, &status, 0);
    supervisor->program_status = shell_status(status);
}

int supervisor_close(struct supervisor *supervisor)
{
    end_program(supervisor);
    for (int i = 0; i < SUPERVISOR_CHILDREN_MAX; i++)
        if (supervisor->children[i].pid != 0)
            kill(supervisor->children[i].pid, SIGTERM);
    for (int i = 0; i < SUPERVISOR_CHILDREN_MAX; i++)
        supervisor_stop(supervisor, i);
    return supervisor->program_status;
}
