/* A world for the tests of removal: a home with the entry A, and a canary beside it. */
#ifndef REMOVAL_WORLD_H
#define REMOVAL_WORLD_H

#include "../../src/runtime/removal_seam.h"
#include "disk.h"
#include "osaurtop/removal.h"

#include <limits.h>
#include <stdbool.h>

/* Of another length than DISK_RUNNING: a grain of the clock must not decide a test. */
#define ALIVE     "{\"health\":\"starting\",\"instanceId\":\"alive\"}"
#define ALIVE_TOO "{\"health\":\"starting\",\"instanceId\":\"alive again\"}"
#define LETTER    "not Osaurus'"
#define FILE_OF_A "A/configuration.json"

extern const char *top; /* what a test may touch: the home, and what lies beside it */
extern char home[PATH_MAX];
extern struct entry entry; /* A, as it was judged */
extern int held;           /* a descriptor that a test leaves open, or -1 */

int open_world(void **state);
int close_world(void **state);
void pause_never(enum removal_moment moment);

bool there(const char *base, const char *name);
void assert_text(const char *base, const char *name, const char *expected);
void assert_canary(void);
size_t count_names(const char *directory);

/* Gives it a time of long ago. */
void age(const char *name);

/* What the entry is judged as: as it is now, and long since. */
void judge(void);
void publish_and_judge(void);

enum removal_result remove_it(void);

/* What may happen to a published and judged entry. */
void make_unknown(void);
void make_temporary(void);
void make_link_of_directory(void);
void make_file_of_directory(void);
void make_newer(void);
void make_link_of_file(void);
void make_fifo_of_file(void);
void make_directory_of_file(void);
void take_file(void);

/* For a plan that must not tell anything. */
void tell_nobody(const char *name, void *context);

#define TEST(test) cmocka_unit_test_setup_teardown(test, open_world, close_world)

#endif
