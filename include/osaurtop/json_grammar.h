/*
 * The grammar of RFC 8259, byte by byte: tells whether a text is JSON and where it first is not.
 *
 * This is json.c's inner half; everyone else reads through json.h.
 */
#ifndef OSAURTOP_JSON_GRAMMAR_H
#define OSAURTOP_JSON_GRAMMAR_H

#include "osaurtop/json.h"

#include <stddef.h>

/*
 * Returns JSON_OK, or the code of the first fault and in `fault` its offset: of the byte itself; of
 * the first byte of a bad number, literal or escape; of the end for a text that ends too early.
 * Never returns JSON_TOO_LARGE. Linear in `length`, no recursion.
 */
enum json_code json_grammar_check(const char *text, size_t length, size_t *fault);

#endif
