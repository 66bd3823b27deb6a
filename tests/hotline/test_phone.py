"""The console's phone: seats are read away from the loop, and a duty session's queue is added to a seat that is taken."""

import asyncio
from typing import Any, cast

import pytest

from agent_console.ports import RecogniserState
from config.ids import PersonId
from hotline.live_notes import LiveNotes
from hotline.phone import DeskPhone, Partials
from telephony.exchange_port import Exchange, Seat

pytestmark = pytest.mark.anyio
LEADER = PersonId("l1")
SEAT = Seat(agent=LEADER, name="陈立新", phone="browser", queues=("general",), levels={"general": 2})


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Seats:
    """What the phone told the exchange of seats, and nothing else of it."""

    def __init__(self) -> None:
        self.taken: list[Seat] = []

    def sign_in(self, seat: Seat) -> None:
        self.taken.append(seat)

    def open_queue(self, queue: Any) -> None: ...

    def close_queue(self, name: str, *, move_to: str) -> None: ...

    def supervise(self, supervisor: Seat, call: str, mode: str, side: str) -> None:
        self.taken.append(supervisor)


def desk_phone(seats: Seats, read: asyncio.Event | None = None) -> DeskPhone:
    async def seat_of(person: PersonId) -> Seat:
        if read is not None:
            await read.wait()
        return SEAT

    state = RecogniserState(engine="none", model="", language="zh", interims=False)
    exchange = cast(Exchange, seats)
    return DeskPhone(exchange, seat_of, Partials(), LiveNotes(), lambda: state, lambda event: None, "general")


async def test_a_slow_database_holds_up_the_one_who_signs_in_and_nobody_else() -> None:
    seats, read = Seats(), asyncio.Event()
    phone = desk_phone(seats, read)
    signing_in = asyncio.create_task(phone.sign_in(LEADER))
    await asyncio.sleep(0)
    assert (seats.taken, signing_in.done()) == ([], False)
    read.set()
    await signing_in
    assert seats.taken == [SEAT]


async def test_a_leader_at_the_desk_gets_the_sessions_queue_with_its_levels_kept() -> None:
    seats = Seats()
    phone = desk_phone(seats)
    await phone.sign_in(LEADER)
    phone.opened("s1", "城管专场", "12345001", LEADER)
    assert (seats.taken[-1].queues, seats.taken[-1].levels["general"]) == (("duty:s1", "general"), 2)
    phone.closed("s1")
    await phone.sign_in(LEADER)
    assert seats.taken[-1].queues == ("general",)


async def test_a_supervisor_is_named_on_the_desk_that_is_listened_to() -> None:
    seats = Seats()
    phone = desk_phone(seats)
    await phone.supervise(LEADER, cast(Any, "c1"), "monitor", "both")
    assert seats.taken == [SEAT]
    assert phone._notes.names[LEADER] == "陈立新"
