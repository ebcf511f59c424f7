#include "config.h"

/* jsmn comes as source in a header. Its functions stay in this file; its conversions between int
 * and unsigned are safe below JSON_TEXT_MAX, and not ours to change where a package manager's
 * directory is no system directory. */
#define JSON_IMPLEMENTATION
#define JSMN_STATIC
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#include "osaurtop/json.h"
#pragma GCC diagnostic pop

#include "osaurtop/json_grammar.h"
#include "osaurtop/text.h"

#include <string.h>

/* Beyond any exponent that the digits of a text within JSON_TEXT_MAX could make up for. */
#define EXPONENT_LIMIT 1000000

/* Decimal digits of the largest int64_t. */
#define INTEGER_DIGITS_MAX 19

static void find_position(const char *text, size_t offset, uint32_t *line, uint32_t *column)
{
    size_t line_start = 0;

    *line = 1;
    for (size_t i = 0; i < offset; i++) {
        if (text[i] == '\n') {
            ++*line;
            line_start = i + 1;
        }
    }
    *column = (uint32_t)(offset - line_start) + 1;
}

/* The grammar comes first: jsmn gives up without a position, and is linear only on valid text. */
static enum json_code read_tokens(struct json *json, size_t *fault)
{
    jsmn_parser parser;

    if (json->length > JSON_TEXT_MAX) {
        *fault = JSON_TEXT_MAX;
        return JSON_TOO_LARGE;
    }
    enum json_code code = json_grammar_check(json->text, json->length, fault);
    if (code != JSON_OK)
        return code;

    jsmn_init(&parser);
    int count = jsmn_parse(&parser, json->text, json->length, json->tokens, JSON_TOKENS_MAX);
    if (count < 1) {
        *fault = 0;
        return JSON_UNEXPECTED;
    }
    json->token_count = count;
    return JSON_OK;
}

enum json_code json_read(struct json *json, const char *text, size_t length,
                         struct json_error *error)
{
    struct json_error found = {.code = JSON_OK};
    size_t fault = 0;

    json->text = text;
    json->length = length;
    json->token_count = 0;
    found.code = read_tokens(json, &fault);
    if (found.code != JSON_OK)
        find_position(text, fault, &found.line, &found.column);
    if (error)
        *error = found;
    return found.code;
}

const char *json_code_text(enum json_code code)
{
    switch (code) {
    case JSON_OK:
        return "valid JSON";
    case JSON_TOO_LARGE:
        return "larger than 64 KiB";
    case JSON_EMPTY:
        return "empty";
    case JSON_TRUNCATED:
        return "ends too early";
    case JSON_UNEXPECTED:
        return "unexpected character";
    case JSON_BAD_NUMBER:
        return "malformed number";
    case JSON_BAD_LITERAL:
        return "unknown word; only true, false and null are known";
    case JSON_BAD_STRING:
        return "control character inside a string";
    case JSON_BAD_ESCAPE:
        return "malformed escape inside a string";
    case JSON_BAD_UTF8:
        return "not UTF-8, or begins with a byte order mark";
    case JSON_TOO_DEEP:
        return "nested too deeply";
    case JSON_TRAILING:
        return "something follows the value";
    }
    return "unknown fault";
}

/* The token of a value, or NULL for -1 and anything else that is no value of this text. */
static const jsmntok_t *token_of(const struct json *json, int value)
{
    return value >= 0 && value < json->token_count ? &json->tokens[value] : NULL;
}

enum json_type json_type(const struct json *json, int value)
{
    const jsmntok_t *token = token_of(json, value);

    if (!token)
        return JSON_NULL;
    switch (token->type) {
    case JSMN_OBJECT:
        return JSON_OBJECT;
    case JSMN_ARRAY:
        return JSON_ARRAY;
    case JSMN_STRING:
        return JSON_STRING;
    case JSMN_PRIMITIVE:
    case JSMN_UNDEFINED:
        break;
    }
    switch (json->text[token->start]) {
    case 'n':
        return JSON_NULL;
    case 't':
    case 'f':
        return JSON_BOOLEAN;
    default:
        return JSON_NUMBER;
    }
}

int json_first(const struct json *json, int container)
{
    enum json_type type = json_type(json, container);

    if (type != JSON_OBJECT && type != JSON_ARRAY)
        return -1;
    const jsmntok_t *first = token_of(json, container + 1);
    return first && first->parent == container ? container + 1 : -1;
}

int json_next(const struct json *json, int value)
{
    const jsmntok_t *token = token_of(json, value);
    const jsmntok_t *parent = token ? token_of(json, token->parent) : NULL;

    if (!parent)
        return -1;
    for (int i = value + 1; i < json->token_count && json->tokens[i].start < parent->end; i++) {
        if (json->tokens[i].parent == token->parent)
            return i;
    }
    return -1;
}

int json_value_of(const struct json *json, int key)
{
    const jsmntok_t *token = token_of(json, key);

    return token && json_type(json, token->parent) == JSON_OBJECT ? key + 1 : -1;
}

static uint32_t hexadecimal(const char *digits)
{
    uint32_t number = 0;

    for (int i = 0; i < 4; i++) {
        uint32_t byte = (uint32_t)digits[i];
        number = number << 4 | (byte <= '9' ? byte - '0' : (byte | 0x20) - 'a' + 10);
    }
    return number;
}

/*
 * Unescapes one character of a valid string (or takes one byte that is not escaped) into `bytes`;
 * sets how many it wrote, and returns how many bytes of text it took.
 */
static size_t unescape(const char *text, char bytes[4], size_t *written)
{
    static const char kinds[] = "bfnrt";
    static const char controls[] = "\b\f\n\r\t";

    *written = 1;
    bytes[0] = text[0];
    if (text[0] != '\\')
        return 1;
    if (text[1] != 'u') {
        const char *kind = strchr(kinds, text[1]);
        bytes[0] = kind ? controls[kind - kinds] : text[1];
        return 2;
    }
    uint32_t unit = hexadecimal(text + 2);
    if (unit < 0xD800 || unit > 0xDFFF) {
        *written = text_encode(unit, bytes);
        return 6;
    }
    uint32_t low = hexadecimal(text + 8);
    *written = text_encode(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00), bytes);
    return 12;
}

static bool key_equals(const struct json *json, const jsmntok_t *token, const char *key)
{
    const char *text = json->text + token->start;
    const char *end = json->text + token->end;

    while (text < end) {
        char bytes[4];
        size_t count;
        text += unescape(text, bytes, &count);
        for (size_t i = 0; i < count; i++) {
            if (*key == '\0' || *key++ != bytes[i])
                return false;
        }
    }
    return *key == '\0';
}

int json_member(const struct json *json, int object, const char *key)
{
    int found = -1;

    if (json_type(json, object) != JSON_OBJECT)
        return -1;
    for (int at = json_first(json, object); at != -1; at = json_next(json, at)) {
        if (key_equals(json, &json->tokens[at], key))
            found = json_value_of(json, at);
    }
    return found;
}

static int unescape_all(const struct json *json, const jsmntok_t *token, char *buffer, size_t size)
{
    const char *text = json->text + token->start;
    const char *end = json->text + token->end;
    size_t length = 0;

    while (text < end) {
        const char *escape = memchr(text, '\\', (size_t)(end - text));
        size_t plain = (size_t)((escape ? escape : end) - text);
        char bytes[4];
        size_t count;

        if (length + plain >= size)
            return -1;
        memcpy(buffer + length, text, plain);
        length += plain;
        text += plain;
        if (!escape)
            break;
        text += unescape(text, bytes, &count);
        if (bytes[0] == '\0' || length + count >= size)
            return -1;
        memcpy(buffer + length, bytes, count);
        length += count;
    }
    buffer[length] = '\0';
    return (int)length;
}

int json_string(const struct json *json, int value, char *buffer, size_t size)
{
    int length = -1;

    if (size == 0)
        return -1;
    if (json_type(json, value) == JSON_STRING)
        length = unescape_all(json, &json->tokens[value], buffer, size);
    if (length < 0)
        buffer[0] = '\0';
    return length;
}

/* The exponent of a number, 0 without one; saturates at EXPONENT_LIMIT. */
static int32_t read_exponent(const char *text, const char *end)
{
    int32_t exponent = 0;
    bool negative = false;

    while (text < end && *text != 'e' && *text != 'E')
        text++;
    for (; text < end; text++) {
        if (*text == '-')
            negative = true;
        if (*text >= '0' && *text <= '9' && exponent < EXPONENT_LIMIT)
            exponent = exponent * 10 + (*text - '0');
    }
    return negative ? -exponent : exponent;
}

bool json_integer(const struct json *json, int value, int64_t *result)
{
    if (json_type(json, value) != JSON_NUMBER)
        return false;
    const jsmntok_t *token = &json->tokens[value];
    const char *text = json->text + token->start;
    const char *end = json->text + token->end;
    bool negative = *text == '-';
    bool fraction = false;
    uint64_t magnitude = 0;
    int digits = 0;                           /* of the magnitude, without leading zeros */
    int32_t zeros = read_exponent(text, end); /* that follow the magnitude; negative: too precise */
    int32_t held = 0; /* zeros seen since the last other digit: they may all be trailing ones */

    for (; text < end && *text != 'e' && *text != 'E'; text++) {
        fraction = fraction || *text == '.';
        if (*text < '0' || *text > '9')
            continue;
        zeros -= fraction;
        if (*text == '0') {
            held += digits > 0;
            continue;
        }
        digits += held + 1;
        if (digits > INTEGER_DIGITS_MAX)
            return false;
        for (; held > 0; held--)
            magnitude *= 10;
        magnitude = magnitude * 10 + (uint64_t)(*text - '0');
    }
    zeros += held;
    if (digits > 0 && (zeros < 0 || zeros > INTEGER_DIGITS_MAX - digits))
        return false;
    for (; digits > 0 && zeros > 0; zeros--)
        magnitude *= 10;
    if (magnitude > (uint64_t)INT64_MAX + negative)
        return false;
    *result = negative ? -(int64_t)(magnitude / 2) - (int64_t)(magnitude - magnitude / 2)
                       : (int64_t)magnitude;
    return true;
}

bool json_boolean(const struct json *json, int value, bool *result)
{
    if (json_type(json, value) != JSON_BOOLEAN)
        return false;
    *result = json->text[json->tokens[value].start] == 't';
    return true;
}

void json_position(const struct json *json, int value, uint32_t *line, uint32_t *column)
{
    const jsmntok_t *token = token_of(json, value);

    *line = 0;
    *column = 0;
    if (!token)
        return;
    /* jsmn's strings begin after their quote. */
    size_t quote = token->type == JSMN_STRING;
    find_position(json->text, (size_t)token->start - quote, line, column);
}
