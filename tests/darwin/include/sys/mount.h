/* A volume's flags; see libproc.h. */
#ifndef OSAURTOP_TESTS_DARWIN_MOUNT_H
#define OSAURTOP_TESTS_DARWIN_MOUNT_H

#include <stdint.h>

#define MNT_LOCAL 0x1000

struct statfs {
    uint32_t f_flags;
};

int kernel_fstatfs(int descriptor, struct statfs *volume);
#define fstatfs kernel_fstatfs

#endif
