"""The private branch exchange of one node: commands by people, signalling and media in; facts out (`telephony.events`).

Here a person's command is checked; `telephony.signals` understands what phones and engine say. `telephony.switchboard` and
`telephony.conversation` then move the call.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from config.errors import Conflict, NotFound
from config.ids import CallId, PersonId
from config.settings import Acd
from telephony.calls.branch import AgentLeg, Branch, PartyLeg
from telephony.calls.plant import LEG_OPEN_S
from telephony.calls.state import Call
from telephony.conversation import numbers
from telephony.conversation.consultation import Consultation
from telephony.conversation.dialling import Dialling
from telephony.conversation.hearing import Side, Watch
from telephony.conversation.pickup import PickUp
from telephony.conversation.referral import Referral
from telephony.conversation.supervision import Supervision
from telephony.conversation.writing import Writing
from telephony.events import CallHeld, CallResumed, Emit, SupervisionMode
from telephony.exchange_port import CallTarget, Exchange, ExchangeSnapshot, QueueSpec, Seat
from telephony.media.port import MediaEngine, PipeAudio
from telephony.ordering import Ordering
from telephony.queues import floor as floors
from telephony.signals import Signals
from telephony.sip.port import SipEndpoint
from telephony.switchboard import Switchboard, Timers
from telephony.view import View
from telephony.waiting.hours import Hours, always_open

STOP_S = 10.0  # for the legs to close and the recordings to end


class PbxExchange(Exchange):
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
        early_media: bool = False,
    ) -> None:
        self._sip = sip
        self._media = media
        board = self._board = Switchboard(
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
        board.plant = replace(board.plant, early_media=early_media)
        self._view = View(board)
        self._consultation = Consultation(board)
        self._dialling = Dialling(board)
        self._supervision = Supervision(board)
        self._ordering = Ordering(board, self._supervision)
        self._writing = Writing(board)
        self._referral = Referral(board, self._consultation, self._dialling)
        self._signals = Signals(
            board,
            consultation=self._consultation,
            dialling=self._dialling,
            supervision=self._supervision,
            referral=self._referral,
            pickup=PickUp(board),
        )

    async def start(self) -> None:
        """Start the engine, then signalling; BadSetting where an address cannot be had, with nothing left running."""
        await self._media.start(self._signals.heard)
        try:
            await self._sip.start(self._signals)
        except BaseException:
            await self._media.stop()
            raise
        self._board.run_clock(asyncio.get_running_loop())

    async def stop(self) -> None:
        """End all calls, let recordings end, then signalling and engine; each wait is bounded."""
        self._signals.stopping = True
        board = self._board
        board.stop_clock()
        for call in list(board.calls.values()):
            with board.handling(call.call):
                board.end(call.call, "completed" if call.served else "failed", "system", "service stopped")
        for agent in list(board.floor.agents):
            with board.handling():
                self.sign_out(agent)
        await board.quiet(STOP_S)
        await self._sip.stop()
        await self._media.stop()

    # What is

    def snapshot(self) -> ExchangeSnapshot:
        return self._view.snapshot(self._sip.registrations(), self._sip.trunks() or ())

    def glimpse(self, call: CallId | None) -> ExchangeSnapshot:
        return self._view.glimpse(call)

    # Seats

    def sign_in(self, seat: Seat) -> None:
        with self._board.commanding():
            self._board.change(floors.sign_in(self._board.floor, seat, self._board.now()))

    def sign_out(self, agent: PersonId) -> None:
        board = self._board
        if agent not in board.floor.agents:
            return
        with board.commanding(board.floor.agents[agent].call):
            self._leave_engagement(agent)
            present = board.floor.agents[agent]
            floor = floors.sign_out(board.floor, agent, board.now())
            if present.state == "reserved" and present.call:
                board.withdraw_offer(present.call, "agent_gone", floor, [agent])
            elif present.state == "wrap_up":
                board.wrap_up_over(agent, floor)
            else:
                board.change(floor)

    def _leave_engagement(self, agent: PersonId) -> None:
        """Who is reserved beside the queues, to place a call or by a colleague, leaves that call."""
        board = self._board
        present = board.floor.agents[agent]
        line = board.lines.get(present.call) if present.state == "reserved" and present.call else None
        if line is None or line.call in board.floor.offers:
            return
        if line.party and line.party.agent == agent:
            self._consultation.left(line, line.party, "declined")
        else:
            self._dialling.failed(line, "agent", "agent signed out")

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
        leg = self._invited(agent, call)
        if not leg.by_browser:
            raise Conflict("您使用的是话机。", "请直接在话机上接听。")
        with self._board.commanding(call):
            leg.accepted = True
            if isinstance(leg, PartyLeg):
                self._consultation.answered(self._board.lines[call], leg)
            elif leg.ready:
                self._board.agent_ready(self._board.lines[call], leg)

    def decline(self, agent: PersonId, call: CallId) -> None:
        leg = self._invited(agent, call)
        with self._board.commanding(call):
            if isinstance(leg, PartyLeg):
                self._consultation.left(self._board.lines[call], leg, "declined")
            else:
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
        line = self._board.lines.get(call)
        if not (line and line.party and line.party.agent == agent and line.party.joined):
            self._talking(agent, call)
        with self._board.commanding(call):
            self._board.lines[call].mute(agent, on)
            self._board.arrange(self._board.lines[call])

    def hang_up(self, call: CallId, by: PersonId | None = None) -> None:
        """End a call; from its agent it is completed, an offer is declined, from nobody the system ended it."""
        present, line = self._board.calls.get(call), self._board.lines.get(call)
        if present is None or line is None or present.over:
            raise NotFound("通话已经结束。", "请刷新页面。")
        if by is not None and line.party and line.party.agent == by:
            with self._board.commanding(call):
                self._consultation.left(line, line.party, "hung_up" if line.party.joined else "declined")
            return
        if by is not None and by != present.agent and by not in present.offered_to:
            raise Conflict("您不在这个通话中。", "请刷新页面。")
        if by and present.state == "offered":
            self.decline(by, call)
            return
        with self._board.commanding(call):
            self._board.end(call, present.reason_if_we_end, "agent" if by else "system")

    def pause_recording(self, agent: PersonId, call: CallId, on: bool, reason: str = "") -> None:
        self._talking(agent, call)
        line = self._board.lines[call]
        with self._board.commanding(call):
            if on:
                self._writing.pause(line, agent, reason)
            else:
                self._writing.go_on(line, agent)

    def send_digits(self, agent: PersonId, call: CallId, digits: str) -> None:
        self._talking(agent, call)
        keys = numbers.keys(digits)
        with self._board.commanding(call):
            self._board.lines[call].send_digits(keys)

    # Others in the call, and calls that we place

    def transfer_to_queue(self, agent: PersonId, call: CallId, queue: str) -> None:
        board = self._board
        self._talking(agent, call)
        board.floor.queue(queue)
        with board.commanding(call):
            board.company_leaves(call, "dropped")
            board.send_back(call, floors.transfer(board.floor, call, queue, board.now()))

    def transfer_to_number(self, agent: PersonId, call: CallId, number: str) -> None:
        present, to = self._talking(agent, call), numbers.dialled(number)
        with self._board.commanding(call):
            if not self._referral.leave_to_trunk(present, agent, to):
                self._consultation.transfer(present, agent, to)

    def consult(self, agent: PersonId, call: CallId, number: str) -> None:
        present, to = self._talking(agent, call), numbers.dialled(number)
        with self._board.commanding(call):
            self._consultation.consult(present, agent, to)

    def join_party(self, agent: PersonId, call: CallId) -> None:
        present = self._talking(agent, call)
        with self._board.commanding(call):
            self._consultation.join(present)

    def drop_party(self, agent: PersonId, call: CallId) -> None:
        present = self._talking(agent, call)
        with self._board.commanding(call):
            self._consultation.drop(present)

    def complete_transfer(self, agent: PersonId, call: CallId) -> None:
        present = self._talking(agent, call)
        with self._board.commanding(call):
            self._consultation.complete(present, agent)

    def dial(self, agent: PersonId, number: str, *, entry: str = "") -> CallId:
        to = numbers.dialled(number)
        if numbers.colleague(to):
            raise Conflict("回拨只能拨打外部号码。", "请输入市民的号码。")
        placed: CallId | None = None
        with self._board.commanding():
            placed = self._dialling.dial(agent, to, entry)
        if placed is None:
            raise Conflict("电话没有拨出。", "请稍后再试。")
        return placed

    def supervise(self, supervisor: Seat, call: CallId, mode: SupervisionMode, side: Side) -> None:
        with self._board.commanding():
            self._supervision.begin(supervisor, call, Watch(supervisor.agent, mode, side))

    def stop_supervising(self, supervisor: PersonId, call: CallId) -> None:
        with self._board.commanding():
            self._supervision.end(supervisor, call)

    # What a supervisor orders

    def move_agent(
        self, agent: PersonId, queues: Sequence[str], levels: Mapping[str, int], *, until: datetime | None, lasting: bool = False
    ) -> None:
        self._ordering.move_agent(agent, queues, levels, until, lasting=lasting)

    def force(self, agent: PersonId, to: Literal["available", "paused", "offline"], reason: str = "") -> None:
        if to == "offline" and self._ordering.rings(agent):
            self.sign_out(agent)
        else:
            self._ordering.force(agent, to, reason)

    def move_call(self, call: CallId, to: CallTarget) -> None:
        self._ordering.move_call(call, to)

    def take_over(self, supervisor: Seat, call: CallId) -> None:
        self._ordering.take_over(supervisor, call)

    def end_call(self, call: CallId) -> None:
        self._ordering.end_call(call)

    # Browsers' audio

    async def browser_audio(self, agent: PersonId) -> PipeAudio:
        call = self._board.floor.agent(agent).call
        line = self._board.lines.get(call) if call else None
        leg = line.audible_leg_of(agent) if line else None
        await self._opened(leg)
        return self._connected(leg, "请先接听来电，并确认坐席电话设为浏览器。")

    async def supervisor_audio(self, supervisor: PersonId) -> PipeAudio:
        watcher = self._supervision.watcher(supervisor)
        await self._opened(watcher)
        return self._connected(watcher, "请先选择要监听的通话，并确认您的电话设为浏览器。")

    async def _opened(self, leg: Branch | None) -> None:
        """A browser asks as soon as it is told of its call, which may be before its leg stands."""
        if leg and leg.by_browser:
            await asyncio.wait_for(leg.settled.wait(), LEG_OPEN_S)

    def _connected(self, leg: Branch | None, remedy: str) -> PipeAudio:
        if leg is None or leg.browser is None or leg.dropped:
            raise Conflict("当前没有可以接入声音的通话。", remedy)
        audio = leg.browser.connect()
        self._board.turn()
        return audio

    # Queues

    def open_queue(self, queue: QueueSpec) -> None:
        with self._board.commanding():
            self._board.change(floors.open_queue(self._board.floor, queue))

    def close_queue(self, name: str, *, move_to: str) -> None:
        with self._board.commanding():
            self._board.close_queue(name, move_to)

    def tune(self, acd: Acd, hours: Hours) -> None:
        with self._board.commanding():
            self._board.tune(acd, hours)

    def block(self, numbers: Mapping[str, str]) -> None:
        self._board.door.block(numbers)

    # Who may do what to which call

    def _invited(self, agent: PersonId, call: CallId) -> AgentLeg | PartyLeg:
        offer, line = self._board.floor.offers.get(call), self._board.lines.get(call)
        if line and line.party and line.party.agent == agent and not line.party.joined:
            return line.party
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
