#include "config.h"

#include "osaurtop/event_log.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(EVENT_LOG_LINES <= UINT16_MAX, "slots are numbered in 16 bits");

struct event_log {
    enum charset charset;
    uint64_t last_number;
    size_t count;
    /* Which slot holds the oldest line, the next one …; slots themselves never move. */
    uint16_t order[EVENT_LOG_LINES];
    struct event_line lines[EVENT_LOG_LINES];
};

struct event_log *event_log_new(enum charset charset)
{
    struct event_log *log = calloc(1, sizeof *log);
    if (log != NULL)
        log->charset = charset;
    return log;
}

void event_log_free(struct event_log *log)
{
    free(log);
}

uint64_t event_log_subject(unsigned home, const char *directory)
{
    /* FNV-1a. */
    const uint64_t prime = UINT64_C(0x100000001B3);
    uint64_t hash = (UINT64_C(0xCBF29CE484222325) ^ home) * prime;
    for (; *directory != '\0'; directory++)
        hash = (hash ^ (unsigned char)*directory) * prime;
    return hash != 0 ? hash : 1;
}

size_t event_log_count(const struct event_log *log)
{
    return log->count;
}

const struct event_line *event_log_line(const struct event_log *log, size_t index)
{
    return &log->lines[log->order[index]];
}

/* Which line goes to make room. */
static size_t least_needed(const struct event_log *log)
{
    for (size_t i = 0; i < log->count; i++)
        if (!log->lines[log->order[i]].last)
            return i;
    return 0;
}

/* The slot of a new line, which is the newest then. */
static struct event_line *new_line(struct event_log *log)
{
    uint16_t slot = (uint16_t)log->count;
    if (log->count == EVENT_LOG_LINES) {
        size_t gone = least_needed(log);
        slot = log->order[gone];
        log->count--;
        memmove(&log->order[gone], &log->order[gone + 1],
                (log->count - gone) * sizeof log->order[0]);
    }
    log->order[log->count++] = slot;
    struct event_line *line = &log->lines[slot];
    *line = (struct event_line){.number = ++log->last_number};
    return line;
}

/* Copies a harmless text; what has no room is cut after a whole character, and seen to be. */
static void copy_cut(char *to, size_t size, const char *from, enum charset charset)
{
    size_t length = strlen(from);
    if (length < size) {
        memcpy(to, from, length + 1);
        return;
    }
    const char *ellipsis = charset == CHARSET_UTF8 ? "…" : "~";
    size_t room = size - 1 - strlen(ellipsis);
    size_t whole = 0;
    for (;;) {
        uint32_t code_point;
        size_t taken = text_decode(from + whole, length - whole, &code_point);
        if (whole + taken > room)
            break;
        whole += taken;
    }
    memcpy(to, from, whole);
    memcpy(to + whole, ellipsis, strlen(ellipsis) + 1);
}

static void name_line(struct event_line *line, const struct event_facts *facts,
                      enum charset charset)
{
    char name[ENTRY_ID_SIZE * 3];
    size_t length = strlen(facts->id);
    if (facts->short_id_length > 0 && facts->short_id_length < length)
        length = facts->short_id_length;
    text_harmless(name, sizeof name, facts->id, length, charset);
    copy_cut(line->name, sizeof line->name, name, charset);
}

static void forget_last(struct event_log *log, uint64_t subject)
{
    for (size_t i = 0; i < log->count; i++)
        if (log->lines[log->order[i]].subject == subject)
            log->lines[log->order[i]].last = false;
}

void event_log_add(struct event_log *log, const struct event *event)
{
    const struct event_facts *facts =
        event->after.directory[0] != '\0' ? &event->after : &event->before;
    char text[EVENT_TEXT_SIZE];
    event_text(event, log->charset, text, sizeof text);

    uint64_t subject = 0;
    if (facts->directory[0] != '\0') {
        subject = event_log_subject(facts->home, facts->directory);
        forget_last(log, subject);
    }
    struct event_line *line = new_line(log);
    line->subject = subject;
    line->at = event->at;
    line->severity = event->severity;
    line->last = subject != 0 && event->kind != EVENT_GONE;
    line->comes_alive = (event->kind == EVENT_STATE || event->kind == EVENT_APPEARED) &&
                        event->after.state == STATE_LIVE;
    if (subject != 0)
        name_line(line, facts, log->charset);
    copy_cut(line->text, sizeof line->text, text, log->charset);
}

void event_log_note(struct event_log *log, struct timestamp at, const char *harmless)
{
    struct event_line *line = new_line(log);
    line->at = at;
    line->severity = SEVERITY_NOTICE;
    copy_cut(line->text, sizeof line->text, harmless, log->charset);
}
