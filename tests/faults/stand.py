"""Where the scenes play: a running service, a caller and an agent who talk, what the desk was told, what was written down."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from config.errors import Unavailable
from hotline.demo.desk import BrowserVoice, Desk, Event
from hotline.peers import CallerPeer
from hotline.sound import RATE
from tests.faults.judge import Verdict
from tests.faults.outcome import Shown, shown, speaks_of
from tests.faults.sounds import AGENT, caller_file, said
from tests.faults.undisturbed import Undisturbed
from tests.integration.house import House, answer, free, silent, until

HEARD_WITHIN_S = 120.0
READ_WITHIN_S = 120.0
SPEAKING_S = 4.0
"""So long after their beginning people are in the middle of their sentences (`tests.faults.sounds`)."""


@dataclass
class Stand:
    """``front`` is the module of the recognition process, ``worker`` that of the pool's, as their command lines name them."""

    house: House
    undisturbed: Undisturbed
    folder: Path
    model: Path
    hang: Path
    front: str = "tests.faults.front"
    worker: str = "tests.faults.child"

    def workers(self) -> list[psutil.Process]:
        """The pool's processes, oldest first."""
        children = self.house.child(self.front).children()
        return sorted((one for one in children if self.worker in one.cmdline()), key=lambda one: (one.create_time(), one.pid))


@dataclass
class Talk:
    """One call: ``at`` is the time of the fault by the desk's clock, once `struck`."""

    stand: Stand
    desk: Desk
    caller: CallerPeer
    call: str
    voice: BrowserVoice
    at: float = field(default_factory=time.monotonic)
    words: tuple[str, ...] = ()

    def struck(self, *words: str) -> None:
        """The fault is done now; desks will read one of ``words``."""
        self.at, self.words = time.monotonic(), words

    async def heard(
        self,
        kind: str,
        match: Callable[[dict[str, Any]], bool] = lambda _: True,
        seen: int | None = None,
        within_s: float = HEARD_WITHIN_S,
    ) -> Event:
        """The next event of this call and kind that comes from now on (or behind the first ``seen`` of the desk)."""
        seen = len(self.desk.events) if seen is None else seen

        def found() -> Event | None:
            news = (one for one in self.desk.events[seen:] if one["event"] == kind)
            return next((one for one in news if one["data"].get("call", self.call) == self.call and match(one["data"])), None)

        await self.desk._until(lambda: found() is not None, f"an event {kind}", within_s)
        event = found()
        assert event is not None
        return event

    async def mid_utterance(self, channel: str = "caller") -> None:
        """Somebody is in the middle of a sentence: interim text says so, or on a machine too busy for it the time does."""
        with suppress(Unavailable):
            await self.heard("partial", lambda data: data["channel"] == channel, within_s=SPEAKING_S)

    async def notice(self, word: str, seen: int = 0) -> None:
        """Every desk reads it."""
        await self.heard("recogniser", lambda data: word in data["notice"], seen)

    async def well(self, seen: int) -> None:
        """What stood there of the fault is taken back."""
        await self.heard("recogniser", lambda data: not speaks_of(data["notice"], self.words) and data["engine"] != "none", seen)

    def shown(self) -> Shown:
        return shown(self.desk.events, self.at, self.words)


@asynccontextmanager
async def talking(stand: Stand, agent: str = "agent1") -> AsyncIterator[Talk]:
    """A call in which both have said nothing yet."""
    number = stand.house.fresh_number()
    async with stand.house.desk(agent) as desk, stand.house.caller(number) as caller:
        call, voice = await answer(desk, number)
        try:
            yield Talk(stand, desk, caller, call, voice)
        finally:
            await voice.close()


@asynccontextmanager
async def both_speak(talk: Talk, *, to_the_end: bool = True) -> AsyncIterator[None]:
    """Both say all that they have to say meanwhile; at the end they have said it, or are cut off."""
    spoken = asyncio.create_task(talk.caller.speak(caller_file(talk.stand.folder)))
    talk.voice.say(said(AGENT).tobytes())
    try:
        yield
        if to_the_end:
            await spoken
            await silent(talk.voice)
    finally:
        spoken.cancel()
        await asyncio.gather(spoken, return_exceptions=True)


async def hang_up(talk: Talk) -> None:
    """Until all that was said live is written down."""
    seen = len(talk.desk.events)
    await talk.caller.hang_up()
    await talk.heard("transcript_done", seen=seen)
    await free(talk.desk)


@dataclass(frozen=True)
class Written:
    """A call as the database has it when nothing waits any more, beside the undisturbed reading of its recording."""

    call: dict[str, Any]
    verdict: Verdict
    seconds: float

    @property
    def gaps(self) -> int:
        return len(self.call["gaps"])

    @property
    def gaps_open(self) -> int:
        return sum(gap["state"] != "done" for gap in self.call["gaps"])

    @property
    def whys(self) -> Sequence[str]:
        """Each gap: why, where, from when until when (s)."""
        return [f"{gap['why']} {gap['channel']} {gap['from_s']}-{gap['to_s']}" for gap in self.call["gaps"]]


async def written(stand: Stand, desk: Desk, call: str, within_s: float = READ_WITHIN_S) -> Written:
    found: dict[str, Any] = await until(
        lambda: desk.get(f"/api/calls/{call}"),
        lambda one: one["ended_at"] is not None and all(gap["state"] != "waiting" for gap in one["gaps"]),
        within_s,
    )
    recording = stand.house.recording(call)
    verdict = await stand.undisturbed.compare(recording, found)
    return Written(found, verdict, (recording.stat().st_size - 44) / 4 / RATE)
