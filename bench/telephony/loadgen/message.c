/* Enough SIP and SDP to be a caller and an agent (RFC 3261 §7, RFC 4566); full header names only. */
#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "hotload.h"

void text_add(struct text *text, const char *format, ...) {
    va_list rest;
    va_start(rest, format);
    int more = vsnprintf(text->at + text->used, text->room - text->used, format, rest);
    va_end(rest);
    text->used += (size_t)more < text->room - text->used ? (size_t)more : text->room - text->used - 1;
}

/* The start of the next line's header value, or NULL at the end of the head. */
static const char *find(const char *from, const char *name, const char **end) {
    size_t length = strlen(name);
    for (const char *line = from; line;) {
        const char *stop = strstr(line, "\r\n");
        if (!stop || stop == line) return NULL;
        if (strncasecmp(line, name, length) == 0 && line[length] == ':') {
            *end = stop;
            return line;
        }
        line = stop + 2;
    }
    return NULL;
}

bool header(const char *message, const char *name, char *value, size_t room) {
    const char *end, *line = find(message, name, &end);
    if (!line) return false;
    line += strlen(name) + 1;
    while (*line == ' ') line++;
    snprintf(value, room, "%.*s", (int)(end - line), line);
    return true;
}

void copy_headers(struct text *text, const char *message, const char *name) {
    const char *end;
    for (const char *line = find(message, name, &end); line; line = find(end + 2, name, &end))
        text_add(text, "%.*s\r\n", (int)(end - line), line);
}

bool tag_of(const char *value, char *tag, size_t room) {
    const char *at = strstr(value, ";tag=");
    if (!at) return false;
    snprintf(tag, room, "%.*s", (int)strcspn(at + 5, ";> \r\n"), at + 5);
    return true;
}

bool uri_of(const char *value, char *uri, size_t room) {
    const char *open = strchr(value, '<');
    if (open) snprintf(uri, room, "%.*s", (int)strcspn(open + 1, ">"), open + 1);
    else snprintf(uri, room, "%.*s", (int)strcspn(value, "; \r\n"), value);
    return *uri != 0;
}

bool sdp_target(const char *message, uint32_t *address, int *port) {
    const char *host = strstr(message, "c=IN IP4 "), *media = strstr(message, "m=audio ");
    char text[32];
    if (!host || !media) return false;
    snprintf(text, sizeof text, "%.*s", (int)strcspn(host + 9, " /\r\n"), host + 9);
    *port = atoi(media + 8);
    return inet_pton(AF_INET, text, address) == 1;
}

bool sdp_held(const char *message) {
    return strstr(message, "a=sendonly") || strstr(message, "a=inactive");
}

void sdp_write(struct text *text, int port, const char *direction) {
    char body[400];
    int length = snprintf(body, sizeof body,
                          "v=0\r\no=load %d 1 IN IP4 127.0.0.1\r\ns=load\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
                          "m=audio %d RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
                          "a=fmtp:101 0-15\r\na=ptime:20\r\na=%s\r\n",
                          port, port, direction);
    text_add(text, "Content-Type: application/sdp\r\nContent-Length: %d\r\n\r\n%s", length, body);
}
