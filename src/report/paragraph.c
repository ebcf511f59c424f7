#include "config.h"

#include "paragraph.h"

#include <string.h>

#define BOLD  "\033[1m"
#define PLAIN "\033[0m"

/* The longest part of a text that is made harmless for ASCII at once. */
#define PIECE_SIZE 512

void paragraph_start(struct paragraph *paragraph, int indent)
{
    paragraph->indent = indent;
    paragraph->column = 0;
    paragraph->spaced = false;
}

static void blanks(struct paragraph *paragraph, int count)
{
    if (count > 0)
        fprintf(paragraph->stream, "%*s", count, "");
    paragraph->column += count > 0 ? count : 0;
}

void paragraph_to(struct paragraph *paragraph, int column)
{
    blanks(paragraph, column - paragraph->column);
    paragraph->spaced = false;
}

/* Bytes of the word at the start of `text`: up to a blank that is not within a command. */
static size_t word_length(const char *text)
{
    bool command = false;
    size_t length = 0;
    for (; text[length] != '\0' && (command || text[length] != ' '); length++)
        if (text[length] == '`')
            command = !command;
    return length;
}

/* One run of bytes in the charset; returns its columns. Nothing is written to a NULL stream. */
static int put_run(FILE *stream, enum charset charset, const char *bytes, size_t length)
{
    int columns = 0;
    while (length > 0) {
        char piece[PIECE_SIZE];
        size_t taken = length < PIECE_SIZE / 4 ? length : PIECE_SIZE / 4;
        /* Not within a character. */
        while (taken < length && taken > 1 && ((unsigned char)bytes[taken] & 0xC0) == 0x80)
            taken--;
        text_harmless(piece, sizeof piece, bytes, taken, charset);
        columns += text_columns(piece);
        if (stream != NULL)
            fputs(piece, stream);
        bytes += taken;
        length -= taken;
    }
    return columns;
}

/* One word; its commands in bold without backticks where there are colours. */
static int put_word(const struct paragraph *paragraph, FILE *stream, const char *style,
                    const char *word, size_t length)
{
    int columns = 0;
    bool command = false;
    if (!paragraph->colored)
        return put_run(stream, paragraph->charset, word, length);
    if (stream != NULL && style != NULL)
        fputs(style, stream);
    while (length > 0) {
        size_t run = 0;
        while (run < length && word[run] != '`')
            run++;
        columns += put_run(stream, paragraph->charset, word, run);
        word += run;
        length -= run;
        if (length == 0)
            break;
        command = !command;
        if (stream != NULL)
            fputs(command ? BOLD : PLAIN, stream);
        word++;
        length--;
    }
    if (stream != NULL && (style != NULL || command))
        fputs(PLAIN, stream);
    return columns;
}

static void add_word(struct paragraph *paragraph, const char *style, const char *word,
                     size_t length)
{
    int columns = put_word(paragraph, NULL, style, word, length);
    int needed = columns + (paragraph->spaced ? 1 : 0);
    if (paragraph->column + needed > paragraph->width && paragraph->column > paragraph->indent) {
        putc('\n', paragraph->stream);
        paragraph->column = 0;
        blanks(paragraph, paragraph->indent);
        paragraph->spaced = false;
    }
    if (paragraph->spaced)
        blanks(paragraph, 1);
    put_word(paragraph, paragraph->stream, style, word, length);
    paragraph->column += columns;
    paragraph->spaced = false;
}

void paragraph_add(struct paragraph *paragraph, const char *style, const char *text)
{
    while (*text != '\0') {
        if (*text == ' ') {
            paragraph->spaced = true;
            text++;
            continue;
        }
        size_t length = word_length(text);
        add_word(paragraph, style, text, length);
        text += length;
    }
}

void paragraph_end(struct paragraph *paragraph)
{
    putc('\n', paragraph->stream);
    paragraph->column = 0;
    paragraph->spaced = false;
}
