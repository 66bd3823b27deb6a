import itertools
import random

import pytest

from asr.decoder import Utterance
from asr.gate.decoder import GatedDecoder
from asr.gate.gate import Gating
from tests.asr.gate.fakes import HISS, RATE, SPEECH, WINDOW_S, LevelVoice, WritingDecoder, sound

GATING = Gating(opens_at=0.5, stays_above=0.5, pre_roll_s=5 * WINDOW_S, hang_over_s=10 * WINDOW_S)
CHUNK = 1600


def heard(decoder: GatedDecoder, pcm: bytes, chunk: int = CHUNK) -> list[Utterance]:
    told = [decoder.accept(pcm[at : at + chunk]) for at in range(0, len(pcm), chunk)]
    return [utterance for utterance in [*told, decoder.finish_utterance()] if utterance]


def spans(utterances: list[Utterance]) -> list[tuple[float, float]]:
    return [(round(word.t0, 3), round(word.t1, 3)) for one in utterances for word in one.words]


def gated(inner: WritingDecoder | None = None, voice: LevelVoice | None = None) -> GatedDecoder:
    return GatedDecoder(inner or WritingDecoder(), voice or LevelVoice(), RATE, GATING)


def test_silence_never_reaches_the_decoder() -> None:
    inner = WritingDecoder()
    assert heard(gated(inner), sound(20.0, HISS)) == []
    assert inner.pcm == b""
    assert inner.finished == 0


def test_speech_passes_with_what_came_just_before_and_after_it() -> None:
    inner = WritingDecoder()
    heard(gated(inner), sound(3.2, HISS) + sound(0.96, SPEECH) + sound(3.2, HISS))
    assert inner.fed_s() == pytest.approx(0.96 + 15 * WINDOW_S)
    assert sound(0.96, SPEECH) in inner.pcm


def test_times_are_those_of_the_whole_stream() -> None:
    pcm = sound(3.2, HISS) + sound(0.96, SPEECH) + sound(6.4, HISS) + sound(0.64, SPEECH) + sound(1.6, HISS)
    assert spans(heard(gated(), pcm)) == [(3.2, 4.16), (10.56, 11.2)]


def test_a_decoder_that_was_used_before_keeps_the_times_right() -> None:
    inner = WritingDecoder()
    inner.accept(sound(3.2, HISS))
    decoder = gated(inner)
    assert decoder.fed_s() == pytest.approx(3.2)
    assert spans(heard(decoder, sound(1.6, HISS) + sound(0.32, SPEECH))) == [(4.8, 5.12)]


def test_the_end_of_speech_ends_the_utterance_at_once() -> None:
    decoder = gated()
    pcm = sound(0.96, SPEECH) + sound(10 * WINDOW_S, HISS)
    assert decoder.accept(pcm) is not None
    assert decoder.finish_utterance() is None


def test_a_decoder_that_ended_the_utterance_itself_is_not_ended_again() -> None:
    inner = WritingDecoder(ends_after_s=0.1)
    assert len(heard(gated(inner), sound(0.96, SPEECH) + sound(3.2, HISS))) == 1
    assert inner.finished == 0


def test_speech_right_after_an_utterance_that_the_decoder_ended_is_heard() -> None:
    inner = WritingDecoder(ends_after_s=0.1)
    pcm = sound(0.96, SPEECH) + sound(0.16, HISS) + sound(0.32, SPEECH)
    assert spans(heard(gated(inner), pcm)) == [(0.0, 0.96), (1.12, 1.44)]


def test_speech_that_stops_within_a_window_is_not_lost_at_the_end() -> None:
    speech = sound(0.32, SPEECH)
    decoder = gated()
    decoder.accept(sound(1.6, HISS) + speech[:500])
    assert spans([u for u in [decoder.finish_utterance()] if u]) == [(1.6, round(1.6 + 250 / RATE, 3))]


def test_times_go_on_after_an_utterance_was_ended_within_a_window() -> None:
    decoder = gated()
    decoder.accept(sound(1.6, HISS)[:-100])
    decoder.finish_utterance()
    assert decoder.fed_s() == pytest.approx(1.6 - 50 / RATE)
    decoder.accept(sound(1.6, HISS)[:100] + sound(0.32, SPEECH))
    assert spans([u for u in [decoder.finish_utterance()] if u]) == [(1.6, 1.92)]


def test_interims_are_asked_for_only_while_somebody_speaks() -> None:
    decoder = gated()
    decoder.accept(sound(1.6, HISS))
    assert decoder.partial() == ""
    decoder.accept(sound(0.32, SPEECH))
    assert decoder.partial() == "partial"


def test_the_network_is_not_asked_about_digital_silence() -> None:
    voice = LevelVoice()
    heard(gated(voice=voice), bytes(RATE * 2 * 4))
    assert voice.asked == 0


def test_the_size_of_what_is_pushed_changes_nothing() -> None:
    dice = random.Random(4)
    pcm = b"".join(sound(dice.uniform(0.1, 1.0), level) for level, _ in zip(itertools.cycle((HISS, SPEECH)), range(20)))
    whole = spans(heard(gated(), pcm))
    assert len(whole) == 10
    for chunk in (162, 318, 512, 1600, 6400):
        assert spans(heard(gated(), pcm, chunk)) == whole


def test_closing_closes_the_decoder_behind() -> None:
    inner = WritingDecoder()
    gated(inner).close()
    assert inner.closed
