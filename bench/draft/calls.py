"""Calls to measure on: one JSON object a line with turns and the facts that a good agent would note."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from config.errors import BadInput

ROOT = Path(__file__).parents[2]
CALLS = "calls-zh.jsonl"
HELD_OUT_EVERY = 3
"""Calls whose number is a multiple are reported apart: nobody tunes on them."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """``who`` is ``caller`` or ``agent``; ``start`` and ``end`` in seconds of the call."""

    who: Literal["caller", "agent"]
    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Call:
    """``facts`` as the file has them."""

    id: str
    at: datetime
    queue: str
    caller_number: str
    said: tuple[Utterance, ...]
    facts: Mapping[str, Any]

    @property
    def held_out(self) -> bool:
        number = "".join(filter(str.isdigit, self.id.rpartition("-")[2]))
        return bool(number) and int(number) % HELD_OUT_EVERY == 0


def test_data() -> Path:
    return Path(os.environ.get("HOTLINE_TEST_DATA", ROOT.parent / "shared" / "data"))


def city_of(calls: Path) -> str:
    """The folder ``city`` beside the calls, else that of the test data, else the city that ships with the product."""
    for folder in (calls.parent / "city", test_data() / "city"):
        if (folder / "units.csv").is_file():
            return str(folder)
    return "builtin"


def read_calls(file: Path) -> list[Call]:
    """BadInput names the line that is no call."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise BadInput(f"The calls {file} cannot be read: {error.strerror}.", "Name another file: CALLS=FILE.") from None
    return [_call(number, line, file) for number, line in enumerate(lines, 1) if line.strip()]


def _call(number: int, line: str, file: Path) -> Call:
    try:
        row = json.loads(line)
        said = tuple(
            Utterance("agent" if turn["who"] == "agent" else "caller", turn["text"], turn["start"], turn["end"])
            for turn in row["turns"]
        )
        at = datetime.fromisoformat(row["call_time"])
        return Call(row["id"], at, row.get("queue") or "general", row["caller_number"] or "", said, row["facts"])
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(f"Line {number} of {file} is no call: {error!r}.", "Compare it with calls-zh.jsonl.") from None
