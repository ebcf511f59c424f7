#include "config.h"

#include "finding_subject.h"

struct subject finding_subject(const struct snapshot *snapshot, const struct finding *finding,
                               struct sentence *sentence)
{
    return (struct subject){
        .sentence = sentence,
        .snapshot = snapshot,
        .finding = finding,
        .instance = finding->instance < 0 ? NULL : &snapshot->instances[finding->instance],
    };
}
