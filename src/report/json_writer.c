#include "config.h"

#include "osaurtop/json_writer.h"

#include "osaurtop/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Room for any double in 17 significant digits, its locale's decimal point included. */
#define NUMBER_SIZE 48

/* Significant digits that every double survives the way to text and back with; fewer may do. */
#define PRECISION_LEAST 15
#define PRECISION_MOST  17

/*
 * Valid inside a JSON string, yet escaped: a terminal that the JSON is printed to must neither obey
 * nor hide them.
 */
static const struct {
    uint32_t first, last;
} escaped_ranges[] = {
    {0x0000, 0x001F},   /* C0 */
    {0x007F, 0x009F},   /* DEL, C1 */
    {0x00AD, 0x00AD},   /* soft hyphen */
    {0x061C, 0x061C},   /* Arabic letter mark */
    {0x200B, 0x200F},   /* zero width, direction marks */
    {0x2028, 0x202E},   /* separators, bidi embeddings and overrides */
    {0x2060, 0x206F},   /* invisible operators, bidi isolates */
    {0xFEFF, 0xFEFF},   /* byte order mark */
    {0xE0000, 0xE0FFF}, /* tags */
};

static bool must_escape(uint32_t code_point)
{
    for (size_t i = 0; i < sizeof(escaped_ranges) / sizeof(escaped_ranges[0]); i++) {
        if (code_point >= escaped_ranges[i].first && code_point <= escaped_ranges[i].last)
            return true;
    }
    return false;
}

static void write_escape(FILE *stream, uint32_t code_point)
{
    if (code_point > 0xFFFF) {
        uint32_t offset = code_point - 0x10000;
        fprintf(stream, "\\u%04" PRIx32, 0xD800 + (offset >> 10));
        code_point = 0xDC00 + (offset & 0x3FF);
    }
    fprintf(stream, "\\u%04" PRIx32, code_point);
}

static void write_character(FILE *stream, uint32_t code_point)
{
    static const char plain[] = "\"\\\b\f\n\r\t";
    static const char kinds[] = "\"\\bfnrt";
    const char *found = code_point > 0 && code_point < 0x80 ? strchr(plain, (int)code_point) : NULL;
    char bytes[4];

    if (found) {
        putc('\\', stream);
        putc(kinds[found - plain], stream);
    } else if (must_escape(code_point)) {
        write_escape(stream, code_point);
    } else {
        fwrite(bytes, 1, text_encode(code_point, bytes), stream);
    }
}

/* How many bytes from the beginning of `text` can be written as they are. */
static size_t plain_length(const char *text, size_t length)
{
    size_t plain = 0;

    while (plain < length && text[plain] >= ' ' && text[plain] < 0x7F && text[plain] != '"' &&
           text[plain] != '\\')
        plain++;
    return plain;
}

static void write_quoted(FILE *stream, const char *text)
{
    size_t length = strlen(text);

    putc('"', stream);
    while (length > 0) {
        size_t taken = plain_length(text, length);
        if (taken > 0) {
            fwrite(text, 1, taken, stream);
        } else {
            uint32_t code_point;
            taken = text_decode(text, length, &code_point);
            write_character(stream, code_point);
        }
        text += taken;
        length -= taken;
    }
    putc('"', stream);
}

static void write_line_break(const struct json_writer *writer)
{
    if (!writer->indent)
        return;
    putc('\n', writer->stream);
    for (int i = 0; i < writer->depth; i++)
        fputs("  ", writer->stream);
}

/*
 * Writes what goes before a value where the writer stands: the separator and the key. False when no
 * value can stand there, and nothing must be written.
 */
static bool begin_value(struct json_writer *writer, const char *key)
{
    if (!writer->stream || writer->dropped > 0 || writer->done)
        return false;
    if (writer->depth == 0) {
        writer->done = true;
        return true;
    }
    int level = writer->depth - 1;
    if (writer->filled[level])
        putc(',', writer->stream);
    writer->filled[level] = true;
    write_line_break(writer);
    if (writer->kinds[level] == '{') {
        write_quoted(writer->stream, key ? key : "");
        fputs(writer->indent ? ": " : ":", writer->stream);
    }
    return true;
}

static void write_word(struct json_writer *writer, const char *key, const char *word)
{
    if (begin_value(writer, key))
        fputs(word, writer->stream);
}

static void open_container(struct json_writer *writer, const char *key, char kind)
{
    if (writer->dropped > 0 || writer->depth == JSON_WRITER_DEPTH) {
        write_word(writer, key, "null");
        writer->dropped++;
        return;
    }
    if (!begin_value(writer, key)) {
        /* Its end will come too, and must close nothing. */
        writer->dropped++;
        return;
    }
    writer->done = false;
    writer->kinds[writer->depth] = kind;
    writer->filled[writer->depth] = false;
    writer->depth++;
    putc(kind, writer->stream);
}

void json_writer_start(struct json_writer *writer, FILE *stream, bool indent)
{
    *writer = (struct json_writer){.stream = stream, .indent = indent};
}

void json_write_object(struct json_writer *writer, const char *key)
{
    open_container(writer, key, '{');
}

void json_write_array(struct json_writer *writer, const char *key)
{
    open_container(writer, key, '[');
}

void json_write_end(struct json_writer *writer)
{
    if (writer->dropped > 0) {
        writer->dropped--;
        return;
    }
    if (writer->depth == 0)
        return;
    int level = --writer->depth;
    if (writer->filled[level])
        write_line_break(writer);
    putc(writer->kinds[level] == '{' ? '}' : ']', writer->stream);
    writer->done = level == 0;
}

void json_write_string(struct json_writer *writer, const char *key, const char *text)
{
    if (!text)
        json_write_null(writer, key);
    else if (begin_value(writer, key))
        write_quoted(writer->stream, text);
}

void json_write_integer(struct json_writer *writer, const char *key, int64_t number)
{
    if (begin_value(writer, key))
        fprintf(writer->stream, "%" PRId64, number);
}

/* Replaces the locale's decimal point, whatever its bytes are, with the one that JSON has. */
static void replace_decimal_point(char *text)
{
    char *point = text + strspn(text, "+-0123456789eE");
    size_t after = strcspn(point, "+-0123456789eE");

    if (*point == '\0')
        return;
    *point = '.';
    memmove(point + 1, point + after, strlen(point + after) + 1);
}

void json_write_number(struct json_writer *writer, const char *key, double number)
{
    char text[NUMBER_SIZE];

    if (!isfinite(number)) {
        json_write_null(writer, key);
        return;
    }
    for (int precision = PRECISION_LEAST; precision <= PRECISION_MOST; precision++) {
        snprintf(text, sizeof(text), "%.*g", precision, number);
        if (memcmp(&(double){strtod(text, NULL)}, &number, sizeof(number)) == 0)
            break;
    }
    replace_decimal_point(text);
    write_word(writer, key, text);
}

void json_write_boolean(struct json_writer *writer, const char *key, bool value)
{
    write_word(writer, key, value ? "true" : "false");
}

void json_write_null(struct json_writer *writer, const char *key)
{
    write_word(writer, key, "null");
}

void json_writer_finish(struct json_writer *writer)
{
    if (!writer->stream)
        return;
    writer->dropped = 0;
    while (writer->depth > 0)
        json_write_end(writer);
    json_write_null(writer, NULL);
    putc('\n', writer->stream);
    writer->stream = NULL;
}
