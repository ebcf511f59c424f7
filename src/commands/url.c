#include "config.h"

#include "osaurtop/commands.h"
#include "osaurtop/look.h"
#include "osaurtop/text.h"

#include <stdio.h>
#include <string.h>

enum { URL_GUIDE };

static const struct option_row rows[] = {
    [URL_GUIDE] = {0, "guide", NULL,
                   "where clients that follow Osaurus' guide connect, dead or alive"},
};

/* The pick's URL as a client takes it from the file, made harmless to print. */
static void pick_url(const struct snapshot *snapshot, char *url, size_t size)
{
    url[0] = '\0';
    if (snapshot->pick < 0)
        return;
    const char *published = snapshot->instances[snapshot->pick].entry->url;
    text_harmless(url, size, published, strlen(published), CHARSET_UTF8);
}

static int print_url(const struct options *options, const struct snapshot *snapshot, void *context)
{
    bool guide = *(const bool *)context;
    (void)options;
    char url[ENTRY_URL_SIZE * 3] = "";
    if (guide)
        pick_url(snapshot, url, sizeof url);
    else if (snapshot->best >= 0)
        snapshot_url(snapshot, &snapshot->instances[snapshot->best], url, sizeof url);
    if (url[0] == '\0') {
        complain(guide ? "the guide's strategy finds no running instance"
                       : "no live instance; see `osaurtop list`");
        return STATUS_NONE;
    }
    puts(url);
    return STATUS_DONE;
}

static int run(const struct command *command, struct options *options, int argc, char **argv)
{
    struct option_scan scan = {.command = command, .options = options, .argc = argc, .argv = argv};
    bool guide = false;
    int row;
    while ((row = options_next(&scan)) >= 0)
        guide = guide || row == URL_GUIDE;
    return look_print(&scan, row, print_url, &guide);
}

const struct command command_url = {
    .name = "url",
    .arguments = "",
    .summary = "Print the URL that clients should connect to",
    .details = "That of a live instance, or where none can be verified of the newest that may be.\n"
               "For scripts:  curl \"$(osaurtop url)/v1/models\"\n"
               "Exits 1, printing nothing, when there is none.",
    .rows = rows,
    .row_count = sizeof rows / sizeof *rows,
    .run = run,
};
