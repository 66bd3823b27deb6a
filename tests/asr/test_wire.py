import pytest

from asr import wire
from asr.port import Degraded, Final, Partial, RecognitionEvent, RecognizerInfo, StreamFailed, StreamFinished, Word
from config.errors import BadInput
from config.ids import CallId

CALL = CallId("018f")
WORDS = (Word(text="路灯", t0=1.0, t1=1.5, confidence=0.9),)


@pytest.mark.parametrize(
    "event",
    [
        Partial(call=CALL, channel="caller", text="路", t0=1.0),
        Final(call=CALL, channel="agent", text="路灯", t0=1.0, t1=1.5, confidence=0.9, words=WORDS, engine="vosk:m"),
        StreamFinished(call=CALL, channel="caller"),
        Degraded(call=CALL, channel="caller", step="no_interims", lag_s=1.2),
        StreamFailed(call=CALL, channel="caller", what="断了"),
    ],
)
def test_each_event_comes_back_as_it_went(event: RecognitionEvent) -> None:
    line = wire.encode(wire.event_out(event))
    assert line.count(b"\n") == 1
    assert wire.event_in(wire.decode(line)) == event


def test_what_runs_comes_back_as_it_went() -> None:
    info = RecognizerInfo(engine="vosk", model="m", language="zh", interims=True)
    assert wire.info_in(wire.info_out(info)) == info


@pytest.mark.parametrize("line", [b"not json\n", b"[1]\n"])
def test_a_line_that_is_no_message_is_refused(line: bytes) -> None:
    with pytest.raises(BadInput):
        wire.decode(line)


def test_an_unknown_event_is_refused() -> None:
    with pytest.raises(BadInput):
        wire.event_in({"event": "Nonesuch", "call": "c", "channel": "caller"})
