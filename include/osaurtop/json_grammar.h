/*
 * The grammar of RFC 8259, byte by byte: tells whether a text is JSON and where it first is not.
 *
 * The lower half of json.h, through which everyone else reads.
 */
#ifndef OSAURTOP_JSON_GRAMMAR_H
#define OSAURTOP_JSON_GRAMMAR_H

#include <stddef.h>

/* Arrays and objects inside each other; one more is JSON_TOO_DEEP. */
#define JSON_DEPTH_MAX 512

enum json_code {
    JSON_OK,
    JSON_TOO_LARGE,   /* more than JSON_TEXT_MAX bytes */
    JSON_EMPTY,       /* nothing but white space */
    JSON_TRUNCATED,   /* the text ends inside a value */
    JSON_UNEXPECTED,  /* a byte that cannot stand here */
    JSON_BAD_NUMBER,  /* 01, 1., +1, .5, 0x1, NaN */
    JSON_BAD_LITERAL, /* a bare word other than true, false, null */
    JSON_BAD_STRING,  /* a control character inside a string */
    JSON_BAD_ESCAPE,  /* an unknown escape, or half a surrogate pair */
    JSON_BAD_UTF8,    /* bytes that are not UTF-8, or a byte order mark */
    JSON_TOO_DEEP,    /* nested deeper than JSON_DEPTH_MAX */
    JSON_TRAILING,    /* something follows the one value of a text */
};

/*
 * Returns JSON_OK, or the code of the first fault and in `fault` its offset: of the byte itself; of
 * the first byte of a bad number, literal or escape; of the end for a text that ends too early.
 * Never returns JSON_TOO_LARGE. Linear in `length`, no recursion.
 */
enum json_code json_grammar_check(const char *text, size_t length, size_t *fault);

#endif
