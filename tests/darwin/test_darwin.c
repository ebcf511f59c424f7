/* The macOS platform over a make-believe kernel: what it makes of the answers, not the answers. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "kernel.h"
#include "osaurtop/system.h"

#include <libproc.h>
#include <string.h>

#define SERVER   "/Applications/Osaurus.app/Contents/MacOS/osaurus"
#define STRANGER "/usr/local/bin/node"

static struct system *machine;

static int machine_start(void **state)
{
    (void)state;
    kernel_reset();
    machine = system_new();
    return machine != NULL ? 0 : -1;
}

static int machine_stop(void **state)
{
    (void)state;
    system_free(machine);
    machine = NULL;
    return 0;
}

/* Gathers for one port, or for none when that is 0. */
static struct evidence gather(uint16_t port)
{
    struct system_request request = {
        .pattern = "osaurus*", .ports = &port, .port_count = port != 0 ? 1 : 0};
    struct evidence evidence;
    assert_int_equal(system_gather(machine, &request, &evidence), 0);
    return evidence;
}

static void assert_address(const struct system_listener *listener, const char *text)
{
    char address[IP_TEXT_SIZE];
    ip_format(&listener->address, address);
    assert_string_equal(address, text);
}

#define BEHAVIOUR(name) static void name(__attribute__((unused)) void **state)

BEHAVIOUR(server_shows_every_listener_and_itself)
{
    kernel_start(10, SERVER);
    kernel_listen(10, "127.0.0.1", 1337);
    kernel_listen(10, "0.0.0.0", 4000);
    struct evidence evidence = gather(0);
    assert_int_equal(evidence.process_count, 1);
    const struct system_process *process = &evidence.processes[0];
    assert_int_equal(process->pid, 10);
    assert_int_equal(process->owner, 501);
    assert_true(process->matches);
    assert_string_equal(process->name, "osaurus");
    assert_string_equal(process->path, SERVER);
    assert_true(process->start_known);
    assert_int_equal(process->started_at.s, 1010);
    assert_int_equal(process->started_at.ns, 250000000);
    assert_int_equal(process->resident_bytes, 4096);
    assert_int_equal(evidence.listener_count, 2);
    assert_address(&evidence.listeners[0], "127.0.0.1");
    assert_int_equal(evidence.listeners[0].port, 1337);
    assert_int_equal(evidence.listeners[0].owner, 501);
    assert_int_equal(evidence.listeners[0].process, 0);
    assert_address(&evidence.listeners[1], "0.0.0.0");
    assert_int_equal(evidence.listeners[1].port, 4000);
    assert_true(evidence.boot_known);
    assert_int_equal(evidence.booted_at.s, 900);
    assert_int_equal(evidence.booted_at.ns, 5000);
}

BEHAVIOUR(cpu_time_is_converted_from_mach_units)
{
    kernel_start(10, SERVER);
    assert_int_equal(gather(0).processes[0].cpu_ns, INT64_C(1500000000));
}

BEHAVIOUR(cpu_time_is_unknown_under_rosetta)
{
    kernel.translated = true;
    struct system *translated = system_new();
    kernel_start(10, SERVER);
    struct system_request request = {.pattern = "osaurus*"};
    struct evidence evidence;
    assert_int_equal(system_gather(translated, &request, &evidence), 0);
    assert_int_equal(evidence.processes[0].cpu_ns, -1);
    system_free(translated);
}

BEHAVIOUR(stranger_counts_on_a_wanted_port_only)
{
    kernel_start(20, STRANGER);
    kernel_listen(20, "127.0.0.1", 1337);
    kernel_listen(20, "127.0.0.1", 9999);
    struct evidence evidence = gather(1337);
    assert_int_equal(evidence.listener_count, 1);
    assert_int_equal(evidence.listeners[0].port, 1337);
    assert_int_equal(evidence.process_count, 1);
    assert_false(evidence.processes[0].matches);
    assert_string_equal(evidence.processes[0].name, "node");
    assert_int_equal(evidence.listeners[0].process, 0);
    assert_int_equal(gather(0).listener_count, 0);
}

BEHAVIOUR(stranger_beside_a_server_is_seen_at_first_sight)
{
    kernel_start(10, SERVER);
    kernel_listen(10, "127.0.0.1", 1337);
    kernel_start(20, STRANGER);
    kernel_listen(20, "0.0.0.0", 1337);
    struct evidence evidence = gather(1337);
    assert_int_equal(evidence.listener_count, 2);
    assert_int_equal(evidence.processes[evidence.listeners[1].process].pid, 20);
}

BEHAVIOUR(known_stranger_is_confirmed_without_a_search)
{
    kernel_start(20, STRANGER);
    kernel_listen(20, "127.0.0.1", 1337);
    for (pid_t pid = 30; pid < 40; pid++)
        kernel_start(pid, "/bin/zsh");
    gather(1337);
    kernel.descriptor_lists = 0;
    struct evidence evidence = gather(1337);
    assert_int_equal(evidence.listener_count, 1);
    assert_int_equal(evidence.processes[evidence.listeners[0].process].pid, 20);
    assert_int_equal(kernel.descriptor_lists, 0);
}

BEHAVIOUR(stranger_that_closed_its_socket_is_forgotten)
{
    kernel_start(20, STRANGER);
    struct kernel_socket *socket = kernel_listen(20, "127.0.0.1", 1337);
    assert_int_equal(gather(1337).listener_count, 1);
    socket->closed = true;
    struct evidence evidence = gather(1337);
    assert_int_equal(evidence.listener_count, 0);
    assert_int_equal(evidence.process_count, 0);
}

BEHAVIOUR(stranger_takes_over_a_port_that_fell_silent)
{
    kernel_start(10, SERVER);
    kernel_listen(10, "127.0.0.1", 1337);
    kernel_start(20, STRANGER);
    gather(1337);
    kernel_end(10);
    kernel_listen(20, "127.0.0.1", 1337);
    struct evidence evidence = gather(1337);
    assert_int_equal(evidence.listener_count, 1);
    assert_int_equal(evidence.processes[evidence.listeners[0].process].pid, 20);
}

BEHAVIOUR(reused_pid_is_not_taken_for_the_stranger)
{
    kernel_start(20, STRANGER);
    struct kernel_socket *socket = kernel_listen(20, "127.0.0.1", 1337);
    gather(1337);
    kernel_end(20);
    kernel_start(20, "/bin/zsh")->started_at_s = 5000;
    socket->closed = false;
    struct evidence evidence = gather(1337);
    assert_int_equal(evidence.listener_count, 1);
    assert_string_equal(evidence.processes[0].name, "zsh");
    assert_int_equal(evidence.processes[0].started_at.s, 5000);
}

BEHAVIOUR(late_sharer_of_a_port_is_found_after_ten_seconds)
{
    kernel_start(10, SERVER);
    kernel_listen(10, "127.0.0.1", 1337);
    kernel_start(20, STRANGER);
    gather(1337);
    kernel_listen(20, "0.0.0.0", 1337);
    kernel.now_ns += INT64_C(10000000000);
    assert_int_equal(gather(1337).listener_count, 2);
}

BEHAVIOUR(newly_wanted_port_is_searched_at_once)
{
    kernel_start(10, SERVER);
    kernel_listen(10, "127.0.0.1", 1337);
    kernel_listen(10, "127.0.0.1", 1338);
    kernel_start(20, STRANGER);
    kernel_listen(20, "0.0.0.0", 1338);
    assert_int_equal(gather(1337).listener_count, 2);
    assert_int_equal(gather(1338).listener_count, 3);
}

BEHAVIOUR(socket_shared_with_a_child_belongs_to_its_maker)
{
    kernel_start(20, STRANGER);
    uint64_t handle = kernel_listen(20, "127.0.0.1", 1337)->handle;
    kernel_start(21, "/bin/zsh");
    kernel_listen(21, "127.0.0.1", 1337)->handle = handle;
    struct evidence evidence = gather(1337);
    assert_int_equal(evidence.listener_count, 1);
    assert_int_equal(evidence.process_count, 1);
    assert_int_equal(evidence.processes[0].pid, 20);
}

BEHAVIOUR(servers_socket_in_a_strangers_hands_stays_the_servers)
{
    kernel_start(9, "/bin/zsh");
    kernel_start(10, SERVER);
    kernel_listen(9, "127.0.0.1", 1337)->handle = 7;
    kernel_listen(10, "127.0.0.1", 1337)->handle = 7;
    struct evidence evidence = gather(1337);
    assert_int_equal(evidence.listener_count, 1);
    assert_int_equal(evidence.processes[evidence.listeners[0].process].pid, 10);
}

BEHAVIOUR(address_follows_the_family_flags)
{
    static const struct {
        const char *bound;
        uint8_t flags;
        const char *address;
        bool v6_only;
    } rows[] = {
        {"0.0.0.0", INI_IPV4, "0.0.0.0", false},
        {"192.168.1.5", INI_IPV4, "192.168.1.5", false},
        {"::", INI_IPV6 | INI_IPV4, "::", false},
        {"::", INI_IPV6, "::", true},
        {"::1", INI_IPV6, "::1", false},
        {"::ffff:127.0.0.1", INI_IPV4, "127.0.0.1", false},
        {"fe80:4::1", INI_IPV6, "fe80::1", false},
    };
    kernel_start(10, SERVER);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        kernel_listen(10, rows[i].bound, (uint16_t)(2000 + i))->flags = rows[i].flags;
    struct evidence evidence = gather(0);
    assert_int_equal(evidence.listener_count, sizeof rows / sizeof rows[0]);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_address(&evidence.listeners[i], rows[i].address);
        assert_int_equal(evidence.listeners[i].v6_only, rows[i].v6_only);
    }
}

BEHAVIOUR(only_listening_tcp_sockets_count)
{
    kernel_start(10, SERVER);
    kernel_listen(10, "127.0.0.1", 1337)->listens = false;
    kernel_listen(10, "127.0.0.1", 1338)->tcp = false;
    assert_int_equal(gather(1337).listener_count, 0);
}

BEHAVIOUR(another_users_server_is_seen_without_its_sockets)
{
    struct kernel_process *server = kernel_start(10, SERVER);
    server->owner = server->owner_now = 502;
    kernel_listen(10, "127.0.0.1", 1337);
    struct evidence evidence = gather(1337);
    assert_int_equal(evidence.process_count, 1);
    assert_string_equal(evidence.processes[0].path, SERVER);
    assert_int_equal(evidence.processes[0].started_at.s, 1010);
    assert_int_equal(evidence.processes[0].resident_bytes, -1);
    assert_int_equal(evidence.processes[0].cpu_ns, -1);
    assert_int_equal(evidence.listener_count, 0);
    assert_int_equal(evidence.sockets_view, SYSTEM_VIEW_OWN);
    assert_int_equal(evidence.processes_view, SYSTEM_VIEW_ALL);
}

BEHAVIOUR(root_sees_all_sockets)
{
    kernel_start(10, SERVER);
    kernel_listen(10, "127.0.0.1", 1337);
    kernel.uid = 0;
    struct evidence evidence = gather(1337);
    assert_int_equal(evidence.listener_count, 1);
    assert_int_equal(evidence.listeners[0].owner, 501);
    assert_int_equal(evidence.sockets_view, SYSTEM_VIEW_ALL);
}

BEHAVIOUR(refusal_makes_the_sockets_unknown)
{
    kernel_start(10, SERVER)->refused = true;
    kernel_listen(10, "127.0.0.1", 1337);
    struct evidence evidence = gather(1337);
    assert_int_equal(evidence.sockets_view, SYSTEM_VIEW_NONE);
    assert_int_equal(evidence.processes_view, SYSTEM_VIEW_ALL);
    assert_int_equal(evidence.process_count, 1);
    assert_true(evidence.processes[0].matches);
}

BEHAVIOUR(process_that_changed_its_user_does_not_narrow_the_view)
{
    kernel_start(20, STRANGER)->owner_now = 0;
    assert_int_equal(gather(1337).sockets_view, SYSTEM_VIEW_OWN);
}

BEHAVIOUR(refused_table_makes_everything_unknown)
{
    kernel.table_refused = true;
    kernel_start(10, SERVER);
    struct evidence evidence = gather(1337);
    assert_int_equal(evidence.sockets_view, SYSTEM_VIEW_NONE);
    assert_int_equal(evidence.processes_view, SYSTEM_VIEW_NONE);
    assert_int_equal(evidence.process_count, 0);
}

BEHAVIOUR(zombie_is_not_a_process)
{
    kernel_start(10, SERVER)->zombie = true;
    assert_int_equal(gather(1337).process_count, 0);
}

BEHAVIOUR(server_whose_executable_was_deleted_still_matches)
{
    struct kernel_process *server = kernel_start(10, SERVER);
    server->path[0] = '\0';
    struct evidence evidence = gather(0);
    assert_int_equal(evidence.process_count, 1);
    assert_string_equal(evidence.processes[0].name, "osaurus");
    assert_string_equal(evidence.processes[0].path, "");
}

BEHAVIOUR(crowded_machine_is_seen_whole)
{
    for (pid_t pid = 1; pid < 1000; pid++)
        kernel_start(pid, "/bin/zsh");
    gather(1337);
    kernel_start(1000, SERVER);
    for (uint16_t port = 1; port <= 1000; port++)
        kernel_listen(1000, "127.0.0.1", port);
    for (pid_t pid = 1001; pid < 1100; pid++)
        kernel_start(pid, "/bin/zsh");
    struct evidence evidence = gather(1337);
    assert_int_equal(evidence.process_count, 1);
    assert_int_equal(evidence.listener_count, 1000);
    assert_int_equal(evidence.listeners[999].port, 1000);
}

BEHAVIOUR(directory_is_local_by_its_volumes_flag)
{
    assert_true(system_is_local(3));
    assert_false(system_is_local(4));
    assert_false(system_is_local(-1));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, machine_start, machine_stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(server_shows_every_listener_and_itself),
        TEST(cpu_time_is_converted_from_mach_units),
        TEST(cpu_time_is_unknown_under_rosetta),
        TEST(stranger_counts_on_a_wanted_port_only),
        TEST(stranger_beside_a_server_is_seen_at_first_sight),
        TEST(known_stranger_is_confirmed_without_a_search),
        TEST(stranger_that_closed_its_socket_is_forgotten),
        TEST(stranger_takes_over_a_port_that_fell_silent),
        TEST(reused_pid_is_not_taken_for_the_stranger),
        TEST(late_sharer_of_a_port_is_found_after_ten_seconds),
        TEST(newly_wanted_port_is_searched_at_once),
        TEST(socket_shared_with_a_child_belongs_to_its_maker),
        TEST(servers_socket_in_a_strangers_hands_stays_the_servers),
        TEST(address_follows_the_family_flags),
        TEST(only_listening_tcp_sockets_count),
        TEST(another_users_server_is_seen_without_its_sockets),
        TEST(root_sees_all_sockets),
        TEST(refusal_makes_the_sockets_unknown),
        TEST(process_that_changed_its_user_does_not_narrow_the_view),
        TEST(refused_table_makes_everything_unknown),
        TEST(zombie_is_not_a_process),
        TEST(server_whose_executable_was_deleted_still_matches),
        TEST(crowded_machine_is_seen_whole),
        TEST(directory_is_local_by_its_volumes_flag),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
