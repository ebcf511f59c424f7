/*
 * What asking an instance over HTTP gave. A value: the probe module fills it, the verdict reads it.
 */
#ifndef OSAURTOP_PROBE_RESULT_H
#define OSAURTOP_PROBE_RESULT_H

#include "osaurtop/timestamp.h"

#include <stdbool.h>

struct probe_result {
    bool asked;           /* false: there is no result */
    bool answered;        /* an HTTP response of any status came */
    bool key_required;    /* an answer was 401 */
    bool health_asked;    /* GET /health was asked too, */
    bool health_answered; /* and answered */
    bool identified;      /* `GET /` answered with Osaurus' own greeting */
    struct timestamp at;  /* when the answer came, or was given up */
};

#endif
