#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "disk.h"
#include "osaurtop/entry.h"
#include "osaurtop/json.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define SEEN_AT 7

static struct entry entry;
static struct entry again;
static int base;

static int open_world(void **state)
{
    if (disk_setup(state) != 0)
        return -1;
    base = open(*state, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return base < 0 ? -1 : 0;
}

static int close_world(void **state)
{
    close(base);
    return disk_teardown(state);
}

static enum entry_result read_fresh(void)
{
    memset(&entry, 0x5a, sizeof entry);
    return entry_read(base, "A", NULL, SEEN_AT, &entry);
}

static enum entry_result read_again(void)
{
    again = entry;
    return entry_read(base, "A", &again, SEEN_AT + 1, &again);
}

static void assert_refused(enum entry_fault fault, const char *message)
{
    assert_int_equal(read_fresh(), ENTRY_READ);
    assert_int_equal(entry.fault, fault);
    assert_string_equal(entry.message, message);
    assert_string_equal(entry.directory, "A");
    assert_string_equal(entry.id, "A");
    assert_string_equal(entry.health, "");
    assert_int_equal(entry.seen_at_ns, SEEN_AT);
    assert_true(entry.updated_at.s > 0);
    assert_false(entry.updated_at_from_file);
}

static void a_regular_file_is_read_with_its_identity(void **state)
{
    struct stat status;

    disk_publish(*state, "A", DISK_RUNNING);
    assert_int_equal(stat(disk_path(*state, "A/configuration.json"), &status), 0);
    assert_int_equal(read_fresh(), ENTRY_READ);
    assert_int_equal(entry.fault, ENTRY_SOUND);
    assert_string_equal(entry.directory, "A");
    assert_true(entry.configured);
    assert_int_equal(entry.port, 1337);
    assert_int_equal(entry.file.inode, status.st_ino);
    assert_int_equal(entry.file.device, status.st_dev);
    assert_int_equal(entry.file.size, strlen(DISK_RUNNING));
    assert_int_equal(entry.owner, status.st_uid);
    assert_int_equal(entry.mode, status.st_mode);
    assert_int_equal(entry.seen_at_ns, SEEN_AT);
}

static void a_fifo_is_refused_at_once(void **state)
{
    disk_mkdir(*state, "A");
    assert_int_equal(mkfifo(disk_path(*state, "A/configuration.json"), 0644), 0);
    assert_refused(ENTRY_NOT_REGULAR, "configuration.json is a FIFO");
}

static void a_directory_in_the_files_place_is_refused(void **state)
{
    disk_mkdir(*state, "A");
    disk_mkdir(*state, "A/configuration.json");
    assert_refused(ENTRY_NOT_REGULAR, "configuration.json is a directory");
}

static void a_linked_file_is_refused_and_not_followed(void **state)
{
    disk_mkdir(*state, "A");
    disk_write(*state, "target", DISK_RUNNING);
    assert_int_equal(symlink("../target", disk_path(*state, "A/configuration.json")), 0);
    assert_refused(ENTRY_NOT_REGULAR, "configuration.json is a symbolic link");
    disk_remove(*state, "target");
    assert_refused(ENTRY_NOT_REGULAR, "configuration.json is a symbolic link");
}

static void a_socket_is_refused(void **state)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);

    disk_mkdir(*state, "A");
    assert_true(snprintf(address.sun_path, sizeof address.sun_path, "%s/A/configuration.json",
                         (const char *)*state) < (int)sizeof address.sun_path);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_refused(ENTRY_NOT_REGULAR, "configuration.json is a socket");
    close(listener);
}

static void a_device_is_refused(void **state)
{
    struct stat null_device;

    disk_mkdir(*state, "A");
    assert_int_equal(stat("/dev/null", &null_device), 0);
    if (mknod(disk_path(*state, "A/configuration.json"), S_IFCHR | 0666, null_device.st_rdev) !=
        0) {
        print_message("a device cannot be made without privileges: not tried\n");
        return;
    }
    assert_refused(ENTRY_NOT_REGULAR, "configuration.json is a device");
}

static void a_huge_file_is_refused_unread(void **state)
{
    disk_mkdir(*state, "A");
    disk_write(*state, "A/configuration.json", "{");
    assert_int_equal(truncate(disk_path(*state, "A/configuration.json"), 1 << 30), 0);
    assert_refused(ENTRY_TOO_LARGE, "1073741824 bytes; at most 65536 are read");
}

static void the_size_limit_is_exact(void **state)
{
    char *text = malloc(JSON_TEXT_MAX + 1);

    assert_non_null(text);
    memset(text, ' ', JSON_TEXT_MAX + 1);
    memcpy(text, DISK_RUNNING, strlen(DISK_RUNNING));
    disk_mkdir(*state, "A");
    disk_write_bytes(*state, "A/configuration.json", text, JSON_TEXT_MAX);
    assert_int_equal(read_fresh(), ENTRY_READ);
    assert_int_equal(entry.fault, ENTRY_SOUND);
    assert_int_equal(entry.port, 1337);
    disk_write_bytes(*state, "A/configuration.json", text, JSON_TEXT_MAX + 1);
    assert_refused(ENTRY_TOO_LARGE, "65537 bytes; at most 65536 are read");
    free(text);
}

static void an_empty_file_is_invalid_json(void **state)
{
    disk_mkdir(*state, "A");
    disk_write(*state, "A/configuration.json", "");
    assert_int_equal(read_fresh(), ENTRY_READ);
    assert_int_equal(entry.fault, ENTRY_INVALID_JSON);
    assert_true(entry.configured);
    assert_int_equal(entry.line, 1);
}

static bool permissions_bind_us(void)
{
    if (geteuid() != 0)
        return true;
    print_message("permissions do not bind root: not tried\n");
    return false;
}

static void what_may_not_be_read_says_so(void **state)
{
    if (!permissions_bind_us())
        return;
    disk_publish(*state, "A", DISK_RUNNING);
    chmod(disk_path(*state, "A/configuration.json"), 0);
    assert_refused(ENTRY_UNREADABLE, "configuration.json cannot be read: Permission denied");
    assert_int_equal(entry.owner, geteuid());
    chmod(disk_path(*state, "A/configuration.json"), 0600);
    chmod(disk_path(*state, "A"), 0);
    assert_refused(ENTRY_UNREADABLE, "the directory cannot be read: Permission denied");
    assert_int_equal(entry.owner, geteuid());
    assert_false(entry.configured);
    chmod(disk_path(*state, "A"), 0600);
    assert_refused(ENTRY_UNREADABLE, "the directory cannot be read: Permission denied");
    chmod(disk_path(*state, "A"), 0700);
    assert_int_equal(read_again(), ENTRY_READ);
    assert_int_equal(again.fault, ENTRY_SOUND);
}

static void what_is_no_directory_is_no_entry(void **state)
{
    assert_int_equal(read_fresh(), ENTRY_GONE);
    disk_write(*state, "A", "a file");
    assert_int_equal(read_fresh(), ENTRY_GONE);
    disk_remove(*state, "A");
    disk_publish(*state, "elsewhere", DISK_RUNNING);
    assert_int_equal(symlink("elsewhere", disk_path(*state, "A")), 0);
    assert_int_equal(read_fresh(), ENTRY_GONE);
}

static void an_empty_directory_is_an_entry_without_a_file(void **state)
{
    static const char *const debris[] = {"A/.dat.nosync0c1d.Ab", "A/.DS_Store",
                                         "A/.osaurtop-aside.4242"};
    struct stat status;

    disk_mkdir(*state, "A");
    for (size_t i = 0; i < sizeof debris / sizeof debris[0]; i++) {
        disk_write(*state, debris[i], "debris");
        assert_int_equal(stat(disk_path(*state, "A"), &status), 0);
        assert_int_equal(read_fresh(), ENTRY_READ);
        assert_int_equal(entry.fault, ENTRY_SOUND);
        assert_false(entry.configured);
        assert_string_equal(entry.id, "A");
        assert_int_equal(entry.file.inode, 0);
        assert_int_equal(entry.owner, status.st_uid);
        assert_int_equal(entry.mode, status.st_mode);
        assert_int_equal(entry.updated_at.s, status.st_mtime);
        assert_int_equal(entry.directory_modified_at.s, status.st_mtime);
    }
    disk_write(*state, "A/notes.txt", "of a person");
    assert_int_equal(read_fresh(), ENTRY_GONE);
}

static void date_falls_back_to_the_directorys_mtime(void **state)
{
    struct timespec times[2] = {{.tv_sec = 1600000000}, {.tv_sec = 1600000000, .tv_nsec = 5000}};

    disk_publish(*state, "A",
                 "{\"health\":\"running\",\"address\":\"::1\",\"port\":1,\"updatedAt\":\"?\"}");
    assert_int_equal(utimensat(base, "A", times, 0), 0);
    disk_settle();
    assert_int_equal(read_fresh(), ENTRY_READ);
    assert_int_equal(entry.updated_at.s, 1600000000);
    assert_false(entry.updated_at_from_file);
    assert_int_equal(read_again(), ENTRY_KEPT);

    times[1].tv_sec++;
    assert_int_equal(utimensat(base, "A", times, 0), 0);
    assert_true(entry_changed(base, &entry));
    assert_int_equal(read_again(), ENTRY_READ);
    assert_int_equal(again.updated_at.s, 1600000001);
}

static void unchanged_entries_are_kept_unread(void **state)
{
    disk_publish(*state, "A", DISK_RUNNING);
    disk_settle();
    assert_int_equal(read_fresh(), ENTRY_READ);
    entry.port = 4242; /* what a reading would set right */
    assert_false(entry_changed(base, &entry));
    assert_int_equal(read_again(), ENTRY_KEPT);
    assert_int_equal(again.port, 4242);
    assert_int_equal(again.seen_at_ns, SEEN_AT + 1);
    assert_int_equal(entry_read(base, "A", &entry, SEEN_AT + 2, &again), ENTRY_KEPT);
    assert_int_equal(again.port, 4242);
    assert_int_equal(again.seen_at_ns, SEEN_AT + 2);
    assert_int_equal(entry.seen_at_ns, SEEN_AT);
}

static void fresh_files_are_not_trusted_to_be_unchanged(void **state)
{
    disk_publish(*state, "A", DISK_RUNNING);
    assert_int_equal(read_fresh(), ENTRY_READ);
    assert_false(entry.settled);
    assert_true(entry_changed(base, &entry));
    entry.port = 4242;
    assert_int_equal(read_again(), ENTRY_READ);
    assert_int_equal(again.port, 1337);
}

static void every_kind_of_change_is_noticed(void **state)
{
    disk_publish(*state, "A", disk_running(1001));
    disk_settle();
    assert_int_equal(read_fresh(), ENTRY_READ);

    disk_publish(*state, "A", disk_running(1002)); /* by rename, of the same size */
    assert_true(entry_changed(base, &entry));
    assert_int_equal(read_again(), ENTRY_READ);
    assert_int_equal(again.port, 1002);

    disk_settle();
    assert_int_equal(read_fresh(), ENTRY_READ);
    disk_write(*state, "A/configuration.json", disk_running(1003)); /* in place */
    assert_true(entry_changed(base, &entry));
    assert_int_equal(read_again(), ENTRY_READ);
    assert_int_equal(again.port, 1003);

    disk_settle();
    assert_int_equal(read_fresh(), ENTRY_READ);
    disk_remove(*state, "A/configuration.json");
    assert_true(entry_changed(base, &entry));
    assert_int_equal(read_again(), ENTRY_READ);
    assert_false(again.configured);
    assert_int_equal(again.port, 0);

    disk_remove(*state, "A");
    assert_true(entry_changed(base, &entry));
    assert_int_equal(read_again(), ENTRY_GONE);
}

static void empty_directories_are_kept_until_the_file_comes(void **state)
{
    disk_mkdir(*state, "A");
    disk_settle();
    assert_int_equal(read_fresh(), ENTRY_READ);
    assert_false(entry_changed(base, &entry));
    assert_int_equal(read_again(), ENTRY_KEPT);
    disk_publish(*state, "A", DISK_RUNNING);
    assert_true(entry_changed(base, &entry));
    assert_int_equal(read_again(), ENTRY_READ);
    assert_true(again.configured);
    assert_int_equal(again.port, 1337);
}

static void names_of_any_length_are_read(void **state)
{
    char name[NAME_MAX + 2];

    memset(name, 'n', sizeof name);
    name[NAME_MAX] = '\0';
    disk_publish(*state, name, disk_running(1));
    assert_int_equal(entry_read(base, name, NULL, 1, &entry), ENTRY_READ);
    assert_string_equal(entry.directory, name);
    assert_string_equal(entry.id, name);
    assert_int_equal(entry_read(base, entry.directory, NULL, 1, &entry), ENTRY_READ);
    assert_string_equal(entry.directory, name);
    name[NAME_MAX] = 'n';
    name[NAME_MAX + 1] = '\0';
    assert_int_equal(entry_read(base, name, NULL, 1, &entry), ENTRY_GONE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_world, close_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_regular_file_is_read_with_its_identity),
        TEST(a_fifo_is_refused_at_once),
        TEST(a_directory_in_the_files_place_is_refused),
        TEST(a_linked_file_is_refused_and_not_followed),
        TEST(a_socket_is_refused),
        TEST(a_device_is_refused),
        TEST(a_huge_file_is_refused_unread),
        TEST(the_size_limit_is_exact),
        TEST(an_empty_file_is_invalid_json),
        TEST(what_may_not_be_read_says_so),
        TEST(what_is_no_directory_is_no_entry),
        TEST(an_empty_directory_is_an_entry_without_a_file),
        TEST(date_falls_back_to_the_directorys_mtime),
        TEST(unchanged_entries_are_kept_unread),
        TEST(fresh_files_are_not_trusted_to_be_unchanged),
        TEST(every_kind_of_change_is_noticed),
        TEST(empty_directories_are_kept_until_the_file_comes),
        TEST(names_of_any_length_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
