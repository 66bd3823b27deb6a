"""Bulletins: counted anew as long as they are not issued, frozen when they are, corrected by further papers. Never edited."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import func, select

from config.errors import BadInput, Conflict, NotAllowed, NotFound
from config.ids import new_id
from ticketing import paging
from ticketing.bulletins import paper
from ticketing.bulletins.building import figures
from ticketing.bulletins.differences import differences
from ticketing.bulletins.models import BulletinCorrectionRow, BulletinRow
from ticketing.bulletins.periods import BulletinKind, Period, moments, period
from ticketing.bulletins.schemas import (
    BulletinBrief,
    BulletinCorrectionOut,
    BulletinFigures,
    BulletinIn,
    BulletinOut,
    BulletinPage,
    BulletinPreview,
    FigureDifference,
)
from ticketing.documents import service as documents
from ticketing.documents.content import Document, from_json
from ticketing.documents.models import DocumentRow
from ticketing.notices import service as notices
from ticketing.people import repository as people
from ticketing.privacy.masks import mask_text
from ticketing.schema import PersonName
from ticketing.tickets.actor import Actor
from ticketing.topics.models import TopicRow
from ticketing.uow import UnitOfWork

ISSUERS = frozenset({"analyst", "supervisor", "inspector"})
BULLETIN = "bulletin"
PAGE = "/bulletins"
EARLIEST = date(2000, 1, 1)
THEMES = 5


def preview(uow: UnitOfWork, kind: BulletinKind, day: date, *, now: datetime) -> BulletinPreview:
    """The period that ``day`` lies in as its rows are now, and themes that the month could take."""
    shown = _period(kind, day)
    counted = figures(uow, shown, now)
    standing = _issued(uow, shown)
    return BulletinPreview(
        figures=counted,
        complete=_over(uow, shown, now),
        issued=standing.id if standing else None,
        themes=_themes(uow, counted),
    )


def draft(uow: UnitOfWork, kind: BulletinKind, day: date, *, now: datetime) -> Document:
    """What it would say if it were issued now, marked as a draft."""
    return paper.written(
        figures(uow, _period(kind, day), now), issuer=uow.law.supervision.issuer, day=uow.calendar.local(now).date()
    )


def issue(uow: UnitOfWork, new: BulletinIn, *, actor: Actor, at: datetime) -> BulletinOut:
    """Freeze the period, number and keep its paper, tell the units that it names.

    Conflict for a period that is not over, and for one that was issued: what changes later is a correction. Two who issue
    it at once collide at its unique constraint.
    """
    _require_issuer(actor)
    shown = _period(new.kind, new.day)
    if not _over(uow, shown, at):
        raise Conflict("统计期尚未结束，不能发布。", "请在统计期结束后发布，现在可先预览。")
    if _issued(uow, shown) is not None:
        raise Conflict("这一期已经发布。", "数据如有变化，请发布更正。")
    theme, remarks = mask_text(new.theme.strip()), mask_text(new.remarks.strip())
    counted = figures(uow, shown, at)
    units = _named(counted)
    content = paper.written(
        counted, issuer=uow.law.supervision.issuer, day=uow.calendar.local(at).date(), theme=theme, remarks=remarks, final=True
    )
    id = new_id()
    kept = documents.issue(uow, content, by=actor.id, at=at, subject=f"bulletin:{id}", units=units)
    row = BulletinRow(
        id=id,
        kind=shown.kind,
        first_day=shown.first,
        last_day=shown.last,
        number=kept.number,
        theme=theme,
        remarks=remarks,
        figures=counted.model_dump(mode="json"),
        issued_at=at,
        issued_by=actor.id,
        document_id=kept.id,
    )
    uow.session.add(row)
    uow.session.flush()
    _tell(uow, f"{kept.number}《{content.title}》已发布。", row.id, units, at)
    return get(uow, row.id)


def drift(uow: UnitOfWork, id: str, *, now: datetime) -> tuple[FigureDifference, ...]:
    """What would be corrected now: the rows against what was last said, by the bulletin or its last correction."""
    row = _row(uow, id)
    return differences(_last_said(uow, row), figures(uow, _period(_kind(row), row.first_day), now))


def correct(uow: UnitOfWork, id: str, reason: str, *, actor: Actor, at: datetime) -> BulletinOut:
    """A paper that says which figures came out otherwise and why; the bulletin stays as it was issued."""
    _require_issuer(actor)
    if not reason.strip():
        raise BadInput("请写明更正原因。", "说明哪些数据为何变化。")
    row = _row(uow, id)
    said, counted = _last_said(uow, row), figures(uow, _period(_kind(row), row.first_day), at)
    found = differences(said, counted)
    if not found:
        raise Conflict("数据与已发布的一致，没有可更正的内容。", "请核对后再操作。")
    why = mask_text(reason.strip())
    units = _named(counted) | _named(said)
    content = paper.correction(
        counted, row.number, found, why, issuer=uow.law.supervision.issuer, day=uow.calendar.local(at).date()
    )
    kept = documents.issue(uow, content, by=actor.id, at=at, subject=f"bulletin:{row.id}", units=units)
    correction = BulletinCorrectionRow(
        id=new_id(),
        bulletin_id=row.id,
        position=len(_corrections(uow, row.id)) + 1,
        at=at,
        by=actor.id,
        reason=why,
        differences=[one.model_dump(mode="json") for one in found],
        figures=counted.model_dump(mode="json"),
        document_id=kept.id,
    )
    uow.session.add(correction)
    uow.session.flush()
    _tell(uow, f"{row.number}已更正：{why[:200]}", row.id, units, at)
    return get(uow, row.id)


def get(uow: UnitOfWork, id: str) -> BulletinOut:
    row = _row(uow, id)
    corrections = _corrections(uow, id)
    known = people.names(uow, {row.issued_by, *(one.by for one in corrections)})
    return BulletinOut.model_validate(
        _brief(row, known, len(corrections)).model_dump()
        | {
            "remarks": row.remarks,
            "figures": BulletinFigures.model_validate(row.figures),
            "corrected": tuple(
                BulletinCorrectionOut(
                    at=one.at,
                    by=PersonName(id=one.by, name=known.get(one.by, one.by)),
                    reason=one.reason,
                    differences=tuple(map(FigureDifference.model_validate, one.differences)),
                    document=one.document_id,
                )
                for one in corrections
            ),
        }
    )


def listed(uow: UnitOfWork, *, kind: BulletinKind | None = None, before: str | None = None, limit: int = 50) -> BulletinPage:
    """Newest first."""
    limit = paging.bounded(limit)
    query = select(BulletinRow)
    if kind:
        query = query.where(BulletinRow.kind == kind)
    rows = uow.session.scalars(paging.page(query, BulletinRow.issued_at, BulletinRow.id, before, limit)).all()
    shown, last = rows[:limit], rows[limit - 1] if len(rows) > limit else None
    known = people.names(uow, {row.issued_by for row in shown})
    counts = select(BulletinCorrectionRow.bulletin_id, func.count()).where(
        BulletinCorrectionRow.bulletin_id.in_([row.id for row in shown])
    )
    corrected = {one[0]: one[1] for one in uow.session.execute(counts.group_by(BulletinCorrectionRow.bulletin_id))}
    return BulletinPage(
        items=tuple(_brief(row, known, corrected.get(row.id, 0)) for row in shown),
        next=paging.cursor(last.issued_at, last.id) if last else None,
    )


def issued_for(uow: UnitOfWork, kind: BulletinKind, day: date) -> BulletinRow | None:
    """The bulletin of the period that ``day`` lies in, if it was issued."""
    return _issued(uow, _period(kind, day))


def document_of(uow: UnitOfWork, row: BulletinRow) -> Document:
    """The paper as it was issued."""
    return from_json(uow.session.get_one(DocumentRow, row.document_id).content)


def _period(kind: BulletinKind, day: date) -> Period:
    if not EARLIEST <= day <= date(2100, 12, 31):
        raise BadInput("统计期不在可统计的年份内。", "请改正日期。")
    return period(kind, day)


def _over(uow: UnitOfWork, shown: Period, now: datetime) -> bool:
    return now >= moments(shown, uow.calendar.timezone)[1]


def _issued(uow: UnitOfWork, shown: Period) -> BulletinRow | None:
    query = select(BulletinRow).where(BulletinRow.kind == shown.kind, BulletinRow.first_day == shown.first)
    return uow.session.scalar(query)


def _row(uow: UnitOfWork, id: str) -> BulletinRow:
    row = uow.session.get(BulletinRow, id)
    if row is None:
        raise NotFound("没有这一期通报。", "请刷新通报列表。")
    return row


def _kind(row: BulletinRow) -> BulletinKind:
    return row.kind  # type: ignore[return-value]


def _corrections(uow: UnitOfWork, id: str) -> Sequence[BulletinCorrectionRow]:
    query = select(BulletinCorrectionRow).where(BulletinCorrectionRow.bulletin_id == id)
    return uow.session.scalars(query.order_by(BulletinCorrectionRow.position)).all()


def _last_said(uow: UnitOfWork, row: BulletinRow) -> BulletinFigures:
    corrections = _corrections(uow, row.id)
    return BulletinFigures.model_validate(corrections[-1].figures if corrections else row.figures)


def _named(counted: BulletinFigures) -> set[str]:
    """Units that the paper names: those of monthly and yearly bulletins answer for their place in it."""
    if counted.kind not in ("monthly", "yearly"):
        return set()
    return {line.unit.code for group in counted.groups for line in (*group.ranked, *group.apart)}


def _themes(uow: UnitOfWork, counted: BulletinFigures) -> tuple[str, ...]:
    """The month's topics that leaders took, then what is repeated and what is hot."""
    if counted.kind != "monthly":
        return ()
    named = uow.session.scalars(select(TopicRow.title).where(TopicRow.month == f"{counted.first:%Y-%m}").limit(THEMES))
    found = [*named, *(one.title for one in counted.repeated if one.concentrated), *(one.category.name for one in counted.hot)]
    return tuple(dict.fromkeys(mask_text(one) for one in found))[:THEMES]


def _require_issuer(actor: Actor) -> None:
    if not ISSUERS & actor.roles:
        raise NotAllowed("您的角色不能发布通报。", "请联系数据分析员或班长。")


def _tell(uow: UnitOfWork, text: str, id: str, units: set[str], at: datetime) -> None:
    notices.tell(
        uow, BULLETIN, text, at=at, units=units, roles=("supervisor", "inspector", "leader"), link=f"{PAGE}?bulletin={id}"
    )


def _brief(row: BulletinRow, known: Mapping[str, str], corrections: int) -> BulletinBrief:
    counted = BulletinFigures.model_validate(row.figures)
    return BulletinBrief(
        id=row.id,
        kind=_kind(row),
        first=row.first_day,
        last=row.last_day,
        name=counted.name,
        number=row.number,
        issued_at=row.issued_at,
        issued_by=PersonName(id=row.issued_by, name=known.get(row.issued_by, row.issued_by)),
        theme=row.theme,
        received=counted.received,
        corrections=corrections,
        document=row.document_id,
    )
