#include "config.h"

#include "osaurtop/theme.h"

enum depth { DEPTH_MONO, DEPTH_8, DEPTH_16, DEPTH_256, DEPTH_COUNT };

#define OWN THEME_OWN_COLOR

/* Palette indices are readable on a dark and on a light background. */
static const struct theme_look looks[STYLE_COUNT][DEPTH_COUNT] = {
    [STYLE_NORMAL] = {{OWN, 0}, {OWN, 0}, {OWN, 0}, {OWN, 0}},
    [STYLE_QUIET] = {{OWN, THEME_DIM}, {OWN, THEME_DIM}, {8, 0}, {244, 0}},
    [STYLE_TITLE] = {{OWN, THEME_BOLD}, {OWN, THEME_BOLD}, {OWN, THEME_BOLD}, {OWN, THEME_BOLD}},
    [STYLE_HEADING] = {{OWN, THEME_BOLD}, {6, 0}, {6, 0}, {37, 0}},
    [STYLE_KEY] = {{OWN, THEME_BOLD}, {6, THEME_BOLD}, {6, THEME_BOLD}, {37, THEME_BOLD}},
    [STYLE_BADGE] = {{OWN, THEME_REVERSE},
                     {3, THEME_REVERSE},
                     {3, THEME_REVERSE},
                     {172, THEME_REVERSE}},
    [STYLE_SELECTED] = {{OWN, THEME_REVERSE},
                        {OWN, THEME_REVERSE},
                        {OWN, THEME_REVERSE},
                        {OWN, THEME_REVERSE}},
    [STYLE_PICK] = {{OWN, THEME_BOLD}, {3, THEME_BOLD}, {3, THEME_BOLD}, {172, THEME_BOLD}},
    [STYLE_CRITICAL] = {{OWN, THEME_REVERSE | THEME_BOLD},
                        {1, THEME_REVERSE | THEME_BOLD},
                        {1, THEME_REVERSE | THEME_BOLD},
                        {160, THEME_REVERSE | THEME_BOLD}},
    [STYLE_ALERT] = {{OWN, THEME_BOLD}, {1, THEME_BOLD}, {9, THEME_BOLD}, {160, THEME_BOLD}},
    [STYLE_WARNING] = {{OWN, THEME_BOLD}, {3, 0}, {3, 0}, {172, 0}},
    [STYLE_LIVE] = {{OWN, THEME_BOLD}, {2, 0}, {2, 0}, {34, 0}},
    [STYLE_HUNG] = {{OWN, THEME_BOLD}, {5, THEME_BOLD}, {13, 0}, {133, 0}},
    [STYLE_STARTING] = {{OWN, 0}, {6, 0}, {6, 0}, {37, 0}},
    [STYLE_STUCK] = {{OWN, THEME_BOLD}, {3, 0}, {3, 0}, {172, 0}},
    [STYLE_FOREIGN] = {{OWN, 0}, {5, 0}, {5, 0}, {133, 0}},
    [STYLE_UNVERIFIED] = {{OWN, 0}, {4, 0}, {12, 0}, {33, 0}},
    [STYLE_STALE] = {{OWN, 0}, {1, 0}, {1, 0}, {160, 0}},
    [STYLE_INVALID] = {{OWN, 0}, {1, THEME_BOLD}, {9, 0}, {160, THEME_BOLD}},
};

struct theme_look theme_look(enum style style, int colors)
{
    enum depth depth = colors >= 256  ? DEPTH_256
                       : colors >= 16 ? DEPTH_16
                       : colors >= 8  ? DEPTH_8
                                      : DEPTH_MONO;
    return looks[style][depth];
}

static const char *const glyphs[GLYPH_COUNT][2] = {
    [GLYPH_SELECTED] = {[CHARSET_UTF8] = "▸", [CHARSET_ASCII] = ">"},
    [GLYPH_PICK] = {[CHARSET_UTF8] = "★", [CHARSET_ASCII] = "*"},
    [GLYPH_RULE] = {[CHARSET_UTF8] = "─", [CHARSET_ASCII] = "-"},
    [GLYPH_ELLIPSIS] = {[CHARSET_UTF8] = "…", [CHARSET_ASCII] = "~"},
    [GLYPH_ARROW] = {[CHARSET_UTF8] = "→", [CHARSET_ASCII] = ">"},
    [GLYPH_LEAK] = {[CHARSET_UTF8] = "!", [CHARSET_ASCII] = "!"},
    [GLYPH_WALL] = {[CHARSET_UTF8] = "│", [CHARSET_ASCII] = "|"},
    [GLYPH_TOP_LEFT] = {[CHARSET_UTF8] = "┌", [CHARSET_ASCII] = "+"},
    [GLYPH_TOP_RIGHT] = {[CHARSET_UTF8] = "┐", [CHARSET_ASCII] = "+"},
    [GLYPH_BOTTOM_LEFT] = {[CHARSET_UTF8] = "└", [CHARSET_ASCII] = "+"},
    [GLYPH_BOTTOM_RIGHT] = {[CHARSET_UTF8] = "┘", [CHARSET_ASCII] = "+"},
};

const char *theme_glyph(enum theme_glyph glyph, enum charset charset)
{
    return glyphs[glyph][charset];
}

static const struct {
    const char *sign[2];
    enum style style;
    const char *help;
} states[STATE_COUNT] = {
    [STATE_LIVE] = {{"●", "+"}, STYLE_LIVE, "a living Osaurus server listens on its port"},
    [STATE_HUNG] = {{"⊘", "#"}, STYLE_HUNG, "it listens, and gave no HTTP answer"},
    [STATE_STARTING] = {{"◌", "o"},
                        STYLE_STARTING,
                        "starting or restarting, within the usual time"},
    [STATE_STUCK] = {{"◍", "%"}, STYLE_STUCK, "starting or restarting for too long"},
    [STATE_FOREIGN] = {{"◇", "@"}, STYLE_FOREIGN, "another program listens on its port"},
    [STATE_UNVERIFIED] = {{"?", "?"}, STYLE_UNVERIFIED, "no proof of life or death"},
    [STATE_STALE] = {{"✗", "x"}, STYLE_STALE, "its server is gone and left the entry behind"},
    [STATE_INVALID] = {{"!", "!"}, STYLE_INVALID, "its file cannot be believed"},
};

enum style theme_state_style(enum state state)
{
    return states[state].style;
}

const char *theme_state_sign(enum state state, enum charset charset)
{
    return states[state].sign[charset];
}

const char *theme_state_help(enum state state)
{
    return states[state].help;
}

static const struct {
    const char *sign[2];
    enum style style;
} severities[SEVERITY_COUNT] = {
    [SEVERITY_NOTICE] = {{"·", "."}, STYLE_NORMAL},
    [SEVERITY_WARNING] = {{"!", "!"}, STYLE_WARNING},
    [SEVERITY_CRITICAL] = {{"!!", "!!"}, STYLE_ALERT},
};

enum style theme_severity_style(enum severity severity)
{
    return severities[severity].style;
}

const char *theme_severity_sign(enum severity severity, enum charset charset)
{
    return severities[severity].sign[charset];
}
