"""Whatever happens in whatever order: no agent without a live call, no two calls for one agent, no caller lost.

A random history of callers, people and the clock is played against the pure floor; after each step the invariants hold.
"""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from config.errors import Conflict, NotFound
from config.ids import CallId, PersonId
from config.settings import Acd
from telephony.exchange_port import QueueSpec, Seat
from telephony.queues import floor as floors
from telephony.queues.floor import Floor

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
ACD = Acd(
    offer_s=20, wrap_up_s=30, pause_after_missed=2, prompts=(), service_level_s=15, service_level_goal=0.8, short_abandon_s=5
)
SPECS = (
    QueueSpec(name="general", title="", max_length=3, max_wait_s=120, strategy="ring_all"),
    QueueSpec(
        name="business",
        title="",
        max_length=2,
        max_wait_s=60,
        overflow_to="general",
        strategy="by_level",
        relax_s=(10, 30),
        offer_s=8,
    ),
    QueueSpec(
        name="duty", title="", max_length=2, max_wait_s=60, weight=10, overflow_to="business", duty_session="1", relax_s=(45,)
    ),
)
AGENTS = st.sampled_from([PersonId(name) for name in ("li", "wang", "zhao")])
QUEUES = st.sampled_from([spec.name for spec in SPECS])


class AnyHistory(RuleBasedStateMachine):
    """``live`` holds the callers that must be somewhere: in line, offered or with an agent."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.floor = Floor(acd=ACD)
        for spec in SPECS:
            self.floor = floors.open_queue(self.floor, spec)
        self.live: set[CallId] = set()
        self.names = count(1)

    def offer_all(self) -> None:
        while offer := floors.next_offer(self.floor, self.now):
            self.floor = floors.reserve(self.floor, offer, self.now)

    @rule(queue=QUEUES)
    def somebody_calls(self, queue: str) -> None:
        call = CallId(f"call-{next(self.names)}")
        self.floor, name = floors.enqueue(self.floor, call, queue, self.now)
        if name:
            self.live.add(call)
        self.offer_all()

    @precondition(lambda self: self.live)
    @rule(data=st.data())
    def a_caller_hangs_up(self, data: st.DataObject) -> None:
        call = data.draw(st.sampled_from(sorted(self.live)))
        self.floor = floors.depart(self.floor, call, self.now)
        self.live.discard(call)
        self.offer_all()

    @rule(agent=AGENTS, queues=st.lists(QUEUES, unique=True), level=st.integers(1, 3))
    def an_agent_sits_down(self, agent: PersonId, queues: list[str], level: int) -> None:
        levels = dict.fromkeys(queues, level)
        seat = Seat(agent=agent, name=agent, phone="browser", queues=tuple(queues), levels=levels)
        self.floor = floors.sign_in(self.floor, seat, self.now)
        self.floor = floors.set_presence(self.floor, agent, "available", "", self.now)
        self.offer_all()

    @precondition(lambda self: self.floor.agents)
    @rule(data=st.data(), wish=st.sampled_from(["available", "paused", "leave", "end_wrap_up"]))
    def an_agent_wishes(self, data: st.DataObject, wish: str) -> None:
        agent = data.draw(st.sampled_from(sorted(self.floor.agents)))
        if wish == "leave":
            self.floor = floors.sign_out(self.floor, agent, self.now)
        elif wish == "end_wrap_up":
            try:
                self.floor = floors.end_wrap_up(self.floor, agent, self.now)
            except Conflict:
                assert self.floor.agent(agent).state != "wrap_up"
        else:
            self.floor = floors.set_presence(self.floor, agent, "paused" if wish == "paused" else "available", "", self.now)
        self.offer_all()

    @precondition(lambda self: self.floor.offers)
    @rule(data=st.data(), accepted=st.booleans())
    def an_offer_is_decided(self, data: st.DataObject, accepted: bool) -> None:
        call = data.draw(st.sampled_from(sorted(self.floor.offers)))
        agent = data.draw(st.sampled_from(self.floor.offers[call].agents))
        if accepted:
            self.floor = floors.answer(self.floor, call, agent, self.now)
        else:
            self.floor = floors.refuse(self.floor, call, agent, self.now, rest_s=5)
        self.offer_all()

    @precondition(lambda self: self.floor.talks)
    @rule(data=st.data(), what=st.sampled_from(["hold", "transfer", "lose"]), queue=QUEUES)
    def a_talk_takes_a_turn(self, data: st.DataObject, what: str, queue: str) -> None:
        call = data.draw(st.sampled_from(sorted(self.floor.talks)))
        if what == "hold":
            held = self.floor.agent(self.floor.talks[call]).state == "held"
            self.floor = (floors.resume if held else floors.hold)(self.floor, call, self.now)
        elif what == "lose":
            self.floor = floors.lose_agent(self.floor, call, queue, self.now)
        elif queue in self.floor.queues:
            self.floor = floors.transfer(self.floor, call, queue, self.now)
        self.offer_all()

    @rule(seconds=st.integers(1, 40))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        due = floors.due(self.floor, self.now)
        for offer in due.expired:
            for agent in offer.agents:
                self.floor = floors.refuse(self.floor, offer.call, agent, self.now)
        for agent in due.wrapped_up:
            self.floor = floors.end_wrap_up(self.floor, agent, self.now)
        for call in due.overdue:
            self.floor, name = floors.overflow(self.floor, call, self.now)
            if name is None:
                self.live.discard(call)
        self.offer_all()

    @rule(opened=st.booleans())
    def the_duty_session_begins_or_ends(self, opened: bool) -> None:
        if opened:
            self.floor = floors.open_queue(self.floor, SPECS[2])
        elif "duty" in self.floor.queues:
            self.floor = floors.close_queue(self.floor, "duty", "general", self.now)
        self.offer_all()

    @invariant()
    def no_caller_is_lost_or_twice_anywhere(self) -> None:
        waiting = [one.call for queue in self.floor.queues.values() for one in queue.waiting]
        everywhere = [*waiting, *self.floor.offers, *self.floor.talks]
        assert len(everywhere) == len(set(everywhere))
        assert set(everywhere) == self.live

    @invariant()
    def every_reserved_or_talking_agent_has_exactly_its_live_call(self) -> None:
        reserved = {agent: call for call, offer in self.floor.offers.items() for agent in offer.agents}
        talking = {agent: call for call, agent in self.floor.talks.items()}
        agents = self.floor.agents.items()
        assert len(reserved) == sum(len(offer.agents) for offer in self.floor.offers.values())
        assert all(offer.agents for offer in self.floor.offers.values())
        assert len(talking) == len(self.floor.talks)
        assert {agent: one.call for agent, one in agents if one.state == "reserved"} == reserved
        assert {agent: one.call for agent, one in agents if one.state in ("talking", "held")} == talking
        assert all(one.call is None for _, one in agents if one.state in ("available", "paused"))

    @invariant()
    def nobody_free_stands_beside_a_caller_he_may_serve(self) -> None:
        assert floors.next_offer(self.floor, self.now) is None

    @invariant()
    def each_line_stands_in_the_order_of_waiting_behind_those_sent_back(self) -> None:
        for queue in self.floor.queues.values():
            heads = [one.head for one in queue.waiting]
            assert heads == sorted(heads, reverse=True)
            sinces = [one.since for one in queue.waiting if not one.head]
            assert sinces == sorted(sinces)

    @invariant()
    def whatever_the_clock_must_end_has_a_deadline(self) -> None:
        deadline = floors.next_deadline(self.floor, self.now)
        wrapping_up = [one for one in self.floor.agents.values() if one.state == "wrap_up"]
        waiting = any(queue.waiting for queue in self.floor.queues.values())
        assert deadline or not (self.floor.offers or wrapping_up or waiting)


AnyHistory.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
test_any_history = AnyHistory.TestCase


def a_floor() -> Floor:
    floor = Floor(acd=ACD)
    for spec in SPECS:
        floor = floors.open_queue(floor, spec)
    return floor


def test_a_full_chain_of_queues_has_no_room() -> None:
    floor = a_floor()
    names = []
    for number in range(8):
        floor, name = floors.enqueue(floor, CallId(str(number)), "duty", NOW)
        names.append(name)
    assert names == ["duty"] * 2 + ["business"] * 2 + ["general"] * 3 + [None]


def test_overflows_in_a_circle_end() -> None:
    specs = [QueueSpec(name=a, title="", max_length=1, overflow_to=b) for a, b in (("x", "y"), ("y", "x"))]
    floor = Floor(acd=ACD)
    for spec in specs:
        floor = floors.open_queue(floor, spec)
    for call in ("1", "2"):
        floor, name = floors.enqueue(floor, CallId(call), "x", NOW)
        assert name
    assert floors.enqueue(floor, CallId("3"), "x", NOW)[1] is None
    assert floors.overflow(floor, CallId("1"), NOW)[1] is None


def test_an_offer_of_a_queue_that_closed_returns_to_the_queue_that_took_over() -> None:
    floor = floors.sign_in(a_floor(), Seat(agent=PersonId("li"), name="", phone="browser", queues=("duty",)), NOW)
    floor = floors.set_presence(floor, PersonId("li"), "available", "", NOW)
    floor, _ = floors.enqueue(floor, CallId("1"), "duty", NOW)
    offer = floors.next_offer(floor, NOW)
    assert offer
    floor = floors.reserve(floor, offer, NOW)
    floor = floors.close_queue(floor, "duty", "general", NOW)
    floor = floors.refuse(floor, CallId("1"), PersonId("li"), NOW)
    assert floor.queue("general").position(CallId("1")) == 1


def test_a_queue_cannot_be_closed_into_itself_or_into_nothing() -> None:
    with pytest.raises(Conflict):
        floors.close_queue(a_floor(), "duty", "duty", NOW)
    with pytest.raises(NotFound):
        floors.close_queue(a_floor(), "duty", "nowhere", NOW)
    with pytest.raises(NotFound):
        floors.set_presence(a_floor(), PersonId("nobody"), "available", "", NOW)
