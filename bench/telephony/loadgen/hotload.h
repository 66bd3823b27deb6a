/* hotload: callers, agents and their sound, to measure a telephone exchange with. Two threads: one keeps the 20 ms
 * deadlines of all legs (rtp.c), one speaks SIP and takes commands (main.c). They meet in `struct leg.state` and in the
 * window alone, both atomic. Times are nanoseconds of CLOCK_REALTIME, the clock that the kernel stamps packets with. */
#ifndef HOTLOAD_H
#define HOTLOAD_H

#include <netinet/in.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRAME_SAMPLES 160
#define FRAME_NS 20000000LL
#define SLOTS 20 /* the legs' phases are spread over the 20 ms in steps of 1 ms */
#define MS 1000000LL
#define MAX_LEGS 800
#define MAX_CALLS 40000
#define NOBODY 0xFFF

/* Frames in flight: what became of each one sent within a window. */
struct record {
    int64_t sent_ns;
    int64_t arrived_ns; /* 0: not yet */
    bool sent_late;
};

struct window {
    int64_t begin_ns, end_ns;
    int capacity; /* records of one leg */
    struct record *records;
    uint32_t first[MAX_LEGS];
    int count[MAX_LEGS];
    bool heard_before[MAX_LEGS];
    long repeated, altered, strange, crossed;
};

enum leg_state { LEG_FREE, LEG_LIVE, LEG_STOPPING };

struct leg {
    int rtp, rtcp;
    int port;
    atomic_int state;
    atomic_bool sends; /* false while the peer holds us */
    struct sockaddr_in to;
    uint16_t sequence;
    uint32_t timestamp, ssrc;
    uint32_t frame; /* never set back, so that a stamp names one frame for ever */
    uint32_t sent, octets;
    atomic_int hears;           /* the leg whose stamps come, or NOBODY */
    atomic_llong last_heard_ns; /* when a stamp of this leg last came anywhere */
    uint8_t tail[FRAME_SAMPLES]; /* the last payload: a stamp may straddle two packets */
};

/* stamp.c */
void stamp_write(uint8_t payload[FRAME_SAMPLES], int leg, uint32_t frame);
bool stamp_read(const uint8_t *samples, int *leg, uint32_t *frame);
bool stamp_exact(const uint8_t *samples);

/* rtp.c */
extern struct leg legs[MAX_LEGS];
extern int leg_count;
int64_t now_ns(void);
void legs_bind(int count, int first_port);
int leg_take(uint32_t address, int port);
void leg_aim(int leg, uint32_t address, int port);
void leg_release(int leg);
void rtp_start(void);
struct window *window_open(double seconds);
void window_close(struct window *window);

/* report.c */
void report_window(struct window *window, double late_ms);

/* message.c */
struct text {
    char *at;
    size_t used, room;
};
void text_add(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool header(const char *message, const char *name, char *value, size_t room);
void copy_headers(struct text *text, const char *message, const char *name);
bool tag_of(const char *value, char *tag, size_t room);
bool uri_of(const char *value, char *uri, size_t room);
bool sdp_target(const char *message, uint32_t *address, int *port);
bool sdp_held(const char *message);
void sdp_write(struct text *text, int port, const char *direction);

/* callers.c */
void callers_open(const char *host, int service_port);
int callers_socket(void);
int callers_port(void);
void callers_read(void);
void callers_turn(int64_t now);
void callers_dial(int group, int calls, double rate, int hold_ms, int cancel_ms, int park_ms, bool with_sound);
void callers_hang_up(int group);
void callers_report(int group);
void callers_state(void);

/* agents.c */
void agents_open(int answer_ms);
int agents_socket(void);
int agents_port(void);
void agents_read(void);
void agents_turn(int64_t now);
int agents_live(void);
bool agents_hang_up_oldest(void);

#endif
