#include "config.h"

#include "osaurtop/dashboard.h"

#include "osaurtop/fields.h"
#include "osaurtop/keys.h"
#include "osaurtop/short_id.h"

#include <stdio.h>
#include <string.h>

void dashboard_start(struct dashboard *dashboard, int64_t delay_ms, const char *user_home)
{
    *dashboard = (struct dashboard){
        .delay_ms = delay_ms,
        .user_home = user_home,
        .pane = DASHBOARD_TABLE,
        .behind_help = DASHBOARD_TABLE,
        .table_rows = 1,
        .page_rows = 1,
    };
}

static const char *home_of(const struct snapshot *snapshot, size_t row)
{
    return snapshot->homes[snapshot->instances[row].entry->home].path;
}

static bool is_selection(const struct dashboard *dashboard, const struct snapshot *snapshot,
                         size_t row)
{
    return row < snapshot->count &&
           strcmp(snapshot->instances[row].entry->directory, dashboard->directory) == 0 &&
           strcmp(home_of(snapshot, row), dashboard->home) == 0;
}

static void select_row(struct dashboard *dashboard, const struct snapshot *snapshot, size_t row)
{
    const struct entry *entry = snapshot->instances[row].entry;
    dashboard->selected = true;
    dashboard->gone = false;
    dashboard->row = row;
    snprintf(dashboard->home, sizeof dashboard->home, "%s", home_of(snapshot, row));
    snprintf(dashboard->directory, sizeof dashboard->directory, "%s", entry->directory);
}

static void select_neighbour(struct dashboard *dashboard, const struct snapshot *snapshot)
{
    dashboard->selected = false;
    dashboard->gone = false;
    if (snapshot->count == 0)
        return;
    size_t last = snapshot->count - 1;
    select_row(dashboard, snapshot, dashboard->row < last ? dashboard->row : last);
}

void dashboard_update(struct dashboard *dashboard, const struct snapshot *snapshot)
{
    if (!dashboard->selected) {
        dashboard->row = 0;
        select_neighbour(dashboard, snapshot);
        return;
    }
    if (is_selection(dashboard, snapshot, dashboard->row)) {
        dashboard->gone = false;
        return;
    }
    for (size_t row = 0; row < snapshot->count; row++) {
        if (is_selection(dashboard, snapshot, row)) {
            dashboard->row = row;
            dashboard->gone = false;
            return;
        }
    }

    enum dashboard_pane pane =
        dashboard->pane == DASHBOARD_HELP ? dashboard->behind_help : dashboard->pane;
    if (pane == DASHBOARD_DETAIL)
        dashboard->gone = true;
    else
        select_neighbour(dashboard, snapshot);
}

const struct instance *dashboard_selected(const struct dashboard *dashboard,
                                          const struct snapshot *snapshot)
{
    if (!dashboard->selected || dashboard->gone || dashboard->row >= snapshot->count)
        return NULL;
    return &snapshot->instances[dashboard->row];
}

bool dashboard_shows_events(const struct dashboard *dashboard)
{
    return dashboard->pane == DASHBOARD_TABLE && dashboard->events.log != NULL &&
           !dashboard->events.hidden && dashboard->events.room;
}

bool dashboard_in_events(const struct dashboard *dashboard)
{
    return dashboard->pane == DASHBOARD_EVENTS ||
           (dashboard->events.focused && dashboard_shows_events(dashboard));
}

static int page_step(int rows)
{
    return rows > 1 ? rows - 1 : 1;
}

static size_t moved(size_t row, size_t count, long step)
{
    if (step < 0 && row < (size_t)-step)
        return 0;
    size_t target = step < 0 ? row - (size_t)-step : row + (size_t)step;
    return target < count ? target : count - 1;
}

static void filter_events(struct dashboard *dashboard, const struct snapshot *snapshot)
{
    const struct instance *instance = dashboard_selected(dashboard, snapshot);
    if (instance == NULL)
        return;
    char name[ENTRY_ID_SIZE];
    short_id(instance, name);
    event_pane_filter(&dashboard->events,
                      event_log_subject(instance->entry->home, instance->entry->directory), name);
}

static unsigned move_selection(struct dashboard *dashboard, const struct snapshot *snapshot,
                               enum action action)
{
    if (!dashboard->selected || snapshot->count == 0)
        return REACTION_NONE;

    size_t row = dashboard->row;
    int page = page_step(dashboard->table_rows);
    switch (action) {
    case ACTION_UP:
        row = moved(row, snapshot->count, -1);
        break;
    case ACTION_DOWN:
        row = moved(row, snapshot->count, 1);
        break;
    case ACTION_PAGE_UP:
        row = moved(row, snapshot->count, -page);
        break;
    case ACTION_PAGE_DOWN:
        row = moved(row, snapshot->count, page);
        break;
    case ACTION_FIRST:
        row = 0;
        break;
    default:
        row = snapshot->count - 1;
        break;
    }
    select_row(dashboard, snapshot, row);
    if (dashboard->events.filtered)
        filter_events(dashboard, snapshot);
    return REACTION_REDRAW;
}

static unsigned scroll_page(struct dashboard *dashboard, enum action action)
{
    int scroll = dashboard->scroll;
    int page = page_step(dashboard->page_rows);
    switch (action) {
    case ACTION_UP:
        scroll -= 1;
        break;
    case ACTION_DOWN:
        scroll += 1;
        break;
    case ACTION_PAGE_UP:
        scroll -= page;
        break;
    case ACTION_PAGE_DOWN:
        scroll += page;
        break;
    case ACTION_FIRST:
        scroll = 0;
        break;
    default:
        scroll = dashboard->scroll_max;
        break;
    }
    if (scroll > dashboard->scroll_max)
        scroll = dashboard->scroll_max;
    dashboard->scroll = scroll < 0 ? 0 : scroll;
    return REACTION_REDRAW;
}

static unsigned open_pane(struct dashboard *dashboard, enum dashboard_pane pane)
{
    dashboard->pane = pane;
    dashboard->scroll = 0;
    return REACTION_REDRAW;
}

static unsigned toggle_help(struct dashboard *dashboard)
{
    if (dashboard->pane == DASHBOARD_HELP)
        return open_pane(dashboard, dashboard->behind_help);
    dashboard->behind_help = dashboard->pane;
    return open_pane(dashboard, DASHBOARD_HELP);
}

static unsigned go_back(struct dashboard *dashboard, const struct snapshot *snapshot)
{
    if (dashboard->pane == DASHBOARD_HELP)
        return toggle_help(dashboard);
    if (dashboard->pane == DASHBOARD_TABLE) {
        if (!dashboard_in_events(dashboard))
            return REACTION_NONE;
        dashboard->events.focused = false;
        return REACTION_REDRAW;
    }
    if (dashboard->gone)
        select_neighbour(dashboard, snapshot);
    return open_pane(dashboard, DASHBOARD_TABLE);
}

static unsigned open_detail(struct dashboard *dashboard)
{
    if (dashboard->pane != DASHBOARD_TABLE)
        return REACTION_NONE;
    if (dashboard_in_events(dashboard))
        return open_pane(dashboard, DASHBOARD_EVENTS);
    return dashboard->selected ? open_pane(dashboard, DASHBOARD_DETAIL) : REACTION_NONE;
}

/* --- events -------------------------------------------------------------------------------------
 */

/* Below the detail where there is room for them, else the whole screen. */
static unsigned toggle_events(struct dashboard *dashboard, const struct snapshot *snapshot)
{
    struct event_pane *events = &dashboard->events;
    if (events->log == NULL || dashboard->pane == DASHBOARD_HELP)
        return REACTION_NONE;
    if (dashboard->pane == DASHBOARD_EVENTS)
        return go_back(dashboard, snapshot);
    if (dashboard->pane == DASHBOARD_DETAIL || !events->room)
        return open_pane(dashboard, DASHBOARD_EVENTS);
    events->hidden = !events->hidden;
    events->focused = false;
    return REACTION_REDRAW;
}

static unsigned switch_focus(struct dashboard *dashboard)
{
    if (!dashboard_shows_events(dashboard))
        return REACTION_NONE;
    dashboard->events.focused = !dashboard->events.focused;
    return REACTION_REDRAW;
}

static unsigned toggle_filter(struct dashboard *dashboard, const struct snapshot *snapshot)
{
    if (dashboard->pane != DASHBOARD_EVENTS && !dashboard_shows_events(dashboard))
        return REACTION_NONE;
    if (dashboard->events.filtered)
        event_pane_unfilter(&dashboard->events);
    else
        filter_events(dashboard, snapshot);
    return REACTION_REDRAW;
}

/* --- removing -----------------------------------------------------------------------------------
 */

/* `name` is raw, `words` are harmless. */
static void tell(struct dashboard *dashboard, bool alerts, const char *name, const char *words)
{
    char harmless[ENTRY_ID_SIZE * 3];
    text_harmless(harmless, sizeof harmless, name, strlen(name), CHARSET_UTF8);
    snprintf(dashboard->notice, sizeof dashboard->notice, "%s%s%s", harmless,
             harmless[0] == '\0' ? "" : " ", words);
    dashboard->notice_alerts = alerts;
}

static unsigned ask_to_prune(struct dashboard *dashboard, const struct snapshot *snapshot)
{
    if (dashboard->pane != DASHBOARD_TABLE && dashboard->pane != DASHBOARD_DETAIL)
        return REACTION_NONE;
    const struct instance *instance = dashboard_selected(dashboard, snapshot);
    if (dashboard->read_only) {
        tell(dashboard, true, "", "Nothing is removed: osaurtop was started read-only.");
    } else if (instance == NULL) {
        tell(dashboard, false, "", "There is nothing to remove.");
    } else if (instance->verdict.state == STATE_STALE) {
        prune_dialog_open(&dashboard->dialog, snapshot, instance);
        return REACTION_REDRAW | REACTION_ASK;
    } else {
        char name[ENTRY_ID_SIZE];
        char why[FIELD_TEXT_SIZE];
        char words[FIELD_TEXT_SIZE + 64];
        short_id(instance, name);
        snapshot_explain(snapshot, instance, why, sizeof why);
        snprintf(words, sizeof words, "is %s, not stale, and stays: %s",
                 state_name(instance->verdict.state), why);
        tell(dashboard, false, name, words);
    }
    return REACTION_REDRAW;
}

/* Only a plain yes is one. */
static unsigned answer(struct dashboard *dashboard, int stroke)
{
    dashboard->dialog.open = false;
    if (stroke == 'y')
        return REACTION_REDRAW | REACTION_PRUNE;
    tell(dashboard, false, dashboard->dialog.name, "was kept.");
    return REACTION_REDRAW;
}

void dashboard_tell_prune(struct dashboard *dashboard, const struct prune *prune)
{
    char words[PRUNE_TEXT_SIZE];
    prune_explain(prune, words, sizeof words);
    tell(dashboard, prune->result != PRUNE_REMOVED && prune->result != PRUNE_GONE,
         dashboard->dialog.name, words);
}

/* --- keys ---------------------------------------------------------------------------------------
 */

static unsigned act(struct dashboard *dashboard, const struct snapshot *snapshot,
                    enum action action)
{
    switch (action) {
    case ACTION_NONE:
        return REACTION_NONE;
    case ACTION_QUIT:
        return REACTION_QUIT;
    case ACTION_HELP:
        return toggle_help(dashboard);
    case ACTION_BACK:
        return go_back(dashboard, snapshot);
    case ACTION_PAUSE:
        dashboard->paused = !dashboard->paused;
        return dashboard->paused ? REACTION_REDRAW : REACTION_REDRAW | REACTION_RESCAN;
    case ACTION_DETAIL:
        return open_detail(dashboard);
    case ACTION_EVENTS:
        return toggle_events(dashboard, snapshot);
    case ACTION_FOCUS:
        return switch_focus(dashboard);
    case ACTION_FILTER:
        return toggle_filter(dashboard, snapshot);
    case ACTION_PRUNE:
        return ask_to_prune(dashboard, snapshot);
    default:
        if (dashboard_in_events(dashboard)) {
            event_pane_move(&dashboard->events, action);
            return REACTION_REDRAW;
        }
        if (dashboard->pane == DASHBOARD_TABLE)
            return move_selection(dashboard, snapshot, action);
        return scroll_page(dashboard, action);
    }
}

unsigned dashboard_key(struct dashboard *dashboard, const struct snapshot *snapshot, int stroke)
{
    if (stroke == STROKE_NONE)
        return REACTION_NONE;
    if (dashboard->dialog.open)
        return answer(dashboard, stroke);
    unsigned reactions = dashboard->notice[0] == '\0' ? REACTION_NONE : REACTION_REDRAW;
    dashboard->notice[0] = '\0';
    return reactions | act(dashboard, snapshot, keys_action(stroke));
}

void dashboard_fit(struct dashboard *dashboard, const struct snapshot *snapshot, int table_rows,
                   int page_rows, int page_lines)
{
    dashboard->page_rows = page_rows;
    dashboard->scroll_max = page_lines > page_rows ? page_lines - page_rows : 0;
    if (dashboard->scroll > dashboard->scroll_max)
        dashboard->scroll = dashboard->scroll_max;

    /* A full page hides the table; it is found again as it was left. */
    if (table_rows <= 0)
        return;
    dashboard->table_rows = table_rows;
    size_t rows = (size_t)table_rows;
    size_t last_top = snapshot->count > rows ? snapshot->count - rows : 0;
    if (dashboard->row < dashboard->top)
        dashboard->top = dashboard->row;
    if (dashboard->row >= dashboard->top + rows)
        dashboard->top = dashboard->row - rows + 1;
    if (dashboard->top > last_top)
        dashboard->top = last_top;
}
