/*
 * A strict reader of RFC 8259 JSON, over jsmn's tokens.
 *
 * jsmn splits a text into tokens and does not validate; a byte cursor (json_grammar.h) goes over
 * the text first and refuses everything that the RFC does not allow: separators, numbers, escapes,
 * surrogate pairs, control characters, invalid UTF-8, a byte order mark, trailing bytes. No heap,
 * no I/O.
 */
#ifndef OSAURTOP_JSON_H
#define OSAURTOP_JSON_H

#include "osaurtop/json_grammar.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Without parent links jsmn takes quadratic time on nested input. */
#define JSMN_PARENT_LINKS
#ifndef JSON_IMPLEMENTATION
#define JSMN_HEADER
#endif
#include <jsmn.h>

/* The largest text read; Osaurus' own file has about 300 bytes. */
#define JSON_TEXT_MAX ((size_t)64 * 1024)

/* Every value but the first costs at least two bytes ("1,"), so any text within the limit fits. */
#define JSON_TOKENS_MAX (JSON_TEXT_MAX / 2 + 1)

enum json_type { JSON_NULL, JSON_BOOLEAN, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

/* The codes are those of json_grammar.h. line (ended by a line feed) and column count from 1; the
 * column counts bytes. 0 when there is no position (JSON_OK). */
struct json_error {
    enum json_code code;
    uint32_t line;
    uint32_t column;
};

/*
 * A text that was read. Large (about 640 KiB): make it static or part of an owner, never automatic.
 * It refers to the caller's text, which must outlive it. A value is the index of its token; the
 * text's one outermost value is 0.
 */
struct json {
    const char *text;
    size_t length;
    int token_count;
    jsmntok_t tokens[JSON_TOKENS_MAX];
};

/*
 * Reads and validates `length` bytes of `text` (need not end in NUL; a NUL inside is an error).
 * Returns JSON_OK, or the code of the first fault, with its position in `error` (may be NULL).
 */
enum json_code json_read(struct json *json, const char *text, size_t length,
                         struct json_error *error);

/* One plain phrase for a code, as in "unexpected character"; static text, never NULL. */
const char *json_code_text(enum json_code code);

/* Everything below takes -1 for "no such value": its type is JSON_NULL, and it has no content. */
enum json_type json_type(const struct json *json, int value);

/*
 * The value of `key` in `object`, or -1 when there is none or `object` is not an object. Keys are
 * compared unescaped; of duplicates the last wins, as in JavaScript and Foundation.
 */
int json_member(const struct json *json, int object, const char *key);

/*
 * The first and the next value inside an array, -1 at the end. For an object these walk the keys;
 * json_value_of(key) gives the value that belongs to one.
 */
int json_first(const struct json *json, int container);
int json_next(const struct json *json, int value);
int json_value_of(const struct json *json, int key);

/*
 * Unescapes a string into `buffer` as UTF-8, ended with NUL. Returns its length in bytes, or -1
 * when the value is no string, holds a NUL (as \u0000) or does not fit `size`; buffer is then "".
 */
int json_string(const struct json *json, int value, char *buffer, size_t size);

/*
 * An integer value: 1337, 1337.0 and 1.337e3 are one, 1.5 is not. False when the value is no
 * number, no integer, or beyond int64_t.
 */
bool json_integer(const struct json *json, int value, int64_t *result);

/* False when the value is neither true nor false. */
bool json_boolean(const struct json *json, int value, bool *result);

/* Where a value begins in the text: line and column from 1; 0 for no value. */
void json_position(const struct json *json, int value, uint32_t *line, uint32_t *column);

#endif
