#include "config.h"

/* Wide characters in macOS' curses.h; elsewhere config.h brings them. */
#ifndef _XOPEN_SOURCE_EXTENDED
#define _XOPEN_SOURCE_EXTENDED 1
#endif
#include <curses.h>

#include "osaurtop/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

/* Last, for it makes macros of common words. */
#include <term.h>

/* How long an Esc may be the beginning of another key. */
enum { ESCAPE_DELAY_MS = 25 };

/* Curses has one screen, so there is one terminal. */
static struct {
    SCREEN *screen; /* NULL: not open */
    bool colored;
    bool suspended;
    /* What it shows; `shown` is false when that is not known. */
    bool shown;
    int width;
    int height;
    struct frame_cell *cells;
    size_t capacity;
} terminal;

/* A color pair for each style; pair 0 is curses' own. */
static short pair_of(enum style style)
{
    return (short)(style + 1);
}

static void start_colors(void)
{
    if (!terminal.colored || !has_colors() || start_color() == ERR) {
        terminal.colored = false;
        return;
    }
    use_default_colors();
    for (enum style style = 0; style < STYLE_COUNT; style++) {
        struct theme_look look = theme_look(style, COLORS);
        init_pair(pair_of(style), (short)look.foreground, -1);
    }
}

/* What newterm() could do here; asked first, for it loses memory when it fails. */
static enum terminal_code judge_type(void)
{
    int error;
    if (setupterm(NULL, STDOUT_FILENO, &error) != OK)
        return TERMINAL_UNKNOWN;
    /* Without cursor addressing a frame would come out as a heap of lines. */
    bool weak = tigetstr("cup") == NULL;
    del_curterm(cur_term);
    return weak ? TERMINAL_WEAK : TERMINAL_OPEN;
}

enum terminal_code terminal_open(bool colored)
{
    enum terminal_code code = judge_type();
    if (code != TERMINAL_OPEN)
        return code;
    terminal.screen = newterm(NULL, stdout, stdin);
    if (terminal.screen == NULL)
        return TERMINAL_UNKNOWN;
    terminal.colored = colored;
    terminal.suspended = false;
    terminal.shown = false;

    cbreak(); /* keys at once, and Ctrl-C and Ctrl-Z still make signals */
    noecho();
    nonl();
    intrflush(stdscr, FALSE);
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    leaveok(stdscr, TRUE);
    curs_set(0);
    if (getenv("ESCDELAY") == NULL)
        set_escdelay(ESCAPE_DELAY_MS);
    start_colors();
    return TERMINAL_OPEN;
}

void terminal_close(void)
{
    if (terminal.screen == NULL)
        return;
    if (!terminal.suspended)
        endwin();
    delscreen(terminal.screen);
    free(terminal.cells);
    memset(&terminal, 0, sizeof terminal);
}

void terminal_suspend(void)
{
    if (terminal.screen == NULL || terminal.suspended)
        return;
    endwin();
    terminal.suspended = true;
}

void terminal_resume(void)
{
    if (terminal.screen == NULL)
        return;
    /* After a SIGSTOP nobody has given the terminal back; a shell may have changed its modes. */
    if (terminal.shown)
        terminal_suspend();
    terminal.suspended = false;
    terminal.shown = false;
    clearok(curscr, TRUE);
}

int terminal_descriptor(void)
{
    return STDIN_FILENO;
}

void terminal_size(int *width, int *height)
{
    struct winsize size;
    getmaxyx(stdscr, *height, *width);
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
        return;
    if (size.ws_row == *height && size.ws_col == *width)
        return;
    *width = size.ws_col;
    *height = size.ws_row;
    resizeterm(*height, *width);
    clearok(curscr, TRUE);
    terminal.shown = false;
}

/* Room to remember a frame; without memory the next draw draws everything again. */
static bool remember(const struct frame *frame)
{
    size_t count = (size_t)frame->width * (size_t)frame->height;
    if (count > terminal.capacity) {
        struct frame_cell *cells = realloc(terminal.cells, count * sizeof *cells);
        if (cells == NULL)
            return false;
        terminal.cells = cells;
        terminal.capacity = count;
    }
    memcpy(terminal.cells, frame->cells, count * sizeof *frame->cells);
    terminal.width = frame->width;
    terminal.height = frame->height;
    return true;
}

static attr_t attributes_of(struct theme_look look)
{
    static const struct {
        unsigned attribute;
        attr_t curses;
    } map[] = {
        {THEME_BOLD, A_BOLD},
        {THEME_DIM, A_DIM},
        {THEME_UNDERLINE, A_UNDERLINE},
        {THEME_REVERSE, A_REVERSE},
    };
    attr_t attributes = A_NORMAL;
    for (size_t i = 0; i < sizeof map / sizeof map[0]; i++)
        if ((look.attributes & map[i].attribute) != 0)
            attributes |= map[i].curses;
    return attributes;
}

static void draw_cell(const struct frame_cell *cell, int x, int y)
{
    enum style style = (enum style)cell->style;
    struct theme_look look = theme_look(style, terminal.colored ? COLORS : 0);
    uint32_t code_point;
    cchar_t character;
    wchar_t text[2] = {L' ', L'\0'};
    text_decode(cell->bytes, strlen(cell->bytes), &code_point);
    text[0] = (wchar_t)code_point;
    setcchar(&character, text, attributes_of(look), terminal.colored ? pair_of(style) : 0, NULL);
    /* The last cell of the screen is written and reported as an error. */
    (void)mvadd_wch(y, x, &character);
}

static bool same_cell(const struct frame_cell *a, const struct frame_cell *b)
{
    return a->style == b->style && a->width == b->width && strcmp(a->bytes, b->bytes) == 0;
}

void terminal_draw(const struct frame *frame)
{
    bool known =
        terminal.shown && terminal.width == frame->width && terminal.height == frame->height;
    bool changed = !known;
    size_t count = (size_t)frame->width * (size_t)frame->height;
    if (!known)
        erase();
    for (size_t i = 0; i < count; i++) {
        const struct frame_cell *cell = &frame->cells[i];
        if (cell->width == 0 || (known && same_cell(cell, &terminal.cells[i])))
            continue;
        draw_cell(cell, (int)(i % (size_t)frame->width), (int)(i / (size_t)frame->width));
        changed = true;
    }
    if (!changed)
        return;
    refresh();
    terminal.shown = remember(frame);
}

static int translate_key(wint_t key)
{
    static const struct {
        wint_t curses;
        int stroke;
    } map[] = {
        {KEY_UP, STROKE_UP},           {KEY_DOWN, STROKE_DOWN}, {KEY_PPAGE, STROKE_PAGE_UP},
        {KEY_NPAGE, STROKE_PAGE_DOWN}, {KEY_HOME, STROKE_HOME}, {KEY_END, STROKE_END},
        {KEY_ENTER, STROKE_ENTER},     {KEY_F(1), STROKE_F1},   {KEY_F(10), STROKE_F10},
    };
    for (size_t i = 0; i < sizeof map / sizeof map[0]; i++)
        if (map[i].curses == key)
            return map[i].stroke;
    return STROKE_OTHER;
}

int terminal_read_key(void)
{
    wint_t key;
    int kind = get_wch(&key);
    /* resizeterm() leaves this among the keys; nobody pressed it. */
    while (kind == KEY_CODE_YES && key == KEY_RESIZE)
        kind = get_wch(&key);
    switch (kind) {
    case OK:
        return key == 0 || key > 0x10FFFF ? STROKE_OTHER : (int)key;
    case KEY_CODE_YES:
        return translate_key(key);
    default:
        return STROKE_NONE;
    }
}

void terminal_forget_keys(void)
{
    flushinp();
}

bool terminal_at_end(void)
{
    int waiting = 0;
    return ioctl(STDIN_FILENO, FIONREAD, &waiting) != 0 || waiting == 0;
}
