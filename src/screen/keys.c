#include "config.h"

#include "osaurtop/keys.h"

#define BOTH(text)                                                                                 \
    {                                                                                              \
        text, text                                                                                 \
    }
#define EVERYWHERE (KEY_IN_TABLE | KEY_IN_DETAIL | KEY_IN_HELP | KEY_IN_EVENTS)

static const struct key_row rows[] = {
    {ACTION_UP,
     {STROKE_UP, 'k'},
     {"↑ k", "Up k"},
     "the instance above; in a full page or the events, a line up",
     {NULL, NULL},
     "",
     0,
     0},
    {ACTION_DOWN,
     {STROKE_DOWN, 'j'},
     {"↓ j", "Down j"},
     "the instance below; in a full page or the events, a line down",
     {NULL, NULL},
     "",
     0,
     0},
    {ACTION_PAGE_UP, {STROKE_PAGE_UP}, BOTH("PgUp"), "a page up", {NULL, NULL}, "", 0, 0},
    {ACTION_PAGE_DOWN, {STROKE_PAGE_DOWN}, BOTH("PgDn"), "a page down", {NULL, NULL}, "", 0, 0},
    {ACTION_FIRST, {STROKE_HOME, 'g'}, BOTH("Home g"), "the first", {NULL, NULL}, "", 0, 0},
    {ACTION_LAST, {STROKE_END, 'G'}, BOTH("End G"), "the last", {NULL, NULL}, "", 0, 0},
    {ACTION_HELP,
     {'?', STROKE_F1},
     BOTH("? F1"),
     "this page",
     BOTH("F1"),
     "help",
     KEY_IN_TABLE | KEY_IN_DETAIL | KEY_IN_EVENTS,
     2},
    {ACTION_DETAIL,
     {STROKE_ENTER, '\n'},
     {"↵", "Enter"},
     "the selected instance, or the events, on the whole screen",
     {"↵", "Enter"},
     "detail",
     KEY_IN_TABLE,
     3},
    {ACTION_BACK,
     {STROKE_ESCAPE},
     BOTH("Esc"),
     "back",
     BOTH("Esc"),
     "back",
     KEY_IN_DETAIL | KEY_IN_HELP | KEY_IN_EVENTS,
     1},
    {ACTION_PRUNE,
     {'x'},
     BOTH("x"),
     "remove the selected entry, if it is stale; asks first",
     BOTH("x"),
     "prune",
     KEY_IN_TABLE | KEY_IN_DETAIL,
     3},
    {ACTION_EVENTS,
     {'e'},
     BOTH("e"),
     "show or hide the events",
     BOTH("e"),
     "events",
     KEY_IN_TABLE | KEY_IN_DETAIL | KEY_IN_EVENTS,
     4},
    {ACTION_FOCUS,
     {STROKE_TAB},
     BOTH("Tab"),
     "move in the events, or in the table again",
     BOTH("Tab"),
     "switch",
     KEY_IN_TABLE | KEY_IN_EVENTS,
     7},
    {ACTION_FILTER,
     {'f'},
     BOTH("f"),
     "only the events of the selected instance, or all again",
     BOTH("f"),
     "filter",
     KEY_IN_TABLE | KEY_IN_EVENTS,
     5},
    {ACTION_PAUSE,
     {STROKE_SPACE},
     BOTH("Space"),
     "stop looking, and look again",
     BOTH("Space"),
     "pause",
     KEY_IN_TABLE | KEY_IN_DETAIL | KEY_IN_EVENTS,
     6},
    {ACTION_QUIT, {'q', STROKE_F10}, BOTH("q F10"), "quit", BOTH("q"), "quit", EVERYWHERE, 1},
};

const struct key_row *keys_all(size_t *count)
{
    *count = sizeof rows / sizeof rows[0];
    return rows;
}

enum action keys_action(int stroke)
{
    if (stroke == STROKE_NONE)
        return ACTION_NONE;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (int k = 0; k < KEYS_STROKES; k++)
            if (rows[i].strokes[k] == stroke)
                return rows[i].action;
    return ACTION_NONE;
}
