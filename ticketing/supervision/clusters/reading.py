"""Clusters for the page of early warnings: the list, one with its tickets and arrivals by day, and the monthly list."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select

from config.errors import BadInput
from ticketing import paging
from ticketing.cases.models import CaseRow
from ticketing.people import repository as people
from ticketing.schema import Coded
from ticketing.supervision.clusters.desk import cluster_row
from ticketing.supervision.clusters.joint import joint_of, meetings_of
from ticketing.supervision.clusters.models import ClusterRow, ClusterTicketRow, EarlyWarningRow, ReportRow
from ticketing.supervision.clusters.telling import tickets_of
from ticketing.supervision.models import PaperRow
from ticketing.supervision.out import papers_out, tickets
from ticketing.supervision.schemas import (
    ClusterDetail,
    ClusterOut,
    ClusterPage,
    ClusterWarning,
    DayCount,
    JointHandling,
    MeetingBrief,
    MonthlyList,
    MonthlyMatter,
)
from ticketing.tickets.models import TicketRow
from ticketing.tickets.out import unit_coded
from ticketing.uow import UnitOfWork

DAYS_SHOWN = 60
TICKETS_SHOWN = 200
MONTHLY = 50
PLAIN = ("id", "title", "place", "opened_at", "latest_at", "reports", "root_cause", "closed_at")


def clusters(uow: UnitOfWork, now: datetime, *, only: str = "warned", before: str | None = None, limit: int = 50) -> ClusterPage:
    """By the latest report. ``only``: warned, repeated (three reports and more), closed (root cause found), or all."""
    limit = paging.bounded(limit)
    query = select(ClusterRow).where(ClusterRow.joined_into.is_(None))
    if only == "warned":
        warned = select(ClusterTicketRow.cluster_id).join(
            EarlyWarningRow, EarlyWarningRow.ticket_id == ClusterTicketRow.ticket_id
        )
        query = query.where(ClusterRow.id.in_(warned), ClusterRow.closed_at.is_(None))
    if only == "repeated":
        query = query.where(ClusterRow.reports >= uow.law.supervision.repeat_from, ClusterRow.closed_at.is_(None))
    if only == "closed":
        query = query.where(ClusterRow.closed_at.is_not(None))
    rows = uow.session.scalars(paging.page(query, ClusterRow.latest_at, ClusterRow.id, before, limit)).all()
    more = len(rows) > limit
    return ClusterPage(
        items=tuple(_out(uow, row, now) for row in rows[:limit]),
        next=paging.cursor(rows[limit - 1].latest_at, rows[limit - 1].id) if more else None,
    )


def cluster(uow: UnitOfWork, cluster_id: str, now: datetime) -> ClusterDetail:
    """With its tickets, its arrivals by local day, and what was told and issued about it."""
    row = cluster_row(uow, cluster_id)
    held = tickets_of(uow, row.id, TICKETS_SHOWN)
    briefs = tickets(uow, (ticket.id for ticket in held))
    parts = select(ClusterRow.id).where((ClusterRow.id == row.id) | (ClusterRow.joined_into == row.id))
    issued = uow.session.scalars(
        select(PaperRow).where(PaperRow.cluster_id.in_(parts)).order_by(PaperRow.at.desc()).limit(paging.MAX_LIMIT)
    ).all()
    return ClusterDetail.model_validate(
        _out(uow, row, now).model_dump()
        | {
            "tickets": tuple(briefs[ticket.id] for ticket in held),
            "days": _days(uow, row.id, now),
            "warnings": tuple(
                ClusterWarning(level=one.level, count=one.count, at=one.at, document=one.document_id)
                for one in _warnings(uow, row.id)
            ),
            "papers": papers_out(uow, issued, now),
            "case": _case(uow, row.case_id),
            "joint": _joint(uow, row.id),
            "meetings": tuple(
                MeetingBrief(id=one.id, kind=one.kind, title=one.title, state=one.state, starts_at=one.starts_at)
                for one in meetings_of(uow, row.id)
            ),
        }
    )


def monthly(uow: UnitOfWork, month: str) -> MonthlyList:
    """Concentrated, repeated and hard matters of a local month (``2026-03``), the agenda of the joint study."""
    since, until = _month(uow, month)
    return MonthlyList(month=month, items=(*repeated(uow, since, until, MONTHLY), *_hard(uow, since, until)))


def repeated(uow: UnitOfWork, since: datetime, until: datetime, most: int) -> tuple[MonthlyMatter, ...]:
    """Matters that were reported ``repeat_from`` times and more from ``since`` to before ``until``, the most often first."""
    counts = (
        select(ReportRow.cluster_id, func.count().label("reported"))
        .where(ReportRow.at >= since, ReportRow.at < until, ReportRow.gone_at.is_(None))
        .group_by(ReportRow.cluster_id)
        .having(func.count() >= uow.law.supervision.repeat_from)
        .order_by(func.count().desc(), ReportRow.cluster_id)
        .limit(most)
    )
    return tuple(_matter(uow, row.cluster_id, row.reported) for row in uow.session.execute(counts))


def _matter(uow: UnitOfWork, cluster_id: str, count: int) -> MonthlyMatter:
    row = uow.session.get_one(ClusterRow, cluster_id)
    return MonthlyMatter(
        why="concentrated" if count > uow.law.warning_over else "repeated",
        title=row.title,
        reports=count,
        cluster=row.id,
        ticket=None,
        units=_units(uow, row.id),
        note=row.root_cause,
    )


def _hard(uow: UnitOfWork, since: datetime, until: datetime) -> Sequence[MonthlyMatter]:
    """What stood in the pool or above it, or had no unit in the end."""
    papers = select(PaperRow.ticket_id).where(
        PaperRow.rung.in_(("pool", "warning_letter", "interview")), PaperRow.at >= since, PaperRow.at < until
    )
    query = select(TicketRow).where(
        (TicketRow.id.in_(papers)) | ((TicketRow.state == "problem_ticket") & (TicketRow.created_at < until))
    )
    rows = uow.session.scalars(query.order_by(TicketRow.created_at.desc(), TicketRow.id.desc()).limit(MONTHLY)).all()
    briefs = tickets(uow, (row.id for row in rows))
    return [
        MonthlyMatter(
            why="hard",
            title=row.title,
            reports=1,
            cluster=None,
            ticket=briefs[row.id],
            units=(unit_coded(uow, row.unit_code),) if row.unit_code else (),
            note="",
        )
        for row in rows
    ]


def _case(uow: UnitOfWork, case_id: str | None) -> Coded | None:
    found = uow.session.get(CaseRow, case_id) if case_id else None
    return Coded(code=found.id, name=found.title) if found else None


def _joint(uow: UnitOfWork, matter_id: str) -> JointHandling | None:
    found = joint_of(uow, matter_id)
    return JointHandling(id=found.id, state=found.state, unit=unit_coded(uow, found.unit_code)) if found else None


def _out(uow: UnitOfWork, row: ClusterRow, now: datetime) -> ClusterOut:
    told = _warnings(uow, row.id)
    since = now - timedelta(days=uow.law.warning_days)
    return ClusterOut.model_validate(
        {name: getattr(row, name) for name in PLAIN}
        | {
            "category": Coded(code=row.category_code, name=row.category_name or row.category_code) if row.category_code else None,
            "street": unit_coded(uow, row.street_code) if row.street_code else None,
            "level": max((one.level for one in told if one.at > since), default=0),
            "warned_at": told[0].at if told else None,
            "document": told[0].document_id if told else None,
            "units": _units(uow, row.id),
            "closed_by": people.named(people.names(uow, [row.closed_by]), row.closed_by),
        }
    )


def _warnings(uow: UnitOfWork, cluster_id: str) -> Sequence[EarlyWarningRow]:
    """The latest and highest first."""
    query = select(EarlyWarningRow).join(ClusterTicketRow, ClusterTicketRow.ticket_id == EarlyWarningRow.ticket_id)
    query = query.where(ClusterTicketRow.cluster_id == cluster_id)
    return uow.session.scalars(query.order_by(EarlyWarningRow.at.desc(), EarlyWarningRow.level.desc())).all()


def _units(uow: UnitOfWork, cluster_id: str) -> tuple[Coded, ...]:
    query = select(TicketRow.unit_code).join(ClusterTicketRow, ClusterTicketRow.ticket_id == TicketRow.id)
    query = query.where(ClusterTicketRow.cluster_id == cluster_id, TicketRow.unit_code.is_not(None)).distinct()
    return tuple(unit_coded(uow, code) for code in sorted(code for code in uow.session.scalars(query) if code))


def _days(uow: UnitOfWork, cluster_id: str, now: datetime) -> tuple[DayCount, ...]:
    today = uow.calendar.local(now).date()
    first = today - timedelta(days=DAYS_SHOWN - 1)
    begins = datetime(first.year, first.month, first.day, tzinfo=uow.calendar.timezone)
    query = select(ReportRow.at).where(
        ReportRow.cluster_id == cluster_id, ReportRow.gone_at.is_(None), ReportRow.at >= begins.astimezone(UTC)
    )
    counts: dict[date, int] = {first + timedelta(days=n): 0 for n in range(DAYS_SHOWN)}
    for at in uow.session.scalars(query):
        day = uow.calendar.local(at).date()
        if day in counts:
            counts[day] += 1
    return tuple(DayCount(day=day, count=count) for day, count in counts.items())


def _month(uow: UnitOfWork, month: str) -> tuple[datetime, datetime]:
    try:
        first = datetime.strptime(month, "%Y-%m").replace(tzinfo=uow.calendar.timezone)
    except ValueError:
        raise BadInput(f"“{month}”不是月份。", "请写成2026-03的样子。") from None
    after = (first + timedelta(days=32)).replace(day=1)
    return first.astimezone(UTC), after.astimezone(UTC)
