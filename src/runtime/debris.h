/*
 * Names that may lie in an entry's directory besides its file: what a crash, the Finder or an
 * interrupted removal leaves behind. Private to src/runtime/.
 */
#ifndef OSAURTOP_DEBRIS_H
#define OSAURTOP_DEBRIS_H

/* A removal renames the file to this, with its process id and a number behind it, while it compares
 * it. */
#define DEBRIS_ASIDE_PREFIX ".osaurtop-aside"

enum debris {
    DEBRIS_NONE,      /* not debris: Osaurus does not write it */
    DEBRIS_TEMPORARY, /* Foundation's, renamed to the file once it is complete */
    DEBRIS_FINDER,
    DEBRIS_ASIDE, /* a file that a removal set aside; see removal_aside.h */
};

/* What a name says; whether it is a regular file is another question. */
enum debris debris_named(const char *name);

#endif
