#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "disk.h"
#include "osaurtop/directory.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MANY     20000
#define CHURNERS 8
#define SCANS    400

static struct directory *directory;
static const struct entry *const *entries;
static size_t count;
static int64_t clock_ns;

static int open_world(void **state)
{
    if (disk_setup(state) != 0)
        return -1;
    directory = directory_new(*state, 0);
    return directory == NULL ? -1 : 0;
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

/* Bare text, no temporary files: it is the number that matters here. */
static void make_many(const char *base, unsigned first, unsigned step)
{
    int parent = open(base, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    for (unsigned i = first; i < MANY; i += step) {
        char name[64];
        int file;

        snprintf(name, sizeof name, "%08X", i * 2654435761u);
        assert_int_equal(mkdirat(parent, name, 0755), 0);
        strcat(name, "/configuration.json");
        file = openat(parent, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
        assert_true(file >= 0);
        assert_int_equal(write(file, "{\"health\":\"starting\"}", 21), 21);
        close(file);
    }
    close(parent);
}

static void tens_of_thousands_are_found_and_kept(void **state)
{
    make_many(*state, 0, 2);
    scan();
    assert_int_equal(count, MANY / 2);

    const struct entry *first = entries[0];
    const struct entry *middle = entries[count / 2];

    make_many(*state, 1, 2);
    disk_settle();
    scan();
    assert_int_equal(count, MANY);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(entries[i]->fault, ENTRY_SOUND);
        assert_int_equal(entries[i]->seen_at_ns, clock_ns);
        if (i > 0)
            assert_true(strcmp(entries[i - 1]->directory, entries[i]->directory) < 0);
    }
    assert_ptr_equal(entries[0], first);
    for (size_t i = 0; i < count; i++)
        if (strcmp(entries[i]->directory, middle->directory) == 0)
            assert_ptr_equal(entries[i], middle);
}

/* Publishes, rewrites and removes as Osaurus does, until it is killed. */
static void churn(const char *base, unsigned seed)
{
    char text[256];
    char instance[512];
    char temporary[600];
    char final[600];

    for (unsigned turn = 0;; turn++) {
        seed = seed * 1664525u + 1013904223u;
        snprintf(instance, sizeof instance, "%s/%02u", base, (seed >> 16) % 20);
        snprintf(temporary, sizeof temporary, "%s/.dat.nosync%d", instance, (int)getpid());
        snprintf(final, sizeof final, "%s/configuration.json", instance);
        snprintf(text, sizeof text, "%s", disk_running(1 + (seed >> 8) % 60000));
        if ((seed >> 28) < 5) {
            unlink(final);
            rmdir(instance);
            continue;
        }
        mkdir(instance, 0755);

        int file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        ssize_t written = file < 0 ? -1 : write(file, text, strlen(text));

        if (file >= 0)
            close(file);
        if (written == (ssize_t)strlen(text))
            rename(temporary, final);
    }
}

static void churn_is_never_an_error(void **state)
{
    pid_t churners[CHURNERS];
    size_t seen = 0;

    for (unsigned i = 0; i < CHURNERS; i++) {
        churners[i] = fork();
        if (churners[i] == 0)
            churn(*state, i + 1);
        assert_true(churners[i] > 0);
    }
    for (int turn = 0; turn < SCANS; turn++) {
        scan();
        for (size_t i = 0; i < count; i++) {
            if (entries[i]->fault != ENTRY_SOUND)
                print_message("%s: %s\n", entries[i]->directory, entries[i]->message);
            assert_int_equal(entries[i]->fault, ENTRY_SOUND);
            if (i > 0)
                assert_true(strcmp(entries[i - 1]->directory, entries[i]->directory) < 0);
        }
        seen += count;
    }
    for (unsigned i = 0; i < CHURNERS; i++) {
        kill(churners[i], SIGKILL);
        waitpid(churners[i], NULL, 0);
    }
    assert_true(seen > 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_world, close_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(tens_of_thousands_are_found_and_kept),
        TEST(churn_is_never_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
