"""The jitter buffer's rules, at a simulated clock."""

import random
from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.media.form import PCMA, PCMU
from telephony.media.jitter import FRAME_UNITS, SILENCE, Fate, JitterBuffer

SSRC = 7
MAX_MS = 200


def frame(number: int, samples: int = 160) -> bytes:
    """Loud and unlike any other: frame ``number`` can be told from its bytes."""
    return np.full(samples, 1_000 + number, "<i2").tobytes()


def number_of(pcm: bytes | None) -> int | None:
    if pcm is None or pcm == SILENCE:
        return None
    values = np.frombuffer(pcm, "<i2")
    return int(values[-1]) - 1_000 if (values[80:] == values[-1]).all() else None


def play(buffer: JitterBuffer, arrivals: Iterable[tuple[float, int, int]], ticks: int) -> list[int | None]:
    """Push (arrival in ms, timestamp, number) as time passes and pop every 20 ms."""
    waiting = sorted(arrivals)
    heard = []
    for tick in range(ticks):
        while waiting and waiting[0][0] <= tick * 20:
            at, timestamp, number = waiting.pop(0)
            buffer.push(SSRC, timestamp, frame(number), at)
        heard.append(number_of(buffer.pop(tick * 20.0)))
    return heard


def steady(count: int, first: int = 0) -> list[tuple[float, int, int]]:
    return [(n * 20.0, n * 160, n) for n in range(first, first + count)]


def test_a_steady_stream_comes_out_whole_in_order_and_soon() -> None:
    heard = play(JitterBuffer(MAX_MS), steady(100), 103)
    assert [n for n in heard if n is not None and n >= 0][:100] == list(range(100))
    assert heard.index(0) <= 2


def test_packets_out_of_order_are_put_in_order() -> None:
    arrivals = [(at + (25 if n % 5 == 0 else 0), stamp, n) for at, stamp, n in steady(100)]
    heard = [n for n in play(JitterBuffer(MAX_MS), arrivals, 110) if n is not None and n >= 0]
    assert heard == sorted(heard)
    assert len(set(heard)) >= 96


def test_a_lost_packet_is_concealed_by_what_was_before_it_and_time_goes_on() -> None:
    buffer = JitterBuffer(MAX_MS)
    frames = []
    for n in range(40):
        if n != 20:
            buffer.push(SSRC, n * 160, frame(n), n * 20.0)
        frames.append(buffer.pop(n * 20.0))
    numbers = [number_of(pcm) for pcm in frames]
    hole = numbers.index(19) + 1
    assert numbers[hole + 1] == 21
    concealed = np.frombuffer(frames[hole] or b"", "<i2")
    assert (concealed[:80] == 1_019).all()
    assert (np.diff(concealed[80:]) < 0).any()
    assert buffer.concealed == 1


def test_a_burst_that_was_only_late_is_not_lost() -> None:
    arrivals = [(max(at, 700.0) if 500 < at <= 700 else at, stamp, n) for at, stamp, n in steady(100)]
    heard = play(JitterBuffer(MAX_MS), arrivals, 120)
    assert len({n for n in heard if n is not None and n >= 0}) >= 97


def test_a_sender_that_stood_still_loses_only_what_exceeds_the_bound() -> None:
    arrivals = [(max(at, 1_260.0) if 1_000 <= at < 1_260 else at, stamp, n) for at, stamp, n in steady(120)]
    heard = {n for n in play(JitterBuffer(MAX_MS), arrivals, 140) if n is not None and n >= 0}
    assert len(heard) >= 117


def test_pauses_of_the_speaker_give_a_great_delay_back_soon() -> None:
    buffer = JitterBuffer(MAX_MS)
    depths = []
    for tick in range(300):
        loud = tick % 50 < 30
        held = 100 <= tick < 109
        for n in range(100, 110) if tick == 109 else () if held else (tick,):
            buffer.push(SSRC, n * 160, frame(n) if loud else bytes(320), tick * 20.0)
        buffer.pop(tick * 20.0)
        depths.append(buffer.depth_ms)
    assert max(depths[109:120]) >= 140
    assert depths[-1] <= 80


def test_packets_lost_in_a_row_do_not_add_delay() -> None:
    buffer = JitterBuffer(MAX_MS)
    arrivals = [packet for packet in steady(100) if not 40 <= packet[2] < 45]
    heard = play(buffer, arrivals, 100)
    assert heard[-1] is not None
    assert heard[-1] >= 95


def test_one_packet_from_far_away_is_ignored() -> None:
    buffer = JitterBuffer(MAX_MS)
    for n in range(10):
        buffer.push(SSRC, n * 160, frame(n), n * 20.0)
    assert buffer.push(SSRC, 0x7000_0000, frame(99), 200.0) is Fate.OUTLIER
    assert buffer.push(SSRC, 10 * 160, frame(10), 200.0) is Fate.TAKEN


@pytest.mark.parametrize(("ssrc", "stamp"), [(SSRC, 0x7000_0000), (99, 480)])
def test_a_sender_that_begins_anew_is_followed_from_its_second_packet(ssrc: int, stamp: int) -> None:
    buffer = JitterBuffer(MAX_MS)
    play(buffer, steady(10), 12)
    fates = [buffer.push(ssrc, stamp + n * 160, frame(50 + n), 240.0 + n * 20) for n in range(3)]
    assert fates == [Fate.OUTLIER, Fate.RESYNCED, Fate.TAKEN]
    assert 51 in [number_of(buffer.pop(240.0 + n * 20)) for n in range(4)]


def test_a_timestamp_that_wraps_goes_on() -> None:
    buffer = JitterBuffer(MAX_MS)
    start = 0xFFFF_FFFF - 160 * 5 + 1
    heard = play(buffer, [(at, (start + stamp) & 0xFFFF_FFFF, n) for at, stamp, n in steady(20)], 23)
    assert [n for n in heard if n is not None and n >= 0] == list(range(20))


@pytest.mark.parametrize("samples", [80, 240, 320, 480])
def test_any_packet_time_of_whole_ten_milliseconds_plays(samples: int) -> None:
    buffer = JitterBuffer(MAX_MS)
    sent = (np.arange(9_600) % 3_000 + 1).astype("<i2")
    heard = b""
    at = 0
    for tick in range(70):
        while at + samples <= min((tick + 1) * 160, len(sent)):
            buffer.push(SSRC, at, sent[at : at + samples].tobytes(), tick * 20.0)
            at += samples
        heard += buffer.pop(tick * 20.0) or b""
    assert sent[4_800:9_120].tobytes() in heard


def test_a_duplicate_changes_nothing() -> None:
    buffer = JitterBuffer(MAX_MS)
    buffer.push(SSRC, 0, frame(1), 0.0)
    assert buffer.push(SSRC, 0, frame(1), 1.0) is Fate.DUPLICATE
    assert buffer.depth_ms == 20


def test_what_comes_after_its_time_is_late() -> None:
    buffer = JitterBuffer(MAX_MS)
    play(buffer, [packet for packet in steady(20) if packet[2] != 5], 20)
    assert buffer.push(SSRC, 5 * 160, frame(5), 400.0) is Fate.LATE


def test_what_was_played_already_and_comes_again_is_a_duplicate() -> None:
    buffer = JitterBuffer(MAX_MS)
    play(buffer, steady(20), 20)
    depth = buffer.target_ms
    assert buffer.push(SSRC, 5 * 160, frame(5), 400.0) is Fate.DUPLICATE
    assert buffer.target_ms == depth


def test_packets_that_come_too_late_make_the_buffer_deeper() -> None:
    chance = random.Random(3)
    arrivals = [(at + (70 if chance.random() < 0.05 else 0), stamp, n) for at, stamp, n in steady(500)]
    heard = {n for n in play(JitterBuffer(MAX_MS), arrivals, 520) if n is not None and n >= 0}
    assert len(heard) >= 490


def test_delay_that_is_no_longer_needed_is_given_back() -> None:
    buffer = JitterBuffer(MAX_MS)
    shaken = [(at + (140 if 1_000 <= at < 1_140 else 0), stamp, n) for at, stamp, n in steady(1_500)]
    heard = play(buffer, shaken, 1_500)
    last = heard[-1]
    assert last is not None
    assert 1_499 - last <= 4


def test_a_pause_of_the_sender_ends_in_silence_and_the_speech_after_it_is_whole() -> None:
    heard = play(JitterBuffer(MAX_MS), [*steady(20), *steady(20, first=200)], 225)
    assert set(heard[60:195]) == {None}
    assert [n for n in heard[195:] if n is not None and n >= 0] == list(range(200, 220))


def test_what_is_left_at_the_end_is_not_lost() -> None:
    buffer = JitterBuffer(MAX_MS)
    for n in range(4):
        buffer.push(SSRC, n * 160, frame(n), n * 20.0)
    played = buffer.pop(60.0)
    assert [number_of(pcm) for pcm in (played, *buffer.drain())] == [0, 1, 2, 3]
    assert buffer.depth_ms == 0


def test_wild_jitter_raises_the_target_within_its_bound() -> None:
    buffer = JitterBuffer(MAX_MS)
    chance = random.Random(5)
    play(buffer, [(at + chance.uniform(0, 150), stamp, n) for at, stamp, n in steady(300)], 300)
    assert 60 < buffer.target_ms <= MAX_MS


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 0xFFFF_FFFF), st.integers(0, 700), st.booleans()),
        min_size=1,
        max_size=200,
    )
)
def test_no_stream_however_mad_grows_the_memory_or_raises(packets: list[tuple[int, int, int, bool]]) -> None:
    buffer = JitterBuffer(MAX_MS)
    now = 0.0
    for ssrc, timestamp, samples, popped in packets:
        now += 7.0
        buffer.push(ssrc, timestamp, bytes(2 * samples), now)
        out = buffer.pop(now) if popped else None
        assert out is None or len(out) == 320
        assert buffer.depth_ms <= MAX_MS + 40 + FRAME_UNITS * 10


@pytest.mark.parametrize("ppm", [200.0, -200.0])
def test_clocks_that_drift_apart_in_a_long_call_cost_no_loud_frame_and_no_delay(ppm: float) -> None:
    """Half an hour; of three seconds one is quiet. Loud frames are numbered modulo 20,000."""
    buffer = JitterBuffer(MAX_MS)
    arrival = [n * 20.0 / (1 + ppm / 1e6) + 7.0 for n in range(90_100)]
    sent, last, lost_loud = 0, -1, 0
    delays = []
    for tick in range(90_000):
        while arrival[sent] <= tick * 20:
            pcm = frame(sent % 20_000) if sent % 150 < 100 else bytes(320)
            buffer.push(SSRC, sent * 160, pcm, arrival[sent])
            sent += 1
        heard = number_of(buffer.pop(tick * 20.0))
        if heard is not None:
            number = last + (heard - last) % 20_000
            lost_loud += sum(1 for gone in range(last + 1, number) if gone % 150 < 100)
            last = number
            delays.append(tick * 20 - arrival[number])
    assert lost_loud == 0
    assert buffer.concealed == 0
    assert len(delays) > 59_000
    assert max(delays) <= 85
    assert min(delays) >= 0


def test_a_sender_that_rests_after_comfort_noise_is_not_concealed_and_adds_no_delay() -> None:
    buffer = JitterBuffer(MAX_MS)
    heard = []
    for tick in range(200):
        talking = tick % 40 < 20
        if talking:
            buffer.push(SSRC, tick * 160, frame(tick), tick * 20.0)
        elif tick % 40 == 20:
            buffer.rest()
        heard.append(number_of(buffer.pop(tick * 20.0)))
    assert [n for n in heard if n is not None] == [n for n in range(200) if n % 40 < 20]
    assert buffer.concealed == 0
    assert buffer.target_ms == 40


def test_pauses_without_a_word_do_not_make_the_buffer_deeper() -> None:
    buffer = JitterBuffer(MAX_MS)
    for tick in range(400):
        if tick % 20 < 15:
            buffer.push(SSRC, tick * 160, frame(tick), tick * 20.0)
        buffer.pop(tick * 20.0)
    assert buffer.target_ms == 40


def test_jitter_approaches_the_alternating_delay() -> None:
    buffer = JitterBuffer(MAX_MS)
    for n in range(400):
        buffer.push(SSRC, n * 160, frame(n), n * 20.0 + (8.0 if n % 2 else 0.0))
        buffer.pop(n * 20.0 + 10)
    assert buffer.jitter / 8 == pytest.approx(8.0, rel=0.05)


def test_the_law_of_the_line_may_change_within_the_talk() -> None:
    buffer = JitterBuffer(MAX_MS, form=PCMA)
    sound = np.full(160, 8_000, np.int16)
    for n in range(4):
        buffer.push(SSRC, n * 160, PCMA.written(sound), n * 20.0)
    buffer.pop(60.0)
    buffer.change_form(PCMU)
    buffer.push(SSRC, 4 * 160, PCMU.written(sound), 80.0)
    levels = {int(PCMU.samples(buffer.pop(80.0 + n * 20) or b"")[-1]) for n in range(4)}
    assert max(abs(level - 8_000) for level in levels) < 400
