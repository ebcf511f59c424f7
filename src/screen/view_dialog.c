#include "config.h"

#include "osaurtop/views.h"

#include "osaurtop/page.h"

#include <stdio.h>

/* A box has its walls and some air around it; on a smaller screen the question fills it. */
enum { BOX_FROM_WIDTH = 44, BOX_FROM_HEIGHT = 8, BOX_WIDTH_MOST = 110, BOX_MARGIN = 2 };

enum { LABEL_WIDTH = 11 };

/* How much is said, as there is room. What would be removed, and why, always is. */
enum detail { DETAIL_BRIEF, DETAIL_BOXED, DETAIL_EXPLAINED };

static const char answers[] = "y removes it; any other key does not";
static const char answers_briefly[] = "y removes it, other keys keep";

static void write_briefly(struct page *page, const struct prune_dialog *dialog)
{
    char text[PRUNE_DIALOG_PATH_SIZE + 64];
    bool file = dialog->file[0] != '\0';
    snprintf(text, sizeof text, "Stale: %s", dialog->why);
    page_write(page, STYLE_NORMAL, "", STYLE_STALE, text);
    snprintf(text, sizeof text, "%s%s", file ? dialog->file : dialog->directory,
             file ? " and its directory" : "");
    page_write(page, STYLE_NORMAL, "", STYLE_NORMAL, text);
}

static void write_question(struct page *page, const struct prune_dialog *dialog, enum detail detail)
{
    char text[PRUNE_DIALOG_PATH_SIZE + 64];
    if (detail == DETAIL_BRIEF) {
        write_briefly(page, dialog);
        return;
    }
    if (dialog->file[0] != '\0')
        page_write(page, STYLE_QUIET, "file", STYLE_NORMAL, dialog->file);
    page_write(page, STYLE_QUIET, "directory", STYLE_NORMAL, dialog->directory);
    snprintf(text, sizeof text, "it is stale: %s", dialog->why);
    page_write(page, STYLE_QUIET, "because", STYLE_NORMAL, text);
    if (detail == DETAIL_EXPLAINED)
        page_write(page, STYLE_QUIET, "but", STYLE_NORMAL,
                   "it is judged again first, and kept if it came alive, changed, or holds "
                   "anything that Osaurus does not write");
}

static struct page start(struct frame *frame, enum charset charset, struct frame_area area,
                         enum detail detail)
{
    struct page page;
    page_start(&page, frame, charset, area, 0, detail == DETAIL_BRIEF ? 0 : LABEL_WIDTH);
    return page;
}

static int lines_of(const struct prune_dialog *dialog, enum charset charset, struct frame_area area,
                    enum detail detail)
{
    struct page page = start(NULL, charset, area, detail);
    write_question(&page, dialog, detail);
    return page.lines;
}

static void draw_box(struct frame *frame, struct frame_area box)
{
    enum charset charset = frame->charset;
    int right = box.width - 1;
    int bottom = box.height - 1;
    frame_fill(frame, box, STYLE_NORMAL);
    for (int x = 1; x < right; x++) {
        frame_put(frame, box, x, 0, STYLE_WARNING, theme_glyph(GLYPH_RULE, charset));
        frame_put(frame, box, x, bottom, STYLE_WARNING, theme_glyph(GLYPH_RULE, charset));
    }
    for (int y = 1; y < bottom; y++) {
        frame_put(frame, box, 0, y, STYLE_WARNING, theme_glyph(GLYPH_WALL, charset));
        frame_put(frame, box, right, y, STYLE_WARNING, theme_glyph(GLYPH_WALL, charset));
    }
    frame_put(frame, box, 0, 0, STYLE_WARNING, theme_glyph(GLYPH_TOP_LEFT, charset));
    frame_put(frame, box, right, 0, STYLE_WARNING, theme_glyph(GLYPH_TOP_RIGHT, charset));
    frame_put(frame, box, 0, bottom, STYLE_WARNING, theme_glyph(GLYPH_BOTTOM_LEFT, charset));
    frame_put(frame, box, right, bottom, STYLE_WARNING, theme_glyph(GLYPH_BOTTOM_RIGHT, charset));
}

/* True when it was drawn: it fits with everything that it says. */
static bool draw_in_box(struct frame *frame, struct frame_area area,
                        const struct prune_dialog *dialog, enum detail detail)
{
    if (area.width < BOX_FROM_WIDTH || area.height < BOX_FROM_HEIGHT)
        return false;
    struct frame_area box = area;
    box.width = area.width - 2 * BOX_MARGIN;
    if (box.width > BOX_WIDTH_MOST)
        box.width = BOX_WIDTH_MOST;
    /* Walls at both sides, and a blank column before the right one. */
    struct frame_area inside = {0, 0, box.width - 3, 0};
    int lines = lines_of(dialog, frame->charset, inside, detail);
    /* The walls, and the answers with a blank line above them. */
    box.height = lines + 4;
    if (box.height > area.height)
        return false;
    box.x = area.x + (area.width - box.width) / 2;
    box.y = area.y + (area.height - box.height) / 2;
    inside = (struct frame_area){box.x + 1, box.y + 1, box.width - 3, box.height - 2};
    draw_box(frame, box);
    struct frame_area title = {box.x + 2, box.y, box.width - 4, 1};
    char text[ENTRY_ID_SIZE + 16];
    snprintf(text, sizeof text, " Remove %s? ", dialog->name);
    frame_put(frame, title, 0, 0, STYLE_TITLE, text);
    struct page page = start(frame, frame->charset, inside, detail);
    write_question(&page, dialog, detail);
    frame_put(frame, inside, page.label_column, lines + 1, STYLE_KEY, answers);
    return true;
}

void view_dialog(struct frame *frame, struct frame_area area, const struct dashboard *dashboard)
{
    const struct prune_dialog *dialog = &dashboard->dialog;
    if (!dialog->open || draw_in_box(frame, area, dialog, DETAIL_EXPLAINED) ||
        draw_in_box(frame, area, dialog, DETAIL_BOXED))
        return;
    frame_fill(frame, area, STYLE_NORMAL);
    /* How to answer is never cut off; on one row it is all there is. */
    struct frame_area question = area;
    question.height = area.height - 1;
    if (question.height > 0) {
        struct page page = start(frame, frame->charset, question, DETAIL_BRIEF);
        write_question(&page, dialog, DETAIL_BRIEF);
    }
    int needed = frame_columns(frame->charset, answers, area.width + 1);
    frame_put_within(frame, area, 0, area.height - 1, area.width, FIELD_LEFT, STYLE_KEY,
                     needed <= area.width ? answers : answers_briefly);
}
