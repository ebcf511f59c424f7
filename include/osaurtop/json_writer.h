/*
 * Writes JSON that is always valid: separators, nesting and escapes are its business, not the
 * caller's.
 *
 * Bytes that are no UTF-8 become U+FFFD. A number that JSON cannot hold becomes null.
 * json_writer_finish() closes what is still open.
 */
#ifndef OSAURTOP_JSON_WRITER_H
#define OSAURTOP_JSON_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Objects and arrays inside each other; what would go deeper is written as null and its content
 * dropped. */
#define JSON_WRITER_DEPTH 32

struct json_writer {
    FILE *stream;
    bool indent; /* two spaces a level, else one line */
    int depth;
    int dropped;                    /* levels opened where nothing can be written */
    bool done;                      /* the one outermost value was written */
    char kinds[JSON_WRITER_DEPTH];  /* '{' or '[' */
    bool filled[JSON_WRITER_DEPTH]; /* has a member already */
};

/* Writes to `stream`, which stays the caller's; write errors are found with ferror(). */
void json_writer_start(struct json_writer *writer, FILE *stream, bool indent);

/* `key` names the member in an object (NULL there reads as ""), and is ignored in an array or at
 * the top. */
void json_write_object(struct json_writer *writer, const char *key);
void json_write_array(struct json_writer *writer, const char *key);
void json_write_end(struct json_writer *writer); /* of the innermost object or array */

/* NULL is written as null. Controls, bidi and zero-width characters are escaped, so that the JSON
 * can be printed to a terminal. */
void json_write_string(struct json_writer *writer, const char *key, const char *text);
void json_write_integer(struct json_writer *writer, const char *key, int64_t number);

/* In the first of 15 to 17 significant digits that give the same double back; with a point in every
 * locale. */
void json_write_number(struct json_writer *writer, const char *key, double number);
void json_write_boolean(struct json_writer *writer, const char *key, bool value);
void json_write_null(struct json_writer *writer, const char *key);

/* Closes everything; an empty document becomes null. Ends with a line feed. The writer
 * then writes nothing more until it is started again. */
void json_writer_finish(struct json_writer *writer);

#endif
