/* hotload SERVICE_HOST SERVICE_PORT LEGS FIRST_RTP_PORT ANSWER_MS
 *
 * Says {"callers_port", "agents_port"} in one line, then takes commands on standard input and answers each with one JSON line:
 *   dial GROUP COUNT RATE HOLD_MS CANCEL_MS PARK_MS SOUND   place calls; 0 ms: never hang up, never cancel, never put on hold
 *   calls GROUP      what became of them          hangup GROUP    all of them leave
 *   state            who talks with whom          agent_leaves    the agent longest in a call hangs up
 *   window SECONDS LATE_MS   count every frame sent meanwhile; the answer comes a second after the end
 *   raw COUNT | aim LEG PORT | unraw              legs without signalling, for relays that have none
 * Ends when standard input closes. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "hotload.h"

#define GRACE_NS (1000 * MS) /* for frames on their way when a window ends */
#define TURN_NS (2 * MS)

static struct window *window;
static double window_late_ms;
static int raw[MAX_LEGS], raw_count;

static void take_raw(int count) {
    raw_count = 0;
    printf("{\"re\":\"raw\",\"legs\":[");
    for (; raw_count < count; raw_count++) {
        int leg = leg_take(0, 0);
        if (leg < 0) break;
        raw[raw_count] = leg;
        printf("%s[%d,%d]", raw_count ? "," : "", leg, legs[leg].port);
    }
    printf("]}\n");
}

static void obey(const char *line) {
    int group, count, hold, cancel, park, sound;
    double rate, seconds;
    if (sscanf(line, "dial %d %d %lf %d %d %d %d", &group, &count, &rate, &hold, &cancel, &park, &sound) == 7)
        callers_dial(group, count, rate, hold, cancel, park, sound);
    else if (sscanf(line, "calls %d", &group) == 1) callers_report(group);
    else if (sscanf(line, "hangup %d", &group) == 1) callers_hang_up(group);
    else if (strncmp(line, "state", 5) == 0) callers_state();
    else if (strncmp(line, "agent_leaves", 12) == 0) printf("{\"re\":\"agent_leaves\",\"left\":%d}\n", agents_hang_up_oldest());
    else if (!window && sscanf(line, "window %lf %lf", &seconds, &window_late_ms) == 2) window = window_open(seconds);
    else if (sscanf(line, "raw %d", &count) == 1) take_raw(count);
    else if (sscanf(line, "aim %d %d", &group, &count) == 2) {
        leg_aim(group, htonl(INADDR_LOOPBACK), count);
        printf("{\"re\":\"aim\"}\n");
    } else if (strncmp(line, "unraw", 5) == 0) {
        while (raw_count > 0) leg_release(raw[--raw_count]);
        printf("{\"re\":\"unraw\"}\n");
    } else printf("{\"re\":\"?\",\"line\":\"%.40s\"}\n", line);
    fflush(stdout);
}

static bool read_commands(void) {
    static char buffer[4096];
    static size_t used;
    ssize_t got = read(0, buffer + used, sizeof buffer - 1 - used);
    if (got <= 0) return false;
    used += (size_t)got;
    buffer[used] = 0;
    for (char *end; (end = strchr(buffer, '\n'));) {
        *end = 0;
        char line[4096];
        snprintf(line, sizeof line, "%s", buffer);
        used -= (size_t)(end + 1 - buffer);
        memmove(buffer, end + 1, used + 1);
        obey(line);
    }
    return true;
}

static void end_window(int64_t now) {
    if (!window || now < window->end_ns + GRACE_NS) return;
    window_close(window);
    report_window(window, window_late_ms);
    window = NULL;
    fflush(stdout);
}

static int serve(void) {
    struct pollfd ends[] = {{0, POLLIN, 0}, {callers_socket(), POLLIN, 0}, {agents_socket(), POLLIN, 0}};
    int64_t next = 0;
    for (;;) {
        poll(ends, 3, 2);
        if (ends[0].revents && !read_commands()) return 0;
        if (ends[1].revents) callers_read();
        if (ends[2].revents) agents_read();
        int64_t now = now_ns();
        if (now < next) continue;
        next = now + TURN_NS;
        callers_turn(now);
        agents_turn(now);
        end_window(now);
    }
}

int main(int count, char **words) {
    struct rlimit files;
    if (count != 6) {
        fprintf(stderr, "usage: %s SERVICE_HOST SERVICE_PORT LEGS FIRST_RTP_PORT ANSWER_MS\n", words[0]);
        return 2;
    }
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    int wanted = atoi(words[3]);
    legs_bind(wanted > MAX_LEGS ? MAX_LEGS : wanted, atoi(words[4]));
    callers_open(words[1], atoi(words[2]));
    agents_open(atoi(words[5]));
    rtp_start();
    printf("{\"callers_port\":%d,\"agents_port\":%d}\n", callers_port(), agents_port());
    fflush(stdout);
    return serve();
}
