"""What passes between the two processes arrives as it was sent."""

import pytest

from config.errors import BadInput, Conflict, HotlineError, NotFound, Unavailable
from config.ids import CallId, LegId
from telephony.media import wire
from telephony.media.port import (
    DigitPressed,
    EngineLost,
    LegClosed,
    LegQuality,
    MediaEvent,
    PlayFinished,
    RecordingTroubled,
    RtpTimedOut,
)

LEG = LegId("leg")
EVENTS = [
    PlayFinished(leg=LEG, token="欢迎"),
    DigitPressed(leg=LEG, digit="#"),
    RtpTimedOut(leg=LEG),
    LegClosed(leg=LEG, quality=LegQuality(leg=LEG, packets_received=3, mos=4.1)),
    RecordingTroubled(leg=LegId(""), call=CallId("c"), what="磁盘已满"),
    EngineLost(leg=LegId("")),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_every_event_passes(event: MediaEvent) -> None:
    assert wire.event_of(wire.unpack(wire.pack(wire.event_message(event)))) == event


def test_no_kind_of_event_is_forgotten() -> None:
    assert {type(event).__name__ for event in EVENTS} == {kind.__name__ for kind in MediaEvent.__subclasses__()}


@pytest.mark.parametrize("kind", [BadInput, Conflict, NotFound, Unavailable])
def test_an_error_keeps_class_sentence_and_remedy(kind: type[HotlineError]) -> None:
    error = wire.error_of(wire.error_fields(kind("It broke.", "Mend it.")))
    assert (type(error), error.what, error.remedy) == (kind, "It broke.", "Mend it.")


def test_audio_records_are_cut_into_messages_of_a_bounded_size() -> None:
    records = [(number, bytes([number % 256]) * 320) for number in range(250)]
    messages = list(wire.pack_audio(records))
    assert [len(message) <= wire.AUDIO_MESSAGE for message in messages] == [True] * 3
    assert [record for message in messages for record in wire.unpack_audio(message)] == records
