#include "config.h"

#include "publisher.h"

#include "stage.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* A removal takes about this long once it has begun; what happens to it comes some time in it. */
#define REACTION_US 120

/* How long a file may be aside, on a busy machine, before it counts as lost. */
#define PATIENCE_MS 5000

/* Between two things that happen to any entry; each gets its turn often enough to grow old again.
 */
#define STROLL_US 150

#define TEXT_SIZE 256

enum slot_state {
    SLOT_STALE,     /* or gone */
    SLOT_LIVE,      /* a running instance of this process */
    SLOT_UNKNOWN,   /* with a file that Osaurus does not write; its stale file may be gone */
    SLOT_LINK,      /* a link to a directory like an entry's, elsewhere */
    SLOT_FILE,      /* a file instead of the directory */
    SLOT_FILE_LINK, /* a link instead of the file */
    SLOT_STATES,
};

struct slot {
    char name[16];
    enum slot_state state;
    unsigned serial; /* of what must be there */
};

static struct slot slots[STAGE_SLOTS];
static const char *runtime;
static uint16_t live_port;
static uint16_t dead_port;
static unsigned next_serial;
static uint32_t seed = 20261122;
static unsigned counts[SLOT_STATES];
static unsigned exchanges;

static const char *slot_path(const struct slot *slot)
{
    return stage_path(runtime, slot->name);
}

static const char *path_in(const struct slot *slot, const char *name)
{
    return stage_path(slot_path(slot), name);
}

_Noreturn static void lost(const struct slot *slot, const char *what)
{
    static const char *const words[] = {"stale", "live", "unknown", "link", "file", "file link"};
    printf("LOST: %s, %s, serial %u: %s: %s\n", slot->name, words[slot->state], slot->serial, what,
           strerror(errno));
    exit(EXIT_FAILURE);
}

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* --- what must be there ---------------------------------------------------------------------- */

static bool holds_serial(const char *path, unsigned serial)
{
    char text[TEXT_SIZE];
    char wanted[32];
    snprintf(wanted, sizeof wanted, "serial-%08u", serial);
    if (!stage_read(path, text, sizeof text))
        return false;
    if (strstr(text, wanted) != NULL)
        return true;
    errno = 0;
    return false;
}

static bool leads_to(const char *path, const char *target)
{
    char text[PATH_MAX];
    ssize_t length = readlink(path, text, sizeof text - 1);
    if (length < 0)
        return false;
    text[length] = '\0';
    return strcmp(text, target) == 0;
}

static bool is_there(const struct slot *slot)
{
    switch (slot->state) {
    case SLOT_LIVE:
        return holds_serial(path_in(slot, "configuration.json"), slot->serial);
    case SLOT_UNKNOWN:
        return holds_serial(path_in(slot, "notes.txt"), slot->serial);
    case SLOT_LINK:
        return leads_to(slot_path(slot), "../canary/entry");
    case SLOT_FILE:
        return holds_serial(slot_path(slot), slot->serial);
    case SLOT_FILE_LINK:
        return leads_to(path_in(slot, "configuration.json"),
                        "../../canary/entry/configuration.json");
    default:
        return true;
    }
}

/* A removal that is at work has the file aside for a moment. */
static void verify(const struct slot *slot)
{
    for (int64_t end = now_us() + PATIENCE_MS * 1000; !is_there(slot); sched_yield())
        if (now_us() > end)
            lost(slot, "is not there");
}

/* --- what happens ---------------------------------------------------------------------------- */

static void make_text(char text[TEXT_SIZE], bool live, unsigned serial)
{
    char date[32] = "2020-01-01T00:00:00Z";
    time_t now = time(NULL);
    struct tm broken;
    if (live)
        strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &broken));
    /* Of one length, so that only times and inodes tell them apart. */
    snprintf(text, TEXT_SIZE,
             "{\"address\":\"127.0.0.1\",\"health\":\"running\",\"instanceId\":\"serial-%08u\","
             "\"port\":%5u,\"updatedAt\":\"%s\"}",
             serial, (unsigned)(live ? live_port : dead_port), date);
}

/* As Osaurus does; the directory may be removed under it until a file is in it. */
static void publish(struct slot *slot, bool live)
{
    char text[TEXT_SIZE];
    char temporary[48];
    unsigned serial = ++next_serial;
    int file = -1;
    make_text(text, live, serial);
    snprintf(temporary, sizeof temporary, ".dat.nosync%u", serial);
    while (file < 0) {
        if (mkdir(slot_path(slot), 0755) != 0 && errno != EEXIST)
            lost(slot, "mkdir");
        file = open(path_in(slot, temporary), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
        if (file < 0 && errno != ENOENT)
            lost(slot, "temporary file");
    }
    if (write(file, text, strlen(text)) != (ssize_t)strlen(text))
        lost(slot, "write");
    close(file);
    if (stage_random(&seed) % 4 == 0)
        sched_yield();
    if (rename(path_in(slot, temporary), path_in(slot, "configuration.json")) != 0)
        lost(slot, "what was being written is gone");
    slot->state = live ? SLOT_LIVE : SLOT_STALE;
    slot->serial = serial;
}

/* Takes away what is not an entry's, so that one can be published there. */
static void clear(struct slot *slot)
{
    verify(slot);
    if ((slot->state == SLOT_LINK || slot->state == SLOT_FILE) && unlink(slot_path(slot)) != 0)
        lost(slot, "unlink");
    if (slot->state == SLOT_UNKNOWN && unlink(path_in(slot, "notes.txt")) != 0)
        lost(slot, "unlink of the unknown file");
    if (slot->state != SLOT_LIVE)
        slot->state = SLOT_STALE;
}

static void add_unknown(struct slot *slot)
{
    char text[32];
    snprintf(text, sizeof text, "serial-%08u", ++next_serial);
    for (;;) {
        int file = open(path_in(slot, "notes.txt"), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
        if (file >= 0) {
            if (write(file, text, strlen(text)) < 0)
                lost(slot, "write");
            close(file);
            break;
        }
        if (errno != ENOENT || (mkdir(slot_path(slot), 0755) != 0 && errno != EEXIST))
            lost(slot, "unknown file");
    }
    slot->state = SLOT_UNKNOWN;
    slot->serial = next_serial;
}

/* The directory as a whole goes away, to a hidden name, before something else takes its name. */
static void move_away(struct slot *slot)
{
    char name[32];
    snprintf(name, sizeof name, ".away-%u", ++next_serial);
    const char *hidden = stage_path(runtime, name);
    if (rename(slot_path(slot), hidden) == 0)
        stage_remove(hidden);
    else if (errno != ENOENT)
        lost(slot, "rename");
}

static void replace_by_link(struct slot *slot)
{
    move_away(slot);
    if (symlink("../canary/entry", slot_path(slot)) != 0)
        lost(slot, "symlink");
    slot->state = SLOT_LINK;
}

static void replace_by_file(struct slot *slot)
{
    char text[32];
    move_away(slot);
    snprintf(text, sizeof text, "serial-%08u", ++next_serial);
    stage_write(slot_path(slot), text);
    slot->state = SLOT_FILE;
    slot->serial = next_serial;
}

static void replace_file_by_link(struct slot *slot)
{
    char temporary[48];
    snprintf(temporary, sizeof temporary, ".dat.nosync%u", ++next_serial);
    while (symlink("../../canary/entry/configuration.json", path_in(slot, temporary)) != 0)
        if (errno != ENOENT || (mkdir(slot_path(slot), 0755) != 0 && errno != EEXIST))
            lost(slot, "symlink of the file");
    if (rename(path_in(slot, temporary), path_in(slot, "configuration.json")) != 0)
        lost(slot, "the link that was being made is gone");
    slot->state = SLOT_FILE_LINK;
}

/* Two directories change their names, with all that is in them. */
static void exchange(struct slot *a, struct slot *b)
{
    char hidden[PATH_MAX];
    snprintf(hidden, sizeof hidden, "%s/.exchanged", runtime);
    if (a == b)
        return;
    bool moved = rename(slot_path(a), hidden) == 0;
    if (!moved && (errno != ENOENT || a->state != SLOT_STALE))
        lost(a, "exchange");
    if (rename(slot_path(b), slot_path(a)) != 0 && (errno != ENOENT || b->state != SLOT_STALE))
        lost(b, "exchange");
    if (moved && rename(hidden, slot_path(b)) != 0)
        lost(a, "exchange, the way back");
    enum slot_state state = a->state;
    unsigned serial = a->serial;
    a->state = b->state;
    a->serial = b->serial;
    b->state = state;
    b->serial = serial;
    exchanges++;
}

/* Something happens to an entry that is being removed. */
static void disturb(struct slot *slot)
{
    static void (*const replacements[])(struct slot *) = {add_unknown, replace_by_link,
                                                          replace_by_file, replace_file_by_link};
    uint32_t chance = stage_random(&seed) % 16;
    for (int64_t start = now_us(), delay = stage_random(&seed) % REACTION_US;
         now_us() - start < delay;)
        continue;
    if (slot->state != SLOT_STALE)
        clear(slot);
    if (slot->state == SLOT_LIVE || chance < 7)
        publish(slot, true);
    else if (chance < 15)
        replacements[(chance - 7) / 2](slot);
    else
        exchange(slot, &slots[stage_random(&seed) % STAGE_SLOTS]);
    counts[slot->state]++;
}

/* Meanwhile others come back to life, die, and are exchanged. */
static void stroll(void)
{
    struct slot *slot = &slots[stage_random(&seed) % STAGE_SLOTS];
    uint32_t chance = stage_random(&seed) % 64;
    struct stat status;
    if (slot->state != SLOT_STALE || stat(slot_path(slot), &status) != 0) {
        clear(slot);
        publish(slot, false);
    } else if (chance == 0) {
        publish(slot, true);
    } else if (chance == 1) {
        exchange(slot, &slots[stage_random(&seed) % STAGE_SLOTS]);
    }
}

/* --- the process ----------------------------------------------------------------------------- */

/* A port of 127.0.0.1; nobody else can listen there. */
static uint16_t take_port(bool listening)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    int server = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (server < 0 || bind(server, (struct sockaddr *)&address, size) != 0 ||
        getsockname(server, (struct sockaddr *)&address, &size) != 0 ||
        (listening && listen(server, 4) != 0))
        stage_die("socket");
    return ntohs(address.sin_port);
}

static bool is_over(void)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&input, 1, 0) > 0;
}

int publisher_main(const char *base, int ready)
{
    char directory[PATH_MAX];
    struct slot anchor = {.name = "anchor"};
    struct stage_signal *signal = stage_signal_open(base, false);
    snprintf(directory, sizeof directory, "%s/runtime", base);
    runtime = directory;
    live_port = take_port(true);
    dead_port = take_port(false);
    /* One that lives throughout, so that there is never a server without an entry: beside that
     * nothing is stale. */
    publish(&anchor, true);
    for (size_t i = 0; i < STAGE_SLOTS; i++) {
        snprintf(slots[i].name, sizeof slots[i].name, "slot-%03zu", i);
        publish(&slots[i], false);
    }
    if (write(ready, "ready", 5) != 5)
        stage_die("ready");
    close(ready);

    uint64_t seen = 0;
    int64_t next_stroll_us = 0;
    for (;;) {
        uint64_t target = atomic_load(&signal->target);
        if (target != seen) {
            seen = target;
            disturb(&slots[target % STAGE_SLOTS]);
        } else if (now_us() >= next_stroll_us) {
            if (is_over())
                break;
            stroll();
            next_stroll_us = now_us() + STROLL_US;
        }
    }
    verify(&anchor);
    for (size_t i = 0; i < STAGE_SLOTS; i++)
        verify(&slots[i]);
    printf("publisher: %u serials; met a removal: %u revived, %u unknown files, %u links, "
           "%u files, %u linked files, %u exchanged\n",
           next_serial, counts[SLOT_LIVE], counts[SLOT_UNKNOWN], counts[SLOT_LINK],
           counts[SLOT_FILE], counts[SLOT_FILE_LINK], exchanges);
    return EXIT_SUCCESS;
}
