/* Agents' softphones behind one socket, told apart by nothing but their dialogs: 180, 200, sound, BYE. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hotload.h"

#define MAX_AGENTS 800
#define T1 (500 * MS)
#define PATIENCE (32000 * MS)

enum agent_stage { IDLE, RINGING, ANSWERED, TALKING, LEAVING };

struct agent {
    enum agent_stage stage;
    char call_id[128];
    char invite[4000];
    int leg, cseq;
    int64_t since_ns, resend_ns, wait_ns;
    struct sockaddr_in peer;
};

static struct agent agents[MAX_AGENTS];
static int wire, own_port, answer_after_ms;

int agents_socket(void) { return wire; }
int agents_port(void) { return own_port; }

void agents_open(int answer_ms) {
    int room = 4 << 20;
    struct sockaddr_in me = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof me;
    answer_after_ms = answer_ms;
    wire = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    if (setsockopt(wire, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room)) setsockopt(wire, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    bind(wire, (struct sockaddr *)&me, sizeof me);
    getsockname(wire, (struct sockaddr *)&me, &length);
    own_port = ntohs(me.sin_port);
}

int agents_live(void) {
    int live = 0;
    for (int at = 0; at < MAX_AGENTS; at++) live += agents[at].stage == TALKING || agents[at].stage == ANSWERED;
    return live;
}

static struct agent *known(const char *call_id) {
    for (int at = 0; at < MAX_AGENTS; at++)
        if (agents[at].stage != IDLE && strcmp(agents[at].call_id, call_id) == 0) return &agents[at];
    return NULL;
}

static struct agent *idle(void) {
    for (int at = 0; at < MAX_AGENTS; at++)
        if (agents[at].stage == IDLE) return &agents[at];
    return NULL;
}

static void free_agent(struct agent *agent) {
    leg_release(agent->leg);
    agent->leg = -1;
    agent->stage = IDLE;
}

/* `agent` NULL: outside a dialog, no tag of ours. */
static void respond(const struct sockaddr_in *to, const char *received, const struct agent *agent, int status, const char *reason,
                    int sdp_port) {
    char buffer[5000], value[300], tag[64] = "", given[100];
    struct text text = {buffer, 0, sizeof buffer};
    text_add(&text, "SIP/2.0 %d %s\r\n", status, reason);
    static const char *const kept[] = {"Via", "From", "Call-ID", "CSeq", "Record-Route"};
    for (size_t at = 0; at < sizeof kept / sizeof *kept; at++) copy_headers(&text, received, kept[at]);
    if (!header(received, "To", value, sizeof value)) return;
    if (agent && !tag_of(value, given, sizeof given)) snprintf(tag, sizeof tag, ";tag=a%ld", (long)(agent - agents));
    text_add(&text, "To: %s%s\r\nContact: <sip:agent@127.0.0.1:%d>\r\nAllow: INVITE, ACK, BYE, CANCEL, OPTIONS\r\n", value, tag,
             own_port);
    if (sdp_port) sdp_write(&text, sdp_port, sdp_held(received) ? "recvonly" : "sendrecv");
    else text_add(&text, "Content-Length: 0\r\n\r\n");
    sendto(wire, text.at, text.used, 0, (const struct sockaddr *)to, sizeof *to);
}

static void answer(struct agent *agent) {
    respond(&agent->peer, agent->invite, agent, 200, "OK", legs[agent->leg].port);
}

static void pick_up(struct agent *agent, int64_t now) {
    uint32_t address;
    int port;
    if (!sdp_target(agent->invite, &address, &port)) port = 0, address = 0;
    agent->leg = leg_take(address, port);
    if (agent->leg < 0) {
        respond(&agent->peer, agent->invite, agent, 486, "Busy Here", 0);
        agent->stage = IDLE;
        return;
    }
    agent->stage = ANSWERED;
    agent->since_ns = now;
    agent->wait_ns = T1;
    agent->resend_ns = now + T1;
    answer(agent);
}

static void take_invite(const char *message, const char *call_id, const struct sockaddr_in *from) {
    struct agent *agent = idle();
    if (!agent) {
        respond(from, message, NULL, 486, "Busy Here", 0);
        return;
    }
    *agent = (struct agent){.stage = RINGING, .leg = -1, .peer = *from, .since_ns = now_ns(), .cseq = 1};
    snprintf(agent->call_id, sizeof agent->call_id, "%s", call_id);
    snprintf(agent->invite, sizeof agent->invite, "%s", message);
    respond(from, message, agent, 180, "Ringing", 0);
    if (answer_after_ms == 0) pick_up(agent, now_ns());
}

static void take_again(struct agent *agent, const char *message, const struct sockaddr_in *from) {
    char ours[60], theirs[60];
    header(agent->invite, "CSeq", ours, sizeof ours);
    header(message, "CSeq", theirs, sizeof theirs);
    if (strcmp(ours, theirs) == 0) {
        if (agent->stage == RINGING) respond(from, message, agent, 180, "Ringing", 0);
        else answer(agent);
        return;
    }
    uint32_t address;
    int port;
    if (agent->leg >= 0 && sdp_target(message, &address, &port)) leg_aim(agent->leg, address, sdp_held(message) ? 0 : port);
    respond(from, message, agent, 200, "OK", agent->leg >= 0 ? legs[agent->leg].port : 0);
}

static void take(const char *message, const struct sockaddr_in *from) {
    char call_id[128];
    if (!header(message, "Call-ID", call_id, sizeof call_id)) return;
    struct agent *agent = known(call_id);
    if (strncmp(message, "SIP/2.0 ", 8) == 0) {
        if (agent && agent->stage == LEAVING && atoi(message + 8) >= 200) free_agent(agent);
    } else if (strncmp(message, "ACK ", 4) == 0) {
        if (agent && agent->stage == ANSWERED) agent->stage = TALKING;
    } else if (strncmp(message, "INVITE ", 7) == 0) {
        if (agent) take_again(agent, message, from);
        else take_invite(message, call_id, from);
    } else if (strncmp(message, "CANCEL ", 7) == 0 && agent && agent->stage == RINGING) {
        respond(from, message, agent, 200, "OK", 0);
        respond(&agent->peer, agent->invite, agent, 487, "Request Terminated", 0);
        agent->stage = IDLE;
    } else {
        bool offers = strstr(message, "m=audio") != NULL;
        respond(from, message, agent, 200, "OK", offers && agent && agent->leg >= 0 ? legs[agent->leg].port : 0);
        if (agent && strncmp(message, "BYE ", 4) == 0) free_agent(agent);
    }
}

void agents_read(void) {
    char message[8000];
    struct sockaddr_in from;
    for (;;) {
        socklen_t size = sizeof from;
        ssize_t length = recvfrom(wire, message, sizeof message - 1, 0, (struct sockaddr *)&from, &size);
        if (length < 0) return;
        message[length] = 0;
        take(message, &from);
    }
}

static void send_bye(struct agent *agent) {
    char buffer[2400], from[300], to[300], contact[300], target[300];
    struct text text = {buffer, 0, sizeof buffer};
    if (!header(agent->invite, "From", from, sizeof from) || !header(agent->invite, "To", to, sizeof to)) return;
    if (!header(agent->invite, "Contact", contact, sizeof contact) || !uri_of(contact, target, sizeof target)) return;
    text_add(&text, "BYE %s SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%d;rport;branch=z9hG4bK-ag-%ld-%d\r\nMax-Forwards: 70\r\n", target,
             own_port, (long)(agent - agents), agent->cseq);
    text_add(&text, "From: %s;tag=a%ld\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %d BYE\r\nContent-Length: 0\r\n\r\n", to,
             (long)(agent - agents), from, agent->call_id, agent->cseq);
    sendto(wire, text.at, text.used, 0, (struct sockaddr *)&agent->peer, sizeof agent->peer);
}

bool agents_hang_up_oldest(void) {
    struct agent *oldest = NULL;
    for (int at = 0; at < MAX_AGENTS; at++)
        if (agents[at].stage == TALKING && (!oldest || agents[at].since_ns < oldest->since_ns)) oldest = &agents[at];
    if (!oldest) return false;
    oldest->stage = LEAVING;
    oldest->since_ns = now_ns();
    oldest->cseq = (int)(oldest->since_ns / MS % 1000000) + 1;
    leg_aim(oldest->leg, 0, 0);
    send_bye(oldest);
    return true;
}

void agents_turn(int64_t now) {
    for (int at = 0; at < MAX_AGENTS; at++) {
        struct agent *agent = &agents[at];
        if (agent->stage == RINGING && now > agent->since_ns + answer_after_ms * MS) pick_up(agent, now);
        else if (agent->stage == ANSWERED && now > agent->since_ns + PATIENCE) free_agent(agent);
        else if (agent->stage == LEAVING && now > agent->since_ns + PATIENCE) free_agent(agent);
        else if (agent->stage == ANSWERED && now >= agent->resend_ns) {
            agent->wait_ns = agent->wait_ns * 2 > 4000 * MS ? 4000 * MS : agent->wait_ns * 2;
            agent->resend_ns = now + agent->wait_ns;
            answer(agent);
        }
    }
}
