/*
 * A client of Osaurus as plain as can be, to compare with: shares no code with what is tested.
 */
#ifndef NAIVE_H
#define NAIVE_H

#define NAIVE_TEXT_SIZE 600

struct naive_choice {
    char directory[NAIVE_TEXT_SIZE]; /* "" when there is none to connect to */
    char url[2 * NAIVE_TEXT_SIZE];   /* as published, or built without brackets */
};

/* Whom the guide's strategy chooses in the runtime directory `path`. */
struct naive_choice naive_discover(const char *path);

#endif
