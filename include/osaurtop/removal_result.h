/* How a removal ended. Values and words only. */
#ifndef OSAURTOP_REMOVAL_RESULT_H
#define OSAURTOP_REMOVAL_RESULT_H

#include "osaurtop/entry.h"

enum removal_result {
    REMOVAL_DONE,
    REMOVAL_GONE,      /* someone else removed it first */
    REMOVAL_CHANGED,   /* not what was judged any more; what is there now stays */
    REMOVAL_BUSY,      /* a write or another removal is under way in it */
    REMOVAL_RECOVERED, /* an interrupted removal had left its file aside: put back, not removed */
    REMOVAL_UNKNOWN_FILES, /* the directory holds what Osaurus does not write */
    REMOVAL_LINK,          /* the directory is a symbolic link (now) */
    REMOVAL_OTHER_OWNER,   /* directory or file belong to someone else, be it that root asks */
    REMOVAL_FAILED,        /* the system refused; see error */
};

struct removal {
    enum removal_result result;
    int error;                     /* errno of REMOVAL_FAILED */
    char unknown[ENTRY_NAME_SIZE]; /* the first unknown file's name, raw */
};

/* The reason of a refusal as a phrase: "it changed meanwhile"; static text, "" for REMOVAL_DONE. */
const char *removal_result_text(enum removal_result result);

#endif
