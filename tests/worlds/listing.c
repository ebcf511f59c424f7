#include "config.h"

#include "listing.h"

#include "osaurtop/json.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char complaint[2 * PATH_MAX];

__attribute__((format(printf, 1, 2))) static const char *complain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(complaint, sizeof complaint, format, arguments);
    va_end(arguments);
    return complaint;
}

/* --- running it ----------------------------------------------------------------------------------
 */

static pid_t start(const char *program, const char *name, const char *runtime, int output,
                   int errors)
{
    const char *arguments[8] = {program, "--process-name", name};
    size_t count = 3;
    if (runtime != NULL) {
        arguments[count++] = "-r";
        arguments[count++] = runtime;
    }
    arguments[count++] = "list";
    arguments[count] = "--json";
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    if (dup2(output, STDOUT_FILENO) >= 0 && dup2(errors, STDERR_FILENO) >= 0)
        execv(program, (char *const *)(uintptr_t)arguments);
    _exit(127);
}

static size_t read_all(int source, char *text, size_t size)
{
    size_t length = 0;
    ssize_t got;
    while (length < size && (got = read(source, text + length, size - length)) > 0)
        length += (size_t)got;
    return length;
}

static const char *run(const char *program, const char *name, const char *runtime, char *text,
                       size_t size, size_t *length)
{
    int pair[2];
    char words[1024];
    int status = 0;
    FILE *errors = tmpfile();
    if (errors == NULL || pipe(pair) != 0) {
        if (errors != NULL)
            fclose(errors);
        return complain("no pipe for %s", program);
    }
    pid_t pid = start(program, name, runtime, pair[1], fileno(errors));
    close(pair[1]);
    *length = read_all(pair[0], text, size);
    close(pair[0]);
    if (pid > 0)
        waitpid(pid, &status, 0);
    rewind(errors);
    size_t worded = fread(words, 1, sizeof words - 1, errors);
    words[worded] = '\0';
    fclose(errors);
    if (pid < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return complain("%s list --json fails (status %d): %s", program, status, words);
    /* That nothing is published, and what could be done, is no complaint. */
    if (worded > 0 && strstr(text, "\"instances\": 0") == NULL)
        return complain("%s list --json complains: %s", program, words);
    return NULL;
}

/* --- reading it ----------------------------------------------------------------------------------
 */

static bool read_word(const struct json *json, int object, const char *key, char *word, size_t size)
{
    return json_string(json, json_member(json, object, key), word, size) >= 0;
}

static bool read_listener(const struct json *json, int listener, struct said *said)
{
    int64_t pid;
    if (json_type(json, listener) == JSON_NULL)
        return true;
    if (!json_integer(json, json_member(json, listener, "pid"), &pid))
        return false;
    said->pid = (pid_t)pid;
    for (int address = json_first(json, json_member(json, listener, "addresses")); address >= 0;
         address = json_next(json, address)) {
        if (said->bound_count == LISTING_BOUND_MAX ||
            json_string(json, address, said->bound[said->bound_count], LISTING_WORD_SIZE) < 0)
            return false;
        said->bound_count++;
    }
    return true;
}

static bool read_instance(const struct json *json, int instance, struct said *said)
{
    *said = (struct said){.pid = 0};
    said->error = json_type(json, json_member(json, instance, "error")) != JSON_NULL;
    return read_word(json, instance, "directory", said->directory, sizeof said->directory) &&
           read_word(json, instance, "state", said->state, sizeof said->state) &&
           read_word(json, instance, "reason", said->reason, sizeof said->reason) &&
           read_word(json, instance, "exposure", said->exposure, sizeof said->exposure) &&
           json_boolean(json, json_member(json, instance, "pick"), &said->pick) &&
           json_boolean(json, json_member(json, instance, "best"), &said->best) &&
           read_listener(json, json_member(json, instance, "listener"), said);
}

const char *listing_take(struct listing *listing, const char *program, const char *name,
                         const char *runtime)
{
    static char text[JSON_TEXT_MAX + 1];
    static struct json json;
    struct json_error error;
    size_t length;
    listing->count = 0;
    memset(text, 0, sizeof text);
    const char *wrong = run(program, name, runtime, text, JSON_TEXT_MAX, &length);
    if (wrong != NULL)
        return wrong;
    if (length == JSON_TEXT_MAX)
        return complain("the JSON has %zu bytes or more: make smaller worlds", length);
    if (json_read(&json, text, length, &error) != JSON_OK)
        return complain("no JSON: line %u, column %u: %s", (unsigned)error.line,
                        (unsigned)error.column, json_code_text(error.code));
    for (int each = json_first(&json, json_member(&json, 0, "instances")); each >= 0;
         each = json_next(&json, each)) {
        if (listing->count == LISTING_MAX)
            return complain("there are more than %d instances", LISTING_MAX);
        if (!read_instance(&json, each, &listing->said[listing->count]))
            return complain("instance %zu is not as documented", listing->count);
        listing->count++;
    }
    return NULL;
}

const struct said *listing_find(const struct listing *listing, const char *directory)
{
    for (size_t i = 0; i < listing->count; i++)
        if (strcmp(listing->said[i].directory, directory) == 0)
            return &listing->said[i];
    return NULL;
}
