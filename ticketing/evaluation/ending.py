"""What follows for the ticket when all its citizens were asked: closed, or back to the unit that said it was done."""

from collections.abc import Sequence
from datetime import datetime

from ticketing.evaluation import repository
from ticketing.evaluation.models import EvaluationRow
from ticketing.tickets import reviewing
from ticketing.tickets.actor import LAW_ITSELF
from ticketing.tickets.models import TicketRow
from ticketing.uow import UnitOfWork


def conclude(uow: UnitOfWork, row: TicketRow, at: datetime) -> None:
    """Nothing while anyone is still to be asked; one citizen for whom it is not solved sends it back at once."""
    asked = repository.of_turn(uow, row.id, row.reworks + 1)
    if row.state != "callback":
        return
    unsolved = [one for one in asked if one.effective and one.solved == "unsolved"]
    if unsolved:
        _leave_the_others(uow, asked, at)
        reviewing.rework(uow, row.id, reason=_words(unsolved), actor=LAW_ITSELF, version=None, at=at)
    elif all(one.ended_at is not None for one in asked):
        effective = [one for one in asked if one.effective]
        solved = all(one.solved == "solved" for one in effective) if effective else None
        reviewing.close(
            uow,
            row.id,
            effective=bool(effective),
            solved=solved or None,
            reason=_closing(asked),
            actor=LAW_ITSELF,
            version=None,
            at=at,
        )


def _leave_the_others(uow: UnitOfWork, asked: Sequence[EvaluationRow], at: datetime) -> None:
    """Who was not asked yet is asked after the matter has been done again."""
    for one in asked:
        if one.ended_at is None:
            one.state, one.ended_at, one.version = "skipped", at, one.version + 1
    uow.session.flush()


def _words(unsolved: list[EvaluationRow]) -> str:
    said = "；".join(one.comment for one in unsolved if one.comment)
    return f"回访反映未解决：{said}"[:1_000] if said else "回访反映未解决。"


def _closing(asked: Sequence[EvaluationRow]) -> str:
    effective, skipped = sum(bool(one.effective) for one in asked), sum(one.state == "skipped" for one in asked)
    if effective:
        return f"回访{effective}人"
    return "按规则免回访" if skipped == len(asked) else "多次回访未联系上"
