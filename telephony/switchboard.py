"""The switchboard moves calls along their way, offers them to agents and keeps the clock.

Every entry ends in a turn: waiting calls are offered to free agents, and one timer is set for the next deadline.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, Protocol

import structlog

from config.ids import CallId, PersonId, new_id
from config.settings import Acd
from telephony.board import Board, By
from telephony.calls import state as states
from telephony.calls.line import AgentLeg, Line
from telephony.calls.state import Effect
from telephony.events import (
    CallAnswered,
    CallArrived,
    CallEnded,
    CallEvent,
    CallOffered,
    CallQueued,
    Emit,
    EndReason,
    OfferEnded,
    WrapUpEnded,
)
from telephony.exchange_port import QueueSpec
from telephony.media.port import MediaEngine
from telephony.queues import floor as floors
from telephony.queues.floor import REFUSAL_REST_S, Floor, Offer
from telephony.sip.port import IncomingCall, SipEndpoint, SipLeg

log = structlog.get_logger(__name__)

MIN_TICK_S = 0.001
RETRY_AFTER_S = 10  # told to a caller for whom no media port is free
Why = Literal["no_answer", "declined", "caller_gone", "agent_gone", "leg_failed", "queue_closed", "answered_elsewhere"]


class Handle(Protocol):
    def cancel(self) -> None: ...


class Timers(Protocol):
    """The part of an event loop that the clock needs; tests pass one with virtual time."""

    def call_later(self, delay: float, callback: Callable[[], None], /) -> Handle: ...


class Switchboard(Board):
    """The steps that a call's way consists of; commands and events of `telephony.exchange` are made of them."""

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
        timers: Timers | None,
        browser_grace_s: float,
    ) -> None:
        super().__init__(sip, media, acd=acd, queues=queues, recordings=recordings, emit=emit, now=now)
        self._acd = acd
        self._timers = timers
        self._timer: Handle | None = None
        self._stopped = False
        self._grace = timedelta(seconds=browser_grace_s)

    # A call's way, in its order

    def admit(self, leg: SipLeg, incoming: IncomingCall) -> CallId:
        """Take an INVITE in: from here on the call ends with a CallEnded, whatever happens."""
        call = CallId(new_id())
        arrived = CallArrived(
            at=self.now(),
            call=call,
            caller_number=incoming.caller.number,
            caller_name=incoming.caller.name,
            dialled=incoming.dialled,
            trunk=incoming.trunk,
            sip_call_id=leg.sip_call_id,
        )
        self._note_repeated_caller(arrived)
        self.calls[call] = states.admit(arrived)
        self.lines[call] = Line(call, leg, incoming, self.plant)
        self.emit(arrived)
        with self.handling(call):
            leg.ring()
            self.spawn(call, self._receive(self.lines[call]))
        return call

    async def _receive(self, line: Line) -> None:
        try:
            local = await line.open_caller()
        except Exception as error:
            log.warning("no media for a caller", call=line.call, error=repr(error))
            with self.handling(line.call):
                line.leg.reject(503, "No Media", retry_after_s=RETRY_AFTER_S)
                self.end(line.call, "rejected", "system", f"no media: {error}")
            return
        with self.handling(line.call):
            media = line.leg.answer(local) if local else None
            if media and line.connect_caller(media):
                self.greet(line)

    def greet(self, line: Line) -> None:
        """The caller can hear: welcome and recording notice, then the queue."""
        if self._acd.prompts:
            line.play("greeting", self._acd.prompts)
        else:
            self.enqueue(line)

    def enqueue(self, line: Line) -> None:
        """The prompts are over: wait in the queue that number and digit chose, or part where all are full."""
        name = self._chosen_queue(line)
        floor, queue = floors.enqueue(self.floor, line.call, name, self.now()) if name else (self.floor, None)
        if queue is None:
            self._part(line, "no_agent", "rejected", "queue full")
            return
        self.apply(CallQueued(at=self.now(), call=line.call, queue=queue, position=_place(floor, line.call)), floor)

    def _chosen_queue(self, line: Line) -> str | None:
        """The dialled number's queue; a digit chooses among the queues of the menu unless the number stands outside it."""
        specs = [queue.spec for queue in self.floor.queues.values()]
        dialled = next((spec for spec in specs if line.incoming.dialled in spec.numbers), None)
        pressed = next((spec for digit in line.digits for spec in specs if spec.digit == digit), None)
        if pressed and (dialled is None or dialled.digit):
            return pressed.name
        chosen = dialled or next(iter(specs), None)
        return chosen.name if chosen else None

    def _part(self, line: Line, prompt: str, reason: EndReason, detail: str) -> None:
        line.parting = (reason, detail)
        line.play("farewell", [prompt])

    def agent_ready(self, line: Line, agent: AgentLeg) -> None:
        """The agent's leg stands and the agent has accepted: join the two."""
        call, at = self.calls[line.call], self.now()
        if line.ringing.get(agent.agent) is not agent or call.state != "offered" or call.queue is None:
            return
        for other in self.floor.offers[line.call].agents:
            if other != agent.agent:
                self.apply(OfferEnded(at=at, call=line.call, agent=other, why="answered_elsewhere"))
        answered = CallAnswered(at=at, call=line.call, agent=agent.agent, queue=call.queue, waited_s=states.waited(call, at))
        self.apply(answered, floors.answer(self.floor, line.call, agent.agent, at))

    def offer_failed(self, call: CallId, agent: PersonId, why: Why, *, rest_s: float = REFUSAL_REST_S) -> None:
        """Declined, or the phone failed or gave up: the agent has one miss more and a rest; after the last of those whose

        phones rang the caller is first again.
        """
        self.withdraw_offer(call, why, floors.refuse(self.floor, call, agent, self.now(), rest_s=rest_s), [agent])

    def withdraw_offer(self, call: CallId, why: Why, floor: Floor, agents: Sequence[PersonId]) -> None:
        """``floor`` has the offer without ``agents``; where nobody else is rung the call is first in line again. Say so."""
        for agent in agents:
            self.apply(OfferEnded(at=self.now(), call=call, agent=agent, why=why), floor)
        queue = floor.queue_of(call)
        if queue:
            self.lines[call].nobody_came()
            self.apply(CallQueued(at=self.now(), call=call, queue=queue.spec.name, position=_place(floor, call)))

    def send_back(self, call: CallId, floor: Floor) -> None:
        """The caller leaves the agent for the head of a queue (transfer, or the agent's line broke)."""
        queue = floor.queue_of(call)
        if queue:
            queued = CallQueued(at=self.now(), call=call, queue=queue.spec.name, position=_place(floor, call))
            self.apply(queued, floor)

    def agent_lost(self, call: CallId) -> None:
        """The agent's audio is gone while the caller is there: the caller is first in line, the agent paused."""
        log.warning("an agent's line broke", call=call, agent=self.calls[call].agent)
        self.send_back(call, floors.lose_agent(self.floor, call, self.calls[call].queue or "", self.now()))
        self.lines[call].play("notice", ["agent_offline"])

    def wrap_up_over(self, agent: PersonId, floor: Floor) -> None:
        """``floor`` has the agent out of wrap-up."""
        present, at = self.floor.agent(agent), self.now()
        if present.call is None:
            self.change(floor)
            return
        seconds = max(0.0, (at - present.since).total_seconds())
        self.apply(WrapUpEnded(at=at, call=present.call, agent=agent, wrap_up_s=seconds), floor)

    def caller_gone(self, line: Line, by: By = "caller", detail: str = "") -> None:
        """The caller's leg is over: completed after an answer, abandoned before it, or what the farewell said."""
        reason: EndReason = "completed" if self.calls[line.call].connected else "abandoned"
        if line.parting:
            reason, detail = line.parting[0], detail or line.parting[1]
        self.end(line.call, reason, by, detail)

    def sound_over(self, line: Line, token: str | None = None) -> None:
        """A sound came to its end (or to its bound, without a token): what follows it."""
        match line.sound_over(token):
            case "setup":
                self.end(line.call, "failed", "system", "no media from the caller")
            case "greeting":
                self.enqueue(line)
            case "notice":
                line.music()
            case "farewell":
                self.caller_gone(line, "system")
            case _:
                pass

    # Effects

    def act(self, effect: Effect, event: CallEvent) -> None:
        line = self.lines.get(event.call)
        if line is None:
            return
        match effect:
            case Effect.ANNOUNCE_WAIT:
                offer = floors.next_offer(self.floor, event.at)
                line.announce_wait(somebody_free=offer is not None and offer.call == event.call)
            case Effect.ANNOUNCE_TRANSFER:
                line.play("notice", ["transfer"])
            case Effect.CALL_AGENT:
                self._call_agent(line, event)
            case Effect.DROP_AGENT:
                line.drop_agent(event.agent if isinstance(event, OfferEnded) else None)
            case Effect.JOIN:
                if isinstance(event, CallAnswered):
                    line.join(event.agent, event.at)
            case Effect.HOLD:
                line.hold()
            case Effect.RESUME:
                line.resume()
            case Effect.RELEASE:
                self.lines.pop(event.call, None)
                line.release(event.detail if isinstance(event, CallEnded) else "")

    def _call_agent(self, line: Line, event: CallEvent) -> None:
        if isinstance(event, CallOffered):
            agent = line.new_agent_leg(self.floor.agent(event.agent).seat)
            self.spawn(line.call, self._reach(line, agent))

    async def _reach(self, line: Line, agent: AgentLeg) -> None:
        try:
            await line.open_agent(agent, lost=lambda: self._browser_left(line, agent))
        except Exception as error:
            log.warning("an agent's leg failed", call=line.call, agent=agent.agent, error=repr(error))
            with self.handling(line.call):
                if line.ringing.get(agent.agent) is agent:
                    self.offer_failed(line.call, agent.agent, "leg_failed")
            return
        with self.handling(line.call):
            if agent.ready and agent.accepted and line.call in self.calls:
                self.agent_ready(line, agent)

    def _browser_left(self, line: Line, agent: AgentLeg) -> None:
        with self.handling(line.call):
            if agent.browser and line.agent is agent:
                agent.browser.expect(self.now())

    # Turns and the clock

    def turn(self) -> None:
        """Offer what can be offered and set the timer; after `stop_clock` nothing more."""
        if self._stopped:
            return
        for _ in range(len(self.floor.agents)):
            offer = floors.next_offer(self.floor, self.now())
            if offer is None:
                break
            with self.handling(offer.call):
                self._offer(offer)
        self._arm()

    def _offer(self, offer: Offer) -> None:
        at = self.now()
        floor = floors.reserve(self.floor, offer, at)
        for agent in offer.agents:
            offered = CallOffered(at=at, call=offer.call, agent=agent, queue=offer.queue, expires_at=offer.expires_at)
            self.apply(offered, floor)

    def tick(self) -> None:
        """The clock: everything whose time has come."""
        with self.handling():
            self._tick(self.now())

    def _tick(self, at: datetime) -> None:
        due = floors.due(self.floor, at)
        for offer in due.expired:
            for agent in offer.agents:
                with self.handling(offer.call):
                    self.offer_failed(offer.call, agent, "no_answer", rest_s=0.0)
        for agent in due.wrapped_up:
            with self.handling(None):
                self.wrap_up_over(agent, floors.end_wrap_up(self.floor, agent, at))
        for call in due.overdue:
            with self.handling(call):
                self._overdue(self.lines[call])
        for line in list(self.lines.values()):
            with self.handling(line.call):
                self._line_due(line, at)

    def _overdue(self, line: Line) -> None:
        floor, queue = floors.overflow(self.floor, line.call, self.now())
        if queue is None:
            self.change(floor)
            self._part(line, "callback_offer", "callback_requested", "waited too long")
            return
        self.apply(CallQueued(at=self.now(), call=line.call, queue=queue, position=_place(floor, line.call)), floor)

    def _line_due(self, line: Line, at: datetime) -> None:
        gives_up_at = self._browser_gives_up_at(line)
        if gives_up_at and gives_up_at <= at:
            self.agent_lost(line.call)
        elif line.sound_until and line.sound_until <= at:
            self.sound_over(line)

    def _browser_gives_up_at(self, line: Line) -> datetime | None:
        agent = line.agent
        return agent.browser.gives_up_at(self._grace) if agent and agent.joined and agent.browser else None

    def _arm(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        times = [floors.next_deadline(self.floor, self.now())]
        times += [time for line in self.lines.values() for time in (line.sound_until, self._browser_gives_up_at(line))]
        first = min((time for time in times if time), default=None)
        if first and self._timers:
            delay = (first - self.now()).total_seconds()
            self._timer = self._timers.call_later(max(MIN_TICK_S, delay), self.tick)

    def run_clock(self, timers: Timers) -> None:
        """Begin; timers given to the constructor stand."""
        self._timers = self._timers or timers
        self._arm()

    def stop_clock(self) -> None:
        """No offer and no timer from now on; calls can still be ended."""
        self._stopped = True
        if self._timer:
            self._timer.cancel()

    def _note_repeated_caller(self, arrived: CallArrived) -> None:
        number = arrived.caller_number
        live = [one.call for one in self.calls.values() if one.caller_number == number and one.state != "wrap_up"]
        if number and live:
            log.info("a number calls again while its call is live", call=arrived.call, others=live)


def _place(floor: Floor, call: CallId) -> int:
    queue = floor.queue_of(call)
    return (queue.position(call) if queue else None) or 1
