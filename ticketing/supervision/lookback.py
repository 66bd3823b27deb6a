"""Look-back (回头看): a random sample of closed tickets, called again by somebody else; a false closure is opened again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import select

from config.errors import BadInput, Conflict, NotAllowed, NotFound
from config.ids import new_id
from ticketing.notices import service as notices
from ticketing.supervision import scores
from ticketing.supervision.issuing import MAX_TEXT, SUPERVISION
from ticketing.supervision.models import SampleItemRow, SampleRow
from ticketing.supervision.part_taken import had_part
from ticketing.supervision.sampling import Drawable, digest, draw
from ticketing.tickets import reviewing
from ticketing.tickets.actor import Actor
from ticketing.tickets.models import TicketRow
from ticketing.uow import UnitOfWork

Purpose = Literal["look_back", "third_party"]
Result = Literal["true", "false", "unsure", "unreached"]
MOST_DRAWN = 500
MOST_ROWS = 200_000
"""So many closed tickets one sample is drawn from at most: a capital's quarter."""


def sample(
    uow: UnitOfWork,
    *,
    since: datetime,
    until: datetime,
    size: int,
    seed: str,
    actor: Actor,
    at: datetime,
    unit: str | None = None,
    by_unit: bool = False,
    purpose: Purpose = "look_back",
    agency: str = "",
) -> SampleRow:
    """Draw from what was closed from ``since`` to before ``until``; seed and population are kept, so that it can be checked."""
    if not 1 <= size <= MOST_DRAWN or until <= since:
        raise BadInput(f"抽取件数须在1至{MOST_DRAWN}之间，起止时间须先后有序。", "请改正后再抽取。")
    rows = population(uow, since, until, unit)
    if not rows:
        raise BadInput("这段时间没有已办结的工单。", "请调整时间或单位。")
    kept = SampleRow(
        id=new_id(),
        purpose=purpose,
        agency=agency.strip(),
        at=at,
        by=actor.id,
        since=since,
        until=until,
        unit_code=unit,
        by_unit=by_unit,
        size=size,
        seed=seed,
        population=len(rows),
        digest=digest(rows),
    )
    uow.session.add(kept)
    uow.session.flush()
    _keep_items(uow, kept, draw(rows, size, seed, by_unit=by_unit))
    return kept


def population(uow: UnitOfWork, since: datetime, until: datetime, unit: str | None) -> list[Drawable]:
    """Tickets that a unit handled and that were closed in the time; one that was opened again since is not among them."""
    query = select(TicketRow.id, TicketRow.unit_code).where(
        TicketRow.state.in_(("closed", "archived")), TicketRow.closed_at >= since, TicketRow.closed_at < until
    )
    query = query.where(TicketRow.unit_code == unit if unit else TicketRow.unit_code.is_not(None))
    return [Drawable(row.id, row.unit_code) for row in uow.session.execute(query.limit(MOST_ROWS))]


def drawn_again(uow: UnitOfWork, sample_id: str) -> tuple[bool, tuple[str, ...]]:
    """Whether the closed tickets are still the same, and the ids that its seed draws from them now."""
    kept = sample_row(uow, sample_id)
    rows = population(uow, kept.since, kept.until, kept.unit_code)
    again = draw(rows, kept.size, kept.seed, by_unit=kept.by_unit)
    return digest(rows) == kept.digest, tuple(row.id for row in again)


def record(
    uow: UnitOfWork,
    item_id: str,
    result: Result,
    note: str,
    *,
    actor: Actor,
    at: datetime,
    grade: int | None = None,
) -> SampleItemRow:
    """What the second call said. Not by who handled the ticket or called back. ``false`` opens it again, with its penalty."""
    item = uow.session.scalar(select(SampleItemRow).where(SampleItemRow.id == item_id).with_for_update())
    if item is None:
        raise NotFound("样本中没有这一件。", "请刷新回头看列表。")
    if item.result not in (None, "unreached"):
        raise Conflict("这一件已有回头看结果。", "请刷新回头看列表。")
    if actor.id in had_part(uow, [item.ticket_id])[item.ticket_id]:
        raise NotAllowed("您办理或回访过这张工单，须由他人回头看。", "请交由其他人员致电。")
    _write(uow, item, result, note, grade, actor=actor, at=at)
    return item


def _write(
    uow: UnitOfWork, item: SampleItemRow, result: Result, note: str, grade: int | None, *, actor: Actor, at: datetime
) -> None:
    if result == "false" and not note.strip():
        raise BadInput("认定虚假办结须写明市民反映的情况。", "填写核实情况。")
    item.result, item.note, item.grade = result, note.strip()[:MAX_TEXT], grade
    item.called_at, item.called_by = at, actor.id
    uow.session.flush()
    if result == "false":
        _false_closure(uow, item, actor=actor, at=at)


def _false_closure(uow: UnitOfWork, item: SampleItemRow, *, actor: Actor, at: datetime) -> None:
    """假办结: back to its units with a new deadline, and points off, once for each look-back."""
    row = uow.session.get_one(TicketRow, item.ticket_id)
    if row.state not in ("closed", "archived"):
        return
    reason = f"回头看发现虚假办结：{item.note}"
    row = reviewing.reopen(uow, row.id, reason=reason, actor=actor, version=None, at=at)
    points = uow.law.supervision.points.false_closure
    unit = item.unit_code or row.unit_code
    if unit:
        note = f"工单{row.number}虚假办结：{item.note}"
        source = f"lookback:{item.id}"
        scores.take(uow, unit, points, source, note, by=actor.id, at=at, ground="false_closure", ticket=row.id)
        said = f"工单{row.number}经回头看认定虚假办结，已重新打开并计{points:g}分。"
        notices.tell(uow, SUPERVISION, said, at=at, ticket=row.id, units=(unit,))


def sample_row(uow: UnitOfWork, sample_id: str) -> SampleRow:
    row = uow.session.get(SampleRow, sample_id)
    if row is None:
        raise NotFound("没有这次抽样。", "请刷新回头看列表。")
    return row


def items_of(uow: UnitOfWork, sample_id: str) -> Sequence[SampleItemRow]:
    """In the order in which they were drawn."""
    query = select(SampleItemRow).where(SampleItemRow.sample_id == sample_id)
    return uow.session.scalars(query.order_by(SampleItemRow.position)).all()


def _keep_items(uow: UnitOfWork, kept: SampleRow, drawn: Sequence[Drawable]) -> None:
    ids = [row.id for row in drawn]
    times = uow.session.execute(select(TicketRow.id, TicketRow.closed_at).where(TicketRow.id.in_(ids)))
    closed = {row.id: row.closed_at for row in times}
    for position, row in enumerate(drawn, start=1):
        uow.session.add(
            SampleItemRow(
                id=new_id(),
                sample_id=kept.id,
                ticket_id=row.id,
                position=position,
                unit_code=row.unit,
                closed_at=closed[row.id] or kept.at,
                note="",
            )
        )
    uow.session.flush()
