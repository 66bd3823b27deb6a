"""The board as others see it: one frozen snapshot of calls, agents and queues."""

from collections.abc import Sequence
from datetime import datetime

from config.ids import CallId
from telephony.calls.line import Line
from telephony.calls.state import Call
from telephony.events import CallStateName, PartyRole
from telephony.exchange_port import ExchangeSnapshot, LiveAgent, LiveCall, LiveParty, LiveQueue
from telephony.queues.agents import Agent
from telephony.queues.estimate import seconds_per_place
from telephony.queues.floor import Floor
from telephony.queues.queue import Queue
from telephony.sip.port import RegistrationStatus, TrunkStatus
from telephony.waiting.hall import Hall

Place = tuple[int | None, float | None]
NO_PLACE: Place = (None, None)


def snapshot(board: Hall, registrations: Sequence[RegistrationStatus], trunks: Sequence[TrunkStatus] = ()) -> ExchangeSnapshot:
    """Everything as it stands now; cheap enough to be taken for each event."""
    now, floor = board.now(), board.floor
    places = _places(floor)
    return ExchangeSnapshot(
        at=now,
        calls=tuple(_call(call, *places.get(call.call, NO_PLACE), board.lines.get(call.call)) for call in board.calls.values()),
        agents=tuple(_agent(agent) for agent in floor.agents.values()),
        queues=tuple(_queue(queue, floor, now) for queue in floor.queues.values()),
        registrations=tuple(registrations),
        trunks=tuple(trunks),
        surge=board.mode.surge,
    )


def _places(floor: Floor) -> dict[CallId, Place]:
    """Of everybody who waits the place from 1 and the expected wait in seconds."""
    found: dict[CallId, Place] = {}
    for queue in floor.queues.values():
        each = seconds_per_place(floor, queue) if queue.waiting else None
        for place, one in enumerate(queue.waiting, 1):
            found[one.call] = (place, None if each is None else each * place)
    return found


def _call(call: Call, position: int | None, expected_wait_s: float | None, line: Line | None) -> LiveCall:
    return LiveCall(
        call=call.call,
        state=_shown_state(call),
        caller_number=call.caller_number,
        caller_name=call.caller_name,
        dialled=call.dialled,
        queue=call.queue,
        position=position,
        agent=call.agent,
        arrived_at=call.arrived_at,
        queued_at=call.queued_at,
        answered_at=call.answered_at,
        offer_expires_at=call.offer_expires_at,
        muted=line is not None and line.muted,
        recording=line is not None and call.served and not line.unwritten and not line.recording_paused,
        recording_paused=line is not None and line.recording_paused,
        parties=_parties(line) if line else (),
        direction=call.direction,
        expected_wait_s=expected_wait_s,
        offered_to=call.offered_to,
    )


def _shown_state(call: Call) -> CallStateName:
    """A caller whom the agent transferred is still answered, by somebody else."""
    return "answered" if call.state == "transferred" else call.state


def _parties(line: Line) -> tuple[LiveParty, ...]:
    """The third party, then supervisors."""
    third = []
    if line.party:
        role: PartyRole = "third_party" if line.party.state == "joined" else "consulted"
        third.append(LiveParty(party=line.party.party, number=line.party.number, role=role, state=line.party.state))
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
    )


def _queue(queue: Queue, floor: Floor, now: datetime) -> LiveQueue:
    return LiveQueue(
        name=queue.spec.name,
        title=queue.spec.title,
        waiting=len(queue.waiting),
        longest_wait_s=queue.longest_wait_s(now),
        agents_available=sum(1 for agent in floor.agents.values() if agent.may_take(queue.spec.name, now)),
        duty_session=queue.spec.duty_session,
    )
