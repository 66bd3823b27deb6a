"""What a stock vosk-server is told and how its replies are read. Pure: text and bytes in, values out.

A connection begins with one configuration, which is not replied to; after it each message, the end included, is replied to
by exactly one JSON object. After the end's reply the server closes.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from asr.port import Word

# The server compares the text, spaces and all.
END = '{"eof" : 1}'
# Longer messages are refused with close code 1009; ours are far below.
MAX_MESSAGE_BYTES = 1 << 20
TOO_BIG = 1009


class BadReply(Exception):
    """A reply that no vosk-server gives: the address is something else, or it is broken."""


@dataclass(frozen=True, slots=True)
class Interim:
    """Text of the utterance that is being spoken, empty in silence."""

    text: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A finished utterance, empty when nothing was said; word times are seconds of audio on this connection.

    A server that was told to leave out word times gives a text without words.
    """

    text: str
    words: tuple[Word, ...]


Reply = Interim | Heard


def begin(rate: int) -> str:
    """The configuration: samples a second, and that words come with their times. Never a model: it would be everybody's."""
    return json.dumps({"config": {"sample_rate": rate, "words": True}})


def read(message: str | bytes) -> Reply:
    """Return what a reply says; raise BadReply for anything but the protocol's objects."""
    try:
        answer = json.loads(message)
        if "partial" in answer:
            return Interim(str(answer["partial"]))
        best = answer["alternatives"][0] if "alternatives" in answer else answer
        return Heard(str(best["text"]).strip(), tuple(_word(entry) for entry in best.get("result", ())))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise BadReply(f"no reply of a vosk-server: {message[:80]!r}") from error


def _word(entry: Mapping[str, Any]) -> Word:
    t0, t1, sure = float(entry["start"]), float(entry["end"]), float(entry.get("conf", 1.0))
    if not (math.isfinite(t0) and math.isfinite(t1) and 0 <= t0 <= t1 and math.isfinite(sure)):
        raise ValueError("a word's times are no times")
    return Word(text=str(entry["word"]), t0=t0, t1=t1, confidence=min(1.0, max(0.0, sure)))
