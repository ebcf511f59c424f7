#include "config.h"

#include "osaurtop/views.h"

#include "osaurtop/columns.h"

#include <string.h>

static void draw_titles(struct frame *frame, struct frame_area area, const struct columns *columns)
{
    for (size_t i = 0; i < columns->count; i++) {
        const struct column *column = &columns->column[i];
        if (column->shown)
            frame_put_within(frame, area, column->x, 0, column->width, column->field->align,
                             STYLE_HEADING, column_title(column));
    }
}

static bool is_leaked(const struct instance *instance)
{
    return instance->verdict.exposure == EXPOSURE_LEAKED;
}

/* The pick's star or the sign of a leak; both together are a star that alarms. */
static const char *mark_of(const struct instance *instance, enum charset charset)
{
    if (instance->pick)
        return theme_glyph(GLYPH_PICK, charset);
    return is_leaked(instance) ? theme_glyph(GLYPH_LEAK, charset) : NULL;
}

/* The marks at the left: the selection, and what the instance is to others; neither hides the other
 * while there is room. */
static void draw_marks(struct frame *frame, struct frame_area area, int row, int gutter,
                       bool selected, const struct instance *instance)
{
    const char *arrow = theme_glyph(GLYPH_SELECTED, frame->charset);
    const char *mark = mark_of(instance, frame->charset);
    bool alarming =
        is_leaked(instance) || (instance->pick && instance->verdict.state == STATE_STALE);
    enum style style = selected ? STYLE_SELECTED : alarming ? STYLE_CRITICAL : STYLE_PICK;
    if (gutter >= 3 && selected)
        frame_put(frame, area, 0, row, STYLE_SELECTED, arrow);
    if (gutter >= 3 && mark != NULL)
        frame_put(frame, area, 1, row, style, mark);
    if (gutter == 2 && (mark != NULL || selected))
        frame_put(frame, area, 0, row, style, mark != NULL ? mark : arrow);
}

static enum style text_style(const struct column *column, const struct instance *instance,
                             const char *text)
{
    enum exposure exposure = instance->verdict.exposure;
    if (strcmp(text, "-") == 0 || column->kind == COLUMN_WHY)
        return STYLE_QUIET;
    if (strcmp(column->field->name, "exposure") == 0 && exposure == EXPOSURE_LEAKED)
        return STYLE_CRITICAL;
    if (strcmp(column->field->name, "exposure") == 0 && exposure == EXPOSURE_CLAIMED)
        return STYLE_ALERT;
    return STYLE_NORMAL;
}

static void draw_state(struct frame *frame, struct frame_area area, int row,
                       const struct column *column, const struct instance *instance,
                       const char *text, enum style style)
{
    frame_put_within(frame, area, column->x, row, 1, FIELD_LEFT, style,
                     theme_state_sign(instance->verdict.state, frame->charset));
    if (!column->compact)
        frame_put_within(frame, area, column->x + 2, row, column->width - 2, FIELD_LEFT, style,
                         text);
}

static void draw_row(struct frame *frame, struct frame_area area, int row,
                     const struct columns *columns, const struct snapshot *snapshot,
                     const struct instance *instance, bool selected)
{
    if (selected) {
        struct frame_area line = {area.x, area.y + row, area.width, 1};
        frame_fill(frame, line, STYLE_SELECTED);
    }
    draw_marks(frame, area, row, columns->gutter, selected, instance);

    for (size_t i = 0; i < columns->count; i++) {
        const struct column *column = &columns->column[i];
        if (!column->shown)
            continue;
        char text[FIELD_TEXT_SIZE];
        column_text(column, snapshot, instance, text, sizeof text);
        if (column->kind == COLUMN_STATE) {
            draw_state(frame, area, row, column, instance, text,
                       selected ? STYLE_SELECTED : theme_state_style(instance->verdict.state));
            continue;
        }
        frame_put_within(frame, area, column->x, row, column->width, column->field->align,
                         selected ? STYLE_SELECTED : text_style(column, instance, text), text);
    }
}

void view_table(struct frame *frame, struct frame_area titles, struct frame_area rows,
                const struct dashboard *dashboard, const struct snapshot *snapshot)
{
    struct columns columns;
    size_t shown = rows.height > 0 ? (size_t)rows.height : 0;
    columns_fit(&columns, frame->charset, snapshot, dashboard->top, shown, rows.width);
    if (titles.height > 0)
        draw_titles(frame, titles, &columns);

    const struct instance *selected = dashboard_selected(dashboard, snapshot);
    for (size_t i = 0; i < shown && dashboard->top + i < snapshot->count; i++) {
        const struct instance *instance = &snapshot->instances[dashboard->top + i];
        draw_row(frame, rows, (int)i, &columns, snapshot, instance, instance == selected);
    }
}
