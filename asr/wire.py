"""Recognition events as JSON lines between the recognition process and the one that started it."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from asr.port import (
    Degraded,
    Event,
    Final,
    Gap,
    Load,
    Notice,
    Partial,
    Progress,
    RecognizerInfo,
    Standing,
    StreamFailed,
    StreamFinished,
    Word,
)
from config import errors
from config.errors import BadInput, HotlineError, Unavailable

MAX_LINE = 1 << 20
_KINDS: Mapping[str, type[Event]] = {
    kind.__name__: kind
    for kind in (Partial, Final, StreamFinished, Degraded, StreamFailed, Gap, Progress, Notice, Load, Standing)
}


def encode(message: Mapping[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def decode(line: bytes) -> dict[str, Any]:
    """Return the message of one line; raise BadInput when it is none."""
    try:
        message = json.loads(line)
    except ValueError as error:
        raise BadInput(f"A line of the recognition process cannot be read: {error}.") from error
    if not isinstance(message, dict):
        raise BadInput("A line of the recognition process is no object.")
    return message


def event_out(event: Event) -> dict[str, Any]:
    return {"event": type(event).__name__, **asdict(event)}


def event_in(message: Mapping[str, Any]) -> Event:
    """Return the event of a message; raise BadInput when it names no event or lacks a field."""
    fields = {key: value for key, value in message.items() if key != "event"}
    if "words" in fields:
        fields["words"] = tuple(Word(**word) for word in fields["words"])
    try:
        return _KINDS[message["event"]](**fields)
    except (KeyError, TypeError) as error:
        raise BadInput(f"No such recognition event: {error}.") from error


def info_out(info: RecognizerInfo) -> dict[str, Any]:
    return asdict(info)


def info_in(message: Mapping[str, Any]) -> RecognizerInfo:
    return RecognizerInfo(**message)


def error_out(error: HotlineError) -> dict[str, str]:
    return {"code": error.code, "what": error.what, "remedy": error.remedy}


def error_in(told: Mapping[str, str]) -> HotlineError:
    """The other process's error as one of ours: BadSetting keeps its exit code, anything unknown becomes Unavailable."""
    kind = getattr(errors, told["code"], Unavailable)
    if kind is errors.BadSetting:
        setting, _, what = told["what"].partition(": ")
        return errors.BadSetting(setting, what, told["remedy"])
    error: HotlineError = kind(told["what"], told["remedy"])
    return error
