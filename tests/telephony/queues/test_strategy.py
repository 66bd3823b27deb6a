"""Who gets the next call: the five strategies, and levels of knowledge that relax with the caller's wait."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from config.ids import CallId, PersonId
from config.settings import Acd
from telephony.exchange_port import QueueSpec, Seat, StrategyName, Worked
from telephony.queues import floor as floors
from telephony.queues.floor import Floor, Offer
from telephony.queues.strategy import level_asked, next_relaxation
from tests.telephony.exchange.house import ACD

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
SPEC = QueueSpec(name="q", title="")


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def a_floor(strategy: StrategyName, *names: str, acd: Acd = ACD, levels: Sequence[int] = (), **spec: object) -> Floor:
    """Agents who have sat down one second after another, in the order of their names as given."""
    floor = floors.open_queue(Floor(acd=acd), replace(SPEC, strategy=strategy, **spec))  # type: ignore[arg-type]
    for number, name in enumerate(names):
        level = {"q": levels[number]} if levels else {}
        seat = Seat(agent=PersonId(name), name=name, phone="browser", queues=("q",), levels=level)
        floor = floors.sign_in(floor, seat, at(number))
        floor = floors.set_presence(floor, PersonId(name), "available", "", at(number))
    return floor


def offered(floor: Floor, call: str, seconds: float) -> tuple[Floor, Offer]:
    floor, _ = floors.enqueue(floor, CallId(call), "q", at(seconds))
    offer = floors.next_offer(floor, at(seconds))
    assert offer
    return floors.reserve(floor, offer, at(seconds)), offer


def served(floor: Floor, seconds: float) -> tuple[Floor, PersonId]:
    """One call from its arrival to the end of wrap-up, ten seconds long; and who had it."""
    call = f"at {seconds}"
    floor, offer = offered(floor, call, seconds)
    floor = floors.answer(floor, CallId(call), offer.agents[0], at(seconds))
    floor = floors.depart(floor, CallId(call), at(seconds + 9))
    return floors.end_wrap_up(floor, offer.agents[0], at(seconds + 10)), offer.agents[0]


def who_serves(floor: Floor, times: int) -> str:
    chosen = []
    for number in range(times):
        floor, agent = served(floor, 100 + 20 * number)
        chosen.append(agent)
    return "".join(chosen)


def test_the_longest_idle_takes_turns_in_the_order_of_the_last_call() -> None:
    assert who_serves(a_floor("longest_idle", "c", "a", "b"), 6) == "cabcab"


def test_between_equally_idle_agents_the_choice_is_the_same_each_time() -> None:
    floor = a_floor("longest_idle")
    for name in ("b", "a", "c"):
        floor = floors.sign_in(floor, Seat(agent=PersonId(name), name=name, phone="browser", queues=("q",)), NOW)
        floor = floors.set_presence(floor, PersonId(name), "available", "", NOW)
    assert offered(floor, "1", 1)[1].agents == ("a",)


def test_who_has_answered_fewest_calls_of_the_shift_is_first() -> None:
    floor = a_floor("fewest_calls", "a", "b")
    floor, _ = served(floor, 50)
    floor = floors.set_presence(floor, PersonId("b"), "paused", "", at(61))
    floor, _ = served(floor, 70)
    floor = floors.set_presence(floor, PersonId("b"), "available", "", at(90))
    assert who_serves(floor, 4) == "bbab", "b has two calls to catch up, then the longer idle of the two is first"


def test_the_count_of_a_shift_survives_signing_out_and_ends_with_the_shift() -> None:
    floor, _ = served(a_floor("fewest_calls", "a"), 50)
    seat = floor.agent(PersonId("a")).seat
    floor = floors.sign_out(floor, PersonId("a"), at(100))
    assert floors.sign_in(floor, seat, at(200)).agent(PersonId("a")).answered == 1
    assert floors.sign_in(floor, seat, at(ACD.shift_s + 1)).agent(PersonId("a")).answered == 0
    floor, _ = served(floors.set_presence(floors.sign_in(floor, seat, at(200)), PersonId("a"), "available", "", at(200)), 50_000)
    assert floor.agent(PersonId("a")).answered == 1, "who works on into the next shift begins it with this call"


def test_after_a_restart_the_same_agent_is_chosen() -> None:
    """The new house knows of the old one only what stands in the queue log."""
    floor = a_floor("fewest_calls", "a", "b", "c")
    log: dict[str, list[datetime]] = {"a": [], "b": [], "c": []}
    for second in (50, 70, 90, 110):
        floor, agent = served(floor, second)
        log[agent].append(at(second))
    restarted = a_floor("fewest_calls")
    for name in ("b", "a", "c"):
        worked = Worked(seated=(NOW,), answered=tuple(log[name]))
        seat = Seat(agent=PersonId(name), name=name, phone="browser", queues=("q",), worked=worked)
        restarted = floors.set_presence(floors.sign_in(restarted, seat, at(200)), PersonId(name), "available", "", at(200))
    assert {name: restarted.agent(PersonId(name)).answered for name in log} == {"a": 2, "b": 1, "c": 1}
    assert offered(restarted, "x", 210)[1].agents == offered(floor, "x", 210)[1].agents == ("b",)


def test_round_robin_goes_on_after_the_last_one_who_was_rung_even_when_that_one_is_away() -> None:
    floor = a_floor("round_robin", "c", "a", "b")
    assert who_serves(floor, 4) == "abca"
    floor, _ = served(floor, 50)
    floor, agent = served(floor, 70)
    assert agent == "b"
    floor = floors.sign_out(floor, PersonId("b"), at(90))
    assert who_serves(floor, 2) == "ca"


def test_the_best_level_is_first_then_the_longest_idle() -> None:
    floor = a_floor("by_level", "a", "b", "c", levels=(2, 1, 1))
    floor, first = offered(floor, "1", 100)
    floor, second = offered(floor, "2", 100)
    _, third = offered(floor, "3", 100)
    assert [offer.agents for offer in (first, second, third)] == [("b",), ("c",), ("a",)]


def test_ring_all_rings_everybody_free_up_to_the_bound() -> None:
    floor = a_floor("ring_all", "c", "a", "b", acd=ACD.model_copy(update={"ring_all_max": 2}))
    floor, offer = offered(floor, "1", 100)
    assert offer.agents == ("c", "a")
    assert {name: floor.agent(PersonId(name)).state for name in "abc"} == {"a": "reserved", "b": "available", "c": "reserved"}


def test_the_first_to_answer_wins_and_the_others_are_free_without_a_miss() -> None:
    floor, _ = offered(a_floor("ring_all", "a", "b", "c"), "1", 100)
    floor = floors.refuse(floor, CallId("1"), PersonId("c"), at(101))
    assert floor.offers[CallId("1")].agents == ("a", "b"), "one refusal leaves the others ringing"
    floor = floors.answer(floor, CallId("1"), PersonId("b"), at(102))
    states = {name: (floor.agent(PersonId(name)).state, floor.agent(PersonId(name)).missed) for name in "abc"}
    assert states == {"a": ("available", 0), "b": ("talking", 0), "c": ("available", 1)}
    assert floor.talks == {"1": "b"}
    assert not floor.offers


def test_after_the_last_refusal_the_call_is_first_again() -> None:
    floor, _ = offered(a_floor("ring_all", "a", "b"), "1", 100)
    floor, _ = floors.enqueue(floor, CallId("2"), "q", at(101))
    for name in "ab":
        floor = floors.refuse(floor, CallId("1"), PersonId(name), at(120))
    assert [one.call for one in floor.queue("q").waiting] == ["1", "2"]


def test_who_signs_out_of_ringing_phones_leaves_the_others_ringing() -> None:
    floor, _ = offered(a_floor("ring_all", "a", "b"), "1", 100)
    floor = floors.sign_out(floor, PersonId("a"), at(101))
    assert floor.offers[CallId("1")].agents == ("b",)
    assert floor.queue("q").waiting == ()


def test_a_queue_may_ring_longer_or_shorter_than_the_others() -> None:
    assert offered(a_floor("longest_idle", "a", offer_s=7.0), "1", 100)[1].expires_at == at(107)
    assert offered(a_floor("longest_idle", "a"), "1", 100)[1].expires_at == at(100 + ACD.offer_s)


@pytest.mark.parametrize(("waited", "level"), [(0, 1), (9.9, 1), (10, 2), (29, 2), (30, 3), (999, 3)])
def test_levels_relax_with_the_wait(waited: float, level: int) -> None:
    assert level_asked((10, 30), timedelta(seconds=waited)) == level


def test_without_steps_every_level_may_take_the_call() -> None:
    assert level_asked((), timedelta(0)) == 9


def test_a_lower_level_waits_until_the_caller_has_waited_and_the_clock_knows_when() -> None:
    floor = a_floor("by_level", "best", "other", levels=(1, 2), relax_s=(10.0,))
    floor, _ = offered(floor, "1", 100)
    floor, _ = floors.enqueue(floor, CallId("2"), "q", at(100))
    assert floors.next_offer(floor, at(109)) is None
    assert floors.next_deadline(floor, at(101)) == at(110)
    offer = floors.next_offer(floor, at(110))
    assert offer
    assert offer.agents == ("other",)


def test_where_nobody_better_works_the_next_level_is_asked_at_once() -> None:
    floor = a_floor("by_level", "best", "other", levels=(1, 2), relax_s=(600.0,))
    floor = floors.set_presence(floor, PersonId("best"), "paused", "meal", at(50))
    assert offered(floor, "1", 100)[1].agents == ("other",)


def test_a_caller_who_accepts_more_is_served_though_one_sent_back_stands_before() -> None:
    floor = a_floor("by_level", "best", "other", levels=(1, 2), relax_s=(10.0,))
    floor, _ = offered(floor, "1", 100)
    floor = floors.answer(floor, CallId("1"), PersonId("best"), at(100))
    floor, _ = floors.enqueue(floor, CallId("2"), "q", at(105))
    floor = floors.transfer(floor, CallId("1"), "q", at(114))
    offer = floors.next_offer(floor, at(115))
    assert [one.call for one in floor.queue("q").waiting] == ["1", "2"]
    assert offer
    assert (offer.call, offer.agents) == ("2", ("other",))


def test_relaxing_ends_with_the_last_step() -> None:
    floor, _ = floors.enqueue(a_floor("by_level", relax_s=(10.0, 30.0)), CallId("1"), "q", NOW)
    one = floor.queue("q").waiting[0]
    assert next_relaxation((10.0, 30.0), one, at(10)) == at(30)
    assert next_relaxation((10.0, 30.0), one, at(30)) is None
