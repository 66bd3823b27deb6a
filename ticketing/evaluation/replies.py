"""What citizens write back: an answer to their callback, a wish for rest, or words that a person reads."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from config.ids import new_id
from ticketing.evaluation import by_sms, repository
from ticketing.evaluation import service as evaluation
from ticketing.evaluation.models import EvaluationRow
from ticketing.evaluation.schemas import AnswerIn
from ticketing.messages.models import MessageRow, ReceivedMessageRow
from ticketing.messages.words import plain_number
from ticketing.notices import service as notices
from ticketing.people.repository import CITIZEN
from ticketing.questionnaires import service as questionnaires
from ticketing.uow import UnitOfWork

KIND = "evaluation_sms"
LAST = 20
"""So many messages to a number are looked at for the one that a reply may mean."""
MAX_TEXT = 1_000


def take(uow: UnitOfWork, provider_id: str, number: str, text: str, at: datetime, *, in_reply_to: str = "") -> ReceivedMessageRow:
    """Take a message once, however often it is handed over. It means the callback that it names, else the number's only one."""
    row = ReceivedMessageRow(
        id=new_id(), provider_id=provider_id, number=plain_number(number), text=text[:MAX_TEXT], at=at, came_to="unknown"
    )
    try:
        with uow.session.begin_nested():
            uow.session.add(row)
    except IntegrityError:
        return uow.session.scalars(select(ReceivedMessageRow).where(ReceivedMessageRow.provider_id == provider_id)).one()
    if by_sms.wants_rest(text):
        evaluation.no_callback(uow, row.number, asked=True, why=f"短信回复{text.strip()[:20]}", by=CITIZEN, at=at)
        row.came_to, row.seen_at = "rest", at
    elif (meant := _meant(uow, row.number, in_reply_to)) is not None:
        row.ticket_id, row.evaluation_id = meant.ticket_id, meant.id
        row.came_to, row.seen_at = _follow(uow, meant, text, at), at
    else:
        told = f"收到一条对不上回访的短信回复：{text.strip()[:100]}"
        notices.tell(uow, "message_received", told, at=at, link="/evaluation/messages", roles=["supervisor"])
    uow.session.flush()
    return row


def _follow(uow: UnitOfWork, row: EvaluationRow, text: str, at: datetime) -> str:
    questions = by_sms.asked_by_digits(questionnaires.questions_of(uow, row.questionnaire_id))
    said = by_sms.understood(text, questions)
    if said is None:
        evaluation.to_a_person(uow, row, text.strip()[:MAX_TEXT], at)
        return "person"
    answer = AnswerIn(solved="solved" if said.grade else "unsolved", grade=said.grade, comment=said.comment, replies=said.replies)
    evaluation.answered(uow, row.id, answer, actor=None, at=at, way="sms")
    return "answer"


def _meant(uow: UnitOfWork, number: str, in_reply_to: str) -> EvaluationRow | None:
    """The callback still open that was asked by the message named, or the only one of those that went to the number."""
    query = select(MessageRow.subject).where(MessageRow.kind == KIND, MessageRow.number == number)
    if in_reply_to:
        query = query.where(MessageRow.provider_id == in_reply_to)
    subjects = uow.session.scalars(query.order_by(MessageRow.at.desc()).limit(LAST)).all()
    ids = {subject.partition(":")[2] for subject in subjects}
    still = select(EvaluationRow.id).where(EvaluationRow.id.in_(ids), EvaluationRow.state.in_(repository.OPEN))
    found = uow.session.scalars(still.limit(2)).all()
    return repository.evaluation_row(uow, found[0]) if len(found) == 1 else None
