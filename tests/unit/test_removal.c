/* The removal of one entry: what it takes, what it refuses, what it plans. */
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
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- refusals -------------------------------------------------------------------------------- */

static void the_file_and_its_directory_go(void **state)
{
    (void)state;
    publish_and_judge();
    disk_publish(home, "B", DISK_RUNNING);
    assert_int_equal(remove_it(), REMOVAL_DONE);
    assert_false(there(home, "A"));
    assert_text(home, "B/configuration.json", DISK_RUNNING);
    assert_int_equal(remove_it(), REMOVAL_GONE);
    disk_remove(top, "runtime");
    assert_int_equal(remove_it(), REMOVAL_GONE);
}

static void a_home_behind_a_link_is_a_home(void **state)
{
    (void)state;
    publish_and_judge();
    assert_int_equal(symlink("runtime", disk_path(top, "link")), 0);
    assert_int_equal(removal_remove(disk_path(top, "link"), &entry).result, REMOVAL_DONE);
    assert_false(there(home, "A"));
}

static void debris_goes_too(void **state)
{
    (void)state;
    disk_publish(home, "A", DISK_RUNNING);
    disk_write(home, "A/.DS_Store", LETTER);
    disk_write(home, "A/.dat.nosync12.abc", ALIVE);
    disk_write(home, "A/.osaurtop-aside-1-2", ALIVE);
    age("A/.dat.nosync12.abc");
    age("A/.osaurtop-aside-1-2");
    judge();
    assert_int_equal(remove_it(), REMOVAL_DONE);
    assert_false(there(home, "A"));
}

static void a_hard_link_elsewhere_keeps_its_bytes(void **state)
{
    (void)state;
    disk_publish(home, "A", DISK_RUNNING);
    assert_int_equal(link(disk_path(home, FILE_OF_A), disk_path(top, "kept")), 0);
    judge();
    assert_int_equal(remove_it(), REMOVAL_DONE);
    assert_text(top, "kept", DISK_RUNNING);
}

/* Each makes something of a published and judged entry. */
static void make_unknown_directory(void)
{
    disk_mkdir(home, "A/.DS_Store");
}

static void make_unknown_link(void)
{
    assert_int_equal(symlink("../../canary/.DS_Store", disk_path(home, "A/.DS_Store")), 0);
}

static void make_newer_aside(void)
{
    age(FILE_OF_A);
    judge();
    disk_write(home, "A/.osaurtop-aside-1-2", ALIVE);
}

static void make_copy(void)
{
    disk_publish(home, "A", DISK_RUNNING);
}

static void make_other_mode(void)
{
    assert_int_equal(chmod(disk_path(home, FILE_OF_A), 0600), 0);
}

static void make_unsettled(void)
{
    entry.settled = false;
}

static void make_locked(void)
{
    held = open(disk_path(home, "A"), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_int_equal(flock(held, LOCK_EX | LOCK_NB), 0);
}

static void name_parent(void)
{
    snprintf(entry.directory, sizeof entry.directory, "..");
}

static void name_home(void)
{
    snprintf(entry.directory, sizeof entry.directory, ".");
}

static void name_nothing(void)
{
    entry.directory[0] = '\0';
}

static void name_path(void)
{
    snprintf(entry.directory, sizeof entry.directory, "../runtime/A");
}

static const struct refusal {
    const char *behaviour;
    void (*make)(void);
    enum removal_result result;
    const char *unknown;
} refusals[] = {
    {"an unknown file", make_unknown, REMOVAL_UNKNOWN_FILES, "notes.txt"},
    {"a directory called like debris", make_unknown_directory, REMOVAL_UNKNOWN_FILES, ".DS_Store"},
    {"a link called like debris", make_unknown_link, REMOVAL_UNKNOWN_FILES, ".DS_Store"},
    {"a temporary file that is being written", make_temporary, REMOVAL_BUSY, ""},
    {"a newer file that was set aside", make_newer_aside, REMOVAL_UNKNOWN_FILES,
     ".osaurtop-aside-1-2"},
    {"a link to a directory", make_link_of_directory, REMOVAL_LINK, ""},
    {"a file instead of the directory", make_file_of_directory, REMOVAL_CHANGED, ""},
    {"a newer file", make_newer, REMOVAL_CHANGED, ""},
    {"another file that says the same", make_copy, REMOVAL_CHANGED, ""},
    {"another time of change only", make_other_mode, REMOVAL_CHANGED, ""},
    {"a link instead of the file", make_link_of_file, REMOVAL_CHANGED, ""},
    {"a FIFO instead of the file", make_fifo_of_file, REMOVAL_CHANGED, ""},
    {"a directory instead of the file", make_directory_of_file, REMOVAL_CHANGED, ""},
    {"no file any more", take_file, REMOVAL_CHANGED, ""},
    {"a file written just before it was read", make_unsettled, REMOVAL_BUSY, ""},
    {"another removal at work", make_locked, REMOVAL_BUSY, ""},
    {"the parent directory", name_parent, REMOVAL_FAILED, ""},
    {"the home itself", name_home, REMOVAL_FAILED, ""},
    {"no name", name_nothing, REMOVAL_FAILED, ""},
    {"a path", name_path, REMOVAL_FAILED, ""},
};

static void note_name(const char *name, void *context)
{
    char *names = context;
    strcat(strcat(names, " "), name);
}

static void what_was_not_judged_is_refused_and_stays(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        const struct refusal *refusal = &refusals[i];
        char told[256] = "";
        disk_remove(home, "A");
        publish_and_judge();
        refusal->make();

        size_t names = there(home, "A/.") ? count_names(disk_path(home, "A")) : 0;
        bool locked = held >= 0;
        struct removal plan = removal_plan(home, &entry, locked ? note_name : tell_nobody, told);
        struct removal removal = removal_remove(home, &entry);
        /* A lock is taken by a removal only: a plan changes nothing, and disturbs none. */
        bool agree = plan.result == (locked ? REMOVAL_DONE : removal.result);

        if (removal.result != refusal->result || !agree ||
            strcmp(removal.unknown, refusal->unknown) != 0)
            fail_msg("%s: \"%s\" (%s), planned \"%s\"", refusal->behaviour,
                     removal_result_text(removal.result), removal.unknown,
                     removal_result_text(plan.result));
        if (names > 0)
            assert_int_equal(count_names(disk_path(home, "A")), names);
        assert_canary();
        if (held >= 0)
            close(held);
        held = -1;
        disk_remove(top, "moved");
    }
}

static void another_owner_is_refused_even_to_root(void **state)
{
    (void)state;
    if (geteuid() != 0) {
        print_message("not run: only root can give files away\n");
        return;
    }
    publish_and_judge();
    assert_int_equal(chown(disk_path(home, FILE_OF_A), 12345, 12345), 0);
    judge();
    assert_int_equal(remove_it(), REMOVAL_OTHER_OWNER);
    assert_int_equal(chown(disk_path(home, FILE_OF_A), 0, 0), 0);
    assert_int_equal(chown(disk_path(home, "A"), 12345, 12345), 0);
    judge();
    assert_int_equal(remove_it(), REMOVAL_OTHER_OWNER);
    assert_int_equal(chown(disk_path(home, "A"), 0, 0), 0);
    disk_write(home, "A/.DS_Store", LETTER);
    assert_int_equal(chown(disk_path(home, "A/.DS_Store"), 12345, 12345), 0);
    judge();
    assert_int_equal(remove_it(), REMOVAL_OTHER_OWNER);
    assert_text(home, FILE_OF_A, DISK_RUNNING);
}

static void a_home_that_may_not_be_written_to_is_left_whole(void **state)
{
    (void)state;
    if (geteuid() == 0) {
        print_message("not run: root may write everywhere\n");
        return;
    }
    publish_and_judge();
    assert_int_equal(chmod(home, 0500), 0);
    struct removal removal = removal_remove(home, &entry);
    assert_int_equal(chmod(home, 0700), 0);
    assert_int_equal(removal.result, REMOVAL_FAILED);
    assert_int_equal(removal.error, EACCES);
    assert_text(home, FILE_OF_A, DISK_RUNNING);
}

/* --- a directory without a file -------------------------------------------------------------- */

static void an_empty_directory_goes_with_its_debris(void **state)
{
    (void)state;
    disk_mkdir(home, "A");
    judge();
    assert_int_equal(remove_it(), REMOVAL_DONE);
    assert_false(there(home, "A"));
    disk_mkdir(home, "A");
    disk_write(home, "A/.dat.nosync1", ALIVE);
    age("A/.dat.nosync1");
    judge();
    assert_int_equal(remove_it(), REMOVAL_DONE);
    assert_false(there(home, "A"));
}

static void an_empty_directory_that_is_not_the_judged_one_stays(void **state)
{
    (void)state;
    disk_mkdir(home, "A");
    judge();
    age("A");
    assert_int_equal(remove_it(), REMOVAL_CHANGED);
    judge();
    disk_publish(home, "A", ALIVE);
    assert_int_equal(remove_it(), REMOVAL_CHANGED);
    assert_text(home, FILE_OF_A, ALIVE);
}

/* --- the plan -------------------------------------------------------------------------------- */

static void a_plan_tells_what_goes_and_changes_nothing(void **state)
{
    (void)state;
    char names[256] = "";
    struct stat before;
    struct stat after;
    disk_publish(home, "A", DISK_RUNNING);
    disk_write(home, "A/.DS_Store", LETTER);
    judge();
    assert_int_equal(stat(disk_path(home, "A"), &before), 0);
    assert_int_equal(removal_plan(home, &entry, note_name, names).result, REMOVAL_DONE);
    assert_int_equal(stat(disk_path(home, "A"), &after), 0);
    assert_string_equal(names, " configuration.json .DS_Store");
    assert_int_equal(before.st_ctime, after.st_ctime);
    assert_text(home, FILE_OF_A, DISK_RUNNING);
    judge();
    assert_int_equal(remove_it(), REMOVAL_DONE);
}

static void every_result_has_its_words(void **state)
{
    (void)state;
    assert_string_equal(removal_result_text(REMOVAL_DONE), "");
    for (int result = REMOVAL_GONE; result <= REMOVAL_FAILED; result++)
        assert_true(strlen(removal_result_text((enum removal_result)result)) > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_file_and_its_directory_go),
        TEST(a_home_behind_a_link_is_a_home),
        TEST(debris_goes_too),
        TEST(a_hard_link_elsewhere_keeps_its_bytes),
        TEST(what_was_not_judged_is_refused_and_stays),
        TEST(another_owner_is_refused_even_to_root),
        TEST(a_home_that_may_not_be_written_to_is_left_whole),
        TEST(an_empty_directory_goes_with_its_debris),
        TEST(an_empty_directory_that_is_not_the_judged_one_stays),
        TEST(a_plan_tells_what_goes_and_changes_nothing),
        TEST(every_result_has_its_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
