#include "config.h"

#include "osaurtop/views.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { COUNT_SIZE = 24, COUNTS_SIZE = 256, REFRESH_SIZE = 64, BADGE_SIZE = 40, GAP = 2 };

/* A pick that is stale, leaks, and that all is simulated. */
enum { BADGES_MAX = 3 };

/* A path shorter than this says nothing; with this much it is told before counts are in words. */
enum { PATH_LEAST = 12, PATH_GOOD = 24 };

void view_path(const char *path, const char *user_home, char *text, size_t size)
{
    size_t length = user_home == NULL ? 0 : strlen(user_home);
    while (length > 1 && user_home[length - 1] == '/')
        length--;
    if (length > 1 && strncmp(path, user_home, length) == 0 &&
        (path[length] == '/' || path[length] == '\0'))
        snprintf(text, size, "~%s", path + length);
    else
        snprintf(text, size, "%s", path);
}

/* How the counts are told: "1 live   2 stale", or by signs. */
enum counts_form { COUNTS_WORDS, COUNTS_SIGNS };

/* Nothing was counted: no main directory could be listed, and no other has an entry. */
static bool is_unknown(const struct snapshot *snapshot)
{
    enum directory_status status =
        snapshot->home_count > 0 ? snapshot->homes[0].status : DIRECTORY_MISSING;
    return snapshot->count == 0 && (status == DIRECTORY_UNREADABLE || status == DIRECTORY_NOT_ONE);
}

/* Puts the counts when `frame` is not NULL; returns the columns that they take in any case. */
static int put_counts(struct frame *frame, struct frame_area area, int column, enum charset charset,
                      enum counts_form form, const struct snapshot *snapshot)
{
    int used = 0;
    for (enum state state = 0; state < STATE_COUNT; state++) {
        size_t count = snapshot->state_counts[state];
        /* No live instance is news; no other of a kind is not. */
        if (count == 0 && state != STATE_LIVE)
            continue;
        char number[COUNT_SIZE];
        char text[COUNTS_SIZE];
        if (is_unknown(snapshot))
            snprintf(number, sizeof number, "?");
        else
            snprintf(number, sizeof number, "%zu", count);
        if (form == COUNTS_WORDS)
            snprintf(text, sizeof text, "%s %s", number, state_name(state));
        else
            snprintf(text, sizeof text, "%s%s", theme_state_sign(state, charset), number);
        if (used > 0)
            used += form == COUNTS_WORDS ? GAP + 1 : 1;
        if (frame != NULL)
            frame_put(frame, area, column + used, 0,
                      count > 0 ? theme_state_style(state) : STYLE_QUIET, text);
        used += frame_columns(charset, text, COUNTS_SIZE);
    }
    return used;
}

static void say_refresh(const struct dashboard *dashboard, const struct snapshot *snapshot,
                        char text[REFRESH_SIZE])
{
    int64_t tenths = dashboard->delay_ms / 100;
    if (dashboard->paused) {
        snprintf(text, REFRESH_SIZE, "paused");
    } else if (dashboard->delay_ms <= 0) {
        char clock[TIMESTAMP_TEXT_SIZE];
        timestamp_format_clock(snapshot->taken_at, clock);
        snprintf(text, REFRESH_SIZE, "%s", clock);
    } else if (tenths % 10 == 0) {
        snprintf(text, REFRESH_SIZE, "every %" PRId64 "s", tenths / 10);
    } else {
        snprintf(text, REFRESH_SIZE, "every %" PRId64 ".%" PRId64 "s", tenths / 10, tenths % 10);
    }
}

static void say_path(const struct dashboard *dashboard, const struct snapshot *snapshot, char *text,
                     size_t size)
{
    static const char *const conditions[] = {
        [DIRECTORY_PRESENT] = "",
        [DIRECTORY_MISSING] = " (missing)",
        [DIRECTORY_UNREADABLE] = " (unreadable)",
        [DIRECTORY_NOT_ONE] = " (not a directory)",
    };
    text[0] = '\0';
    if (snapshot->home_count == 0)
        return;
    view_path(snapshot->homes[0].path, dashboard->user_home, text, size);
    size_t length = strlen(text);
    size_t older = snapshot->home_count - 1;
    if (older > 0)
        snprintf(text + length, size - length, "%s +%zu older",
                 conditions[snapshot->homes[0].status], older);
    else
        snprintf(text + length, size - length, "%s", conditions[snapshot->homes[0].status]);
}

static bool any_simulated(const struct snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->home_count; i++)
        if (snapshot->homes[i].simulated)
            return true;
    return false;
}

/* --- what alarms --------------------------------------------------------------------------------
 */

/* A mark on the whole screen, in words or in a few columns. */
struct badge {
    enum style style;
    char words[BADGE_SIZE];
    char sign[BADGE_SIZE];
};

static size_t count_findings(const struct snapshot *snapshot, enum finding_code code)
{
    size_t count = 0;
    for (size_t i = 0; i < snapshot->finding_count; i++)
        count += snapshot->findings[i].code == code;
    return count;
}

/* In the order of loudness; returns how many. */
static int collect_badges(struct badge badges[BADGES_MAX], enum charset charset,
                          const struct snapshot *snapshot)
{
    int count = 0;
    if (count_findings(snapshot, FINDING_PICK_IS_STALE) > 0) {
        struct badge *badge = &badges[count++];
        *badge = (struct badge){.style = STYLE_CRITICAL, .words = " pick is stale "};
        snprintf(badge->sign, sizeof badge->sign, "%s%s", theme_glyph(GLYPH_PICK, charset),
                 theme_state_sign(STATE_STALE, charset));
    }
    size_t leaked = count_findings(snapshot, FINDING_LAN_LEAKED);
    if (leaked > 0) {
        struct badge *badge = &badges[count++];
        *badge = (struct badge){.style = STYLE_CRITICAL, .sign = "LAN!"};
        snprintf(badge->words, sizeof badge->words, " %zu leaked ", leaked);
    }
    if (any_simulated(snapshot))
        badges[count++] =
            (struct badge){.style = STYLE_BADGE, .words = " simulated ", .sign = "sim"};
    return count;
}

/* --- what has room ------------------------------------------------------------------------------
 */

/* Decided in the order of importance. */
struct plan {
    int room;
    enum counts_form counts;
    int counts_width;
    const char *badges[BADGES_MAX]; /* NULL: none */
    bool refresh;
    bool name;
};

static bool reserve(struct plan *plan, int columns)
{
    if (plan->room < columns)
        return false;
    plan->room -= columns;
    return true;
}

static int badges_width(enum charset charset, const struct badge *badges, int count, bool words)
{
    int width = 0;
    for (int i = 0; i < count; i++)
        width += words ? frame_columns(charset, badges[i].words, BADGE_SIZE) + GAP
                       : frame_columns(charset, badges[i].sign, BADGE_SIZE) + 1;
    return width;
}

/* All of them in words, or else in signs, or not. */
static void plan_badges(struct plan *plan, enum charset charset, const struct badge *badges,
                        int first, int end)
{
    bool words = reserve(plan, badges_width(charset, badges + first, end - first, true));
    if (!words && !reserve(plan, badges_width(charset, badges + first, end - first, false)))
        return;
    for (int i = first; i < end; i++)
        plan->badges[i] = words ? badges[i].words : badges[i].sign;
}

static struct plan plan_parts(enum charset charset, int width, const struct dashboard *dashboard,
                              const struct snapshot *snapshot, const char *refresh,
                              const struct badge *badges, int badge_count)
{
    struct frame_area nowhere = {0};
    int words = put_counts(NULL, nowhere, 0, charset, COUNTS_WORDS, snapshot);
    int signs = put_counts(NULL, nowhere, 0, charset, COUNTS_SIGNS, snapshot);
    int refresh_width = frame_columns(charset, refresh, REFRESH_SIZE);

    /* Words for the counts only where the rest still has some room. */
    int rest = GAP + refresh_width + GAP + PATH_GOOD;
    rest += badges_width(charset, badges, badge_count, true);
    struct plan plan = {.room = width};
    plan.counts = words + rest <= width ? COUNTS_WORDS : COUNTS_SIGNS;
    plan.counts_width = plan.counts == COUNTS_WORDS ? words : signs;
    plan.room -= plan.counts_width;

    /* What alarms is told in any case; in words after all else that has to be told has room. */
    int alarms = 0;
    while (alarms < badge_count && badges[alarms].style == STYLE_CRITICAL)
        alarms++;
    int signs_width = badges_width(charset, badges, alarms, false);
    if (plan.room - signs_width >= refresh_width + GAP || dashboard->paused)
        plan.refresh = reserve(&plan, refresh_width + GAP);
    plan_badges(&plan, charset, badges, 0, alarms);
    plan_badges(&plan, charset, badges, alarms, badge_count);
    plan.name = plan.room >= (int)strlen("osaurtop") + 2 * GAP + PATH_LEAST;
    return plan;
}

void view_header(struct frame *frame, struct frame_area area, const struct dashboard *dashboard,
                 const struct snapshot *snapshot)
{
    if (area.height <= 0)
        return;
    char refresh[REFRESH_SIZE];
    char path[FIELD_TEXT_SIZE];
    struct badge badges[BADGES_MAX];
    say_refresh(dashboard, snapshot, refresh);
    say_path(dashboard, snapshot, path, sizeof path);
    int badge_count = collect_badges(badges, frame->charset, snapshot);
    struct plan plan =
        plan_parts(frame->charset, area.width, dashboard, snapshot, refresh, badges, badge_count);

    int right = area.width;
    if (plan.refresh) {
        right -= frame_columns(frame->charset, refresh, REFRESH_SIZE);
        frame_put(frame, area, right, 0, dashboard->paused ? STYLE_BADGE : STYLE_QUIET, refresh);
        right -= GAP;
    }
    right -= plan.counts_width;
    put_counts(frame, area, right > 0 ? right : 0, frame->charset, plan.counts, snapshot);

    int left = 0;
    if (plan.name)
        left = frame_put(frame, area, 0, 0, STYLE_TITLE, "osaurtop") + GAP;
    for (int i = 0; i < badge_count; i++) {
        if (plan.badges[i] == NULL)
            continue;
        bool in_words = plan.badges[i] == badges[i].words;
        left =
            frame_put(frame, area, left, 0, badges[i].style, plan.badges[i]) + (in_words ? GAP : 1);
    }
    if (right - GAP - left >= PATH_LEAST)
        frame_put_path(frame, area, left, 0, right - GAP - left, STYLE_NORMAL, path);
}
