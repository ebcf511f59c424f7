/* One process of a simulation, and what it reports of itself. */
#ifndef SIMULATOR_CHILD_H
#define SIMULATOR_CHILD_H

#include "endpoint.h"
#include "made.h"
#include "publish.h"

#include <stdint.h>
#include <sys/types.h>

/* A report has a word and a number or an id. */
#define CHILD_REPORT_SIZE 64

enum child_kind { CHILD_INSTANCE, CHILD_HELPER, CHILD_STRANGER };

struct child {
    pid_t pid;    /* 0: the place is free */
    int commands; /* its standard input */
    int reports;  /* its standard output, -1 after the end of it */
    char line[CHILD_REPORT_SIZE];
    size_t line_length;
    char word[CHILD_REPORT_SIZE];   /* of the last report: "running" */
    char id[PUBLISH_ID_SIZE];       /* "" when it never published anything */
    uint16_t port;                  /* of the last report, or 0 */
    char bound[ENDPOINT_NAME_SIZE]; /* what it listens on, "127.0.0.1:1337"; "" nowhere */
    enum child_kind kind;
    const char *runtime; /* where it publishes, or NULL */
};

/* Takes the reports that have come; what it publishes is remembered in `made`. */
void child_read_reports(struct child *child, struct made_list *made);

/* Closes its pipes, and makes its place free. */
void child_release(struct child *child);

#endif
