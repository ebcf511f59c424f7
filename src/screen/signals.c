#include "config.h"

#include "osaurtop/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

/*
 * How long a deadly signal waits for the loop. Only a terminal that takes no more output can hold
 * the loop up for so long; the process then dies of SIGALRM instead of staying for ever.
 */
enum { DEADLY_WAIT_S = 2 };

static const int caught[] = {SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT, SIGWINCH};
enum { CAUGHT_COUNT = sizeof caught / sizeof caught[0] };

/* A handler has no arguments of its own: the pipe that it writes to has to be global. */
static int pipe_ends[2] = {-1, -1};
static struct sigaction before[CAUGHT_COUNT];

static void handle(int number)
{
    int saved = errno;
    unsigned char byte = (unsigned char)number;
    if (number == SIGINT || number == SIGTERM || number == SIGHUP)
        alarm(DEADLY_WAIT_S);
    /* A full pipe holds signals enough to wake the loop. */
    ssize_t written = write(pipe_ends[1], &byte, 1);
    (void)written;
    errno = saved;
}

static int prepare(int descriptor)
{
    int flags = fcntl(descriptor, F_GETFL);
    return flags < 0 || fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) < 0 ||
                   fcntl(descriptor, F_SETFD, FD_CLOEXEC) < 0
               ? -1
               : 0;
}

static void install(int number)
{
    struct sigaction action = {0};
    action.sa_handler = handle;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

static void close_pipe(void)
{
    for (int i = 0; i < 2; i++) {
        close(pipe_ends[i]);
        pipe_ends[i] = -1;
    }
}

int signals_open(void)
{
    if (pipe(pipe_ends) != 0)
        return -1;
    if (prepare(pipe_ends[0]) != 0 || prepare(pipe_ends[1]) != 0) {
        close_pipe();
        return -1;
    }
    for (size_t i = 0; i < CAUGHT_COUNT; i++) {
        sigaction(caught[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN)
            install(caught[i]);
    }
    return pipe_ends[0];
}

void signals_close(void)
{
    if (pipe_ends[0] < 0)
        return;
    for (size_t i = 0; i < CAUGHT_COUNT; i++)
        sigaction(caught[i], &before[i], NULL);
    alarm(0);
    close_pipe();
}

int signals_next(void)
{
    unsigned char byte;
    return read(pipe_ends[0], &byte, 1) == 1 ? byte : 0;
}

void signals_stop(void)
{
    struct sigaction action = {0};
    struct sigaction ours;
    sigset_t stop;
    sigset_t mask;
    action.sa_handler = SIG_DFL;
    sigemptyset(&action.sa_mask);
    sigaction(SIGTSTP, &action, &ours);
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    sigprocmask(SIG_UNBLOCK, &stop, &mask);
    raise(SIGTSTP);
    sigprocmask(SIG_SETMASK, &mask, NULL);
    sigaction(SIGTSTP, &ours, NULL);
}
