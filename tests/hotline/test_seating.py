"""A service that starts again knows from the queue log whom fewest-calls must prefer."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from config.ids import PersonId
from config.settings import load
from hotline.seating import read_seat
from telephony.events import AgentStateChanged, CallAnswered, TelephonyEvent
from telephony.exchange_port import QueueSpec, Seat
from tests.telephony.exchange.house import ACD, House, settle
from ticketing.calls import service as calls
from ticketing.db import Database, open_database
from ticketing.directory import load_city
from ticketing.people import service as people
from ticketing.people.schemas import PersonIn

pytestmark = pytest.mark.anyio
QUEUE = QueueSpec(name="general", title="综合话务", numbers=("12345",), strategy="fewest_calls", announce_every_s=0)
Agents = tuple[PersonId, ...]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.delenv("HOTLINE_CONFIG", raising=False)
    settings = load(home=tmp_path)
    opened = open_database(settings.database_url, city=load_city("builtin"), law=settings.law)
    yield opened
    opened.close()


@pytest.fixture
def agents(database: Database) -> Agents:
    with database.unit_of_work() as uow:
        made = [
            people.create(
                uow, PersonIn(username=name, name=name, roles=("agent",), queues=("general",), password="Quiet-River-7")
            )
            for name in ("first", "second", "third")
        ]
    return tuple(sorted(PersonId(one.person.id) for one in made))


def write(database: Database, facts: list[TelephonyEvent]) -> None:
    with database.unit_of_work() as uow:
        for fact in facts:
            match fact:
                case AgentStateChanged():
                    data = {"agent": fact.agent, "state": fact.state, "reason": fact.reason}
                    calls.record(uow, "agent_state_changed", fact.at, fact.call, data)
                case CallAnswered():
                    data = {"agent": fact.agent, "queue": fact.queue}
                    calls.record(uow, "call_answered", fact.at, fact.call, data)
                case _:
                    pass


def seat(database: Database, agent: PersonId, now: datetime) -> Seat:
    with database.reading() as uow:
        return read_seat(uow, agent, now, shift_s=ACD.shift_s)


async def next_choice(house: House, number: int) -> PersonId:
    """Who is offered one more call, and takes it to its end."""
    leg, call = await house.caller_waits(f"1640000000{number}")
    await settle()
    chosen = house.call(call).offered_to[0]
    house.exchange.accept(chosen, call)
    await settle()
    await house.exchange.browser_audio(chosen)
    house.clock.advance(30)
    leg.peer_ends()
    house.clock.advance(ACD.wrap_up_s)
    await settle()
    return chosen


async def test_after_a_restart_the_same_agents_are_chosen(tmp_path: Path, database: Database, agents: Agents) -> None:
    async with House(tmp_path, queues=[QUEUE]) as before:
        for agent in agents:
            before.exchange.sign_in(seat(database, agent, before.clock.now()))
            before.exchange.set_presence(agent, "available")
        served = [await next_choice(before, number) for number in range(4)]
        assert served == [*agents, agents[0]]
        write(database, before.facts)
        later = before.clock.now()
    async with House(tmp_path, queues=[QUEUE]) as after:
        after.clock.advance((later - after.clock.now()).total_seconds() + 5)
        for agent in agents:
            after.exchange.sign_in(seat(database, agent, after.clock.now()))
            after.exchange.set_presence(agent, "available")
        assert [await next_choice(after, number) for number in range(2)] == [*agents[1:]]


def test_only_the_last_shifts_are_read(database: Database, agents: Agents) -> None:
    now = datetime.fromisoformat("2026-03-04T12:00:00+08:00")
    old, fresh = now - timedelta(seconds=2 * ACD.shift_s + 1), now - timedelta(seconds=60)
    write(database, [AgentStateChanged(at=at, agent=agents[0], state="paused", reason="signed_in") for at in (old, fresh)])
    write(database, [AgentStateChanged(at=now, agent=agents[0], state="available")])
    assert seat(database, agents[0], now).worked.seated == (fresh,)
    assert seat(database, agents[1], now).worked.seated == ()
