#include "config.h"

#include "osaurtop/layout.h"

/* From these heights on there is room for a part; below, the rows have it. */
enum { HEADER_FROM = 3, TITLES_FROM = 5, FOOTER_FROM = 6 };

/* The detail: its rule and three lines tell what matters; more than twelve lines it rarely fills.
 */
enum { DETAIL_LEAST = 4, DETAIL_MOST = 12 };

/* The events: their rule and a few lines; below this height of the screen the detail needs it all.
 */
enum { EVENTS_FROM = 20, EVENTS_LEAST = 4, EVENTS_MOST = 11, EVENTS_SHARE = 3 };

/* The table does not shrink below this for the detail's sake. */
enum { TABLE_LEAST = 3 };

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

static struct frame_area take(struct frame_area *rest, int height)
{
    struct frame_area part = *rest;
    part.height = smaller(height, rest->height);
    rest->y += part.height;
    rest->height -= part.height;
    return part;
}

static int table_height(int available, int wanted)
{
    int half = available / 2;
    int detail = half < DETAIL_LEAST ? DETAIL_LEAST : smaller(half, DETAIL_MOST);
    int height = smaller(wanted, available - detail);
    return height < smaller(wanted, TABLE_LEAST) ? available : height;
}

bool layout_has_room_for_events(int height)
{
    return height >= EVENTS_FROM;
}

/* Takes them from the bottom of what is left. */
static void plan_events(struct layout *layout, struct frame_area *rest)
{
    int share = rest->height / EVENTS_SHARE;
    int height = share < EVENTS_LEAST ? EVENTS_LEAST : smaller(share, EVENTS_MOST);
    struct frame_area part = *rest;
    part.y += rest->height - height;
    part.height = height;
    rest->height -= height;
    layout->events_rule = take(&part, 1);
    layout->events = part;
}

struct layout layout_plan(int width, int height, enum dashboard_pane pane, size_t count,
                          bool events)
{
    struct layout layout = {0};
    struct frame_area rest = {0, 0, width, height};

    if (height >= HEADER_FROM)
        layout.header = take(&rest, 1);
    if (height >= FOOTER_FROM) {
        layout.footer = (struct frame_area){0, height - 1, width, 1};
        rest.height--;
    }

    if (pane == DASHBOARD_TABLE && events && layout_has_room_for_events(height))
        plan_events(&layout, &rest);
    if (pane == DASHBOARD_TABLE && count > 0) {
        if (height >= TITLES_FROM)
            layout.titles = take(&rest, 1);
        int wanted = count < FRAME_HEIGHT_MAX ? (int)count : FRAME_HEIGHT_MAX;
        layout.table = take(&rest, table_height(rest.height, wanted));
        layout.rule = take(&rest, 1);
        layout.detail = rest;
        return layout;
    }

    if (pane != DASHBOARD_TABLE && height >= TITLES_FROM)
        layout.rule = take(&rest, 1);
    layout.page = rest;
    return layout;
}
