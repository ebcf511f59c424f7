/*
 * libproc as far as src/system/darwin*.c uses it, so that they can be tested without a Mac:
 * Apple's names, and layouts of our own. The functions are those of tests/darwin/kernel.c.
 */
#ifndef OSAURTOP_TESTS_DARWIN_LIBPROC_H
#define OSAURTOP_TESTS_DARWIN_LIBPROC_H

#include <netinet/in.h>
#include <stdint.h>
#include <sys/time.h>
#include <sys/types.h>
#include <time.h>

#define PROC_PIDLISTFDS        1
#define PROC_PIDTASKINFO       4
#define PROC_PIDT_SHORTBSDINFO 13
#define PROC_PIDFDSOCKETINFO   3
#define PROC_PIDPATHINFO_SIZE  1024
#define PROX_FDTYPE_VNODE      1
#define PROX_FDTYPE_SOCKET     2
#define SOCKINFO_IN            1
#define SOCKINFO_TCP           2
#define TSI_S_LISTEN           1
#define TSI_S_ESTABLISHED      4
#define INI_IPV4               0x1
#define INI_IPV6               0x2

struct proc_fdinfo {
    int32_t proc_fd;
    uint32_t proc_fdtype;
};

struct proc_taskinfo {
    uint64_t pti_resident_size;
    uint64_t pti_total_user;
    uint64_t pti_total_system;
};

struct proc_bsdshortinfo {
    uid_t pbsi_uid;
};

struct in4in6_addr {
    uint32_t i46a_pad32[3];
    struct in_addr i46a_addr4;
};

struct in_sockinfo {
    int insi_lport;
    uint8_t insi_vflag;
    union {
        struct in4in6_addr ina_46;
        struct in6_addr ina_6;
    } insi_laddr;
};

struct tcp_sockinfo {
    struct in_sockinfo tcpsi_ini;
    int tcpsi_state;
};

struct socket_info {
    uint64_t soi_so;
    int soi_kind;
    union {
        struct tcp_sockinfo pri_tcp;
    } soi_proto;
};

struct socket_fdinfo {
    struct socket_info psi;
};

int proc_pidinfo(int pid, int flavor, uint64_t argument, void *buffer, int size);
int proc_pidfdinfo(int pid, int descriptor, int flavor, void *buffer, int size);
int proc_pidpath(int pid, void *buffer, uint32_t size);

/* What the platform asks of the C library, and a test must decide. */
uid_t kernel_geteuid(void);
int kernel_clock_gettime(clockid_t clock, struct timespec *time);
#define geteuid       kernel_geteuid
#define clock_gettime kernel_clock_gettime

#endif
