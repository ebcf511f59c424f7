#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "system_world.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static const char *program;

struct stage {
    struct world world;
    struct system *system;
};

static int setup(void **state)
{
    static struct stage stage;
    world_open(&stage.world, program);
    stage.system = system_new();
    *state = &stage;
    return stage.system ? 0 : -1;
}

static int teardown(void **state)
{
    struct stage *stage = *state;
    world_close(&stage->world);
    system_free(stage->system);
    return 0;
}

static struct evidence gather(struct stage *stage, uint16_t port)
{
    return world_gather(stage->system, stage->world.pattern, port);
}

static void finds_listeners_on_every_kind_of_address(void **state)
{
    static const struct {
        const char *suffix;
        const char *address;
        bool v6_only;
    } cases[] = {
        {"a", "127.0.0.1", false}, {"b", "0.0.0.0", false}, {"c", "::1", false},
        {"d", "::", false},        {"e", "::", true},
    };
    struct stage *stage = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct child *child = world_start_listener(&stage->world, cases[i].suffix,
                                                         cases[i].address, cases[i].v6_only);
        if (child->port == 0) {
            print_message("nothing can listen on %s here\n", cases[i].address);
            assert_true(i >= 2); /* a machine may lack IPv6, but not IPv4 */
            continue;
        }
        struct evidence evidence = gather(stage, child->port);
        const struct system_listener *listener = world_listener(&evidence, child->port);
        assert_int_equal(evidence.sockets_view, SYSTEM_VIEW_ALL);
        assert_non_null(listener);
        struct ip_address address;
        assert_true(ip_parse(cases[i].address, &address));
        assert_true(ip_equal(&listener->address, &address));
        if (strcmp(cases[i].address, "::") == 0) {
            assert_int_equal(listener->v6_only, cases[i].v6_only);
        }
        assert_int_equal(listener->owner, geteuid());
        assert_int_equal(world_holder(&evidence, child->port), child->pid);
    }
}

static void tells_all_about_a_matching_process(void **state)
{
    struct stage *stage = *state;
    struct timestamp before = system_now();
    const struct child *child = world_start_listener(&stage->world, "server", "127.0.0.1", false);
    struct timestamp after = system_now();
    struct evidence evidence = gather(stage, 0);
    const struct system_process *process = world_process(&evidence, child->pid);
    assert_non_null(process);
    assert_true(process->matches);
    assert_string_equal(process->name, child->name);
    assert_string_equal(process->path, child->path);
    assert_int_equal(process->owner, geteuid());
    assert_true(process->start_known);
    assert_true(timestamp_compare(timestamp_add_ms(before, -1000), process->started_at) <= 0);
    assert_true(timestamp_compare(process->started_at, timestamp_add_ms(after, 1000)) <= 0);
    assert_true(process->resident_bytes > 0);
    assert_true(process->cpu_ns >= 0);
}

static void finds_a_matching_process_without_sockets(void **state)
{
    struct stage *stage = *state;
    const struct child *child = world_start_idle(&stage->world, "idle");
    struct evidence evidence = gather(stage, 0);
    const struct system_process *process = world_process(&evidence, child->pid);
    assert_non_null(process);
    assert_true(process->matches);
    assert_int_equal(evidence.process_count, 1);
    assert_int_equal(evidence.listener_count, 0);
}

static void names_the_stranger_on_a_requested_port(void **state)
{
    struct stage *stage = *state;
    const struct child *stranger = world_start_stranger(&stage->world, "127.0.0.1");
    for (int i = 0; i < 2; i++) { /* found first, remembered then */
        struct evidence evidence = gather(stage, stranger->port);
        assert_int_equal(world_holder(&evidence, stranger->port), stranger->pid);
        const struct system_process *process = world_process(&evidence, stranger->pid);
        assert_false(process->matches);
        assert_string_equal(process->path, stranger->path);
        assert_true(process->start_known);
    }
}

static void leaves_out_a_stranger_on_another_port(void **state)
{
    struct stage *stage = *state;
    const struct child *stranger = world_start_stranger(&stage->world, "127.0.0.1");
    struct evidence evidence = gather(stage, 0);
    assert_null(world_listener(&evidence, stranger->port));
    assert_null(world_process(&evidence, stranger->pid));
}

static void a_port_without_listener_has_none(void **state)
{
    struct stage *stage = *state;
    struct child *child = world_start_listener(&stage->world, "gone", "127.0.0.1", false);
    struct evidence evidence = gather(stage, child->port);
    assert_non_null(world_listener(&evidence, child->port));
    world_stop(child, true);
    evidence = gather(stage, child->port);
    assert_null(world_listener(&evidence, child->port));
    assert_int_equal(evidence.process_count, 0);
}

static void finds_every_listener_of_a_matching_process(void **state)
{
    struct stage *stage = *state;
    struct child *child = world_start_listener(&stage->world, "two", "127.0.0.1", false);
    struct evidence evidence = gather(stage, 0);
    assert_int_equal(evidence.listener_count, 1);
    uint16_t second = (uint16_t)world_listen_again(child);
    evidence = gather(stage, 0);
    assert_int_equal(evidence.listener_count, 2);
    assert_int_equal(world_holder(&evidence, child->port), child->pid);
    assert_int_equal(world_holder(&evidence, second), child->pid);
}

static void a_zombie_does_not_live(void **state)
{
    struct stage *stage = *state;
    struct child *child = world_start_idle(&stage->world, "zombie");
    struct evidence evidence = gather(stage, 0);
    assert_int_equal(evidence.process_count, 1);
    world_stop(child, false);
    evidence = gather(stage, 0);
    assert_int_equal(evidence.process_count, 0);
}

static void of_processes_that_share_a_socket_the_oldest_has_it(void **state)
{
    struct stage *stage = *state;
    struct child *child = world_start_listener(&stage->world, "fork", "127.0.0.1", false);
    int forked = world_fork(child);
    struct evidence evidence = gather(stage, child->port);
    assert_non_null(world_process(&evidence, forked));
    assert_int_equal(world_holder(&evidence, child->port), child->pid);
}

static void of_processes_that_share_a_socket_the_matching_one_has_it(void **state)
{
    struct stage *stage = *state;
    struct child *stranger = world_start_stranger(&stage->world, "127.0.0.1");
    struct evidence evidence = gather(stage, stranger->port);
    assert_int_equal(world_holder(&evidence, stranger->port), stranger->pid);
    int heir = world_spawn(&stage->world, stranger, "heir");
    evidence = gather(stage, 0);
    assert_int_equal(world_holder(&evidence, stranger->port), heir);
}

static void a_second_gathering_reuses_its_memory(void **state)
{
    struct stage *stage = *state;
    const struct child *child = world_start_listener(&stage->world, "again", "127.0.0.1", false);
    struct evidence first = gather(stage, child->port);
    for (int i = 0; i < 10; i++) {
        struct evidence next = gather(stage, child->port);
        assert_ptr_equal(next.processes, first.processes);
        assert_ptr_equal(next.listeners, first.listeners);
        assert_ptr_equal(next.addresses, first.addresses);
        assert_int_equal(next.process_count, first.process_count);
        assert_int_equal(next.listener_count, first.listener_count);
        assert_true(next.taken_at_ns > first.taken_at_ns);
    }
}

static void knows_the_machine(void **state)
{
    struct stage *stage = *state;
    struct evidence evidence = gather(stage, 0);
    struct ip_address loopback;
    bool found = false;
    assert_true(ip_parse("127.0.0.1", &loopback));
    for (size_t i = 0; i < evidence.address_count; i++) {
        found = found || ip_equal(&evidence.addresses[i], &loopback);
        assert_false(ip_is_wildcard(&evidence.addresses[i]));
    }
    assert_true(found);
    assert_true(evidence.boot_known);
    assert_true(timestamp_compare(evidence.booted_at, system_now()) < 0);
    assert_int_equal(evidence.own_uid, geteuid());
    assert_true(evidence.taken_at_ns <= system_monotonic_ns());
    assert_int_not_equal(evidence.processes_view, SYSTEM_VIEW_NONE);
}

static void the_temporary_directory_is_local_and_a_closed_one_in_doubt(void **state)
{
    struct stage *stage = *state;
    int directory = open(stage->world.directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(directory >= 0);
    assert_true(system_is_local(directory));
    close(directory);
    assert_false(system_is_local(directory));
}

int main(int argc, char **argv)
{
    world_play_child(argc, argv);
    program = argv[0];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(finds_listeners_on_every_kind_of_address, setup, teardown),
        cmocka_unit_test_setup_teardown(tells_all_about_a_matching_process, setup, teardown),
        cmocka_unit_test_setup_teardown(finds_a_matching_process_without_sockets, setup, teardown),
        cmocka_unit_test_setup_teardown(names_the_stranger_on_a_requested_port, setup, teardown),
        cmocka_unit_test_setup_teardown(leaves_out_a_stranger_on_another_port, setup, teardown),
        cmocka_unit_test_setup_teardown(a_port_without_listener_has_none, setup, teardown),
        cmocka_unit_test_setup_teardown(finds_every_listener_of_a_matching_process, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_zombie_does_not_live, setup, teardown),
        cmocka_unit_test_setup_teardown(of_processes_that_share_a_socket_the_oldest_has_it, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(of_processes_that_share_a_socket_the_matching_one_has_it,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(a_second_gathering_reuses_its_memory, setup, teardown),
        cmocka_unit_test_setup_teardown(knows_the_machine, setup, teardown),
        cmocka_unit_test_setup_teardown(the_temporary_directory_is_local_and_a_closed_one_in_doubt,
                                        setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
