/*
 * A small world for tests of src/system: child processes with names of their own, that listen where
 * they are told. Each child is a copy of the test program, started with a special argument, and
 * ends when the test does, however that ends.
 */
#ifndef OSAURTOP_TEST_SYSTEM_WORLD_H
#define OSAURTOP_TEST_SYSTEM_WORLD_H

#include "osaurtop/system.h"

#define WORLD_PATH_SIZE    512
#define WORLD_CHILDREN_MAX 16

struct child {
    pid_t pid;
    uint16_t port; /* where it listens, 0 where it could not */
    char name[SYSTEM_NAME_SIZE];
    char path[WORLD_PATH_SIZE + SYSTEM_NAME_SIZE];
    int input;  /* commands to it, a byte each; it ends when this is closed */
    int output; /* numbers from it, a line each */
};

struct world {
    char program[WORLD_PATH_SIZE];
    char directory[WORLD_PATH_SIZE];
    char prefix[SYSTEM_NAME_SIZE];  /* of names that match; at most 12 characters */
    char pattern[SYSTEM_NAME_SIZE]; /* nothing but this world's children matches it */
    struct child children[WORLD_CHILDREN_MAX];
    size_t child_count;
};

/* To be called first in main(): when this is a child, plays it and does not return. */
void world_play_child(int argc, char **argv);

void world_open(struct world *world, const char *program);
void world_close(struct world *world);

/* Start a child whose name ends in `suffix`, matching or not, and wait until it is ready. */
struct child *world_start_idle(struct world *world, const char *suffix);
struct child *world_start_listener(struct world *world, const char *suffix, const char *address,
                                   bool v6_only);
struct child *world_start_stranger(struct world *world, const char *address);

/* Ask a child: to fork, to start `suffix` as a child of its own that inherits its socket, to
 * listen once more. The process number or port that it answers. */
int world_fork(struct child *child);
int world_spawn(struct world *world, struct child *child, const char *suffix);
int world_listen_again(struct child *child);
/* Asks a child to become another user's; needs root. */
void world_change_user(struct child *child, uid_t user);

/* Ends a child; `reap` false leaves a zombie, until the world is closed. */
void world_stop(struct child *child, bool reap);

/* What the system says of them. */
struct evidence world_gather(struct system *system, const char *pattern, uint16_t port);
const struct system_process *world_process(const struct evidence *evidence, pid_t pid);
const struct system_listener *world_listener(const struct evidence *evidence, uint16_t port);
/* The process number of the listener on a port, SYSTEM_NO_PROCESS where none is known. */
pid_t world_holder(const struct evidence *evidence, uint16_t port);

#endif
