#include "config.h"

#include "http.h"

#include "clock.h"
#include "endpoint.h"

#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BODY_SIZE 1024

/* A client that sends nothing is let go after this many seconds. */
#define IDLE_LIMIT_S 10u

#define MODEL "llama-3.2-3b-instruct-4bit"

#define TYPE_JSON "application/json"
#define TYPE_TEXT "text/plain; charset=utf-8"

struct http_server {
    struct MHD_Daemon *daemon;
    bool key_required;
    const char *key;
};

struct answer {
    unsigned status;
    const char *type; /* NULL: no body */
    char body[BODY_SIZE];
};

static void answer_greeting(struct answer *answer)
{
    answer->type = TYPE_TEXT;
    snprintf(answer->body, sizeof answer->body, "Osaurus Server is running! \xF0\x9F\xA6\x95");
}

static void answer_health(struct answer *answer)
{
    char now[TIMESTAMP_TEXT_SIZE];
    timestamp_format(clock_wall(), now);
    answer->type = TYPE_JSON;
    snprintf(answer->body, sizeof answer->body,
             "{\"status\":\"healthy\",\"timestamp\":\"%s\",\"current_model\":\"" MODEL "\","
             "\"loaded\":[\"" MODEL "\"],\"inflight\":{},\"resident_models\":[{\"name\":\"" MODEL
             "\",\"is_current\":true,\"inflight\":0,\"idle_seconds_remaining\":300}],"
             "\"http_inflight\":0,\"http_inference_limit\":4,\"chat_active\":false,"
             "\"ram_feasibility\":null}",
             now);
}

static void answer_models(struct answer *answer)
{
    answer->type = TYPE_JSON;
    snprintf(answer->body, sizeof answer->body,
             "{\"object\":\"list\",\"data\":["
             "{\"id\":\"foundation\",\"object\":\"model\",\"owned_by\":\"apple\"},"
             "{\"id\":\"" MODEL "\",\"object\":\"model\",\"owned_by\":\"osaurus\"}]}");
}

static void answer_mcp_health(struct answer *answer)
{
    answer->type = TYPE_JSON;
    snprintf(answer->body, sizeof answer->body, "{\"status\":\"ok\"}");
}

static const struct route {
    const char *path;
    bool open; /* never asks for a key */
    void (*fill)(struct answer *answer);
} routes[] = {
    {"/", true, answer_greeting},
    {"/health", true, answer_health},
    {"/models", false, answer_models},
    {"/mcp/health", false, answer_mcp_health},
};

/* The path without one of the equivalent prefixes; the longest is tried first. */
static const char *without_prefix(const char *path)
{
    static const char *const prefixes[] = {"/v1/api", "/v1", "/api"};
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        size_t length = strlen(prefixes[i]);
        if (strncmp(path, prefixes[i], length) != 0)
            continue;
        if (path[length] == '\0')
            return "/";
        if (path[length] == '/')
            return path + length;
    }
    return path;
}

static const struct route *find_route(const char *path)
{
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++)
        if (strcmp(routes[i].path, path) == 0)
            return &routes[i];
    return NULL;
}

/* NULL when the request may pass, else what is wrong with its key. */
static const char *refusal(const struct http_server *server, const char *authorization)
{
    static const char scheme[] = "Bearer ";
    if (!server->key_required)
        return NULL;
    if (server->key == NULL)
        return "No access keys configured. Create one in Osaurus settings.";
    if (authorization == NULL || strncmp(authorization, scheme, sizeof scheme - 1) != 0)
        return "Invalid access key: missing";
    return strcmp(authorization + sizeof scheme - 1, server->key) == 0
               ? NULL
               : "Invalid access key: unknown";
}

static void fill_answer(const struct http_server *server, const char *method, const char *url,
                        const char *authorization, struct answer *answer)
{
    if (strcmp(method, MHD_HTTP_METHOD_OPTIONS) == 0) {
        answer->status = MHD_HTTP_NO_CONTENT;
        return;
    }
    bool reads =
        strcmp(method, MHD_HTTP_METHOD_GET) == 0 || strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;
    const struct route *route = reads ? find_route(without_prefix(url)) : NULL;
    const char *refused = route != NULL && route->open ? NULL : refusal(server, authorization);
    if (refused != NULL) {
        answer->status = MHD_HTTP_UNAUTHORIZED;
        answer->type = TYPE_JSON;
        snprintf(answer->body, sizeof answer->body,
                 "{\"error\":{\"message\":\"%s\",\"type\":\"authentication_error\"}}", refused);
        return;
    }
    if (route == NULL) {
        answer->status = MHD_HTTP_NOT_FOUND;
        answer->type = TYPE_TEXT;
        snprintf(answer->body, sizeof answer->body, "Not Found");
        return;
    }
    answer->status = MHD_HTTP_OK;
    route->fill(answer);
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **request)
{
    (void)version;
    (void)upload;
    static char seen;
    /* The library calls once for the head of a request, then for each part of its body. */
    if (*request == NULL) {
        *request = &seen;
        return MHD_YES;
    }
    if (*upload_size != 0) {
        *upload_size = 0;
        return MHD_YES;
    }
    const struct http_server *server = context;
    const char *authorization =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_AUTHORIZATION);
    struct answer answer = {0};
    fill_answer(server, method, url, authorization, &answer);
    struct MHD_Response *response =
        MHD_create_response_from_buffer(strlen(answer.body), answer.body, MHD_RESPMEM_MUST_COPY);
    if (response == NULL)
        return MHD_NO;
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    if (answer.type != NULL)
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, answer.type);
    enum MHD_Result result = MHD_queue_response(connection, answer.status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result accept_local(void *context, const struct sockaddr *peer, socklen_t size)
{
    (void)context;
    (void)size;
    return endpoint_peer_is_local(peer) ? MHD_YES : MHD_NO;
}

struct http_server *http_start(int listener, bool key_required, const char *key)
{
    struct http_server *server = calloc(1, sizeof *server);
    if (server == NULL) {
        close(listener);
        return NULL;
    }
    server->key_required = key_required;
    server->key = key;
    server->daemon =
        MHD_start_daemon(MHD_USE_AUTO | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_ITC, 0,
                         accept_local, NULL, handle, server, MHD_OPTION_LISTEN_SOCKET, listener,
                         MHD_OPTION_CONNECTION_TIMEOUT, IDLE_LIMIT_S, MHD_OPTION_END);
    if (server->daemon == NULL) {
        close(listener);
        free(server);
        return NULL;
    }
    return server;
}

int http_stop(struct http_server *server)
{
    int listener = MHD_quiesce_daemon(server->daemon);
    MHD_stop_daemon(server->daemon);
    free(server);
    return listener;
}
