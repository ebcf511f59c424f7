#include "config.h"

#include "osaurtop/text.h"

#include <langinfo.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>

/* Which second bytes a lead byte allows, from Unicode's table of well-formed UTF-8; every byte
 * after the second is 80 to BF. */
struct lead {
    unsigned char first, last; /* lead bytes */
    unsigned char length;
    unsigned char second_first, second_last;
};

static const struct lead leads[] = {
    {0xC2, 0xDF, 2, 0x80, 0xBF}, {0xE0, 0xE0, 3, 0xA0, 0xBF}, {0xE1, 0xEC, 3, 0x80, 0xBF},
    {0xED, 0xED, 3, 0x80, 0x9F}, {0xEE, 0xEF, 3, 0x80, 0xBF}, {0xF0, 0xF0, 4, 0x90, 0xBF},
    {0xF1, 0xF3, 4, 0x80, 0xBF}, {0xF4, 0xF4, 4, 0x80, 0x8F},
};

struct range {
    uint32_t first, last;
};

/*
 * Never safe to show, whatever the locale says; sorted. The marks that combine are the common
 * blocks, for the case that the locale knows nothing.
 */
static const struct range unsafe_ranges[] = {
    {0x0000, 0x001F},     /* C0 */
    {0x007F, 0x009F},     /* DEL, C1 */
    {0x00AD, 0x00AD},     /* soft hyphen */
    {0x0300, 0x036F},     /* combining marks */
    {0x0483, 0x0489},     /* Cyrillic combining marks */
    {0x0600, 0x0605},     /* Arabic number signs */
    {0x061C, 0x061C},     /* Arabic letter mark */
    {0x06DD, 0x06DD},     /* Arabic end of ayah */
    {0x070F, 0x070F},     /* Syriac abbreviation mark */
    {0x0890, 0x0891},     /* Arabic currency marks */
    {0x08E2, 0x08E2},     /* Arabic disputed end of ayah */
    {0x115F, 0x11FF},     /* Hangul fillers; vowels and finals that join the letter before */
    {0x17B4, 0x17B5},     /* Khmer inherent vowels */
    {0x180B, 0x180F},     /* Mongolian variation selectors and vowel separator */
    {0x1AB0, 0x1AFF},     /* combining marks */
    {0x1DC0, 0x1DFF},     /* combining marks */
    {0x200B, 0x200F},     /* zero width, direction marks */
    {0x2028, 0x202E},     /* line and paragraph separators, bidi embeddings and overrides */
    {0x2060, 0x206F},     /* invisible operators, bidi isolates */
    {0x20D0, 0x20FF},     /* combining marks for symbols */
    {0x3164, 0x3164},     /* Hangul filler */
    {0xD7B0, 0xF8FF},     /* Hangul vowels and finals, surrogates, private use */
    {0xFDD0, 0xFDEF},     /* noncharacters */
    {0xFE00, 0xFE0F},     /* variation selectors */
    {0xFE20, 0xFE2F},     /* combining half marks */
    {0xFEFF, 0xFEFF},     /* byte order mark */
    {0xFFA0, 0xFFA0},     /* halfwidth Hangul filler */
    {0xFFF0, 0xFFFB},     /* unassigned, interlinear annotation */
    {0x110BD, 0x110BD},   /* Kaithi number sign */
    {0x110CD, 0x110CD},   /* Kaithi number sign above */
    {0x13430, 0x1345F},   /* Egyptian format controls */
    {0x1BCA0, 0x1BCA3},   /* shorthand format controls */
    {0x1D173, 0x1D17A},   /* musical format controls */
    {0xE0000, 0xE0FFF},   /* tags, more variation selectors */
    {0xF0000, UINT32_MAX} /* private use, and beyond Unicode */
};

static bool in_range(unsigned char byte, unsigned char first, unsigned char last)
{
    return byte >= first && byte <= last;
}

static const struct lead *find_lead(unsigned char byte)
{
    for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++) {
        if (in_range(byte, leads[i].first, leads[i].last))
            return &leads[i];
    }
    return NULL;
}

size_t text_decode(const char *bytes, size_t length, uint32_t *code_point)
{
    unsigned char first = (unsigned char)bytes[0];

    if (first < 0x80) {
        *code_point = first;
        return 1;
    }
    *code_point = TEXT_REPLACEMENT;
    const struct lead *lead = find_lead(first);
    if (!lead)
        return 1;

    uint32_t value = first & (0x7Fu >> lead->length);
    for (size_t i = 1; i < lead->length; i++) {
        unsigned char byte = i < length ? (unsigned char)bytes[i] : 0;
        if (!in_range(byte, i == 1 ? lead->second_first : 0x80, i == 1 ? lead->second_last : 0xBF))
            return i;
        value = value << 6 | (byte & 0x3Fu);
    }
    *code_point = value;
    return lead->length;
}

size_t text_encode(uint32_t code_point, char bytes[4])
{
    static const unsigned char marks[] = {0, 0, 0xC0, 0xE0, 0xF0};

    if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF))
        code_point = TEXT_REPLACEMENT;
    if (code_point < 0x80) {
        bytes[0] = (char)code_point;
        return 1;
    }
    size_t length = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    for (size_t i = length - 1; i > 0; i--) {
        bytes[i] = (char)(0x80 | (code_point & 0x3F));
        code_point >>= 6;
    }
    bytes[0] = (char)(marks[length] | code_point);
    return length;
}

static bool in_unsafe_ranges(uint32_t code_point)
{
    size_t low = 0;
    size_t high = sizeof(unsafe_ranges) / sizeof(unsafe_ranges[0]);

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (code_point > unsafe_ranges[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    /* The last range has no end, so there is always one to compare with. */
    return code_point >= unsafe_ranges[low].first;
}

/* What the C library says: 1 where its locale is no UTF-8 one, and so knows nothing of Unicode. */
static int locale_width(uint32_t code_point)
{
    return text_locale_charset() == CHARSET_UTF8 ? wcwidth((wchar_t)code_point) : 1;
}

uint32_t text_safe(uint32_t code_point)
{
    if (code_point >= 0x20 && code_point < 0x7F)
        return code_point;
    if (code_point == TEXT_REPLACEMENT)
        return code_point;
    if (in_unsafe_ranges(code_point) || (code_point & 0xFFFE) == 0xFFFE ||
        locale_width(code_point) <= 0)
        return TEXT_REPLACEMENT;
    return code_point;
}

int text_width(uint32_t code_point)
{
    if (code_point < 0x7F)
        return 1;
    return locale_width(code_point) == 2 ? 2 : 1;
}

/* One code point as the charset can show it. */
static size_t encode_harmless(uint32_t code_point, enum charset charset, char bytes[4])
{
    uint32_t safe = text_safe(code_point);

    if (charset == CHARSET_ASCII && safe > 0x7E)
        safe = '?';
    return text_encode(safe, bytes);
}

size_t text_harmless(char *out, size_t size, const char *bytes, size_t length, enum charset charset)
{
    size_t written = 0;

    if (size == 0)
        return 0;
    while (length > 0) {
        uint32_t code_point;
        char encoded[4];
        size_t taken = text_decode(bytes, length, &code_point);
        size_t count = encode_harmless(code_point, charset, encoded);
        if (written + count >= size)
            break;
        memcpy(out + written, encoded, count);
        written += count;
        bytes += taken;
        length -= taken;
    }
    out[written] = '\0';
    return written;
}

int text_columns(const char *harmless)
{
    size_t length = strlen(harmless);
    int columns = 0;

    while (length > 0) {
        uint32_t code_point;
        size_t taken = text_decode(harmless, length, &code_point);
        columns += text_width(code_point);
        harmless += taken;
        length -= taken;
    }
    return columns;
}

void text_clip(char *harmless, size_t size, int columns, enum charset charset)
{
    const char *ellipsis = charset == CHARSET_UTF8 ? "\xE2\x80\xA6" : "~";
    size_t length = strlen(harmless);
    size_t kept = 0;
    int width = 0;

    if (size == 0 || text_columns(harmless) <= columns)
        return;
    if (columns <= 0) {
        harmless[0] = '\0';
        return;
    }
    for (;;) {
        uint32_t code_point;
        size_t taken = text_decode(harmless + kept, length - kept, &code_point);
        width += text_width(code_point);
        if (width > columns - 1)
            break;
        kept += taken;
    }
    /* What is cut has at least a byte, so the short sign always fits. */
    if (kept + strlen(ellipsis) >= size)
        ellipsis = "~";
    memcpy(harmless + kept, ellipsis, strlen(ellipsis) + 1);
}

enum charset text_locale_charset(void)
{
    const char *codeset = nl_langinfo(CODESET);

    return strcasecmp(codeset, "UTF-8") == 0 || strcasecmp(codeset, "UTF8") == 0 ? CHARSET_UTF8
                                                                                 : CHARSET_ASCII;
}

static char lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

bool text_matches(const char *pattern, const char *name)
{
    const char *star = NULL; /* the last one met, and where its match ends so far */
    const char *resume = NULL;

    while (*name) {
        uint32_t code_point;
        if (*pattern == '*') {
            star = pattern++;
            resume = name;
        } else if (*pattern == '?') {
            pattern++;
            name += text_decode(name, strlen(name), &code_point);
        } else if (lower(*pattern) == lower(*name)) {
            pattern++;
            name++;
        } else if (star) {
            pattern = star + 1;
            name = ++resume;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return *pattern == '\0';
}
