/*
 * Events: the differences between two looks. Pure, but for the growth of the memory of the look
 * before.
 *
 * Looks that nobody took are merged: what matters is that each instance's last state is never lost,
 * so that the events over a first snapshot give the last one.
 */
#ifndef OSAURTOP_EVENT_H
#define OSAURTOP_EVENT_H

#include "osaurtop/findings.h"
#include "osaurtop/snapshot.h"
#include "osaurtop/text.h"

#include <stddef.h>

/* Room for any text of an event, with its NUL: two urls. */
#define EVENT_TEXT_SIZE (2 * 3 * ENTRY_URL_SIZE + 64)

enum event_kind {
    EVENT_APPEARED,
    EVENT_GONE,
    EVENT_STATE,  /* or its reason */
    EVENT_HEALTH, /* what the file says */
    EVENT_EXPOSURE,
    EVENT_ADDRESS,  /* published address, port, url or id */
    EVENT_LISTENER, /* another process has it, or none */
    EVENT_PICK,     /* became the pick, or ceased to be */
    EVENT_RAISED,   /* a finding */
    EVENT_CLEARED,
    EVENT_COUNT,
};

/* What is remembered of an instance from one look to the next. Raw strings, as in struct entry. */
struct event_facts {
    unsigned home;
    char directory[ENTRY_NAME_SIZE];
    char id[ENTRY_ID_SIZE];
    size_t short_id_length; /* see id_prefix.h; that it changed is no event */
    char health[ENTRY_HEALTH_SIZE];
    char address[ENTRY_ADDRESS_SIZE];
    char url[ENTRY_URL_SIZE];
    uint16_t port;
    enum state state;
    enum reason reason;
    enum exposure exposure;
    long pid; /* of the server whose listener it has, 0 without one */
    bool pick;
    uint32_t findings; /* a bit a code: how often or how one was found does not count */
};

struct event {
    enum event_kind kind;
    enum severity severity; /* for colour: a live one is a notice, a leak critical */
    struct timestamp at;
    struct event_facts before; /* of the instance; zero (directory "") when it appeared */
    struct event_facts after;  /* zero when it is gone */
    enum finding_code finding; /* of raised and cleared */
};

struct event_memory; /* opaque: the facts of the look before */

struct event_memory *event_memory_new(void);         /* NULL when out of memory */
void event_memory_free(struct event_memory *memory); /* NULL is fine */

/*
 * Tells every difference between the remembered look and this one, through `tell` (which must keep
 * a copy of what it wants), gone ones first, then in the order of the snapshot; and remembers this
 * one. Against an empty memory every instance has appeared. Findings of the directory come with
 * empty facts, before the instances that are there. 0, or -1 when out of memory (nothing was told
 * then).
 *
 * An event has all facts of the instance before and after, whatever it is called, so the last one
 * of an instance is enough to know it. An instance that appeared has its findings among its facts,
 * and what a change of state says by itself (its listener is gone) is not told twice.
 *
 * Takes time in proportion to the number of instances; allocates nothing when nothing changed.
 */
int event_compare(struct event_memory *memory, const struct snapshot *snapshot,
                  void (*tell)(const struct event *event, void *context), void *context);

/* Stable lower-case words: "appeared", "state". */
const char *event_kind_name(enum event_kind kind);

/*
 * One harmless sentence without time or id: "live → stale   nothing listens on 1338"; "->" in
 * ASCII. Returns the length; what does not fit is cut after a whole character.
 */
size_t event_text(const struct event *event, enum charset charset, char *text, size_t size);

#endif
