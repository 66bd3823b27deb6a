"""Callers, agents, phones, the engine and the clock in any order, with parts that fail: nobody is stuck or forgotten."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from config.errors import Conflict, NotFound
from config.ids import CallId, PersonId
from telephony.calls.state import Call, admit, place, step
from telephony.events import CallAnswered, CallArrived, CallEnded, CallEvent, CallOffered, CallPlaced, OfferEnded, WrapUpEnded
from telephony.exchange_port import Seat
from telephony.sip.port import IncomingCall, Party
from telephony.view import View
from tests.fakes.sip import NEGOTIATED, FakeSipLeg
from tests.telephony.exchange.house import QUEUES, House, settle

Chosen = TypeVar("Chosen")
AGENTS = (PersonId("li"), PersonId("wang"), PersonId("zhao"))
PHONES = ("browser", "sip:1001@127.0.0.1", "browser")
MOVING = (CallArrived, CallEnded, CallOffered, OfferEnded, CallAnswered)


def one(choices: Sequence[Chosen], number: int) -> Chosen | None:
    return choices[number % len(choices)] if choices else None


RINGING_ALL = replace(QUEUES[1], numbers=("1",), strategy="ring_all")
FAULTS = ("hear", "open_pipe", "open_rtp", "play", "connect", "mute", "record", "tap", "pause_recording")


class History:
    """Each method is one thing that may happen; ``number`` chooses to whom."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.exchange = house.exchange
        self.callers: list[FakeSipLeg] = []
        self.audio: list[Any] = []

    def _calls(self) -> list[CallId]:
        return [call.call for call in self.exchange.snapshot().calls]

    def call_in(self, number: int) -> None:
        dialled = ("12345", "12346", "1")[number % 3]
        self.callers.append(self.house.sip.call_in(str(number), dialled=dialled, delayed_offer=number % 7 == 0))

    def caller_leaves(self, number: int) -> None:
        leg = one([leg for leg in self.callers if not leg.over], number)
        if leg:
            leg.peer_ends("timeout" if number % 5 == 0 else "remote")

    def prompt_ends(self, number: int) -> None:
        leg = one([leg for leg, (_, _, loop) in self.house.media.playing.items() if not loop], number)
        if leg:
            self.house.media.play_to_end(leg)

    def seat(self, number: int) -> None:
        self.house.seat(AGENTS[number % 3], phone=PHONES[number % 3])

    def leave_seat(self, number: int) -> None:
        self.exchange.sign_out(AGENTS[number % 3])

    def wish(self, number: int) -> None:
        self.exchange.set_presence(AGENTS[number % 3], "paused" if number % 2 else "available")

    def command(self, number: int) -> None:
        call = one(self._calls(), number)
        agent = AGENTS[number // 7 % 3]
        commands: tuple[Callable[[PersonId, CallId], None], ...] = (
            self.exchange.accept,
            self.exchange.decline,
            self.exchange.hold,
            self.exchange.resume,
            lambda agent, call: self.exchange.transfer_to_queue(agent, call, "general"),
            lambda agent, call: self.exchange.hang_up(call, agent),
            lambda agent, call: self.exchange.mute(agent, call, True),
            lambda agent, call: self.exchange.end_wrap_up(agent),
        )
        if call:
            commands[number % len(commands)](agent, call)

    def accept(self, number: int) -> None:
        offered = [call for call in self.exchange.snapshot().calls if call.state == "offered" and call.agent]
        call = one(offered, number)
        if call and call.agent:
            self.exchange.accept(call.agent, call.call)

    def talk_turns(self, number: int) -> None:
        call = one([call for call in self.exchange.snapshot().calls if call.state in ("answered", "held")], number)
        if call is None or call.agent is None:
            return
        if number % 5 == 0:
            self.exchange.transfer_to_queue(call.agent, call.call, "general")
        elif call.state == "held":
            self.exchange.resume(call.agent, call.call)
        else:
            self.exchange.hold(call.agent, call.call)

    def converse(self, number: int) -> None:
        """Somebody else comes into a call, or the call goes to somebody else."""
        call = one([call for call in self.exchange.snapshot().calls if call.state in ("answered", "held")], number)
        if call is None or call.agent is None:
            return
        agent, target = call.agent, ("110", f"agent:{AGENTS[number % 3]}")[number // 2 % 2]
        steps: tuple[Callable[[], None], ...] = (
            lambda: self.exchange.consult(agent, call.call, target),
            lambda: self.exchange.join_party(agent, call.call),
            lambda: self.exchange.complete_transfer(agent, call.call),
            lambda: self.exchange.transfer_to_number(agent, call.call, target),
            lambda: self.exchange.drop_party(agent, call.call),
            lambda: self.exchange.pause_recording(agent, call.call, bool(number % 2)),
        )
        steps[number % len(steps)]()

    def consult(self, number: int) -> None:
        call = one([call for call in self.exchange.snapshot().calls if call.state in ("answered", "held")], number)
        if call and call.agent:
            self.exchange.consult(call.agent, call.call, ("110", f"agent:{AGENTS[number % 3]}")[number % 2])

    def colleague_accepts(self, number: int) -> None:
        call = one([call for call in self.exchange.snapshot().calls if call.parties], number)
        for party in call.parties if call else ():
            if party.number.startswith("agent:") and call:
                self.exchange.accept(PersonId(party.number.removeprefix("agent:")), call.call)

    def dial(self, number: int) -> None:
        self.exchange.dial(AGENTS[number % 3], str(700 + number % 4))

    def supervise(self, number: int) -> None:
        call = one(self._calls(), number)
        boss = Seat(agent=PersonId(f"boss{number % 2}"), name="", phone=PHONES[number % 3], queues=())
        if call and number % 4:
            self.exchange.supervise(boss, call, ("monitor", "whisper", "barge")[number % 3], "both")
        elif call:
            self.exchange.stop_supervising(boss.agent, call)

    def refer(self, number: int) -> None:
        leg = one([leg for leg in self.house.sip.dialled if not leg.over], number)
        if leg:
            leg.peer_refers("sip:110@127.0.0.1")

    def phone_calls(self, number: int) -> None:
        """The agent's phone calls somebody by itself: a citizen, or a third party on a second line."""
        sip = self.house.sip
        phone = Party(number="1001", name="", uri=PHONES[1])
        leg = FakeSipLeg(sip, f"phone-{len(sip.legs)}", phone)
        sip.legs.append(leg)
        self.callers.append(leg)
        source = ("127.0.0.1", 5070)
        sip.listener.incoming(leg, IncomingCall(caller=phone, dialled=str(700 + number % 4), trunk="local", source=source))

    def media_returns(self, number: int) -> None:
        """A phone takes the caller off its own hold, or puts the caller on hold."""
        leg = one([leg for leg in self.house.sip.dialled if not leg.over], number)
        if leg:
            leg.peer_changes(replace(NEGOTIATED, direction="recvonly" if number % 2 else "sendrecv"))

    def phone(self, number: int) -> None:
        leg = one([leg for leg in self.house.sip.dialled if not leg.over], number)
        if leg is None:
            return
        if number % 4 == 0:
            leg.peer_fails(486)
        elif number % 4 == 1:
            leg.peer_ends()
        else:
            leg.peer_answers()

    def media_event(self, number: int) -> None:
        leg = one(sorted(self.house.media.open), number)
        if number % 11 == 0:
            self.house.media.die()
        elif leg and number % 2:
            self.house.media.time_out(leg)
        elif leg:
            self.house.media.press(leg, str(number % 10))

    def browser(self, number: int) -> None:
        if number % 2 and self.audio:
            self.audio.pop().close()

    async def browser_connects(self, number: int) -> None:
        self.audio.append(await self.exchange.browser_audio(AGENTS[number % 3]))

    def duty(self, number: int) -> None:
        if any(queue.name == "duty:1" for queue in self.exchange.snapshot().queues):
            self.exchange.close_queue("duty:1", move_to="general")

    def time(self, number: int) -> None:
        self.house.clock.advance(number)

    def fault(self, number: int) -> None:
        self.house.media.fails ^= {FAULTS[number % len(FAULTS)]}

    async def happens(self, what: str, number: int) -> None:
        try:
            result = getattr(self, what)(number)
            if result is not None:
                await result
        except (Conflict, NotFound):
            pass  # a person was refused in words
        await settle()


OFTEN = {
    "call_in": 4, "prompt_ends": 6, "seat": 4, "accept": 6, "browser_connects": 4, "phone": 3, "talk_turns": 3,
    "converse": 3, "consult": 3, "colleague_accepts": 3, "dial": 2, "supervise": 2,
}  # fmt: skip
THINGS = [name for name in vars(History) if not name.startswith("_") and name != "happens" for _ in range(OFTEN.get(name, 1))]


def nobody_is_stuck(house: House) -> None:
    snapshot = house.exchange.snapshot()
    calls = {call.call: call for call in snapshot.calls}
    for agent in snapshot.agents:
        if agent.state in ("reserved", "talking", "held"):
            assert agent.call, agent
            call = calls[agent.call]
            if agent.agent in call.offered_to:
                assert (call.state, agent.state) == ("offered", "reserved")
                continue
            if call.agent != agent.agent:  # asked in by a colleague, or about to place the call
                assert f"agent:{agent.agent}" in [party.number for party in call.parties]
                continue
            if call.direction == "out" and call.state == "ringing":
                assert agent.state == "reserved"
                continue
            assert call.state == {"reserved": "offered", "talking": "answered", "held": "held"}[agent.state]
    for call in snapshot.calls:
        if call.state in ("offered", "answered", "held"):
            there = {agent.agent for agent in snapshot.agents if agent.call == call.call and agent.state != "wrap_up"}
            asked_in = {PersonId(party.number.removeprefix("agent:")) for party in call.parties}
            assert there - asked_in == (set(call.offered_to) or ({call.agent} if call.agent else set()))
            assert call.agent or house.exchange._board.calls[call.call].state == "transferred"
        if call.state == "queued":
            assert call.position or house.exchange._board.lines[call.call].parting
    assert snapshot.calls == View(house.exchange._board).snapshot(()).calls, "what is shown again is as it is seen anew"
    assert all(house.exchange.glimpse(call.call).calls == (call,) for call in snapshot.calls)


def the_facts_tell_the_whole_story(house: House) -> None:
    calls: dict[CallId, Call] = {}
    seen: Counter[tuple[CallId, str]] = Counter()
    for fact in house.facts:
        if isinstance(fact, CallArrived):
            calls[fact.call] = admit(fact)
        elif isinstance(fact, CallPlaced):
            calls[fact.call] = place(fact)
        elif isinstance(fact, CallEvent) and type(fact).__name__ in (
            "CallQueued", "CallOffered", "OfferEnded", "CallAnswered", "CallHeld", "CallResumed", "CallTransferred", "CallEnded",
            "WrapUpEnded",
        ):  # fmt: skip
            if isinstance(fact, CallAnswered) and calls[fact.call].state in ("ringing", "transferred"):
                seen[fact.call, "without an offer"] += 1
            if isinstance(fact, WrapUpEnded) and calls[fact.call].state == "ended":
                continue  # of an agent who had transferred the call away
            calls[fact.call], _ = step(calls[fact.call], fact)
        if isinstance(fact, MOVING):
            seen[fact.call, type(fact).__name__] += 1
    for call, present in calls.items():
        assert present.state == "ended", present
        assert seen[call, "CallEnded"] == 1
        assert seen[call, "CallOffered"] == seen[call, "OfferEnded"] + seen[call, "CallAnswered"] - seen[call, "without an offer"]


async def play(things: list[tuple[str, int]], folder: Path) -> None:
    async with House(folder, queues=(QUEUES[0], RINGING_ALL, QUEUES[2])) as house:
        history = History(house)
        for what, number in things:
            await history.happens(what, number)
            nobody_is_stuck(house)
        house.media.fails.clear()
        for leg in (*history.callers, *house.sip.dialled):
            if not leg.over:
                leg.peer_ends()
        await settle()
        house.clock.advance(200)
        await settle()
        assert house.exchange.snapshot().calls == ()
        assert not house.media.open
        assert {agent.state for agent in house.exchange.snapshot().agents} <= {"available", "paused"}
        assert house.sip.live_legs() == 0
        assert len(house.exchange._board.plant.ends) == len(house.exchange._board.alarms) == 0
        the_facts_tell_the_whole_story(house)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(THINGS), st.integers(0, 60)), min_size=5, max_size=60))
def test_whatever_happens_nobody_is_stuck_and_every_call_ends_once(things: list[tuple[str, int]]) -> None:
    with TemporaryDirectory() as folder:
        asyncio.run(play(things, Path(folder)))
