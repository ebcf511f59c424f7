/*
 * The dashboard's state: what is selected, shown and scrolled; and what keys do to it. Draws
 * nothing.
 */
#ifndef OSAURTOP_DASHBOARD_H
#define OSAURTOP_DASHBOARD_H

#include "osaurtop/event_pane.h"
#include "osaurtop/prune_dialog.h"
#include "osaurtop/snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the body of the screen is given to. */
enum dashboard_pane {
    DASHBOARD_TABLE, /* the table; detail and events below it, as room allows */
    DASHBOARD_DETAIL,
    DASHBOARD_EVENTS,
    DASHBOARD_HELP,
};

/* What a key asks the loop for. */
enum reaction {
    REACTION_NONE = 0,
    REACTION_REDRAW = 1,
    REACTION_RESCAN = 2,
    REACTION_QUIT = 4,
    REACTION_ASK = 8,    /* a question was put: what was typed before it is seen is no answer */
    REACTION_PRUNE = 16, /* remove the entry of dashboard.dialog.identity */
};

/* Room for the line that tells what a key did, with its NUL. */
#define DASHBOARD_NOTICE_SIZE 1024

struct dashboard {
    int64_t delay_ms;      /* between two looks; 0: this is the only one */
    const char *user_home; /* shown as `~`; NULL when there is none */
    bool read_only;        /* nothing is removed */
    bool paused;
    enum dashboard_pane pane;
    enum dashboard_pane behind_help; /* where leaving the help leads */

    /* The selection is an identity, never a row; `row` is where it was in the last snapshot. */
    bool selected;
    bool gone; /* its detail was open when it vanished */
    char home[PATH_MAX];
    char directory[ENTRY_NAME_SIZE];
    size_t row;

    /* Kept by dashboard_fit(). */
    size_t top;     /* the first row that the table shows */
    int table_rows; /* how many it shows */
    int scroll;     /* the first line shown of a full page (detail, help) */
    int scroll_max;
    int page_rows;

    struct event_pane events;
    struct prune_dialog dialog; /* takes all keys while it is open */

    /* What the last key did, until the next one; harmless. */
    char notice[DASHBOARD_NOTICE_SIZE];
    bool notice_alerts;
};

/*
 * Nothing selected yet, the table in front, nothing logged. `user_home` must outlive the dashboard.
 */
void dashboard_start(struct dashboard *dashboard, int64_t delay_ms, const char *user_home);

/*
 * Finds the selection in a new snapshot. When it is gone its neighbour is selected, unless its
 * detail fills the screen: that stays, and says so.
 */
void dashboard_update(struct dashboard *dashboard, const struct snapshot *snapshot);

/* The selected instance, or NULL when there is none, or no more. */
const struct instance *dashboard_selected(const struct dashboard *dashboard,
                                          const struct snapshot *snapshot);

/* Whether the events stand below the detail now. */
bool dashboard_shows_events(const struct dashboard *dashboard);

/* Whether the keys that move are those of the events. */
bool dashboard_in_events(const struct dashboard *dashboard);

/* Handles a keystroke (keys.h). Returns bits of enum reaction. */
unsigned dashboard_key(struct dashboard *dashboard, const struct snapshot *snapshot, int stroke);

/* Tells how the removal that REACTION_PRUNE asked for ended. */
void dashboard_tell_prune(struct dashboard *dashboard, const struct prune *prune);

/*
 * Tells how much room there is: rows of the table, rows of a full page and the lines that it has.
 * Scrolls so that the selection is visible and nothing scrolls beyond its end.
 */
void dashboard_fit(struct dashboard *dashboard, const struct snapshot *snapshot, int table_rows,
                   int page_rows, int page_lines);

#endif
