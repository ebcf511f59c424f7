/* Prune: what is judged again, and what has to be named. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "disk.h"
#include "osaurtop/prune.h"
#include "world.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STALE                                                                                      \
    "{\"address\":\"127.0.0.1\",\"health\":\"running\",\"port\":1,"                                \
    "\"updatedAt\":\"2020-01-01T00:00:00Z\"}"

static struct world world;
static struct monitor *monitor;
static const char *home;

/* --- what has to be named -------------------------------------------------------------------- */

static const struct {
    const char *behaviour;
    const char *world;
    bool needs_name;
} namings[] = {
    {"no server lives", "entry A port=1338", false},
    {"a server that is sure of another entry, and old enough",
     "entry A port=1338; entry B port=1337; server 1; listen 127.0.0.1 1337 pid=1", true},
    {"a server that started since",
     "entry A port=1338 at=-100; entry B port=1337 at=-10; server 1 start=-50; "
     "listen 127.0.0.1 1337 pid=1",
     false},
    {"a server that started within the slack", "entry A port=1338 at=-100; server 1 start=-99",
     true},
    {"a server whose start is not known", "entry A port=1338; server 1 start=?", true},
    {"another user's server", "entry A port=1338; server 1 owner=502", false},
    {"the command-line helper", "entry A port=1338; server 1 helper", false},
    {"a stranger", "entry A port=1338; stranger 1 start=-1000", false},
    {"an empty directory beside an old server",
     "entry A empty at=-100; entry B port=1337; server 1; listen 127.0.0.1 1337 pid=1", true},
};

static void what_a_living_server_could_have_written_has_to_be_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof namings / sizeof *namings; i++) {
        world_judge(&world, namings[i].world);
        if (prune_needs_name(&world.snapshot, world_instance(&world, "A"), policy_default()) !=
            namings[i].needs_name)
            fail_msg("%s", namings[i].behaviour);
        world_free(&world);
    }
}

/* --- what is judged again -------------------------------------------------------------------- */

static int open_world(void **state)
{
    static struct monitor_options options;
    static char pattern[64];
    if (disk_setup(state) != 0 || homes_find(&options.homes, *state, NULL, NULL) != 0)
        return -1;
    home = *state;
    /* Nothing is called so: no server lives, whatever else runs here. */
    snprintf(pattern, sizeof pattern, "nobody-%ld", (long)getpid());
    options.policy = policy_default();
    options.process_pattern = pattern;
    monitor = monitor_new(&options);
    return monitor == NULL ? -1 : 0;
}

static int close_world(void **state)
{
    monitor_free(monitor);
    return disk_teardown(state);
}

static struct identity shown(const char *name)
{
    const struct snapshot *snapshot = monitor_look(monitor);
    assert_non_null(snapshot);
    for (size_t i = 0; i < snapshot->count; i++)
        if (strcmp(snapshot->instances[i].entry->directory, name) == 0)
            return identity_of(&snapshot->instances[i]);
    fail_msg("%s is not there", name);
    return (struct identity){0};
}

static struct identity publish(const char *name, const char *text)
{
    disk_publish(home, name, text);
    disk_settle();
    return shown(name);
}

static void assert_pruned(const struct identity *identity, enum prune_result expected)
{
    char text[PRUNE_TEXT_SIZE];
    struct prune prune = prune_entry(monitor, identity);
    prune_explain(&prune, text, sizeof text);
    if (prune.result != expected)
        fail_msg("%s", text);
}

static bool there(const char *name)
{
    struct stat status;
    return lstat(disk_path(home, name), &status) == 0;
}

static void a_stale_entry_goes_once(void **state)
{
    (void)state;
    struct identity identity = publish("A", STALE);
    publish("B", STALE);
    assert_pruned(&identity, PRUNE_REMOVED);
    assert_false(there("A"));
    assert_true(there("B/configuration.json"));
    assert_pruned(&identity, PRUNE_GONE);
}

static void an_entry_that_was_rewritten_stays(void **state)
{
    (void)state;
    struct identity identity = publish("A", STALE);
    publish("A", STALE);
    assert_pruned(&identity, PRUNE_CHANGED);
    assert_true(there("A/configuration.json"));
}

static void an_entry_that_is_not_stale_stays(void **state)
{
    (void)state;
    struct identity identity = publish("A", "{\"health\": 1}");
    struct prune prune = prune_entry(monitor, &identity);
    assert_int_equal(prune.result, PRUNE_NOT_STALE);
    assert_int_equal(prune.state, STATE_INVALID);
    assert_true(there("A/configuration.json"));
}

static void an_entry_that_became_a_link_is_refused(void **state)
{
    (void)state;
    struct identity identity = publish("A", STALE);
    assert_int_equal(rename(disk_path(home, "A"), disk_path(home, ".A")), 0);
    assert_int_equal(symlink(".A", disk_path(home, "A")), 0);
    struct prune prune = prune_entry(monitor, &identity);
    assert_int_equal(prune.result, PRUNE_REFUSED);
    assert_int_equal(prune.removal.result, REMOVAL_LINK);
    assert_true(there(".A/configuration.json"));
}

static void an_empty_directory_that_changed_stays(void **state)
{
    (void)state;
    const struct timespec old[] = {{.tv_sec = 1600000000}, {.tv_sec = 1600000000}};
    const struct timespec older[] = {{.tv_sec = 1500000000}, {.tv_sec = 1500000000}};
    disk_mkdir(home, "A");
    assert_int_equal(utimensat(AT_FDCWD, disk_path(home, "A"), old, 0), 0);
    struct identity identity = shown("A");
    assert_int_equal(utimensat(AT_FDCWD, disk_path(home, "A"), older, 0), 0);
    assert_pruned(&identity, PRUNE_CHANGED);
    identity = shown("A");
    assert_pruned(&identity, PRUNE_REMOVED);
}

static void a_home_that_is_not_looked_at_has_no_entries(void **state)
{
    (void)state;
    struct identity identity = publish("A", STALE);
    identity.home = 3;
    assert_pruned(&identity, PRUNE_GONE);
    assert_true(there("A"));
}

static void words_are_harmless(void **state)
{
    (void)state;
    char text[PRUNE_TEXT_SIZE];
    struct prune prune = {.result = PRUNE_REFUSED,
                          .removal = {.result = REMOVAL_UNKNOWN_FILES, .unknown = "a\033[2Jb"}};
    prune_explain(&prune, text, sizeof text);
    assert_null(strchr(text, '\033'));
    assert_non_null(strstr(text, "refused: it holds what Osaurus does not write (a"));
    prune = (struct prune){.result = PRUNE_NOT_STALE, .state = STATE_LIVE};
    prune_explain(&prune, text, sizeof text);
    assert_string_equal(text, "refused: it is not stale but live");
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, open_world, close_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_living_server_could_have_written_has_to_be_named),
        TEST(a_stale_entry_goes_once),
        TEST(an_entry_that_was_rewritten_stays),
        TEST(an_entry_that_is_not_stale_stays),
        TEST(an_entry_that_became_a_link_is_refused),
        TEST(an_empty_directory_that_changed_stays),
        TEST(a_home_that_is_not_looked_at_has_no_entries),
        cmocka_unit_test(words_are_harmless),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
