/* Sentences for people, written piece by piece into a buffer; what does not fit is cut at the end.
 */
#ifndef OSAURTOP_SENTENCE_H
#define OSAURTOP_SENTENCE_H

#include "osaurtop/snapshot.h"

#include <stdbool.h>
#include <stddef.h>

struct sentence {
    char *text;
    size_t size; /* at least 1 */
    size_t length;
};

/* An empty one in that buffer. */
struct sentence sentence_start(char *text, size_t size);

void say(struct sentence *sentence, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Bytes from outside, made harmless. */
void say_text(struct sentence *sentence, const char *bytes);

/* "F26F8B59" */
void say_id(struct sentence *sentence, const struct instance *instance);

/* "python3 (pid 99)" */
void say_process(struct sentence *sentence, const struct system_process *process);

/* The process of a listener, or that it cannot be seen. */
void say_holder(struct sentence *sentence, const struct evidence *evidence,
                const struct system_listener *listener);

/* "127.0.0.1:1337", "[::1]:1337" */
void say_listener(struct sentence *sentence, const struct system_listener *listener);

/* "127.0.0.1:1337 and [::1]:1337": of one process, on `port` or (0) on any; false, and nothing
 * said, when there is none. */
bool say_listeners(struct sentence *sentence, const struct evidence *evidence, int process,
                   uint16_t port);

/* "9.1G"; "an unknown amount" */
void say_memory(struct sentence *sentence, const struct system_process *process);

/* "3 minutes" from one moment to another. */
void say_span(struct sentence *sentence, struct timestamp from, struct timestamp to);

#endif
