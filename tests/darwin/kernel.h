/*
 * A make-believe macOS: processes and sockets that a test lays out, answered the way Apple's kernel
 * answers (its source, bsd/kern/proc_info.c and kern_sysctl.c): who may ask for what, what a short
 * buffer gets, and which errno.
 */
#ifndef OSAURTOP_TESTS_DARWIN_KERNEL_H
#define OSAURTOP_TESTS_DARWIN_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define KERNEL_PROCESSES_MAX 1200
#define KERNEL_SOCKETS_MAX   1200

struct kernel_process {
    pid_t pid;
    uid_t owner;
    uid_t owner_now; /* changed since the table was read; equal to owner by default */
    int64_t started_at_s;
    char path[256]; /* "" where the executable was deleted */
    char comm[17];
    bool zombie;
    bool refused; /* as a sandbox refuses */
};

struct kernel_socket {
    pid_t pid;
    int descriptor;
    uint64_t handle;
    bool tcp;
    bool listens;
    bool closed; /* the descriptor is gone */
    uint8_t flags;
    uint8_t address[16]; /* IPv4 in the last four bytes, as the kernel has it */
    uint16_t port;
};

struct kernel {
    uid_t uid;
    int64_t now_ns;
    bool translated; /* by Rosetta */
    bool table_refused;
    unsigned descriptor_lists; /* how often the descriptors of a process were asked for */
    size_t process_count;
    size_t socket_count;
    struct kernel_process processes[KERNEL_PROCESSES_MAX]; /* oldest first */
    struct kernel_socket sockets[KERNEL_SOCKETS_MAX];
};

extern struct kernel kernel;

/* Empties the machine; its user is 501. */
void kernel_reset(void);

/* Starts a process of the machine's user; the path's last part is its short name. */
struct kernel_process *kernel_start(pid_t pid, const char *path);

/* A listener on an address in text, at the next free descriptor of the process. */
struct kernel_socket *kernel_listen(pid_t pid, const char *address, uint16_t port);

/* Ends a process with its sockets. */
void kernel_end(pid_t pid);

#endif
