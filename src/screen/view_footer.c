#include "config.h"

#include "osaurtop/views.h"

#include "osaurtop/keys.h"

#include <stdio.h>
#include <string.h>

enum { GAP = 2, POSITION_SIZE = 64 };

static unsigned place_of(const struct dashboard *dashboard)
{
    static const unsigned places[] = {
        [DASHBOARD_TABLE] = KEY_IN_TABLE,
        [DASHBOARD_DETAIL] = KEY_IN_DETAIL,
        [DASHBOARD_EVENTS] = KEY_IN_EVENTS,
        [DASHBOARD_HELP] = KEY_IN_HELP,
    };
    return dashboard_in_events(dashboard) ? KEY_IN_EVENTS : places[dashboard->pane];
}

/* Whether a key would do anything now. */
static bool is_offered(const struct key_row *row, const struct dashboard *dashboard,
                       const struct snapshot *snapshot)
{
    if ((row->places & place_of(dashboard)) == 0)
        return false;
    const struct instance *selected = dashboard_selected(dashboard, snapshot);
    switch (row->action) {
    case ACTION_DETAIL:
        return dashboard->selected;
    case ACTION_PRUNE:
        return !dashboard->read_only && selected != NULL && selected->verdict.state == STATE_STALE;
    case ACTION_EVENTS:
        return dashboard->events.log != NULL;
    case ACTION_FOCUS:
        return dashboard_shows_events(dashboard);
    case ACTION_FILTER:
        return (dashboard->pane == DASHBOARD_EVENTS || dashboard_shows_events(dashboard)) &&
               (dashboard->events.filtered || selected != NULL);
    default:
        return true;
    }
}

static const char *label_of(const struct key_row *row, const struct dashboard *dashboard)
{
    if (row->action == ACTION_PAUSE && dashboard->paused)
        return "resume";
    if (row->action == ACTION_FILTER && dashboard->events.filtered)
        return "all";
    return row->footer_label;
}

static int width_of(const struct key_row *row, enum charset charset,
                    const struct dashboard *dashboard)
{
    return frame_columns(charset, row->footer_key[charset], FRAME_WIDTH_MAX) + 1 +
           (int)strlen(label_of(row, dashboard));
}

/* Whether a key keeps its place: it and all that matter more fit. */
static bool has_room(const struct key_row *row, enum charset charset,
                     const struct dashboard *dashboard, const struct snapshot *snapshot, int width)
{
    size_t count;
    const struct key_row *rows = keys_all(&count);
    int needed = 0;
    for (size_t i = 0; i < count; i++) {
        bool shown = is_offered(&rows[i], dashboard, snapshot) &&
                     (rows[i].footer_priority < row->footer_priority ||
                      (rows[i].footer_priority == row->footer_priority && &rows[i] <= row));
        if (shown)
            needed += width_of(&rows[i], charset, dashboard) + (needed > 0 ? GAP : 0);
    }
    return needed <= width;
}

/* How much of the events is shown, where not all of it is: "12-20/45". */
static void say_events_position(const struct event_pane *events, char text[POSITION_SIZE])
{
    size_t count = event_pane_count(events);
    size_t rows = events->rows > 0 ? (size_t)events->rows : 0;
    size_t top = event_pane_top(events);
    if (rows > 0 && count > rows)
        snprintf(text, POSITION_SIZE, "%zu-%zu/%zu", top + 1, top + rows, count);
}

/* "3/60" while the table does not show all; of a page, how far it is scrolled. */
static void say_position(const struct dashboard *dashboard, const struct snapshot *snapshot,
                         char text[POSITION_SIZE])
{
    text[0] = '\0';
    if (dashboard_in_events(dashboard)) {
        say_events_position(&dashboard->events, text);
    } else if (dashboard->pane == DASHBOARD_TABLE) {
        if (dashboard->selected && snapshot->count > (size_t)dashboard->table_rows)
            snprintf(text, POSITION_SIZE, "%zu/%zu", dashboard->row + 1, snapshot->count);
    } else if (dashboard->scroll_max > 0) {
        snprintf(text, POSITION_SIZE, "%d/%d", dashboard->scroll + 1, dashboard->scroll_max + 1);
    }
}

void view_footer(struct frame *frame, struct frame_area area, const struct dashboard *dashboard,
                 const struct snapshot *snapshot)
{
    if (area.height <= 0)
        return;
    char position[POSITION_SIZE];
    say_position(dashboard, snapshot, position);
    int taken = position[0] == '\0' ? 0 : (int)strlen(position) + GAP;

    size_t count;
    const struct key_row *rows = keys_all(&count);
    int column = 0;
    for (size_t i = 0; i < count; i++) {
        const struct key_row *row = &rows[i];
        if (!is_offered(row, dashboard, snapshot) ||
            !has_room(row, frame->charset, dashboard, snapshot, area.width - taken))
            continue;
        if (column > 0)
            column += GAP;
        column = frame_put(frame, area, column, 0, STYLE_KEY, row->footer_key[frame->charset]) + 1;
        column = frame_put(frame, area, column, 0, STYLE_QUIET, label_of(row, dashboard));
    }
    int start = area.width - (int)strlen(position);
    if (taken > 0 && start >= column)
        frame_put(frame, area, start, 0, STYLE_QUIET, position);
}

void view_notice(struct frame *frame, struct frame_area footer, const struct dashboard *dashboard)
{
    if (dashboard->notice[0] == '\0')
        return;
    struct frame_area line = footer;
    if (line.height <= 0)
        line = (struct frame_area){0, frame->height - 1, frame->width, 1};
    frame_put_within(frame, line, 0, 0, line.width, FIELD_LEFT,
                     dashboard->notice_alerts ? STYLE_ALERT : STYLE_TITLE, dashboard->notice);
}
