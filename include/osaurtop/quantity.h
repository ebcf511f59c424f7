/* Numbers in the few columns a table has. Pure. */
#ifndef OSAURTOP_QUANTITY_H
#define OSAURTOP_QUANTITY_H

#include <stddef.h>
#include <stdint.h>

/* Room for any text that these write, with its NUL. */
#define QUANTITY_TEXT_SIZE 32

/*
 * A span of time in its largest unit: "4s", "12m", "2h", "3d", "5w", "2y"; a negative one (a date
 * in the future) as "-4s".
 */
void quantity_age(int64_t seconds, char text[QUANTITY_TEXT_SIZE]);

/* The same in words, for sentences: "4 seconds", "1 minute", "2 hours", "3 days". */
void quantity_age_words(int64_t seconds, char text[QUANTITY_TEXT_SIZE]);

/* Bytes in at most three digits and a binary unit: "0B", "912K", "9.1G", "120M". */
void quantity_bytes(int64_t bytes, char text[QUANTITY_TEXT_SIZE]);

#endif
