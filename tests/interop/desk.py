"""Our side of an interop test: the service's endpoint and media engine, with a person who answers and notes everything."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from config.ids import LegId
from config.settings import Media
from hotline.ports import free_rtp_range
from telephony.media.port import DigitPressed, LegQuality, MediaEvent
from telephony.media.process import MediaProcess
from telephony.sip.endpoint import PyVoipEndpoint
from telephony.sip.port import EndedBy, IncomingCall, Negotiated, Party, SipLeg, SipListener
from telephony.sip.transactions import Timers
from tests.telephony.sip.ends import settings

BOUND_S = 10.0
REAL = Timers(t1=0.2, t2=0.8, t4=0.5)
SOUND = "noise"


class Desk(SipListener):
    """Answers each call with sound. ``heard`` has every event in order: its name, then what came with it."""

    def __init__(self, sip: PyVoipEndpoint, media: MediaProcess, sound: Path) -> None:
        self.sip, self.media, self._sound = sip, media, sound
        self.heard: list[tuple[Any, ...]] = []
        self.leg: SipLeg | None = None
        self._lines: dict[LegId, LegId] = {}
        self._changed = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    # -- what the test asks for

    async def until(self, condition: Callable[[], bool], what: str) -> None:
        """Wait until it holds; the events so far in the failure."""
        try:
            async with asyncio.timeout(BOUND_S):
                while not condition():
                    self._changed.clear()
                    await asyncio.wait([asyncio.ensure_future(self._changed.wait())], timeout=0.1)
        except TimeoutError:
            raise AssertionError(f"{what}: not within {BOUND_S} s; heard {self.heard[-8:]}") from None

    async def told(self, name: str, count: int = 1) -> tuple[Any, ...]:
        """The count-th event of that name."""
        await self.until(lambda: self.count(name) >= count, f"{name} × {count}")
        return [event for event in self.heard if event[0] == name][count - 1]

    def count(self, name: str) -> int:
        return sum(event[0] == name for event in self.heard)

    async def call(self, target: str) -> SipLeg:
        """Dial; the sound begins with the answer."""
        line = LegId(f"out-{len(self._lines)}")
        local = await self.media.open_rtp(line)
        self.leg = self.sip.invite(target, local)
        self._lines[self.leg.leg_id] = line
        return self.leg

    async def quality(self) -> LegQuality:
        """Close the sound of the newest leg: its figures."""
        assert self.leg
        return await self.media.close(self._lines.pop(self.leg.leg_id))

    # -- what signalling and the engine say

    def _note(self, *event: Any) -> None:
        self.heard.append(event)
        self._changed.set()

    def incoming(self, leg: SipLeg, call: IncomingCall) -> None:
        self.leg = leg
        self._note("incoming", call)
        task = asyncio.ensure_future(self._answer(leg))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, leg: SipLeg) -> None:
        line = self._lines[leg.leg_id] = LegId(f"in-{len(self._lines)}")
        local = await self.media.open_rtp(line)
        leg.ring()
        agreed = leg.answer(local)
        if agreed:
            self._connect(leg, agreed)
        self._note("picked_up")

    def _connect(self, leg: SipLeg, agreed: Negotiated) -> None:
        line = self._lines[leg.leg_id]
        self.media.connect(line, agreed)
        self.media.play(line, [str(self._sound)], token="sound", loop=True)

    def ringing(self, leg: SipLeg) -> None:
        self._note("ringing")

    def answered(self, leg: SipLeg, media: Negotiated) -> None:
        self._connect(leg, media)
        self._note("answered", media)

    def failed(self, leg: SipLeg, status: int, reason: str) -> None:
        self._note("failed", status, reason)

    def ended(self, leg: SipLeg, by: EndedBy, reason: str) -> None:
        self._note("ended", by, reason)

    def media_changed(self, leg: SipLeg, media: Negotiated) -> None:
        if leg.leg_id in self._lines:
            self.media.connect(self._lines[leg.leg_id], media)
        self._note("media_changed", media.direction)

    def digit(self, leg: SipLeg, digit: str) -> None:
        self._note("digit", digit, "INFO")

    def transfer_requested(self, leg: SipLeg, target: Party, replaces: SipLeg | None) -> None:
        self._note("transfer_requested", target.number)
        leg.answer_refer(200)

    def refer_progressed(self, leg: SipLeg, status: int) -> None:
        self._note("refer_progressed", status)

    def event(self, event: MediaEvent) -> None:
        if isinstance(event, DigitPressed):
            self._note("digit", event.digit, "RFC 4733")


@asynccontextmanager
async def open_desk(port: int, sound: Path, **more: Any) -> AsyncIterator[Desk]:
    """A desk whose endpoint listens on ``port``; ``more`` are further `sip` settings."""
    sip = PyVoipEndpoint(settings(port, stop_timeout_s=2.0, **more), timers=REAL)
    ports = free_rtp_range(47_000)
    engine = Media(host="127.0.0.1", rtp_ports=ports, rtp_timeout_s=20.0, jitter_max_ms=200, browser_grace_s=5.0)
    media = MediaProcess(engine, prompts=sound.parent, tap=None)
    desk = Desk(sip, media, sound)
    await media.start(desk.event)
    try:
        await sip.start(desk)
        try:
            yield desk
        finally:
            await sip.stop()
    finally:
        await media.stop()
