#include "config.h"

#include "osaurtop/json_grammar.h"

#include "osaurtop/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* What may stand at the cursor, white space apart. */
enum expectation {
    EXPECT_TEXT,           /* the one outermost value */
    EXPECT_VALUE,          /* after a colon, or a comma in an array */
    EXPECT_VALUE_OR_CLOSE, /* after [ */
    EXPECT_KEY,            /* after a comma in an object */
    EXPECT_KEY_OR_CLOSE,   /* after { */
    EXPECT_COLON,          /* after a key */
    EXPECT_COMMA_OR_CLOSE, /* after a value inside a container */
    EXPECT_END             /* after the outermost value */
};

struct walk {
    const char *text;
    size_t length;
    size_t at; /* the cursor; where a fault is, once one was found */
    enum expectation expectation;
    int depth;
    char closers[JSON_DEPTH_MAX]; /* } or ] of each open container */
};

static bool at_end(const struct walk *walk)
{
    return walk->at == walk->length;
}

/* The byte at the cursor; NUL at the end, which no rule of the grammar accepts. */
static char here(const struct walk *walk)
{
    return at_end(walk) ? '\0' : walk->text[walk->at];
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* A byte that belongs to a bare word or number that began before it, whether right or wrong. */
static bool continues_word(char byte)
{
    return is_letter(byte) || is_digit(byte) || byte == '_' || byte == '+' || byte == '-' ||
           byte == '.';
}

static enum json_code fault_at(struct walk *walk, size_t offset, enum json_code code)
{
    walk->at = offset;
    return code;
}

/* Something is missing at the cursor: the text ends there, or `code` says what stands instead. */
static enum json_code missing_at(struct walk *walk, size_t offset, enum json_code code)
{
    return at_end(walk) ? JSON_TRUNCATED : fault_at(walk, offset, code);
}

/*
 * Takes one character outside ASCII. A part of one at the very end was cut off rather than
 * ill-formed.
 */
static enum json_code take_wide_character(struct walk *walk)
{
    const char *bytes = walk->text + walk->at;
    size_t left = walk->length - walk->at;
    uint32_t code_point;
    size_t taken = text_decode(bytes, left, &code_point);
    bool published = left >= 3 && memcmp(bytes, "\xEF\xBF\xBD", 3) == 0;

    if (code_point == TEXT_REPLACEMENT && !published) {
        unsigned char lead = (unsigned char)bytes[0];
        if (taken == left && lead >= 0xC2 && lead <= 0xF4)
            return fault_at(walk, walk->length, JSON_TRUNCATED);
        return JSON_BAD_UTF8;
    }
    walk->at += taken;
    return JSON_OK;
}

/* Takes four hexadecimal digits of the escape that begins at `escape`. */
static enum json_code take_code_unit(struct walk *walk, size_t escape, uint32_t *unit)
{
    *unit = 0;
    for (int i = 0; i < 4; i++) {
        char byte = here(walk);
        uint32_t digit;
        if (is_digit(byte))
            digit = (uint32_t)(byte - '0');
        else if (byte >= 'a' && byte <= 'f')
            digit = (uint32_t)(byte - 'a') + 10;
        else if (byte >= 'A' && byte <= 'F')
            digit = (uint32_t)(byte - 'A') + 10;
        else
            return missing_at(walk, escape, JSON_BAD_ESCAPE);
        *unit = *unit << 4 | digit;
        walk->at++;
    }
    return JSON_OK;
}

static enum json_code take_escape(struct walk *walk)
{
    size_t escape = walk->at++;
    char kind = here(walk);

    if (kind != '\0' && strchr("\"\\/bfnrt", kind)) {
        walk->at++;
        return JSON_OK;
    }
    if (kind != 'u')
        return missing_at(walk, escape, JSON_BAD_ESCAPE);
    walk->at++;

    uint32_t unit;
    enum json_code code = take_code_unit(walk, escape, &unit);
    if (code != JSON_OK)
        return code;
    if (unit < 0xD800 || unit > 0xDFFF)
        return JSON_OK;
    if (unit > 0xDBFF)
        return fault_at(walk, escape, JSON_BAD_ESCAPE);

    for (const char *second = "\\u"; *second; second++) {
        if (here(walk) != *second)
            return missing_at(walk, escape, JSON_BAD_ESCAPE);
        walk->at++;
    }
    code = take_code_unit(walk, escape, &unit);
    if (code == JSON_OK && (unit < 0xDC00 || unit > 0xDFFF))
        return fault_at(walk, escape, JSON_BAD_ESCAPE);
    return code;
}

static enum json_code take_string(struct walk *walk)
{
    walk->at++;
    while (!at_end(walk)) {
        unsigned char byte = (unsigned char)walk->text[walk->at];
        enum json_code code = JSON_OK;
        if (byte == '"') {
            walk->at++;
            return JSON_OK;
        }
        if (byte < 0x20)
            return JSON_BAD_STRING;
        if (byte == '\\')
            code = take_escape(walk);
        else if (byte >= 0x80)
            code = take_wide_character(walk);
        else
            walk->at++;
        if (code != JSON_OK)
            return code;
    }
    return JSON_TRUNCATED;
}

static enum json_code take_digits(struct walk *walk, size_t start)
{
    if (!is_digit(here(walk)))
        return missing_at(walk, start, JSON_BAD_NUMBER);
    while (is_digit(here(walk)))
        walk->at++;
    return JSON_OK;
}

static enum json_code take_number(struct walk *walk)
{
    size_t start = walk->at;
    enum json_code code = JSON_OK;

    if (here(walk) == '-')
        walk->at++;
    if (here(walk) == '0')
        walk->at++;
    else
        code = take_digits(walk, start);
    if (code == JSON_OK && here(walk) == '.') {
        walk->at++;
        code = take_digits(walk, start);
    }
    if (code == JSON_OK && (here(walk) == 'e' || here(walk) == 'E')) {
        walk->at++;
        if (here(walk) == '+' || here(walk) == '-')
            walk->at++;
        code = take_digits(walk, start);
    }
    if (code == JSON_OK && continues_word(here(walk)))
        return fault_at(walk, start, JSON_BAD_NUMBER);
    return code;
}

static enum json_code take_word(struct walk *walk)
{
    static const char *const literals[] = {"true", "false", "null"};
    static const char *const numbers[] = {"NaN", "Infinity"};
    const char *word = walk->text + walk->at;
    size_t start = walk->at;

    while (continues_word(here(walk)))
        walk->at++;
    size_t length = walk->at - start;
    for (size_t i = 0; i < sizeof(literals) / sizeof(literals[0]); i++) {
        size_t whole = strlen(literals[i]);
        if (length > whole || memcmp(word, literals[i], length) != 0)
            continue;
        if (length == whole)
            return JSON_OK;
        return missing_at(walk, start, JSON_BAD_LITERAL);
    }
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        if (length == strlen(numbers[i]) && memcmp(word, numbers[i], length) == 0)
            return fault_at(walk, start, JSON_BAD_NUMBER);
    }
    return fault_at(walk, start, JSON_BAD_LITERAL);
}

/* A byte that no rule lets stand at the cursor. */
static enum json_code stray(struct walk *walk)
{
    size_t start = walk->at;

    if ((unsigned char)here(walk) < 0x80)
        return JSON_UNEXPECTED;
    enum json_code code = take_wide_character(walk);
    return fault_at(walk, start, code == JSON_OK ? JSON_UNEXPECTED : JSON_BAD_UTF8);
}

static enum json_code open_container(struct walk *walk)
{
    bool object = here(walk) == '{';

    if (walk->depth == JSON_DEPTH_MAX)
        return JSON_TOO_DEEP;
    walk->closers[walk->depth++] = object ? '}' : ']';
    walk->expectation = object ? EXPECT_KEY_OR_CLOSE : EXPECT_VALUE_OR_CLOSE;
    walk->at++;
    return JSON_OK;
}

static void expect_what_follows_a_value(struct walk *walk)
{
    walk->expectation = walk->depth > 0 ? EXPECT_COMMA_OR_CLOSE : EXPECT_END;
}

static bool closes(const struct walk *walk)
{
    return walk->depth > 0 && here(walk) == walk->closers[walk->depth - 1];
}

static enum json_code close_container(struct walk *walk)
{
    walk->depth--;
    walk->at++;
    expect_what_follows_a_value(walk);
    return JSON_OK;
}

static enum json_code take_value(struct walk *walk)
{
    char byte = here(walk);
    enum json_code code;

    if (byte == '{' || byte == '[')
        return open_container(walk);
    if (byte == '"')
        code = take_string(walk);
    else if (is_letter(byte) || byte == '_')
        code = take_word(walk);
    else if (continues_word(byte))
        code = take_number(walk);
    else
        return stray(walk);
    expect_what_follows_a_value(walk);
    return code;
}

static enum json_code take_key(struct walk *walk)
{
    if (here(walk) != '"')
        return stray(walk);
    walk->expectation = EXPECT_COLON;
    return take_string(walk);
}

static enum json_code take_separator(struct walk *walk, char separator, enum expectation next)
{
    if (here(walk) != separator)
        return stray(walk);
    walk->at++;
    walk->expectation = next;
    return JSON_OK;
}

static enum json_code take_one(struct walk *walk)
{
    switch (walk->expectation) {
    case EXPECT_VALUE_OR_CLOSE:
        return closes(walk) ? close_container(walk) : take_value(walk);
    case EXPECT_KEY_OR_CLOSE:
        return closes(walk) ? close_container(walk) : take_key(walk);
    case EXPECT_KEY:
        return take_key(walk);
    case EXPECT_COLON:
        return take_separator(walk, ':', EXPECT_VALUE);
    case EXPECT_COMMA_OR_CLOSE:
        if (closes(walk))
            return close_container(walk);
        return take_separator(walk, ',',
                              walk->closers[walk->depth - 1] == '}' ? EXPECT_KEY : EXPECT_VALUE);
    case EXPECT_END:
        return JSON_TRAILING;
    case EXPECT_TEXT:
    case EXPECT_VALUE:
        break;
    }
    return take_value(walk);
}

static void skip_white_space(struct walk *walk)
{
    while (here(walk) == ' ' || here(walk) == '\t' || here(walk) == '\n' || here(walk) == '\r')
        walk->at++;
}

static enum json_code walk_text(struct walk *walk)
{
    if (walk->length >= 3 && memcmp(walk->text, "\xEF\xBB\xBF", 3) == 0)
        return JSON_BAD_UTF8;
    for (;;) {
        skip_white_space(walk);
        if (at_end(walk))
            break;
        enum json_code code = take_one(walk);
        if (code != JSON_OK)
            return code;
    }
    if (walk->expectation == EXPECT_END)
        return JSON_OK;
    return walk->expectation == EXPECT_TEXT ? JSON_EMPTY : JSON_TRUNCATED;
}

enum json_code json_grammar_check(const char *text, size_t length, size_t *fault)
{
    struct walk walk = {.text = text, .length = length, .expectation = EXPECT_TEXT};
    enum json_code code = walk_text(&walk);

    *fault = walk.at;
    return code;
}
