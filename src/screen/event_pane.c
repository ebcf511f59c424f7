#include "config.h"

#include "osaurtop/event_pane.h"

#include <stdio.h>

static bool passes(const struct event_pane *pane, const struct event_line *line)
{
    return !pane->filtered || line->subject == pane->subject;
}

size_t event_pane_count(const struct event_pane *pane)
{
    size_t all = pane->log == NULL ? 0 : event_log_count(pane->log);
    size_t count = 0;
    for (size_t i = 0; i < all; i++)
        count += passes(pane, event_log_line(pane->log, i));
    return count;
}

const struct event_line *event_pane_line(const struct event_pane *pane, size_t index)
{
    size_t all = event_log_count(pane->log);
    for (size_t i = 0; i < all; i++) {
        const struct event_line *line = event_log_line(pane->log, i);
        if (passes(pane, line) && index-- == 0)
            return line;
    }
    return NULL;
}

/* The first line that can stand at the top without a gap at the bottom. */
static size_t last_top(const struct event_pane *pane, size_t count)
{
    size_t rows = pane->rows > 0 ? (size_t)pane->rows : 1;
    return count > rows ? count - rows : 0;
}

size_t event_pane_top(const struct event_pane *pane)
{
    size_t last = last_top(pane, event_pane_count(pane));
    if (!pane->held)
        return last;
    /* The line it was held at may have made room for another meanwhile. */
    size_t top = 0;
    while (top < last && event_pane_line(pane, top)->number < pane->held_at)
        top++;
    return top;
}

/* By so many lines; at the end it follows again. */
static void scroll(struct event_pane *pane, int lines)
{
    size_t last = last_top(pane, event_pane_count(pane));
    size_t top = event_pane_top(pane);
    if (lines < 0)
        top = top > (size_t)-lines ? top - (size_t)-lines : 0;
    else
        top = last - top > (size_t)lines ? top + (size_t)lines : last;
    pane->held = top < last;
    if (pane->held)
        pane->held_at = event_pane_line(pane, top)->number;
}

void event_pane_move(struct event_pane *pane, enum action action)
{
    int page = pane->rows > 1 ? pane->rows - 1 : 1;
    switch (action) {
    case ACTION_UP:
        scroll(pane, -1);
        break;
    case ACTION_DOWN:
        scroll(pane, 1);
        break;
    case ACTION_PAGE_UP:
        scroll(pane, -page);
        break;
    case ACTION_PAGE_DOWN:
        scroll(pane, page);
        break;
    case ACTION_FIRST:
        scroll(pane, -EVENT_LOG_LINES);
        break;
    case ACTION_LAST:
        scroll(pane, EVENT_LOG_LINES);
        break;
    default:
        break;
    }
}

void event_pane_filter(struct event_pane *pane, uint64_t subject, const char *name)
{
    pane->filtered = true;
    pane->held = false;
    pane->subject = subject;
    snprintf(pane->name, sizeof pane->name, "%s", name);
}

void event_pane_unfilter(struct event_pane *pane)
{
    pane->filtered = false;
    pane->held = false;
}
