/* The app's crash reports: which files are, in which order, and when they are looked at. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "osaurtop/crash_reports.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BELOW "/Library/Logs/DiagnosticReports"

static char home[64];
static struct crash_reports reports;

static int set_up(void **state)
{
    (void)state;
    snprintf(home, sizeof home, "/tmp/osaurtop-crash.XXXXXX");
    return mkdtemp(home) == NULL;
}

static int tear_down(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", home);
    return system(command);
}

static void make_directory(int64_t modified_s)
{
    char path[256];
    static const char *const levels[] = {"/Library", "/Library/Logs", BELOW};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        snprintf(path, sizeof path, "%s%s", home, levels[i]);
        mkdir(path, 0700);
    }
    const struct timespec times[] = {{(time_t)modified_s, 0}, {(time_t)modified_s, 0}};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

/* A report of that age; then the directory gets its own time. */
static void add(const char *name, int64_t modified_s, int64_t directory_s)
{
    char path[512];
    make_directory(directory_s);
    snprintf(path, sizeof path, "%s" BELOW "/%s", home, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    const struct timespec times[] = {{(time_t)modified_s, 0}, {(time_t)modified_s, 0}};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    make_directory(directory_s);
}

static void a_missing_directory_has_no_reports(void **state)
{
    (void)state;
    crash_reports_set(&reports, home);
    crash_reports_scan(&reports);
    assert_int_equal(reports.count, 0);
    crash_reports_set(&reports, NULL);
    crash_reports_scan(&reports);
    assert_string_equal(reports.directory, "");
    crash_reports_set(&reports, "");
    assert_string_equal(reports.directory, "");
}

static void the_apps_reports_are_kept_newest_first(void **state)
{
    (void)state;
    char expected[256];
    add("osaurus-1.ips", 1000, 5000);
    add("Osaurus-3.ips", 3000, 5000);
    add("osaurus-2.ips", 2000, 5000);
    add("Safari-4.ips", 4000, 5000);
    add("osaurus-5.txt", 4000, 5000);
    char path[256];
    snprintf(path, sizeof path, "%s" BELOW "/osaurus-6.ips", home);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s" BELOW "/osaurus-7.ips", home);
    assert_int_equal(symlink("/etc/passwd", path), 0);
    crash_reports_set(&reports, home);
    crash_reports_scan(&reports);
    snprintf(expected, sizeof expected, "%s" BELOW, home);
    assert_string_equal(reports.directory, expected);
    assert_int_equal(reports.count, 3);
    assert_string_equal(reports.reports[0].name, "Osaurus-3.ips");
    assert_int_equal(reports.reports[0].modified_at.s, 3000);
    assert_string_equal(reports.reports[1].name, "osaurus-2.ips");
    assert_string_equal(reports.reports[2].name, "osaurus-1.ips");
}

static void only_the_newest_are_kept(void **state)
{
    (void)state;
    for (int i = 0; i < CRASH_REPORTS_MAX + 9; i++) {
        char name[32];
        snprintf(name, sizeof name, "osaurus-%03d.ips", i);
        add(name, 1000 + i * 7 % 41, 5000);
    }
    crash_reports_set(&reports, home);
    crash_reports_scan(&reports);
    assert_int_equal(reports.count, CRASH_REPORTS_MAX);
    for (int i = 0; i < CRASH_REPORTS_MAX; i++)
        assert_int_equal(reports.reports[i].modified_at.s, 1040 - i);
}

static void a_directory_is_read_when_it_changed_and_not_else(void **state)
{
    (void)state;
    add("osaurus-1.ips", 1000, 5000);
    crash_reports_set(&reports, home);
    crash_reports_scan(&reports);
    assert_int_equal(reports.count, 1);
    add("osaurus-2.ips", 2000, 5000); /* as if the directory had not changed */
    crash_reports_scan(&reports);
    assert_int_equal(reports.count, 1);
    add("osaurus-3.ips", 3000, 5001);
    crash_reports_scan(&reports);
    assert_int_equal(reports.count, 3);
    assert_int_equal(tear_down(NULL), 0);
    crash_reports_scan(&reports);
    assert_int_equal(reports.count, 0);
}

static void a_directory_that_changed_just_now_is_read_again(void **state)
{
    (void)state;
    char path[256];
    make_directory(5000);
    crash_reports_set(&reports, home);
    for (int i = 1; i <= 20; i++) {
        snprintf(path, sizeof path, "%s" BELOW "/osaurus-%d.ips", home, i);
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        assert_int_equal(fclose(file), 0);
        crash_reports_scan(&reports);
        assert_int_equal(reports.count, i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_missing_directory_has_no_reports, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_apps_reports_are_kept_newest_first, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_the_newest_are_kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_directory_is_read_when_it_changed_and_not_else, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_directory_that_changed_just_now_is_read_again, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
