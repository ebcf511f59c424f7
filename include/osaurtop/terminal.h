/*
 * The terminal; terminal.c is the only file that knows curses, and there is one terminal at a time.
 */
#ifndef OSAURTOP_TERMINAL_H
#define OSAURTOP_TERMINAL_H

#include "osaurtop/frame.h"
#include "osaurtop/keys.h"

#include <stdbool.h>

enum terminal_code {
    TERMINAL_OPEN,
    TERMINAL_UNKNOWN, /* terminfo does not know its type ($TERM) */
    TERMINAL_WEAK,    /* it cannot place its cursor */
};

/*
 * Takes over the terminal on stdin and stdout: other screen, keys at once, no echo. Signals that
 * already have a handler keep it, so install handlers first. `colored`: use its colours, if any.
 */
enum terminal_code terminal_open(bool colored);

/* Gives it back as it was found. Does nothing when it is not open. */
void terminal_close(void);

/* Gives it back for a while, and takes it again; the next draw then draws everything. */
void terminal_suspend(void);
void terminal_resume(void);

/* The descriptor that keys come from, for poll(). */
int terminal_descriptor(void);

/* Asks the terminal for its size, in cells, and follows it. */
void terminal_size(int *width, int *height);

/*
 * Shows a frame. Writes only what differs from the frame before, and nothing when nothing does.
 * Allocates only when the frame grew.
 */
void terminal_draw(const struct frame *frame);

/* The next keystroke (keys.h) that is waiting, or STROKE_NONE. Never blocks for longer than it
 * takes to tell Esc from the beginning of another key: 25 ms. */
int terminal_read_key(void);

/* Forgets what was typed and not read yet. */
void terminal_forget_keys(void);

/* True when the terminal said that there is input, and there is none: it is gone. Call after poll()
 * and before reading keys. */
bool terminal_at_end(void);

#endif
