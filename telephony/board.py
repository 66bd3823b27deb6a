"""The board of one node: every live call and its line, the floor of agents and queues, and how a fact moves them.

Applies the pure tables, tells what happened, does the effects. Whatever fails while one call is handled ends that call,
frees its agent and is logged; other calls go on.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import structlog

from config.errors import Conflict, NotAllowed, NotFound
from config.ids import CallId, LegId, PersonId
from config.settings import Acd
from telephony.calls import state as states
from telephony.calls.alarms import Alarms
from telephony.calls.branch import Branch
from telephony.calls.line import Line
from telephony.calls.plant import Plant
from telephony.calls.state import Call, Effect
from telephony.conversation.hearing import phase_of
from telephony.events import (
    AgentMoved,
    AgentStateChanged,
    CallEnded,
    CallEvent,
    Emit,
    EndReason,
    OfferEnded,
    PartyLeft,
    SupervisionEnded,
    TelephonyEvent,
)
from telephony.exchange_port import QueueSpec
from telephony.media.port import MediaEngine
from telephony.queues import engagement
from telephony.queues import floor as floors
from telephony.queues.agents import Agent
from telephony.queues.floor import Floor
from telephony.sip.port import SipEndpoint

log = structlog.get_logger(__name__)

By = Literal["caller", "agent", "system"]
WhyLeft = Literal["hung_up", "dropped", "no_answer", "declined", "failed", "call_ended"]


class Board:
    """State and its one way to change. `telephony.switchboard` gives it effects (`act`) and turns (`turn`)."""

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
    ) -> None:
        self.floor = Floor(acd=acd)
        for spec in queues:
            self.floor = floors.open_queue(self.floor, spec)
        self.calls: dict[CallId, Call] = {}
        self.lines: dict[CallId, Line] = {}
        self.alarms = Alarms()
        self.now = now
        self._told = emit
        self._depth = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self.plant = Plant(sip=sip, media=media, recordings=recordings, emit=self.emit, now=now, spawn=self.spawn)

    def act(self, effect: Effect, event: CallEvent) -> None:
        """Do to legs and sounds what the table asks for."""
        raise NotImplementedError

    def turn(self) -> None:
        """What follows every change: offers, and the next deadline."""
        raise NotImplementedError

    # Facts

    def apply(self, event: CallEvent, floor: Floor | None = None) -> None:
        """Move the call and the floor, then tell, then act. A fact of a call that is gone is only told."""
        effects: tuple[Effect, ...] = ()
        call = self.calls.get(event.call)
        if call:
            call, effects = states.step(call, event)
            self.calls[event.call] = call
        if call and call.state == "ended":
            del self.calls[event.call]
        before, self.floor = self.floor, floor or self.floor
        self.emit(event)
        self._tell_agents(before)
        for effect in effects:
            self.act(effect, event)

    def change(self, floor: Floor) -> None:
        """Take the next floor where no call moves, and tell each agent's change."""
        before, self.floor = self.floor, floor
        self._tell_agents(before)

    def reseat(self, agent: PersonId, floor: Floor) -> None:
        """``floor`` has the agent in other queues: take it, and say so."""
        self.change(floor)
        seat = floor.agent(agent).seat
        until = seat.home.until if seat.home else None
        self.emit(AgentMoved(at=self.now(), agent=agent, queues=seat.queues, until=until))

    def emit(self, event: TelephonyEvent) -> None:
        try:
            self._told(event)
        except Exception:
            log.exception("a listener failed on an event", telephony_event=type(event).__name__)

    def _tell_agents(self, before: Floor) -> None:
        present = self.floor.agents
        for agent, one in present.items():
            known = before.agents.get(agent)
            if one is not known and _shown(one) != _shown(known):
                self.emit(_changed(one, self.now()))
        for agent in before.agents.keys() - present.keys():
            self.emit(AgentStateChanged(at=self.now(), agent=agent, state="offline"))

    # Ends

    def end(self, call: CallId, reason: EndReason, by: By, detail: str = "") -> None:
        """End a call from any state, once. Ringing, waiting and offered calls are over; answered ones are written up."""
        present, at = self.calls.get(call), self.now()
        if present is None or present.over:
            return
        self.company_leaves(call, "call_ended")
        floor: Floor | None = engagement.dismiss(floors.depart(self.floor, call, at), call, at)
        for agent in present.offered_to:
            self.apply(OfferEnded(at=at, call=call, agent=agent, why="caller_gone"), floor)
            floor = None
        ended = CallEnded(
            at=at,
            call=call,
            reason=reason,
            by=by,
            queue=present.queue or self._asked_for(call),
            agent=present.agent if present.connected or present.direction == "out" else None,
            waited_s=states.waited(present, at),
            talked_s=states.talked(present, at),
            detail=detail,
        )
        self.apply(ended, floor)

    def _asked_for(self, call: CallId) -> str | None:
        """The queue that a caller chose who never came to wait in it (closed, full)."""
        line = self.lines.get(call)
        return line.wait.chosen if line else None

    def _abort(self, call: CallId) -> None:
        """End a call whose handling failed; where even that fails, forget it and free its agent."""
        try:
            self.end(call, "failed", "system", "internal error")
        except Exception:
            log.exception("a failed call did not end cleanly", call=call)
            line = self.lines.pop(call, None)
            self.calls.pop(call, None)
            self.alarms.forget(call)
            self.change(engagement.dismiss(floors.depart(self.floor, call, self.now()), call, self.now()))
            if line:
                line.release("internal error")

    def company_leaves(self, call: CallId, why: WhyLeft) -> None:
        """A third party and supervisors leave the call, for ``why``; a colleague who was consulted is free again."""
        line = self.lines.get(call)
        if line is None:
            return
        party = line.party
        if party:
            line.drop_party()
            self.alarms.clear(call, "party")
            party.tell(PartyLeft(at=self.now(), call=call, party=party.party, number=party.number, why=why))
            if party.agent:
                self.change(engagement.leave(self.floor, party.agent, self.now()))
        for supervisor in list(line.watchers):
            self.watcher_leaves(line, supervisor)

    def watcher_leaves(self, line: Line, supervisor: PersonId) -> None:
        """A supervisor is off the call, which nobody on it notices."""
        watcher = line.watchers[supervisor]
        line.drop_watcher(supervisor)
        self.alarms.clear(line.call, f"watch {supervisor}")
        if watcher.joined:
            self.emit(SupervisionEnded(at=self.now(), call=line.call, supervisor=supervisor))

    # Who hears whom

    def arrange(self, line: Line) -> None:
        """Let everybody on the call hear what its state and its third party's give them."""
        call = self.calls.get(line.call)
        if call and not line.released:
            line.arrange(phase_of(call.state, line.party.stage if line.party else None))

    # Around everything that is done

    @contextmanager
    def commanding(self, call: CallId | None = None) -> Iterator[None]:
        """Around a person's command: a refusal goes back to the person, any other failure ends the call.

        These contexts nest (a leg may end while another thing is done); the turn comes once, at the end of the outermost.
        """
        self._depth += 1
        try:
            yield
        except (Conflict, NotFound, NotAllowed):
            raise
        except Exception:
            log.exception("a call failed and is ended", call=call)
            if call:
                self._abort(call)
        finally:
            try:
                if self._depth == 1:
                    self.turn()
            finally:
                self._depth -= 1

    @contextmanager
    def handling(self, call: CallId | None = None) -> Iterator[None]:
        """Around an event: nobody is there to be refused, so every failure ends the call. Never raises."""
        try:
            with self.commanding(call):
                yield
        except (Conflict, NotFound, NotAllowed):
            log.exception("the tables refused a step of our own", call=call)
            if call:
                self._abort(call)

    def spawn(self, call: CallId, work: Coroutine[Any, Any, None]) -> None:
        """Run ``work`` beside the loop's other work; its failure ends the call."""
        task = asyncio.get_running_loop().create_task(self._watched(call, work), name=f"call {call}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _watched(self, call: CallId, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception:
            log.exception("work beside a call failed", call=call)
            with self.handling():
                self._abort(call)

    async def quiet(self, timeout_s: float) -> None:
        """Wait, at most ``timeout_s``, until what runs beside has ended; then cancel it."""
        if not self._tasks:
            return
        _, left = await asyncio.wait(set(self._tasks), timeout=timeout_s)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def end_of(self, leg: LegId) -> tuple[Line, Branch | None] | None:
        """The line that a leg belongs to and the branch on our side (None: the caller's); by either name of the leg."""
        found = self.plant.ends.get(leg)
        line = self.lines.get(found[0]) if found else None
        return (line, found[1]) if found and line else None


def _shown(agent: Agent | None) -> Mapping[str, object] | None:
    if agent is None:
        return None
    return {name: getattr(agent, name) for name in ("state", "reason", "call", "until", "following", "leaving")}


def _changed(agent: Agent, at: datetime) -> AgentStateChanged:
    return AgentStateChanged(
        at=at, agent=agent.seat.agent, state=agent.state, reason=agent.reason, call=agent.call, until=agent.until
    )
