"""Why this unit? Read again from the rows of the very version that judged."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from config.errors import NotFound
from ticketing.directory import versions
from ticketing.directory.city import City
from ticketing.directory.columns import COLUMNS
from ticketing.directory.duty import DISTRICT_BUREAU, STREET, DutyRule
from ticketing.directory.schemas import DutyRowOut, Judgement, LegWhy, TicketWhy
from ticketing.gazetteer import Place
from ticketing.tickets.models import TicketLegRow, TicketRow
from ticketing.uow import UnitOfWork


def judge(city: City, number: int, category: str, place: Place | None, *, first_receiver: str | None = None) -> Judgement:
    """Who is responsible by these tables, with every row of the duty directory that speaks of the category."""
    found = city.responsible(category, place, first_receiver=first_receiver)
    return Judgement(
        version=city.version,
        number=number,
        lead_unit=found.lead_unit,
        lead_unit_name=city.unit(found.lead_unit).name,
        co_units=found.co_units,
        co_unit_names=tuple(city.unit(code).name for code in found.co_units),
        rule=found.rule,
        basis=found.basis,
        why=found.why,
        rows=_rows(city, category, place),
    )


def why_now(uow: UnitOfWork, category: str, place: Place | None) -> Judgement:
    uow.city.category(category)
    return judge(uow.city, versions.get(uow.session, uow.city.version).number, category, place)


def why_in(uow: UnitOfWork, version: str, category: str, place: Place | None) -> Judgement:
    """The same by any version; NotFound for a category that it does not have."""
    city = city_of(uow, version)
    city.category(category)
    return judge(city, versions.get(uow.session, version).number, category, place)


def of_ticket(uow: UnitOfWork, ticket_id: str, at: datetime) -> TicketWhy:
    """For each unit of a ticket what was stored with its dispatch, beside what the version says that judged it."""
    ticket = uow.session.get(TicketRow, ticket_id)
    if ticket is None:
        raise NotFound("没有这张工单。", "请刷新工单列表。")
    legs = uow.session.scalars(select(TicketLegRow).where(TicketLegRow.ticket_id == ticket_id).order_by(TicketLegRow.position))
    place = place_of(ticket.place)
    return TicketWhy(
        ticket_id=ticket_id,
        category_code=ticket.category_code,
        place=ticket.place,
        legs=tuple(_leg(uow, leg, ticket, place) for leg in legs),
        now=_now(uow, ticket.category_code, place),
    )


def place_of(stored: Mapping[str, Any] | None) -> Place | None:
    if not stored:
        return None
    return Place(
        text=stored.get("text") or "", district=stored.get("district"), street_code=stored.get("street_code"),
        gazetteer=stored.get("gazetteer"), detail=stored.get("detail"),
    )  # fmt: skip


def city_of(uow: UnitOfWork, version: str) -> City:
    """A version's city; the one in force is at hand already."""
    return uow.city if version == uow.city.version else versions.load(uow.session, version)


def _now(uow: UnitOfWork, category: str | None, place: Place | None) -> Judgement | None:
    """None where today's directory has no such category any more."""
    return why_now(uow, category, place) if category and category in uow.city.categories else None


def _leg(uow: UnitOfWork, leg: TicketLegRow, ticket: TicketRow, place: Place | None) -> LegWhy:
    return LegWhy(
        unit_code=leg.unit_code,
        unit_name=leg.unit_name,
        role=leg.role,
        basis=leg.basis,
        why=leg.why,
        dispatched_at=leg.dispatched_at,
        judged=_judged(uow, leg.directory_version, ticket, place),
    )


def _judged(uow: UnitOfWork, version: str, ticket: TicketRow, place: Place | None) -> Judgement | None:
    """None for a ticket older than the versions in the database, or without a category."""
    if not version or not ticket.category_code or not _known(uow.session, version):
        return None
    number = versions.get(uow.session, version).number
    return judge(city_of(uow, version), number, ticket.category_code, place, first_receiver=ticket.first_receiver)


def _known(session: Session, version: str) -> bool:
    try:
        versions.get(session, version)
    except NotFound:
        return False
    return True


def _rows(city: City, category: str, place: Place | None) -> tuple[DutyRowOut, ...]:
    """Rows whose prefix fits, the longest first."""
    chosen = city.directory.row_for(category, place)
    lines = {(row["category_code"], row.get("place", "")): (line, row) for line, row in enumerate(city.tables["duty"], start=2)}
    fitting = [rule for rule in city.directory.rules if category.startswith(rule.category_code)]
    fitting.sort(key=lambda rule: (rule is not chosen, -len(rule.category_code), rule.place))
    return tuple(_row(city, rule, *lines[rule.category_code, rule.place], chosen) for rule in fitting)


def _row(city: City, rule: DutyRule, line: int, cells: Mapping[str, str], chosen: DutyRule | None) -> DutyRowOut:
    """The cells as people read them: units and places by their names, the category with its own."""
    worded = {column.name: column.word(cells.get(column.name, "")) for column in COLUMNS["duty"]} | {
        "category": _branch(city, rule.category_code),
        "place": city.unit(rule.place).name if rule.place else "",
        "lead_rule": _named(city, rule.lead_rule),
        "co_units": "、".join(_named(city, one) for one in rule.co_units),
    }
    return DutyRowOut(line=line, cells=worded, chosen=rule is chosen, why_not="" if rule is chosen else _why_not(rule, chosen))


def _named(city: City, written: str) -> str:
    """A unit as a row writes it: its code, where the matter is, or the bureau of that district."""
    if written == STREET:
        return "事发街道（镇）"
    if written.startswith(DISTRICT_BUREAU):
        return f"事发区县的{written.removeprefix(DISTRICT_BUREAU)}"
    return city.unit(written).name


def _branch(city: City, prefix: str) -> str:
    """The name of a branch of the categories, by the first leaf that lies in it."""
    leaf = next((one for code, one in city.categories.items() if code.startswith(prefix)), None)
    return leaf.path[len(prefix) // 2 - 1] if leaf and prefix else ""


def _why_not(rule: DutyRule, chosen: DutyRule | None) -> str:
    if chosen is None or len(rule.category_code) > len(chosen.category_code):
        return "适用于别的地区"
    if len(rule.category_code) < len(chosen.category_code):
        return "有更具体的事项编码"
    return "适用于别的地区" if rule.place else "有更具体的适用地区"
