/* Whether what is in a directory was written by this machine's processes, those that we can see. */
#include "config.h"

#include "osaurtop/system.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

/* The inode of the machine's first process namespace, a constant of the kernel (PROC_PID_INIT_INO).
 */
#define FIRST_PID_NAMESPACE 0xEFFFFFFCu

/* Magic numbers of statfs(2). Network, cluster and FUSE file systems are left out: what looks dead
 * here may live on another machine. */
static const uint32_t local_file_systems[] = {
    0x0000EF53, /* ext2, ext3, ext4 */
    0x58465342, /* xfs */
    0x9123683E, /* btrfs */
    0x01021994, /* tmpfs */
    0x858458F6, /* ramfs */
    0x794C7630, /* overlay */
    0x2FC12FC1, /* zfs */
    0xF2F52010, /* f2fs */
    0xCA451A4E, /* bcachefs */
    0x73717368, /* squashfs */
    0xE0F5E1E2, /* erofs */
    0x52654973, /* reiserfs */
    0x3153464A, /* jfs */
    0x00003434, /* nilfs2 */
    0x24051905, /* ubifs */
    0x0000F15F, /* ecryptfs */
    0x00004D44, /* vfat */
    0x2011BAB0, /* exfat */
    0x7366746E, /* ntfs3 */
    0x0000482B, /* hfsplus */
};

static bool is_local_file_system(int directory)
{
    struct statfs status;
    if (fstatfs(directory, &status) != 0) {
        return false;
    }
    for (size_t i = 0; i < sizeof local_file_systems / sizeof local_file_systems[0]; i++) {
        if ((uint32_t)status.f_type == local_file_systems[i]) {
            return true;
        }
    }
    return false;
}

/* In a container other processes of the machine are not seen, nor their sockets. */
static bool sees_all_processes(void)
{
    struct stat namespace;
    return stat("/proc/self/ns/pid", &namespace) == 0 && namespace.st_ino == FIRST_PID_NAMESPACE;
}

/* The id of the mount that a descriptor is on, or -1. */
static long mount_of(int descriptor)
{
    char path[64];
    char line[128];
    long mount = -1;
    snprintf(path, sizeof path, "/proc/self/fdinfo/%d", descriptor);
    FILE *stream = fopen(path, "re");
    if (!stream) {
        return -1;
    }
    while (mount < 0 && fgets(line, sizeof line, stream)) {
        if (sscanf(line, "mnt_id: %ld", &mount) != 1) {
            mount = -1;
        }
    }
    fclose(stream);
    return mount;
}

/* Whether a mount shows a part of a file system, as a directory that is lent to a container does.
 */
static bool shows_a_part(long mount)
{
    char line[4096];
    char root[2] = "";
    bool found = false;
    bool line_begins = true;
    FILE *stream = fopen("/proc/self/mountinfo", "re");
    if (!stream) {
        return true;
    }
    while (!found && fgets(line, sizeof line, stream)) {
        long id;
        /* "36 35 98:0 /the/part /where ...": only the beginnings of the root are of interest. */
        found = line_begins && sscanf(line, "%ld %*d %*s /%1[^ ]", &id, root) >= 1 && id == mount;
        line_begins = strchr(line, '\n') != NULL;
        if (!found) {
            root[0] = '\0';
        }
    }
    fclose(stream);
    return !found || root[0] != '\0';
}

/*
 * A directory that was lent to a container may have been written outside, by processes that cannot
 * be seen here. The container's own root directory may be lent as well, but what is in it is the
 * container's.
 */
static bool is_lent_to_container(int directory)
{
    if (sees_all_processes()) {
        return false;
    }
    int root = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    long root_mount = root < 0 ? -1 : mount_of(root);
    long mount = mount_of(directory);
    if (root >= 0) {
        close(root);
    }
    return mount < 0 || (mount != root_mount && shows_a_part(mount));
}

bool system_is_local(int directory)
{
    return is_local_file_system(directory) && !is_lent_to_container(directory);
}
