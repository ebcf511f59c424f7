/* IP addresses as values: parsing, comparing, writing. No names are resolved. */
#ifndef OSAURTOP_IP_H
#define OSAURTOP_IP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ip_family { IP_NONE, IP_V4, IP_V6 };

/* IP_V4 uses the first four bytes, the rest are 0. Network byte order. */
struct ip_address {
    enum ip_family family;
    uint8_t bytes[16];
};

/* Room for the longest IPv6 address with its NUL. */
#define IP_TEXT_SIZE 46

/*
 * Reads "127.0.0.1", "::1", "[::1]", "fe80::1%en0" (the zone is dropped); an IPv4-mapped IPv6
 * address becomes IPv4, and "localhost" 127.0.0.1. False, with IP_NONE in `result`, for anything
 * else.
 */
bool ip_parse(const char *text, struct ip_address *result);

/* From the kernel's bytes: 4 of them or 16; mapped IPv6 becomes IPv4. */
struct ip_address ip_from_bytes(enum ip_family family, const void *bytes);

/* "" for IP_NONE. */
void ip_format(const struct ip_address *address, char text[IP_TEXT_SIZE]);
bool ip_equal(const struct ip_address *a, const struct ip_address *b);
bool ip_is_wildcard(const struct ip_address *address); /* 0.0.0.0 or :: */
bool ip_is_loopback(const struct ip_address *address); /* 127.0.0.0/8 or ::1 */

#endif
