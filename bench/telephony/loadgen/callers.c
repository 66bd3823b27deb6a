/* Citizens: INVITE, 200, ACK, sound, BYE; and those who give up, are refused, put us on hold, or are never answered. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "hotload.h"

#define T1 (500 * MS)
#define T2 (4000 * MS)
#define PATIENCE (32000 * MS) /* 64 T1: timers B and F of RFC 3261 §17.1 */
#define GROUPS 16
#define TURN_BURST 40

enum stage { WAITING, CALLING, TALKING, LEAVING, CANCELLING, OVER };

struct call {
    enum stage stage;
    int group, leg, status, held;
    bool with_sound, provisional, ended_by_them, bye_unanswered, refusing;
    int hold_ms, cancel_ms, park_ms, cseq, resends;
    int64_t due_ns, invited_ns, first_word_ns, final_ns, resend_ns, wait_ns, parked_ns;
    char to_tag[96], target[200];
};

static struct call calls[MAX_CALLS];
static int call_count, active_from;
static int wire, own_port;
static struct sockaddr_in service;
static char service_name[40], run[12];

int callers_socket(void) { return wire; }
int callers_port(void) { return own_port; }

void callers_open(const char *host, int port) {
    int on = 1, room = 4 << 20;
    struct sockaddr_in me = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof me;
    service = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(port)};
    inet_pton(AF_INET, host, &service.sin_addr);
    snprintf(service_name, sizeof service_name, "%s:%d", host, port);
    snprintf(run, sizeof run, "%x", (unsigned)(now_ns() & 0xFFFFFFF));
    wire = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    if (setsockopt(wire, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room)) setsockopt(wire, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    setsockopt(wire, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    bind(wire, (struct sockaddr *)&me, sizeof me);
    getsockname(wire, (struct sockaddr *)&me, &length);
    own_port = ntohs(me.sin_port);
}

static void out(struct text *text) { sendto(wire, text->at, text->used, 0, (struct sockaddr *)&service, sizeof service); }

/* writing */

static void request(int id, const char *method, int cseq, const char *branch_of, const char *direction) {
    char buffer[2400];
    struct text text = {buffer, 0, sizeof buffer};
    struct call *call = &calls[id];
    char target[240];
    bool in_dialog = call->status >= 200 && call->status < 300;
    if (in_dialog && *call->target) snprintf(target, sizeof target, "%s", call->target);
    else snprintf(target, sizeof target, "sip:12345@%s", service_name);
    text_add(&text, "%s %s SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%d;rport;branch=z9hG4bK-%s-%d-%s\r\n", method, target, own_port,
             run, id, branch_of);
    text_add(&text, "Max-Forwards: 70\r\nFrom: <sip:139%08d@127.0.0.1>;tag=c%d%s\r\nTo: <sip:12345@%s>%s%s\r\n", id, id, run,
             service_name, *call->to_tag ? ";tag=" : "", call->to_tag);
    text_add(&text, "Call-ID: load-%d-%s@127.0.0.1\r\nCSeq: %d %s\r\nContact: <sip:caller@127.0.0.1:%d>\r\n", id, run, cseq, method,
             own_port);
    if (direction) sdp_write(&text, call->leg >= 0 ? legs[call->leg].port : 9, direction);
    else text_add(&text, "Content-Length: 0\r\n\r\n");
    out(&text);
}

static void respond(const char *received, int status, const char *reason, int port) {
    char buffer[4000];
    struct text text = {buffer, 0, sizeof buffer};
    text_add(&text, "SIP/2.0 %d %s\r\n", status, reason);
    static const char *const kept[] = {"Via", "From", "To", "Call-ID", "CSeq"};
    for (size_t at = 0; at < sizeof kept / sizeof *kept; at++) copy_headers(&text, received, kept[at]);
    text_add(&text, "Contact: <sip:caller@127.0.0.1:%d>;expires=3600\r\n", own_port);
    if (port) sdp_write(&text, port, sdp_held(received) ? "recvonly" : "sendrecv");
    else text_add(&text, "Content-Length: 0\r\n\r\n");
    out(&text);
}

static void invite(int id) { request(id, "INVITE", 1, "i1", "sendrecv"); }

static void bye(int id) {
    char branch[16];
    snprintf(branch, sizeof branch, "b%d", calls[id].cseq);
    request(id, "BYE", calls[id].cseq, branch, NULL);
}

/* a call's way */

static void begin(int id, int64_t now) {
    struct call *call = &calls[id];
    call->leg = -1;
    if (call->with_sound && (call->leg = leg_take(0, 0)) < 0) {
        call->stage = OVER;
        call->status = -1;
        return;
    }
    call->stage = CALLING;
    call->invited_ns = now;
    call->wait_ns = T1;
    call->resend_ns = now + T1;
    call->cseq = 1;
    invite(id);
}

static void over(struct call *call) {
    leg_release(call->leg);
    call->leg = -1;
    call->stage = OVER;
}

static void leave(int id, int64_t now) {
    struct call *call = &calls[id];
    call->stage = LEAVING;
    call->cseq++;
    call->due_ns = now;
    call->wait_ns = T1;
    call->resend_ns = now + T1;
    if (call->leg >= 0) leg_aim(call->leg, 0, 0);
    bye(id);
}

static void park(int id, int64_t now) {
    struct call *call = &calls[id];
    char branch[16];
    call->held = !call->held;
    call->parked_ns = now;
    snprintf(branch, sizeof branch, "i%d", ++call->cseq);
    request(id, "INVITE", call->cseq, branch, call->held ? "sendonly" : "sendrecv");
}

static void turn(int id, int64_t now) {
    struct call *call = &calls[id];
    switch (call->stage) {
    case WAITING:
        if (now >= call->due_ns) begin(id, now);
        break;
    case CALLING:
    case CANCELLING:
        if (call->stage == CALLING && call->cancel_ms && call->provisional && now > call->invited_ns + call->cancel_ms * MS) {
            call->stage = CANCELLING;
            request(id, "CANCEL", 1, "i1", NULL);
        }
        if (now > call->invited_ns + PATIENCE) over(call);
        else if (!call->provisional && now >= call->resend_ns) {
            call->resends++;
            call->wait_ns *= 2;
            call->resend_ns = now + call->wait_ns;
            invite(id);
        }
        break;
    case TALKING:
        if (call->hold_ms && now > call->final_ns + call->hold_ms * MS) leave(id, now);
        else if (call->park_ms && now > (call->parked_ns ? call->parked_ns : call->final_ns) + call->park_ms * MS) park(id, now);
        break;
    case LEAVING:
        if (now > call->due_ns + PATIENCE) {
            call->bye_unanswered = true;
            over(call);
        } else if (now >= call->resend_ns) {
            call->wait_ns = call->wait_ns * 2 > T2 ? T2 : call->wait_ns * 2;
            call->resend_ns = now + call->wait_ns;
            bye(id);
        }
        break;
    case OVER:
        break;
    }
}

void callers_turn(int64_t now) {
    while (active_from < call_count && calls[active_from].stage == OVER) active_from++;
    for (int id = active_from; id < call_count; id++)
        if (calls[id].stage != OVER) turn(id, now);
}

/* reading */

static void answered(int id, const char *message, int64_t at) {
    struct call *call = &calls[id];
    char value[300];
    uint32_t address;
    int port;
    if (header(message, "Contact", value, sizeof value)) uri_of(value, call->target, sizeof call->target);
    if (header(message, "To", value, sizeof value)) tag_of(value, call->to_tag, sizeof call->to_tag);
    bool again = call->stage != CALLING && call->stage != CANCELLING;
    if (!again) {
        call->status = 200;
        call->final_ns = at;
    }
    request(id, "ACK", 1, "a1", NULL);
    if (again) return;
    if (call->stage == CANCELLING) {
        leave(id, at);
        return;
    }
    call->stage = TALKING;
    if (call->leg >= 0 && sdp_target(message, &address, &port)) leg_aim(call->leg, address, port);
}

static void take_invite_response(int id, int cseq, int status, const char *message, int64_t at) {
    struct call *call = &calls[id];
    char value[300], branch[16];
    if (!call->first_word_ns) call->first_word_ns = at;
    if (cseq > 1) { /* our own re-INVITE */
        if (status < 200) return;
        snprintf(branch, sizeof branch, status < 300 ? "a%d" : "i%d", cseq);
        request(id, "ACK", cseq, branch, NULL);
        return;
    }
    if (status < 200) call->provisional = true;
    else if (status < 300) answered(id, message, at);
    else {
        bool first = call->stage == CALLING || call->stage == CANCELLING;
        if (header(message, "To", value, sizeof value)) tag_of(value, call->to_tag, sizeof call->to_tag);
        if (first) {
            call->status = status;
            call->final_ns = at;
        }
        request(id, "ACK", 1, "i1", NULL);
        if (first) over(call);
    }
}

static void take_request(int id, const char *message) {
    struct call *call = id >= 0 ? &calls[id] : NULL;
    bool has_offer = strstr(message, "m=audio") != NULL;
    if (strncmp(message, "ACK ", 4) == 0) return;
    respond(message, 200, "OK", call && call->leg >= 0 && has_offer ? legs[call->leg].port : 0);
    if (call && strncmp(message, "BYE ", 4) == 0 && call->stage != OVER) {
        call->ended_by_them = true;
        over(call);
    }
}

static void take(const char *message, int64_t at) {
    char value[300];
    int id = -1, cseq = 0;
    char method[16] = "", mark[16] = "";
    if (header(message, "Call-ID", value, sizeof value) && sscanf(value, "load-%d-%15[0-9a-f]", &id, mark) == 2)
        if (id < 0 || id >= call_count || strcmp(mark, run)) id = -1;
    if (strncmp(message, "SIP/2.0 ", 8)) {
        take_request(id, message);
        return;
    }
    if (id < 0 || !header(message, "CSeq", value, sizeof value) || sscanf(value, "%d %15s", &cseq, method) != 2) return;
    int status = atoi(message + 8);
    if (strcmp(method, "INVITE") == 0) take_invite_response(id, cseq, status, message, at);
    else if (strcmp(method, "BYE") == 0 && status >= 200 && calls[id].stage == LEAVING) over(&calls[id]);
}

void callers_read(void) {
    char message[8000], control[64];
    for (;;) {
        struct iovec piece = {message, sizeof message - 1};
        struct msghdr one = {.msg_iov = &piece, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
        ssize_t length = recvmsg(wire, &one, 0);
        if (length < 0) return;
        message[length] = 0;
        struct timespec stamp;
        struct cmsghdr *part = CMSG_FIRSTHDR(&one);
        int64_t at = now_ns();
        if (part && part->cmsg_type == SCM_TIMESTAMPNS) {
            memcpy(&stamp, CMSG_DATA(part), sizeof stamp);
            at = stamp.tv_sec * 1000000000LL + stamp.tv_nsec;
        }
        take(message, at);
    }
}

/* commands */

void callers_dial(int group, int count, double rate, int hold_ms, int cancel_ms, int park_ms, bool with_sound) {
    int64_t start = now_ns();
    int first = call_count;
    for (int number = 0; number < count && call_count < MAX_CALLS; number++)
        calls[call_count++] = (struct call){
            .stage = WAITING, .group = group, .leg = -1, .hold_ms = hold_ms, .cancel_ms = cancel_ms, .park_ms = park_ms,
            .with_sound = with_sound, .due_ns = start + (int64_t)(number * 1e9 / rate)};
    printf("{\"re\":\"dial\",\"first\":%d,\"calls\":%d}\n", first, call_count - first);
}

void callers_hang_up(int group) {
    int left = 0;
    int64_t now = now_ns();
    for (int id = active_from; id < call_count; id++) {
        if (calls[id].group != group) continue;
        if (calls[id].stage == TALKING) {
            leave(id, now);
            if (++left % TURN_BURST == 0) usleep(20000); /* a shift's end, not a blow */
        } else if (calls[id].stage == WAITING) over(&calls[id]);
    }
    printf("{\"re\":\"hangup\",\"calls\":%d}\n", left);
}

static int by_value(const void *one, const void *other) {
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

static void print_times(const char *name, double *values, int count) {
    static const double parts[] = {.5, .95, .99, 1};
    static const char *const names[] = {"p50", "p95", "p99", "max"};
    qsort(values, (size_t)count, sizeof *values, by_value);
    for (int at = 0; at < 4; at++)
        printf("\"%s_%s_ms\":%.3f,", name, names[at], count ? values[(int)(parts[at] * (count - 1) + .5)] : 0.0);
}

void callers_report(int group) {
    static double setup[MAX_CALLS], first_word[MAX_CALLS];
    int placed = 0, ok = 0, refused = 0, busy = 0, silent = 0, open = 0, no_leg = 0, resent = 0, mute_byes = 0, theirs = 0, words = 0;
    for (int id = 0; id < call_count; id++) {
        struct call *call = &calls[id];
        if (call->group != group || call->stage == WAITING || (call->stage == OVER && !call->invited_ns)) continue;
        placed++;
        no_leg += call->status < 0;
        resent += call->resends > 0;
        mute_byes += call->bye_unanswered;
        theirs += call->ended_by_them;
        if (call->first_word_ns) first_word[words++] = (double)(call->first_word_ns - call->invited_ns) / 1e6;
        if (call->status == 200) setup[ok++] = (double)(call->final_ns - call->invited_ns) / 1e6;
        else if (call->status == 503) busy++;
        else if (call->status >= 300) refused++;
        else if (call->stage == OVER) silent += call->status == 0;
        else open++;
    }
    printf("{\"re\":\"calls\",\"placed\":%d,\"answered\":%d,\"busy\":%d,\"refused\":%d,\"unanswered\":%d,\"open\":%d,", placed, ok,
           busy, refused, silent, open);
    print_times("setup", setup, ok);
    print_times("first_word", first_word, words);
    printf("\"no_leg\":%d,\"resent\":%d,\"bye_unanswered\":%d,\"ended_by_them\":%d}\n", no_leg, resent, mute_byes, theirs);
}

void callers_state(void) {
    int stages[6] = {0}, both_ways = 0;
    for (int id = active_from; id < call_count; id++) {
        struct call *call = &calls[id];
        stages[call->stage]++;
        if (call->stage != TALKING || call->leg < 0) continue;
        int heard = atomic_load(&legs[call->leg].hears);
        both_ways += heard != NOBODY && heard != call->leg && atomic_load(&legs[heard].hears) == call->leg;
    }
    printf("{\"re\":\"state\",\"waiting\":%d,\"calling\":%d,\"talking\":%d,\"leaving\":%d,\"both_ways\":%d,\"agents\":%d}\n",
           stages[WAITING], stages[CALLING] + stages[CANCELLING], stages[TALKING], stages[LEAVING], both_ways, agents_live());
}
