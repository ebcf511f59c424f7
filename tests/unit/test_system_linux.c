/* What src/system must get right on Linux alone: fallbacks, and what is hidden from whom. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "system_world.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Any user but root will do. */
#define SOMEBODY 65534

/* Exit statuses of a process that looks under other conditions. */
enum { SEEN_RIGHT, SEEN_WRONG, SEEN_NOTHING_FOR_WANT_OF_RIGHTS };

static const char *program;

static int setup(void **state)
{
    static struct world world;
    world_open(&world, program);
    *state = &world;
    return 0;
}

static int teardown(void **state)
{
    world_close(*state);
    return 0;
}

/* Looks in a process of its own, which `prepare` puts under other conditions. */
static void look_elsewhere(const struct world *world, uint16_t port, bool (*prepare)(void),
                           bool (*judge)(const struct world *, const struct evidence *))
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        if (!prepare()) {
            _exit(SEEN_NOTHING_FOR_WANT_OF_RIGHTS);
        }
        struct system *system = system_new();
        struct evidence evidence = world_gather(system, world->pattern, port);
        _exit(judge(world, &evidence) ? SEEN_RIGHT : SEEN_WRONG);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == SEEN_NOTHING_FOR_WANT_OF_RIGHTS) {
        print_message("left out: it needs rights that this user lacks\n");
        return;
    }
    assert_int_equal(WEXITSTATUS(status), SEEN_RIGHT);
}

/* --- without netlink ------------------------------------------------------------------------- */

static bool refuse_netlink(void)
{
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0]) +
                                               (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_NETLINK, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog rules = {.len = sizeof filter / sizeof filter[0], .filter = filter};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &rules) == 0 &&
           socket(AF_NETLINK, SOCK_RAW, 0) < 0;
}

static bool sees_every_child_listen(const struct world *world, const struct evidence *evidence)
{
    bool right = evidence->sockets_view == SYSTEM_VIEW_ALL && evidence->address_count == 0;
    for (size_t i = 0; i < world->child_count; i++) {
        const struct child *child = &world->children[i];
        const struct system_listener *listener = world_listener(evidence, child->port);
        if (child->port == 0) {
            continue;
        }
        right = right && listener && listener->owner == geteuid() &&
                world_holder(evidence, child->port) == child->pid;
    }
    return right;
}

static bool sees_addresses_by_table(const struct world *world, const struct evidence *evidence)
{
    static const char *const addresses[] = {"127.0.0.1", "0.0.0.0", "::1", "::"};
    bool right = sees_every_child_listen(world, evidence);
    for (size_t i = 0; i < world->child_count && right; i++) {
        const struct system_listener *listener = world_listener(evidence, world->children[i].port);
        struct ip_address address;
        ip_parse(addresses[i], &address);
        right = world->children[i].port == 0 ||
                (ip_equal(&listener->address, &address) &&
                 listener->v6_only == (address.family == IP_V6)); /* unknown, so not promised */
    }
    return right;
}

static void falls_back_on_the_tables_where_netlink_is_refused(void **state)
{
    struct world *world = *state;
    world_start_listener(world, "a", "127.0.0.1", false);
    world_start_listener(world, "b", "0.0.0.0", false);
    world_start_listener(world, "c", "::1", false);
    world_start_listener(world, "d", "::", false);
    look_elsewhere(world, 0, refuse_netlink, sees_addresses_by_table);
}

/* --- what is hidden -------------------------------------------------------------------------- */

static bool mount_over_proc(const char *type, const char *options)
{
    return unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount(type, "/proc", type, 0, options) == 0;
}

static bool hide_others(void)
{
    /* The group of root is exempt. */
    return mount_over_proc("proc", "hidepid=2") && setgroups(0, NULL) == 0 &&
           setgid(SOMEBODY) == 0 && setuid(SOMEBODY) == 0;
}

static bool sees_its_own_only(const struct world *world, const struct evidence *evidence)
{
    (void)world;
    return evidence->processes_view == SYSTEM_VIEW_OWN &&
           evidence->sockets_view == SYSTEM_VIEW_ALL && evidence->own_uid == SOMEBODY;
}

static void with_hidepid_only_ones_own_processes_are_visible(void **state)
{
    look_elsewhere(*state, 0, hide_others, sees_its_own_only);
}

static bool remove_proc(void)
{
    return mount_over_proc("tmpfs", NULL);
}

static bool sees_no_processes(const struct world *world, const struct evidence *evidence)
{
    uint16_t port = world->children[0].port;
    return evidence->processes_view == SYSTEM_VIEW_NONE && evidence->process_count == 0 &&
           evidence->sockets_view == SYSTEM_VIEW_ALL &&
           world_holder(evidence, port) == SYSTEM_NO_PROCESS;
}

static void an_empty_proc_is_no_proof_that_nothing_lives(void **state)
{
    struct world *world = *state;
    const struct child *child = world_start_listener(world, "unseen", "127.0.0.1", false);
    look_elsewhere(world, child->port, remove_proc, sees_no_processes);
}

static bool become_somebody(void)
{
    return geteuid() == 0 && setuid(SOMEBODY) == 0;
}

static bool sees_roots_server_from_outside(const struct world *world,
                                           const struct evidence *evidence)
{
    const struct child *child = &world->children[0];
    const struct system_process *process = world_process(evidence, child->pid);
    const struct system_listener *listener = world_listener(evidence, child->port);
    return process && process->matches && process->owner == 0 && process->start_known &&
           strcmp(process->name, child->name) == 0 && process->path[0] == '\0' && listener &&
           listener->owner == 0 && listener->process == SYSTEM_NO_PROCESS;
}

static void another_users_server_goes_by_its_short_name(void **state)
{
    struct world *world = *state;
    const struct child *child = world_start_listener(world, "srv", "127.0.0.1", false);
    look_elsewhere(world, child->port, become_somebody, sees_roots_server_from_outside);
}

static void the_owner_is_the_user_even_where_proc_says_root(void **state)
{
    struct world *world = *state;
    if (geteuid() != 0) {
        print_message("left out: it needs root\n");
        return;
    }
    struct child *child = world_start_listener(world, "user", "127.0.0.1", false);
    world_change_user(child, SOMEBODY); /* which also makes it one that may not be inspected */
    struct system *system = system_new();
    struct evidence evidence = world_gather(system, world->pattern, child->port);
    const struct system_process *process = world_process(&evidence, child->pid);
    assert_non_null(process);
    assert_int_equal(process->owner, SOMEBODY);
    system_free(system);
}

/* --- and more -------------------------------------------------------------------------------- */

static void a_server_whose_executable_was_deleted_still_matches(void **state)
{
    struct world *world = *state;
    const struct child *child = world_start_idle(world, "deleted");
    assert_int_equal(unlink(child->path), 0);
    struct system *system = system_new();
    struct evidence evidence = world_gather(system, world->pattern, 0);
    const struct system_process *process = world_process(&evidence, child->pid);
    assert_non_null(process);
    assert_string_equal(process->name, child->name);
    assert_string_equal(process->path, child->path);
    system_free(system);
}

static size_t allocations;

/* Counted where the C library lets a program put its own in front, and no sanitizer has done so. */
#if defined(__has_feature)
#define SANITIZED __has_feature(address_sanitizer)
#elif defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif
#if defined(__GLIBC__) && !SANITIZED
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);

void *malloc(size_t size)
{
    allocations++;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    allocations++;
    return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    allocations++;
    return __libc_realloc(memory, size);
}
#endif

/* Others on this machine may start processes and listen, for which the buffers then grow: but not
 * in each of many rounds. */
static void a_later_gathering_allocates_nothing(void **state)
{
    struct world *world = *state;
    const struct child *stranger = world_start_stranger(world, "127.0.0.1");
    world_start_listener(world, "steady", "127.0.0.1", false);
    struct system *system = system_new();
    size_t during_round = 1;
    for (int round = 0; round < 50 && during_round > 0; round++) {
        size_t before = allocations;
        for (int i = 0; i < 10; i++) {
            world_gather(system, world->pattern, stranger->port);
        }
        during_round = allocations - before;
    }
    assert_int_equal(during_round, 0);
    system_free(system);
}

/* Leaves the process `spare` descriptors; returns how many it took away. */
static size_t take_descriptors(int taken[64], size_t spare)
{
    size_t count = 0;
    int descriptor;
    while (count < 64 && (descriptor = dup(STDIN_FILENO)) >= 0) {
        taken[count++] = descriptor;
    }
    assert_int_equal(errno, EMFILE);
    for (size_t i = 0; i < spare; i++) {
        close(taken[--count]);
    }
    return count;
}

static void want_of_descriptors_is_not_taken_for_absence(void **state)
{
    struct world *world = *state;
    const struct child *child = world_start_listener(world, "many", "127.0.0.1", false);
    struct system *system = system_new();
    struct rlimit before;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    struct rlimit few = {.rlim_cur = 64, .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
    int taken[64];
    /* Enough for /proc itself and the dump of sockets, and for no file of a process. */
    size_t count = take_descriptors(taken, 2);

    struct evidence evidence = world_gather(system, world->pattern, 0);
    const struct system_process *process = world_process(&evidence, child->pid);
    bool found = process && !process->start_known && process->resident_bytes < 0;
    bool hidden = world_listener(&evidence, child->port) == NULL;
    while (count > 0) {
        close(taken[--count]);
    }
    setrlimit(RLIMIT_NOFILE, &before);
    assert_true(found);
    assert_true(hidden);

    evidence = world_gather(system, world->pattern, 0);
    assert_int_equal(world_holder(&evidence, child->port), child->pid);
    assert_true(world_process(&evidence, child->pid)->start_known);
    evidence = world_gather(system, world->pattern, 0);
    assert_int_equal(world_holder(&evidence, child->port), child->pid);
    system_free(system);
}

static void a_virtual_file_system_is_not_called_local(void **state)
{
    (void)state;
    int directory = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(directory >= 0);
    assert_false(system_is_local(directory));
    close(directory);
}

static bool is_local(const char *directory)
{
    int descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool local = system_is_local(descriptor);
    close(descriptor);
    return local;
}

/* In a process namespace of its own, as in a container: 0 when it is judged as expected. */
static int judge_in_container(const char *own, const char *lent)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (!mount_over_proc("proc", NULL))
            _exit(77);
        _exit(is_local(own) && !is_local(lent) ? 0 : 1);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* What is lent to a container was perhaps written by processes that cannot be seen in it. */
static void a_directory_lent_to_a_container_is_not_called_local(void **state)
{
    (void)state;
    char own[] = "/tmp/osaurtop-test-own.XXXXXX";
    char lent[] = "/tmp/osaurtop-test-lent.XXXXXX";
    assert_non_null(mkdtemp(own));
    assert_non_null(mkdtemp(lent));
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (unshare(CLONE_NEWNS | CLONE_NEWPID) != 0 ||
            mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
            mount(own, lent, NULL, MS_BIND, NULL) != 0)
            _exit(77);
        _exit(judge_in_container(own, lent));
    }
    /* Nothing is lent where all processes are seen. */
    assert_true(is_local(own) && is_local(lent));
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    rmdir(own);
    rmdir(lent);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77) {
        print_message("needs the right to make namespaces: left out\n");
        return;
    }
    assert_int_equal(status, 0);
}

int main(int argc, char **argv)
{
    world_play_child(argc, argv);
    program = argv[0];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(falls_back_on_the_tables_where_netlink_is_refused, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(with_hidepid_only_ones_own_processes_are_visible, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(an_empty_proc_is_no_proof_that_nothing_lives, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(another_users_server_goes_by_its_short_name, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(the_owner_is_the_user_even_where_proc_says_root, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_server_whose_executable_was_deleted_still_matches, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_later_gathering_allocates_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(want_of_descriptors_is_not_taken_for_absence, setup,
                                        teardown),
        cmocka_unit_test(a_virtual_file_system_is_not_called_local),
        cmocka_unit_test(a_directory_lent_to_a_container_is_not_called_local),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
