#include "config.h"

#include "osaurtop/views.h"

#include <stdio.h>
#include <string.h>

enum { GAP = 2, CLOCK_SIZE = 16, RULE_SIZE = EVENT_LINE_NAME_SIZE + 32 };

/* Below this width seconds are left out, and gaps are narrow. */
enum { WIDE_FROM = 44 };

/* The columns of a short name; few are longer. */
enum { NAME_LEAST = 8, NAME_MOST = 16 };

/* From this age on, a time of day alone would mislead. */
enum { DAY_S = 86400 };

/* What all visible lines have in common. */
struct measure {
    int gap;
    int clock_width;
    int name_width; /* 0: not shown, for all are of one instance */
    bool dated;
};

/* "12:33:01", "12:33", or "11-22 12:33:01". */
static void say_clock(const struct measure *measure, struct timestamp at, char text[CLOCK_SIZE])
{
    enum { YEAR = 5, TIME_OF_DAY = 11 }; /* in "2026-11-22 12:33:01" */
    char local[TIMESTAMP_TEXT_SIZE];
    timestamp_format_local(at, local);
    size_t skip = measure->dated ? YEAR : TIME_OF_DAY;
    const char *from = strlen(local) > skip ? local + skip : "";
    snprintf(text, CLOCK_SIZE, "%.*s", measure->clock_width, from);
}

static struct measure measure_lines(const struct frame *frame, struct frame_area area,
                                    const struct event_pane *pane, size_t top, size_t shown,
                                    struct timestamp now)
{
    bool wide = area.width >= WIDE_FROM;
    struct measure measure = {.gap = wide ? GAP : 1, .clock_width = wide ? 8 : 5};
    for (size_t i = 0; i < shown; i++) {
        const struct event_line *line = event_pane_line(pane, top + i);
        int width = frame_columns(frame->charset, line->name, NAME_MOST);
        measure.dated = measure.dated || timestamp_elapsed_s(line->at, now) >= DAY_S;
        if (!pane->filtered && width > measure.name_width)
            measure.name_width = width < NAME_MOST ? width : NAME_MOST;
    }
    if (measure.dated)
        measure.clock_width += (int)strlen("11-22 ");
    if (measure.name_width > 0 && measure.name_width < NAME_LEAST)
        measure.name_width = NAME_LEAST;
    return measure;
}

static enum style text_style(const struct event_line *line)
{
    if (line->severity == SEVERITY_NOTICE && line->comes_alive)
        return STYLE_LIVE;
    return theme_severity_style(line->severity);
}

static void draw_line(struct frame *frame, struct frame_area area, int row,
                      const struct measure *measure, const struct event_line *line)
{
    char clock[CLOCK_SIZE];
    say_clock(measure, line->at, clock);
    int column = area.width >= WIDE_FROM ? GAP : 0;
    column = frame_put_within(frame, area, column, row, measure->clock_width, FIELD_LEFT,
                              STYLE_QUIET, clock) +
             measure->gap;
    if (measure->name_width > 0)
        column = frame_put_within(frame, area, column, row, measure->name_width, FIELD_LEFT,
                                  STYLE_NORMAL, line->name[0] != '\0' ? line->name : "-") +
                 measure->gap;
    if (area.width > column)
        frame_put_within(frame, area, column, row, area.width - column, FIELD_LEFT,
                         text_style(line), line->text);
}

void view_events(struct frame *frame, struct frame_area area, const struct dashboard *dashboard,
                 const struct snapshot *snapshot)
{
    const struct event_pane *pane = &dashboard->events;
    if (area.height <= 0 || pane->log == NULL)
        return;
    size_t count = event_pane_count(pane);
    size_t top = event_pane_top(pane);
    size_t rows = (size_t)area.height;
    size_t shown = count - top < rows ? count - top : rows;
    struct measure measure = measure_lines(frame, area, pane, top, shown, snapshot->taken_at);
    for (size_t i = 0; i < shown; i++)
        draw_line(frame, area, (int)i, &measure, event_pane_line(pane, top + i));
    if (count == 0)
        frame_put_within(frame, area, area.width >= WIDE_FROM ? GAP : 0, 0, area.width, FIELD_LEFT,
                         STYLE_QUIET, "nothing has happened to it");
}

void view_events_rule(struct frame *frame, struct frame_area area,
                      const struct dashboard *dashboard)
{
    const struct event_pane *pane = &dashboard->events;
    char subject[RULE_SIZE] = "events";
    if (pane->filtered)
        snprintf(subject, sizeof subject, "events of %s", pane->name);
    bool marked = pane->focused && dashboard->pane == DASHBOARD_TABLE;
    view_signed_rule(frame, area, marked ? theme_glyph(GLYPH_SELECTED, frame->charset) : "",
                     STYLE_KEY, subject, pane->held ? "scrolled" : "", STYLE_QUIET);
}
