#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "osaurtop/text.h"
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ENVIRONMENT_MAX 32
#define ROW_SIZE        8192
#define PICTURE_SIZE    65536

static int64_t now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* --- the job and its shell ------------------------------------------------------------------- */

static void exec_program(const char *const *environment, const char *const *arguments)
{
    const char *merged[ENVIRONMENT_MAX + 1] = {"TERM=xterm-256color", "PATH=/usr/bin:/bin"};
    size_t count = 2;
    char terminfo[1024];
    const char *place = getenv("TERMINFO");
    if (place != NULL) {
        snprintf(terminfo, sizeof terminfo, "TERMINFO=%s", place);
        merged[count++] = terminfo;
    }
    const char *options = getenv("ASAN_OPTIONS");
    char sanitizer[1024];
    if (options != NULL) {
        snprintf(sanitizer, sizeof sanitizer, "ASAN_OPTIONS=%s", options);
        merged[count++] = sanitizer;
    }
    /* A later setting takes the place of an earlier one. */
    for (size_t i = 0; environment[i] != NULL && count < ENVIRONMENT_MAX; i++) {
        size_t name = strcspn(environment[i], "=") + 1;
        size_t at = 0;
        while (at < count && strncmp(merged[at], environment[i], name) != 0)
            at++;
        merged[at] = environment[i];
        if (at == count)
            count++;
    }
    merged[count] = NULL;
    execve(arguments[0], (char *const *)arguments, (char *const *)merged);
    _exit(126);
}

static void tell(int pipe_end, int value)
{
    ssize_t written = write(pipe_end, &value, sizeof value);
    (void)written;
}

/* As after a login, however the tests were started: nohup and `&` leave signals ignored. */
static void reset_signals(void)
{
    static const int numbers[] = {SIGINT,  SIGQUIT, SIGTERM, SIGHUP,  SIGPIPE, SIGALRM,
                                  SIGTSTP, SIGCONT, SIGTTIN, SIGTTOU, SIGWINCH};
    sigset_t none;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        signal(numbers[i], SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* The session's leader: starts the program as its foreground job and reports what becomes of it. */
static void run_shell(const char *terminal, int status_pipe, const char *const *environment,
                      const char *const *arguments)
{
    setsid();
    int slave = open(terminal, O_RDWR);
    if (slave < 0 || ioctl(slave, TIOCSCTTY, 0) != 0)
        _exit(125);
    for (int i = 0; i < 3; i++)
        dup2(slave, i);
    if (slave > 2)
        close(slave);

    pid_t program = fork();
    if (program == 0) {
        setpgid(0, 0);
        signal(SIGTTOU, SIG_IGN);
        tcsetpgrp(0, getpid());
        reset_signals();
        close(status_pipe);
        exec_program(environment, arguments);
    }
    /* Not before the program is there: it must not inherit this. */
    signal(SIGHUP, SIG_IGN);
    setpgid(program, program);
    tell(status_pipe, (int)program);
    for (;;) {
        int status;
        if (waitpid(program, &status, WUNTRACED) < 0)
            _exit(124);
        tell(status_pipe, status);
        if (!WIFSTOPPED(status))
            _exit(0);
    }
}

/* --- the terminal ---------------------------------------------------------------------------- */

static int on_property(VTermProp property, VTermValue *value, void *user)
{
    struct session *session = user;
    if (property == VTERM_PROP_ALTSCREEN)
        session->other_screen = value->boolean != 0;
    if (property == VTERM_PROP_CURSORVISIBLE)
        session->cursor_visible = value->boolean != 0;
    return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = on_property};

static void set_size(struct session *session, int width, int height)
{
    struct winsize size = {.ws_row = (unsigned short)height, .ws_col = (unsigned short)width};
    session->width = width;
    session->height = height;
    assert_int_equal(ioctl(session->master, TIOCSWINSZ, &size), 0);
}

static void open_terminal(struct session *session, int width, int height)
{
    session->vterm = vterm_new(height, width);
    assert_non_null(session->vterm);
    vterm_set_utf8(session->vterm, 1);
    session->screen = vterm_obtain_screen(session->vterm);
    vterm_screen_set_callbacks(session->screen, &callbacks, session);
    vterm_screen_enable_altscreen(session->screen, 1);
    vterm_screen_reset(session->screen, 1);
    session->cursor_visible = true;

    session->master = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(session->master >= 0);
    assert_int_equal(grantpt(session->master), 0);
    assert_int_equal(unlockpt(session->master), 0);
    session->slave = open(ptsname(session->master), O_RDWR | O_NOCTTY);
    assert_true(session->slave >= 0);
    fcntl(session->master, F_SETFD, FD_CLOEXEC);
    fcntl(session->slave, F_SETFD, FD_CLOEXEC);
    set_size(session, width, height);
    assert_int_equal(tcgetattr(session->slave, &session->before), 0);
}

void session_start(struct session *session, int width, int height, const char *const *environment,
                   const char *const *arguments)
{
    int ends[2];
    int program;
    memset(session, 0, sizeof *session);
    open_terminal(session, width, height);
    assert_int_equal(pipe(ends), 0);
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    session->status = ends[0];
    session->shell = fork();
    assert_true(session->shell >= 0);
    if (session->shell == 0) {
        char terminal[256];
        snprintf(terminal, sizeof terminal, "%s", ptsname(session->master));
        close(session->master);
        close(session->slave);
        run_shell(terminal, ends[1], environment, arguments);
    }
    close(ends[1]);
    assert_int_equal(read(session->status, &program, sizeof program), sizeof program);
    session->program = (pid_t)program;
}

void session_end(struct session *session)
{
    kill(session->program, SIGKILL);
    kill(session->shell, SIGKILL);
    waitpid(session->shell, NULL, 0);
    if (session->master >= 0)
        close(session->master);
    if (session->slave >= 0)
        close(session->slave);
    close(session->status);
    vterm_free(session->vterm);
    free(session->log);
}

static void take_in(struct session *session, const char *bytes, size_t length)
{
    if (session->logged + length + 1 > session->log_size) {
        session->log_size = 2 * (session->logged + length + 1);
        session->log = realloc(session->log, session->log_size);
        assert_non_null(session->log);
    }
    memcpy(session->log + session->logged, bytes, length);
    session->logged += length;
    session->log[session->logged] = '\0';
    vterm_input_write(session->vterm, bytes, length);
}

/* Reads what is there within the time; false when there was nothing, or there will be no more. */
static bool pump_once(struct session *session, int milliseconds)
{
    char bytes[16384];
    struct pollfd descriptor = {.fd = session->master, .events = POLLIN};
    if (session->master < 0 || poll(&descriptor, 1, milliseconds) <= 0)
        return false;
    ssize_t length = read(session->master, bytes, sizeof bytes);
    if (length <= 0)
        return false;
    take_in(session, bytes, (size_t)length);
    return true;
}

void session_pump(struct session *session, int milliseconds)
{
    int64_t end_ms = now_ms() + milliseconds;
    for (int64_t left_ms = milliseconds; left_ms > 0; left_ms = end_ms - now_ms())
        pump_once(session, (int)left_ms);
}

void session_type(struct session *session, const char *keys)
{
    size_t length = strlen(keys);
    assert_int_equal(write(session->master, keys, length), (ssize_t)length);
}

void session_resize(struct session *session, int width, int height)
{
    vterm_set_size(session->vterm, height, width);
    set_size(session, width, height);
}

void session_signal(struct session *session, int number)
{
    assert_int_equal(kill(session->program, number), 0);
}

void session_hang_up(struct session *session)
{
    close(session->slave);
    close(session->master);
    session->slave = -1;
    session->master = -1;
}

/* --- what it shows --------------------------------------------------------------------------- */

VTermScreenCell session_cell(const struct session *session, int column, int row)
{
    VTermScreenCell cell;
    memset(&cell, 0, sizeof cell);
    vterm_screen_get_cell(session->screen, (VTermPos){.row = row, .col = column}, &cell);
    return cell;
}

const char *session_row(const struct session *session, int row)
{
    static char text[ROW_SIZE];
    size_t length = 0;
    size_t end = 0;
    for (int column = 0; row >= 0 && row < session->height && column < session->width;) {
        VTermScreenCell cell = session_cell(session, column, row);
        uint32_t character = cell.chars[0] == 0 ? ' ' : cell.chars[0];
        if (length + 8 > sizeof text)
            break;
        length += text_encode(character, text + length);
        if (character != ' ')
            end = length;
        column += cell.width > 1 ? cell.width : 1;
    }
    text[end] = '\0';
    return text;
}

int session_find(const struct session *session, const char *text)
{
    for (int row = 0; row < session->height; row++)
        if (strstr(session_row(session, row), text) != NULL)
            return row;
    return -1;
}

bool session_shows(const struct session *session, const char *text)
{
    return session_find(session, text) >= 0;
}

const char *session_picture(const struct session *session)
{
    static char picture[PICTURE_SIZE];
    size_t length = 0;
    picture[0] = '\0';
    for (int row = 0; row < session->height && length + ROW_SIZE < sizeof picture; row++)
        length += (size_t)snprintf(picture + length, sizeof picture - length, "%s\n",
                                   session_row(session, row));
    return picture;
}

static void wait_shown(struct session *session, const char *text, bool shown)
{
    int64_t end_ms = now_ms() + SESSION_PATIENCE_MS;
    while (session_shows(session, text) != shown) {
        if (now_ms() > end_ms)
            fail_msg("'%s' is %s:\n%s", text, shown ? "not shown" : "still shown",
                     session_picture(session));
        pump_once(session, 50);
    }
}

void session_wait(struct session *session, const char *text)
{
    wait_shown(session, text, true);
}

void session_wait_gone(struct session *session, const char *text)
{
    wait_shown(session, text, false);
}

int session_wait_status(struct session *session)
{
    int64_t end_ms = now_ms() + SESSION_PATIENCE_MS;
    struct pollfd descriptor = {.fd = session->status, .events = POLLIN};
    while (poll(&descriptor, 1, 20) == 0) {
        if (now_ms() > end_ms)
            fail_msg("the program neither ended nor stopped:\n%s", session_picture(session));
        /* A terminal that is not read would hold the program up. */
        while (pump_once(session, 0))
            continue;
    }
    int status;
    assert_int_equal(read(session->status, &status, sizeof status), sizeof status);
    while (pump_once(session, 0))
        continue;
    return status;
}

void session_assert_restored(struct session *session)
{
    struct termios after;
    assert_int_equal(tcgetattr(session->slave, &after), 0);
    assert_int_equal(after.c_iflag, session->before.c_iflag);
    assert_int_equal(after.c_oflag, session->before.c_oflag);
    assert_int_equal(after.c_cflag, session->before.c_cflag);
    assert_int_equal(after.c_lflag, session->before.c_lflag);
    assert_memory_equal(after.c_cc, session->before.c_cc, sizeof after.c_cc);
    if (session->other_screen || !session->cursor_visible)
        fail_msg("other screen %d, cursor visible %d", session->other_screen,
                 session->cursor_visible);
}
