/* A frame's name in its own sound: leg and number in the signs of 160 samples.
 *
 * Two G.711 A-law values carry the bits, so a stamp survives every way that keeps the sign of a sample; one that also keeps
 * the bytes is `stamp_exact`. Layout: 16 bits sync, 12 leg, 24 frame, 16 check, then leg and frame inverted, then filling. */
#include <string.h>

#include "hotload.h"

#define PLUS 0xE5  /* +1056 */
#define MINUS 0x65 /* -1056 */
#define SYNC 0xB38Fu

static uint16_t check_of(uint32_t leg, uint32_t frame) {
    uint64_t bits = ((uint64_t)leg << 24 | frame) | 1ull << 40;
    uint32_t rest = 0xFFFF;
    for (int at = 40; at >= 0; at--) {
        uint32_t bit = (bits >> at & 1) ^ (rest >> 15 & 1);
        rest = (rest << 1 & 0xFFFF) ^ (bit ? 0x1021 : 0);
    }
    return (uint16_t)rest;
}

static uint8_t *put(uint8_t *at, uint32_t value, int bits) {
    while (bits-- > 0) *at++ = (value >> bits & 1) ? PLUS : MINUS;
    return at;
}

static uint32_t get(const uint8_t *at, int bits) {
    uint32_t value = 0;
    while (bits-- > 0) value = value << 1 | *at++ >> 7;
    return value;
}

void stamp_write(uint8_t payload[FRAME_SAMPLES], int leg, uint32_t frame) {
    uint32_t who = (uint32_t)leg & 0xFFF, number = frame & 0xFFFFFF;
    uint8_t *at = put(payload, SYNC, 16);
    at = put(at, who, 12);
    at = put(at, number, 24);
    at = put(at, check_of(who, number), 16);
    at = put(at, ~who, 12);
    at = put(at, ~number, 24);
    uint32_t filling = number * 2654435761u ^ who;
    for (; at < payload + FRAME_SAMPLES; filling = filling * 1664525u + 1013904223u) *at++ = filling >> 31 ? PLUS : MINUS;
}

bool stamp_read(const uint8_t *samples, int *leg, uint32_t *frame) {
    if (get(samples, 16) != SYNC) return false;
    uint32_t who = get(samples + 16, 12), number = get(samples + 28, 24);
    if (get(samples + 52, 16) != check_of(who, number)) return false;
    if (get(samples + 68, 12) != (~who & 0xFFF) || get(samples + 80, 24) != (~number & 0xFFFFFF)) return false;
    *leg = (int)who;
    *frame = number;
    return true;
}

bool stamp_exact(const uint8_t *samples) {
    for (int at = 0; at < 104; at++)
        if (samples[at] != PLUS && samples[at] != MINUS) return false;
    return true;
}
