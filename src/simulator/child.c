#include "config.h"

#include "child.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void take_report(struct child *child, struct made_list *made)
{
    child->line[child->line_length] = '\0';
    child->line_length = 0;
    char *rest = strchr(child->line, ' ');
    if (rest != NULL)
        *rest++ = '\0';
    if (strcmp(child->line, "id") == 0 && rest != NULL && child->runtime != NULL) {
        snprintf(child->id, sizeof child->id, "%s", rest);
        made_remember(made, child->runtime, child->id, MADE_ENTRY);
        return;
    }
    if (strcmp(child->line, "bound") == 0 || strcmp(child->line, "unbound") == 0) {
        snprintf(child->bound, sizeof child->bound, "%s", rest == NULL ? "" : rest);
        return;
    }
    snprintf(child->word, sizeof child->word, "%s", child->line);
    child->port = rest == NULL ? 0 : (uint16_t)strtoul(rest, NULL, 10);
}

void child_read_reports(struct child *child, struct made_list *made)
{
    char bytes[CHILD_REPORT_SIZE];
    ssize_t got = read(child->reports, bytes, sizeof bytes);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0) {
        close(child->reports);
        child->reports = -1;
        return;
    }
    for (ssize_t i = 0; i < got; i++) {
        if (bytes[i] == '\n')
            take_report(child, made);
        else if (child->line_length < sizeof child->line - 1)
            child->line[child->line_length++] = bytes[i];
    }
}

void child_release(struct child *child)
{
    close(child->commands);
    if (child->reports >= 0)
        close(child->reports);
    *child = (struct child){0};
}
