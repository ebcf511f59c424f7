/* Puts the dashboard together: plans the layout and lets each view draw its part. */
#ifndef OSAURTOP_SCREEN_H
#define OSAURTOP_SCREEN_H

#include "osaurtop/dashboard.h"
#include "osaurtop/frame.h"

/* Draws the whole frame, of the size it has; the dashboard learns how much room there was. */
void screen_draw(struct frame *frame, struct dashboard *dashboard, const struct snapshot *snapshot);

#endif
