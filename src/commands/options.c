#include "config.h"

#include "osaurtop/options.h"
#include "osaurtop/shell.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* More than the common options and those of any command together. */
#define ROWS_MAX 48

/* Of a duration, in its unit: keeps the product far from any overflow. */
#define DURATION_MAX 1000000000

enum common {
    COMMON_RUNTIME,
    COMMON_DELAY,
    COMMON_GRACE,
    COMMON_OLD_AFTER,
    COMMON_PROCESS_NAME,
    COMMON_COLOR,
    COMMON_ASCII,
    COMMON_READ_ONLY,
    COMMON_HELP,
    COMMON_VERSION,
    COMMON_COUNT
};

static const struct option_row common_rows[COMMON_COUNT] = {
    [COMMON_RUNTIME] = {'r', "runtime", "DIR",
                        "look here instead of ~/.osaurus/runtime (also: $OSAURTOP_RUNTIME)"},
    [COMMON_DELAY] = {'d', "delay", "SECONDS", "the dashboard looks this often (1)"},
    [COMMON_GRACE] = {0, "grace", "SECONDS", "a start may take this long before it is stuck (30)"},
    [COMMON_OLD_AFTER] = {0, "old-after", "TIME",
                          "an unverified entry older than this is worth saying: 30m, 24h (24h)"},
    [COMMON_PROCESS_NAME] = {0, "process-name", "PATTERN",
                             "executables that count as Osaurus (osaurus*)"},
    [COMMON_COLOR] = {0, "color", "WHEN",
                      "in the dashboard, doctor and watch: auto, always or never"},
    [COMMON_ASCII] = {0, "ascii", NULL, "write nothing but ASCII"},
    [COMMON_READ_ONLY] = {0, "read-only", NULL,
                          "change nothing on this machine (also: OSAURTOP_READ_ONLY=1)"},
    [COMMON_HELP] = {'h', "help", NULL, "print this and exit"},
    [COMMON_VERSION] = {'V', "version", NULL, "print the version and exit"},
};

void complain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("osaurtop: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

/* Set to anything but nothing and 0. */
static bool environment_says(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0' && strcmp(value, "0") != 0;
}

struct options options_default(void)
{
    return (struct options){.process_pattern = MONITOR_PROCESS_PATTERN,
                            .grace_s = policy_default().grace_s,
                            .old_after_s = policy_default().old_after_s,
                            .delay_ms = 1000,
                            .color = COLOR_AUTO,
                            .read_only = environment_says("OSAURTOP_READ_ONLY")};
}

/* Seconds with a fraction, as milliseconds. False when it is no number or out of range. */
static bool parse_seconds(const char *text, double least_s, double most_s, int64_t *result_ms)
{
    char *end;
    double seconds = strtod(text, &end);
    if (end == text || *end != '\0' || !(seconds >= least_s && seconds <= most_s))
        return false;
    *result_ms = (int64_t)(seconds * 1000 + 0.5);
    return true;
}

/* Whole seconds, or a number with a unit: "90", "30m", "24h", "7d". False when it is neither. */
static bool parse_duration(const char *text, int64_t *result_s)
{
    static const struct {
        char letter;
        int64_t seconds;
    } units[] = {{'\0', 1}, {'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    int64_t number = 0;
    const char *at = text;
    for (; *at >= '0' && *at <= '9' && number <= DURATION_MAX; at++)
        number = number * 10 + (*at - '0');
    if (at == text || number > DURATION_MAX || (at[0] != '\0' && at[1] != '\0'))
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (units[i].letter != *at)
            continue;
        *result_s = number * units[i].seconds;
        return true;
    }
    return false;
}

/* Applies one common option. False, said on stderr, when its value is not one. */
static bool apply_common(struct options *options, enum common option, const char *value)
{
    static const char *const colors[] = {
        [COLOR_AUTO] = "auto", [COLOR_ALWAYS] = "always", [COLOR_NEVER] = "never"};
    int64_t grace_ms;
    switch (option) {
    case COMMON_RUNTIME:
        if (value[0] == '\0') {
            complain("-r takes a directory");
            return false;
        }
        options->runtime = value;
        return true;
    case COMMON_DELAY:
        if (parse_seconds(value, 0.1, 3600, &options->delay_ms))
            return true;
        complain("-d takes seconds from 0.1 to 3600, not '%s'", value);
        return false;
    case COMMON_GRACE:
        if (parse_seconds(value, 0, 86400, &grace_ms)) {
            options->grace_s = grace_ms / 1000;
            return true;
        }
        complain("--grace takes seconds from 0 to 86400, not '%s'", value);
        return false;
    case COMMON_OLD_AFTER:
        if (parse_duration(value, &options->old_after_s))
            return true;
        complain("--old-after takes a time such as 90, 30m, 24h or 7d, not '%s'", value);
        return false;
    case COMMON_PROCESS_NAME:
        options->process_pattern = value;
        return true;
    case COMMON_COLOR:
        for (size_t i = 0; i < sizeof colors / sizeof *colors; i++)
            if (strcmp(value, colors[i]) == 0) {
                options->color = (enum color_choice)i;
                return true;
            }
        complain("--color takes auto, always or never, not '%s'", value);
        return false;
    case COMMON_ASCII:
        options->ascii = true;
        return true;
    case COMMON_READ_ONLY:
        options->read_only = true;
        return true;
    default:
        return true;
    }
}

/* The tables of getopt_long for the rows; a long option's value is its index plus 256. */
static void build_tables(const struct option_row **rows, size_t count, bool stop_at_operand,
                         struct option *long_options, char *short_options)
{
    char *letter = short_options;
    if (stop_at_operand)
        *letter++ = '+';
    *letter++ = ':';
    for (size_t i = 0; i < count; i++) {
        int has_argument = rows[i]->argument != NULL ? required_argument : no_argument;
        long_options[i] = (struct option){rows[i]->name, has_argument, NULL, (int)i + 256};
        if (rows[i]->letter == 0)
            continue;
        *letter++ = rows[i]->letter;
        if (has_argument == required_argument)
            *letter++ = ':';
    }
    *letter = '\0';
    long_options[count] = (struct option){NULL, 0, NULL, 0};
}

static void complain_of_option(int found, char **argv, const char *command)
{
    const char *help = command == NULL ? "" : command;
    const char *space = command == NULL ? "" : " ";
    const char *said = optopt == 0 || optopt >= 256 ? argv[optind - 1] : NULL;
    char letter[] = {'-', (char)optopt, '\0'};
    complain("%s '%s'; see `osaurtop%s%s --help`",
             found == ':' ? "a value is missing after" : "no such option:",
             said != NULL ? said : letter, space, help);
}

/*
 * One step of getopt_long over the common rows and `own` ones. Returns the index of an own row, or
 * one of OPTIONS_*; common options but help and version are applied on the way.
 */
static int step(struct options *options, const struct option_row *own, size_t own_count, int argc,
                char **argv, const char *command)
{
    const struct option_row *rows[ROWS_MAX];
    struct option long_options[ROWS_MAX + 1];
    char short_options[2 * ROWS_MAX + 3];
    size_t count = 0;
    for (size_t i = 0; i < COMMON_COUNT; i++)
        rows[count++] = &common_rows[i];
    for (size_t i = 0; i < own_count && count < ROWS_MAX; i++)
        rows[count++] = &own[i];
    build_tables(rows, count, command == NULL, long_options, short_options);

    opterr = 0;
    for (;;) {
        int found = getopt_long(argc, argv, short_options, long_options, NULL);
        if (found == -1)
            return OPTIONS_END;
        size_t row = 0;
        if (found >= 256)
            row = (size_t)found - 256;
        else
            while (row < count && rows[row]->letter != found)
                row++;
        if (found == '?' || found == ':' || row >= count) {
            complain_of_option(found, argv, command);
            return OPTIONS_ERROR;
        }
        if (row >= COMMON_COUNT)
            return (int)(row - COMMON_COUNT);
        if (row == COMMON_HELP)
            return OPTIONS_HELP;
        if (row == COMMON_VERSION)
            return OPTIONS_VERSION;
        if (!apply_common(options, (enum common)row, optarg))
            return OPTIONS_ERROR;
    }
}

static void print_row(const struct option_row *row)
{
    char names[64];
    char letter[] = {'-', row->letter, ',', '\0'};
    snprintf(names, sizeof names, "%3s --%s%s%s", row->letter != 0 ? letter : "", row->name,
             row->argument != NULL ? " " : "", row->argument != NULL ? row->argument : "");
    printf("  %-26s  %s\n", names, row->help);
}

void options_help_common(void)
{
    for (size_t i = 0; i < COMMON_COUNT; i++)
        print_row(&common_rows[i]);
}

static void print_help(const struct command *command)
{
    printf("Usage: osaurtop %s [OPTION]...%s%s\n\n%s.\n", command->name,
           command->arguments[0] != '\0' ? " " : "", command->arguments, command->summary);
    if (command->details != NULL)
        printf("\n%s\n", command->details);
    if (command->row_count > 0)
        puts("\nOptions:");
    for (size_t i = 0; i < command->row_count; i++)
        print_row(&command->rows[i]);
    puts("\nOptions of every command:");
    options_help_common();
}

int options_next(struct option_scan *scan)
{
    if (!scan->started) {
        optind = 0; /* a new scan, for glibc and for BSD's getopt alike */
        scan->started = true;
    }
    const struct command *command = scan->command;
    int row = step(scan->options, command->rows, command->row_count, scan->argc, scan->argv,
                   command->name);
    scan->value = optarg;
    scan->first_operand = optind;
    if (row == OPTIONS_HELP) {
        print_help(command);
    } else if (row == OPTIONS_VERSION) {
        puts(PACKAGE_STRING);
        row = OPTIONS_HELP;
    }
    return row;
}

int options_end(const struct option_scan *scan, int last)
{
    if (last != OPTIONS_END)
        return last == OPTIONS_HELP ? STATUS_DONE : STATUS_USAGE;
    if (scan->first_operand >= scan->argc)
        return -1;
    complain("%s takes no '%s'; see `osaurtop %s --help`", scan->command->name,
             scan->argv[scan->first_operand], scan->command->name);
    return STATUS_USAGE;
}

int options_common(struct options *options, int argc, char **argv, int *first_operand)
{
    optind = 0;
    int row = step(options, NULL, 0, argc, argv, NULL);
    *first_operand = optind;
    return row;
}

/* How this program was told to look where it looks: hints with commands need it. "" when that is
 * longer than anybody types. */
static void write_command(const struct options *options, char *command, size_t size)
{
    char runtime[4 * PATH_MAX];
    char pattern[512];
    const char *minus = options->runtime != NULL && options->runtime[0] == '-' ? "./" : "";
    bool other_pattern = strcmp(options->process_pattern, MONITOR_PROCESS_PATTERN) != 0;
    shell_quote(options->runtime != NULL ? options->runtime : "", runtime, sizeof runtime);
    shell_quote(options->process_pattern, pattern, sizeof pattern);
    int length =
        snprintf(command, size, "osaurtop%s%s%s%s%s", options->runtime != NULL ? " -r " : "", minus,
                 options->runtime != NULL ? runtime : "", other_pattern ? " --process-name " : "",
                 other_pattern ? pattern : "");
    if (length < 0 || (size_t)length >= size || runtime[0] == '\0' || pattern[0] == '\0')
        command[0] = '\0';
}

bool options_monitor(const struct options *options, struct monitor_options *monitor)
{
    if (homes_find(&monitor->homes, options->runtime, getenv("OSAURTOP_RUNTIME"), getenv("HOME")) !=
        0) {
        complain(
            "no runtime directory: HOME is not set or a path is too long; name one with -r DIR");
        return false;
    }
    monitor->policy = policy_default();
    monitor->policy.grace_s = options->grace_s;
    monitor->policy.old_after_s = options->old_after_s;
    monitor->process_pattern = options->process_pattern;
    monitor->user_home = getenv("HOME");
    write_command(options, monitor->command, sizeof monitor->command);
    return true;
}

enum charset options_charset(const struct options *options)
{
    return options->ascii ? CHARSET_ASCII : text_locale_charset();
}

bool options_colored(const struct options *options, int descriptor)
{
    if (options->color != COLOR_AUTO)
        return options->color == COLOR_ALWAYS;
    const char *no_color = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    return (no_color == NULL || no_color[0] == '\0') && isatty(descriptor) &&
           (terminal == NULL || strcmp(terminal, "dumb") != 0);
}
