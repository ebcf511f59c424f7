#include "config.h"

#include "doctor_writer.h"

#include "osaurtop/quantity.h"

#include <string.h>

/* Of the lines at the top. */
#define LABEL_WIDTH 17

/* Living servers with a line each; of more only the number is told. */
#define LIVING_MAX 8

static void begin_labelled(struct doctor_writer *writer, const char *label)
{
    paragraph_start(&writer->paragraph, LABEL_WIDTH);
    paragraph_add(&writer->paragraph, DOCTOR_HEADING, label);
    paragraph_to(&writer->paragraph, LABEL_WIDTH);
}

/* "F26F8B59 at http://127.0.0.1:1337"; a pick as clients read it from the file. */
static void add_place(struct doctor_writer *writer, const struct instance *instance,
                      bool as_published)
{
    char url[ENTRY_URL_SIZE];
    doctor_add_id(writer, DOCTOR_HEADING, instance);
    if (as_published) {
        doctor_add(writer, " at ");
        doctor_add_raw(writer, NULL, instance->entry->url);
    } else if (snapshot_url(writer->snapshot, instance, url, sizeof url) > 0) {
        doctor_add(writer, " at ");
        doctor_add(writer, url);
    }
}

static void write_pick(struct doctor_writer *writer)
{
    const struct snapshot *snapshot = writer->snapshot;
    begin_labelled(writer, "Apps connect to");
    if (snapshot->pick < 0) {
        doctor_add(writer, "nothing: no entry where they look says that it is running");
    } else {
        const struct instance *pick = &snapshot->instances[snapshot->pick];
        add_place(writer, pick, true);
        doctor_add(writer, ", which is ");
        doctor_add(writer, state_name(pick->verdict.state));
    }
    paragraph_end(&writer->paragraph);
}

/* Not said where the pick is live: then that is the one. */
static void write_best(struct doctor_writer *writer)
{
    const struct snapshot *snapshot = writer->snapshot;
    const struct instance *best = snapshot->best < 0 ? NULL : &snapshot->instances[snapshot->best];
    char url[ENTRY_URL_SIZE];
    if (best != NULL && best->pick && best->verdict.state == STATE_LIVE &&
        snapshot_url(snapshot, best, url, sizeof url) > 0 && strcmp(url, best->entry->url) == 0)
        return;
    begin_labelled(writer, "They should use");
    if (best == NULL) {
        doctor_add(writer, "nothing yet: no server is live");
    } else {
        add_place(writer, best, false);
        if (best->verdict.state != STATE_LIVE)
            doctor_add(writer, ", if any: it is unverified");
    }
    paragraph_end(&writer->paragraph);
}

static const char *exposure_words(enum exposure exposure)
{
    static const char *const words[EXPOSURE_COUNT] = {
        [EXPOSURE_UNKNOWN] = "exposure unknown",
        [EXPOSURE_LOCAL] = "this machine only",
        [EXPOSURE_LAN] = "open to the LAN",
        [EXPOSURE_CLAIMED] = "this machine only, though it says LAN",
        [EXPOSURE_LEAKED] = "open to the LAN, though it says local",
    };
    return words[exposure];
}

/* "F26F8B59: pid 4242 for 3 days, 127.0.0.1:1337, this machine only, 9.1G of memory" */
static void add_living(struct doctor_writer *writer, const struct instance *instance)
{
    const struct snapshot *snapshot = writer->snapshot;
    const struct evidence *evidence = &snapshot->evidence;
    const struct system_process *process = snapshot_process(snapshot, instance);
    char text[IP_TEXT_SIZE + 64];
    doctor_add_id(writer, DOCTOR_HEADING, instance);
    snprintf(text, sizeof text, ": pid %ld", (long)process->pid);
    doctor_add(writer, text);
    if (process->start_known) {
        doctor_add(writer, " for ");
        doctor_add_span(writer, process->started_at, snapshot->taken_at);
    }
    for (size_t l = 0; l < evidence->listener_count; l++) {
        const struct system_listener *listener = &evidence->listeners[l];
        if (listener->process != instance->verdict.process ||
            listener->port != instance->entry->port)
            continue;
        char address[IP_TEXT_SIZE];
        ip_format(&listener->address, address);
        bool bracket = listener->address.family == IP_V6;
        snprintf(text, sizeof text, ", %s%s%s:%u", bracket ? "[" : "", address, bracket ? "]" : "",
                 (unsigned)listener->port);
        doctor_add(writer, text);
    }
    doctor_add(writer, ", ");
    doctor_add(writer, exposure_words(instance->verdict.exposure));
    if (process->resident_bytes >= 0) {
        char bytes[QUANTITY_TEXT_SIZE];
        quantity_bytes(process->resident_bytes, bytes);
        doctor_add(writer, ", ");
        doctor_add(writer, bytes);
        doctor_add(writer, " of memory");
    }
    if (instance->verdict.state == STATE_HUNG)
        doctor_add(writer, ", hung");
}

static void write_living(struct doctor_writer *writer)
{
    const struct snapshot *snapshot = writer->snapshot;
    size_t living = 0;
    for (size_t i = 0; i < snapshot->count; i++) {
        const struct instance *instance = &snapshot->instances[i];
        if (!instance->verdict.attributed || living++ >= LIVING_MAX)
            continue;
        begin_labelled(writer, living == 1 ? "Alive" : "");
        add_living(writer, instance);
        paragraph_end(&writer->paragraph);
    }
    if (living > LIVING_MAX) {
        char more[64];
        begin_labelled(writer, "");
        snprintf(more, sizeof more, "and %zu more", living - LIVING_MAX);
        doctor_add(writer, more);
        paragraph_end(&writer->paragraph);
    }
    if (living == 0) {
        begin_labelled(writer, "Alive");
        doctor_add(writer, snapshot->state_counts[STATE_LIVE] > 0
                               ? "what answers; sockets are not visible"
                               : "no server of an entry");
        paragraph_end(&writer->paragraph);
    }
}

void doctor_write_top(struct doctor_writer *writer)
{
    write_pick(writer);
    write_best(writer);
    write_living(writer);
}
