"""The switchboard moves calls along their way, offers them to agents and keeps the clock.

Every entry ends in a turn: waiting calls are offered to free agents, and one timer is set for the next deadline.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

import structlog

from config.ids import CallId, PersonId
from config.settings import Acd
from telephony.board import By
from telephony.calls import state as states
from telephony.calls.branch import AgentLeg, Branch
from telephony.calls.line import Line
from telephony.calls.state import Effect
from telephony.events import (
    CallAnswered,
    CallEnded,
    CallEvent,
    CallOffered,
    CallQueued,
    Emit,
    OfferEnded,
    RecordingContinued,
    WrapUpEnded,
)
from telephony.exchange_port import QueueSpec
from telephony.media.port import MediaEngine
from telephony.queues import command, engagement, sweep
from telephony.queues import floor as floors
from telephony.queues.floor import REFUSAL_REST_S, Floor, Offer
from telephony.sip.port import SipEndpoint
from telephony.waiting.hall import Hall, Why, place
from telephony.waiting.hours import Hours

log = structlog.get_logger(__name__)

MIN_TICK_S = 0.001
ELSEWHERE = "Call completed elsewhere"  # the phones that rang in vain note no missed call (RFC 3326 §2)
RECORDING_PAUSE = "recording pause"  # the alarm's name


class Handle(Protocol):
    def cancel(self) -> None: ...


class Timers(Protocol):
    """The part of an event loop that the clock needs; tests pass one with virtual time."""

    def call_later(self, delay: float, callback: Callable[[], None], /) -> Handle: ...


class Switchboard(Hall):
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
        hours: Hours,
    ) -> None:
        super().__init__(sip, media, acd=acd, queues=queues, recordings=recordings, emit=emit, now=now, hours=hours)
        self._timers = timers
        self._timer: Handle | None = None
        self._stopped = False
        self._grace = timedelta(seconds=browser_grace_s)
        self.branch_lost: Callable[[Line, Branch], None] = lambda line, branch: self.agent_lost(line.call)

    # A call's way from the offer on

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

    def placed_call_answered(self, line: Line) -> None:
        """The citizen whom an agent called has answered and heard what must be heard first: join the two."""
        call, at = self.calls[line.call], self.now()
        if call.state != "ringing" or call.direction != "out" or call.agent not in line.ringing:
            return
        answered = CallAnswered(at=at, call=line.call, agent=call.agent, queue="", waited_s=0.0)
        self.alarms.clear(line.call, "dial")
        self.apply(answered, engagement.begin_talk(self.floor, line.call, call.agent, at))

    def offer_failed(self, call: CallId, agent: PersonId, why: Why, *, rest_s: float = REFUSAL_REST_S) -> None:
        """Declined, or the phone failed or gave up: the agent has one miss more and a rest; after the last of those whose

        phones rang the caller is first again.
        """
        self.withdraw_offer(call, why, floors.refuse(self.floor, call, agent, self.now(), rest_s=rest_s), [agent])

    def send_back(self, call: CallId, floor: Floor) -> None:
        """The caller leaves the agent for the head of a queue (transfer, or the agent's line broke)."""
        queue = floor.queue_of(call)
        if queue:
            queued = CallQueued(at=self.now(), call=call, queue=queue.spec.name, position=place(floor, call))
            self.apply(queued, floor)
            self.announce_later(self.lines[call])

    def agent_lost(self, call: CallId) -> None:
        """The agent's audio is gone while the caller is there: the caller is first in line, the agent paused."""
        log.warning("an agent's line broke", call=call, agent=self.calls[call].agent)
        self.company_leaves(call, "dropped")
        self.send_back(call, floors.lose_agent(self.floor, call, self.calls[call].queue or "", self.now()))
        self.lines[call].play("notice", ["agent_offline"])

    def write_again(self, line: Line, agent: PersonId | None = None) -> None:
        """A pause of the recording is over; ``agent`` None: by its bound, or because who paused has left the call."""
        if line.recording_paused:
            line.pause_recording(False)
            self.alarms.clear(line.call, RECORDING_PAUSE)
            self.emit(RecordingContinued(at=self.now(), call=line.call, agent=agent))
            if line.agent and agent is None:
                self.plant.media.play(line.agent.leg, ["continue_tone"], token="")

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
        reason = self.calls[line.call].reason_to_end
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
            case "consent":
                self.placed_call_answered(line)
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
                self.announce_wait(line, somebody_free=offer is not None and offer.call == event.call)
            case Effect.ANNOUNCE_TRANSFER:
                line.play("notice", ["transfer"])
            case Effect.CALL_AGENT:
                self._call_agent(line, event)
            case Effect.DROP_AGENT:
                if isinstance(event, OfferEnded):
                    line.drop_agent(event.agent, ELSEWHERE if event.why == "answered_elsewhere" else "")
                else:
                    line.drop_agent()
                self.arrange(line)
                self.write_again(line)
            case Effect.JOIN:
                if isinstance(event, CallAnswered):
                    line.join(event.agent, event.at)
                    self.arrange(line)
            case Effect.TAKE_OVER:
                line.take_over(event.at)
                self.arrange(line)
            case Effect.HOLD | Effect.RESUME:
                self.arrange(line)
            case Effect.ANNOUNCE_RETURN:
                self.arrange(line)
                line.play("notice", ["transfer_failed"])
            case Effect.RELEASE:
                self.lines.pop(event.call, None)
                self.alarms.forget(event.call)
                line.release(event.detail if isinstance(event, CallEnded) else "")

    def _call_agent(self, line: Line, event: CallEvent) -> None:
        if isinstance(event, CallOffered) and event.agent not in line.ringing:  # else the phone has called us
            agent = line.new_agent_leg(self.floor.agent(event.agent).seat)
            self.spawn(line.call, self._reach(line, agent))

    async def _reach(self, line: Line, agent: AgentLeg) -> None:
        try:
            await line.open_agent(agent, lost=lambda: self.browser_left(line, agent))
        except Exception as error:
            log.warning("an agent's leg failed", call=line.call, agent=agent.agent, error=repr(error))
            with self.handling(line.call):
                if line.ringing.get(agent.agent) is agent:
                    self.offer_failed(line.call, agent.agent, "leg_failed")
            return
        with self.handling(line.call):
            if agent.ready and agent.accepted and line.call in self.calls:
                self.agent_ready(line, agent)

    def browser_left(self, line: Line, branch: Branch) -> None:
        """A browser's connection is gone; another may come within the grace."""
        with self.handling(line.call):
            if branch.browser and not branch.dropped:
                branch.browser.expect(self.now())

    # Turns and the clock

    def turn(self) -> None:
        """Offer what can be offered and set the timer; after `stop_clock` nothing more."""
        if self._stopped:
            return
        self._free_the_stranded()
        self.watch_load()
        for _ in range(len(self.floor.agents)):
            offer = floors.next_offer(self.floor, self.now())
            if offer is None:
                break
            with self.handling(offer.call):
                self._offer(offer)
        self._arm()

    def _free_the_stranded(self) -> None:
        """Nobody stays engaged for a call that is gone; this finds nothing unless a part of the house has failed."""
        for agent in sweep.stranded(self.floor, self.calls):
            log.error("an agent was engaged for a call that is gone", agent=agent, call=self.floor.agent(agent).call)
            self.change(sweep.freed(self.floor, agent, self.now()))

    def _end_the_placeless(self) -> None:
        """Nobody waits for ever in no line."""
        waiting = [call.call for call in self.calls.values() if call.state in ("queued", "offered")]
        for call in sweep.placeless(self.floor, waiting):
            line = self.lines.get(call)
            if line is None or not line.parting:
                log.error("a call waited in no line and is ended", call=call)
                with self.handling(call):
                    self.end(call, "failed", "system", "internal error")

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
                self.overdue(self.lines[call])
        for agent in due.homeward:
            with self.handling(None):
                self.reseat(agent, command.go_home(self.floor, agent))
        for call, action in self.alarms.due(at):
            with self.handling(call):
                action()
        self._end_the_placeless()
        for line, branch, gives_up_at in self._browsers_away():
            if gives_up_at <= at and not branch.dropped:
                with self.handling(line.call):
                    self.branch_lost(line, branch)
        for line in [line for line in self.lines.values() if line.sound_until and line.sound_until <= at]:
            with self.handling(line.call):
                self.sound_over(line)

    def _browsers_away(self) -> list[tuple[Line, Branch, datetime]]:
        """Whose browser is not connected though it takes part in a call, and until when it may come back."""
        away = [
            (line, branch, gives_up_at)
            for call in self.plant.away
            if (line := self.lines.get(call))
            for branch in line.branches()
            if branch.browser and (gives_up_at := branch.browser.gives_up_at(self._grace))
        ]
        self.plant.away.intersection_update(line.call for line, _, _ in away)
        return [(line, branch, at) for line, branch, at in away if branch.joined]

    def _arm(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        times = [floors.next_deadline(self.floor, self.now())]
        times += [self.alarms.next(), self.surge_looks_again_at()]
        times += [line.sound_until for line in self.lines.values()]
        times += [gives_up_at for _, _, gives_up_at in self._browsers_away()]
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
