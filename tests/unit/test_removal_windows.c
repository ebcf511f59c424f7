/* What happens to an entry between two steps of its removal, and what an interrupted one leaves. */
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
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- windows --------------------------------------------------------------------------------- */

static enum removal_moment window;
static void (*happens)(void);

static void let_it_happen(enum removal_moment moment)
{
    if (moment == window)
        happens();
}

/* Removes a freshly published entry while something happens at one moment. */
static enum removal_result remove_while(enum removal_moment moment, void (*what)(void))
{
    disk_remove(home, "A");
    publish_and_judge();
    window = moment;
    happens = what;
    removal_pause = let_it_happen;
    enum removal_result result = remove_it();
    removal_pause = pause_never;
    return result;
}

/* From here on the file may be gone: it was unlinked before anything happened. */
static bool is_late(enum removal_moment moment)
{
    return moment >= REMOVAL_WHEN_COMPARED;
}

static void a_new_file_is_never_lost(void **state)
{
    (void)state;
    for (int moment = 0; moment < REMOVAL_MOMENTS; moment++) {
        assert_int_equal(remove_while((enum removal_moment)moment, make_newer), REMOVAL_CHANGED);
        assert_text(home, FILE_OF_A, ALIVE);
        assert_int_equal(count_names(disk_path(home, "A")), 1);
    }
}

static void a_file_being_written_is_never_lost(void **state)
{
    (void)state;
    for (int moment = 0; moment < REMOVAL_MOMENTS; moment++) {
        assert_int_equal(remove_while((enum removal_moment)moment, make_temporary), REMOVAL_BUSY);
        assert_text(home, "A/.dat.nosync1", ALIVE);
        if (!is_late((enum removal_moment)moment))
            assert_text(home, FILE_OF_A, DISK_RUNNING);
    }
}

static void an_unknown_file_is_never_lost(void **state)
{
    (void)state;
    for (int moment = 0; moment < REMOVAL_MOMENTS; moment++) {
        assert_int_equal(remove_while((enum removal_moment)moment, make_unknown),
                         REMOVAL_UNKNOWN_FILES);
        assert_text(home, "A/notes.txt", LETTER);
        if (!is_late((enum removal_moment)moment))
            assert_text(home, FILE_OF_A, DISK_RUNNING);
    }
}

static void a_link_is_never_followed(void **state)
{
    (void)state;
    for (int moment = 0; moment < REMOVAL_MOMENTS; moment++) {
        assert_int_equal(remove_while((enum removal_moment)moment, make_link_of_directory),
                         REMOVAL_LINK);
        assert_canary();
        assert_true(there(home, "A"));
        /* What was moved away is as it was, where that could be seen in time. */
        if (!is_late((enum removal_moment)moment))
            assert_text(top, "moved/configuration.json", DISK_RUNNING);
        disk_remove(top, "moved");
    }
}

static void exchange_directories(void)
{
    assert_int_equal(rename(disk_path(home, "A"), disk_path(home, ".away")), 0);
    disk_publish(home, "A", ALIVE);
}

static void another_directory_of_the_name_is_left_alone(void **state)
{
    (void)state;
    for (int moment = 0; moment < REMOVAL_MOMENTS; moment++) {
        assert_int_equal(remove_while((enum removal_moment)moment, exchange_directories),
                         REMOVAL_CHANGED);
        assert_text(home, FILE_OF_A, ALIVE);
        if (!is_late((enum removal_moment)moment))
            assert_text(home, ".away/configuration.json", DISK_RUNNING);
        disk_remove(home, ".away");
    }
}

static void a_file_instead_of_the_directory_stays(void **state)
{
    (void)state;
    for (int moment = 0; moment < REMOVAL_MOMENTS; moment++) {
        remove_while((enum removal_moment)moment, make_file_of_directory);
        assert_text(home, "A", LETTER);
    }
}

static void take_directory(void)
{
    disk_remove(home, "A");
}

static void what_another_removed_meanwhile_is_no_failure(void **state)
{
    (void)state;
    for (int moment = 0; moment < REMOVAL_MOMENTS; moment++) {
        assert_int_not_equal(remove_while((enum removal_moment)moment, take_directory),
                             REMOVAL_FAILED);
        assert_false(there(home, "A"));
    }
    assert_int_equal(remove_while(REMOVAL_WHEN_EXAMINED, take_file), REMOVAL_CHANGED);
    assert_true(there(home, "A"));
}

static void what_took_the_files_name_gets_it_back(void **state)
{
    (void)state;
    char target[64];
    struct stat status;
    assert_int_equal(remove_while(REMOVAL_WHEN_EXAMINED, make_link_of_file), REMOVAL_CHANGED);
    ssize_t length = readlink(disk_path(home, FILE_OF_A), target, sizeof target);
    assert_int_equal(length, strlen("../../canary/configuration.json"));
    assert_canary();
    assert_int_equal(remove_while(REMOVAL_WHEN_EXAMINED, make_fifo_of_file), REMOVAL_CHANGED);
    assert_int_equal(lstat(disk_path(home, FILE_OF_A), &status), 0);
    assert_true(S_ISFIFO(status.st_mode));
    assert_int_equal(remove_while(REMOVAL_WHEN_EXAMINED, make_directory_of_file), REMOVAL_CHANGED);
    assert_int_equal(lstat(disk_path(home, FILE_OF_A), &status), 0);
    assert_true(S_ISDIR(status.st_mode));
    assert_int_equal(count_names(disk_path(home, "A")), 1);
}

static void write_in_place(void)
{
    assert_int_equal(pwrite(held, ALIVE, strlen(ALIVE), 0), strlen(ALIVE));
    assert_int_equal(ftruncate(held, (off_t)strlen(ALIVE)), 0);
}

static void what_is_written_in_place_is_restored(void **state)
{
    (void)state;
    disk_publish(home, "A", DISK_RUNNING);
    judge();
    held = open(disk_path(home, FILE_OF_A), O_WRONLY | O_CLOEXEC);
    window = REMOVAL_WHEN_ASIDE;
    happens = write_in_place;
    removal_pause = let_it_happen;
    assert_int_equal(remove_it(), REMOVAL_CHANGED);
    assert_text(home, FILE_OF_A, ALIVE);
}

/* A living file is set aside by mistake, and then its name is taken. */
static void revive_twice(enum removal_moment moment)
{
    if (moment == REMOVAL_WHEN_EXAMINED)
        disk_publish(home, "A", ALIVE);
    if (moment == REMOVAL_WHEN_COMPARED)
        disk_publish(home, "A", ALIVE_TOO);
}

static void revive_and_block(enum removal_moment moment)
{
    if (moment == REMOVAL_WHEN_EXAMINED)
        disk_publish(home, "A", ALIVE);
    if (moment == REMOVAL_WHEN_COMPARED)
        disk_mkdir(home, FILE_OF_A);
}

static void the_newest_file_wins(void **state)
{
    (void)state;
    publish_and_judge();
    removal_pause = revive_twice;
    assert_int_equal(remove_it(), REMOVAL_CHANGED);
    assert_text(home, FILE_OF_A, ALIVE_TOO);
    assert_int_equal(count_names(disk_path(home, "A")), 1);
}

static void a_living_file_without_its_name_stays_aside_and_comes_back(void **state)
{
    (void)state;
    publish_and_judge();
    removal_pause = revive_and_block;
    assert_int_equal(remove_it(), REMOVAL_CHANGED);
    removal_pause = pause_never;
    assert_int_equal(count_names(disk_path(home, "A")), 2);
    disk_remove(home, FILE_OF_A);
    judge();
    assert_false(entry.configured);
    assert_int_equal(remove_it(), REMOVAL_RECOVERED);
    assert_text(home, FILE_OF_A, ALIVE);
    assert_int_equal(count_names(disk_path(home, "A")), 1);
}

/* --- a crash in the middle ------------------------------------------------------------------- */

static void die(void)
{
    _exit(0);
}

static void make_newer_then_die(enum removal_moment moment)
{
    if (moment == REMOVAL_WHEN_EXAMINED)
        disk_publish(home, "A", ALIVE);
    if (moment == window)
        _exit(0);
}

static void remove_and_die(void (*hook)(enum removal_moment moment), int moment)
{
    int status;
    window = (enum removal_moment)moment;
    happens = die;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        removal_pause = hook;
        remove_it();
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
}

static void a_crash_leaves_the_file_or_none_and_a_later_removal_ends_it(void **state)
{
    (void)state;
    for (int moment = 0; moment < REMOVAL_MOMENTS; moment++) {
        disk_remove(home, "A");
        publish_and_judge();
        remove_and_die(let_it_happen, moment);
        if (there(home, FILE_OF_A))
            assert_text(home, FILE_OF_A, DISK_RUNNING);
        judge();
        if (moment == REMOVAL_WHEN_ASIDE || moment == REMOVAL_WHEN_COMPARED) {
            assert_false(entry.configured);
            assert_int_equal(removal_plan(home, &entry, tell_nobody, NULL).result,
                             REMOVAL_RECOVERED);
            assert_false(there(home, FILE_OF_A));
            assert_int_equal(remove_it(), REMOVAL_RECOVERED);
            assert_text(home, FILE_OF_A, DISK_RUNNING);
            judge();
        }
        assert_int_equal(remove_it(), REMOVAL_DONE);
        assert_false(there(home, "A"));
    }
}

static void a_crash_never_loses_a_living_file(void **state)
{
    (void)state;
    for (int moment = REMOVAL_WHEN_EXAMINED; moment <= REMOVAL_WHEN_COMPARED; moment++) {
        disk_remove(home, "A");
        publish_and_judge();
        remove_and_die(make_newer_then_die, moment);
        judge();
        if (!entry.configured)
            assert_int_equal(remove_it(), REMOVAL_RECOVERED);
        assert_text(home, FILE_OF_A, ALIVE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_new_file_is_never_lost),
        TEST(a_file_being_written_is_never_lost),
        TEST(an_unknown_file_is_never_lost),
        TEST(a_link_is_never_followed),
        TEST(another_directory_of_the_name_is_left_alone),
        TEST(a_file_instead_of_the_directory_stays),
        TEST(what_another_removed_meanwhile_is_no_failure),
        TEST(what_took_the_files_name_gets_it_back),
        TEST(what_is_written_in_place_is_restored),
        TEST(the_newest_file_wins),
        TEST(a_living_file_without_its_name_stays_aside_and_comes_back),
        TEST(a_crash_leaves_the_file_or_none_and_a_later_removal_ends_it),
        TEST(a_crash_never_loses_a_living_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
