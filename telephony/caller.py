"""A citizen's phone on the same two ports as the exchange: dials, speaks sound files, keeps what it hears.

For ``hotline call`` and for scenarios; one call at a time.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from config.errors import BadInput, Conflict
from config.ids import CallId, LegId, new_id
from telephony.media.port import EngineLost, LegQuality, MediaEngine, MediaEvent, PlayFinished
from telephony.sip.port import EndedBy, IncomingCall, Negotiated, Party, SipEndpoint, SipLeg, SipListener

log = structlog.get_logger(__name__)

DIAL_MAX_S = 180.0  # signalling gives up earlier by itself (``sip.invite_timeout_s``)
SPEAK_MAX_S = 3600.0
CLOSE_S = 5.0
Mark = asyncio.Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CallReport:
    """What became of a call. ``status`` is the final SIP status, ``spoken`` the files played to their end.

    ``heard`` is a two-channel WAV whose left channel is what the caller heard; None where nothing was recorded.
    """

    status: int
    reason: str
    rang: bool
    answered_at: datetime | None
    ended_at: datetime | None
    ended_by: EndedBy | None
    spoken: int
    heard: Path | None
    quality: LegQuality | None


class Caller(SipListener):
    """Use: `start`, `dial`, `speak`, `hang_up`, `report`, `stop`; or `call` for all of a simple call.

    ``connected`` and ``over`` are events to wait on; ``on_answer`` is called once when the call is answered.
    """

    def __init__(self, sip: SipEndpoint, media: MediaEngine, *, now: Callable[[], datetime], party: Party | None = None) -> None:
        self.connected = Mark()
        self.over = Mark()
        self.on_answer: Callable[[], None] | None = None
        self._sip = sip
        self._media = media
        self._now = now
        self._party = party
        self._forget()

    def _forget(self) -> None:
        self.connected.clear()
        self.over.clear()
        self._leg: SipLeg | None = None
        self._media_leg = LegId(new_id())
        self._recording = CallId(new_id())
        self._heard: Path | None = None
        self._status, self._reason, self._rang = 0, "", False
        self._answered_at: datetime | None = None
        self._ended_at: datetime | None = None
        self._ended_by: EndedBy | None = None
        self._finished: dict[str, Mark] = {}
        self._spoken = 0
        self._quality: LegQuality | None = None
        self._open = False

    async def start(self) -> None:
        await self._media.start(self._heard_from_engine)
        try:
            await self._sip.start(self)
        except BaseException:
            await self._media.stop()
            raise

    async def stop(self) -> None:
        """Hang up what is left, close the leg, stop both engines."""
        self.hang_up()
        try:
            await self._close()
        finally:
            await self._sip.stop()
            await self._media.stop()

    # One call

    async def call(
        self,
        target: str,
        wav: Path | None,
        *,
        record: Path | None = None,
        say_after_answer_s: float = 0.0,
        seconds_max: float = 60.0,
    ) -> CallReport:
        """Dial, speak ``wav`` after the answer, stay until the other side hangs up or ``seconds_max`` have passed."""
        if await self.dial(target, record=record) == 200:
            try:
                await asyncio.wait_for(self._talk(wav, say_after_answer_s), seconds_max)
            except TimeoutError:
                self.hang_up()
        return await self.report()

    async def _talk(self, wav: Path | None, after_s: float) -> None:
        if wav and not await self._over_within(after_s):
            await self.speak(wav)
        await self.over.wait()

    async def _over_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self.over.wait(), seconds)
        except TimeoutError:
            return False
        return True

    async def dial(self, target: str, *, record: Path | None = None) -> int:
        """Call ``target`` and return the final status; after 200 the caller is heard and, with ``record``, kept."""
        if self._leg and not self.over.is_set():
            raise Conflict("This phone is in a call.", "Hang up first.")
        await self._close()
        self._forget()
        self._heard = record.absolute() if record else None
        local = await self._media.open_rtp(self._media_leg)
        self._open = True
        self._leg = self._sip.invite(target, local, caller=self._party)
        waits = [asyncio.ensure_future(mark.wait()) for mark in (self.connected, self.over)]
        try:
            done, _ = await asyncio.wait(waits, timeout=DIAL_MAX_S, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        if not done:
            self._finish(408, "no final answer", "timeout")
            self._leg.hang_up()
        return self._status

    async def speak(self, path: Path) -> bool:
        """Play a WAV file to its end; False when the call ended first. BadInput where the file is not there."""
        if not path.is_file():
            raise BadInput(f"{path} is not there.", "Name a WAV file.")
        if not self.connected.is_set() or self.over.is_set():
            return False
        token = new_id()
        mark = self._finished[token] = Mark()
        self._media.play(self._media_leg, [str(path.absolute())], token=token)
        waits = [asyncio.ensure_future(one.wait()) for one in (mark, self.over)]
        try:
            await asyncio.wait(waits, timeout=SPEAK_MAX_S, return_when=asyncio.FIRST_COMPLETED)
        finally:
            del self._finished[token]
            for wait in waits:
                wait.cancel()
        self._spoken += mark.is_set()
        return mark.is_set()

    def hang_up(self) -> None:
        if self._leg and not self.over.is_set():
            self._leg.hang_up()
            self._finish(self._status, self._reason, "local")

    async def report(self) -> CallReport:
        """Hang up if need be, close the leg and the recording, and tell what became of the call."""
        self.hang_up()
        await self._close()
        return CallReport(
            status=self._status,
            reason=self._reason,
            rang=self._rang,
            answered_at=self._answered_at,
            ended_at=self._ended_at,
            ended_by=self._ended_by,
            spoken=self._spoken,
            heard=self._heard if self._answered_at else None,
            quality=self._quality,
        )

    async def _close(self) -> None:
        if not self._open:
            return
        self._open = False
        if self._heard and self._answered_at:
            self._media.stop_recording(self._recording)
        try:
            self._quality = await asyncio.wait_for(self._media.close(self._media_leg), CLOSE_S)
        except Exception as error:
            log.warning("the caller's media leg did not close", error=repr(error))

    def _finish(self, status: int, reason: str, by: EndedBy) -> None:
        if not self.over.is_set():
            self._status, self._reason, self._ended_by, self._ended_at = status, reason, by, self._now()
            self.over.set()

    # What signalling and the engine say

    def incoming(self, leg: SipLeg, call: IncomingCall) -> None:
        leg.reject(486, "Busy Here")

    def ringing(self, leg: SipLeg) -> None:
        self._rang = self._rang or leg is self._leg

    def answered(self, leg: SipLeg, media: Negotiated) -> None:
        if leg is not self._leg or self.over.is_set():
            leg.hang_up()
            return
        self._status, self._reason, self._answered_at = 200, "OK", self._now()
        self._media.connect(self._media_leg, media)
        if self._heard:
            self._heard.parent.mkdir(parents=True, exist_ok=True)
            self._media.record(self._recording, self._heard, left=self._media_leg)
        self.connected.set()
        if self.on_answer:
            self.on_answer()

    def failed(self, leg: SipLeg, status: int, reason: str) -> None:
        if leg is self._leg:
            self._finish(status, reason, "remote")

    def ended(self, leg: SipLeg, by: EndedBy, reason: str) -> None:
        if leg is self._leg:
            self._finish(self._status, reason or self._reason, by)

    def media_changed(self, leg: SipLeg, media: Negotiated) -> None:
        if leg is self._leg:
            self._media.connect(self._media_leg, media)

    def digit(self, leg: SipLeg, digit: str) -> None:
        return None

    def transfer_requested(self, leg: SipLeg, target: Party, replaces: SipLeg | None) -> None:
        leg.answer_refer(603, "Declined")

    def refer_progressed(self, leg: SipLeg, status: int) -> None:
        return None

    def _heard_from_engine(self, event: MediaEvent) -> None:
        if isinstance(event, PlayFinished) and event.token in self._finished:
            self._finished[event.token].set()
        elif isinstance(event, EngineLost):
            self._finish(self._status, "media engine lost", "error")
