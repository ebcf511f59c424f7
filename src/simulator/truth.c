#include "config.h"

#include "truth.h"

#include "clock.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

static const char *or_none(const char *text)
{
    return text[0] == '\0' ? "-" : text;
}

/* Of one that met a taken port, the entry has vanished. */
static bool publishes(const struct child *child)
{
    return child->pid != 0 && child->id[0] != '\0' && strcmp(child->word, "conflict") != 0;
}

static void write_processes(const struct supervisor *supervisor, FILE *file)
{
    static const char *const kinds[] = {
        [CHILD_INSTANCE] = "instance", [CHILD_HELPER] = "helper", [CHILD_STRANGER] = "stranger"};
    for (size_t i = 0; i < SUPERVISOR_CHILDREN_MAX; i++) {
        const struct child *child = &supervisor->children[i];
        if (child->pid == 0)
            continue;
        fprintf(file, "%s %ld %s ", kinds[child->kind], (long)child->pid, or_none(child->bound));
        if (publishes(child))
            fprintf(file, "%s/%s\n", child->runtime, child->id);
        else
            fputs("-\n", file);
    }
}

static bool written_by(const struct child *child, const char *path)
{
    if (child->pid == 0 || child->id[0] == '\0')
        return false;
    size_t length = strlen(child->runtime);
    return strncmp(path, child->runtime, length) == 0 && path[length] == '/' &&
           strcmp(path + length + 1, child->id) == 0;
}

static bool is_of_the_living(const struct supervisor *supervisor, const char *path)
{
    for (size_t i = 0; i < SUPERVISOR_CHILDREN_MAX; i++)
        if (written_by(&supervisor->children[i], path))
            return true;
    return false;
}

static void write_entries(const struct supervisor *supervisor, FILE *file)
{
    static const char *const kinds[] = {
        [MADE_ENTRY] = "dead", [MADE_BROKEN] = "broken", [MADE_EMPTY] = "empty"};
    const struct made_list *made = &supervisor->workspace->made;
    for (size_t i = 0; i < made->count; i++) {
        const struct made *item = &made->items[i];
        if (item->kind <= MADE_EMPTY && !is_of_the_living(supervisor, item->path))
            fprintf(file, "%s - - %s\n", kinds[item->kind], item->path);
    }
}

bool truth_write(const struct supervisor *supervisor, const char *path)
{
    FILE *file = fopen(path, "w");
    if (file != NULL) {
        write_processes(supervisor, file);
        write_entries(supervisor, file);
        if (fclose(file) == 0)
            return true;
    }
    fprintf(stderr, "osaurus-sim: cannot write %s: %s\n", path, strerror(errno));
    return false;
}

void truth_tell_change(FILE *log, bool up, const struct child *child)
{
    if (log == NULL)
        return;
    fprintf(log, "%" PRId64 " %s %s/%s\n", clock_monotonic_ns(), up ? "up" : "down", child->runtime,
            child->id);
    fflush(log);
}
