#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "removal_world.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LONG_AGO_S 1600000000

const char *top; /* what this test may touch: the home, and what lies beside it */
char home[PATH_MAX];
struct entry entry;
int held = -1; /* a descriptor of the file, of a writer in place */

void pause_never(enum removal_moment moment)
{
    (void)moment;
}

int open_world(void **state)
{
    if (disk_setup(state) != 0)
        return -1;
    top = *state;
    snprintf(home, sizeof home, "%s/runtime", top);
    disk_mkdir(top, "runtime");
    disk_mkdir(top, "canary");
    disk_write(top, "canary/configuration.json", DISK_RUNNING);
    disk_write(top, "canary/.DS_Store", LETTER);
    removal_pause = pause_never;
    return 0;
}

int close_world(void **state)
{
    if (held >= 0)
        close(held);
    held = -1;
    removal_pause = pause_never;
    return disk_teardown(state);
}

/* --- looking --------------------------------------------------------------------------------- */

bool there(const char *base, const char *name)
{
    struct stat status;
    return lstat(disk_path(base, name), &status) == 0;
}

void assert_text(const char *base, const char *name, const char *expected)
{
    char text[1024];
    int file = open(disk_path(base, name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0)
        fail_msg("%s is not there: %s", name, strerror(errno));
    ssize_t length = read(file, text, sizeof text - 1);
    close(file);
    assert_true(length >= 0);
    text[length] = '\0';
    assert_string_equal(text, expected);
}

void assert_canary(void)
{
    assert_text(top, "canary/configuration.json", DISK_RUNNING);
    assert_text(top, "canary/.DS_Store", LETTER);
}

size_t count_names(const char *directory)
{
    char command[PATH_MAX];
    size_t count = 0;
    snprintf(command, sizeof command, "ls -A '%s' | wc -l", directory);
    FILE *names = popen(command, "r");
    assert_non_null(names);
    assert_int_equal(fscanf(names, "%zu", &count), 1);
    pclose(names);
    return count;
}

/* --- doing ----------------------------------------------------------------------------------- */

void age(const char *name)
{
    const struct timespec times[] = {{.tv_sec = LONG_AGO_S}, {.tv_sec = LONG_AGO_S}};
    assert_int_equal(utimensat(AT_FDCWD, disk_path(home, name), times, AT_SYMLINK_NOFOLLOW), 0);
}

/* What the entry is judged as: as it is now, and long since. */
void judge(void)
{
    int base = open(home, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    memset(&entry, 0, sizeof entry);
    assert_int_equal(entry_read(base, "A", NULL, 1, &entry), ENTRY_READ);
    entry.settled = true;
    close(base);
}

void publish_and_judge(void)
{
    disk_publish(home, "A", DISK_RUNNING);
    judge();
}

enum removal_result remove_it(void)
{
    return removal_remove(home, &entry).result;
}

void make_unknown(void)
{
    disk_write(home, "A/notes.txt", LETTER);
}

void make_temporary(void)
{
    disk_write(home, "A/.dat.nosync1", ALIVE);
}

void make_link_of_directory(void)
{
    assert_int_equal(rename(disk_path(home, "A"), disk_path(top, "moved")), 0);
    assert_int_equal(symlink("../canary", disk_path(home, "A")), 0);
}

void make_file_of_directory(void)
{
    disk_remove(home, "A");
    disk_write(home, "A", LETTER);
}

void make_newer(void)
{
    disk_publish(home, "A", ALIVE);
}

void make_link_of_file(void)
{
    disk_remove(home, FILE_OF_A);
    assert_int_equal(symlink("../../canary/configuration.json", disk_path(home, FILE_OF_A)), 0);
}

void make_fifo_of_file(void)
{
    disk_remove(home, FILE_OF_A);
    assert_int_equal(mkfifo(disk_path(home, FILE_OF_A), 0600), 0);
}

void make_directory_of_file(void)
{
    disk_remove(home, FILE_OF_A);
    disk_mkdir(home, FILE_OF_A);
}

void take_file(void)
{
    disk_remove(home, FILE_OF_A);
}

void tell_nobody(const char *name, void *context)
{
    (void)context;
    fail_msg("told %s", name);
}
