"""The board as others see it: one frozen snapshot of calls, agents and queues."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from config.ids import CallId, PersonId
from telephony.calls.line import Line
from telephony.calls.state import Call
from telephony.events import CallStateName, PartyRole
from telephony.exchange_port import ExchangeSnapshot, LiveAgent, LiveCall, LiveParty, LiveQueue
from telephony.queues.agents import Agent
from telephony.queues.estimate import expected_wait_s, seconds_per_place
from telephony.queues.floor import Floor
from telephony.queues.queue import Queue
from telephony.sip.port import RegistrationStatus, TrunkStatus
from telephony.waiting.hall import Hall

Place = tuple[int | None, float | None]
NO_PLACE: Place = (None, None)


class _Seen(NamedTuple):
    """What is shown of a call beside its state."""

    position: int | None
    expected_wait_s: float | None
    muted: bool = False
    written: bool = False
    paused: bool = False
    parties: tuple[LiveParty, ...] = ()


class View:
    """Takes snapshots of one board, one for each event: what has not changed since the last one is not made anew."""

    def __init__(self, board: Hall) -> None:
        self._board = board
        self._calls: dict[CallId, tuple[Call, _Seen, LiveCall]] = {}
        self._agents: dict[PersonId, tuple[Agent, LiveAgent]] = {}

    def snapshot(self, registrations: Sequence[RegistrationStatus], trunks: Sequence[TrunkStatus] = ()) -> ExchangeSnapshot:
        """Everything as it stands now."""
        board = self._board
        now, floor = board.now(), board.floor
        self._look_at_calls()
        self._look_at_agents()
        free = Counter(name for agent in floor.agents.values() if agent.free(now) for name in agent.seat.queues)
        return ExchangeSnapshot(
            at=now,
            calls=tuple(live for _, _, live in self._calls.values()),
            agents=tuple(live for _, live in self._agents.values()),
            queues=tuple(_queue(queue, free[queue.spec.name], now) for queue in floor.queues.values()),
            registrations=tuple(registrations),
            trunks=tuple(trunks),
            surge=board.mode.surge,
        )

    def glimpse(self, call: CallId | None) -> ExchangeSnapshot:
        """One call and the agents, no queues and no lines outside."""
        present = self._board.calls.get(call) if call else None
        self._look_at_agents()
        return ExchangeSnapshot(
            at=self._board.now(),
            calls=(_call(present, self._seen_of(present)),) if present else (),
            agents=tuple(live for _, live in self._agents.values()),
            queues=(),
            registrations=(),
            surge=self._board.mode.surge,
        )

    def _seen_of(self, call: Call) -> _Seen:
        queue = self._board.floor.queue_of(call.call)
        place = queue.position(call.call) if queue else None
        expected = expected_wait_s(self._board.floor, queue, place) if queue and place else None
        return _seen(self._board.lines.get(call.call), (place, expected))

    def _look_at_calls(self) -> None:
        places, lines = _places(self._board.floor), self._board.lines
        calls = {}
        for name, call in self._board.calls.items():
            seen = _seen(lines.get(name), places.get(name, NO_PLACE))
            known = self._calls.get(name)
            same = known is not None and known[0] is call and known[1] == seen
            calls[name] = known if known and same else (call, seen, _call(call, seen))
        self._calls = calls

    def _look_at_agents(self) -> None:
        agents = {}
        for who, agent in self._board.floor.agents.items():
            shown = self._agents.get(who)
            agents[who] = shown if shown and shown[0] is agent else (agent, _agent(agent))
        self._agents = agents


def _seen(line: Line | None, place: Place) -> _Seen:
    if line is None:
        return _Seen(*place)
    return _Seen(*place, line.muted, not line.unwritten, line.recording_paused, _parties(line))


def _places(floor: Floor) -> dict[CallId, Place]:
    """Of everybody who waits the place from 1 and the expected wait in seconds."""
    found: dict[CallId, Place] = {}
    for queue in floor.queues.values():
        each = seconds_per_place(floor, queue) if queue.waiting else None
        for place, one in enumerate(queue.waiting, 1):
            found[one.call] = (place, None if each is None else each * place)
    return found


def _call(call: Call, seen: _Seen) -> LiveCall:
    return LiveCall(
        call=call.call,
        state=_shown_state(call),
        caller_number=call.caller_number,
        caller_name=call.caller_name,
        dialled=call.dialled,
        queue=call.queue,
        position=seen.position,
        agent=call.agent,
        arrived_at=call.arrived_at,
        queued_at=call.queued_at,
        answered_at=call.answered_at,
        offer_expires_at=call.offer_expires_at,
        muted=seen.muted,
        recording=call.served and seen.written and not seen.paused,
        recording_paused=seen.paused,
        parties=seen.parties,
        direction=call.direction,
        expected_wait_s=seen.expected_wait_s,
        offered_to=call.offered_to,
    )


def _shown_state(call: Call) -> CallStateName:
    """A caller whom the agent transferred is still answered, by somebody else."""
    return "answered" if call.state == "transferred" else call.state


def _parties(line: Line) -> tuple[LiveParty, ...]:
    """The third party, then supervisors."""
    if not line.party and not line.watchers:
        return ()
    third = []
    if line.party:
        role: PartyRole = "third_party" if line.party.state == "joined" else "consulted"
        party = line.party
        third.append(LiveParty(party=party.party, number=party.number, role=role, state=party.state, muted=party.muted))
    watchers = (
        LiveParty(
            party=watcher.watch.supervisor,
            number=watcher.seat.phone,
            role="supervisor",
            state="joined" if watcher.joined else "calling",
            mode=watcher.watch.mode,
        )
        for watcher in line.watchers.values()
    )
    return (*third, *watchers)


def _agent(agent: Agent) -> LiveAgent:
    following = agent.following[0] if agent.following else None
    return LiveAgent(
        agent=agent.seat.agent,
        name=agent.seat.name,
        phone=agent.seat.phone,
        queues=agent.seat.queues,
        state=agent.state,
        reason=agent.reason,
        since=agent.since,
        call=agent.call,
        missed=agent.missed,
        until=agent.until,
        next="offline" if agent.leaving else following,
        next_reason=agent.following[1] if agent.following and not agent.leaving else "",
        levels=agent.seat.levels,
        moved_until=agent.seat.home.until if agent.seat.home else None,
    )


def _queue(queue: Queue, free: int, now: datetime) -> LiveQueue:
    return LiveQueue(
        name=queue.spec.name,
        title=queue.spec.title,
        waiting=len(queue.waiting),
        longest_wait_s=queue.longest_wait_s(now),
        agents_available=free,
        duty_session=queue.spec.duty_session,
    )
