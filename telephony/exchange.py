"""The private branch exchange of one node: commands by people, signalling and media in; facts out (`telephony.events`).

Here a command is checked and an event is understood; `telephony.switchboard` then moves the call.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

import structlog

from config.errors import Conflict, NotFound
from config.ids import CallId, LegId, PersonId
from config.settings import Acd
from telephony import view
from telephony.calls.line import AgentLeg, Line
from telephony.calls.state import Call
from telephony.events import CallHeld, CallResumed, Emit, RecordingFailed, RecordingResumed
from telephony.exchange_port import Exchange, ExchangeSnapshot, QueueSpec, Seat
from telephony.media.port import (
    DigitPressed,
    EngineLost,
    MediaEngine,
    MediaEvent,
    PipeAudio,
    PlayFinished,
    RecordingTroubled,
    RtpTimedOut,
)
from telephony.queues import floor as floors
from telephony.sip.port import EndedBy, IncomingCall, Negotiated, SipEndpoint, SipLeg, SipListener
from telephony.switchboard import Switchboard, Timers
from telephony.waiting.hall import RETRY_AFTER_S, Why
from telephony.waiting.hours import Hours, always_open

log = structlog.get_logger(__name__)

STOP_S = 10.0  # for the legs to close and the recordings to end
# Final statuses by which an agent's phone says no; no answer is 408, 480 or 487; all others are a failing phone.
DECLINED = frozenset({486, 600, 603})
NO_ANSWER = frozenset({408, 480, 487})


class PbxExchange(Exchange, SipListener):
    """All methods run on the loop's thread. ``loop`` sets timers (default: the running loop); tests pass virtual time."""

    def __init__(
        self,
        sip: SipEndpoint,
        media: MediaEngine,
        *,
        acd: Acd,
        queues: Sequence[QueueSpec],
        recordings: Path,
        emit: Emit,
        now: Callable[[], datetime],
        loop: Timers | None = None,
        browser_grace_s: float,
        hours: Hours = always_open,
    ) -> None:
        self._sip = sip
        self._media = media
        self._stopping = False
        self._board = Switchboard(
            sip,
            media,
            acd=acd,
            queues=queues,
            recordings=recordings,
            emit=emit,
            now=now,
            timers=loop,
            browser_grace_s=browser_grace_s,
            hours=hours,
        )

    async def start(self) -> None:
        """Start the engine, then signalling; BadSetting where an address cannot be had, with nothing left running."""
        await self._media.start(self._heard)
        try:
            await self._sip.start(self)
        except BaseException:
            await self._media.stop()
            raise
        self._board.run_clock(asyncio.get_running_loop())

    async def stop(self) -> None:
        """End all calls, let recordings end, then signalling and engine; each wait is bounded."""
        self._stopping = True
        board = self._board
        board.stop_clock()
        for call in list(board.calls.values()):
            with board.handling(call.call):
                board.end(call.call, "completed" if call.connected else "failed", "system", "service stopped")
        for agent in list(board.floor.agents):
            with board.handling():
                self.sign_out(agent)
        await board.quiet(STOP_S)
        await self._sip.stop()
        await self._media.stop()

    # What is

    def snapshot(self) -> ExchangeSnapshot:
        return view.snapshot(self._board, self._sip.registrations())

    # Seats

    def sign_in(self, seat: Seat) -> None:
        with self._board.commanding():
            self._board.change(floors.sign_in(self._board.floor, seat, self._board.now()))

    def sign_out(self, agent: PersonId) -> None:
        board = self._board
        present = board.floor.agents.get(agent)
        if present is None:
            return
        with board.commanding(present.call):
            floor = floors.sign_out(board.floor, agent, board.now())
            if present.state == "reserved" and present.call:
                board.withdraw_offer(present.call, "agent_gone", floor, [agent])
            elif present.state == "wrap_up":
                board.wrap_up_over(agent, floor)
            else:
                board.change(floor)

    def set_presence(self, agent: PersonId, presence: Literal["available", "paused"], reason: str = "") -> None:
        board = self._board
        with board.commanding():
            board.change(floors.set_presence(board.floor, agent, presence, reason, board.now()))

    def end_wrap_up(self, agent: PersonId) -> None:
        board = self._board
        with board.commanding():
            board.wrap_up_over(agent, floors.end_wrap_up(board.floor, agent, board.now()))

    # Call control

    def accept(self, agent: PersonId, call: CallId) -> None:
        leg = self._offered(agent, call)
        if not leg.by_browser:
            raise Conflict("您使用的是话机。", "请直接在话机上接听。")
        with self._board.commanding(call):
            leg.accepted = True
            if leg.ready:
                self._board.agent_ready(self._board.lines[call], leg)

    def decline(self, agent: PersonId, call: CallId) -> None:
        self._offered(agent, call)
        with self._board.commanding(call):
            self._board.offer_failed(call, agent, "declined")

    def hold(self, agent: PersonId, call: CallId) -> None:
        board = self._board
        if self._talking(agent, call).state == "held":
            raise Conflict("通话已在保持中。", "可点击“恢复通话”。")
        with board.commanding(call):
            board.apply(CallHeld(at=board.now(), call=call, agent=agent), floors.hold(board.floor, call, board.now()))

    def resume(self, agent: PersonId, call: CallId) -> None:
        board = self._board
        if self._talking(agent, call).state != "held":
            raise Conflict("通话没有被保持。", "无需恢复。")
        with board.commanding(call):
            floor = floors.resume(board.floor, call, board.now())
            board.apply(CallResumed(at=board.now(), call=call, agent=agent), floor)

    def mute(self, agent: PersonId, call: CallId, on: bool) -> None:
        present = self._talking(agent, call)
        with self._board.commanding(call):
            self._board.lines[call].mute(on, held=present.state == "held")

    def hang_up(self, call: CallId, by: PersonId | None = None) -> None:
        """End a call; from its agent it is completed, an offer is declined, from nobody the system ended it."""
        present = self._board.calls.get(call)
        if present is None or present.state in ("wrap_up", "ended"):
            raise NotFound("通话已经结束。", "请刷新页面。")
        if by is not None and by != present.agent and by not in present.offered_to:
            raise Conflict("您不在这个通话中。", "请刷新页面。")
        if by and present.state == "offered":
            self.decline(by, call)
            return
        with self._board.commanding(call):
            reason: Literal["completed", "rejected"] = "completed" if present.connected else "rejected"
            self._board.end(call, reason, "agent" if by else "system")

    def transfer_to_queue(self, agent: PersonId, call: CallId, queue: str) -> None:
        self._talking(agent, call)
        with self._board.commanding(call):
            self._board.send_back(call, floors.transfer(self._board.floor, call, queue, self._board.now()))

    async def browser_audio(self, agent: PersonId) -> PipeAudio:
        call = self._board.floor.agent(agent).call
        line = self._board.lines.get(call) if call else None
        leg = line.agent if line else None
        if leg is None or leg.agent != agent or not leg.joined or leg.browser is None:
            raise Conflict("当前没有可以接入声音的通话。", "请先接听来电，并确认坐席电话设为浏览器。")
        with self._board.commanding():
            return leg.browser.connect()

    # Queues

    def open_queue(self, queue: QueueSpec) -> None:
        with self._board.commanding():
            self._board.change(floors.open_queue(self._board.floor, queue))

    def close_queue(self, name: str, *, move_to: str) -> None:
        with self._board.commanding():
            self._board.close_queue(name, move_to)

    def block(self, numbers: Mapping[str, str]) -> None:
        self._board.door.block(numbers)

    # What signalling says

    def incoming(self, leg: SipLeg, call: IncomingCall) -> None:
        if self._stopping:
            leg.reject(503, "Stopping", retry_after_s=RETRY_AFTER_S)
            return
        self._board.admit(leg, call)

    def ringing(self, leg: SipLeg) -> None:
        return None

    def answered(self, leg: SipLeg, media: Negotiated) -> None:
        line, agent = self._agent_leg(leg.leg_id)
        if line is None or agent is None:
            leg.hang_up()
            return
        with self._board.handling(line.call):
            self._media.connect(agent.leg, media)
            agent.ready = agent.accepted = True
            self._board.agent_ready(line, agent)

    def failed(self, leg: SipLeg, status: int, reason: str) -> None:
        line, agent = self._agent_leg(leg.leg_id)
        if line is None or agent is None:
            return
        log.info("an agent's phone did not answer", call=line.call, agent=agent.agent, status=status, reason=reason)
        why: Why = "declined" if status in DECLINED else "no_answer" if status in NO_ANSWER else "leg_failed"
        with self._board.handling(line.call):
            self._board.offer_failed(line.call, agent.agent, why)

    def ended(self, leg: SipLeg, by: EndedBy, reason: str) -> None:
        found = self._board.line_of(leg.leg_id)
        if found is None:
            return
        line, is_caller = found
        _, agent = self._agent_leg(leg.leg_id)
        with self._board.handling(line.call):
            if is_caller or agent is None:
                self._caller_ended(line, by, reason)
            elif not agent.joined:
                self._board.offer_failed(line.call, agent.agent, "leg_failed")
            elif by == "remote":
                self._board.end(line.call, "completed", "agent")
            else:
                self._board.agent_lost(line.call)

    def _caller_ended(self, line: Line, by: EndedBy, reason: str) -> None:
        if by == "remote":
            self._board.caller_gone(line)
        elif self._board.calls[line.call].connected:
            self._board.caller_gone(line, "system", reason or by)
        else:
            self._board.end(line.call, "failed", "system", reason or by)

    def media_changed(self, leg: SipLeg, media: Negotiated) -> None:
        found = self._board.line_of(leg.leg_id)
        if found is None:
            return
        line, is_caller = found
        _, agent = self._agent_leg(leg.leg_id)
        with self._board.handling(line.call):
            if is_caller:
                if line.connect_caller(media):
                    self._board.greet(line)
            elif agent:
                self._media.connect(agent.leg, media)
                if agent.joined:
                    self._held_by_phone(line.call, agent, media.direction != "sendrecv")

    def _held_by_phone(self, call: CallId, agent: AgentLeg, on: bool) -> None:
        """The hold key of the agent's SIP phone does what the desk's does."""
        state = self._board.calls[call].state
        if on and state == "answered":
            agent.on_hold_by_phone = True
            self.hold(agent.agent, call)
        elif not on and state == "held" and agent.on_hold_by_phone:
            agent.on_hold_by_phone = False
            self.resume(agent.agent, call)

    def digit(self, leg: SipLeg, digit: str) -> None:
        self._pressed(leg.leg_id, digit)

    # What the engine says

    def _heard(self, event: MediaEvent) -> None:
        if isinstance(event, EngineLost):
            self._engine_lost()
            return
        if isinstance(event, RecordingTroubled):
            self._recording_troubled(event)
            return
        found = self._board.line_of(event.leg)
        if found is None:
            return
        line, is_caller = found
        with self._board.handling(line.call):
            match event:
                case PlayFinished() if is_caller:
                    self._board.sound_over(line, event.token)
                case DigitPressed() if is_caller:
                    self._pressed(event.leg, event.digit)
                case RtpTimedOut() if is_caller:
                    self._board.caller_gone(line, "system", "rtp timeout")
                case RtpTimedOut() if line.agent and line.agent.leg == event.leg and not line.agent.by_browser:
                    self._board.agent_lost(line.call)
                case _:
                    pass

    def _pressed(self, leg: LegId, digit: str) -> None:
        """A caller's key; what it means depends on where the caller is."""
        found = self._board.line_of(leg)
        if found and found[1]:
            with self._board.handling(found[0].call):
                self._board.pressed(found[0], digit)

    def _engine_lost(self) -> None:
        log.error("the media engine is lost; its calls end", calls=len(self._board.lines))
        for call in list(self._board.lines):
            with self._board.handling(call):
                self._board.end(call, "failed", "system", "media engine lost")

    def _recording_troubled(self, event: RecordingTroubled) -> None:
        line = self._board.lines.get(event.call)
        if line is None:
            return
        line.unwritten = event.what
        if event.what:
            log.error("the recording of a call cannot be written; the call goes on", call=event.call, what=event.what)
            self._board.emit(RecordingFailed(at=self._board.now(), call=event.call, what=event.what))
        else:
            log.warning("the recording of a call is written again", call=event.call)
            self._board.emit(RecordingResumed(at=self._board.now(), call=event.call))

    # Who may do what to which call

    def _offered(self, agent: PersonId, call: CallId) -> AgentLeg:
        offer, line = self._board.floor.offers.get(call), self._board.lines.get(call)
        leg = line.ringing.get(agent) if line else None
        if offer is None or leg is None or agent not in offer.agents:
            raise Conflict("这个来电已不在等待您接听。", "请等待下一个来电。")
        return leg

    def _talking(self, agent: PersonId, call: CallId) -> Call:
        present = self._board.calls.get(call)
        if present is None:
            raise NotFound("通话已经结束。", "请刷新页面。")
        if present.agent != agent or not present.connected:
            raise Conflict("您不在这个通话中。", "请刷新页面。")
        return present

    def _agent_leg(self, leg: LegId) -> tuple[Line, AgentLeg] | tuple[None, None]:
        found = self._board.line_of(leg)
        if found is None or found[1]:
            return None, None
        line = found[0]
        named = (one for one in line.agent_legs if leg == one.leg or (one.sip is not None and leg == one.sip.leg_id))
        agent = next(named, None)
        return (line, agent) if agent else (None, None)
