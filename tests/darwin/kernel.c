#include "config.h"

#include "kernel.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libproc.h>
#include <mach/mach_time.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/proc.h>
#include <sys/sysctl.h>

struct kernel kernel;

void kernel_reset(void)
{
    memset(&kernel, 0, sizeof kernel);
    kernel.uid = 501;
    kernel.now_ns = 1000000000;
}

static void text_copy(char *to, size_t size, const char *from)
{
    size_t length = strnlen(from, size - 1);
    memcpy(to, from, length);
    to[length] = '\0';
}

struct kernel_process *kernel_start(pid_t pid, const char *path)
{
    struct kernel_process *process = &kernel.processes[kernel.process_count++];
    *process = (struct kernel_process){
        .pid = pid, .owner = kernel.uid, .owner_now = kernel.uid, .started_at_s = 1000 + pid};
    text_copy(process->path, sizeof process->path, path);
    const char *slash = strrchr(path, '/');
    text_copy(process->comm, sizeof process->comm, slash != NULL ? slash + 1 : path);
    return process;
}

struct kernel_socket *kernel_listen(pid_t pid, const char *address, uint16_t port)
{
    struct kernel_socket *socket = &kernel.sockets[kernel.socket_count];
    *socket = (struct kernel_socket){.pid = pid,
                                     .descriptor = (int)kernel.socket_count + 3,
                                     .handle = kernel.socket_count + 100,
                                     .tcp = true,
                                     .listens = true,
                                     .port = port};
    kernel.socket_count++;
    socket->flags = INI_IPV6;
    if (inet_pton(AF_INET6, address, socket->address) != 1) {
        socket->flags = INI_IPV4;
        inet_pton(AF_INET, address, &socket->address[12]);
    }
    return socket;
}

void kernel_end(pid_t pid)
{
    for (size_t i = 0; i < kernel.socket_count; i++)
        if (kernel.sockets[i].pid == pid)
            kernel.sockets[i].closed = true;
    for (size_t i = 0; i < kernel.process_count; i++)
        if (kernel.processes[i].pid == pid) {
            memmove(&kernel.processes[i], &kernel.processes[i + 1],
                    (kernel.process_count - i - 1) * sizeof kernel.processes[0]);
            kernel.process_count--;
            return;
        }
}

static const struct kernel_process *process_find(int pid)
{
    for (size_t i = 0; i < kernel.process_count; i++)
        if (kernel.processes[i].pid == pid && !kernel.processes[i].zombie)
            return &kernel.processes[i];
    return NULL;
}

/* 0, or the errno of a question about `pid`. */
static int refusal(int pid, bool same_user)
{
    const struct kernel_process *process = process_find(pid);
    if (process == NULL)
        return ESRCH;
    if (process->refused)
        return EPERM;
    return same_user && kernel.uid != 0 && process->owner_now != kernel.uid ? EPERM : 0;
}

static int answer(void *buffer, int size, const void *value, size_t value_size)
{
    if (size < (int)value_size) {
        errno = ENOMEM;
        return 0;
    }
    memcpy(buffer, value, value_size);
    return (int)value_size;
}

static int descriptors_list(int pid, struct proc_fdinfo *found, int size)
{
    kernel.descriptor_lists++;
    int room = size / (int)sizeof *found;
    int count = 0;
    /* Every process has its terminal open. */
    if (count < room)
        found[count++] = (struct proc_fdinfo){.proc_fd = 0, .proc_fdtype = PROX_FDTYPE_VNODE};
    for (size_t i = 0; i < kernel.socket_count && count < room; i++)
        if (kernel.sockets[i].pid == pid && !kernel.sockets[i].closed)
            found[count++] = (struct proc_fdinfo){.proc_fd = kernel.sockets[i].descriptor,
                                                  .proc_fdtype = PROX_FDTYPE_SOCKET};
    return count * (int)sizeof *found;
}

int proc_pidinfo(int pid, int flavor, uint64_t argument, void *buffer, int size)
{
    (void)argument;
    errno = refusal(pid, flavor != PROC_PIDT_SHORTBSDINFO);
    if (errno != 0)
        return 0;
    const struct kernel_process *process = process_find(pid);
    struct proc_bsdshortinfo brief = {.pbsi_uid = process->owner_now};
    struct proc_taskinfo task = {
        .pti_resident_size = 4096, .pti_total_user = 24000000, .pti_total_system = 12000000};
    switch (flavor) {
    case PROC_PIDLISTFDS:
        return descriptors_list(pid, buffer, size);
    case PROC_PIDT_SHORTBSDINFO:
        return answer(buffer, size, &brief, sizeof brief);
    case PROC_PIDTASKINFO:
        return answer(buffer, size, &task, sizeof task);
    default:
        errno = EINVAL;
        return 0;
    }
}

int proc_pidfdinfo(int pid, int descriptor, int flavor, void *buffer, int size)
{
    errno = flavor == PROC_PIDFDSOCKETINFO ? refusal(pid, true) : EINVAL;
    if (errno != 0)
        return 0;
    for (size_t i = 0; i < kernel.socket_count; i++) {
        const struct kernel_socket *socket = &kernel.sockets[i];
        if (socket->pid != pid || socket->descriptor != descriptor || socket->closed)
            continue;
        struct socket_fdinfo found = {
            .psi = {.soi_so = socket->handle,
                    .soi_kind = socket->tcp ? SOCKINFO_TCP : SOCKINFO_IN}};
        struct tcp_sockinfo *tcp = &found.psi.soi_proto.pri_tcp;
        tcp->tcpsi_state = socket->listens ? TSI_S_LISTEN : TSI_S_ESTABLISHED;
        tcp->tcpsi_ini.insi_lport = htons(socket->port);
        tcp->tcpsi_ini.insi_vflag = socket->flags;
        memcpy(&tcp->tcpsi_ini.insi_laddr, socket->address, sizeof socket->address);
        return answer(buffer, size, &found, sizeof found);
    }
    errno = EBADF;
    return 0;
}

int proc_pidpath(int pid, void *buffer, uint32_t size)
{
    errno = size < PROC_PIDPATHINFO_SIZE ? ENOMEM : refusal(pid, false);
    if (errno != 0)
        return 0;
    const char *path = process_find(pid)->path;
    if (path[0] == '\0') {
        errno = ENOENT;
        return 0;
    }
    text_copy(buffer, size, path);
    return (int)strlen(path);
}

/* kern.proc.all: the newest first, zombies last; as much as fits, and ENOMEM when that is not all.
 */
static int table_read(struct kinfo_proc *rows, size_t *size)
{
    if (kernel.table_refused) {
        errno = EPERM;
        return -1;
    }
    size_t room = rows != NULL ? *size / sizeof *rows : 0;
    size_t count = 0;
    for (size_t i = kernel.process_count; i-- > 0;) {
        const struct kernel_process *process = &kernel.processes[i];
        if (count < room) {
            struct kinfo_proc row = {.kp_proc = {.p_pid = process->pid}};
            row.kp_proc.p_starttime.tv_sec = process->started_at_s;
            row.kp_proc.p_starttime.tv_usec = 250000;
            row.kp_proc.p_stat = process->zombie ? SZOMB : SRUN;
            memcpy(row.kp_proc.p_comm, process->comm, sizeof row.kp_proc.p_comm);
            row.kp_eproc.e_ucred.cr_uid = process->owner;
            rows[count] = row;
        }
        count++;
    }
    if (rows != NULL && count > room) {
        errno = ENOMEM;
        return -1;
    }
    *size = count * sizeof *rows;
    return 0;
}

int sysctl(int *name, unsigned length, void *old, size_t *old_size, void *new, size_t new_size)
{
    (void)new;
    (void)new_size;
    if (length == 3 && name[0] == CTL_KERN && name[1] == KERN_PROC && name[2] == KERN_PROC_ALL)
        return table_read(old, old_size);
    if (length == 2 && name[0] == CTL_KERN && name[1] == KERN_BOOTTIME) {
        struct timeval boot = {.tv_sec = 900, .tv_usec = 5};
        memcpy(old, &boot, sizeof boot);
        *old_size = sizeof boot;
        return 0;
    }
    errno = ENOENT;
    return -1;
}

int sysctlbyname(const char *name, void *old, size_t *old_size, void *new, size_t new_size)
{
    (void)new;
    (void)new_size;
    if (strcmp(name, "sysctl.proc_translated") != 0) {
        errno = ENOENT;
        return -1;
    }
    int translated = kernel.translated ? 1 : 0;
    memcpy(old, &translated, sizeof translated);
    *old_size = sizeof translated;
    return 0;
}

int mach_timebase_info(mach_timebase_info_data_t *timebase)
{
    timebase->numer = 125;
    timebase->denom = 3;
    return KERN_SUCCESS;
}

uid_t kernel_geteuid(void)
{
    return kernel.uid;
}

int kernel_clock_gettime(clockid_t clock, struct timespec *time)
{
    (void)clock;
    time->tv_sec = (time_t)(kernel.now_ns / 1000000000);
    time->tv_nsec = (long)(kernel.now_ns % 1000000000);
    return 0;
}

/* Descriptor 3 is a local directory, 4 one of another machine. */
int kernel_fstatfs(int descriptor, struct statfs *volume)
{
    if (descriptor != 3 && descriptor != 4) {
        errno = EBADF;
        return -1;
    }
    volume->f_flags = descriptor == 3 ? MNT_LOCAL : 0;
    return 0;
}
