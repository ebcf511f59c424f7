/* Which part of the screen belongs to which view. Pure arithmetic; a folded area has no height. */
#ifndef OSAURTOP_LAYOUT_H
#define OSAURTOP_LAYOUT_H

#include "osaurtop/dashboard.h"
#include "osaurtop/frame.h"

struct layout {
    struct frame_area header;
    struct frame_area titles; /* of the table's columns */
    struct frame_area table;  /* the rows */
    struct frame_area rule;   /* the line above the detail or a full page */
    struct frame_area detail; /* below the table */
    struct frame_area
        page; /* detail, events, help or the explanation of an empty screen, when full */
    struct frame_area events_rule;
    struct frame_area events; /* below the detail, or the explanation of an empty screen */
    struct frame_area footer;
};

/* Whether a screen so high has room for the events below the detail. */
bool layout_has_room_for_events(int height);

/* `count`: instances to show. `events`: they are to stand below the detail, if there is room. */
struct layout layout_plan(int width, int height, enum dashboard_pane pane, size_t count,
                          bool events);

#endif
