/*
 * Options: one table a command, from which parsing and --help both come.
 */
#ifndef OSAURTOP_OPTIONS_H
#define OSAURTOP_OPTIONS_H

#include "osaurtop/monitor.h"
#include "osaurtop/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a command exits with (EXIT_SUCCESS is 0). */
enum { STATUS_DONE = 0, STATUS_NONE = 1, STATUS_USAGE = 2, STATUS_ENVIRONMENT = 3 };

enum color_choice { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* The options that every command takes, read before or after its name. */
struct options {
    const char *runtime;         /* -r DIR, or NULL */
    const char *process_pattern; /* --process-name */
    int64_t grace_s;             /* --grace */
    int64_t old_after_s;         /* --old-after */
    int64_t delay_ms;            /* -d, of the dashboard: 1000 */
    enum color_choice color;     /* --color; NO_COLOR makes auto never */
    bool ascii;                  /* --ascii */
    bool read_only;              /* --read-only, OSAURTOP_READ_ONLY: nothing may be changed */
};

struct option_row {
    char letter;          /* 0: long form only */
    const char *name;     /* without the dashes */
    const char *argument; /* its name in help: "LIST"; NULL: takes none */
    const char *help;     /* one phrase */
};

struct command {
    const char *name;
    const char *arguments;         /* after the options in the usage line, "" for none */
    const char *summary;           /* one phrase, for `osaurtop help` */
    const char *details;           /* paragraphs for `osaurtop help NAME`, NULL for none */
    const struct option_row *rows; /* its own options */
    size_t row_count;
    /* argv[0] is the command's name. Returns the exit status. */
    int (*run)(const struct command *command, struct options *options, int argc, char **argv);
};

/* A walk over a command line; zero-initialise, then set the first four. */
struct option_scan {
    const struct command *command;
    struct options *options;
    int argc;
    char **argv;
    const char *value; /* the argument of the option just returned */
    int first_operand; /* after OPTIONS_END: index in argv of the first operand */
    bool started;
};

/* What options_next() returns besides the index of a row of the command's own table. */
enum { OPTIONS_END = -1, OPTIONS_HELP = -2, OPTIONS_ERROR = -3, OPTIONS_VERSION = -4 };

/*
 * The next of the command's own options; common ones go into `options` by themselves. OPTIONS_HELP:
 * --help was given and has been printed to stdout (exit STATUS_DONE). OPTIONS_ERROR: said on stderr
 * (exit STATUS_USAGE).
 */
int options_next(struct option_scan *scan);

/*
 * Ends the scan of a command that takes no operands, with what options_next() returned last.
 * Returns -1 to go on, or the status to exit with; an operand is said on stderr.
 */
int options_end(const struct option_scan *scan, int last);

/* The documented defaults, with the environment (OSAURTOP_RUNTIME is read by options_monitor). */
struct options options_default(void);

/*
 * The command line before the command's name: common options only. Returns OPTIONS_END with
 * *first_operand at the command's name (or argc); OPTIONS_HELP or OPTIONS_VERSION, with nothing
 * printed; or OPTIONS_ERROR, said on stderr.
 */
int options_common(struct options *options, int argc, char **argv, int *first_operand);

/* Prints the lines of --help for the common options. */
void options_help_common(void);

/* Fills monitor options from the common ones and the environment. False, said on stderr, when no
 * home is known. */
bool options_monitor(const struct options *options, struct monitor_options *monitor);

/* What output goes to: ASCII when asked for or when the locale is not UTF-8. */
enum charset options_charset(const struct options *options);

/* Whether to colour what goes to this descriptor: --color, NO_COLOR (when not empty), a terminal,
 * TERM=dumb. */
bool options_colored(const struct options *options, int descriptor);

/* Writes "osaurtop: " and the message, with a line feed, to stderr. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
