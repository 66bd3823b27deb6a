"""Counting who reported a matter, one at a time: a ticket's cluster, its reports, and the crossings that they made.

One row is held until the commit by whoever counts, so that two nodes never see half of a cluster, and what they cross is
crossed once. A crossing is written with the report that made it; a restart goes on with the arrivals that are left.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from config.ids import new_id
from ticketing.similar.candidates import matter_of
from ticketing.supervision.clusters import crossing, matching
from ticketing.supervision.clusters.crossing import Told
from ticketing.supervision.clusters.joining import joined, living_on
from ticketing.supervision.clusters.models import (
    ClusterLockRow,
    ClusterRow,
    ClusterTicketRow,
    EarlyWarningRow,
    RepeatRow,
    ReportRow,
)
from ticketing.tickets import callers
from ticketing.tickets.models import TicketRow
from ticketing.uow import UnitOfWork

ANYBODY = "any"
NO_MATTER = frozenset({"consultation", "praise"})
"""Types that are no trouble, however many ask or praise."""
MAX_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class Report:
    at: datetime
    number: str


@dataclass(slots=True)
class Counted:
    """What came of one turn: the clusters whose reports changed, and the early warnings that are to be told."""

    clusters: dict[str, ClusterRow] = field(default_factory=dict)
    warnings: list[EarlyWarningRow] = field(default_factory=list)


def hold(uow: UnitOfWork) -> None:
    """Wait until nobody else counts; the row is held to the commit."""
    insert = postgresql.insert if uow.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(ClusterLockRow).values(id=1, turn=1)
    uow.session.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"turn": ClusterLockRow.turn + 1}))


def count_ticket(uow: UnitOfWork, ticket: TicketRow, at: datetime, counted: Counted) -> None:
    """Bring one ticket's reports up to date, put it into its cluster if it has none, and write what they crossed."""
    if ticket.type in NO_MATTER or ticket.state == "draft":
        return
    row = _cluster(uow, ticket, at)
    if ticket.merged_into:
        row = _with_target(uow, row, ticket.merged_into, at)
    counted.clusters[row.id] = row
    for report in sorted(_bring_up_to_date(uow, row, ticket, at), key=lambda one: (one.at, one.source)):
        living_on(uow, row, report.at)
        cross(uow, row, ticket.id, report.at, counted, number=report.number)
    row.reports = _number_of_reports(uow, row.id)


def cross(uow: UnitOfWork, row: ClusterRow, ticket_id: str, at: datetime, counted: Counted, *, number: str = "") -> None:
    """Write the levels that the cluster's reports have reached at ``at`` and that were not told within their window."""
    reports = _present(uow, row.id, at)
    _cross_levels(uow, row, ticket_id, at, reports, counted)
    rules = uow.law.supervision
    moments = [report.at for report in reports]
    _cross_repeat(uow, row, ticket_id, at, ANYBODY, moments, rules.repeat_from, rules.repeat_days)
    if number:
        own = [report.at for report in reports if report.number == number]
        _cross_repeat(uow, row, ticket_id, at, number, own, rules.repeat_citizen_from, rules.repeat_citizen_days)


def _cluster(uow: UnitOfWork, ticket: TicketRow, at: datetime) -> ClusterRow:
    lies = uow.session.get(ClusterTicketRow, ticket.id)
    if lies is not None:
        return _known(uow, lies.cluster_id)
    found = matching.found(uow, ticket, at)
    row, score = found or (_opened(uow, ticket), 1.0)
    row = _known(uow, row.joined_into) if row.joined_into else row
    uow.session.add(ClusterTicketRow(ticket_id=ticket.id, cluster_id=row.id, at=at, score=score))
    uow.session.flush()
    return row


def _opened(uow: UnitOfWork, ticket: TicketRow) -> ClusterRow:
    matter = matter_of(uow.city, ticket)
    row = ClusterRow(
        id=new_id(),
        title=ticket.title,
        category_code=ticket.category_code,
        category_name=ticket.category_name,
        street_code=ticket.street_code,
        place=matter.place,
        detail=matter.detail,
        text=matter.text[:MAX_TEXT],
        opened_at=ticket.created_at,
        latest_at=ticket.created_at,
        reports=0,
        root_cause="",
    )
    uow.session.add(row)
    uow.session.flush()
    return row


def _with_target(uow: UnitOfWork, row: ClusterRow, target_id: str, at: datetime) -> ClusterRow:
    """A merge by people says more than likeness: the cluster of the ticket that was merged goes into the target's."""
    lies = uow.session.get(ClusterTicketRow, target_id)
    if lies is None or lies.cluster_id == row.id:
        return row
    return joined(uow, row, _known(uow, lies.cluster_id), by="system", at=at)


def _known(uow: UnitOfWork, cluster_id: str) -> ClusterRow:
    return uow.session.get_one(ClusterRow, cluster_id)


def _bring_up_to_date(uow: UnitOfWork, row: ClusterRow, ticket: TicketRow, at: datetime) -> list[ReportRow]:
    """The reports that are new; those that are no longer there are marked as gone."""
    standing = _reporters(uow, ticket)
    known = _known_reports(uow, ticket.id, standing)
    for source, report in known.items():
        if report.ticket_id == ticket.id:
            report.gone_at = None if source in standing else report.gone_at or at
    new = [
        ReportRow(source=source, cluster_id=row.id, ticket_id=ticket.id, at=moment, number=number, gone_at=None)
        for source, (moment, number) in standing.items()
        if source not in known
    ]
    uow.session.add_all(new)
    uow.session.flush()
    return new


def _reporters(uow: UnitOfWork, ticket: TicketRow) -> Mapping[str, tuple[datetime, str]]:
    """Who stands at the ticket: by intake, when and from which number."""
    own = ticket.intake_id or f"ticket:{ticket.id}"
    further = callers.of_ticket(uow, ticket.id)
    return {own: (ticket.created_at, ticket.caller_number)} | {row.intake_id: (row.at, row.number) for row in further}


def _known_reports(uow: UnitOfWork, ticket_id: str, standing: Iterable[str]) -> dict[str, ReportRow]:
    query = select(ReportRow).where((ReportRow.ticket_id == ticket_id) | ReportRow.source.in_(list(standing)))
    return {report.source: report for report in uow.session.scalars(query)}


def _present(uow: UnitOfWork, cluster_id: str, at: datetime) -> Sequence[Report]:
    """Those of the longest window; a matter may have thousands before."""
    rules = uow.law.supervision
    longest = max(uow.law.warning_days, rules.repeat_days, rules.repeat_citizen_days)
    query = select(ReportRow.at, ReportRow.number).where(
        ReportRow.cluster_id == cluster_id, ReportRow.gone_at.is_(None), ReportRow.at > at - timedelta(days=longest)
    )
    return [Report(row.at, row.number) for row in uow.session.execute(query)]


def _number_of_reports(uow: UnitOfWork, cluster_id: str) -> int:
    query = select(func.count()).where(ReportRow.cluster_id == cluster_id, ReportRow.gone_at.is_(None))
    return uow.session.scalar(query) or 0


def _cross_levels(
    uow: UnitOfWork, row: ClusterRow, ticket_id: str, at: datetime, reports: Sequence[Report], counted: Counted
) -> None:
    over, days = uow.law.warning_over, uow.law.warning_days
    count = crossing.within((report.at for report in reports), at, days)
    if count <= over:
        return
    told = told_levels(uow, row.id)
    for level in crossing.due(count, told, at, over=over, days=days):
        warning = EarlyWarningRow(
            id=new_id(),
            ticket_id=ticket_id,
            cluster_id=row.id,
            level=level,
            wave=crossing.wave(level, told),
            count=count,
            at=at,
            document_id=None,
        )
        uow.session.add(warning)
        counted.warnings.append(warning)
    uow.session.flush()


def told_levels(uow: UnitOfWork, cluster_id: str) -> list[Told]:
    """What was told of this cluster's tickets, also before they were joined to it."""
    query = select(EarlyWarningRow.level, EarlyWarningRow.at).join(
        ClusterTicketRow, ClusterTicketRow.ticket_id == EarlyWarningRow.ticket_id
    )
    return [Told(row.level, row.at) for row in uow.session.execute(query.where(ClusterTicketRow.cluster_id == cluster_id))]


def _cross_repeat(
    uow: UnitOfWork,
    row: ClusterRow,
    ticket_id: str,
    at: datetime,
    kind: str,
    moments: Sequence[datetime],
    least: int,
    days: int,
) -> None:
    """One notice for one repetition: what was just told of all is not told again of one citizen."""
    count = crossing.within(moments, at, days)
    if count < least:
        return
    told = _told_repeats(uow, row.id)
    relevant = [one.at for one in told if kind != ANYBODY or one.kind == ANYBODY]
    if not crossing.repeated(count, relevant, at, least=least, days=days):
        return
    repeat = RepeatRow(
        id=new_id(),
        cluster_id=row.id,
        ticket_id=ticket_id,
        kind=kind,
        wave=sum(one.kind == kind for one in told),
        at=at,
        count=count,
        paper_id=None,
    )
    uow.session.add(repeat)
    uow.session.flush()


def _told_repeats(uow: UnitOfWork, cluster_id: str) -> list[RepeatRow]:
    query = select(RepeatRow).join(ClusterTicketRow, ClusterTicketRow.ticket_id == RepeatRow.ticket_id)
    return list(uow.session.scalars(query.where(ClusterTicketRow.cluster_id == cluster_id)))
