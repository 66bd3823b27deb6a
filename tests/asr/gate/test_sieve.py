"""What a recogniser elsewhere is sent: speech, what came just before it, and silence until it has ended the utterance."""

from asr.gate.gate import Gating
from asr.gate.sieve import Kept, Sieve
from tests.asr.gate.fakes import HISS, RATE, SPEECH, WINDOW_S, LevelVoice, sound

GATING = Gating(pre_roll_s=2 * WINDOW_S, hang_over_s=3 * WINDOW_S)
SECOND = round(1 / WINDOW_S) * WINDOW_S


def windows(kept: list[Kept]) -> list[tuple[int, int]]:
    """Windows that were skipped and that are sent, of each piece."""
    return [(one.skipped // 256, len(one.pcm) // 512) for one in kept]


def sieve() -> Sieve:
    return Sieve(LevelVoice(), RATE, GATING)


def quiet(count: int) -> bytes:
    return sound(count * WINDOW_S, HISS)


def speech(count: int) -> bytes:
    return sound(count * WINDOW_S, SPEECH)


def test_silence_before_speech_is_skipped_but_for_the_pre_roll() -> None:
    assert windows(sieve().take(quiet(10) + speech(4))) == [(8, 6)]


def test_silence_goes_on_being_sent_until_the_utterance_is_ended() -> None:
    one = sieve()
    assert windows(one.take(speech(4) + quiet(100))) == [(0, 104)]
    one.settled(104 * 256)
    assert windows(one.take(quiet(20))) == []
    assert windows(one.take(speech(1))) == [(18, 3)]


def test_a_word_that_was_not_decoded_when_the_utterance_was_ended_belongs_to_the_next() -> None:
    one = sieve()
    one.take(speech(4))
    one.settled(4 * 256)
    assert windows(one.take(quiet(50))) == [(0, 50)]


def test_a_little_silence_is_sent_wherever_the_utterance_was_ended() -> None:
    one = sieve()
    one.take(speech(4))
    one.settled(100 * 256)
    assert windows(one.take(quiet(50))) == [(0, 3)]


def test_the_end_lets_out_half_a_window_of_speech_and_forgets_the_rest() -> None:
    one = sieve()
    one.take(speech(2) + speech(1)[:200])
    assert [(kept.skipped, len(kept.pcm)) for kept in one.end()] == [(0, 200)]
    one.take(quiet(9))
    assert one.end() == []
    assert windows(one.take(speech(1))) == [(0, 1)]


def test_chunks_of_any_length_are_sent_alike() -> None:
    line = quiet(9) + speech(5) + quiet(30)
    whole = sieve().take(line)
    one, parts = sieve(), list[Kept]()
    for at in range(0, len(line), 700):
        parts += one.take(line[at : at + 700])
    assert b"".join(kept.pcm for kept in parts) == whole[0].pcm
    assert parts[0].skipped == whole[0].skipped
