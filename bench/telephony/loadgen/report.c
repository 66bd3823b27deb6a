/* What became of a window's frames, as one JSON line. Frames that were sent late are left out of every figure. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "hotload.h"

#define GAP_NS (100 * MS)

struct sums {
    long sent, sent_late, arrived, lost, late, gaps;
    int legs, unheard, ended;
    double *delays, *behind;
    long delay_count, behind_count;
    double lost_of_worst_leg;
};

static int by_value(const void *one, const void *other) {
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

static double share(const double *sorted, long count, double part) {
    if (count == 0) return 0;
    long at = (long)(part * (double)(count - 1) + 0.5);
    return sorted[at];
}

/* Late is what comes `late_ms` after the usual time of its own leg: a phone with so much buffer would have missed it. */
static long count_late(const double *delays, long count, double late_ms) {
    double *sorted = malloc(sizeof *sorted * (size_t)(count + 1));
    long late = 0;
    for (long at = 0; at < count; at++) sorted[at] = delays[at];
    qsort(sorted, (size_t)count, sizeof *sorted, by_value);
    double usual = share(sorted, count, 0.5);
    for (long at = count; at-- > 0 && sorted[at] > usual + late_ms;) late++;
    free(sorted);
    return late;
}

static void add_leg(struct sums *sums, struct window *window, int leg, double late_ms) {
    const struct record *records = &window->records[(size_t)leg * window->capacity];
    long first = sums->delay_count, lost = 0, counted = 0;
    int64_t last = 0;
    for (int at = 0; at < window->count[leg]; at++) {
        const struct record *one = &records[at];
        if (!one->sent_ns) continue;
        sums->sent++;
        if (one->arrived_ns) {
            if (last && one->arrived_ns - last > GAP_NS) sums->gaps++;
            last = one->arrived_ns;
        }
        if (one->sent_late) {
            sums->sent_late++;
            continue;
        }
        counted++;
        if (one->arrived_ns) sums->delays[sums->delay_count++] = (double)(one->arrived_ns - one->sent_ns) / 1e6;
        else lost++;
    }
    sums->lost += lost;
    sums->arrived += sums->delay_count - first;
    sums->late += count_late(sums->delays + first, sums->delay_count - first, late_ms);
    if (counted && (double)lost / (double)counted > sums->lost_of_worst_leg) sums->lost_of_worst_leg = (double)lost / (double)counted;
}

static void print(const struct sums *sums, const struct window *window) {
    const double *delays = sums->delays;
    long count = sums->delay_count;
    printf("{\"re\":\"window\",\"legs\":%d,\"unheard_legs\":%d,\"legs_ended\":%d,", sums->legs, sums->unheard, sums->ended);
    printf("\"sent\":%ld,\"sent_late\":%ld,\"arrived\":%ld,\"lost\":%ld,\"late\":%ld,\"gaps_over_100ms\":%ld,", sums->sent,
           sums->sent_late, sums->arrived, sums->lost, sums->late, sums->gaps);
    printf("\"repeated\":%ld,\"altered\":%ld,\"strange\":%ld,\"crossed\":%ld,\"worst_leg_lost\":%.6f,", window->repeated,
           window->altered, window->strange, window->crossed, sums->lost_of_worst_leg);
    printf("\"delay_p50_ms\":%.3f,\"delay_p95_ms\":%.3f,\"delay_p99_ms\":%.3f,\"delay_p999_ms\":%.3f,\"delay_max_ms\":%.3f}\n",
           share(delays, count, .5), share(delays, count, .95), share(delays, count, .99), share(delays, count, .999),
           share(delays, count, 1));
}

void report_window(struct window *window, double late_ms) {
    struct sums sums = {0};
    long room = 1;
    for (int leg = 0; leg < leg_count; leg++) room += window->count[leg];
    sums.delays = malloc(sizeof *sums.delays * (size_t)room);
    for (int leg = 0; leg < leg_count; leg++) {
        if (window->count[leg] == 0) continue;
        if (atomic_load(&legs[leg].state) != LEG_LIVE) sums.ended++;
        else if (window->heard_before[leg]) {
            sums.legs++;
            add_leg(&sums, window, leg, late_ms);
        } else sums.unheard++;
    }
    qsort(sums.delays, (size_t)sums.delay_count, sizeof *sums.delays, by_value);
    print(&sums, window);
    free(sums.delays);
    free(window->records);
    free(window);
}
