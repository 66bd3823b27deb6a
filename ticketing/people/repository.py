"""Queries on accounts and sessions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import cast, get_args

from sqlalchemy import select

from config.errors import NotFound
from ticketing.people.lockout import MISSES
from ticketing.people.models import AttemptRow, PersonRow, SignInRow
from ticketing.people.schemas import PersonOut, Role
from ticketing.schema import PersonName
from ticketing.uow import UnitOfWork

SYSTEM = "system"
SYSTEM_NAME = "系统"
CITIZEN, CITIZEN_NAME = "citizen", "市民"


def person_row(uow: UnitOfWork, person_id: str) -> PersonRow:
    row = uow.session.get(PersonRow, person_id)
    if row is None:
        raise NotFound("没有这个账号。", "请刷新人员列表。")
    return row


def by_username(uow: UnitOfWork, username: str) -> PersonRow | None:
    return uow.session.scalar(select(PersonRow).where(PersonRow.username == username))


def everybody(uow: UnitOfWork) -> list[PersonRow]:
    return list(uow.session.scalars(select(PersonRow).order_by(PersonRow.username)))


def rows_of(uow: UnitOfWork, ids: Iterable[str]) -> list[PersonRow]:
    return list(uow.session.scalars(select(PersonRow).where(PersonRow.id.in_(set(ids))).order_by(PersonRow.id)))


def names(uow: UnitOfWork, ids: Iterable[str | None]) -> Mapping[str, str]:
    """Names of those ids that are known; the machine is 系统."""
    wanted = {id for id in ids if id}
    found = uow.session.execute(select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(wanted)))
    return {row.id: row.name for row in found} | {SYSTEM: SYSTEM_NAME, CITIZEN: CITIZEN_NAME}


def named(known: Mapping[str, str], person_id: str | None) -> PersonName | None:
    return PersonName(id=person_id, name=known.get(person_id, person_id)) if person_id else None


def latest_attempts(uow: UnitOfWork, username: str) -> list[tuple[datetime, bool]]:
    query = (
        select(AttemptRow.at, AttemptRow.succeeded)
        .where(AttemptRow.username == username)
        .order_by(AttemptRow.at.desc(), AttemptRow.id.desc())
        .limit(MISSES)
    )
    return [(row.at, row.succeeded) for row in uow.session.execute(query)]


def signed_in_now(uow: UnitOfWork, now: datetime) -> list[PersonRow]:
    """People with a living session: only they have a desk to which something can be shown."""
    live = select(SignInRow.person_id).where(SignInRow.ended_at.is_(None), SignInRow.expires_at > now)
    return list(uow.session.scalars(select(PersonRow).where(PersonRow.id.in_(live), PersonRow.active)))


def person_out(row: PersonRow) -> PersonOut:
    return PersonOut(
        id=row.id,
        username=row.username,
        name=row.name,
        roles=tuple(cast(Role, role) for role in row.roles if role in get_args(Role)),
        unit=row.unit,
        phone=row.phone,
        mobile=row.mobile,
        queues=tuple(row.queues),
        levels=dict(row.levels),
        must_change_password=row.must_change_password,
        active=row.active,
    )


def active(uow: UnitOfWork) -> list[PersonRow]:
    """Everybody whose account is in use, by name; roles are a list in each row, so the caller picks."""
    return list(uow.session.scalars(select(PersonRow).where(PersonRow.active).order_by(PersonRow.name, PersonRow.id)))


def of_units(uow: UnitOfWork, codes: Sequence[str]) -> list[str]:
    """Ids of the active people of these units."""
    return list(uow.session.scalars(select(PersonRow.id).where(PersonRow.unit.in_(codes), PersonRow.active)))


def by_unit(uow: UnitOfWork, codes: Iterable[str]) -> dict[str, list[str]]:
    """By unit code, the ids of its active people; units without any are left out."""
    found: dict[str, list[str]] = {}
    for id, unit in uow.session.execute(
        select(PersonRow.id, PersonRow.unit).where(PersonRow.unit.in_(list(codes)), PersonRow.active)
    ):
        found.setdefault(str(unit), []).append(id)
    return found
