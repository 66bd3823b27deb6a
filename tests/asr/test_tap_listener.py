from dataclasses import dataclass

from asr.port import Final, StreamFailed, StreamFinished
from asr.tap_listener import Kind, TapListener
from tests.asr.events import Gathered
from tests.fakes.recognizer import ScriptedRecognizer


@dataclass(frozen=True)
class Frame:
    kind: Kind
    stream: str
    time_ms: int = 0
    pcm: bytes = b""


Told = list[tuple[str, str, str, float]]


def listener(gathered: Gathered, **how: int) -> tuple[TapListener, ScriptedRecognizer, Told]:
    told: Told = []
    recognizer = ScriptedRecognizer(gathered, **how)
    return TapListener(recognizer, gathered, lambda *moment: told.append(moment)), recognizer, told


TENTH = bytes(1600)


def test_frames_become_a_stream_of_their_call_and_channel() -> None:
    gathered = Gathered()
    tap, recognizer, told = listener(gathered)
    tap.take(Frame(Kind.OPEN, "call-1/caller"))
    tap.take(Frame(Kind.AUDIO, "call-1/caller", 700, TENTH))
    tap.take(Frame(Kind.AUDIO, "call-1/caller", 800, TENTH))
    tap.take(Frame(Kind.END, "call-1/caller", 900))
    opened, heard, ended = (
        ("opened", "call-1", "caller", 0.0),
        ("heard", "call-1", "caller", 0.7),
        ("ended", "call-1", "caller", 0.9),
    )
    assert told == [opened, heard, ended]
    assert bytes(recognizer.streams[0].audio) == TENTH * 2
    assert gathered.kinds() == ["Final", "StreamFinished"]


def test_a_flush_forces_a_final_and_the_stream_goes_on() -> None:
    gathered = Gathered()
    tap, recognizer, _ = listener(gathered)
    for kind in (Kind.OPEN, Kind.AUDIO, Kind.FLUSH, Kind.AUDIO, Kind.END):
        tap.take(Frame(kind, "c/agent", 0, TENTH if kind == Kind.AUDIO else b""))
    assert len(recognizer.streams) == 1
    assert len(gathered.of(Final)) == 2


def test_audio_of_a_stream_that_was_open_before_a_restart_opens_it() -> None:
    gathered = Gathered()
    tap, recognizer, told = listener(gathered)
    tap.take(Frame(Kind.AUDIO, "c/agent", 70_000, TENTH))
    assert told == [("opened", "c", "agent", 70.0), ("heard", "c", "agent", 70.0)]
    assert len(recognizer.streams[0].audio) == 1600


def test_one_stream_too_many_is_refused_once_and_in_words() -> None:
    gathered = Gathered()
    tap, _, _ = listener(gathered, max_streams=1)
    tap.take(Frame(Kind.OPEN, "c/agent"))
    for _ in range(3):
        tap.take(Frame(Kind.AUDIO, "d/agent", 0, TENTH))
    assert [type(event) for event in gathered.all] == [StreamFailed, StreamFinished]
    tap.take(Frame(Kind.END, "c/agent"))
    tap.take(Frame(Kind.END, "d/agent"))
    tap.take(Frame(Kind.OPEN, "d/agent"))
    assert len(gathered.of(StreamFailed)) == 1


def test_a_name_that_is_no_channel_is_left_alone() -> None:
    gathered = Gathered()
    tap, recognizer, told = listener(gathered)
    tap.take(Frame(Kind.OPEN, "c/supervisor"))
    tap.take(Frame(Kind.OPEN, "nonsense"))
    assert told == []
    assert recognizer.streams == []


def test_all_streams_are_finished_when_the_sender_is_gone() -> None:
    gathered = Gathered()
    tap, _, _ = listener(gathered)
    tap.take(Frame(Kind.AUDIO, "c/agent", 0, TENTH))
    tap.take(Frame(Kind.AUDIO, "c/caller", 0, TENTH))
    tap.finish_all()
    assert len(gathered.of(StreamFinished)) == 2
