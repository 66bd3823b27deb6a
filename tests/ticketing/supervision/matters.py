"""Telling of matters in a line each: tickets of the same lamp, further callers, turns of counting."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from config.ids import new_id
from tests.ticketing.story import NOON, Story
from ticketing.supervision.clusters import turns
from ticketing.supervision.clusters.models import EarlyWarningRow, RepeatRow
from ticketing.tickets import service as tickets
from ticketing.tickets.callers import Caller
from ticketing.tickets.models import TicketRow
from ticketing.tickets.moves import locked, move, move_leg
from ticketing.tickets.states import Command
from ticketing.uow import UnitOfWork

LAMP: dict[str, Any] = {
    "type": "complaint",
    "category_code": "0101010101",
    "category_name": "路灯不亮",
    "place": {"text": "桥头小区", "gazetteer": "桥头小区", "street_code": "S1"},
    "title": "路灯不亮",
    "summary": "桥头小区门口路灯不亮。",
    "matter": "桥头小区门口的路灯坏了好几天",
    "wish": "尽快修好",
}
NOISE: dict[str, Any] = LAMP | {
    "category_code": "0201010101",
    "category_name": "夜间施工噪声",
    "title": "夜间施工",
    "matter": "工地夜里打桩，吵得睡不着",
    "wish": "停止夜间施工",
    "place": {"text": "清河大道工地", "gazetteer": None, "street_code": "S1"},
}
_numbers = count(1)


def ticket(
    story: Story, at: datetime = NOON, *, number: str = "", unit: str | None = "Q-CG", said: dict[str, Any] | None = None
) -> str:
    """A ticket of this matter, dispatched to ``unit`` unless that is None; its id."""
    return story.do(_made, at, number, unit, said or LAMP)


def several(
    story: Story, times: Iterable[datetime], *, unit: str | None = "Q-CG", said: dict[str, Any] | None = None
) -> list[str]:
    """Tickets of one matter, one for each time, in one unit of work."""
    return story.do(lambda uow: [_made(uow, at, "", unit, said or LAMP) for at in times])


def _made(uow: UnitOfWork, at: datetime, number: str, unit: str | None, said: dict[str, Any]) -> str:
    fields = said | {
        "caller_number": number or f"16400{next(_numbers):06d}",
        "caller_name": "",
        "callback_number": "",
        "urgent": [],
        "level": None,
    }
    row = tickets.accept(uow, tickets.NewTicket(call_id=None, fields=fields), by="system", at=at)
    if unit:
        to = tickets.Dispatch(unit=unit, co_units=(), basis="named", why="指定", dispatch_level="city", level=3)
        tickets.dispatch(uow, row, to, by="system", at=at)
    return row.id


def walked(story: Story, id: str, *commands: Command, by: str = "system", at: datetime = NOON) -> None:
    def step(uow: UnitOfWork) -> None:
        row = locked(uow, id)
        for command in commands:
            if command in ("sign", "start_handling", "report"):
                move_leg(row.legs[0], command, at)
            move(uow, row, command, by=by, at=at)

    story.do(step)


def closed(story: Story, at: datetime = NOON, *, unit: str = "Q-CG", by: str = "system") -> str:
    id = ticket(story, at, unit=unit)
    walked(story, id, "sign", "start_handling", "report", "pass_review", "close", by=by, at=at + timedelta(hours=1))
    return id


def turn(story: Story, now: datetime) -> None:
    """Counting, until nothing is left."""
    while story.do(turns.take_turn, now):
        pass


def levels(story: Story, cluster: str | None = None) -> list[int]:
    """The levels that were told, of all clusters or of one, in their order."""
    query = select(EarlyWarningRow.level).order_by(EarlyWarningRow.at, EarlyWarningRow.level)
    if cluster:
        query = query.where(EarlyWarningRow.cluster_id == cluster)
    return story.do(lambda uow: list(uow.session.scalars(query)))


def repeats(story: Story, cluster: str | None = None) -> list[RepeatRow]:
    query = select(RepeatRow).order_by(RepeatRow.at)
    if cluster:
        query = query.where(RepeatRow.cluster_id == cluster)
    return story.do(lambda uow: list(uow.session.scalars(query)))


def row_of(story: Story, id: str) -> TicketRow:
    def read(uow: UnitOfWork) -> TicketRow:
        return uow.session.get_one(TicketRow, id)

    return story.do(read)


__all__ = ["LAMP", "NOISE", "Caller", "closed", "levels", "new_id", "repeats", "row_of", "several", "ticket", "turn", "walked"]
