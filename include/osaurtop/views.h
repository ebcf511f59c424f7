/*
 * The views: pure functions from the dashboard's state and a snapshot to a part of a frame. Now is
 * when the snapshot was taken. One file each in src/screen/.
 */
#ifndef OSAURTOP_VIEWS_H
#define OSAURTOP_VIEWS_H

#include "osaurtop/dashboard.h"
#include "osaurtop/frame.h"
#include "osaurtop/layout.h"

void view_header(struct frame *frame, struct frame_area area, const struct dashboard *dashboard,
                 const struct snapshot *snapshot);

/* Titles and rows; either area may be folded. */
void view_table(struct frame *frame, struct frame_area titles, struct frame_area rows,
                const struct dashboard *dashboard, const struct snapshot *snapshot);

/* The detail of the selected instance; the second counts the lines it takes. */
void view_detail(struct frame *frame, struct frame_area area, const struct dashboard *dashboard,
                 const struct snapshot *snapshot, int scroll);
int view_detail_lines(enum charset charset, struct frame_area area,
                      const struct dashboard *dashboard, const struct snapshot *snapshot);

/* The line above a detail, with the name of its subject; `full`: it fills the screen. */
void view_detail_rule(struct frame *frame, struct frame_area area,
                      const struct dashboard *dashboard, const struct snapshot *snapshot,
                      bool full);

/* The events that pass the filter, the newest at the bottom; and the line above them, which says
 * whose they are. */
void view_events(struct frame *frame, struct frame_area area, const struct dashboard *dashboard,
                 const struct snapshot *snapshot);
void view_events_rule(struct frame *frame, struct frame_area area,
                      const struct dashboard *dashboard);

/* Keys and signs. */
void view_help(struct frame *frame, struct frame_area area, const struct dashboard *dashboard,
               int scroll);
int view_help_lines(enum charset charset, struct frame_area area,
                    const struct dashboard *dashboard);

/* What it means that there is no instance, and what to do. */
void view_empty(struct frame *frame, struct frame_area area, const struct snapshot *snapshot);

void view_footer(struct frame *frame, struct frame_area area, const struct dashboard *dashboard,
                 const struct snapshot *snapshot);

/* What the last key did, over the footer; over the last row where that is folded. Nothing when
 * there is nothing to say. */
void view_notice(struct frame *frame, struct frame_area footer, const struct dashboard *dashboard);

/* The question that is open, in the middle of the area; nothing when there is none. */
void view_dialog(struct frame *frame, struct frame_area area, const struct dashboard *dashboard);

/* A horizontal line with a subject in it. */
void view_rule(struct frame *frame, struct frame_area area, const char *subject);

/* The same with a sign before the subject ("": none). */
void view_signed_rule(struct frame *frame, struct frame_area area, const char *sign,
                      enum style sign_style, const char *subject, const char *word,
                      enum style word_style);

/* A path as people write it: `~` for the user's home (NULL: none). Raw text. */
void view_path(const char *path, const char *user_home, char *text, size_t size);

#endif
