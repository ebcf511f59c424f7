/*
 * Keys: our own codes for them, and the one table from key to action to help.
 */
#ifndef OSAURTOP_KEYS_H
#define OSAURTOP_KEYS_H

#include "osaurtop/text.h"

#include <stddef.h>

/* A character is its code point; other keys lie beyond Unicode. */
enum keystroke {
    STROKE_NONE = 0,
    STROKE_TAB = 9,
    STROKE_ENTER = 13,
    STROKE_ESCAPE = 27,
    STROKE_SPACE = 32,
    STROKE_UP = 0x110000,
    STROKE_DOWN,
    STROKE_PAGE_UP,
    STROKE_PAGE_DOWN,
    STROKE_HOME,
    STROKE_END,
    STROKE_F1,
    STROKE_F10,
    STROKE_OTHER, /* a key without a meaning here */
};

enum action {
    ACTION_NONE,
    ACTION_UP,
    ACTION_DOWN,
    ACTION_PAGE_UP,
    ACTION_PAGE_DOWN,
    ACTION_FIRST,
    ACTION_LAST,
    ACTION_DETAIL,
    ACTION_BACK,
    ACTION_PRUNE,
    ACTION_EVENTS,
    ACTION_FOCUS,
    ACTION_FILTER,
    ACTION_PAUSE,
    ACTION_HELP,
    ACTION_QUIT,
};

/* Where a key is worth a place in the footer. */
enum key_place { KEY_IN_TABLE = 1, KEY_IN_DETAIL = 2, KEY_IN_HELP = 4, KEY_IN_EVENTS = 8 };

#define KEYS_STROKES 3

struct key_row {
    enum action action;
    int strokes[KEYS_STROKES]; /* unused ones are STROKE_NONE */
    const char *keys[2];       /* for the help view, by enum charset */
    const char *help;
    const char *footer_key[2]; /* NULL: not in the footer */
    const char *footer_label;
    unsigned places;     /* of enum key_place */
    int footer_priority; /* 1 is kept longest */
};

/* In the order of the help view and of the footer. */
const struct key_row *keys_all(size_t *count);

enum action keys_action(int stroke);

#endif
