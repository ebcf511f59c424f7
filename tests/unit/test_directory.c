#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "disk.h"
#include "osaurtop/directory.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HOME 3

static struct directory *directory;
static const struct entry *const *entries;
static size_t count;
static int64_t clock_ns;

/* The runtime directory is a subdirectory, so that it can come and go. */
static int open_world(void **state)
{
    if (disk_setup(state) != 0)
        return -1;
    directory = directory_new(disk_path(*state, "runtime"), HOME);
    return directory == NULL ? -1 : mkdir(disk_path(*state, "runtime"), 0755);
}

static int close_world(void **state)
{
    directory_free(directory);
    return disk_teardown(state);
}

static void scan(void)
{
    assert_int_equal(directory_scan(directory, ++clock_ns), 0);
    entries = directory_entries(directory, &count);
}

static void publish(void **state, const char *name, unsigned port)
{
    char below[NAME_MAX];

    snprintf(below, sizeof below, "runtime/%s", name);
    disk_publish(*state, below, disk_running(port));
}

static void assert_names(const char *const *names, size_t expected)
{
    assert_int_equal(count, expected);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(entries[i]->directory, names[i]);
}

static void entries_are_sorted_and_know_their_home(void **state)
{
    static const char *const names[] = {"0C9E", "7B1D", "F26F", "f26f"};

    publish(state, "F26F", 1);
    publish(state, "0C9E", 2);
    publish(state, "f26f", 3);
    publish(state, "7B1D", 4);
    scan();
    assert_names(names, 4);
    assert_int_equal(entries[0]->port, 2);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(entries[i]->home, HOME);
        assert_int_equal(entries[i]->local, entries[0]->local);
        assert_int_equal(entries[i]->seen_at_ns, clock_ns);
    }
    assert_int_equal(directory_status(directory), DIRECTORY_PRESENT);
    assert_int_equal(directory_error(directory), 0);
    assert_string_equal(directory_path(directory), disk_path(*state, "runtime"));
    assert_false(directory_simulated(directory));
}

static void what_is_no_visible_directory_is_skipped(void **state)
{
    static const char *const names[] = {"A", "EMPTY"};

    publish(state, "A", 1);
    publish(state, ".hidden", 2);
    disk_mkdir(*state, "runtime/EMPTY");
    disk_mkdir(*state, "runtime/OTHER");
    disk_write(*state, "runtime/OTHER/notes.txt", "of a person");
    disk_write(*state, "runtime/.DS_Store", "");
    disk_write(*state, "runtime/stray", "");
    assert_int_equal(mkfifo(disk_path(*state, "runtime/fifo"), 0644), 0);
    assert_int_equal(symlink("A", disk_path(*state, "runtime/LINK")), 0);
    assert_int_equal(symlink("A", disk_path(*state, "runtime/.hidden-link")), 0);
    assert_int_equal(symlink("stray", disk_path(*state, "runtime/link-to-file")), 0);
    assert_int_equal(symlink("nowhere", disk_path(*state, "runtime/dangling")), 0);
    scan();
    assert_names(names, 2);
    assert_false(entries[1]->configured);
    assert_int_equal(directory_links_ignored(directory), 1);
    scan();
    assert_int_equal(directory_links_ignored(directory), 1);
}

static void the_simulators_mark_is_seen(void **state)
{
    disk_write(*state, "runtime/.osaurus-sim", "");
    scan();
    assert_true(directory_simulated(directory));
    disk_remove(*state, "runtime/.osaurus-sim");
    scan();
    assert_false(directory_simulated(directory));
}

static void a_rescan_keeps_addresses_and_notices_changes(void **state)
{
    static const char *const names[] = {"A", "AA", "C", "D"};
    const struct entry *a;
    const struct entry *c;

    publish(state, "A", 1);
    publish(state, "B", 2);
    publish(state, "C", 3);
    disk_settle();
    scan();
    a = entries[0];
    c = entries[2];
    scan();
    assert_ptr_equal(entries[0], a);
    assert_int_equal(a->seen_at_ns, clock_ns);

    disk_remove(*state, "runtime/B");
    publish(state, "C", 4);
    publish(state, "D", 5);
    publish(state, "AA", 6);
    scan();
    assert_names(names, 4);
    assert_ptr_equal(entries[0], a);
    assert_ptr_equal(entries[2], c);
    assert_int_equal(c->port, 4);
    assert_int_equal(entries[1]->port, 6);
    assert_int_equal(entries[1]->home, HOME);
}

static void a_base_that_comes_and_goes_is_followed(void **state)
{
    assert_int_equal(rmdir(disk_path(*state, "runtime")), 0);
    scan();
    assert_int_equal(directory_status(directory), DIRECTORY_MISSING);
    assert_int_equal(count, 0);

    disk_mkdir(*state, "runtime");
    publish(state, "A", 1);
    scan();
    assert_int_equal(directory_status(directory), DIRECTORY_PRESENT);
    assert_int_equal(count, 1);

    disk_remove(*state, "runtime");
    scan();
    assert_int_equal(directory_status(directory), DIRECTORY_MISSING);
    assert_int_equal(count, 0);

    disk_mkdir(*state, "runtime");
    publish(state, "B", 2);
    scan();
    assert_int_equal(count, 1);
    assert_string_equal(entries[0]->directory, "B");
}

static void a_replaced_base_is_read_anew(void **state)
{
    publish(state, "A", 1);
    disk_mkdir(*state, "runtime/EMPTY");
    disk_settle();
    scan();
    assert_int_equal(rename(disk_path(*state, "runtime"), disk_path(*state, "before")), 0);
    disk_mkdir(*state, "runtime");
    publish(state, "A", 2);
    scan();
    assert_int_equal(count, 1);
    assert_int_equal(entries[0]->port, 2);
}

static void the_base_may_be_a_link(void **state)
{
    publish(state, "A", 1);
    assert_int_equal(rename(disk_path(*state, "runtime"), disk_path(*state, "real")), 0);
    assert_int_equal(symlink("real", disk_path(*state, "runtime")), 0);
    scan();
    assert_int_equal(directory_status(directory), DIRECTORY_PRESENT);
    assert_int_equal(count, 1);

    disk_remove(*state, "runtime");
    assert_int_equal(symlink("nowhere", disk_path(*state, "runtime")), 0);
    scan();
    assert_int_equal(directory_status(directory), DIRECTORY_MISSING);
}

static void a_base_that_is_no_directory_says_so(void **state)
{
    publish(state, "A", 1);
    scan();
    disk_remove(*state, "runtime");
    disk_write(*state, "runtime", "a file");
    scan();
    assert_int_equal(directory_status(directory), DIRECTORY_NOT_ONE);
    assert_int_equal(count, 0);
    disk_remove(*state, "runtime");
    assert_int_equal(mkfifo(disk_path(*state, "runtime"), 0644), 0);
    scan();
    assert_int_equal(directory_status(directory), DIRECTORY_NOT_ONE);
}

static void a_base_below_a_file_is_missing(void **state)
{
    struct directory *below;

    disk_write(*state, "file", "");
    below = directory_new(disk_path(*state, "file/runtime"), 0);
    assert_non_null(below);
    assert_int_equal(directory_scan(below, 1), 0);
    assert_int_equal(directory_status(below), DIRECTORY_MISSING);
    directory_free(below);
}

static void a_base_that_may_not_be_read_says_why(void **state)
{
    static const mode_t modes[] = {0, 0600, 0300};

    if (geteuid() == 0) {
        print_message("permissions do not bind root: not tried\n");
        return;
    }
    publish(state, "A", 1);
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        directory_free(directory);
        directory = directory_new(disk_path(*state, "runtime"), HOME);
        chmod(disk_path(*state, "runtime"), modes[i]);
        scan();
        assert_int_equal(directory_status(directory), DIRECTORY_UNREADABLE);
        assert_int_equal(directory_error(directory), EACCES);
        assert_int_equal(count, 0);
        chmod(disk_path(*state, "runtime"), 0700);
        scan();
        assert_int_equal(directory_status(directory), DIRECTORY_PRESENT);
        assert_int_equal(directory_error(directory), 0);
        assert_int_equal(count, 1);
    }
}

static void a_path_that_cannot_be_is_unreadable(void **state)
{
    assert_int_equal(rmdir(disk_path(*state, "runtime")), 0);
    assert_int_equal(symlink("runtime", disk_path(*state, "runtime")), 0);
    scan();
    assert_int_equal(directory_status(directory), DIRECTORY_UNREADABLE);
    assert_int_equal(directory_error(directory), ELOOP);
}

static void one_entry_can_be_read_again(void **state)
{
    const struct entry *a;
    const struct entry *b;

    publish(state, "A", 1);
    publish(state, "B", 2);
    disk_settle();
    scan();
    a = entries[0];
    b = entries[1];
    int64_t scanned_at_ns = clock_ns;
    assert_false(a->confirmed);
    assert_false(directory_refresh(directory, a, ++clock_ns));
    assert_int_equal(a->seen_at_ns, scanned_at_ns);
    assert_true(a->confirmed);

    publish(state, "A", 3);
    assert_true(directory_refresh(directory, a, ++clock_ns));
    assert_int_equal(a->port, 3);
    assert_int_equal(a->seen_at_ns, clock_ns);
    assert_false(a->confirmed);
    /* Too fresh to be trusted, so it is read again, and says the same. */
    assert_false(directory_refresh(directory, a, ++clock_ns));

    disk_remove(*state, "runtime/A");
    assert_true(directory_refresh(directory, a, ++clock_ns));
    entries = directory_entries(directory, &count);
    assert_int_equal(count, 1);
    assert_ptr_equal(entries[0], b);
    publish(state, "A", 4);
    scan();
    assert_int_equal(count, 2);
    assert_int_equal(entries[0]->port, 4);
    assert_ptr_equal(entries[1], b);
}

static void refresh_outlives_the_base(void **state)
{
    publish(state, "A", 1);
    scan();
    disk_remove(*state, "runtime");
    assert_true(directory_refresh(directory, entries[0], ++clock_ns));
    directory_entries(directory, &count);
    assert_int_equal(count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_world, close_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(entries_are_sorted_and_know_their_home),
        TEST(what_is_no_visible_directory_is_skipped),
        TEST(the_simulators_mark_is_seen),
        TEST(a_rescan_keeps_addresses_and_notices_changes),
        TEST(a_base_that_comes_and_goes_is_followed),
        TEST(a_replaced_base_is_read_anew),
        TEST(the_base_may_be_a_link),
        TEST(a_base_that_is_no_directory_says_so),
        TEST(a_base_below_a_file_is_missing),
        TEST(a_base_that_may_not_be_read_says_why),
        TEST(a_path_that_cannot_be_is_unreadable),
        TEST(one_entry_can_be_read_again),
        TEST(refresh_outlives_the_base),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
