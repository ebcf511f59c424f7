#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "system_world.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CHILD_ARGUMENT "--play-child"

/* --- inside a child -------------------------------------------------------------------------- */

static int listen_on(const char *address, bool v6_only)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } name = {.v4 = {.sin_family = AF_INET}};
    socklen_t length = sizeof name.v4;
    if (inet_pton(AF_INET, address, &name.v4.sin_addr) != 1) {
        name.v6 = (struct sockaddr_in6){.sin6_family = AF_INET6};
        length = sizeof name.v6;
        if (inet_pton(AF_INET6, address, &name.v6.sin6_addr) != 1) {
            return 0;
        }
    }
    int only = v6_only;
    int descriptor = socket(name.any.sa_family, SOCK_STREAM, 0);
    if (descriptor < 0 ||
        (name.any.sa_family == AF_INET6 &&
         setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only) != 0) ||
        bind(descriptor, &name.any, length) != 0 || listen(descriptor, 1) != 0 ||
        getsockname(descriptor, &name.any, &length) != 0) {
        return 0;
    }
    return ntohs(name.any.sa_family == AF_INET ? name.v4.sin_port : name.v6.sin6_port);
}

static void answer(int number)
{
    printf("%d\n", number);
    fflush(stdout);
}

static void wait_for_the_end(void)
{
    char byte;
    while (read(STDIN_FILENO, &byte, 1) > 0) {
    }
    _exit(0);
}

static void fork_off(const char *program)
{
    pid_t pid = fork();
    if (pid == 0 && program) {
        execl(program, program, CHILD_ARGUMENT, "idle", (char *)NULL);
        _exit(1);
    }
    if (pid == 0) {
        wait_for_the_end();
    }
    if (!program) {
        answer(pid); /* a started program answers itself, when it is ready */
    }
}

static void read_line(char *line, size_t size)
{
    size_t length = 0;
    while (length + 1 < size && read(STDIN_FILENO, line + length, 1) == 1 && line[length] != '\n') {
        length++;
    }
    line[length] = '\0';
}

void world_play_child(int argc, char **argv)
{
    if (argc < 3 || strcmp(argv[1], CHILD_ARGUMENT) != 0) {
        return;
    }
    bool listens = strcmp(argv[2], "listen") == 0 && argc == 5;
    answer(listens ? listen_on(argv[3], argv[4][0] == '1') : getpid());
    char command;
    while (read(STDIN_FILENO, &command, 1) == 1) {
        char line[WORLD_PATH_SIZE + SYSTEM_NAME_SIZE];
        switch (command) {
        case 'f':
            fork_off(NULL);
            break;
        case 's':
            read_line(line, sizeof line);
            fork_off(line);
            break;
        case 'l':
            answer(listen_on("127.0.0.1", false));
            break;
        case 'u':
            read_line(line, sizeof line);
            answer(setuid((uid_t)strtoul(line, NULL, 10)) == 0);
            break;
        }
    }
    _exit(0);
}

/* --- the world around them ------------------------------------------------------------------- */

void world_open(struct world *world, const char *program)
{
    const char *base = getenv("TMPDIR");
    char template[WORLD_PATH_SIZE];
    char resolved[4096];
    memset(world, 0, sizeof *world);
    assert_non_null(realpath(program, resolved));
    assert_true(strlen(resolved) < sizeof world->program);
    strcpy(world->program, resolved);
    snprintf(template, sizeof template, "%s/osaurtop-XXXXXX", base && *base ? base : "/tmp");
    assert_non_null(mkdtemp(template));
    assert_non_null(realpath(template, resolved));
    assert_true(strlen(resolved) < sizeof world->directory);
    strcpy(world->directory, resolved);
    snprintf(world->prefix, sizeof world->prefix, "osa-%d-", (int)getpid());
    snprintf(world->pattern, sizeof world->pattern, "osa-%d-*", (int)getpid());
}

void world_stop(struct child *child, bool reap)
{
    siginfo_t ended;
    char byte;
    close(child->input);
    while (read(child->output, &byte, 1) > 0) {
        /* until those that it forked have ended too */
    }
    close(child->output);
    child->input = -1;
    assert_int_equal(waitid(P_PID, (id_t)child->pid, &ended, WEXITED | (reap ? 0 : WNOWAIT)), 0);
    if (reap) {
        child->pid = 0;
    }
}

void world_close(struct world *world)
{
    for (size_t i = 0; i < world->child_count; i++) {
        struct child *child = &world->children[i];
        if (child->input >= 0) {
            world_stop(child, true);
        } else if (child->pid > 0) {
            waitpid(child->pid, NULL, 0);
        }
        unlink(child->path);
    }
    world->child_count = 0;
    assert_int_equal(rmdir(world->directory), 0);
}

static void copy_program(const char *from, const char *to)
{
    static char buffer[65536];
    int source = open(from, O_RDONLY | O_CLOEXEC);
    int target = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);
    assert_true(source >= 0 && target >= 0);
    ssize_t got;
    while ((got = read(source, buffer, sizeof buffer)) > 0) {
        assert_int_equal(write(target, buffer, (size_t)got), got);
    }
    assert_int_equal(got, 0);
    close(source);
    assert_int_equal(close(target), 0);
}

static struct child *new_child(struct world *world, const char *prefix, const char *suffix)
{
    assert_true(world->child_count < WORLD_CHILDREN_MAX);
    struct child *child = &world->children[world->child_count++];
    *child = (struct child){.input = -1};
    snprintf(child->name, sizeof child->name, "%s%s", prefix, suffix);
    char path[sizeof child->path];
    snprintf(path, sizeof path, "%s/%s%s", world->directory, prefix, suffix);
    strcpy(child->path, path);
    copy_program(world->program, child->path);
    return child;
}

static int read_answer(const struct child *child)
{
    char line[16];
    size_t length = 0;
    while (length + 1 < sizeof line && read(child->output, line + length, 1) == 1 &&
           line[length] != '\n') {
        length++;
    }
    line[length] = '\0';
    assert_true(length > 0);
    return atoi(line);
}

static void cloexec_pipe(int ends[2])
{
    assert_int_equal(pipe(ends), 0);
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
}

static int start(struct child *child, const char *action, const char *address, bool v6_only)
{
    int input[2];
    int output[2];
    cloexec_pipe(input);
    cloexec_pipe(output);
    child->pid = fork();
    assert_true(child->pid >= 0);
    if (child->pid == 0) {
        dup2(input[0], STDIN_FILENO);
        dup2(output[1], STDOUT_FILENO);
        execl(child->path, child->path, CHILD_ARGUMENT, action, address, v6_only ? "1" : "0",
              (char *)NULL);
        _exit(1);
    }
    close(input[0]);
    close(output[1]);
    child->input = input[1];
    child->output = output[0];
    return read_answer(child);
}

struct child *world_start_idle(struct world *world, const char *suffix)
{
    struct child *child = new_child(world, world->prefix, suffix);
    start(child, "idle", NULL, false);
    return child;
}

struct child *world_start_listener(struct world *world, const char *suffix, const char *address,
                                   bool v6_only)
{
    struct child *child = new_child(world, world->prefix, suffix);
    child->port = (uint16_t)start(child, "listen", address, v6_only);
    return child;
}

struct child *world_start_stranger(struct world *world, const char *address)
{
    struct child *child = new_child(world, "stranger-", world->prefix);
    child->port = (uint16_t)start(child, "listen", address, false);
    assert_int_not_equal(child->port, 0);
    return child;
}

static int ask(const struct child *child, const char *command)
{
    size_t length = strlen(command);
    assert_int_equal(write(child->input, command, length), (ssize_t)length);
    return read_answer(child);
}

/* Makes what starts next younger by more than the 10 ms in which starts are told apart. */
static void grow_older(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
}

int world_fork(struct child *child)
{
    grow_older();
    return ask(child, "f");
}

int world_spawn(struct world *world, struct child *child, const char *suffix)
{
    char command[sizeof child->path + 2];
    struct child *copy = new_child(world, world->prefix, suffix);
    snprintf(command, sizeof command, "s%s\n", copy->path);
    grow_older();
    return ask(child, command);
}

int world_listen_again(struct child *child)
{
    return ask(child, "l");
}

void world_change_user(struct child *child, uid_t user)
{
    char command[16];
    snprintf(command, sizeof command, "u%u\n", (unsigned)user);
    assert_int_equal(ask(child, command), 1);
}

/* --- what the system says -------------------------------------------------------------------- */

struct evidence world_gather(struct system *system, const char *pattern, uint16_t port)
{
    struct evidence evidence;
    struct system_request request = {
        .pattern = pattern, .ports = &port, .port_count = port ? 1 : 0};
    assert_int_equal(system_gather(system, &request, &evidence), 0);
    return evidence;
}

const struct system_process *world_process(const struct evidence *evidence, pid_t pid)
{
    for (size_t i = 0; i < evidence->process_count; i++) {
        if (evidence->processes[i].pid == pid) {
            return &evidence->processes[i];
        }
    }
    return NULL;
}

const struct system_listener *world_listener(const struct evidence *evidence, uint16_t port)
{
    for (size_t i = 0; i < evidence->listener_count; i++) {
        if (evidence->listeners[i].port == port) {
            return &evidence->listeners[i];
        }
    }
    return NULL;
}

pid_t world_holder(const struct evidence *evidence, uint16_t port)
{
    const struct system_listener *listener = world_listener(evidence, port);
    assert_non_null(listener);
    return listener->process == SYSTEM_NO_PROCESS ? SYSTEM_NO_PROCESS
                                                  : evidence->processes[listener->process].pid;
}
