/* sysctl and the rows of kern.proc, as far as src/system/darwin*.c uses them; see libproc.h. */
#ifndef OSAURTOP_TESTS_DARWIN_SYSCTL_H
#define OSAURTOP_TESTS_DARWIN_SYSCTL_H

#include <sys/time.h>
#include <sys/types.h>

#define CTL_KERN      1
#define KERN_PROC     14
#define KERN_PROC_ALL 0
#define KERN_BOOTTIME 21

struct kinfo_proc {
    struct {
        struct timeval p_starttime;
        char p_stat;
        pid_t p_pid;
        char p_comm[17];
    } kp_proc;
    struct {
        struct {
            uid_t cr_uid;
        } e_ucred;
    } kp_eproc;
};

int sysctl(int *name, unsigned length, void *old, size_t *old_size, void *new, size_t new_size);
int sysctlbyname(const char *name, void *old, size_t *old_size, void *new, size_t new_size);

#endif
