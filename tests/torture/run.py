"""The whole torture against one private running service: messages, conversation, keys, a good call, and what is left."""

import sys
import time
import traceback
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.integration.house import House, open_house
from tests.torture import (
    hostile_answers,
    hostile_dialogs,
    hostile_digits,
    hostile_headers,
    hostile_messages,
    hostile_registrar,
    hostile_rtcp,
    hostile_rtp,
    hostile_sdp,
    rfc4475_invalid,
    rfc4475_meaning,
    rfc4475_valid,
)
from tests.torture.case import Case
from tests.torture.footprint import Footprint, back_to, footprints
from tests.torture.hostile_digits import KeyCase, run_keys
from tests.torture.hostile_registrar import RegistrarCase, Registrars, registrars
from tests.torture.pen import Address
from tests.torture.sound_case import SoundCase
from tests.torture.talk import talk

RFC4475: tuple[Case, ...] = (*rfc4475_valid.CASES, *rfc4475_invalid.CASES, *rfc4475_meaning.CASES)
HOSTILE: tuple[Case, ...] = (
    *hostile_messages.CASES,
    *hostile_headers.CASES,
    *hostile_sdp.CASES,
    *hostile_dialogs.CASES,
    *hostile_answers.CASES,
)
SOUND: tuple[SoundCase, ...] = (*hostile_rtp.CASES, *hostile_rtcp.CASES)
KEYS: tuple[KeyCase, ...] = hostile_digits.CASES
REGISTRARS: tuple[RegistrarCase, ...] = hostile_registrar.CASES
GOOD = "the service as it serves"
FAULT = ("Traceback", '"level": "error"', '"level": "critical"')
SETTINGS = {
    # Four prompts: the keys come within them. Silent callers must not be taken for dead, nor callers of one name for a nuisance.
    "HOTLINE_ACD__PROMPTS": '["welcome", "recording_notice", "welcome", "recording_notice"]',
    "HOTLINE_MEDIA__RTP_TIMEOUT_S": "60",
    "HOTLINE_ACD__CALLS_PER_NUMBER": "0",
    "HOTLINE_ACD__CALLS_PER_HOUR": "0",
}


@dataclass
class Findings:
    """What was sent, what was answered wrongly, what did not come back."""

    messages: int = 0
    wrong: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)

    def note(self, name: str, source: str, verdict: str) -> None:
        self.messages += 1
        if verdict:
            self.wrong.append(f"{name} ({source}): {verdict}")
            say(f"WRONG {self.wrong[-1]}")


def say(line: str) -> None:
    """Words for people: standard output is JSON lines alone."""
    print(line, file=sys.stderr, flush=True)


@asynccontextmanager
async def tortured_house(folder: Path, cases: Sequence[RegistrarCase] = ()) -> AsyncIterator[tuple[House, Registrars]]:
    """The service, and the registrars at which it has registered as it started."""
    async with registrars(cases) as there, open_house(folder, **SETTINGS, **there.settings) as house:
        yield house, there


async def torture(
    house: House,
    there: Registrars,
    messages: Sequence[Case],
    sound: Sequence[SoundCase],
    keys: Sequence[KeyCase],
    *,
    back_s: float | None = None,
) -> Findings:
    """Everything once, in this order; ``back_s`` bounds the wait for what must come back (None: do not look)."""
    found = Findings()
    await _phase("registrars", there.cases, _registrars(there, found), found)
    await _call_as_case(house, "a good call before", found)
    before = footprints(house.instance.ready["pid"])
    await _phase("messages and dialogs", messages, _messages(house, messages, found), found)
    await _phase("sound and reports in a live conversation", sound, _sound(house, sound, found), found)
    stranger = "a call into which a stranger speaks first"
    await _call_as_case(house, stranger, found, hostile_rtp.LOCK, hostile_rtp.speaks_first)
    await _phase("keys", keys, _keys(house, keys, found), found)
    await _call_as_case(house, "a good call afterwards", found)
    if back_s is not None:
        found.leaks, after = await back_to(before, house.instance.ready["pid"], back_s)
        _show(before, after, found.leaks)
    return found


async def _phase(what: str, cases: Sequence[object], work: Coroutine[Any, Any, None], found: Findings) -> None:
    """One kind of cases; where it breaks off, each case that was not played is wrong."""
    began, seen = time.monotonic(), found.messages
    try:
        await work
    except Exception as error:
        missing = len(cases) - (found.messages - seen)
        found.wrong += [f"{what}: not played, {error!r}"] * max(missing, 1)
        say(f"WRONG {what}: broke off, {missing} not played\n{traceback.format_exc()}")
    say(f"{len(cases)} {what}: {time.monotonic() - began:.1f} s")


async def _call_as_case(
    house: House, name: str, found: Findings, source: str = GOOD, before: Callable[[Address], None] | None = None
) -> None:
    try:
        verdict = await good_call(house, before)
    except Exception as error:
        verdict = f"expected a call from end to end, got {error!r}"
    found.note(name, source, verdict)


async def _messages(house: House, cases: Sequence[Case], found: Findings) -> None:
    for case in cases:
        seen = len(house.log())
        verdict = await case.run(house.sip_address)
        found.note(case.name, case.source, verdict or _fault(house, seen))


async def _sound(house: House, cases: Sequence[SoundCase], found: Findings) -> None:
    if not cases:
        return
    async with talk(house) as (going, _, _):
        for case in cases:
            seen = len(house.log())
            verdict = await case.run(going)
            found.note(case.name, case.source, verdict or _fault(house, seen))


async def _registrars(there: Registrars, found: Findings) -> None:
    verdicts = await there.verdicts()
    for case in there.cases:
        found.note(case.name, case.source, verdicts[case.name])


async def _keys(house: House, cases: Sequence[KeyCase], found: Findings) -> None:
    seen = len(house.log())
    verdicts = await run_keys(house, cases) if cases else {}
    for case in cases:
        found.note(case.name, case.source, verdicts[case.name])
    if fault := _fault(house, seen):
        found.wrong.append(f"keys: {fault}")


async def good_call(house: House, before: Callable[[Address], None] | None = None) -> str:
    """A call that is dialled, answered at a desk, heard both ways and hung up."""
    async with talk(house, before) as (going, _, _):
        return await going.survives(going.marks())


def _fault(house: House, seen: int) -> str:
    """The first fault in what the service has logged since; the service must expect all of this."""
    news = house.log()[seen:]
    place = min((news.find(word) for word in FAULT if word in news), default=-1)
    return f"expected no fault in the log, got {news[max(place - 200, 0) : place + 900]}" if place >= 0 else ""


def _show(before: dict[str, Footprint], after: dict[str, Footprint], left: Sequence[str]) -> None:
    for role, old in before.items():
        new = after.get(role)
        if new:
            say(
                f"{role}: {old.memory_mb:.0f} → {new.memory_mb:.0f} MB, {old.threads} → {new.threads} threads, "
                f"{old.descriptors} → {new.descriptors} descriptors, {old.ports} → {new.ports} UDP ports"
            )
    for line in left:
        say(f"LEFT {line}")
