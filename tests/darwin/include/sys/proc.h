/* States of a process; see libproc.h. */
#ifndef OSAURTOP_TESTS_DARWIN_PROC_H
#define OSAURTOP_TESTS_DARWIN_PROC_H

#define SRUN  2
#define SZOMB 5

#endif
