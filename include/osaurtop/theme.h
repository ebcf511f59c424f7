/*
 * Styles by meaning, and what they look like: attributes and colours for 0, 8, 16 and 256 colours.
 *
 * Colours lie on the terminal's own background. No state is told by colour alone: each has a sign.
 */
#ifndef OSAURTOP_THEME_H
#define OSAURTOP_THEME_H

#include "osaurtop/finding.h"
#include "osaurtop/text.h"
#include "osaurtop/verdict.h"

enum style {
    STYLE_NORMAL,
    STYLE_QUIET,    /* what may be overlooked: labels, rules, what is not known */
    STYLE_TITLE,    /* the program's name, a pane's subject */
    STYLE_HEADING,  /* the titles of columns */
    STYLE_KEY,      /* a key that can be pressed */
    STYLE_BADGE,    /* a mark on the whole screen: simulated, paused */
    STYLE_SELECTED, /* the selected row */
    STYLE_PICK,     /* the star of the pick */
    STYLE_CRITICAL, /* what must not be overlooked */
    STYLE_ALERT,    /* what somebody should act on */
    STYLE_WARNING,  /* what somebody should look at */
    STYLE_LIVE,
    STYLE_HUNG,
    STYLE_STARTING,
    STYLE_STUCK,
    STYLE_FOREIGN,
    STYLE_UNVERIFIED,
    STYLE_STALE,
    STYLE_INVALID,
    STYLE_COUNT,
};

enum theme_attribute { THEME_BOLD = 1, THEME_DIM = 2, THEME_UNDERLINE = 4, THEME_REVERSE = 8 };

/* A palette index, or this: the terminal's own foreground. */
#define THEME_OWN_COLOR (-1)

struct theme_look {
    int foreground;
    unsigned attributes; /* of enum theme_attribute */
};

/* `colors`: how many the terminal has; below 8 there are none. */
struct theme_look theme_look(enum style style, int colors);

enum theme_glyph {
    GLYPH_SELECTED,
    GLYPH_PICK,
    GLYPH_RULE,
    GLYPH_ELLIPSIS,
    GLYPH_ARROW,
    GLYPH_LEAK, /* of an instance that other machines reach, though its file says local */
    GLYPH_WALL, /* of a box, like the corners */
    GLYPH_TOP_LEFT,
    GLYPH_TOP_RIGHT,
    GLYPH_BOTTOM_LEFT,
    GLYPH_BOTTOM_RIGHT,
    GLYPH_COUNT,
};

/* One column wide in both character sets. */
const char *theme_glyph(enum theme_glyph glyph, enum charset charset);

/* A state's style, its sign (one column; no two states share one), and what it means in a few
 * words. */
enum style theme_state_style(enum state state);
const char *theme_state_sign(enum state state, enum charset charset);
const char *theme_state_help(enum state state);

/* The same of a severity: "!!", "!", and a dot. */
enum style theme_severity_style(enum severity severity);
const char *theme_severity_sign(enum severity severity, enum charset charset);

#endif
