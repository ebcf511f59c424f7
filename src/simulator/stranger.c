#include "config.h"

#include "stranger.h"

#include "endpoint.h"
#include "platform.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char reply[] = "HTTP/1.1 404 Not Found\r\n"
                            "Content-Length: 0\r\n"
                            "Connection: close\r\n"
                            "\r\n";

static void answer(int listener)
{
    int connection = accept(listener, NULL, NULL);
    if (connection < 0)
        return;
    ssize_t ignored = write(connection, reply, sizeof reply - 1);
    (void)ignored;
    shutdown(connection, SHUT_WR);
    close(connection);
}

int stranger_main(uint16_t port, pid_t parent)
{
    signal(SIGPIPE, SIG_IGN);
    uint16_t wanted = port;
    int listener = endpoint_listen(false, false, &port);
    if (listener < 0) {
        printf("conflict %u\n", (unsigned)wanted);
        return EXIT_FAILURE;
    }
    if (!platform_end_with_parent(parent, SIGKILL))
        return EXIT_FAILURE;
    char name[ENDPOINT_NAME_SIZE];
    endpoint_name(listener, name);
    printf("bound %s\nrunning %u\n", name, (unsigned)port);
    fflush(stdout);
    for (;;) {
        struct pollfd waits[] = {
            {.fd = STDIN_FILENO, .events = POLLIN},
            {.fd = listener, .events = POLLIN},
        };
        if (poll(waits, 2, -1) < 0 && errno != EINTR)
            return EXIT_FAILURE;
        char byte;
        if (waits[0].revents != 0 && read(STDIN_FILENO, &byte, 1) <= 0)
            return EXIT_SUCCESS;
        if (waits[1].revents != 0)
            answer(listener);
    }
}
