#include "config.h"

#include "chance.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

enum need { NEEDS_NOTHING, NEEDS_LAN, NEEDS_HOME, NEEDS_ROOT };

static const struct scene {
    const char *name;
    unsigned weight;
    enum need need;
    bool once; /* has names of its own, and so cannot be there twice */
} scenes[] = {
    {"live", 9, NEEDS_NOTHING, false},
    {"ghost", 9, NEEDS_NOTHING, false},
    {"crash-loop", 1, NEEDS_NOTHING, false},
    {"crashed", 9, NEEDS_NOTHING, false},
    {"newest-ghost", 4, NEEDS_NOTHING, false},
    {"stranger", 4, NEEDS_NOTHING, false},
    {"stuck", 2, NEEDS_NOTHING, false},
    {"stuck-restarting", 1, NEEDS_NOTHING, false},
    {"starting", 2, NEEDS_NOTHING, false},
    {"restarting", 2, NEEDS_NOTHING, false},
    {"leaked", 4, NEEDS_NOTHING, false},
    {"claimed", 4, NEEDS_NOTHING, false},
    {"exposed", 4, NEEDS_NOTHING, false},
    {"address-moved", 2, NEEDS_NOTHING, false},
    {"moved", 1, NEEDS_NOTHING, false},
    {"stopped", 1, NEEDS_NOTHING, false},
    {"helper", 2, NEEDS_NOTHING, false},
    {"hang", 2, NEEDS_NOTHING, false},
    {"loose", 1, NEEDS_NOTHING, false},
    {"symlink", 1, NEEDS_NOTHING, true},
    {"malformed", 1, NEEDS_NOTHING, true},
    /* Without an interface beyond loopback both would say the same, and nobody could tell them. */
    {"double", 3, NEEDS_LAN, false},
    {"legacy", 1, NEEDS_HOME, false},
    {"crash-report", 1, NEEDS_HOME, true},
    {"other-owner", 1, NEEDS_ROOT, false},
};

#define SCENE_COUNT (sizeof scenes / sizeof scenes[0])

/* xorshift64 */
unsigned chance_below(struct chance *chance, unsigned limit)
{
    chance->random ^= chance->random << 13;
    chance->random ^= chance->random >> 7;
    chance->random ^= chance->random << 17;
    return (unsigned)((chance->random >> 11) % limit);
}

static bool has_lan(void)
{
    struct ifaddrs *interfaces;
    if (getifaddrs(&interfaces) != 0)
        return false;
    bool found = false;
    for (const struct ifaddrs *each = interfaces; each != NULL && !found; each = each->ifa_next) {
        const struct sockaddr_in *own = (const struct sockaddr_in *)(const void *)each->ifa_addr;
        found = own != NULL && own->sin_family == AF_INET && (each->ifa_flags & IFF_UP) != 0 &&
                ntohl(own->sin_addr.s_addr) >> 24 != 127;
    }
    freeifaddrs(interfaces);
    return found;
}

static bool fits(const struct chance *chance, const struct scene *scene, bool home,
                 const char *const names[], size_t count)
{
    if ((scene->need == NEEDS_LAN && !chance->has_lan) || (scene->need == NEEDS_HOME && !home) ||
        (scene->need == NEEDS_ROOT && geteuid() != 0))
        return false;
    for (size_t i = 0; scene->once && i < count; i++)
        if (strcmp(names[i], scene->name) == 0)
            return false;
    return true;
}

static const char *choose(struct chance *chance, bool home, const char *const names[], size_t count)
{
    unsigned total = 0;
    for (size_t i = 0; i < SCENE_COUNT; i++)
        total += fits(chance, &scenes[i], home, names, count) ? scenes[i].weight : 0;
    unsigned at = chance_below(chance, total);
    size_t chosen = 0;
    for (size_t i = 0; i < SCENE_COUNT; i++) {
        if (!fits(chance, &scenes[i], home, names, count))
            continue;
        chosen = i;
        if (at < scenes[i].weight)
            break;
        at -= scenes[i].weight;
    }
    return scenes[chosen].name;
}

size_t chance_scenes(struct chance *chance, bool home, const char *names[CHANCE_SCENES_MAX])
{
    size_t count = 1 + chance_below(chance, CHANCE_SCENES_MAX);
    for (size_t i = 0; i < count; i++)
        names[i] = choose(chance, home, names, i);
    return count;
}

void chance_open(struct chance *chance, uint64_t seed)
{
    /* Never 0, which would stay 0. */
    *chance = (struct chance){.random = seed * 2 + 1, .has_lan = has_lan()};
}
