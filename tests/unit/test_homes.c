#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "disk.h"
#include "osaurtop/homes.h"

#include <string.h>
#include <unistd.h>

static struct homes homes;

static void option_is_the_only_home(void **state)
{
    disk_mkdir(*state, ".osaurus");
    disk_mkdir(*state, ".osaurus/SharedConfiguration");
    assert_int_equal(homes_find(&homes, "/some/where/", "/else/where", *state), 0);
    assert_int_equal(homes.count, 1);
    assert_string_equal(homes.home[0].path, "/some/where");
    assert_false(homes.home[0].legacy);
}

static void environment_comes_before_the_users_home(void **state)
{
    assert_int_equal(homes_find(&homes, NULL, "relative/runtime", *state), 0);
    assert_int_equal(homes.count, 1);
    assert_string_equal(homes.home[0].path, "relative/runtime");
}

static void empty_environment_counts_as_unset(void **state)
{
    assert_int_equal(homes_find(&homes, NULL, "", *state), 0);
    assert_string_equal(homes.home[0].path, disk_path(*state, ".osaurus/runtime"));
}

static void main_home_is_named_before_it_exists(void **state)
{
    assert_int_equal(homes_find(&homes, NULL, NULL, *state), 0);
    assert_int_equal(homes.count, 1);
    assert_string_equal(homes.home[0].path, disk_path(*state, ".osaurus/runtime"));
    assert_false(homes.home[0].legacy);
}

static void legacy_homes_follow_where_they_are_directories(void **state)
{
    static const char support[] = "Library/Application Support/com.dinoki.osaurus";

    disk_mkdir(*state, "Library");
    disk_mkdir(*state, "Library/Application Support");
    disk_mkdir(*state, support);
    disk_mkdir(*state, "Library/Application Support/com.dinoki.osaurus/SharedConfiguration");
    disk_write(*state, "Library/Application Support/com.dinoki.osaurus/runtime", "a file");
    disk_mkdir(*state, ".osaurus");
    disk_mkdir(*state, "elsewhere");
    assert_int_equal(symlink("../elsewhere", disk_path(*state, ".osaurus/SharedConfiguration")), 0);

    assert_int_equal(homes_find(&homes, NULL, NULL, *state), 0);
    assert_int_equal(homes.count, 3);
    assert_false(homes.home[0].legacy);
    assert_string_equal(
        homes.home[1].path,
        disk_path(*state, "Library/Application Support/com.dinoki.osaurus/SharedConfiguration"));
    assert_true(homes.home[1].legacy);
    assert_string_equal(homes.home[2].path, disk_path(*state, ".osaurus/SharedConfiguration"));
    assert_true(homes.home[2].legacy);
}

static void a_home_that_leads_to_another_is_read_once(void **state)
{
    disk_mkdir(*state, ".osaurus");
    disk_mkdir(*state, ".osaurus/runtime");
    assert_int_equal(symlink("runtime", disk_path(*state, ".osaurus/SharedConfiguration")), 0);

    assert_int_equal(homes_find(&homes, NULL, NULL, *state), 0);
    assert_int_equal(homes.count, 1);
    assert_false(homes.home[0].legacy);
}

static void slashes_are_not_doubled(void **state)
{
    (void)state;
    assert_int_equal(homes_find(&homes, NULL, NULL, "/nowhere//"), 0);
    assert_string_equal(homes.home[0].path, "/nowhere/.osaurus/runtime");
    assert_int_equal(homes_find(&homes, NULL, NULL, "/"), 0);
    assert_string_equal(homes.home[0].path, "/.osaurus/runtime");
    assert_int_equal(homes_find(&homes, "/", NULL, NULL), 0);
    assert_string_equal(homes.home[0].path, "/");
}

static void tilde_is_left_to_the_shell(void **state)
{
    (void)state;
    assert_int_equal(homes_find(&homes, "~/runtime", NULL, NULL), 0);
    assert_string_equal(homes.home[0].path, "~/runtime");
}

static void no_home_is_a_failure(void **state)
{
    (void)state;
    assert_int_equal(homes_find(&homes, NULL, NULL, NULL), -1);
    assert_int_equal(homes_find(&homes, NULL, "", ""), -1);
    assert_int_equal(homes.count, 0);
}

static void paths_that_do_not_fit_are_a_failure(void **state)
{
    static char path[PATH_MAX + 1];

    (void)state;
    memset(path, 'a', PATH_MAX);
    assert_int_equal(homes_find(&homes, path, NULL, NULL), -1);
    assert_int_equal(homes_find(&homes, NULL, path, NULL), -1);
    assert_int_equal(homes_find(&homes, NULL, NULL, path), -1);
    path[PATH_MAX - 1] = '\0';
    assert_int_equal(homes_find(&homes, path, NULL, NULL), 0);
    assert_int_equal(homes_find(&homes, NULL, NULL, path), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(option_is_the_only_home, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(environment_comes_before_the_users_home, disk_setup,
                                        disk_teardown),
        cmocka_unit_test_setup_teardown(empty_environment_counts_as_unset, disk_setup,
                                        disk_teardown),
        cmocka_unit_test_setup_teardown(main_home_is_named_before_it_exists, disk_setup,
                                        disk_teardown),
        cmocka_unit_test_setup_teardown(legacy_homes_follow_where_they_are_directories, disk_setup,
                                        disk_teardown),
        cmocka_unit_test_setup_teardown(a_home_that_leads_to_another_is_read_once, disk_setup,
                                        disk_teardown),
        cmocka_unit_test_setup_teardown(slashes_are_not_doubled, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(tilde_is_left_to_the_shell, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(no_home_is_a_failure, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(paths_that_do_not_fit_are_a_failure, disk_setup,
                                        disk_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
