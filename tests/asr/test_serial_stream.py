"""The shell around a live engine, on a decoder that says what it is told."""

import threading
from collections.abc import Iterator

import pytest

from asr.decoder import Decoder, Utterance
from asr.port import Degraded, Final, Partial, StreamFailed, StreamFinished, Word
from asr.serial_stream import SerialStream
from config.ids import CallId
from tests.asr.events import Gathered

CALL = CallId("call-1")
TENTH = bytes(1600)


class ScriptedDecoder(Decoder):
    """Hears a word in each second of audio that is not silent; ends the utterance after ``ends_after`` of them."""

    def __init__(self, ends_after: int = 1000, warmed_s: float = 0.0) -> None:
        self.samples = int(warmed_s * 8000)
        self.words: list[Word] = []
        self.ends_after = ends_after
        self.closed = False
        self.gate = threading.Event()
        self.gate.set()

    def accept(self, pcm: bytes) -> Utterance | None:
        self.gate.wait(10)
        if pcm == b"\xff" * len(pcm):
            raise RuntimeError("the model broke")
        start = self.fed_s()
        self.samples += len(pcm) // 2
        if any(pcm):
            self.words.append(Word(text=f"w{len(self.words)}", t0=start, t1=self.fed_s(), confidence=0.5))
        return self.finish_utterance() if len(self.words) >= self.ends_after else None

    def partial(self) -> str:
        return " ".join(word.text for word in self.words)

    def finish_utterance(self) -> Utterance | None:
        words, self.words = tuple(self.words), []
        return Utterance(words) if words else None

    def fed_s(self) -> float:
        return self.samples / 8000

    def close(self) -> None:
        self.closed = True


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def gathered() -> Iterator[Gathered]:
    return Gathered()


def opened(gathered: Gathered, decoder: ScriptedDecoder, **how: object) -> SerialStream:
    settings: dict[str, object] = {"engine": "scripted", "partial_interval_s": 0.0, **how}
    return SerialStream(CALL, "caller", 8000, make_decoder=lambda: decoder, emit=gathered, **settings)  # type: ignore[arg-type]


SPEECH = b"\x01" * 1600


def test_the_tail_is_decoded_and_finished_comes_last(gathered: Gathered) -> None:
    decoder = ScriptedDecoder()
    stream = opened(gathered, decoder)
    stream.push(SPEECH, 0)
    stream.finish()
    gathered.wait_finished()
    assert gathered.kinds() == ["Final", "StreamFinished"]
    assert stream.join(5)
    assert decoder.closed


def test_words_stand_on_the_line_of_the_call_whatever_the_decoder_heard_before(gathered: Gathered) -> None:
    stream = opened(gathered, ScriptedDecoder(warmed_s=1.0))
    stream.push(TENTH, 5000)
    stream.push(SPEECH, 5100)
    stream.finish()
    gathered.wait_finished()
    (final,) = gathered.of(Final)
    assert (final.words[0].t0, final.words[0].t1) == (5.1, 5.2)


def test_words_after_a_flush_do_not_drift(gathered: Gathered) -> None:
    stream = opened(gathered, ScriptedDecoder())
    for at in (0, 100, 200):
        stream.push(SPEECH, at)
        stream.flush()
    stream.finish()
    gathered.wait_finished()
    assert [final.words[0].t0 for final in gathered.of(Final)] == pytest.approx([0.0, 0.1, 0.2])


def test_a_hole_of_a_second_keeps_the_times(gathered: Gathered) -> None:
    stream = opened(gathered, ScriptedDecoder())
    stream.push(SPEECH, 0)
    stream.push(SPEECH, 1100)
    stream.finish()
    gathered.wait_finished()
    (final,) = gathered.of(Final)
    assert [word.t0 for word in final.words] == pytest.approx([0.0, 1.1])


def test_a_leap_ends_the_utterance(gathered: Gathered) -> None:
    stream = opened(gathered, ScriptedDecoder())
    stream.push(SPEECH, 0)
    stream.push(SPEECH, 60_000)
    stream.finish()
    gathered.wait_finished()
    assert [final.t0 for final in gathered.of(Final)] == pytest.approx([0.0, 60.0])


def test_interims_come_once_for_each_new_text(gathered: Gathered) -> None:
    stream = opened(gathered, ScriptedDecoder())
    for pcm in (SPEECH, TENTH, TENTH, SPEECH):
        stream.push(pcm)
    stream.finish()
    gathered.wait_finished()
    assert [partial.text for partial in gathered.of(Partial)] == ["w0", "w0 w1"]


def test_interims_keep_their_distance(gathered: Gathered) -> None:
    clock = Clock()
    stream = opened(gathered, ScriptedDecoder(), partial_interval_s=0.3, clock=clock)
    for _ in range(5):
        stream.push(SPEECH)
    stream.finish()
    gathered.wait_finished()
    assert len(gathered.of(Partial)) == 1


def test_silence_gives_no_final(gathered: Gathered) -> None:
    stream = opened(gathered, ScriptedDecoder())
    stream.push(bytes(16000), 0)
    stream.flush()
    stream.finish()
    gathered.wait_finished()
    assert gathered.kinds() == ["StreamFinished"]


def test_a_lagging_stream_gives_up_interims_and_says_so_and_keeps_every_final(gathered: Gathered) -> None:
    clock, decoder = Clock(), ScriptedDecoder(ends_after=2)
    decoder.gate.clear()
    stream = opened(gathered, decoder, clock=clock)
    for _ in range(10):
        stream.push(SPEECH)
    clock.now = 2.0
    decoder.gate.set()
    stream.finish()
    gathered.wait_finished()
    assert gathered.of(Degraded)[0].step == "no_interims"
    assert len(gathered.of(Final)) == 5


def test_a_broken_decoder_ends_its_stream_in_words(gathered: Gathered) -> None:
    stream = opened(gathered, ScriptedDecoder())
    stream.push(b"\xff" * 1600, 0)
    gathered.wait_finished()
    assert [type(event) for event in gathered.all] == [StreamFailed, StreamFinished]
    stream.push(SPEECH, 100)
    stream.finish()
    assert stream.join(5)
    assert len(gathered.of(StreamFinished)) == 1
