"""What citizens may see of the ledger: sums by unit and month, nobody's name. The fold is pure."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select

from config.errors import BadInput
from ticketing.duty.figures import year_ledger
from ticketing.duty.ledger import BASE
from ticketing.duty.models import DutyImportRow, DutySessionRow, PastSheetRow
from ticketing.duty.schemas import LedgerLine
from ticketing.figures.rate import Rate
from ticketing.schema import Schema
from ticketing.uow import UnitOfWork

EARLIEST_YEAR = 2000
DEFINITION = "带班时段接通来电中当场答复办结的比例。放弃、无声、错号不计入，另列。"


class PublicLine(Schema):
    """``key`` is a unit's code or a month (2026-03)."""

    key: str
    name: str
    sessions: int
    connected: int
    on_the_spot: int
    rate: Rate


class PublicDutyFigures(Schema):
    """One year from its first day to ``until``: as the ledger stood by then.

    ``by_unit`` has the units of ``least`` connected calls and more, the best rate first; the others stand ``apart``, by name.
    ``years`` are those that have sessions.
    """

    city: str
    since: date
    until: date
    as_of: datetime
    total: PublicLine
    abandoned: int
    silent: int
    wrong_number: int
    by_unit: tuple[PublicLine, ...]
    apart: tuple[PublicLine, ...]
    by_month: tuple[PublicLine, ...]
    least: int
    base: str
    definition: str
    years: tuple[int, ...]


def figures(uow: UnitOfWork, now: datetime, *, year: int | None = None, until: date | None = None) -> PublicDutyFigures:
    """The present year by default, a whole earlier ``year``, or any year up to the end of the day ``until``.

    BadInput for a day that is still to come.
    """
    as_of = moment_of(uow.calendar.local(now), year=year, until=until)
    ledger = year_ledger(uow, as_of.astimezone(UTC))[0]
    ranked, apart = parted(ledger.by_unit, uow.law.leading.public_least)
    return PublicDutyFigures(
        city=uow.city.name,
        since=ledger.since,
        until=as_of.date(),
        as_of=as_of,
        total=_line(ledger.total),
        abandoned=ledger.total.abandoned,
        silent=ledger.total.silent,
        wrong_number=ledger.total.wrong_number,
        by_unit=tuple(map(_line, ranked)),
        apart=tuple(map(_line, apart)),
        by_month=tuple(map(_line, ledger.by_month)),
        least=uow.law.leading.public_least,
        base=BASE,
        definition=DEFINITION,
        years=_years(uow, now),
    )


def moment_of(now: datetime, *, year: int | None, until: date | None) -> datetime:
    """The local moment up to which is counted: the end of the day asked for, of the year's last day, or now."""
    if until is None and year in (None, now.year):
        return now
    day = until or date(year or now.year, 12, 31)
    if not day.year >= EARLIEST_YEAR or day > now.date():
        raise BadInput("这一天的数据还没有产生。", "请选择今天或以前的日期。")
    end = datetime.combine(day + timedelta(days=1), time(), now.tzinfo) - timedelta(microseconds=1)
    return min(end, now)


def parted(lines: Sequence[LedgerLine], least: int) -> tuple[list[LedgerLine], list[LedgerLine]]:
    """Units with enough connected calls, the best rate first, and those with fewer, by name: one call tops no table."""
    enough = [line for line in lines if line.connected >= max(1, least)]
    fewer = [line for line in lines if line.connected < max(1, least)]
    best = sorted(enough, key=lambda line: (-line.on_the_spot / line.connected, -line.connected, line.name))
    return best, sorted(fewer, key=lambda line: (line.name, line.key))


def _line(line: LedgerLine) -> PublicLine:
    return PublicLine.model_validate({name: getattr(line, name) for name in PublicLine.model_fields})


def _years(uow: UnitOfWork, now: datetime) -> tuple[int, ...]:
    """Newest first: this one, and all since the first session that was held or imported."""
    first_held = uow.session.scalar(select(func.min(DutySessionRow.opened_at)))
    standing = select(DutyImportRow.id).where(DutyImportRow.withdrawn_at.is_(None))
    first_past = uow.session.scalar(select(func.min(PastSheetRow.starts_at)).where(PastSheetRow.import_id.in_(standing)))
    known = [uow.calendar.local(one).year for one in (first_held, first_past) if one is not None]
    this = uow.calendar.local(now).year
    return tuple(range(this, max(EARLIEST_YEAR, min([this, *known])) - 1, -1))
