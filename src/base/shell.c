#include "config.h"

#include "osaurtop/shell.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum manner { MANNER_BARE, MANNER_QUOTED, MANNER_ESCAPED };

static bool is_bare(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || (byte != '\0' && strchr("_./:@%+,-", byte) != NULL);
}

/* A backtick is printable; but who reads it in a sentence takes it for the end of the command. */
static bool is_quotable(char byte)
{
    return byte >= ' ' && byte <= '~' && byte != '`';
}

static enum manner manner_for(const char *word)
{
    enum manner manner = word[0] == '\0' ? MANNER_QUOTED : MANNER_BARE;
    for (; *word != '\0'; word++) {
        if (!is_quotable(*word))
            return MANNER_ESCAPED;
        if (!is_bare(*word))
            manner = MANNER_QUOTED;
    }
    return manner;
}

/* One byte of the word; at most 4 bytes and their NUL. */
static void spell(char byte, enum manner manner, char spelled[5])
{
    bool special = byte == '\'' || byte == '\\';
    if (manner == MANNER_QUOTED && byte == '\'')
        snprintf(spelled, 5, "'\\''");
    else if (manner == MANNER_ESCAPED && !is_quotable(byte))
        snprintf(spelled, 5, "\\%03o", (unsigned)(unsigned char)byte);
    else if (manner == MANNER_ESCAPED && special)
        snprintf(spelled, 5, "\\%c", byte);
    else
        snprintf(spelled, 5, "%c", byte);
}

size_t shell_quote(const char *word, char *text, size_t size)
{
    static const char *const openings[] = {"", "'", "$'"};
    enum manner manner = manner_for(word);
    const char *closing = manner == MANNER_BARE ? "" : "'";
    size_t length = strlen(openings[manner]);
    char spelled[5];

    text[0] = '\0';
    if (length >= size)
        return 0;
    memcpy(text, openings[manner], length);
    for (; *word != '\0'; word++) {
        spell(*word, manner, spelled);
        if (length + strlen(spelled) + strlen(closing) >= size) {
            text[0] = '\0';
            return 0;
        }
        memcpy(text + length, spelled, strlen(spelled));
        length += strlen(spelled);
    }
    memcpy(text + length, closing, strlen(closing) + 1);
    return length + strlen(closing);
}
