"""The console's phone, audio and duty queues over the exchange: the only place where desks and calls meet."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from agent_console.ports import (
    Audience,
    BrowserAudio,
    BrowserLeg,
    DeskEvent,
    DutyQueues,
    Phone,
    RecogniserState,
    SupervisedSide,
    SupervisionMode,
)
from asr.port import Channel
from config.ids import CallId, PersonId
from config.settings import Acd
from hotline.desk_views import agent_view, board_view, call_view, consulted_view
from hotline.live_notes import LiveNotes
from telephony.exchange_port import CallTarget, Exchange, Home, LiveAgent, LiveCall, QueueSpec, Seat


class Partials:
    """Interim text of live calls by channel, for the snapshot of a desk that reloads; forgotten with the call."""

    def __init__(self) -> None:
        self._text: dict[CallId, dict[Channel, str]] = {}

    def set(self, call: CallId, channel: Channel, text: str) -> None:
        self._text.setdefault(call, {})[channel] = text

    def clear(self, call: CallId, channel: Channel) -> None:
        self._text.get(call, {}).pop(channel, None)

    def forget(self, call: CallId) -> None:
        self._text.pop(call, None)

    def of(self, call: CallId) -> Mapping[Channel, str]:
        return dict(self._text.get(call, {}))


DUTY_WEIGHT = 10  # a caller of a leader's waits a tenth as long as one of another queue


class DeskPhone(Phone, BrowserAudio, DutyQueues):
    """``seat_of`` reads a person's name, phone, queues and levels; duty queues are added here while a session is open.

    ``tell_supervision``: whether an agent's desk shows who listens (``acd.tell_agent_supervision``).
    """

    def __init__(
        self,
        exchange: Exchange,
        seat_of: Callable[[PersonId], Awaitable[Seat]],
        partials: Partials,
        notes: LiveNotes,
        recogniser: Callable[[], RecogniserState],
        publish: Callable[[DeskEvent], None],
        main_queue: str,
        *,
        tell_supervision: bool = True,
        deputy_after_s: float = 60.0,
        duty_max_wait_s: float = 300.0,
    ) -> None:
        self._exchange = exchange
        self._seat_of = seat_of
        self._partials = partials
        self._notes = notes
        self._tell_supervision = tell_supervision
        self._recogniser = recogniser
        self._publish = publish
        self._main_queue = main_queue
        self._deputy_after_s = deputy_after_s
        self._duty_max_wait_s = duty_max_wait_s
        self._duty: dict[str, tuple[PersonId, PersonId | None]] = {}
        self._seats: dict[PersonId, Seat] = {}

    def tune(self, main_queue: str, acd: Acd) -> None:
        """Other rules, for what begins after this; the queues of open sessions keep those that they were opened with."""
        self._main_queue = main_queue
        self._tell_supervision = acd.tell_agent_supervision
        self._deputy_after_s = acd.duty_deputy_after_s
        self._duty_max_wait_s = acd.duty_max_wait_s

    async def sign_in(self, person: PersonId) -> None:
        self._take_seat(await self._seat_of(person))

    def _take_seat(self, seat: Seat) -> None:
        """``seat`` as the person's record says; the queues of sessions that the person leads, or stands in for, come first."""
        led = {duty_queue(session): 1 for session, (leader, _) in self._duty.items() if leader == seat.agent}
        held = {duty_queue(session): 2 for session, (_, deputy) in self._duty.items() if deputy == seat.agent}
        duty = held | led
        home = (
            replace(seat.home, queues=_with(duty, seat.home.queues), levels={**seat.home.levels, **duty}) if seat.home else None
        )
        taken = replace(seat, queues=_with(duty, seat.queues), levels={**seat.levels, **duty}, home=home)
        self._exchange.sign_in(taken)
        self._seats[seat.agent] = seat

    def sign_out(self, person: PersonId) -> None:
        self._seats.pop(person, None)
        self._exchange.sign_out(person)

    def set_presence(self, person: PersonId, presence: Literal["available", "paused"], reason: str) -> None:
        self._exchange.set_presence(person, presence, reason)

    def accept(self, person: PersonId, call: CallId) -> None:
        self._exchange.accept(person, call)

    def decline(self, person: PersonId, call: CallId) -> None:
        self._exchange.decline(person, call)

    def hold(self, person: PersonId, call: CallId) -> None:
        self._exchange.hold(person, call)

    def resume(self, person: PersonId, call: CallId) -> None:
        self._exchange.resume(person, call)

    def mute(self, person: PersonId, call: CallId, on: bool) -> None:
        self._exchange.mute(person, call, on)
        seen = self._exchange.glimpse(call)
        for live in seen.calls:
            data = self._seen_by(person, live, seen.agents)
            self._publish(DeskEvent(type="call", data=data, audience=Audience(people=frozenset({person}))))

    def hang_up(self, person: PersonId, call: CallId) -> None:
        self._exchange.hang_up(call, person)

    def end_wrap_up(self, person: PersonId) -> None:
        self._exchange.end_wrap_up(person)

    def transfer_to_queue(self, person: PersonId, call: CallId, queue: str) -> None:
        self._exchange.transfer_to_queue(person, call, queue)

    def transfer_to_number(self, person: PersonId, call: CallId, number: str) -> None:
        self._exchange.transfer_to_number(person, call, number)

    def consult(self, person: PersonId, call: CallId, number: str) -> None:
        self._exchange.consult(person, call, number)

    def join_party(self, person: PersonId, call: CallId) -> None:
        self._exchange.join_party(person, call)

    def drop_party(self, person: PersonId, call: CallId) -> None:
        self._exchange.drop_party(person, call)

    def complete_transfer(self, person: PersonId, call: CallId) -> None:
        self._exchange.complete_transfer(person, call)

    def pause_recording(self, person: PersonId, call: CallId, on: bool, reason: str) -> None:
        self._exchange.pause_recording(person, call, on, reason)

    def send_digits(self, person: PersonId, call: CallId, digits: str) -> None:
        self._exchange.send_digits(person, call, digits)

    def dial(self, person: PersonId, number: str, *, entry: str = "") -> CallId:
        return self._exchange.dial(person, number, entry=entry)

    async def supervise(self, person: PersonId, call: CallId, mode: SupervisionMode, side: SupervisedSide) -> None:
        seat = await self._seat_of(person)
        self._notes.names[person] = seat.name
        self._exchange.supervise(seat, call, mode, side)

    def stop_supervising(self, person: PersonId, call: CallId) -> None:
        self._exchange.stop_supervising(person, call)

    def move_agent(
        self, person: PersonId, queues: Sequence[str], levels: Mapping[str, int], *, until: datetime | None, lasting: bool
    ) -> None:
        self._exchange.move_agent(person, queues, levels, until=until, lasting=lasting)
        known = self._seats.get(person)
        agent = next((one for one in self._exchange.glimpse(None).agents if one.agent == person), None)
        if known is None or agent is None:
            return
        moved = agent.moved_until
        home = known.home or Home(queues=known.queues, levels=known.levels, until=moved) if moved else None
        seat = replace(known, queues=tuple(queues), levels=dict(levels), home=home)
        self._seats[person] = replace(seat, home=replace(home, until=moved)) if home and moved else seat

    def force(self, person: PersonId, to: Literal["available", "paused", "offline"], reason: str) -> None:
        self._exchange.force(person, to, reason)

    async def take_over(self, person: PersonId, call: CallId) -> None:
        seat = await self._seat_of(person)
        self._notes.names[person] = seat.name
        self._exchange.take_over(seat, call)

    def end_call(self, call: CallId) -> None:
        self._exchange.end_call(call)

    def move_call(self, call: CallId, *, queue: str = "", agent: PersonId | None = None) -> None:
        self._exchange.move_call(call, CallTarget(queue=queue, agent=agent))

    def said_now(self, call: CallId) -> Mapping[str, str]:
        return {str(channel): text for channel, text in self._partials.of(call).items()}

    def block(self, numbers: Mapping[str, str]) -> None:
        self._exchange.block(numbers)

    def desk(self, person: PersonId) -> Mapping[str, Any]:
        snapshot = self._exchange.snapshot()
        agent = next((agent for agent in snapshot.agents if agent.agent == person), None)
        call = next((call for call in snapshot.calls if agent and call.call == agent.call), None)
        view = self._seen_by(person, call, snapshot.agents) if call else None
        state = self._recogniser()
        return {
            "agent": agent_view(agent) if agent else None,
            "call": {**view, "partials": self._partials.of(call.call)} if call and view else None,
            "supervision": self._notes.supervision_of(person),
            "recogniser": {
                "engine": state.engine,
                "model": state.model,
                "language": state.language,
                "interims": state.interims,
                "notice": state.notice,
            },
        }

    def board(self) -> Mapping[str, Any]:
        return board_view(self._exchange.snapshot(), self._notes)

    def _seen_by(self, person: PersonId, call: LiveCall, agents: Sequence[LiveAgent]) -> dict[str, Any]:
        return consulted_view(call, person, agents, self._notes) or self._call_view(call, agents)

    def _call_view(self, call: LiveCall, agents: Sequence[LiveAgent]) -> dict[str, Any]:
        return call_view(call, agents, self._notes, supervisors=self._tell_supervision)

    async def listen(self, person: PersonId) -> BrowserLeg:
        return await self._exchange.supervisor_audio(person)

    async def open(self, person: PersonId) -> BrowserLeg:
        return await self._exchange.browser_audio(person)

    def opened(self, session_id: str, title: str, number: str, leader: PersonId, deputy: PersonId | None = None) -> None:
        self._duty[session_id] = (leader, deputy)
        self._exchange.open_queue(
            QueueSpec(
                name=duty_queue(session_id),
                title=title,
                numbers=(number,) if number else (),
                weight=DUTY_WEIGHT,
                max_wait_s=self._duty_max_wait_s,
                overflow_to=self._main_queue,
                strategy="by_level",
                relax_s=(self._deputy_after_s,),
                duty_session=session_id,
            )
        )
        for person in (leader, deputy):
            if person in self._seats:
                self._take_seat(self._seats[person])

    def closed(self, session_id: str) -> None:
        """Idempotent: those who wait go to the main queue at the place that their waiting time gives."""
        if session_id in self._duty:
            self._exchange.close_queue(duty_queue(session_id), move_to=self._main_queue)
            del self._duty[session_id]


def _with(duty: Mapping[str, int], queues: Sequence[str]) -> tuple[str, ...]:
    """The sessions' queues come first."""
    return tuple(dict.fromkeys((*duty, *queues)))


def duty_queue(session_id: str) -> str:
    """The queue's name of one duty session."""
    return f"duty:{session_id}"
