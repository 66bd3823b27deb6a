"""Who serves which queue at which level: one table of people and queues, changed cell by cell, all or nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import Field

from config.errors import BadInput, Conflict
from ticketing.people import repository, service
from ticketing.people.schemas import PersonPatch
from ticketing.schema import Schema
from ticketing.uow import UnitOfWork

SEATED = frozenset({"agent", "leader", "supervisor"})
MOST_CELLS = 5_000
Level = Annotated[int, Field(ge=0, le=9)]
"""1 knows best; 0 does not serve the queue."""


class SkillRow(Schema):
    id: str
    name: str
    username: str
    roles: tuple[str, ...]
    levels: dict[str, int]


class SkillCell(Schema):
    """``was`` is what the page showed; another value by now is somebody else's change (409)."""

    person: str = Field(max_length=64)
    queue: str = Field(max_length=64)
    was: Level
    level: Level


class SkillsIn(Schema):
    cells: tuple[SkillCell, ...] = Field(min_length=1, max_length=MOST_CELLS)


def matrix(uow: UnitOfWork) -> tuple[SkillRow, ...]:
    """Everybody who may take calls, by username, with a level for each queue that they serve."""
    people = [person for person in service.list_people(uow) if person.active and SEATED & set(person.roles)]
    return tuple(
        SkillRow(
            id=person.id,
            name=person.name,
            username=person.username,
            roles=person.roles,
            levels={queue: person.levels.get(queue, 1) for queue in person.queues},
        )
        for person in people
    )


def change(uow: UnitOfWork, cells: Sequence[SkillCell], queues: frozenset[str], *, by: str, at: datetime) -> tuple[str, ...]:
    """Change all these cells; the ids of whose they are. Conflict that names the person whose row is another by now."""
    by_person: dict[str, dict[str, SkillCell]] = {}
    for cell in cells:
        by_person.setdefault(cell.person, {})[cell.queue] = cell
    rows = {row.id: row for row in repository.rows_of(uow, by_person)}
    for person_id, wanted in by_person.items():
        row = rows.get(person_id) or repository.person_row(uow, person_id)
        uow.session.refresh(row, with_for_update=True)
        _change(uow, row.id, wanted, queues, by=by, at=at)
    return tuple(by_person)


def _change(
    uow: UnitOfWork, person_id: str, wanted: dict[str, SkillCell], queues: frozenset[str], *, by: str, at: datetime
) -> None:
    person = service.get(uow, person_id)
    present = {queue: person.levels.get(queue, 1) for queue in person.queues}
    for queue, cell in wanted.items():
        if queue not in queues and cell.level:
            raise BadInput("有一个专席已经关闭。", "请刷新后重新设置。")
        if present.get(queue, 0) != cell.was:
            raise Conflict(f"{person.name}的技能刚被他人改动。", "请刷新后核对再改。")
        present[queue] = cell.level
    serves = [queue for queue in dict.fromkeys((*person.queues, *wanted)) if present.get(queue)]
    levels = {queue: present[queue] for queue in serves if present[queue] > 1}
    service.change(uow, person_id, PersonPatch(queues=tuple(serves), levels=levels), by=by, at=at)
