#include "config.h"

#include "osaurtop/views.h"

#include "osaurtop/findings.h"
#include "osaurtop/page.h"
#include "osaurtop/quantity.h"
#include "osaurtop/short_id.h"

#include <stdio.h>
#include <string.h>

enum { LABEL_WIDTH = 6 };

/* A path, the name of the file in it, and a few words around. */
enum { DETAIL_TEXT_SIZE = FIELD_TEXT_SIZE + 256 };

/* From this age on, a time of day alone would mislead. */
enum { DAY_S = 86400 };

struct subject {
    struct page *page;
    const struct dashboard *dashboard;
    const struct snapshot *snapshot;
    const struct instance *instance;
};

static void write_line(const struct subject *subject, const char *label, enum style style,
                       const char *text)
{
    page_write(subject->page, STYLE_QUIET, label, style, text);
}

/* "12:31:08 (4m ago)", with the date when it is from another day. */
static void say_time(struct timestamp time, struct timestamp now, char *text, size_t size)
{
    int64_t elapsed_s = timestamp_elapsed_s(time, now);
    char clock[TIMESTAMP_TEXT_SIZE];
    char age[QUANTITY_TEXT_SIZE];
    if (elapsed_s >= DAY_S || elapsed_s <= -DAY_S)
        timestamp_format_local(time, clock);
    else
        timestamp_format_clock(time, clock);
    if (elapsed_s >= 0) {
        quantity_age(elapsed_s, age);
        snprintf(text, size, "%s (%s ago)", clock, age);
    } else {
        quantity_age(timestamp_elapsed_s(now, time), age);
        snprintf(text, size, "%s (%s in the future)", clock, age);
    }
}

static void write_says(const struct subject *subject)
{
    const struct entry *entry = subject->instance->entry;
    char time[TIMESTAMP_TEXT_SIZE + QUANTITY_TEXT_SIZE + 32];
    char place[ENTRY_ADDRESS_SIZE + 32] = "";
    char text[DETAIL_TEXT_SIZE];

    say_time(entry->updated_at, subject->snapshot->taken_at, time, sizeof time);
    if (!entry->configured) {
        snprintf(text, sizeof text, "nothing: the directory has no %s; it is from %s",
                 ENTRY_FILE_NAME, time);
    } else if (entry->fault != ENTRY_SOUND) {
        snprintf(text, sizeof text, "nothing that can be believed; written %s", time);
    } else {
        if (entry->port != 0)
            snprintf(place, sizeof place, ", %s:%u, %s", entry->address, (unsigned)entry->port,
                     entry->exposed ? "exposed" : "local");
        snprintf(text, sizeof text, "%s%s; %s %s", entry->health, place,
                 entry->updated_at_from_file ? "updated" : "no readable date, directory changed",
                 time);
    }
    write_line(subject, "says", STYLE_NORMAL, text);
}

static void write_is(const struct subject *subject)
{
    enum state state = subject->instance->verdict.state;
    char why[FIELD_TEXT_SIZE];
    char text[DETAIL_TEXT_SIZE];
    snapshot_explain(subject->snapshot, subject->instance, why, sizeof why);
    snprintf(text, sizeof text, "%s: %s", state_name(state), why);
    write_line(subject, "is", theme_state_style(state), text);
}

/* --- findings -----------------------------------------------------------------------------------
 */

/* Findings that say all that the state's own explanation says. */
static bool explains_state(enum finding_code code)
{
    switch (code) {
    case FINDING_PICK_IS_STALE:
    case FINDING_LAN_LEAKED:
    case FINDING_DUPLICATE_PORT:
    case FINDING_LAN_NOT_BOUND:
    case FINDING_STALE_ENTRY:
    case FINDING_STUCK:
    case FINDING_HUNG:
    case FINDING_FOREIGN_PORT:
    case FINDING_PORT_MISMATCH:
    case FINDING_OLD_UNVERIFIED:
    case FINDING_INVALID_ENTRY:
        return true;
    default:
        return false;
    }
}

static bool is_explained(const struct subject *subject)
{
    const struct instance *instance = subject->instance;
    for (size_t i = 0; i < instance->finding_count; i++)
        if (explains_state(subject->snapshot->findings[instance->first_finding + i].code))
            return true;
    return false;
}

/* The finding, and what to do about it. */
static void write_finding(const struct subject *subject, const struct finding *finding)
{
    char text[FINDING_TEXT_SIZE];
    enum charset charset = subject->page->charset;
    enum style style = theme_severity_style(finding->severity);
    finding_message(subject->snapshot, finding, text, sizeof text);
    page_write(subject->page, style, theme_severity_sign(finding->severity, charset), style, text);
    finding_hint(subject->snapshot, finding, text, sizeof text);
    write_line(subject, theme_glyph(GLYPH_ARROW, charset), STYLE_NORMAL, text);
}

static void write_findings(const struct subject *subject)
{
    const struct instance *instance = subject->instance;
    for (size_t i = 0; i < instance->finding_count; i++)
        write_finding(subject, &subject->snapshot->findings[instance->first_finding + i]);
}

/* What is found of no instance stands at the end of each: it is seen where there is room. */
static void write_findings_of_directory(const struct subject *subject)
{
    const struct snapshot *snapshot = subject->snapshot;
    bool any = false;
    for (size_t i = 0; i < snapshot->finding_count; i++) {
        if (snapshot->findings[i].instance >= 0)
            continue;
        if (!any) {
            write_line(subject, "", STYLE_NORMAL, "");
            write_line(subject, "", STYLE_TITLE, "On this machine");
        }
        any = true;
        write_finding(subject, &snapshot->findings[i]);
    }
}

/* Where clients go, as far as no finding tells it. */
static void write_clients(const struct subject *subject)
{
    const struct snapshot *snapshot = subject->snapshot;
    const struct instance *instance = subject->instance;
    const char *star = theme_glyph(GLYPH_PICK, subject->page->charset);
    char other[ENTRY_ID_SIZE];
    char text[DETAIL_TEXT_SIZE];

    if (snapshot->best < 0 || snapshot->pick < 0 || snapshot->best == snapshot->pick)
        return;
    if (instance->pick && instance->verdict.state != STATE_STALE) {
        short_id(&snapshot->instances[snapshot->best], other);
        snprintf(text, sizeof text, "Clients that follow the guide connect here (%s), not to %s.",
                 star, other);
    } else if (instance->best) {
        short_id(&snapshot->instances[snapshot->pick], other);
        snprintf(text, sizeof text,
                 "Clients should connect here; the guide leads them to %s (%s) instead.", other,
                 star);
    } else {
        return;
    }
    page_write(subject->page, STYLE_WARNING, "!", STYLE_WARNING, text);
}

/* --- what is so ---------------------------------------------------------------------------------
 */

static void write_exposure(const struct subject *subject)
{
    /* What is not as it says is a finding. */
    static const char *const exposures[EXPOSURE_COUNT] = {
        [EXPOSURE_LOCAL] = "this machine only, as it says",
        [EXPOSURE_LAN] = "open to other machines, as it says",
    };
    const char *text = exposures[subject->instance->verdict.exposure];
    if (text != NULL)
        write_line(subject, "lan", STYLE_NORMAL, text);
}

static void write_who(const struct subject *subject)
{
    const struct snapshot *snapshot = subject->snapshot;
    const struct system_process *process = snapshot_server(snapshot, subject->instance);
    if (process == NULL)
        return;

    char text[DETAIL_TEXT_SIZE];
    char bound[FIELD_TEXT_SIZE];
    size_t length = (size_t)snprintf(text, sizeof text, "pid %ld", (long)process->pid);
    if (process->start_known) {
        char time[TIMESTAMP_TEXT_SIZE + QUANTITY_TEXT_SIZE + 32];
        say_time(process->started_at, snapshot->taken_at, time, sizeof time);
        length += (size_t)snprintf(text + length, sizeof text - length, ", since %s", time);
    }
    if (process->resident_bytes >= 0) {
        char bytes[QUANTITY_TEXT_SIZE];
        quantity_bytes(process->resident_bytes, bytes);
        length += (size_t)snprintf(text + length, sizeof text - length, ", %s in memory", bytes);
    }
    fields_find("listener")->text(snapshot, subject->instance, bound, sizeof bound);
    if (bound[0] != '\0')
        snprintf(text + length, sizeof text - length, ", bound to %s", bound);
    write_line(subject, "who", STYLE_NORMAL, text);
    write_line(subject, "", STYLE_NORMAL, process->path[0] != '\0' ? process->path : process->name);
}

static void write_use(const struct subject *subject)
{
    char url[ENTRY_URL_SIZE];
    if (subject->instance->verdict.state == STATE_LIVE &&
        snapshot_url(subject->snapshot, subject->instance, url, sizeof url) > 0)
        write_line(subject, "use", STYLE_TITLE, url);
}

static void write_file(const struct subject *subject)
{
    const struct entry *entry = subject->instance->entry;
    char home[FIELD_TEXT_SIZE];
    char text[DETAIL_TEXT_SIZE];
    view_path(subject->snapshot->homes[entry->home].path, subject->dashboard->user_home, home,
              sizeof home);
    int length = snprintf(text, sizeof text, "%s/%s", home, entry->directory);
    if (entry->configured && length > 0 && (size_t)length < sizeof text)
        snprintf(text + length, sizeof text - (size_t)length, "/%s", ENTRY_FILE_NAME);
    write_line(subject, "file", STYLE_NORMAL, text);
}

static void describe(struct page *page, const struct dashboard *dashboard,
                     const struct snapshot *snapshot)
{
    struct subject subject = {page, dashboard, snapshot, dashboard_selected(dashboard, snapshot)};
    if (subject.instance == NULL) {
        page_write(
            page, STYLE_QUIET, "", STYLE_NORMAL,
            "This instance is gone: its directory was removed, as a server that stops does.");
        return;
    }
    /* What is true and what to do come first: a small pane shows only the beginning. */
    if (!is_explained(&subject))
        write_is(&subject);
    write_clients(&subject);
    write_findings(&subject);
    write_says(&subject);
    write_who(&subject);
    write_exposure(&subject);
    write_use(&subject);
    write_file(&subject);
    write_findings_of_directory(&subject);
}

void view_detail(struct frame *frame, struct frame_area area, const struct dashboard *dashboard,
                 const struct snapshot *snapshot, int scroll)
{
    if (area.height <= 0)
        return;
    struct page page;
    page_start(&page, frame, frame->charset, area, scroll, LABEL_WIDTH);
    describe(&page, dashboard, snapshot);
}

int view_detail_lines(enum charset charset, struct frame_area area,
                      const struct dashboard *dashboard, const struct snapshot *snapshot)
{
    struct page page;
    page_start(&page, NULL, charset, area, 0, LABEL_WIDTH);
    describe(&page, dashboard, snapshot);
    return page.lines;
}
