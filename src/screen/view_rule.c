#include "config.h"

#include "osaurtop/views.h"

#include "osaurtop/short_id.h"

#include <stdio.h>

/* The line before the subject, and the blanks around it. */
enum { RULE_LEAD = 2 };

void view_signed_rule(struct frame *frame, struct frame_area area, const char *sign,
                      enum style sign_style, const char *subject, const char *word,
                      enum style word_style)
{
    if (area.height <= 0)
        return;
    const char *rule = theme_glyph(GLYPH_RULE, frame->charset);
    for (int x = 0; x < area.width; x++)
        frame_put(frame, area, x, 0, STYLE_QUIET, rule);
    if (area.width <= 2 * RULE_LEAD)
        return;

    int column = RULE_LEAD;
    column = frame_put(frame, area, column, 0, STYLE_NORMAL, " ");
    if (sign[0] != '\0') {
        column = frame_put(frame, area, column, 0, sign_style, sign);
        column = frame_put(frame, area, column, 0, STYLE_NORMAL, " ");
    }
    int room = area.width - column - 1;
    int width = frame_columns(frame->charset, subject, room);
    column = frame_put_within(frame, area, column, 0, width < room ? width : room, FIELD_LEFT,
                              STYLE_TITLE, subject);
    column = frame_put(frame, area, column, 0, STYLE_NORMAL, " ");
    if (word[0] == '\0')
        return;
    column = frame_put(frame, area, column, 0, word_style, word);
    frame_put(frame, area, column, 0, STYLE_NORMAL, " ");
}

void view_rule(struct frame *frame, struct frame_area area, const char *subject)
{
    view_signed_rule(frame, area, "", STYLE_NORMAL, subject, "", STYLE_NORMAL);
}

void view_detail_rule(struct frame *frame, struct frame_area area,
                      const struct dashboard *dashboard, const struct snapshot *snapshot, bool full)
{
    const struct instance *instance = dashboard_selected(dashboard, snapshot);
    if (instance == NULL) {
        view_rule(frame, area, dashboard->directory);
        return;
    }
    char name[ENTRY_ID_SIZE];
    if (full)
        snprintf(name, sizeof name, "%s", instance->entry->id);
    else
        short_id(instance, name);
    enum state state = instance->verdict.state;
    view_signed_rule(frame, area, theme_state_sign(state, frame->charset), theme_state_style(state),
                     name, state_name(state), theme_state_style(state));
}
