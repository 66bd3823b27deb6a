"""A supervisor's move holds wherever a seat is taken again; urgent words of a live call are known to those who watch."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from agent_console.ports import RecogniserState
from config.ids import CallId, PersonId
from config.settings import load
from config.settings.floor import Floor
from hotline.live_notes import REMEMBERED, LiveNotes
from hotline.phone import DeskPhone, Partials
from hotline.seating import read_seat
from telephony.events import CallEnded
from telephony.exchange_port import Exchange, Seat
from tests.telephony.exchange.house import LI, House
from ticketing.db import open_database
from ticketing.floor import service as floor
from ticketing.floor.schemas import ActIn
from ticketing.people import service as people
from ticketing.people.schemas import PersonIn

pytestmark = pytest.mark.anyio
SEAT = Seat(agent=LI, name="李", phone="browser", queues=("general",), levels={"general": 2})
HOUR = timedelta(hours=1)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def desk_phone(house: House) -> DeskPhone:
    async def seat_of(person: PersonId) -> Seat:
        return SEAT

    state = RecogniserState(engine="none", model="", language="zh", interims=False)
    exchange = cast(Exchange, house.exchange)
    return DeskPhone(exchange, seat_of, Partials(), LiveNotes(), lambda: state, lambda event: None, "general")


async def test_a_session_that_opens_meanwhile_leaves_a_moved_leader_moved(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        phone = desk_phone(house)
        await phone.sign_in(LI)
        phone.move_agent(LI, ["business"], {"business": 3}, until=house.clock.now() + HOUR, lasting=False)
        phone.opened("s1", "专场", "12345001", LI)
        assert house.agent(LI).queues == ("duty:s1", "business")
        assert house.agent(LI).levels == {"business": 3, "duty:s1": 1}
        house.clock.advance(HOUR.total_seconds() + 1)
        assert (house.agent(LI).queues, house.agent(LI).moved_until) == (("duty:s1", "general"), None)


async def test_a_move_for_good_stays_when_the_seat_is_taken_anew(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        phone = desk_phone(house)
        await phone.sign_in(LI)
        phone.move_agent(LI, ["business"], {}, until=None, lasting=True)
        phone.opened("s1", "专场", "12345001", LI)
        assert (house.agent(LI).queues, house.agent(LI).moved_until) == (("duty:s1", "business"), None)


def test_a_seat_is_read_as_moved_until_the_moves_end(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    database = open_database(f"sqlite:///{tmp_path}/hotline.db", law=load().law)
    with database.unit_of_work() as uow:
        made = people.create(
            uow, PersonIn(username="li", name="李", roles=("agent",), queues=("general",), password="Quiet-River-7")
        )
        person = PersonId(made.person.id)
        after: dict[str, Any] = {"queues": ["business"], "levels": {"business": 2}}
        act = ActIn(act="move_agent", person=person, after=after, why="支援", until=now + HOUR, told=(person,))
        floor.record(uow, act, "boss", now, Floor())
    with database.reading() as uow:
        moved, home = (read_seat(uow, person, at, shift_s=3600.0) for at in (now, now + HOUR))
    database.close()
    assert (moved.queues, moved.levels, moved.home and moved.home.queues) == (("business",), {"business": 2}, ("general",))
    assert (home.queues, home.home) == (("general",), None)


def draft(call: str, *words: str) -> dict[str, Any]:
    return {"call_id": call, "urgent": [{"word": word} for word in words]}


def test_urgent_words_of_a_call_are_known_until_it_ends() -> None:
    notes = LiveNotes()
    notes.drafted(draft("c1", "着火", "着火", "爆炸"))
    notes.drafted(draft("c2"))
    assert notes.urgent == {"c1": ("着火", "爆炸")}
    ended = CallEnded(
        at=datetime.now(UTC), call=CallId("c1"), reason="completed", by="caller", queue=None, agent=None, waited_s=0, talked_s=0
    )
    notes.take(ended)
    assert notes.urgent == {}


def test_urgent_words_are_remembered_of_so_many_calls_only() -> None:
    notes = LiveNotes()
    for number in range(REMEMBERED + 3):
        notes.drafted(draft(str(number), "着火"))
    assert len(notes.urgent) == REMEMBERED
