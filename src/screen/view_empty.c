#include "config.h"

#include "osaurtop/views.h"

#include "osaurtop/absence.h"
#include "osaurtop/page.h"

/* From this height on paragraphs are set apart. */
enum { AIR_FROM = 12 };

static const struct {
    const char *brief; /* for a screen of a few columns; its first character alone is true too */
    const char *meaning;
} conditions[] = {
    [DIRECTORY_PRESENT] = {"0 instances", "Clients find no server. One that starts appears here by "
                                          "itself."},
    [DIRECTORY_MISSING] = {"0: directory missing",
                           "Osaurus makes it when its server starts for the first time; until then "
                           "clients find no server. It appears here by itself."},
    [DIRECTORY_UNREADABLE] = {"? directory unreadable",
                              "Whether anything is published there is not known."},
    [DIRECTORY_NOT_ONE] = {"? not a directory",
                           "Instances are published as subdirectories, so none can be here."},
};

/* The condition of the main home; without any, as if it were missing. */
static enum directory_status status_of(const struct snapshot *snapshot)
{
    return snapshot->home_count > 0 ? snapshot->homes[0].status : DIRECTORY_MISSING;
}

static void write_paragraph(struct page *page, enum style style, const char *text, bool airy)
{
    if (airy)
        page_write(page, STYLE_NORMAL, "", STYLE_NORMAL, "");
    page_write(page, STYLE_NORMAL, "", style, text);
}

/* What is the case, what it means, who lives all the same, what to do. */
static void write_all(struct page *page, const struct absence *absence, const char *meaning,
                      bool airy)
{
    for (size_t i = 0; i < absence->count; i++) {
        write_paragraph(page, i == 0 ? STYLE_TITLE : STYLE_NORMAL, absence->lines[i], airy);
        if (i == 0)
            write_paragraph(page, STYLE_NORMAL, meaning, airy);
    }
}

void view_empty(struct frame *frame, struct frame_area area, const struct snapshot *snapshot)
{
    if (area.height <= 0)
        return;
    const char *meaning = conditions[status_of(snapshot)].meaning;
    struct absence absence;
    struct page page;
    absence_explain(snapshot, &absence);
    for (int airy = area.height >= AIR_FROM ? 1 : 0; airy >= 0; airy--) {
        page_start(&page, NULL, frame->charset, area, 0, 0);
        write_all(&page, &absence, meaning, airy > 0);
        if (page.lines > area.height)
            continue;
        page_start(&page, frame, frame->charset, area, 0, 0);
        write_all(&page, &absence, meaning, airy > 0);
        return;
    }

    /* Too small for all of it: the case in two words, then who lives and what to do. */
    page_start(&page, frame, frame->charset, area, 0, 0);
    write_paragraph(&page, STYLE_TITLE, conditions[status_of(snapshot)].brief, false);
    for (size_t i = 1; i < absence.count; i++)
        write_paragraph(&page, STYLE_NORMAL, absence.lines[i], false);
}
