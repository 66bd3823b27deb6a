"""How long a call may be written up: what its queue says, else the house; other rules count for what ends after them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from config.ids import CallId, PersonId
from config.settings import Acd
from telephony.exchange_port import QueueSpec, Seat
from telephony.queues import floor as floors
from telephony.queues.floor import Floor

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
CALL, LI = CallId("c"), PersonId("li")
ACD = Acd(
    offer_s=20, wrap_up_s=30, pause_after_missed=2, prompts=(), service_level_s=15, service_level_goal=0.8, short_abandon_s=5
)


def talking(queue: str) -> Floor:
    """An agent of both queues in a call of this one."""
    floor = Floor(acd=ACD)
    for spec in (QueueSpec(name="general", title=""), QueueSpec(name="medical", title="", wrap_up_s=75.0)):
        floor = floors.open_queue(floor, spec)
    floor = floors.sign_in(floor, Seat(agent=LI, name="", phone="browser", queues=("general", "medical")), NOW)
    floor, _ = floors.enqueue(floors.set_presence(floor, LI, "available", "", NOW), CALL, queue, NOW)
    offer = floors.next_offer(floor, NOW)
    assert offer is not None
    return floors.answer(floors.reserve(floor, offer, NOW), CALL, LI, NOW)


def wrap_up_of(floor: Floor) -> timedelta:
    until = floors.depart(floor, CALL, NOW).agent(LI).until
    assert until is not None
    return until - NOW


def test_a_queue_with_a_wrap_up_of_its_own_gives_that() -> None:
    assert wrap_up_of(talking("medical")) == timedelta(seconds=75)
    assert wrap_up_of(talking("general")) == timedelta(seconds=30)


def test_another_rule_of_the_house_counts_for_calls_that_end_after_it() -> None:
    floor = replace(talking("general"), acd=ACD.model_copy(update={"wrap_up_s": 12.0}))
    assert wrap_up_of(floor) == timedelta(seconds=12)


def test_the_house_takes_over_where_the_queue_was_closed_meanwhile() -> None:
    assert wrap_up_of(floors.close_queue(talking("medical"), "medical", "general", NOW)) == timedelta(seconds=30)
