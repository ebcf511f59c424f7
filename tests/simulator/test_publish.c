/* The bytes that the simulator publishes, and how they get into place. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../src/simulator/endpoint.h"
#include "../../src/simulator/publish.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define ID "F26F8B59-2B64-4C57-8C5A-5A1CE9F9B4A8"

/* 2026-11-22T12:35:12Z */
#define MOMENT 1795350912

#define REWRITES 600

static struct publication example(void)
{
    return (struct publication){
        .id = ID,
        .health = PUBLICATION_RUNNING,
        .address = "127.0.0.1",
        .port = 1337,
        .updated_at = {.s = MOMENT},
    };
}

static void running_has_the_bytes_of_the_app(void **state)
{
    (void)state;
    static const char expected[] = "{\n"
                                   "  \"address\" : \"127.0.0.1\",\n"
                                   "  \"exposeToNetwork\" : false,\n"
                                   "  \"health\" : \"running\",\n"
                                   "  \"instanceId\" : \"" ID "\",\n"
                                   "  \"port\" : 1337,\n"
                                   "  \"updatedAt\" : \"2026-11-22T12:35:12Z\",\n"
                                   "  \"url\" : \"http:\\/\\/127.0.0.1:1337\"\n"
                                   "}";
    struct publication publication = example();
    char text[PUBLISH_TEXT_SIZE];
    size_t length = publish_format(&publication, text);
    assert_string_equal(text, expected);
    assert_int_equal(length, sizeof expected - 1);
}

static void transitions_publish_three_keys(void **state)
{
    (void)state;
    static const struct {
        enum publication_health health;
        const char *word;
    } cases[] = {{PUBLICATION_STARTING, "starting"}, {PUBLICATION_RESTARTING, "restarting"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char expected[PUBLISH_TEXT_SIZE];
        char text[PUBLISH_TEXT_SIZE];
        struct publication publication = example();
        publication.health = cases[i].health;
        snprintf(expected, sizeof expected,
                 "{\n"
                 "  \"health\" : \"%s\",\n"
                 "  \"instanceId\" : \"" ID "\",\n"
                 "  \"updatedAt\" : \"2026-11-22T12:35:12Z\"\n"
                 "}",
                 cases[i].word);
        assert_int_equal(publish_format(&publication, text), strlen(expected));
        assert_string_equal(text, expected);
    }
}

static void id_is_an_uppercase_random_uuid(void **state)
{
    (void)state;
    char first[PUBLISH_ID_SIZE];
    char second[PUBLISH_ID_SIZE];
    assert_true(publish_new_id(first));
    assert_true(publish_new_id(second));
    assert_string_not_equal(first, second);
    assert_int_equal(strlen(first), PUBLISH_ID_SIZE - 1);
    assert_int_equal(strspn(first, "0123456789ABCDEF-"), PUBLISH_ID_SIZE - 1);
    assert_int_equal(first[14], '4');
    assert_non_null(strchr("89AB", first[19]));
}

/* --- in a directory ------------------------------------------------------------------------------
 */

static int make_directory(void **state)
{
    char path[] = "/tmp/osaurus-publish.XXXXXX";
    *state = mkdtemp(path) == NULL ? NULL : strdup(path);
    return *state == NULL;
}

static int remove_directory(void **state)
{
    publish_remove(*state, ID);
    int failed = rmdir(*state);
    free(*state);
    return failed;
}

static size_t count_names(const char *path)
{
    DIR *stream = opendir(path);
    assert_non_null(stream);
    size_t count = 0;
    for (const struct dirent *each; (each = readdir(stream)) != NULL;)
        count += strcmp(each->d_name, ".") != 0 && strcmp(each->d_name, "..") != 0;
    closedir(stream);
    return count;
}

/* Reads the file until it is gone; every time it must be one of the two whole texts. */
static int read_until_gone(const char *path, const char *small, const char *large)
{
    for (unsigned long reads = 0;; reads++) {
        char text[PUBLISH_TEXT_SIZE] = {0};
        int file = open(path, O_RDONLY);
        if (file < 0)
            return errno == ENOENT && reads > 0 ? 0 : 2;
        ssize_t got = read(file, text, sizeof text - 1);
        close(file);
        if (got < 0 || (strcmp(text, small) != 0 && strcmp(text, large) != 0))
            return 1;
    }
}

static void no_reader_sees_half_a_file(void **state)
{
    const char *runtime = *state;
    char path[PATH_MAX];
    char small[PUBLISH_TEXT_SIZE];
    char large[PUBLISH_TEXT_SIZE];
    struct publication running = example();
    struct publication starting = example();
    starting.health = PUBLICATION_STARTING;
    publish_format(&running, large);
    publish_format(&starting, small);
    snprintf(path, sizeof path, "%s/" ID "/" PUBLISH_FILE_NAME, runtime);
    assert_true(publish_write(runtime, &running));
    pid_t reader = fork();
    if (reader == 0)
        _exit(read_until_gone(path, small, large));
    for (int i = 0; i < REWRITES; i++)
        assert_true(publish_write(runtime, i % 2 == 0 ? &starting : &running));
    publish_remove(runtime, ID);
    int status;
    assert_int_equal(waitpid(reader, &status, 0), reader);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void every_rewrite_is_a_new_file_and_leaves_nothing_else(void **state)
{
    const char *runtime = *state;
    struct publication publication = example();
    char path[PATH_MAX];
    struct stat before;
    struct stat after;
    snprintf(path, sizeof path, "%s/" ID "/" PUBLISH_FILE_NAME, runtime);
    assert_true(publish_write(runtime, &publication));
    /* Held open, so that its number cannot be given to the next one. */
    int file = open(path, O_RDONLY);
    assert_true(file >= 0);
    assert_int_equal(fstat(file, &before), 0);
    assert_true(publish_write(runtime, &publication));
    assert_int_equal(stat(path, &after), 0);
    close(file);
    assert_true(before.st_ino != after.st_ino);
    *strrchr(path, '/') = '\0';
    assert_int_equal(count_names(path), 1);
}

static void removal_takes_file_and_directory(void **state)
{
    const char *runtime = *state;
    struct publication publication = example();
    assert_true(publish_write(runtime, &publication));
    assert_int_equal(count_names(runtime), 1);
    publish_remove(runtime, ID);
    assert_int_equal(count_names(runtime), 0);
}

static void a_directory_that_cannot_be_made_is_an_error(void **state)
{
    (void)state;
    struct publication publication = example();
    assert_false(publish_write("/nowhere/at/all", &publication));
    assert_int_equal(errno, ENOENT);
}

/* --- who may connect -----------------------------------------------------------------------------
 */

static bool peer(const char *text)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    assert_int_equal(inet_pton(AF_INET, text, &address.sin_addr), 1);
    return endpoint_peer_is_local((const struct sockaddr *)&address);
}

static void only_addresses_of_this_machine_may_connect(void **state)
{
    (void)state;
    char own[ENDPOINT_ADDRESS_SIZE];
    endpoint_lan_address(own);
    assert_true(peer("127.0.0.1"));
    assert_true(peer("127.8.9.10"));
    assert_true(peer(own));
    /* RFC 5737 and RFC 1112: no machine has these. */
    assert_false(peer("203.0.113.77"));
    assert_false(peer("240.0.0.1"));
    assert_false(peer("0.0.0.0"));
    struct sockaddr_in6 other = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    assert_false(endpoint_peer_is_local((const struct sockaddr *)&other));
    assert_false(endpoint_peer_is_local(NULL));
}

static void a_reserved_port_refuses_connections(void **state)
{
    (void)state;
    uint16_t port = 0;
    int holder = endpoint_reserve(&port);
    assert_true(holder >= 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int client = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(client, (const struct sockaddr *)&address, sizeof address), -1);
    assert_int_equal(errno, ECONNREFUSED);
    close(client);
    close(holder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(running_has_the_bytes_of_the_app),
        cmocka_unit_test(transitions_publish_three_keys),
        cmocka_unit_test(id_is_an_uppercase_random_uuid),
        cmocka_unit_test_setup_teardown(no_reader_sees_half_a_file, make_directory,
                                        remove_directory),
        cmocka_unit_test_setup_teardown(every_rewrite_is_a_new_file_and_leaves_nothing_else,
                                        make_directory, remove_directory),
        cmocka_unit_test_setup_teardown(removal_takes_file_and_directory, make_directory,
                                        remove_directory),
        cmocka_unit_test(a_directory_that_cannot_be_made_is_an_error),
        cmocka_unit_test(only_addresses_of_this_machine_may_connect),
        cmocka_unit_test(a_reserved_port_refuses_connections),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
