#include "config.h"

#include "osaurtop/snapshot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whether a socket takes connections that a program on this machine makes to `address`. */
static bool serves(const struct evidence *evidence, const struct system_listener *listener,
                   const struct ip_address *address)
{
    if (ip_equal(&listener->address, address))
        return true;
    if (!ip_is_wildcard(&listener->address) ||
        (listener->address.family != address->family &&
         (listener->address.family != IP_V6 || listener->v6_only)))
        return false;
    /* A wildcard serves the addresses that this machine has, and no other. */
    if (ip_is_loopback(address) || ip_is_wildcard(address))
        return true;
    for (size_t i = 0; i < evidence->address_count; i++)
        if (ip_equal(&evidence->addresses[i], address))
            return true;
    return false;
}

static bool server_serves(const struct snapshot *snapshot, const struct instance *instance,
                          const char *address_text)
{
    const struct evidence *evidence = &snapshot->evidence;
    struct ip_address address;
    if (!ip_parse(address_text, &address))
        return false;
    for (size_t i = 0; i < evidence->listener_count; i++)
        if (evidence->listeners[i].process == instance->verdict.process &&
            evidence->listeners[i].port == instance->entry->port &&
            serves(evidence, &evidence->listeners[i], &address))
            return true;
    return false;
}

/* "http://HOST:PORT", the host in brackets where it is IPv6. */
static int build(char *url, size_t size, const char *host, unsigned port)
{
    bool bracket = strchr(host, ':') != NULL && host[0] != '[';
    return snprintf(url, size, "http://%s%s%s:%u", bracket ? "[" : "", host, bracket ? "]" : "",
                    port);
}

static bool is_printable(const char *text)
{
    for (; *text != '\0'; text++)
        if (*text <= ' ' || *text > '~')
            return false;
    return true;
}

/*
 * Whether a published url leads where address and port say. One that names another host would send
 * a client, and its key, somewhere that nobody has looked at.
 */
static bool agrees_with_entry(const struct entry *entry)
{
    const char *host;
    long port;
    if (strncmp(entry->url, "http://", 7) == 0) {
        host = entry->url + 7;
        port = 80;
    } else if (strncmp(entry->url, "https://", 8) == 0) {
        host = entry->url + 8;
        port = 443;
    } else {
        return false;
    }
    size_t length = host[0] == '[' ? strcspn(host, "]/") : strcspn(host, ":/?#");
    if (host[length] == ']')
        length++;
    const char *rest = host + length;
    if (*rest == ':') {
        char *end;
        port = strtol(rest + 1, &end, 10);
        rest = end;
    }
    char name[ENTRY_ADDRESS_SIZE];
    struct ip_address published;
    struct ip_address named;
    /* Behind the port there is nothing to say; what is there may be anything, a longer host even.
     */
    if (length == 0 || length >= sizeof name || port != (long)entry->port ||
        (strcmp(rest, "") != 0 && strcmp(rest, "/") != 0) || !is_printable(entry->url))
        return false;
    memcpy(name, host, length);
    name[length] = '\0';
    if (ip_parse(name, &named) && ip_parse(entry->address, &published))
        return ip_equal(&named, &published);
    return strcmp(name, entry->address) == 0;
}

/* The address of a listener of the instance that does not serve 127.0.0.1. */
static int build_from_listener(const struct snapshot *snapshot, const struct instance *instance,
                               char *url, size_t size)
{
    const struct evidence *evidence = &snapshot->evidence;
    for (size_t i = 0; i < evidence->listener_count; i++) {
        const struct system_listener *listener = &evidence->listeners[i];
        if (listener->process != instance->verdict.process ||
            listener->port != instance->entry->port)
            continue;
        char host[IP_TEXT_SIZE];
        if (ip_is_wildcard(&listener->address))
            snprintf(host, sizeof host, "::1");
        else
            ip_format(&listener->address, host);
        return build(url, size, host, listener->port);
    }
    return build(url, size, "127.0.0.1", instance->entry->port);
}

size_t snapshot_url(const struct snapshot *snapshot, const struct instance *instance, char *url,
                    size_t size)
{
    const struct entry *entry = instance->entry;
    int length = 0;
    url[0] = '\0';
    if (entry->fault != ENTRY_SOUND || entry->port == 0)
        return 0;
    bool known = instance->verdict.attributed;
    if (!known || server_serves(snapshot, instance, entry->address)) {
        if (agrees_with_entry(entry))
            length = snprintf(url, size, "%s", entry->url);
        else if (entry->address[0] != '\0' && is_printable(entry->address))
            length = build(url, size, entry->address, entry->port);
    } else if (server_serves(snapshot, instance, "127.0.0.1")) {
        length = build(url, size, "127.0.0.1", entry->port);
    } else {
        length = build_from_listener(snapshot, instance, url, size);
    }
    if (length < 0 || (size_t)length >= size) {
        url[0] = '\0';
        return 0;
    }
    return (size_t)length;
}
