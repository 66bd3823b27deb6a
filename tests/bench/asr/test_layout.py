import numpy as np
import pytest

from bench.asr.layout import Layout, lay_out
from bench.asr.speech import RATE, Utterance, trimmed

TURNS = [
    {"who": "agent", "start": 1.0, "end": 5.0},
    {"who": "citizen", "start": 5.5, "end": 12.0},
    {"who": "agent", "start": 12.5, "end": 14.0},
]


def voices() -> list[Utterance]:
    tone = 3000 * np.sin(np.arange(RATE) / 5)
    return [Utterance(f"{who}_{n}.wav", f"{who}{n}", tone[: RATE // n]) for who in ("anna", "boris", "carla") for n in (1, 2)]


def laid(seed: int = 3, longest_s: float = 60.0) -> Layout:
    return lay_out(seed, [{"turns": TURNS}], voices(), longest_s)


def test_a_seed_gives_the_same_sound_each_time() -> None:
    assert laid(3) == laid(3)
    assert laid(3) != laid(4)


def test_who_speaks_keeps_to_the_turns() -> None:
    legs = {leg.channel: leg for leg in laid().legs}
    assert all(one.t0 >= 5.5 and one.t1 <= 12.0 for one in legs["caller"].spoken)
    assert all(one.t1 <= 5.0 or one.t0 >= 12.5 for one in legs["agent"].spoken)


def test_each_leg_is_one_speaker_and_not_the_same() -> None:
    speakers = [{one.said[:-1] for one in leg.spoken} for leg in laid().legs]
    assert [len(who) for who in speakers] == [1, 1]
    assert speakers[0] != speakers[1]


def test_the_pauses_hold_the_noise_of_a_line_and_no_digital_silence() -> None:
    caller = np.frombuffer(laid().legs[0].pcm, "<i2")[: 5 * RATE].astype(float)
    assert 1 < np.sqrt(np.mean(caller**2)) < 100


def test_both_legs_are_as_long_and_a_call_is_cut_where_it_was_asked() -> None:
    layout = laid(longest_s=8.0)
    assert len({leg.seconds for leg in layout.legs}) == 1
    assert layout.legs[0].seconds <= 8.0 + 1.6


def test_silence_at_the_edges_of_a_recording_is_cut() -> None:
    speech = 5000 * np.sin(np.arange(RATE) / 4)
    cut = trimmed(np.concatenate([np.zeros(2 * RATE), speech, np.zeros(RATE)]))
    assert len(cut) == pytest.approx(1.2 * RATE, abs=320)
