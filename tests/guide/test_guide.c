/*
 * Whether we pick what every client picks. Believable trees only: a file that one client takes and
 * another refuses (a port in quotes, a directory with a hidden name) is a matter of taste.
 *
 * One difference is on purpose: the guide builds http://::1:1337, which is no URL; we put the
 * address in brackets.
 */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "../unit/disk.h"
#include "forest.h"
#include "naive.h"
#include "osaurtop/snapshot.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TREES 2100
#define SEED  20261122u

/* The URLs that we picked, for the second comparison. */
static char picked[TREES][ENTRY_URL_SIZE];

static void tree_name(char *name, size_t size, unsigned tree)
{
    snprintf(name, size, "trees/%04u", tree);
}

static int grow_forest(void **state)
{
    uint32_t seed = SEED;
    char beyond[PATH_MAX];
    char path[PATH_MAX];
    char name[32];

    if (disk_setup(state) != 0)
        return -1;
    snprintf(beyond, sizeof beyond, "%s/beyond", (const char *)*state);
    forest_grow_beyond(beyond);
    disk_mkdir(*state, "trees");
    for (unsigned tree = 0; tree < TREES; tree++) {
        tree_name(name, sizeof name, tree);
        snprintf(path, sizeof path, "%s/%s", (const char *)*state, name);
        forest_grow(path, beyond, &seed);
    }
    return 0;
}

/* As `osaurtop url --guide` takes it: no evidence, for the guide asks for none. */
static void pick(const char *path, char directory[ENTRY_NAME_SIZE], char url[ENTRY_URL_SIZE])
{
    struct directory *runtime = directory_new(path, 0);
    struct snapshot snapshot = {.pick = -1};
    const struct entry *const *entries;
    size_t count;

    assert_non_null(runtime);
    assert_int_equal(directory_scan(runtime, 1), 0);
    assert_int_equal(directory_status(runtime), DIRECTORY_PRESENT);
    entries = directory_entries(runtime, &count);
    assert_int_equal(snapshot_reserve(&snapshot, count, 0), 0);
    for (size_t i = 0; i < count; i++)
        snapshot.entries[i] = entries[i];
    snapshot.home_count = 1;
    snapshot_judge(&snapshot, count, NULL, policy_default(), (struct timestamp){.s = 1800000000});
    directory[0] = '\0';
    url[0] = '\0';
    if (snapshot.pick >= 0) {
        strcpy(directory, snapshot.instances[snapshot.pick].entry->directory);
        strcpy(url, snapshot.instances[snapshot.pick].entry->url);
    }
    snapshot_free(&snapshot);
    directory_free(runtime);
}

static bool same_url(const char *ours, const char *theirs)
{
    char bare[ENTRY_URL_SIZE];
    size_t length = 0;

    if (strcmp(ours, theirs) == 0)
        return true;
    if (strchr(theirs, '[') != NULL)
        return false;
    for (; *ours != '\0'; ours++)
        if (*ours != '[' && *ours != ']')
            bare[length++] = *ours;
    bare[length] = '\0';
    return strcmp(bare, theirs) == 0;
}

/* Twins have one URL and one date: either may be chosen. */
static void we_pick_what_a_plain_client_picks(void **state)
{
    unsigned chosen = 0;
    unsigned bracketed = 0;
    char name[32];

    for (unsigned tree = 0; tree < TREES; tree++) {
        char directory[ENTRY_NAME_SIZE];
        struct naive_choice choice;

        tree_name(name, sizeof name, tree);
        pick(disk_path(*state, name), directory, picked[tree]);
        choice = naive_discover(disk_path(*state, name));
        if (!same_url(picked[tree], choice.url) ||
            (directory[0] == '\0') != (choice.directory[0] == '\0'))
            fail_msg("tree %u: we pick %s %s, a plain client %s %s", tree, directory, picked[tree],
                     choice.directory, choice.url);
        chosen += choice.directory[0] != '\0';
        bracketed += strcmp(picked[tree], choice.url) != 0;
    }
    print_message("%u trees, %u with a pick, %u built with brackets\n", TREES, chosen, bracketed);
    assert_in_range(chosen, TREES / 2, TREES - 1);
    assert_in_range(bracketed, 1, TREES / 2);
}

static void we_pick_what_a_node_client_picks(void **state)
{
    char command[2 * PATH_MAX];
    char line[NAIVE_TEXT_SIZE];
    char expected[32];
    unsigned tree = 0;
    FILE *node;

    if (system("node --version >/dev/null 2>&1") != 0) {
        print_message("there is no node here: not compared\n");
        return;
    }
    snprintf(command, sizeof command, "node '%s' '%s'", GUIDE_READER, disk_path(*state, "trees"));
    node = popen(command, "r");
    assert_non_null(node);
    for (; fgets(line, sizeof line, node) != NULL; tree++) {
        char *url = strchr(line, '\t');

        assert_non_null(url);
        assert_true(tree < TREES);
        *url++ = '\0';
        url[strcspn(url, "\n")] = '\0';
        snprintf(expected, sizeof expected, "%04u", tree);
        assert_string_equal(line, expected);
        if (!same_url(picked[tree], url))
            fail_msg("tree %u: we pick %s, node %s", tree, picked[tree], url);
    }
    assert_int_equal(pclose(node), 0);
    assert_int_equal(tree, TREES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(we_pick_what_a_plain_client_picks),
        cmocka_unit_test(we_pick_what_a_node_client_picks),
    };

    return cmocka_run_group_tests(tests, grow_forest, disk_teardown);
}
