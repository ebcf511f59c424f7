#include "config.h"

#include "reality.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* --- the files -----------------------------------------------------------------------------------
 */

/* The value of a line `  "key" : value,` or `  "key" : "value",`, without the quotes. */
static bool take_value(const char *line, const char *key, char *value)
{
    char start[REALITY_WORD_SIZE];
    int length = snprintf(start, sizeof start, "  \"%s\" : ", key);
    if (strncmp(line, start, (size_t)length) != 0)
        return false;
    const char *text = line + length + (line[length] == '"' ? 1 : 0);
    snprintf(value, REALITY_WORD_SIZE, "%.*s", (int)strcspn(text, "\",\n"), text);
    return true;
}

static bool read_published(struct real *real)
{
    char path[PATH_MAX + 32];
    char line[256];
    char word[REALITY_WORD_SIZE];
    snprintf(path, sizeof path, "%s/configuration.json", real->directory);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return false;
    while (fgets(line, sizeof line, file) != NULL) {
        take_value(line, "health", real->health);
        take_value(line, "address", real->address);
        take_value(line, "updatedAt", real->updated_at);
        if (take_value(line, "port", word))
            real->port = (uint16_t)strtoul(word, NULL, 10);
        if (take_value(line, "exposeToNetwork", word))
            real->exposed = strcmp(word, "true") == 0;
    }
    fclose(file);
    return real->health[0] != '\0';
}

/* --- the truth -----------------------------------------------------------------------------------
 */

static const char *take_process(struct real *real, const char *kind, const char *bound)
{
    const char *colon = strrchr(bound, ':');
    real->foreign = strcmp(kind, "instance") != 0;
    if (colon != NULL) {
        snprintf(real->bound_address, sizeof real->bound_address, "%.*s", (int)(colon - bound),
                 bound);
        real->bound_port = (uint16_t)strtoul(colon + 1, NULL, 10);
    }
    real->fate = FATE_NONE;
    if (real->directory[0] == '\0')
        return NULL;
    if (!read_published(real))
        return "a living one's file cannot be read";
    if (strcmp(real->health, "running") != 0)
        real->fate = FATE_UNDER_WAY;
    else
        real->fate = real->bound_port == real->port ? FATE_HERE : FATE_ELSEWHERE;
    return NULL;
}

static const char *take_line(struct real *real, char *line)
{
    char kind[REALITY_WORD_SIZE];
    char pid[REALITY_WORD_SIZE];
    char bound[REALITY_WORD_SIZE];
    int at = 0;
    line[strcspn(line, "\n")] = '\0';
    if (sscanf(line, "%39s %39s %39s %n", kind, pid, bound, &at) != 3 || line[at] == '\0')
        return "a line of the truth has not four words";
    if (strcmp(line + at, "-") != 0)
        snprintf(real->directory, sizeof real->directory, "%s", line + at);
    if (strcmp(pid, "-") != 0) {
        real->pid = (pid_t)strtol(pid, NULL, 10);
        return take_process(real, kind, bound);
    }
    if (strcmp(kind, "broken") == 0)
        real->fate = FATE_BROKEN;
    else if (strcmp(kind, "empty") == 0)
        real->fate = FATE_EMPTY;
    else if (strcmp(kind, "dead") == 0)
        real->fate = FATE_DEAD;
    else
        return "the truth has a word of its own";
    if (real->fate == FATE_DEAD && !read_published(real))
        return "a dead one's file cannot be read";
    return NULL;
}

const char *reality_read(struct reality *reality, const char *path)
{
    char line[PATH_MAX + 128];
    const char *wrong = NULL;
    FILE *file = fopen(path, "r");
    reality->count = 0;
    if (file == NULL)
        return "the truth cannot be read";
    while (wrong == NULL && fgets(line, sizeof line, file) != NULL) {
        if (reality->count == REALITY_MAX) {
            wrong = "the world is too large";
            break;
        }
        struct real *real = &reality->real[reality->count++];
        *real = (struct real){.pid = 0};
        wrong = take_line(real, line);
    }
    fclose(file);
    return wrong;
}

/* --- what follows --------------------------------------------------------------------------------
 */

const char *reality_ended(const struct reality *reality)
{
    for (size_t i = 0; i < reality->count; i++)
        if (reality->real[i].pid != 0 && kill(reality->real[i].pid, 0) != 0)
            return reality->real[i].directory;
    return NULL;
}

static bool anyone_listens(uint16_t port)
{
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons(port)};
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    bool listens = connect(descriptor, (const struct sockaddr *)&name, sizeof name) == 0;
    close(descriptor);
    return listens;
}

bool reality_foreign_listens(const struct reality *reality, uint16_t port)
{
    for (size_t i = 0; i < reality->count; i++)
        if (reality->real[i].bound_port == port)
            return reality->real[i].foreign;
    /* Not of this world: a program of the machine's may have taken a dead one's port. */
    return anyone_listens(port);
}

static const char *name_in(const struct real *real, const char *runtime)
{
    size_t length = strlen(runtime);
    if (strncmp(real->directory, runtime, length) != 0 || real->directory[length] != '/' ||
        strchr(real->directory + length + 1, '/') != NULL)
        return NULL;
    return real->directory + length + 1;
}

const struct real *reality_pick(const struct reality *reality, const char *runtime)
{
    const struct real *pick = NULL;
    for (size_t i = 0; i < reality->count; i++) {
        const struct real *real = &reality->real[i];
        if (strcmp(real->health, "running") != 0 || real->address[0] == '\0' || real->port == 0 ||
            name_in(real, runtime) == NULL)
            continue;
        /* All dates are written alike, so that their order is that of their letters. */
        int order = pick == NULL ? 1 : strcmp(real->updated_at, pick->updated_at);
        if (order > 0 || (order == 0 && strcmp(real->directory, pick->directory) < 0))
            pick = real;
    }
    return pick;
}
