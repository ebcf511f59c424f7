/* Signals as bytes in a pipe, so that one poll() sees them too. */
#ifndef OSAURTOP_SIGNALS_H
#define OSAURTOP_SIGNALS_H

/*
 * Catches SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT and SIGWINCH (those of them that were not
 * ignored, as by nohup). Returns the descriptor to poll, or -1 with nothing changed.
 */
int signals_open(void);

/* The dispositions and mask are as they were before. */
void signals_close(void);

/* The next signal that arrived, or 0. Never blocks. */
int signals_next(void);

/* Lets SIGTSTP stop the process as it would without a handler; returns when it continues. */
void signals_stop(void);

#endif
