#include "config.h"

#include "osaurtop/views.h"

#include "osaurtop/keys.h"
#include "osaurtop/page.h"

#include <stdio.h>

enum { LABEL_WIDTH = 14, LINE_SIZE = 256 };

static void write_help(struct page *page, const struct dashboard *dashboard)
{
    size_t count;
    const struct key_row *rows = keys_all(&count);
    for (size_t i = 0; i < count; i++)
        if (rows[i].action != ACTION_PRUNE || !dashboard->read_only)
            page_write(page, STYLE_KEY, rows[i].keys[page->charset], STYLE_NORMAL, rows[i].help);

    page_write(page, STYLE_NORMAL, "", STYLE_NORMAL, "");
    page_write(page, STYLE_PICK, theme_glyph(GLYPH_PICK, page->charset), STYLE_NORMAL,
               "the pick: clients that follow the guide connect here");
    page_write(page, STYLE_CRITICAL, theme_glyph(GLYPH_LEAK, page->charset), STYLE_NORMAL,
               "leaked: other machines can connect, though its file says local");
    page_write(page, STYLE_NORMAL, theme_glyph(GLYPH_SELECTED, page->charset), STYLE_NORMAL,
               "the selected instance");
    for (enum state state = 0; state < STATE_COUNT; state++) {
        char label[LINE_SIZE];
        snprintf(label, sizeof label, "%s %s", theme_state_sign(state, page->charset),
                 state_name(state));
        page_write(page, theme_state_style(state), label, STYLE_NORMAL, theme_state_help(state));
    }

    page_write(page, STYLE_NORMAL, "", STYLE_NORMAL, "");
    page_write(
        page, STYLE_NORMAL, "", STYLE_NORMAL,
        "HEALTH is what the file says, STATE what is true. AGE is the time since the file was "
        "written, UP the age of the server's process, LAN whether other machines can connect.");
}

void view_help(struct frame *frame, struct frame_area area, const struct dashboard *dashboard,
               int scroll)
{
    struct page page;
    page_start(&page, frame, frame->charset, area, scroll, LABEL_WIDTH);
    write_help(&page, dashboard);
}

int view_help_lines(enum charset charset, struct frame_area area, const struct dashboard *dashboard)
{
    struct page page;
    page_start(&page, NULL, charset, area, 0, LABEL_WIDTH);
    write_help(&page, dashboard);
    return page.lines;
}
