"""What passes between the exchange's process and the media process: one JSON object a message, order kept.

Commands are ``{"do": name, ...}``, with ``"ask": n`` when an answer is awaited; answers ``{"answer": n, "value": ...}``
or ``{"answer": n, "error": ...}``; events carry the name of their class; ``log`` lines are for the parent's log. Audio of
browser legs passes beside it as numbered records.
"""

import dataclasses
import json
import struct
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from config.errors import BadInput, Conflict, HotlineError, NotFound, Unavailable
from telephony.media.port import (
    FRAME_BYTES,
    DigitPressed,
    EngineLost,
    LegClosed,
    LegQuality,
    MediaEvent,
    PlayFinished,
    RecordingTroubled,
    RtpTimedOut,
)

MAX_MESSAGE = 65_536
Message = dict[str, Any]

_EVENTS: Mapping[str, type[MediaEvent]] = {
    kind.__name__: kind for kind in (PlayFinished, DigitPressed, RtpTimedOut, LegClosed, RecordingTroubled, EngineLost)
}
_ERRORS: Mapping[str, type[HotlineError]] = {kind.__name__: kind for kind in (BadInput, Conflict, NotFound, Unavailable)}
_RECORD = struct.Struct(f"!I{FRAME_BYTES}s")
# So many records fit a message; more pipes than that need a second one.
RECORDS_PER_MESSAGE = 100
AUDIO_MESSAGE = _RECORD.size * RECORDS_PER_MESSAGE


def pack(message: Message) -> bytes:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def unpack(data: bytes) -> Message:
    message: Message = json.loads(data)
    return message


def event_message(event: MediaEvent) -> Message:
    return {"event": type(event).__name__, **dataclasses.asdict(event)}


def event_of(message: Message) -> MediaEvent:
    fields = {name: value for name, value in message.items() if name != "event"}
    if "quality" in fields:
        fields["quality"] = LegQuality(**fields["quality"])
    return _EVENTS[message["event"]](**fields)


def error_fields(error: HotlineError) -> list[str]:
    return [error.code, error.what, error.remedy]


def error_of(fields: list[str]) -> HotlineError:
    """The same class of error on this side; Unavailable for a class that is not ours."""
    kind = _ERRORS.get(fields[0], Unavailable)
    return kind(fields[1], fields[2])


def pack_audio(records: Iterable[tuple[int, bytes]]) -> Iterator[bytes]:
    """Frames of 320 bytes with the number of their pipe, as few messages as they need."""
    batch: list[bytes] = []
    for number, frame in records:
        batch.append(_RECORD.pack(number, frame))
        if len(batch) == RECORDS_PER_MESSAGE:
            yield b"".join(batch)
            batch.clear()
    if batch:
        yield b"".join(batch)


def unpack_audio(data: bytes) -> Iterator[tuple[int, bytes]]:
    whole = len(data) - len(data) % _RECORD.size
    return _RECORD.iter_unpack(data[:whole])
