"""What a supervisor may do on the floor, as tables; and that no order loses a caller or binds an agent for nothing."""

from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from config.errors import Conflict, NotFound
from config.ids import CallId, PersonId
from telephony.exchange_port import Home, Seat
from telephony.queues import command
from telephony.queues import floor as floors
from telephony.queues.floor import Floor
from tests.telephony.queues.test_floor import ACD, AGENTS, NOW, QUEUES, AnyHistory, a_floor

LI, WANG, BOSS = PersonId("li"), PersonId("wang"), PersonId("boss")
HOUR = timedelta(hours=1)
CALL = CallId("1")
BOSS_SEAT = Seat(agent=BOSS, name="周", phone="browser", queues=("general",))


def staffed(*queues: str, state: str = "available") -> Floor:
    """Li at a desk in that state, with what it takes to get there."""
    floor = floors.sign_in(a_floor(), Seat(agent=LI, name="李", phone="browser", queues=queues or ("general",)), NOW)
    if state != "paused":
        floor = floors.set_presence(floor, LI, "available", "", NOW)
    if state in ("reserved", "talking", "held", "wrap_up"):
        floor, _ = floors.enqueue(floor, CALL, floor.agent(LI).seat.queues[0], NOW)
        offer = floors.next_offer(floor, NOW)
        assert offer
        floor = floors.reserve(floor, offer, NOW)
    if state in ("talking", "held", "wrap_up"):
        floor = floors.answer(floor, CALL, LI, NOW)
    if state == "held":
        floor = floors.hold(floor, CALL, NOW)
    return floors.depart(floor, CALL, NOW) if state == "wrap_up" else floor


@pytest.mark.parametrize(
    ("state", "to", "now", "after"),
    [
        ("available", "paused", "paused", None),
        ("available", "offline", "offline", None),
        ("paused", "available", "available", None),
        ("paused", "offline", "offline", None),
        ("reserved", "paused", "reserved", "paused"),
        ("reserved", "offline", "offline", None),
        ("talking", "paused", "talking", "paused"),
        ("talking", "available", "talking", "available"),
        ("talking", "offline", "talking", "offline"),
        ("held", "paused", "held", "paused"),
        ("held", "offline", "held", "offline"),
        ("wrap_up", "available", "available", None),
        ("wrap_up", "paused", "paused", None),
        ("wrap_up", "offline", "offline", None),
    ],
)
def test_a_forced_state_holds_at_once_and_during_a_call_afterwards(state: str, to: str, now: str, after: str | None) -> None:
    floor = command.force(staffed(state=state), LI, to, "meeting", NOW)  # type: ignore[arg-type]
    present = floor.agents.get(LI)
    assert (present.state if present else "offline") == now
    if after == "offline":
        assert present
        assert present.leaving
    elif after:
        assert present
        assert present.following == (after, "meeting")
    if state in ("talking", "held"):
        over = floors.end_wrap_up(floors.depart(floor, CALL, NOW), LI, NOW).agents.get(LI)
        assert (over.state if over else "offline") == after


@pytest.mark.parametrize(("state", "to"), [("available", "available"), ("paused", "paused"), ("talking", "paused")])
def test_what_is_so_already_is_refused(state: str, to: str) -> None:
    floor = staffed(state=state)
    reason = "signed_in" if state == "paused" else ""
    if state == "talking":
        floor = command.force(floor, LI, "paused", reason, NOW)
    with pytest.raises(Conflict):
        command.force(floor, LI, to, reason, NOW)  # type: ignore[arg-type]


def test_a_break_takes_back_a_sign_out_that_was_ordered_before() -> None:
    floor = command.force(staffed(state="talking"), LI, "offline", "", NOW)
    with pytest.raises(Conflict):
        command.force(floor, LI, "offline", "", NOW)
    kept = command.force(floor, LI, "paused", "meal", NOW).agent(LI)
    assert (kept.leaving, kept.following) == (False, ("paused", "meal"))


def test_nobody_is_ordered_about_who_has_no_seat() -> None:
    with pytest.raises(NotFound):
        command.force(staffed(), WANG, "paused", "", NOW)
    with pytest.raises(NotFound):
        command.move_agent(staffed(), WANG, ["general"], {}, None, NOW)


def test_a_moved_agent_takes_calls_of_the_other_queue_until_the_time_and_then_of_the_own() -> None:
    floor = command.move_agent(staffed("general"), LI, ["business"], {"business": 3}, NOW + HOUR, NOW)
    assert floor.agent(LI).may_take("business", NOW)
    assert not floor.agent(LI).may_take("general", NOW)
    assert floor.agent(LI).level("business") == 3
    assert floors.due(floor, NOW + HOUR - timedelta(seconds=1)).homeward == ()
    assert floors.next_deadline(floor, NOW) == NOW + HOUR
    assert floors.due(floor, NOW + HOUR).homeward == (LI,)
    home = command.go_home(floor, LI)
    assert (home.agent(LI).seat.queues, home.agent(LI).seat.home) == (("general",), None)


def test_without_a_time_a_move_lasts_until_the_shift_ends() -> None:
    floor = command.move_agent(staffed("general"), LI, ["business"], {}, None, NOW + HOUR)
    home = floor.agent(LI).seat.home
    assert home
    assert home.until == NOW + timedelta(seconds=ACD.shift_s)
    late = NOW + timedelta(seconds=ACD.shift_s) + HOUR
    assert command.shift_ends(floor.agent(LI), ACD.shift_s, late) == late + timedelta(seconds=ACD.shift_s)


def test_a_second_move_goes_back_to_where_the_first_began() -> None:
    floor = command.move_agent(staffed("general"), LI, ["business"], {}, NOW + HOUR, NOW)
    floor = command.move_agent(floor, LI, ["general", "business"], {}, NOW + 2 * HOUR, NOW)
    seat = floor.agent(LI).seat
    assert (seat.queues, seat.home and seat.home.queues) == (("general", "business"), ("general",))


def test_a_leader_keeps_the_sessions_queue_when_moved() -> None:
    floor = command.move_agent(staffed("duty", "general"), LI, ["business"], {}, NOW + HOUR, NOW)
    assert floor.agent(LI).seat.queues == ("duty", "business")


def test_a_move_for_good_has_no_way_back() -> None:
    floor = command.move_agent(staffed("general"), LI, ["business"], {}, NOW + HOUR, NOW)
    assert command.settle_agent(floor, LI, ["business"], {}).agent(LI).seat.home is None


@pytest.mark.parametrize(("queues", "until", "error"), [
    ((), HOUR, Conflict), (("general",), HOUR, Conflict), (("business",), -HOUR, Conflict), (("nowhere",), HOUR, NotFound),
])  # fmt: skip
def test_a_move_that_makes_no_sense_is_refused(queues: tuple[str, ...], until: timedelta, error: type[Exception]) -> None:
    with pytest.raises(error):
        command.move_agent(staffed("general"), LI, queues, {}, NOW + until, NOW)


def test_whoever_signs_in_again_after_a_moves_end_sits_in_the_own_queues() -> None:
    moved = Seat(
        agent=LI, name="李", phone="browser", queues=("business",), home=Home(queues=("general",), levels={}, until=NOW + HOUR)
    )
    assert floors.sign_in(a_floor(), moved, NOW).agent(LI).seat.queues == ("business",)
    assert floors.sign_in(a_floor(), moved, NOW + HOUR).agent(LI).seat.queues == ("general",)


def waiting(*queues: str) -> Floor:
    floor = a_floor()
    for number, name in enumerate(queues, 1):
        floor, _ = floors.enqueue(floor, CallId(str(number)), name, NOW + timedelta(seconds=number))
    return floor


def test_a_waiting_call_goes_to_another_queue_at_the_place_of_its_waiting_time() -> None:
    floor = command.call_to_queue(waiting("business", "general", "general"), CallId("1"), "general", NOW + HOUR)
    assert [one.call for one in floor.queue("general").waiting] == ["1", "2", "3"]
    assert floor.queue("business").waiting == ()


def test_a_waiting_call_goes_before_all_others() -> None:
    floor = command.call_to_head(waiting("general", "general", "general"), CallId("3"), NOW)
    assert [one.call for one in floor.queue("general").waiting] == ["3", "1", "2"]
    with pytest.raises(Conflict):
        command.call_to_head(floor, CallId("3"), NOW)


def test_a_waiting_call_is_offered_to_one_free_agent_of_whatever_queues() -> None:
    floor, _ = floors.enqueue(staffed("business"), CALL, "general", NOW)
    floor, offer = command.call_to_agent(floor, CALL, LI, NOW)
    assert (offer.agents, offer.queue, floor.agent(LI).state) == ((LI,), "general", "reserved")
    back = floors.refuse(floor, CALL, LI, NOW)
    assert back.queue("general").waiting[0].head


@pytest.mark.parametrize("order", [
    lambda floor: command.call_to_queue(floor, CallId("1"), "general", NOW),
    lambda floor: command.call_to_queue(floor, CallId("9"), "business", NOW),
    lambda floor: command.call_to_queue(floor, CallId("1"), "business", NOW),
    lambda floor: command.call_to_head(floor, CallId("1"), NOW),
])  # fmt: skip
def test_a_waiting_call_stays_where_the_order_cannot_be_followed(order) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Conflict):
        order(waiting("general", "business", "business"))


@pytest.mark.parametrize("state", ["paused", "reserved", "talking", "wrap_up"])
def test_nobody_is_given_a_call_who_is_not_free(state: str) -> None:
    floor, _ = floors.enqueue(staffed("business", state=state), CallId("2"), "general", NOW)
    with pytest.raises(Conflict):
        command.call_to_agent(floor, CallId("2"), LI, NOW)


@pytest.mark.parametrize("state", ["talking", "held"])
def test_who_takes_over_has_the_call_and_the_agent_writes_it_up(state: str) -> None:
    floor = command.take_over(staffed(state=state), CALL, BOSS_SEAT, "general", NOW)
    assert (floor.talks, floor.agent(LI).state, floor.agent(BOSS).state) == ({CALL: BOSS}, "wrap_up", "talking")
    assert floor.agent(BOSS).seat.queues == ()
    over = floors.end_wrap_up(floors.depart(floor, CALL, NOW), BOSS, NOW)
    assert BOSS not in over.agents, "the seat was for this call alone"


@pytest.mark.parametrize(("before", "after"), [("available", "available"), ("paused", "paused")])
def test_a_supervisor_with_a_seat_keeps_it_and_its_state(before: str, after: str) -> None:
    floor = floors.sign_in(staffed(state="talking"), BOSS_SEAT, NOW)
    if before == "available":
        floor = floors.set_presence(floor, BOSS, "available", "", NOW)
    floor = command.take_over(floor, CALL, BOSS_SEAT, "general", NOW)
    over = floors.end_wrap_up(floors.depart(floor, CALL, NOW), BOSS, NOW)
    assert (over.agent(BOSS).state, over.agent(BOSS).seat.queues) == (after, ("general",))


def test_a_call_is_not_taken_over_twice_without_an_agent_or_by_its_own() -> None:
    talking = staffed(state="talking")
    with pytest.raises(Conflict):
        command.take_over(talking, CALL, Seat(agent=LI, name="", phone="browser", queues=()), "general", NOW)
    with pytest.raises(Conflict):
        command.take_over(waiting("general"), CALL, BOSS_SEAT, "general", NOW)
    taken = command.take_over(talking, CALL, BOSS_SEAT, "general", NOW)
    other, _ = floors.enqueue(floors.end_wrap_up(taken, LI, NOW), CallId("2"), "general", NOW)
    offer = floors.next_offer(other, NOW)
    assert offer
    other = floors.answer(floors.reserve(other, offer, NOW), CallId("2"), LI, NOW)
    with pytest.raises(Conflict):
        command.take_over(other, CallId("2"), BOSS_SEAT, "general", NOW)


class OrderedAbout(AnyHistory):
    """The same history with a supervisor in it; `AnyHistory` says what must hold after each step."""

    @precondition(lambda self: self.floor.agents)
    @rule(data=st.data(), to=st.sampled_from(["available", "paused", "offline"]))
    def the_supervisor_forces_a_state(self, data: st.DataObject, to: str) -> None:
        agent = data.draw(st.sampled_from(sorted(self.floor.agents)))
        self.tried(lambda: command.force(self.floor, agent, to, "meeting", self.now))  # type: ignore[arg-type]

    @rule(agent=AGENTS, queues=st.lists(QUEUES, unique=True), hours=st.sampled_from([None, 1, 0]))
    def the_supervisor_moves_an_agent(self, agent: PersonId, queues: list[str], hours: int | None) -> None:
        until = None if hours is None else self.now + hours * HOUR
        self.tried(lambda: command.move_agent(self.floor, agent, queues, {}, until, self.now))

    @precondition(lambda self: self.live)
    @rule(data=st.data(), queue=QUEUES, agent=AGENTS, where=st.sampled_from(["queue", "head", "agent", "me"]))
    def the_supervisor_moves_or_takes_a_call(self, data: st.DataObject, queue: str, agent: PersonId, where: str) -> None:
        call = data.draw(st.sampled_from(sorted(self.live)))
        orders = {
            "queue": lambda: command.call_to_queue(self.floor, call, queue, self.now),
            "head": lambda: command.call_to_head(self.floor, call, self.now),
            "agent": lambda: command.call_to_agent(self.floor, call, agent, self.now)[0],
            "me": lambda: command.take_over(self.floor, call, BOSS_SEAT, "general", self.now),
        }
        self.tried(orders[where])

    def tried(self, order) -> None:  # type: ignore[no-untyped-def]
        try:
            self.floor = order()
        except (Conflict, NotFound):
            return
        self.offer_all()


OrderedAbout.TestCase.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
test_ordered_about = OrderedAbout.TestCase
