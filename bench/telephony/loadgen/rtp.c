/* The legs' sound: a frame each 20 ms at absolute deadlines, arrivals by the kernel's own clock. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "hotload.h"

#define SENT_LATE_NS (5 * MS)
#define REPORT_FRAMES 250 /* a sender report each five seconds */
#define BATCH 16
#define RTP_HEAD 12

struct leg legs[MAX_LEGS];
int leg_count;
static _Atomic(struct window *) open_window;
static atomic_long passes;

int64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static int bound(int port) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0), on = 1;
    struct sockaddr_in me = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (fd < 0) return -1;
    if (bind(fd, (struct sockaddr *)&me, sizeof me) == 0 && setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) == 0) return fd;
    close(fd);
    return -1;
}

void legs_bind(int count, int first_port) {
    for (int port = first_port & ~1; leg_count < count && port < 65000; port += 2) {
        struct leg *leg = &legs[leg_count];
        if ((leg->rtp = bound(port)) < 0) continue;
        if ((leg->rtcp = bound(port + 1)) < 0) {
            close(leg->rtp);
            continue;
        }
        leg->port = port;
        leg->ssrc = 0x10000u + (uint32_t)leg_count;
        leg->hears = NOBODY;
        leg_count++;
    }
    if (leg_count < count) {
        fprintf(stderr, "hotload: only %d of %d legs found ports\n", leg_count, count);
        exit(2);
    }
}

static void drain(int fd) {
    char waste[2048];
    while (recv(fd, waste, sizeof waste, 0) > 0) {}
}

/* A free leg, alive at once; -1 when all are taken. `port` 0: it sends nothing until `leg_aim`. */
int leg_take(uint32_t address, int port) {
    static int next; /* round and round, so that a port rests between two calls */
    for (int tried = 0; tried < leg_count; tried++) {
        struct leg *leg = &legs[next++ % leg_count];
        if (atomic_load(&leg->state) != LEG_FREE) continue;
        drain(leg->rtp);
        memset(leg->tail, 0, sizeof leg->tail);
        atomic_store(&leg->hears, NOBODY);
        atomic_store(&leg->last_heard_ns, 0);
        leg->sent = leg->octets = 0;
        leg_aim((int)(leg - legs), address, port);
        atomic_store(&leg->state, LEG_LIVE);
        return (int)(leg - legs);
    }
    return -1;
}

void leg_aim(int index, uint32_t address, int port) {
    struct leg *leg = &legs[index];
    atomic_store(&leg->sends, false);
    leg->to = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = address};
    atomic_store(&leg->sends, port > 0);
}

void leg_release(int index) {
    if (index >= 0) atomic_store(&legs[index].state, LEG_STOPPING);
}

/* sending */

static void put16(uint8_t *at, uint32_t value) {
    at[0] = value >> 8;
    at[1] = value;
}

static void put32(uint8_t *at, uint32_t value) {
    put16(at, value >> 16);
    put16(at + 2, value);
}

static void send_report(struct leg *leg, int64_t now) {
    uint8_t packet[28 + 16] = {0x80, 200, 0, 6};
    struct sockaddr_in to = leg->to;
    to.sin_port = htons(ntohs(to.sin_port) + 1);
    put32(packet + 4, leg->ssrc);
    put32(packet + 8, (uint32_t)(now / 1000000000LL + 2208988800LL));
    put32(packet + 12, (uint32_t)((double)(now % 1000000000LL) * 4.294967296));
    put32(packet + 16, leg->timestamp);
    put32(packet + 20, leg->sent);
    put32(packet + 24, leg->octets);
    memcpy(packet + 28, "\x81\xCA\0\3", 4);
    put32(packet + 32, leg->ssrc);
    memcpy(packet + 36, "\1\4load\0\0", 8);
    sendto(leg->rtcp, packet, sizeof packet, 0, (struct sockaddr *)&to, sizeof to);
}

static void note_sent(struct leg *leg, int64_t now, int64_t deadline) {
    struct window *window = atomic_load(&open_window);
    int index = (int)(leg - legs);
    if (!window || now < window->begin_ns || now >= window->end_ns) return;
    if (window->count[index] == 0) window->first[index] = leg->frame;
    int at = (int)(leg->frame - window->first[index]);
    if (at >= window->capacity) return;
    struct record *record = &window->records[(size_t)index * window->capacity + at];
    record->sent_ns = now;
    record->sent_late = now - deadline > SENT_LATE_NS;
    window->count[index] = at + 1;
}

static void send_frame(struct leg *leg, int64_t deadline) {
    uint8_t packet[RTP_HEAD + FRAME_SAMPLES] = {0x80, 8};
    if (leg->sent == 0) packet[1] |= 0x80;
    put16(packet + 2, leg->sequence++);
    put32(packet + 4, leg->timestamp);
    put32(packet + 8, leg->ssrc);
    stamp_write(packet + RTP_HEAD, (int)(leg - legs), leg->frame);
    int64_t now = now_ns();
    note_sent(leg, now, deadline);
    sendto(leg->rtp, packet, sizeof packet, 0, (struct sockaddr *)&leg->to, sizeof leg->to);
    leg->sent++;
    leg->octets += FRAME_SAMPLES;
    if (leg->sent % REPORT_FRAMES == REPORT_FRAMES / 2) send_report(leg, now);
}

/* receiving */

static void note_arrived(struct leg *listener, int speaker, uint32_t frame, int64_t at_ns, bool exact) {
    struct window *window = atomic_load(&open_window);
    int heard = atomic_load(&listener->hears);
    if (heard != speaker) {
        if (heard != NOBODY && window) window->crossed++;
        atomic_store(&listener->hears, speaker);
    }
    atomic_store(&legs[speaker].last_heard_ns, at_ns);
    if (!window) return;
    uint32_t at = (frame - window->first[speaker]) & 0xFFFFFF;
    if (at >= (uint32_t)window->count[speaker]) return;
    struct record *record = &window->records[(size_t)speaker * window->capacity + at];
    window->altered += !exact;
    if (record->arrived_ns) window->repeated++;
    else record->arrived_ns = at_ns;
}

static void take_payload(struct leg *leg, const uint8_t *payload, int64_t at_ns) {
    uint8_t both[2 * FRAME_SAMPLES];
    int speaker;
    uint32_t frame;
    bool found = stamp_read(payload, &speaker, &frame);
    const uint8_t *where = payload;
    if (!found) {
        memcpy(both, leg->tail, FRAME_SAMPLES);
        memcpy(both + FRAME_SAMPLES, payload, FRAME_SAMPLES);
        for (int at = 1; at < FRAME_SAMPLES && !found; at++) found = stamp_read(where = both + at, &speaker, &frame);
    }
    memcpy(leg->tail, payload, FRAME_SAMPLES);
    if (found && speaker < leg_count) note_arrived(leg, speaker, frame, at_ns, stamp_exact(where));
    else {
        struct window *window = atomic_load(&open_window);
        if (window) window->strange++;
    }
}

static int64_t stamped_ns(struct msghdr *message) {
    for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part; part = CMSG_NXTHDR(message, part))
        if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_TIMESTAMPNS) {
            struct timespec at;
            memcpy(&at, CMSG_DATA(part), sizeof at);
            return at.tv_sec * 1000000000LL + at.tv_nsec;
        }
    return now_ns();
}

static void receive(struct leg *leg) {
    static uint8_t packets[BATCH][2048], controls[BATCH][64];
    static struct iovec pieces[BATCH];
    static struct mmsghdr messages[BATCH];
    for (int at = 0; at < BATCH; at++) {
        pieces[at] = (struct iovec){packets[at], sizeof packets[at]};
        messages[at].msg_hdr = (struct msghdr){
            .msg_iov = &pieces[at], .msg_iovlen = 1, .msg_control = controls[at], .msg_controllen = sizeof controls[at]};
    }
    int got = recvmmsg(leg->rtp, messages, BATCH, MSG_DONTWAIT, NULL);
    for (int at = 0; at < got; at++)
        if (messages[at].msg_len == RTP_HEAD + FRAME_SAMPLES && packets[at][0] >> 6 == 2)
            take_payload(leg, packets[at] + RTP_HEAD, stamped_ns(&messages[at].msg_hdr));
}

/* the thread */

static void stop(struct leg *leg) {
    drain(leg->rtp);
    drain(leg->rtcp);
    leg->frame++;
    atomic_store(&leg->state, LEG_FREE);
}

static void turn(int slot, int64_t deadline) {
    for (int at = slot; at < leg_count; at += SLOTS) {
        struct leg *leg = &legs[at];
        int state = atomic_load(&leg->state);
        if (state == LEG_STOPPING) stop(leg);
        if (state != LEG_LIVE) continue;
        leg->timestamp += FRAME_SAMPLES;
        if (atomic_load(&leg->sends)) {
            leg->frame++;
            send_frame(leg, deadline);
        }
    }
    for (int at = (slot + SLOTS / 2) % SLOTS; at < leg_count; at += SLOTS) {
        struct leg *leg = &legs[at];
        if (atomic_load(&leg->state) != LEG_LIVE) continue;
        receive(leg);
        if (leg->frame % 50 == 0) drain(leg->rtcp);
    }
    atomic_fetch_add(&passes, 1);
}

/* What measures must not wait for what is measured: before the engine's thread, where we may. */
static void go_first(void) {
    struct sched_param before_the_engine = {.sched_priority = 2};
    if (sched_setscheduler(0, SCHED_RR | SCHED_RESET_ON_FORK, &before_the_engine)) setpriority(PRIO_PROCESS, 0, -15);
}

static void *run(void *nothing) {
    (void)nothing;
    go_first();
    int64_t start = now_ns() + 20 * MS;
    for (int64_t step = 0;; step++) {
        int64_t deadline = start + step * (FRAME_NS / SLOTS);
        struct timespec until = {deadline / 1000000000LL, deadline % 1000000000LL};
        while (clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &until, NULL) == EINTR) {}
        turn((int)(step % SLOTS), deadline);
    }
    return NULL;
}

void rtp_start(void) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, run, NULL)) abort();
}

/* windows */

struct window *window_open(double seconds) {
    struct window *window = calloc(1, sizeof *window);
    window->capacity = (int)(seconds * 50) + 100;
    window->records = calloc((size_t)leg_count * window->capacity, sizeof *window->records);
    int64_t now = now_ns();
    for (int at = 0; at < leg_count; at++)
        window->heard_before[at] =
            atomic_load(&legs[at].state) == LEG_LIVE && now - atomic_load(&legs[at].last_heard_ns) < 500 * MS;
    window->begin_ns = now + 20 * MS;
    window->end_ns = window->begin_ns + (int64_t)(seconds * 1e9);
    atomic_store(&open_window, window);
    return window;
}

/* Afterwards the sound thread no longer touches the window. */
void window_close(struct window *window) {
    struct timespec moment = {0, MS};
    atomic_store(&open_window, (struct window *)NULL);
    for (long seen = atomic_load(&passes); atomic_load(&passes) < seen + 2;) nanosleep(&moment, NULL);
    (void)window;
}
