/* The unit of mach time; see libproc.h. */
#ifndef OSAURTOP_TESTS_DARWIN_MACH_TIME_H
#define OSAURTOP_TESTS_DARWIN_MACH_TIME_H

#include <stdint.h>

#define KERN_SUCCESS 0

typedef struct {
    uint32_t numer;
    uint32_t denom;
} mach_timebase_info_data_t;

int mach_timebase_info(mach_timebase_info_data_t *timebase);

#endif
