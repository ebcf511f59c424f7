/*
 * Text from outside, made harmless and measured.
 *
 * Every byte from a file or the network may be hostile: escape sequences, C1 controls, bidi
 * overrides, zero-width tricks, invalid UTF-8. What this module lets through is printable and has a
 * width.
 */
#ifndef OSAURTOP_TEXT_H
#define OSAURTOP_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the output can show; CHARSET_ASCII writes `?` for everything else. */
enum charset { CHARSET_UTF8, CHARSET_ASCII };

/* U+FFFD, which stands for anything that must not be shown. */
#define TEXT_REPLACEMENT 0xFFFDu

/*
 * Decodes one code point of `length` (at least 1) bytes. Returns how many bytes it took (at least
 * 1). Bytes that are no UTF-8 give TEXT_REPLACEMENT, one maximal ill-formed part at a time.
 */
size_t text_decode(const char *bytes, size_t length, uint32_t *code_point);

/* Writes a code point as UTF-8 (up to 4 bytes, no NUL); returns how many. Surrogates and values
 * beyond U+10FFFF are written as TEXT_REPLACEMENT. */
size_t text_encode(uint32_t code_point, char bytes[4]);

/*
 * The code point itself when it is safe to show, else TEXT_REPLACEMENT: C0, DEL, C1, bidi controls,
 * zero-width and other format characters, line and paragraph separators, combining marks that would
 * join another cell, private use, unassigned, noncharacters.
 */
uint32_t text_safe(uint32_t code_point);

/* Terminal columns of a safe code point: 1 or 2, by the C library's wcwidth() in the current
 * locale, which ncurses uses too; 1 where the locale does not know it. */
int text_width(uint32_t code_point);

/*
 * Copies `length` bytes as safe UTF-8 (or ASCII) into `out`, always ended with NUL, never cut
 * inside a character. Returns the bytes written without the NUL.
 */
size_t text_harmless(char *out, size_t size, const char *bytes, size_t length,
                     enum charset charset);

/* Terminal columns of a harmless string. */
int text_columns(const char *harmless);

/*
 * Shortens a harmless string in place to `columns`, its last visible character becoming an ellipsis
 * (`…`, or `~` in ASCII) when something was cut. `size` is the buffer's.
 */
void text_clip(char *harmless, size_t size, int columns, enum charset charset);

/* CHARSET_UTF8 when the current locale (after setlocale) encodes text so, else CHARSET_ASCII. */
enum charset text_locale_charset(void);

/*
 * True when `name` matches the glob `pattern` (`*`, `?`), letters compared without regard to ASCII
 * case.
 */
bool text_matches(const char *pattern, const char *name);

#endif
