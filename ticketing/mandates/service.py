"""Closing with guidance what nobody may act on: the citizen is told why and where to go, and no unit is credited or blamed."""

from datetime import UTC, datetime

from sqlalchemy import func, select

from config.ids import new_id
from ticketing import paging
from ticketing.figures.rate import rate
from ticketing.mandates.models import GuidanceRow
from ticketing.mandates.schemas import GROUND_NAMES, GuidanceFigures, GuidanceIn, GuidanceOut, GuidancePage
from ticketing.meetings.who import convenes
from ticketing.people import repository as people
from ticketing.privacy.masks import mask_text
from ticketing.schema import PersonName
from ticketing.tickets.acting import end, live, required, tell
from ticketing.tickets.actor import Actor
from ticketing.tickets.models import TicketRow
from ticketing.tickets.moves import move_leg, taken
from ticketing.tickets.named import NamedTicket, named_tickets
from ticketing.tickets.out import unit_coded
from ticketing.uow import UnitOfWork

BASE = "本年办结的全部工单"
PLAIN = ("id", "ground", "rule", "explanation", "way", "advised_by", "advised_at", "at")
AT_WORK = ("dispatched", "signed", "handling")


def guide(uow: UnitOfWork, ticket_id: str, new: GuidanceIn, *, actor: Actor, at: datetime) -> GuidanceOut:
    """Explain, write down on what ground, and close the ticket. Its ``solved`` stays empty: it is outside that base.

    Conflict by the tickets' own table and version; NotAllowed by their table of permissions.
    """
    row = taken(uow, ticket_id, actor=actor, command="guide", version=new.version)
    row.answer = required(new.explanation, "解释说明")
    row.result, row.solved = f"{GROUND_NAMES[new.ground]}：{new.rule.strip()}", None
    units = [leg.unit_code for leg in live(row.legs)]
    for leg in live(row.legs):
        if leg.state in AT_WORK:
            move_leg(leg, "withdraw", at)
    guidance = GuidanceRow(
        id=new_id(),
        ticket_id=row.id,
        advised_at=at,
        unit_code=row.unit_code,
        at=at,
        by=actor.id,
        **new.model_dump(exclude={"version"}),
    )
    uow.session.add(guidance)
    end(uow, row, "guide", actor=actor, at=at, reason=row.result, detail={"guidance": guidance.id})
    end(uow, row, "close", actor=actor, at=at, reason="解释引导办结，不计入解决")
    tell(uow, row, "guided", "属法无授权，已解释引导办结", at=at, units=units)
    return _out(uow, [guidance], actor)[0]


def of_ticket(uow: UnitOfWork, ticket_id: str, *, actor: Actor) -> tuple[GuidanceOut, ...]:
    """Newest first: a ticket that was opened again may have been guided again."""
    query = select(GuidanceRow).where(GuidanceRow.ticket_id == ticket_id).order_by(GuidanceRow.at.desc())
    return tuple(_out(uow, list(uow.session.scalars(query.limit(paging.MAX_LIMIT))), actor))


def list_guidances(
    uow: UnitOfWork, *, actor: Actor, ground: str | None = None, before: str | None = None, limit: int = 50
) -> GuidancePage:
    """Newest first; a unit sees those of its own tickets."""
    limit = paging.bounded(limit)
    query = select(GuidanceRow)
    if ground:
        query = query.where(GuidanceRow.ground == ground)
    if not convenes(actor):
        query = query.where(GuidanceRow.unit_code == (actor.unit or ""))
    rows = uow.session.scalars(paging.page(query, GuidanceRow.at, GuidanceRow.id, before, limit)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return GuidancePage(items=tuple(_out(uow, list(rows[:limit]), actor)), next=paging.cursor(last.at, last.id) if last else None)


def figures(uow: UnitOfWork, year: int) -> GuidanceFigures:
    zone = uow.calendar.timezone
    since, until = (datetime(one, 1, 1, tzinfo=zone).astimezone(UTC) for one in (year, year + 1))
    within = (GuidanceRow.at >= since, GuidanceRow.at < until)
    grounds = select(GuidanceRow.ground, func.count()).where(*within).group_by(GuidanceRow.ground)
    ways = select(GuidanceRow.way, func.count()).where(*within).group_by(GuidanceRow.way)
    by_ground = {row[0]: row[1] for row in uow.session.execute(grounds)}
    closed = select(func.count()).where(TicketRow.closed_at >= since, TicketRow.closed_at < until)
    total = sum(by_ground.values())
    return GuidanceFigures(
        year=year,
        total=total,
        by_ground=by_ground,
        by_way={row[0]: row[1] for row in uow.session.execute(ways)},
        share=rate(total, uow.session.scalar(closed) or 0, BASE),
    )


def _out(uow: UnitOfWork, rows: list[GuidanceRow], actor: Actor) -> list[GuidanceOut]:
    known = people.names(uow, {row.by for row in rows})
    tickets = named_tickets(uow, [row.ticket_id for row in rows])
    return [
        GuidanceOut.model_validate(
            {name: getattr(row, name) for name in PLAIN}
            | {
                "explanation": row.explanation if convenes(actor) else mask_text(row.explanation),
                "ticket": _masked(tickets[row.ticket_id]),
                "unit": unit_coded(uow, row.unit_code) if row.unit_code else None,
                "by": PersonName(id=row.by, name=known.get(row.by, row.by)),
            }
        )
        for row in rows
    ]


def _masked(ticket: NamedTicket) -> NamedTicket:
    return ticket.model_copy(update={"title": mask_text(ticket.title)})
