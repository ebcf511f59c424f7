/* What the message and the hint of a finding are about. */
#ifndef OSAURTOP_FINDING_SUBJECT_H
#define OSAURTOP_FINDING_SUBJECT_H

#include "osaurtop/snapshot.h"
#include "sentence.h"

/* Everything that a message or a hint may be about. */
struct subject {
    struct sentence *sentence;
    const struct snapshot *snapshot;
    const struct finding *finding;
    const struct instance *instance; /* NULL: the directory */
};

struct subject finding_subject(const struct snapshot *snapshot, const struct finding *finding,
                               struct sentence *sentence);

#endif
