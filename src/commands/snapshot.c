#include "config.h"

#include "osaurtop/commands.h"
#include "osaurtop/dashboard.h"
#include "osaurtop/look.h"
#include "osaurtop/screen.h"
#include "osaurtop/text_writer.h"

#include <stdio.h>
#include <stdlib.h>

/* A frame for a page or an issue, where there is no terminal to ask. */
enum { WIDTH_DEFAULT = 100, HEIGHT_DEFAULT = 30 };

enum { SNAPSHOT_SIZE };

static const struct option_row rows[] = {
    [SNAPSHOT_SIZE] = {0, "size", "WIDTHxHEIGHT", "in cells (the terminal's, else 100x30)"},
};

/* Digits from *text on, which then points behind them. 0 when there are none or too much. */
static int parse_number(const char **text, int most)
{
    int number = 0;
    while (**text >= '0' && **text <= '9' && number <= most)
        number = number * 10 + (*(*text)++ - '0');
    return number <= most ? number : 0;
}

struct size {
    int width;
    int height;
};

static bool parse_size(const char *text, struct size *size)
{
    size->width = parse_number(&text, FRAME_WIDTH_MAX);
    if (*text++ != 'x')
        return false;
    size->height = parse_number(&text, FRAME_HEIGHT_MAX);
    return size->width > 0 && size->height > 0 && *text == '\0';
}

static int print_frame(const struct options *options, const struct snapshot *snapshot,
                       void *context)
{
    const struct size *size = context;
    struct dashboard dashboard;
    struct frame frame = {0};
    dashboard_start(&dashboard, 0, getenv("HOME"));
    dashboard_update(&dashboard, snapshot);
    if (frame_resize(&frame, size->width, size->height, options_charset(options)) != 0) {
        complain("out of memory");
        return STATUS_ENVIRONMENT;
    }
    screen_draw(&frame, &dashboard, snapshot);
    text_writer_write(&frame, stdout);
    frame_free(&frame);
    return STATUS_DONE;
}

static int run(const struct command *command, struct options *options, int argc, char **argv)
{
    struct option_scan scan = {.command = command, .options = options, .argc = argc, .argv = argv};
    struct size size = {WIDTH_DEFAULT, HEIGHT_DEFAULT};
    int row;
    look_terminal_size(&size.width, &size.height);
    while ((row = options_next(&scan)) >= 0) {
        if (!parse_size(scan.value, &size)) {
            complain("--size takes WIDTHxHEIGHT from 1x1 to %dx%d, not '%s'", FRAME_WIDTH_MAX,
                     FRAME_HEIGHT_MAX, scan.value);
            return STATUS_USAGE;
        }
    }
    return look_print(&scan, row, print_frame, &size);
}

const struct command command_snapshot = {
    .name = "snapshot",
    .arguments = "",
    .summary = "Print the dashboard once, as text",
    .details = "Exits 0, also when there is no instance.",
    .rows = rows,
    .row_count = sizeof rows / sizeof *rows,
    .run = run,
};
