/*
 * A program on a terminal of its own: keys in, cells out. The terminal is libvterm over a pty; a
 * small shell of ours stands between, so that the program can be stopped and continued as a job.
 */
#ifndef TEST_SESSION_H
#define TEST_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <termios.h>
#include <vterm.h>

/* Generous: a sanitizer on a busy machine takes its time, and a failure may wait. */
#define SESSION_PATIENCE_MS 20000

struct session {
    pid_t shell;
    pid_t program;
    int master;
    int slave;  /* kept open, so that the terminal's modes can be read when all is over */
    int status; /* pipe with the program's wait statuses */
    struct termios before;
    VTerm *vterm;
    VTermScreen *screen;
    int width;
    int height;
    bool other_screen;
    bool cursor_visible;
    char *log; /* every byte that the program wrote */
    size_t logged;
    size_t log_size;
};

/* Starts the program. `environment`: "NAME=value" strings after the harness' own; NULL-ended. */
void session_start(struct session *session, int width, int height, const char *const *environment,
                   const char *const *arguments);
/* Ends what still runs, and frees everything. */
void session_end(struct session *session);

void session_type(struct session *session, const char *keys);
void session_resize(struct session *session, int width, int height);
void session_signal(struct session *session, int number);

/* Takes in what the program writes for so long. */
void session_pump(struct session *session, int milliseconds);

/* Waits until the text is on the screen, or (wait_gone) is not; the test fails when it never is. */
void session_wait(struct session *session, const char *text);
void session_wait_gone(struct session *session, const char *text);
bool session_shows(const struct session *session, const char *text);

/* One row as UTF-8, without trailing blanks; static memory. "" outside of the screen. */
const char *session_row(const struct session *session, int row);
/* The first row that holds the text, or -1. */
int session_find(const struct session *session, const char *text);
VTermScreenCell session_cell(const struct session *session, int column, int row);
/* The whole screen for a failure's message; static memory. */
const char *session_picture(const struct session *session);

/* The program's next wait status: it ended, or stopped. */
int session_wait_status(struct session *session);

/* The terminal's modes are those from before, the first screen is back and the cursor visible. */
void session_assert_restored(struct session *session);

/* The hand goes away from the keyboard, and the terminal with it. */
void session_hang_up(struct session *session);

#endif
