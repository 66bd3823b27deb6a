"""What a dispatcher sees before choosing: the directory's rows, the four steps, where the like went, and who had it before."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import select

from ticketing import clocks
from ticketing.directory import Place
from ticketing.directory.responsible import Responsible
from ticketing.dispatching import sending
from ticketing.dispatching.models import ObjectionRow
from ticketing.dispatching.objections import of_ticket
from ticketing.dispatching.places import place_of
from ticketing.dispatching.plan import Dispatch, by_type, chosen, completed, parallel
from ticketing.dispatching.schemas import Advice, Considered, DirectoryRow, Option, Precedent, Returned
from ticketing.dispatching.tally import tally_of
from ticketing.drafts.schemas import Level
from ticketing.schema import Coded
from ticketing.tickets.models import TicketLegRow, TicketRow
from ticketing.tickets.named import NamedTicket
from ticketing.tickets.out import unit_coded
from ticketing.uow import UnitOfWork

COMPARED = 2_000
"""So many closed tickets of the category are counted, the newest first."""
SHOWN = 5
CLOSED = ("closed", "archived")


def advise(uow: UnitOfWork, row: TicketRow, at: datetime) -> Advice:
    """Everything that speaks for or against a unit; nothing is chosen here."""
    place = place_of(row.place)
    precedents, compared = _precedents(uow, row, at)
    objections, legs = of_ticket(uow, row.id), sending.legs_of(uow, row.id)
    level = row.level or uow.law.default_level
    options = _options(uow, row, place, objections, precedents, level)
    return Advice(
        ticket=NamedTicket(id=row.id, number=row.number, title=row.title, state=row.state),
        version=row.version,
        level=cast(Level, level),
        options=tuple(_option(uow, kind, to, at) for kind, to in _distinct(uow, options, _holder(row))),
        considered=_considered(uow, row, place),
        rows=_rows(uow, row.category_code or "", place),
        precedents=precedents,
        compared=compared,
        days=uow.law.dispatching.similar_days,
        returned=_returned(uow, objections, legs),
        named=tally_of(uow, row.id).named,
    )


def _options(
    uow: UnitOfWork,
    row: TicketRow,
    place: Place | None,
    objections: Sequence[ObjectionRow],
    precedents: Sequence[Precedent],
    level: int,
) -> Iterator[tuple[str, Dispatch]]:
    """Plans that can be taken as they are, those first that a rule or a unit asks for."""
    category = row.category_code

    def to(unit: str, co_units: tuple[str, ...] | None = None) -> Dispatch:
        receiver = row.first_receiver
        return chosen(uow.city, unit, category=category, place=place, level=level, first_receiver=receiver, co_units=co_units)

    for objection in objections:
        if objection.state == "open" and objection.suggested_unit in uow.city.units:
            yield "objection", to(objection.suggested_unit)
    typed = by_type(uow.city, row.type, uow.law.dispatching.type_units)
    if typed:
        yield "type", to(typed)
    found = uow.city.responsible(category or "", place, first_receiver=row.first_receiver)
    yield found.rule, to(found.lead_unit)
    side_by_side = parallel(uow.city, place, (found.lead_unit, *found.co_units), uow.law.dispatching.parallel_lead)
    if side_by_side and found.rule == "directory":
        yield "parallel", to(side_by_side[0], side_by_side[1:])
    for precedent in precedents[:2]:
        if precedent.unit.code in uow.city.units:
            yield "precedent", to(precedent.unit.code)


def _distinct(uow: UnitOfWork, options: Iterator[tuple[str, Dispatch]], without: str | None) -> Iterator[tuple[str, Dispatch]]:
    """Each plan once; ``without`` is the unit that has the ticket, to which no redispatch goes."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for kind, to in options:
        full = completed(uow.city, to, copy_district=uow.law.dispatching.copy_district)
        if full.unit != without and (full.unit, full.co_units) not in seen:
            seen.add((full.unit, full.co_units))
            yield kind, full


def _option(uow: UnitOfWork, kind: str, to: Dispatch, at: datetime) -> Option:
    return Option(
        kind=kind,  # type: ignore[arg-type]
        unit=unit_coded(uow, to.unit),
        co_units=_coded(uow, to.co_units),
        cc=_coded(uow, to.cc),
        basis=to.basis,
        why=to.why,
        deadline=clocks.deadline(at, to.level, uow.calendar),
    )


def _considered(uow: UnitOfWork, row: TicketRow, place: Place | None) -> tuple[Considered, ...]:
    """The four steps in their order, each with the unit that it would give."""
    city, category = uow.city, row.category_code or ""
    directory = city.responsible(category, place)
    decided = city.responsible(category, place, first_receiver=row.first_receiver)
    fallback = city.unit(city.directory.fallback)
    receiver = row.first_receiver if row.first_receiver and row.first_receiver in city.units else None
    steps = (
        ("directory", *_by_directory(uow, category, place, directory)),
        ("first_receiver", receiver, f"最先受理的单位是{city.unit(receiver).name}。" if receiver else "还没有单位受理过。"),
        (
            "named",
            row.unit_code if row.basis == "named" else None,
            row.basis_why if row.basis == "named" else "没有人指定过单位。",
        ),
        ("fallback", fallback.code, f"无人负责时由{fallback.name}兜底。"),
    )
    return tuple(
        Considered(
            rule=rule,  # type: ignore[arg-type]
            unit=unit_coded(uow, code) if code else None,
            why=why,
            decides=rule == decided.rule,
        )
        for rule, code, why in steps
    )


def _by_directory(uow: UnitOfWork, category: str, place: Place | None, found: Responsible) -> tuple[str | None, str]:
    """The directory's unit and reason; or why it names none."""
    if found.rule == "directory":
        return found.lead_unit, found.why
    row = uow.city.directory.row_for(category, place)
    return None, "地点不明，目录中的属地单位无法确定。" if row else "职责目录没有该事项。"


def _holder(row: TicketRow) -> str | None:
    """The unit that has the ticket in hand; a problem ticket may be named the unit that has it."""
    return row.unit_code if row.state in ("dispatched", "signed", "handling") else None


def _rows(uow: UnitOfWork, category: str, place: Place | None) -> tuple[DirectoryRow, ...]:
    """The directory's rows that cover the category, the narrowest first."""
    speaks = uow.city.directory.row_for(category, place)
    covering = [rule for rule in uow.city.directory.rules if rule.category_code and category.startswith(rule.category_code)]
    return tuple(
        DirectoryRow(
            category_code=rule.category_code,
            lead_rule=rule.lead_rule,
            co_units=rule.co_units,
            basis=rule.basis,
            dispatch_level=rule.dispatch_level,
            place=rule.place,
            chosen=rule is speaks,
        )
        for rule in sorted(covering, key=lambda rule: (rule is not speaks, -len(rule.category_code)))[: SHOWN * 2]
    )


def _precedents(uow: UnitOfWork, row: TicketRow, at: datetime) -> tuple[tuple[Precedent, ...], int]:
    """Where closed tickets of the same category went; and how many were looked at."""
    if not row.category_code:
        return (), 0
    since = at - timedelta(days=uow.law.dispatching.similar_days)
    query = select(TicketRow.unit_code, TicketRow.unit_name, TicketRow.street_code).where(
        TicketRow.category_code == row.category_code,
        TicketRow.created_at >= since,
        TicketRow.state.in_(CLOSED),
        TicketRow.unit_code.is_not(None),
        TicketRow.id != row.id,
    )
    found = uow.session.execute(query.order_by(TicketRow.created_at.desc()).limit(COMPARED)).all()
    units: dict[str, tuple[str, int, int]] = {}
    for code, name, street in ((str(one.unit_code), one.unit_name or "", one.street_code) for one in found):
        known, count, here = units.get(code, (name, 0, 0))
        units[code] = (known, count + 1, here + bool(row.street_code and street == row.street_code))
    best = sorted(units.items(), key=lambda item: (-item[1][1], item[0]))[:SHOWN]
    return (
        tuple(
            Precedent(unit=Coded(code=code, name=name or code), count=count, here=here, share=round(count / len(found), 3))
            for code, (name, count, here) in best
        ),
        len(found),
    )


def _returned(uow: UnitOfWork, objections: Sequence[ObjectionRow], legs: Sequence[TicketLegRow]) -> tuple[Returned, ...]:
    """Who objected, and from whom the ticket was taken."""
    said = [
        Returned(
            unit=Coded(code=one.unit_code, name=one.unit_name), at=one.at, how="objected", why=f"{one.legal_basis}；{one.reason}"
        )
        for one in objections
    ]
    taken = [
        Returned(
            unit=Coded(code=leg.unit_code, name=leg.unit_name), at=leg.ended_at or leg.dispatched_at, how="withdrawn", why=leg.why
        )
        for leg in legs
        if leg.role == "lead" and leg.state == "withdrawn"
    ]
    return tuple(sorted((*said, *taken), key=lambda one: one.at))


def _coded(uow: UnitOfWork, codes: Sequence[str]) -> tuple[Coded, ...]:
    return tuple(unit_coded(uow, code) for code in codes)
