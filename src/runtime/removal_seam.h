/* Where a test may step in between two steps of a removal. Private to src/runtime/ and its tests.
 */
#ifndef OSAURTOP_REMOVAL_SEAM_H
#define OSAURTOP_REMOVAL_SEAM_H

enum removal_moment {
    REMOVAL_WHEN_OPENED,   /* and locked; nothing looked at yet */
    REMOVAL_WHEN_EXAMINED, /* everything is as judged; nothing touched yet */
    REMOVAL_WHEN_ASIDE,    /* the file has its name aside, and was not compared yet */
    REMOVAL_WHEN_COMPARED, /* it is, or is not, the judged one; neither unlinked nor restored yet */
    REMOVAL_WHEN_UNLINKED, /* debris and directory are left */
    REMOVAL_WHEN_CLEARED,  /* the directory is about to go */
    REMOVAL_MOMENTS,
};

/* Called at each; does nothing unless a test replaced it. */
extern void (*removal_pause)(enum removal_moment moment);

#endif
