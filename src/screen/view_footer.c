#include "config.h"

#include "osaurtop/views.h"

#include "osaurtop/keys.h"

#include <stdio.h>
#include <string.h>

enum { GAP = 2, POSITION_SIZE = 64 };

static unsigned place_of(enum dashboard_pane pane)
{
    static const unsigned places[] = {
        [DASHBOARD_TABLE] = KEY_IN_TABLE,
        [DASHBOARD_DETAIL] = KEY_IN_DETAIL,
        [DASHBOARD_HELP] = KEY_IN_HELP,
    };
    return places[pane];
}

static bool is_offered(const struct key_row *row, const struct dashboard *dashboard)
{
    return (row->places & place_of(dashboard->pane)) != 0 &&
           (row->action != ACTION_DETAIL || dashboard->selected);
}

static const char *label_of(const struct key_row *row, const struct dashboard *dashboard)
{
    return row->action == ACTION_PAUSE && dashboard->paused ? "resume" : row->footer_label;
}

static int width_of(const struct key_row *row, enum charset charset,
                    const struct dashboard *dashboard)
{
    return frame_columns(charset, row->footer_key[charset], FRAME_WIDTH_MAX) + 1 +
           (int)strlen(label_of(row, dashboard));
}

/* Whether a key keeps its place: it and all that matter more fit. */
static bool has_room(const struct key_row *row, enum charset charset,
                     const struct dashboard *dashboard, int width)
{
    size_t count;
    const struct key_row *rows = keys_all(&count);
    int needed = 0;
    for (size_t i = 0; i < count; i++) {
        bool shown = is_offered(&rows[i], dashboard) &&
                     (rows[i].footer_priority < row->footer_priority ||
                      (rows[i].footer_priority == row->footer_priority && &rows[i] <= row));
        if (shown)
            needed += width_of(&rows[i], charset, dashboard) + (needed > 0 ? GAP : 0);
    }
    return needed <= width;
}

/* "3/60" while the table does not show all; of a page, how far it is scrolled. */
static void say_position(const struct dashboard *dashboard, const struct snapshot *snapshot,
                         char text[POSITION_SIZE])
{
    text[0] = '\0';
    if (dashboard->pane == DASHBOARD_TABLE) {
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
        if (!is_offered(row, dashboard) ||
            !has_room(row, frame->charset, dashboard, area.width - taken))
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
