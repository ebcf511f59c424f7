#include "config.h"

#include "osaurtop/ip.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#define V4_LENGTH ((size_t)4)
#define V6_LENGTH ((size_t)16)

/* An IPv6 socket names an IPv4 peer or address with these twelve bytes before it. */
static const uint8_t mapped_prefix[V6_LENGTH - V4_LENGTH] = {[10] = 0xFF, [11] = 0xFF};

struct ip_address ip_from_bytes(enum ip_family family, const void *bytes)
{
    struct ip_address address = {.family = family};
    const uint8_t *from = bytes;

    if (family == IP_V6 && memcmp(from, mapped_prefix, sizeof(mapped_prefix)) == 0) {
        address.family = IP_V4;
        from += sizeof(mapped_prefix);
    }
    if (address.family == IP_V4)
        memcpy(address.bytes, from, V4_LENGTH);
    if (address.family == IP_V6)
        memcpy(address.bytes, from, V6_LENGTH);
    return address;
}

/* Copies an IPv6 address without its brackets and zone. False when they are not closed, are empty,
 * or the rest is too long for an address. */
static bool strip(const char *text, char bare[IP_TEXT_SIZE])
{
    size_t length = strlen(text);

    if (length > 0 && text[0] == '[') {
        if (text[length - 1] != ']')
            return false;
        text++;
        length -= 2;
    }
    const char *zone = memchr(text, '%', length);
    if (zone) {
        if (zone + 1 == text + length)
            return false;
        length = (size_t)(zone - text);
    }
    if (length >= IP_TEXT_SIZE)
        return false;
    memcpy(bare, text, length);
    bare[length] = '\0';
    return true;
}

bool ip_parse(const char *text, struct ip_address *result)
{
    uint8_t bytes[V6_LENGTH];
    char bare[IP_TEXT_SIZE];

    *result = (struct ip_address){.family = IP_NONE};
    if (strcasecmp(text, "localhost") == 0)
        text = "127.0.0.1";
    if (inet_pton(AF_INET, text, bytes) == 1)
        *result = ip_from_bytes(IP_V4, bytes);
    else if (strip(text, bare) && inet_pton(AF_INET6, bare, bytes) == 1)
        *result = ip_from_bytes(IP_V6, bytes);
    return result->family != IP_NONE;
}

void ip_format(const struct ip_address *address, char text[IP_TEXT_SIZE])
{
    int family = address->family == IP_V6 ? AF_INET6 : AF_INET;

    if (address->family == IP_NONE || !inet_ntop(family, address->bytes, text, IP_TEXT_SIZE))
        text[0] = '\0';
}

bool ip_equal(const struct ip_address *a, const struct ip_address *b)
{
    return a->family == b->family && memcmp(a->bytes, b->bytes, V6_LENGTH) == 0;
}

bool ip_is_wildcard(const struct ip_address *address)
{
    static const uint8_t zeros[V6_LENGTH];

    return address->family != IP_NONE && memcmp(address->bytes, zeros, V6_LENGTH) == 0;
}

bool ip_is_loopback(const struct ip_address *address)
{
    static const uint8_t one[V6_LENGTH] = {[V6_LENGTH - 1] = 1};

    if (address->family == IP_V4)
        return address->bytes[0] == 127;
    return address->family == IP_V6 && memcmp(address->bytes, one, V6_LENGTH) == 0;
}
