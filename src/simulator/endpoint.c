#include "config.h"

#include "endpoint.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BACKLOG 64

static int bound_socket(in_addr_t address, bool shared, uint16_t *port)
{
    int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    if (descriptor < 0)
        return -1;
    fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    /* Connections in TIME_WAIT must not stand in the way when the server binds its port again. */
    const int reuse = 1;
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse);
    if (shared)
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEPORT, &reuse, sizeof reuse);
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons(*port)};
    name.sin_addr.s_addr = htonl(address);
    socklen_t size = sizeof name;
    if (bind(descriptor, (const struct sockaddr *)&name, size) != 0 ||
        getsockname(descriptor, (struct sockaddr *)&name, &size) != 0) {
        int error = errno;
        close(descriptor);
        errno = error;
        return -1;
    }
    *port = ntohs(name.sin_port);
    return descriptor;
}

int endpoint_listen(bool beyond_loopback, bool shared, uint16_t *port)
{
    int descriptor = bound_socket(beyond_loopback ? INADDR_ANY : INADDR_LOOPBACK, shared, port);
    if (descriptor < 0)
        return -1;
    int flags = fcntl(descriptor, F_GETFL);
    if (fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0 && listen(descriptor, BACKLOG) == 0)
        return descriptor;
    int error = errno;
    close(descriptor);
    errno = error;
    return -1;
}

int endpoint_reserve(uint16_t *port)
{
    return bound_socket(INADDR_LOOPBACK, false, port);
}

void endpoint_name(int descriptor, char name[ENDPOINT_NAME_SIZE])
{
    struct sockaddr_in bound = {0};
    socklen_t size = sizeof bound;
    char address[ENDPOINT_ADDRESS_SIZE];
    name[0] = '\0';
    if (getsockname(descriptor, (struct sockaddr *)&bound, &size) == 0 &&
        inet_ntop(AF_INET, &bound.sin_addr, address, sizeof address) != NULL)
        snprintf(name, ENDPOINT_NAME_SIZE, "%s:%u", address, (unsigned)ntohs(bound.sin_port));
}

static const struct sockaddr_in *as_ipv4(const struct sockaddr *address)
{
    if (address == NULL || address->sa_family != AF_INET)
        return NULL;
    return (const struct sockaddr_in *)(const void *)address;
}

static bool is_loopback(const struct sockaddr_in *address)
{
    return ntohl(address->sin_addr.s_addr) >> 24 == 127;
}

bool endpoint_peer_is_local(const struct sockaddr *peer)
{
    const struct sockaddr_in *other = as_ipv4(peer);
    if (other == NULL)
        return false;
    if (is_loopback(other))
        return true;
    struct ifaddrs *interfaces;
    if (getifaddrs(&interfaces) != 0)
        return false;
    bool local = false;
    for (const struct ifaddrs *each = interfaces; each != NULL && !local; each = each->ifa_next) {
        const struct sockaddr_in *own = as_ipv4(each->ifa_addr);
        local = own != NULL && own->sin_addr.s_addr == other->sin_addr.s_addr;
    }
    freeifaddrs(interfaces);
    return local;
}

void endpoint_lan_address(char address[ENDPOINT_ADDRESS_SIZE])
{
    memcpy(address, "127.0.0.1", sizeof "127.0.0.1");
    struct ifaddrs *interfaces;
    if (getifaddrs(&interfaces) != 0)
        return;
    for (const struct ifaddrs *each = interfaces; each != NULL; each = each->ifa_next) {
        const struct sockaddr_in *own = as_ipv4(each->ifa_addr);
        if (own == NULL || is_loopback(own) || (each->ifa_flags & IFF_UP) == 0)
            continue;
        inet_ntop(AF_INET, &own->sin_addr, address, ENDPOINT_ADDRESS_SIZE);
        break;
    }
    freeifaddrs(interfaces);
}
