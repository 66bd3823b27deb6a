"""The legs and sounds of one call: what the effects of `telephony.calls.state` do to signalling and media.

A shell without decisions: when a call moves is the switchboard's business.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, TypeVar

import structlog

from config.ids import CallId, LegId, PersonId, new_id
from telephony.calls.browser import BrowserLine
from telephony.events import EndReason, LegMeasured, RecordingFinished, RecordingStarted, TelephonyEvent
from telephony.exchange_port import Seat
from telephony.media.port import MediaEngine
from telephony.sip.port import IncomingCall, LocalMedia, Negotiated, SipEndpoint, SipLeg

log = structlog.get_logger(__name__)

Opened = TypeVar("Opened")

BROWSER = "browser"
LEG_OPEN_S = 10.0  # the media engine's answer to open and close; a lost engine is started anew within it
Sound = Literal["setup", "greeting", "ringback", "notice", "music", "farewell"]
# How long a sound may take before the call goes on without hearing of its end.
SOUND_MAX_S: dict[Sound, float] = {"setup": 40.0, "greeting": 90.0, "notice": 30.0, "farewell": 30.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """What every line works with; ``spawn`` runs a coroutine beside the loop's other work, for one call."""

    sip: SipEndpoint
    media: MediaEngine
    recordings: Path
    emit: Callable[[TelephonyEvent], None]
    now: Callable[[], datetime]
    spawn: Callable[[CallId, Coroutine[Any, Any, None]], None]


@dataclass(slots=True, kw_only=True)
class AgentLeg:
    """The way to one agent for one offer. ``leg`` names it for the media engine, ``sip`` is None on a browser phone."""

    seat: Seat
    leg: LegId
    sip: SipLeg | None = None
    browser: BrowserLine | None = None
    ready: bool = False
    accepted: bool = False
    joined: bool = False
    dropped: bool = False
    on_hold_by_phone: bool = False

    @property
    def agent(self) -> PersonId:
        return self.seat.agent

    @property
    def by_browser(self) -> bool:
        return self.seat.phone == BROWSER


class Line:
    """One call's legs. ``parting`` is set while the last announcement plays: the reason that the call will end with.

    ``unwritten`` says why the recording cannot be written at present.
    """

    def __init__(self, call: CallId, leg: SipLeg, incoming: IncomingCall, plant: Plant) -> None:
        self.call = call
        self.leg = leg
        self.incoming = incoming
        self.agent: AgentLeg | None = None
        self.digits = ""
        self.muted = False
        self.connected = False
        self.released = False
        self.parting: tuple[EndReason, str] | None = None
        self.recording: str | None = None
        self.unwritten = ""
        self._plant = plant
        self._opened = False
        self._sound: Sound = "setup"
        self._sounds = 0
        self.sound_until: datetime | None = plant.now() + timedelta(seconds=SOUND_MAX_S["setup"])

    # The caller's leg and what the caller hears

    @property
    def caller_leg(self) -> LegId:
        return self.leg.leg_id

    async def open_caller(self) -> LocalMedia | None:
        """Bind the caller's media; None when the call ended meanwhile."""
        local = await self._answered_in_time(self.caller_leg, self._plant.media.open_rtp(self.caller_leg))
        if self.released:
            await self._close(self.caller_leg)
            return None
        self._opened = True
        return local

    def connect_caller(self, media: Negotiated) -> bool:
        """Set where the caller's audio goes; True the first time."""
        self._plant.media.connect(self.caller_leg, media)
        first, self.connected = not self.connected, True
        return first

    def play(self, sound: Sound, prompts: Sequence[str], *, loop: bool = False) -> None:
        self._sounds += 1
        self._sound = sound
        bound = SOUND_MAX_S.get(sound)
        self.sound_until = self._plant.now() + timedelta(seconds=bound) if bound else None
        self._plant.media.play(self.caller_leg, prompts, token=self._token, loop=loop)

    @property
    def _token(self) -> str:
        return f"{self._sound}-{self._sounds}"

    def sound_over(self, token: str | None = None) -> Sound | None:
        """Which sound has ended, by its token or (None) by its bound; None for one that was replaced meanwhile."""
        if token not in (None, self._token):
            return None
        self.sound_until = None
        return self._sound

    def announce_wait(self, *, somebody_free: bool) -> None:
        """All are busy: say so, then music; where somebody is free, let it ring."""
        if somebody_free:
            self.play("ringback", ["ringback"], loop=True)
        else:
            self.play("notice", ["queue_wait"])

    def nobody_came(self) -> None:
        """An offer came to nothing: a caller who heard it ring is told to wait; music goes on undisturbed."""
        if self._sound == "ringback":
            self.announce_wait(somebody_free=False)

    def music(self) -> None:
        self.play("music", ["hold_music"], loop=True)

    # The agent's leg

    def new_agent_leg(self, seat: Seat) -> AgentLeg:
        self.agent = AgentLeg(seat=seat, leg=LegId(new_id()))
        return self.agent

    async def open_agent(self, agent: AgentLeg, *, lost: Callable[[], None]) -> None:
        """Open the browser's pipe, or dial the agent's SIP phone; closes again when the offer ended meanwhile."""
        media = self._plant.media
        if agent.by_browser:
            pipe = await self._answered_in_time(agent.leg, media.open_pipe(agent.leg))
            agent.browser = BrowserLine(pipe, lost=lost)
        else:
            await self._dial(agent)
        if agent.dropped:
            await self._close(agent.leg)
        agent.ready = agent.by_browser and not agent.dropped

    async def _dial(self, agent: AgentLeg) -> None:
        local = await self._answered_in_time(agent.leg, self._plant.media.open_rtp(agent.leg))
        if agent.dropped:
            return
        try:
            agent.sip = self._plant.sip.invite(agent.seat.phone, local, caller=self.incoming.caller)
        except Exception:
            await self._close(agent.leg)
            raise

    def join(self, at: datetime) -> None:
        """Caller and agent hear each other; recording and taps begin, or go on with the new agent."""
        media, agent = self._plant.media, self._present_agent()
        self.sound_until, agent.joined = None, True
        self._sounds += 1  # what was playing is over: its end says nothing any more
        media.bridge(self.caller_leg, agent.leg)
        if agent.browser:
            agent.browser.expect(at)
        self._record(agent, at)
        media.tap(agent.leg, f"{self.call}/agent")

    def _record(self, agent: AgentLeg, at: datetime) -> None:
        relative = self.recording or f"{at:%Y/%m/%d}/{self.call}.wav"
        path = self._plant.recordings / relative
        self._plant.media.record(self.call, path, left=self.caller_leg, right=agent.leg)
        if self.recording is None:
            self.recording = relative
            self._plant.media.tap(self.caller_leg, f"{self.call}/caller")
            self._plant.emit(RecordingStarted(at=at, call=self.call, path=relative))

    def hold(self) -> None:
        agent = self._present_agent()
        self._plant.media.unbridge(self.caller_leg)
        self._plant.media.mute(agent.leg, True)
        self.music()

    def resume(self) -> None:
        agent = self._present_agent()
        self._plant.media.mute(agent.leg, self.muted)
        self._plant.media.bridge(self.caller_leg, agent.leg)

    def mute(self, on: bool, *, held: bool) -> None:
        self.muted = on
        self._plant.media.mute(self._present_agent().leg, on or held)

    def drop_agent(self) -> None:
        """End the agent's leg; the caller stays."""
        agent, self.agent, self.muted = self.agent, None, False
        if agent is None or agent.dropped:
            return
        agent.dropped = True
        if agent.sip:
            agent.sip.hang_up()
        if agent.ready or agent.sip:
            self._plant.spawn(self.call, self._close(agent.leg, "agent" if agent.joined else None))
        if agent.joined:
            self._plant.media.unbridge(agent.leg)

    # The end

    def release(self, cause: str = "") -> None:
        """End all legs; the figures and the recording's end follow when the engine has answered. Never raises."""
        if self.released:
            return
        self.released, self.sound_until = True, None
        try:
            self.drop_agent()
        except Exception:
            log.exception("an agent's leg did not end cleanly", call=self.call)
        try:
            self.leg.hang_up(cause)
        except Exception:
            log.exception("a caller's leg did not end cleanly", call=self.call)
        self._plant.spawn(self.call, self._finish())

    async def _finish(self) -> None:
        if self.recording:
            self._plant.media.stop_recording(self.call)
        if self._opened:
            await self._close(self.caller_leg, "caller")
        if self.recording:
            self._plant.emit(RecordingFinished(at=self._plant.now(), call=self.call, path=self.recording))

    async def _answered_in_time(self, leg: LegId, opening: Coroutine[Any, Any, Opened]) -> Opened:
        try:
            return await asyncio.wait_for(opening, LEG_OPEN_S)
        except Exception:
            await self._close(leg)
            raise

    async def _close(self, leg: LegId, side: Literal["caller", "agent"] | None = None) -> None:
        """Close a media leg; its figures are told for a ``side`` that took part in the call."""
        try:
            quality = await asyncio.wait_for(self._plant.media.close(leg), LEG_OPEN_S)
        except Exception as error:
            log.warning("a media leg did not close", call=self.call, leg=leg, error=repr(error))
            return
        if side:
            self._plant.emit(LegMeasured(at=self._plant.now(), call=self.call, side=side, quality=quality))

    def _present_agent(self) -> AgentLeg:
        if self.agent is None:
            raise RuntimeError(f"call {self.call} has no agent's leg")
        return self.agent
