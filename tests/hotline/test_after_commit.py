"""Rows of the outbox go to desks in their order; lists that changed are read once for many changes; late offers go nowhere."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from agent_console.ports import Audience, DeskEvent
from config.ids import PersonId
from hotline import after_commit
from hotline.after_commit import AfterCommit
from hotline.bus import Bus
from ticketing.todo.service import CHANGED
from ticketing.uow import Emitted

pytestmark = pytest.mark.anyio
AN, BO = PersonId("an"), PersonId("bo")


def row(kind: str, *people: str, **data: Any) -> Emitted:
    return Emitted(seq=1, at=datetime(2026, 3, 4, tzinfo=UTC), type=kind, data=data, people=list(people), roles=["agent"])


class Desks(Bus):
    """A bus that notes what it is given."""

    def __init__(self) -> None:
        super().__init__(asyncio.get_running_loop())
        self.told: list[DeskEvent] = []

    def publish(self, event: DeskEvent) -> None:
        self.told.append(event)


def made(desks: Desks, read: Sequence[Any] | None = None, *, offered: bool = True) -> AfterCommit:
    asked = read if isinstance(read, list) else []
    return AfterCommit(asyncio.get_running_loop(), desks, still_offered=lambda offer: offered, read_lists=asked.append)


async def test_rows_come_in_their_order_to_those_they_concern() -> None:
    desks = Desks()
    made(desks).rows([row("draft", "an", call="c"), row("ticket", "bo")])
    assert [(event.type, event.audience.people) for event in desks.told] == [("draft", {AN}), ("ticket", {BO})]
    assert desks.told[0].data == {"call": "c"}
    assert desks.told[0].audience.roles == {"agent"}


async def test_many_changes_of_lists_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(after_commit, "GATHER_S", 0.01)
    desks, read = Desks(), []
    told = made(desks, read)
    told.rows([row(CHANGED, "an"), row(CHANGED, "an", "bo"), row(CHANGED, "an")])
    async with asyncio.timeout(5):
        while not read:
            await asyncio.sleep(0.005)
    assert read == [{AN, BO}]
    told.rows([row(CHANGED, "bo")])
    async with asyncio.timeout(5):
        while len(read) < len(["first", "second"]):
            await asyncio.sleep(0.005)
    assert read[-1] == {BO}
    assert desks.told == []


@pytest.mark.parametrize("offered", [True, False])
async def test_an_offer_with_its_history_is_told_only_while_it_stands(offered: bool) -> None:
    desks = Desks()
    made(desks, offered=offered).event(DeskEvent(type="offer", data={"call": "c"}, audience=Audience(people=frozenset({AN}))))
    assert len(desks.told) == offered


async def test_rows_of_another_thread_arrive_on_the_loops() -> None:
    desks = Desks()
    await asyncio.to_thread(made(desks).rows_soon, [row("draft", "an")])
    async with asyncio.timeout(5):
        while not desks.told:
            await asyncio.sleep(0)
