"""What a counted crossing does: flags on the tickets, a warning to units and inspectors, a supervision notice by itself."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from ticketing.documents import service as documents
from ticketing.notices import service as notices
from ticketing.people.repository import SYSTEM
from ticketing.supervision import flags, issuing, templates
from ticketing.supervision.clusters import crossing
from ticketing.supervision.clusters.counting import ANYBODY, Counted
from ticketing.supervision.clusters.models import ClusterRow, ClusterTicketRow, EarlyWarningRow, RepeatRow, ReportRow
from ticketing.supervision.models import PaperRow
from ticketing.supervision.papers import NewPaper, paper_row
from ticketing.tickets.actor import LAW_ITSELF
from ticketing.tickets.models import TicketRow
from ticketing.tickets.states import OPEN, STATE_NAMES
from ticketing.uow import UnitOfWork

EARLY_WARNING = "early_warning"
WARNED = ("supervisor", "inspector")
MOST_FLAGGED = 500
LISTED = 100
"""So many tickets stand in a paper; the page has them all."""
WAITS = timedelta(days=30)
PENDING = 50


def flag(uow: UnitOfWork, counted: Counted, now: datetime) -> None:
    """Mark the open tickets of clusters that are repeated or a group's; tickets are locked in the order of their ids."""
    wanted: dict[str, set[str]] = {}
    for row in counted.clusters.values():
        names = _flags_of(uow, row, now)
        for ticket_id in _open_tickets(uow, row.id) if names else ():
            wanted.setdefault(ticket_id, set()).update(names)
    for ticket_id in sorted(wanted):
        flags.add(uow, ticket_id, sorted(wanted[ticket_id]), at=now)


def tell(uow: UnitOfWork, warnings: Sequence[EarlyWarningRow]) -> None:
    """One paper, one notice and one event for each crossing; where clusters were joined, for the highest of its levels."""
    highest = {(warning.cluster_id, warning.at): warning for warning in sorted(warnings, key=lambda one: one.level)}
    for warning in highest.values():
        row = uow.session.get_one(ClusterRow, warning.cluster_id)
        tickets = tickets_of(uow, row.id, LISTED)
        units = {ticket.unit_code for ticket in tickets if ticket.unit_code}
        warning.document_id = _paper(uow, row, warning, tickets, units)
        days = uow.law.warning_days
        text = f"预警：“{row.title}”{days}日内已有{warning.count}次反映，达到第{warning.level}次预警线。"
        link = f"/supervision/warnings?cluster={row.id}"
        notices.tell(uow, EARLY_WARNING, text, at=warning.at, link=link, roles=WARNED)
        notices.tell(uow, EARLY_WARNING, text, at=warning.at, ticket=warning.ticket_id, units=units)
        ticket = uow.session.get_one(TicketRow, warning.ticket_id)
        told = {"ticket": ticket.id, "number": ticket.number, "title": row.title, "count": warning.count, "days": days}
        uow.emit(EARLY_WARNING, told, roles=WARNED)


def pending(uow: UnitOfWork, now: datetime) -> list[RepeatRow]:
    """Repetitions whose notice waits for a unit, the newest first."""
    query = select(RepeatRow).where(RepeatRow.paper_id.is_(None), RepeatRow.at > now - WAITS)
    return list(uow.session.scalars(query.order_by(RepeatRow.at.desc()).limit(PENDING)))


def notify(uow: UnitOfWork, repeats: Iterable[RepeatRow], now: datetime) -> None:
    """A supervision notice to the unit that has the matter; where one is open already, that one stands for it."""
    for repeat in repeats:
        lies = uow.session.get(ClusterTicketRow, repeat.ticket_id)
        tickets = tickets_of(uow, lies.cluster_id if lies else repeat.cluster_id, LISTED)
        held = next((ticket for ticket in tickets if ticket.unit_code and ticket.state in OPEN), None)
        held = held or next((ticket for ticket in tickets if ticket.unit_code), None)
        if held is None or held.unit_code is None:
            continue
        repeat.paper_id = _paper_for(uow, repeat, held, tickets, now).id
    uow.session.flush()


def tickets_of(uow: UnitOfWork, cluster_id: str, limit: int) -> Sequence[TicketRow]:
    """The tickets of a cluster, the newest first."""
    query = select(TicketRow).join(ClusterTicketRow, ClusterTicketRow.ticket_id == TicketRow.id)
    query = query.where(ClusterTicketRow.cluster_id == cluster_id)
    return uow.session.scalars(query.order_by(TicketRow.created_at.desc(), TicketRow.id.desc()).limit(limit)).all()


def _paper_for(uow: UnitOfWork, repeat: RepeatRow, ticket: TicketRow, tickets: Sequence[TicketRow], now: datetime) -> PaperRow:
    """The climb that is open, raised where it is but urged; else a notice of its own."""
    standing = issuing.climbing(uow, ticket.id, ticket.unit_code or "")
    new, rows = _notice(uow, repeat, ticket), rows_of(uow, tickets)
    if standing is None:
        return issuing.issue(uow, new, actor=LAW_ITSELF, at=now, rows=rows)
    if standing.rung == "urge":
        return issuing.raised(uow, paper_row(uow, standing.id, lock=True), new, actor=LAW_ITSELF, at=now)
    return standing


def _notice(uow: UnitOfWork, repeat: RepeatRow, ticket: TicketRow) -> NewPaper:
    citizen = repeat.kind != ANYBODY
    days = uow.law.supervision.repeat_citizen_days if citizen else uow.law.supervision.repeat_days
    who = "同一市民" if citizen else "市民"
    return NewPaper(
        rung="notice",
        ground="repeated_citizen" if citizen else "repeated",
        text=f"{days}日内{who}已{repeat.count}次反映同一诉求，系统自动督办。",
        ticket=ticket.id,
        unit=ticket.unit_code,
        cluster=repeat.cluster_id,
    )


def _paper(uow: UnitOfWork, row: ClusterRow, warning: EarlyWarningRow, tickets: Sequence[TicketRow], units: Iterable[str]) -> str:
    ticket = tickets[0]
    values = issuing.matter_values(uow, ticket) | {
        "unit": "、".join(sorted({one.unit_name for one in tickets if one.unit_name})),
        "title": row.title,
        "days": str(uow.law.warning_days),
        "count": str(warning.count),
        "level": str(warning.level),
        "since": f"{uow.calendar.local(row.opened_at):%Y年%m月%d日}",
    }
    day = uow.calendar.local(warning.at).date()
    paper = templates.written(uow.law.city_data, EARLY_WARNING, values, day=day, rows=rows_of(uow, tickets))
    subject = f"cluster:{row.id}"
    return documents.issue(uow, paper, by=SYSTEM, at=warning.at, ticket=warning.ticket_id, subject=subject, units=units).id


def rows_of(uow: UnitOfWork, tickets: Sequence[TicketRow]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            ticket.number,
            f"{uow.calendar.local(ticket.created_at):%m-%d %H:%M}",
            ticket.title,
            ticket.unit_name or "",
            STATE_NAMES.get(ticket.state, ticket.state),  # type: ignore[call-overload]
        )
        for ticket in tickets
    )


def _flags_of(uow: UnitOfWork, row: ClusterRow, now: datetime) -> set[str]:
    rules = uow.law.supervision
    query = select(ReportRow.at).where(ReportRow.cluster_id == row.id, ReportRow.gone_at.is_(None))
    moments = uow.session.scalars(query.where(ReportRow.at > row.latest_at - timedelta(days=uow.law.warning_days))).all()
    names = set()
    if crossing.within(moments, row.latest_at, uow.law.warning_days) > uow.law.warning_over:
        names.add(flags.GROUP)
    told = select(RepeatRow.id).join(ClusterTicketRow, ClusterTicketRow.ticket_id == RepeatRow.ticket_id)
    longest = timedelta(days=max(rules.repeat_days, rules.repeat_citizen_days))
    told = told.where(ClusterTicketRow.cluster_id == row.id, RepeatRow.at > now - longest)
    if uow.session.scalar(told.limit(1)) is not None:
        names.add(flags.REPEATED)
    return names


def _open_tickets(uow: UnitOfWork, cluster_id: str) -> Sequence[str]:
    query = select(TicketRow.id).join(ClusterTicketRow, ClusterTicketRow.ticket_id == TicketRow.id)
    query = query.where(ClusterTicketRow.cluster_id == cluster_id, TicketRow.state.in_(OPEN))
    return uow.session.scalars(query.order_by(TicketRow.created_at.desc()).limit(MOST_FLAGGED)).all()
