"""A long shift with agents, callers and phones that do as they like, 30,000 steps of it: the floor keeps its rules throughout.

Faster than the histories of `test_floor`, therefore longer and with more people; at the end nobody does anything any more and
the clock alone must bring everybody home.
"""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from config.errors import Conflict
from config.ids import CallId, PersonId
from telephony.exchange_port import QueueSpec, Seat
from telephony.queues import floor as floors
from telephony.queues.floor import Floor
from tests.telephony.exchange.house import ACD

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
STEPS = 10_000
SPECS = (
    QueueSpec(name="general", title="", max_length=12, max_wait_s=300, strategy="fewest_calls"),
    QueueSpec(name="business", title="", max_length=6, max_wait_s=90, overflow_to="general", strategy="round_robin"),
    QueueSpec(
        name="grid", title="", max_length=6, max_wait_s=90, overflow_to="general", strategy="by_level", relax_s=(10.0, 40.0)
    ),
    QueueSpec(name="duty:1", title="", max_wait_s=200, weight=10, overflow_to="general", duty_session="1", strategy="ring_all"),
)
NAMES = [spec.name for spec in SPECS]
PEOPLE = [PersonId(f"p{number}") for number in range(9)]


class Shift:
    """``live`` are the callers who must be somewhere; ``waited`` how long each has been waiting in the present stretch."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.now = NOW
        self.floor = Floor(acd=ACD)
        for spec in SPECS:
            self.floor = floors.open_queue(self.floor, spec)
        self.live: set[CallId] = set()
        self.calls = 0
        self.did: Counter[str] = Counter()

    def step(self) -> None:
        act = self.random.choice((self.call, self.call, self.decide, self.decide, self.decide, self.talk, self.wish, self.seat,
                                  self.leave, self.duty, self.clock, self.clock))  # fmt: skip
        self.did[act.__name__] += 1
        act()
        self.settle()

    def settle(self) -> None:
        while offer := floors.next_offer(self.floor, self.now):
            self.floor = floors.reserve(self.floor, offer, self.now)

    def call(self) -> None:
        self.calls += 1
        call = CallId(str(self.calls))
        self.floor, name = floors.enqueue(self.floor, call, self.random.choice(NAMES), self.now)
        if name:
            self.live.add(call)

    def leave(self) -> None:
        if self.live:
            call = self.random.choice(sorted(self.live))
            self.floor = floors.depart(self.floor, call, self.now)
            self.live.discard(call)

    def seat(self) -> None:
        agent = self.random.choice(PEOPLE)
        queues = tuple(self.random.sample(NAMES, self.random.randint(1, 4)))
        seat = Seat(agent=agent, name="", phone="browser", queues=queues, levels={"grid": self.random.randint(1, 3)})
        self.floor = floors.set_presence(floors.sign_in(self.floor, seat, self.now), agent, "available", "", self.now)

    def wish(self) -> None:
        if not self.floor.agents:
            return
        agent = self.random.choice(sorted(self.floor.agents))
        wish = self.random.choice(("paused", "available", "available", "sign_out", "end_wrap_up"))
        if wish == "sign_out":
            self.floor = floors.sign_out(self.floor, agent, self.now)
        elif wish == "end_wrap_up":
            try:
                self.floor = floors.end_wrap_up(self.floor, agent, self.now)
            except Conflict:
                assert self.floor.agent(agent).state != "wrap_up"
        else:
            self.floor = floors.set_presence(self.floor, agent, "paused" if wish == "paused" else "available", "", self.now)

    def decide(self) -> None:
        if not self.floor.offers:
            return
        call = self.random.choice(sorted(self.floor.offers))
        agent = self.random.choice(self.floor.offers[call].agents)
        what = self.random.random()
        if what < 0.6:
            self.floor = floors.answer(self.floor, call, agent, self.now)
        elif what < 0.9:
            self.floor = floors.refuse(self.floor, call, agent, self.now, rest_s=self.random.choice((0.0, 5.0)))
        else:
            self.floor = floors.recall(self.floor, call, self.now)

    def talk(self) -> None:
        if not self.floor.talks:
            return
        call = self.random.choice(sorted(self.floor.talks))
        what = self.random.random()
        if what < 0.5:
            self.floor = floors.depart(self.floor, call, self.now)
            self.live.discard(call)
        elif what < 0.7:
            self.floor = floors.transfer(self.floor, call, self.random.choice(sorted(self.floor.queues)), self.now)
        elif what < 0.8:
            self.floor = floors.lose_agent(self.floor, call, self.random.choice(NAMES), self.now)
        else:
            held = self.floor.agent(self.floor.talks[call]).state == "held"
            self.floor = (floors.resume if held else floors.hold)(self.floor, call, self.now)

    def duty(self) -> None:
        if "duty:1" in self.floor.queues:
            self.floor = floors.close_queue(self.floor, "duty:1", "general", self.now)
        else:
            self.floor = floors.open_queue(self.floor, SPECS[3])

    def clock(self) -> None:
        self.now += timedelta(seconds=self.random.choice((0.5, 3.0, 20.0)))
        self.tick()

    def tick(self) -> None:
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

    def the_rules_hold(self) -> None:
        floor = self.floor
        waiting = [one.call for queue in floor.queues.values() for one in queue.waiting]
        everywhere = [*waiting, *floor.offers, *floor.talks]
        assert len(everywhere) == len(set(everywhere)), "a call is in one place"
        assert set(everywhere) == self.live, "no call is lost, none stays that is gone"
        reserved = {agent: call for call, offer in floor.offers.items() for agent in offer.agents}
        talking = {agent: call for call, agent in floor.talks.items()}
        for who, agent in floor.agents.items():
            expected = {"reserved": reserved.get(who), "talking": talking.get(who), "held": talking.get(who)}
            if agent.state == "wrap_up":
                assert agent.until, "wrap-up has an end"
            else:
                assert agent.call == expected.get(agent.state), "an agent has the call that the floor says, and no other"
        assert sum(len(offer.agents) for offer in floor.offers.values()) == len(reserved), "nobody is rung twice"
        assert all(offer.agents and offer.expires_at > self.now - timedelta(seconds=20) for offer in floor.offers.values())
        for queue in floor.queues.values():
            order = [(not one.head, one.since if not one.head else NOW) for one in queue.waiting]
            assert order == sorted(order), "heads first, the others by waiting time"
        assert floors.next_offer(floor, self.now) is None, "nobody free beside a caller whom he may serve"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_ten_thousand_steps_break_no_rule_and_the_clock_alone_ends_everything(seed: int) -> None:
    shift = Shift(seed)
    for _ in range(STEPS):
        shift.step()
        shift.the_rules_hold()
    assert min(shift.did.values()) > STEPS / 30, shift.did
    for call in list(shift.floor.talks):  # the callers hang up; nobody else does anything
        shift.floor = floors.depart(shift.floor, call, shift.now)
        shift.live.discard(call)
    began = shift.now
    while deadline := floors.next_deadline(shift.floor, shift.now):
        shift.now = max(deadline, shift.now + timedelta(milliseconds=1))
        shift.tick()
        shift.settle()
        shift.the_rules_hold()
        assert shift.now - began < timedelta(hours=1)
    assert not shift.live
    assert not shift.floor.offers
    assert {agent.state for agent in shift.floor.agents.values()} <= {"available", "paused"}
