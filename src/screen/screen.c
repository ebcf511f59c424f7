#include "config.h"

#include "osaurtop/screen.h"

#include "osaurtop/layout.h"
#include "osaurtop/views.h"

static int page_lines(const struct frame *frame, const struct layout *layout,
                      const struct dashboard *dashboard, const struct snapshot *snapshot)
{
    if (dashboard->pane == DASHBOARD_HELP)
        return view_help_lines(frame->charset, layout->page, dashboard);
    if (dashboard->pane == DASHBOARD_DETAIL)
        return view_detail_lines(frame->charset, layout->page, dashboard, snapshot);
    return 0;
}

static void draw_body(struct frame *frame, const struct layout *layout,
                      const struct dashboard *dashboard, const struct snapshot *snapshot)
{
    switch (dashboard->pane) {
    case DASHBOARD_HELP:
        view_rule(frame, layout->rule, "help");
        view_help(frame, layout->page, dashboard, dashboard->scroll);
        break;
    case DASHBOARD_EVENTS:
        view_events_rule(frame, layout->rule, dashboard);
        view_events(frame, layout->page, dashboard, snapshot);
        break;
    case DASHBOARD_DETAIL:
        view_detail_rule(frame, layout->rule, dashboard, snapshot, true);
        view_detail(frame, layout->page, dashboard, snapshot, dashboard->scroll);
        break;
    case DASHBOARD_TABLE:
        if (snapshot->count == 0) {
            view_empty(frame, layout->page, snapshot);
        } else {
            view_table(frame, layout->titles, layout->table, dashboard, snapshot);
            view_detail_rule(frame, layout->rule, dashboard, snapshot, false);
            view_detail(frame, layout->detail, dashboard, snapshot, 0);
        }
        view_events_rule(frame, layout->events_rule, dashboard);
        view_events(frame, layout->events, dashboard, snapshot);
        break;
    }
}

void screen_draw(struct frame *frame, struct dashboard *dashboard, const struct snapshot *snapshot)
{
    dashboard->events.room = layout_has_room_for_events(frame->height);
    struct layout layout = layout_plan(frame->width, frame->height, dashboard->pane,
                                       snapshot->count, dashboard_shows_events(dashboard));
    dashboard->events.rows =
        dashboard->pane == DASHBOARD_EVENTS ? layout.page.height : layout.events.height;
    dashboard_fit(dashboard, snapshot, layout.table.height, layout.page.height,
                  page_lines(frame, &layout, dashboard, snapshot));

    frame_fill(frame, frame_all(frame), STYLE_NORMAL);
    view_header(frame, layout.header, dashboard, snapshot);
    draw_body(frame, &layout, dashboard, snapshot);
    /* No key means there what it usually does while a question is open. */
    if (!dashboard->dialog.open)
        view_footer(frame, layout.footer, dashboard, snapshot);
    view_notice(frame, layout.footer, dashboard);
    view_dialog(frame, frame_all(frame), dashboard);
}
