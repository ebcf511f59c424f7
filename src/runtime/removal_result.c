#include "config.h"

#include "osaurtop/removal_result.h"

const char *removal_result_text(enum removal_result result)
{
    static const char *const texts[] = {
        [REMOVAL_DONE] = "",
        [REMOVAL_GONE] = "it is gone already",
        [REMOVAL_CHANGED] = "it changed meanwhile",
        [REMOVAL_BUSY] = "it changed moments ago, and may be in use; try again in a few seconds",
        [REMOVAL_RECOVERED] =
            "an interrupted removal had set its file aside, which is put back to be judged again",
        [REMOVAL_UNKNOWN_FILES] = "it holds what Osaurus does not write",
        [REMOVAL_LINK] = "it is a symbolic link",
        [REMOVAL_OTHER_OWNER] = "it belongs to another user",
        [REMOVAL_FAILED] = "the system refused",
    };

    return texts[result];
}
