"""From a callback's row to what is shown of it."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from types import SimpleNamespace
from typing import Any, TypeVar

from sqlalchemy import select

from ticketing.evaluation import repository
from ticketing.evaluation.models import EvaluationAnswerRow, EvaluationAppealRow, EvaluationRow
from ticketing.evaluation.schemas import AnswerOut, EvaluationAppealOut, EvaluationOut, TryOut
from ticketing.people import repository as people
from ticketing.questionnaires import service as questionnaires
from ticketing.questionnaires.schemas import Questions
from ticketing.schema import PersonName, Schema
from ticketing.tickets.models import TicketRow
from ticketing.tickets.out import unit_coded
from ticketing.uow import UnitOfWork

PLAIN = (
    "id", "turn", "name", "number", "way", "state", "version", "opened_at", "due_at", "tries", "ended_at", "effective",
    "contacted", "solved", "grade", "comment", "dialled_call",
)  # fmt: skip
Shown = TypeVar("Shown", bound=Schema)
Names = Mapping[str, str]


def outs(uow: UnitOfWork, rows: Sequence[EvaluationRow], *, whole: bool = False) -> tuple[EvaluationOut, ...]:
    """``whole``: with tries, answers and the appeal of each."""
    wanted = {id for row in rows for id in (row.ticket_id, row.of_ticket)}
    tickets = {one.id: one for one in uow.session.scalars(select(TicketRow).where(TicketRow.id.in_(wanted)))}
    ids = [row.id for row in rows] if whole else []
    tries, answers = repository.tries_of(uow, [row.id for row in rows]), repository.answers_of(uow, ids)
    asked = {id: questionnaires.asked(uow, id) for id in _asked(rows, answers)} if whole else {}
    appeals = {id: found for id in ids if (found := repository.appeal_of(uow, id))}
    known = _names(uow, rows, [*tries, *answers], appeals.values())
    history = _by_evaluation(TryOut, tries, known)
    said = _by_evaluation(AnswerOut, [_said(one, asked) for one in answers], known)
    return tuple(
        EvaluationOut.model_validate(
            _of_row(uow, row, tickets, known)
            | {
                "history": history.get(row.id, ()) if whole else (),
                "wished": any(one.wished_at == row.next_at for one in history.get(row.id, ())),
                "questionnaire": asked.get(row.questionnaire_id or ""),
                "answers": said.get(row.id, ()),
                "appeal": _appeal(appeals[row.id], known) if row.id in appeals else None,
            }
        )
        for row in rows
    )


def _of_row(uow: UnitOfWork, row: EvaluationRow, tickets: Mapping[str, TicketRow], known: Names) -> dict[str, Any]:
    brought = tickets[row.of_ticket]
    return {name: getattr(row, name) for name in PLAIN} | {
        "ticket": row.ticket_id,
        "ticket_number": brought.number,
        "title": brought.title,
        "matter": brought.matter,
        "result": tickets[row.ticket_id].result,
        "unit": unit_coded(uow, row.unit_code) if row.unit_code else None,
        "best_at": row.next_at,
        "claimed_by": _named(row.claimed_by, known),
    }


def _asked(rows: Sequence[EvaluationRow], answers: Iterable[EvaluationAnswerRow]) -> set[str]:
    """The versions that were put to the citizens."""
    versions = [*(row.questionnaire_id for row in rows), *(one.questionnaire_id for one in answers)]
    return {id for id in versions if id}


def _said(row: EvaluationAnswerRow, asked: Mapping[str, Questions | None]) -> SimpleNamespace:
    """The answer with each reply beside its question, as the version had it that was asked."""
    version = asked.get(row.questionnaire_id or "")
    questions = version.questions if version else ()
    replies = [{"question": one, "value": row.replies[one.key]} for one in questions if one.key in row.replies]
    plain = ("evaluation_id", "at", "by", "way", "call_id", "contacted", "solved", "grade", "comment", "reason")
    return SimpleNamespace(**{name: getattr(row, name) for name in plain}, replies=replies)


def _by_evaluation(kind: type[Shown], rows: Iterable[Any], known: Names) -> dict[str, tuple[Shown, ...]]:
    """``rows`` in the order of their evaluations."""
    names = [name for name in kind.model_fields if name != "by"]
    return {
        id: tuple(
            kind.model_validate({name: getattr(row, name) for name in names} | {"by": _named(row.by, known)}) for row in several
        )
        for id, several in groupby(rows, lambda row: str(row.evaluation_id))
    }


def _appeal(row: EvaluationAppealRow, known: Names) -> EvaluationAppealOut:
    plain = {name: getattr(row, name) for name in ("at", "ground", "state", "reviewed_at", "review")}
    return EvaluationAppealOut.model_validate(
        plain | {"by": _named(row.by, known), "reviewed_by": _named(row.reviewed_by, known)}
    )


def _names(uow: UnitOfWork, rows: Iterable[EvaluationRow], said: Iterable[Any], appeals: Iterable[EvaluationAppealRow]) -> Names:
    persons = {row.claimed_by for row in rows} | {one.by for one in said}
    persons |= {id for one in appeals for id in (one.by, one.reviewed_by)}
    return people.names(uow, [id for id in persons if id])


def _named(id: str | None, known: Names) -> PersonName | None:
    return PersonName(id=id, name=known.get(id, id)) if id else None
