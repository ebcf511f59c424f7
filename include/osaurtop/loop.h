/* The dashboard at work: one thread and one poll() over keys, signals and the next look. */
#ifndef OSAURTOP_LOOP_H
#define OSAURTOP_LOOP_H

#include "osaurtop/monitor.h"
#include "osaurtop/text.h"

#include <stdbool.h>
#include <stdint.h>

struct loop_settings {
    int64_t delay_ms;      /* between two looks */
    bool colored;          /* use the terminal's colours */
    enum charset charset;  /* what it can show */
    const char *user_home; /* shown as `~`; may be NULL */
    bool read_only;        /* nothing is removed */
};

enum loop_code {
    LOOP_QUIT,             /* by a key, or the terminal went away */
    LOOP_SIGNALLED,        /* by the signal in *signal_number */
    LOOP_UNKNOWN_TERMINAL, /* terminfo does not know $TERM */
    LOOP_WEAK_TERMINAL,    /* the terminal cannot place its cursor */
    LOOP_FAILED,           /* out of memory, or of descriptors */
};

/* Runs until told to end; the terminal is then as it was found. */
enum loop_code loop_run(struct monitor *monitor, const struct loop_settings *settings,
                        int *signal_number);

#endif
