"""What did not fit, for the people who decide about it: listed, decided, counted with its base."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from config.errors import BadInput
from ticketing import paging
from ticketing.calls.models import CallRow
from ticketing.figures.rate import rate
from ticketing.ledgers import locked, take
from ticketing.notices import service as notices
from ticketing.people import repository as people
from ticketing.quality.mismatching import RULE_NAMES, RuleName
from ticketing.quality.models import MismatchRow, MismatchStepRow, QualityCheckRow
from ticketing.quality.schemas import MismatchDecision, MismatchFigure, MismatchFigures, MismatchOut, MismatchPage
from ticketing.quality.states import MISMATCHES
from ticketing.tickets.models import TicketRow
from ticketing.uow import UnitOfWork

MISSING = "没有这条差异。"
BASES: dict[RuleName, tuple[ColumnElement[bool], str]] = {
    "complaint_as_consultation": (QualityCheckRow.typed.is_(True), "有转写且有工单类型的来电"),
    "report_as_other": (QualityCheckRow.typed.is_(True), "有转写且有工单类型的来电"),
    "consultation_as_complaint": (QualityCheckRow.typed.is_(True), "有转写且有工单类型的来电"),
    "called_again": (QualityCheckRow.on_the_spot.is_(True), "登记为在线解答的来电"),
    "no_answer_text": (QualityCheckRow.on_the_spot.is_(True), "登记为在线解答的来电"),
    "nobody_with_speech": (QualityCheckRow.nobody.is_(True), "登记为无声、错号、骚扰的来电"),
}
DECIDED = "已核差异"
PLAIN = (
    "id", "rule", "state", "version", "found_at", "why", "words", "same_matter", "correct", "should_be", "note", "decided_at",
)  # fmt: skip


def decide(uow: UnitOfWork, id: str, decision: MismatchDecision, *, by: str, at: datetime) -> MismatchRow:
    """A person says whether it is one, and what is to be put right; who had the call is told. May be decided anew."""
    if decision.right and decision.correct is None:
        raise BadInput("认定属实须选择要更正什么。", "不需更正的请选“无需更正”。")
    row = locked(uow, MismatchRow, id, MISSING)
    command = "right" if decision.right else "wrong"
    correct = decision.correct if decision.right else None
    detail = {"correct": correct, "should_be": decision.should_be}
    take(
        uow, row, MismatchStepRow, MISMATCHES, command, version=decision.version, by=by, at=at, text=decision.note.strip(),
        detail=detail,
    )  # fmt: skip
    row.correct, row.should_be = correct, decision.should_be.strip() if decision.right else ""
    row.note, row.decided_at, row.decided_by = decision.note.strip(), at, by
    uow.session.flush()
    if decision.right and correct != "none" and row.agent_id:
        said = f"质检认定：{RULE_NAMES[row.rule]}。{row.should_be or row.note}"  # type: ignore[index]
        notices.tell(uow, "quality", said, at=at, link=f"/calls/{row.call_id}", people=[row.agent_id])
    return row


def page(
    uow: UnitOfWork, *, state: str | None, rule: str | None, agent: str | None, before: str | None, limit: int
) -> MismatchPage:
    """The newest found first."""
    query = select(MismatchRow)
    for column, wanted in ((MismatchRow.state, state), (MismatchRow.rule, rule), (MismatchRow.agent_id, agent)):
        if wanted:
            query = query.where(column == wanted)
    limit = paging.bounded(limit)
    rows = uow.session.scalars(paging.page(query, MismatchRow.found_at, MismatchRow.id, before, limit)).all()
    following = paging.cursor(rows[limit - 1].found_at, rows[limit - 1].id) if len(rows) > limit else None
    return MismatchPage(items=mismatches_out(uow, rows[:limit]), next=following)


def mismatches_out(uow: UnitOfWork, rows: Sequence[MismatchRow]) -> tuple[MismatchOut, ...]:
    calls = _calls(uow, [id for row in rows for id in (row.call_id, row.other_call) if id])
    numbers = _numbers(uow, [row.ticket_id for row in rows if row.ticket_id])
    known = people.names(uow, {person for row in rows for person in (row.agent_id, row.decided_by)})
    return tuple(
        MismatchOut.model_validate(
            {name: getattr(row, name) for name in PLAIN}
            | {
                "call": row.call_id,
                "call_at": calls[row.call_id].arrived_at,
                "number": calls[row.call_id].caller_number,
                "outcome": calls[row.call_id].outcome,
                "other_call": row.other_call,
                "other_at": calls[row.other_call].arrived_at if row.other_call else None,
                "ticket": row.ticket_id,
                "ticket_number": numbers.get(row.ticket_id or ""),
                "agent": people.named(known, row.agent_id),
                "decided_by": people.named(known, row.decided_by),
            }
        )
        for row in rows
    )


def figures(uow: UnitOfWork, since: datetime, until: datetime) -> MismatchFigures:
    """Of the calls that ended in the time and were looked at: how many each rule could judge, and of how many it spoke."""
    counted = _counted(uow, since, until)
    bases = _bases(uow, since, until)
    return MismatchFigures(
        since=since,
        until=until,
        checked=bases["all"],
        rules=tuple(_figure(name, counted.get(name, (0, 0, 0, 0)), bases[name]) for name in RULE_NAMES),
    )


def _figure(name: RuleName, counts: tuple[int, int, int, int], base: int) -> MismatchFigure:
    found, waiting, right, same = counts
    return MismatchFigure(
        rule=name,
        found=rate(found, base, BASES[name][1]),
        right=rate(right, found - waiting, DECIDED),
        open=waiting,
        same_matter=same,
    )


def _counted(uow: UnitOfWork, since: datetime, until: datetime) -> dict[str, tuple[int, int, int, int]]:
    """By rule: found, of them open, right, and about the same matter."""
    query = select(
        MismatchRow.rule,
        func.count(),
        _sum(MismatchRow.state == "open"),
        _sum(MismatchRow.state == "right"),
        _sum(MismatchRow.same_matter.is_(True)),
    ).where(MismatchRow.ended_at >= since, MismatchRow.ended_at < until)
    rows = uow.session.execute(query.group_by(MismatchRow.rule))
    return {rule: (int(found), int(waiting), int(right), int(same)) for rule, found, waiting, right, same in rows}


def _bases(uow: UnitOfWork, since: datetime, until: datetime) -> dict[str, int]:
    names = list(BASES)
    query = select(func.count(), *(_sum(BASES[name][0]) for name in names)).where(
        QualityCheckRow.ended_at >= since, QualityCheckRow.ended_at < until
    )
    every, *each = uow.session.execute(query).one()
    return {"all": int(every)} | {name: int(count or 0) for name, count in zip(names, each, strict=True)}


def _sum(condition: ColumnElement[bool]) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _calls(uow: UnitOfWork, ids: Sequence[str]) -> dict[str, CallRow]:
    return {row.id: row for row in uow.session.scalars(select(CallRow).where(CallRow.id.in_(ids)))}


def _numbers(uow: UnitOfWork, ids: Sequence[str]) -> dict[str, str]:
    rows = uow.session.execute(select(TicketRow.id, TicketRow.number).where(TicketRow.id.in_(ids)))
    return {row.id: row.number for row in rows}
