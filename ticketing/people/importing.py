"""Accounts by the table: look first, then all or nothing; who left is deactivated, never deleted."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select

from config.errors import BadInput, Conflict
from ticketing.people import passwords, service
from ticketing.people.columns import COLUMNS, EXPORTED, SHEET, cells
from ticketing.people.models import PersonRow
from ticketing.people.planning import Known, Mode, Plan, plan
from ticketing.people.schemas import (
    FirstPassword,
    PeopleImported,
    PeoplePreview,
    PersonChangeShown,
    PersonIn,
    PersonOut,
    PersonPatch,
    TableMistake,
)
from ticketing.spreadsheets import Bounds, Mistake, read, refuse, write_csv, write_xlsx
from ticketing.uow import UnitOfWork

BOUNDS = Bounds(bytes=4 * 1_048_576, rows=5_000)
SHOWN = 300


def preview(uow: UnitOfWork, name: str, content: bytes, mode: Mode, queues: Collection[str]) -> PeoplePreview:
    """What the file would change, or all its mistakes; nothing is written."""
    found = _plan(uow, name, content, mode, queues)
    shown = [*_coming(found.new), *_changing(found.changed), *_leaving(found.leaving)]
    return PeoplePreview(
        base=state(uow),
        added=len(found.new),
        changed=len(found.changed),
        leaving=len(found.leaving),
        changes=tuple(shown[:SHOWN]),
        more=max(0, len(shown) - SHOWN),
        mistakes=tuple(_mistake(mistake) for mistake in found.mistakes[:SHOWN]),
        mistakes_total=len(found.mistakes),
    )


def prepare(uow: UnitOfWork, name: str, content: bytes, mode: Mode, queues: Collection[str], base: str) -> Plan:
    """The plan that was previewed, with a first password for each new account; BadInput, Conflict where it is another."""
    found = _plan(uow, name, content, mode, queues)
    refuse(found.mistakes)
    _same(uow, base)
    if found.empty:
        raise BadInput("与现有人员完全相同，没有需要导入的内容。", "请检查是否选对了文件。")
    new = tuple(one.model_copy(update={"password": one.password or passwords.generate()}) for one in found.new)
    return Plan(new=new, changed=found.changed, leaving=found.leaving, mistakes=())


def apply(uow: UnitOfWork, planned: Plan, hashed: Mapping[str, str], *, base: str, by: str, at: datetime) -> PeopleImported:
    """Do all of the plan; ``hashed`` are the new accounts' passwords, made before because that takes long.

    Conflict when anybody's account was changed since the preview. The passwords are told this once.
    """
    uow.session.execute(select(PersonRow.id).order_by(PersonRow.id).with_for_update())
    _same(uow, base)
    for new in planned.new:
        service.create(uow, new, by=by, how="imported", hashed=hashed[new.username], at=at)
    for one, patch in sorted(planned.changed, key=lambda change: "admin" not in (change[1].roles or ())):
        service.change(uow, one.id, patch, by=by, how="imported", at=at)
    for one in planned.leaving:
        service.change(uow, one.id, PersonPatch(active=False), by=by, how="left", at=at)
    told = tuple(FirstPassword(username=new.username, name=new.name, password=new.password or "") for new in planned.new)
    return PeopleImported(
        added=len(planned.new), changed=len(planned.changed), leaving=len(planned.leaving), passwords=told,
        seats=tuple(one.id for one, _ in planned.changed),
    )  # fmt: skip


def exported(uow: UnitOfWork, format: str) -> bytes:
    """All accounts, also those that left; no passwords."""
    people = service.list_people(uow)
    if format == "csv":
        return write_csv(EXPORTED, [cells(one) for one in people])
    return write_xlsx(EXPORTED, [cells(one, words=True) for one in people], sheet=SHEET)


def state(uow: UnitOfWork) -> str:
    """A digest of all accounts as they stand: an import is for exactly the people that were looked at."""
    rows = [(person.id, cells(person)) for person in service.list_people(uow)]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()[:16]


def _same(uow: UnitOfWork, base: str) -> None:
    if state(uow) != base:
        raise Conflict("预览之后有人改动了账号。", "请重新预览后再导入。")


def _plan(uow: UnitOfWork, name: str, content: bytes, mode: Mode, queues: Collection[str]) -> Plan:
    people = {person.username: person for person in service.list_people(uow)}
    used = {queue for person in people.values() for queue in person.queues}
    known = Known(people=people, units=uow.city.units, queues={*queues, *used})
    return plan(read(name, content, COLUMNS, bounds=BOUNDS), known, mode)


def _mistake(mistake: Mistake) -> TableMistake:
    titles = {column.name: column.title for column in COLUMNS}
    return TableMistake(**asdict(mistake), title=titles.get(mistake.column, mistake.column))


def _coming(new: Sequence[PersonIn]) -> list[PersonChangeShown]:
    return [PersonChangeShown(what="added", username=one.username, name=one.name, cells={}) for one in new]


def _changing(changed: Sequence[tuple[PersonOut, PersonPatch]]) -> list[PersonChangeShown]:
    shown = []
    for one, patch in changed:
        was = cells(one, words=True)
        becomes = cells(one.model_copy(update=patch.model_dump(exclude_unset=True)), words=True)
        told = {name: (was[name], becomes[name]) for name in was if was[name] != becomes[name]}
        shown.append(PersonChangeShown(what="changed", username=one.username, name=one.name, cells=told))
    return shown


def _leaving(leaving: Sequence[PersonOut]) -> list[PersonChangeShown]:
    return [PersonChangeShown(what="leaving", username=one.username, name=one.name, cells={}) for one in leaving]
