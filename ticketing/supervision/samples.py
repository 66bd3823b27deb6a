"""Look-back samples for their page: what was drawn, what the second calls said, and whether the seed draws the same again."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from ticketing import paging
from ticketing.figures.rate import rate
from ticketing.people import repository as people
from ticketing.supervision.lookback import drawn_again, items_of
from ticketing.supervision.models import SampleItemRow, SampleRow
from ticketing.supervision.out import person, tickets
from ticketing.supervision.part_taken import had_part
from ticketing.supervision.schemas import SampleCheck, SampleItemOut, SampleOut
from ticketing.tickets.out import unit_coded
from ticketing.uow import UnitOfWork

BASE = "回头看接通件数，不含未接通"
PLAIN = ("id", "purpose", "agency", "at", "since", "until", "by_unit", "size", "seed", "population", "digest")


def listed(uow: UnitOfWork, limit: int = paging.MAX_LIMIT) -> tuple[SampleOut, ...]:
    """Newest first, without their tickets."""
    rows = uow.session.scalars(select(SampleRow).order_by(SampleRow.at.desc(), SampleRow.id.desc()).limit(limit)).all()
    return tuple(sample_out(uow, row, "") for row in rows)


def sample_out(uow: UnitOfWork, row: SampleRow, me: str, *, with_items: bool = False) -> SampleOut:
    """``me`` is who asks: whoever handled a ticket sees that somebody else must call."""
    items = items_of(uow, row.id)
    known = people.names(uow, {row.by, *(item.called_by for item in items)})
    results = [item.result for item in items]
    reached = sum(result in ("true", "false", "unsure") for result in results)
    false = results.count("false")
    shown = {name: getattr(row, name) for name in PLAIN} | {
        "by": person(known, row.by),
        "unit": unit_coded(uow, row.unit_code) if row.unit_code else None,
        "drawn": len(items),
        "called": sum(result is not None for result in results),
        "reached": reached,
        "false_closures": false,
        "false_rate": rate(false, reached, BASE),
        "items": _items(uow, items, known, me) if with_items else (),
    }
    return SampleOut.model_validate(shown)


def check(uow: UnitOfWork, sample_id: str) -> SampleCheck:
    """Draw again by the same seed. Where tickets were opened again since, the population is another."""
    same, drawn = drawn_again(uow, sample_id)
    kept = [item.ticket_id for item in items_of(uow, sample_id)]
    return SampleCheck(same_population=same, same_draw=list(drawn) == kept, drawn=len(drawn))


def _items(uow: UnitOfWork, items: Sequence[SampleItemRow], known: Mapping[str, str], me: str) -> tuple[SampleItemOut, ...]:
    briefs = tickets(uow, (item.ticket_id for item in items))
    parts = had_part(uow, list(briefs)) if me else {}
    return tuple(
        SampleItemOut(
            id=item.id,
            position=item.position,
            ticket=briefs[item.ticket_id],
            closed_at=item.closed_at,
            result=item.result,  # type: ignore[arg-type]
            grade=item.grade,
            note=item.note,
            called_at=item.called_at,
            called_by=people.named(known, item.called_by),
            mine=me in parts.get(item.ticket_id, ()),
        )
        for item in items
    )
