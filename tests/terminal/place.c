#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "place.h"

#include <ftw.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *utf8_setting;

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

/* In one step, as far as a look can tell: a half-written file or an empty directory is a state too.
 */
void place_write_entry(const struct place *place, const char *name, const char *text)
{
    char directory[512];
    char hidden[512];
    char file[640];
    char temporary[640];
    snprintf(directory, sizeof directory, "%s/%s", place->runtime, name);
    snprintf(hidden, sizeof hidden, "%s/.%s", place->runtime, name);
    bool there = access(directory, F_OK) == 0;
    const char *home = there ? directory : hidden;
    assert_true(there || mkdir(hidden, 0700) == 0);
    snprintf(temporary, sizeof temporary, "%s/.dat.nosync", home);
    snprintf(file, sizeof file, "%s/configuration.json", home);
    write_file(temporary, text);
    assert_int_equal(rename(temporary, file), 0);
    assert_true(there || rename(hidden, directory) == 0);
}

void place_write_running(const struct place *place, const char *name, unsigned port)
{
    char text[512];
    char date[64];
    time_t then = time(NULL) - 5 * 3600 - 600;
    struct tm utc;
    gmtime_r(&then, &utc);
    strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", &utc);
    snprintf(text, sizeof text,
             "{\"address\" : \"127.0.0.1\", \"health\" : \"running\", \"instanceId\" : \"%s\", "
             "\"port\" : %u, \"updatedAt\" : \"%s\"}",
             name, port, date);
    place_write_entry(place, name, text);
}

void place_make(struct place *place)
{
    const char *temporary = getenv("TMPDIR");
    snprintf(place->home, sizeof place->home, "%s/osaurtop-test.XXXXXX",
             temporary != NULL && strlen(temporary) < 30 ? temporary : "/tmp");
    assert_non_null(mkdtemp(place->home));
    snprintf(place->runtime, sizeof place->runtime, "%s/runtime", place->home);
    assert_int_equal(mkdir(place->runtime, 0700), 0);
    snprintf(place->home_setting, sizeof place->home_setting, "HOME=%s", place->home);
    snprintf(place->runtime_setting, sizeof place->runtime_setting, "OSAURTOP_RUNTIME=%s",
             place->runtime);
    /* So the machine's own servers play no part. */
    place->pattern = "osaurtop-test-nobody";
    place_write_running(place, "BBBBBBBB-1", 2);
    place_write_running(place, "CCCCCCCC-1", 3);
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

void place_remove(const struct place *place)
{
    nftw(place->home, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *place_program(void)
{
    const char *path = getenv("OSAURTOP");
    return path != NULL ? path : "./osaurtop";
}

void place_start(struct fixture *fixture, int width, int height, const char *setting)
{
    const char *environment[] = {fixture->place.home_setting, fixture->place.runtime_setting,
                                 utf8_setting, setting, NULL};
    const char *arguments[] = {place_program(),        "-d", "0.1", "--process-name",
                               fixture->place.pattern, NULL};
    session_start(&fixture->session, width, height, environment, arguments);
}

void place_begin(struct fixture *fixture, const char *setting)
{
    place_make(&fixture->place);
    place_start(fixture, 100, 30, setting);
    session_wait(&fixture->session, "BBBBBBBB");
    session_wait(&fixture->session, "quit");
}

void place_end(struct fixture *fixture)
{
    session_end(&fixture->session);
    place_remove(&fixture->place);
}

void place_assert_exit(struct fixture *fixture, int expected)
{
    int status = session_wait_status(&fixture->session);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), expected);
}

bool place_find_locale(void)
{
    static const struct {
        const char *name;
        const char *setting;
    } locales[] = {{"C.UTF-8", "LC_ALL=C.UTF-8"},
                   {"C.utf8", "LC_ALL=C.utf8"},
                   {"en_US.UTF-8", "LC_ALL=en_US.UTF-8"}};
    for (size_t i = 0; i < sizeof locales / sizeof locales[0]; i++) {
        utf8_setting = locales[i].setting;
        if (setlocale(LC_ALL, locales[i].name) != NULL)
            return true;
    }
    return false;
}
