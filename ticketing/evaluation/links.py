"""Asking by message: digits to write back, or a link that serves one citizen once; who is silent is called."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select

from config.errors import Conflict, NotFound
from config.settings.evaluation import Way
from ticketing.evaluation import by_sms, replies, repository
from ticketing.evaluation import service as evaluation
from ticketing.evaluation.models import EvaluationLinkRow, EvaluationRow
from ticketing.evaluation.schemas import AnswerIn, Asked
from ticketing.evaluation.slots import next_try
from ticketing.intake import tries
from ticketing.messages import service as messages
from ticketing.messages.models import MessageRow
from ticketing.messages.words import can_take, plain_number
from ticketing.questionnaires import service as questionnaires
from ticketing.tickets.models import TicketRow
from ticketing.uow import UnitOfWork

PAGE = 100
KIND = "evaluation"
PATH = "/reply/"
HOUR_S = 3_600.0


def by_message(uow: UnitOfWork, row: EvaluationRow, at: datetime) -> bool:
    """Send the citizen a link instead of calling; False where that cannot be: a fixed line, or no address of the pages."""
    rules = uow.law.messages
    if not rules.link_address or rules.provider == "none" or not can_take(row.number):
        return False
    ticket = uow.session.get_one(TicketRow, row.of_ticket)
    token = secrets.token_urlsafe(16)
    link = f"{rules.link_address.rstrip('/')}{PATH}{token}"
    expires = min(at + timedelta(days=uow.law.evaluation.link_days), row.due_at)
    text = f"您反映的“{ticket.title[:30]}”已办结，请点击评价：{link} （{uow.calendar.local(expires):%m月%d日%H:%M}前有效）"
    told = messages.queue(uow, KIND, row.number, text, subject=f"{KIND}:{row.id}", at=at, ticket=row.of_ticket)
    if told is None or told.state == "suppressed":
        return False
    uow.session.add(EvaluationLinkRow(token_hash=_hash(token), evaluation_id=row.id, made_at=at, expires_at=expires))
    _sent(uow, row, "link", at)
    return True


def by_digits(uow: UnitOfWork, row: EvaluationRow, at: datetime) -> bool:
    """Ask for a grade by digits; False where that cannot be, and where a reply could mean another callback of this number."""
    rules = uow.law.messages
    if rules.provider == "none" or not can_take(row.number) or _asked_by_digits(uow, row.number):
        return False
    title = uow.session.get_one(TicketRow, row.of_ticket).title
    text = by_sms.asking(title, by_sms.asked_by_digits(questionnaires.questions_of(uow, row.questionnaire_id)))
    subject = f"{replies.KIND}:{row.id}"
    told = messages.queue(uow, replies.KIND, row.number, text, subject=subject, at=at, ticket=row.of_ticket)
    if told is None or told.state == "suppressed":
        return False
    _sent(uow, row, "sms", at)
    return True


def _sent(uow: UnitOfWork, row: EvaluationRow, way: Way, at: datetime) -> None:
    """Somebody calls who was silent, early enough to be within the set time."""
    row.way, row.state = way, "sent"
    row.next_at = min(at + timedelta(hours=uow.law.evaluation.call_after_h), row.due_at)
    uow.session.flush()


def _asked_by_digits(uow: UnitOfWork, number: str) -> bool:
    """Whether a callback of this number that is still open was asked by digits."""
    told = select(MessageRow.id).where(
        MessageRow.kind == replies.KIND,
        MessageRow.number == plain_number(number),
        MessageRow.subject == replies.KIND + ":" + EvaluationRow.id,
    )
    query = select(EvaluationRow.id).where(EvaluationRow.state.in_(repository.OPEN), told.exists())
    return uow.session.scalar(query.limit(1)) is not None


def asked(uow: UnitOfWork, token: str, at: datetime, address: str = "") -> Asked:
    """What the citizen is asked about; NotFound for a link that there is not, Conflict for one that was used or has expired.

    ``address``: where the question comes from; one that has guessed too often is refused for the rest of the hour.
    """
    link, row = _living(uow, token, at, address)
    ticket = uow.session.get_one(TicketRow, row.of_ticket)
    head = uow.session.get_one(TicketRow, row.ticket_id)
    return Asked(
        title=ticket.title,
        matter=ticket.matter,
        result=head.result,
        unit=head.unit_name or "",
        expires_at=link.expires_at,
        questionnaire=questionnaires.asked(uow, row.questionnaire_id),
    )


def answer(uow: UnitOfWork, token: str, said: AnswerIn, at: datetime, address: str = "") -> None:
    """The citizen's own answer; the link is used up with it."""
    link, row = _living(uow, token, at, address, lock=True)
    plain = said.model_copy(update={"version": None, "call_id": None})
    evaluation.answered(uow, row.id, plain, actor=None, at=at, way="link")
    link.used_at = at
    uow.session.flush()


def call_instead(uow: UnitOfWork, now: datetime) -> int:
    """Who did not answer a link or a message in time is called; the link serves as long as it was said to."""
    query = select(EvaluationRow.id).where(EvaluationRow.state == "sent", EvaluationRow.next_at <= now)
    ids = uow.session.scalars(query.order_by(EvaluationRow.next_at).limit(PAGE)).all()
    for id in ids:
        row = repository.evaluation_row(uow, id)
        if row.state == "sent" and row.next_at <= now:
            rules = uow.law.evaluation
            row.state, row.way, row.next_at = "waiting", "phone", next_try(None, now, (), rules, uow.calendar)
            row.version += 1
    uow.session.flush()
    return len(ids)


def _living(
    uow: UnitOfWork, token: str, at: datetime, address: str, *, lock: bool = False
) -> tuple[EvaluationLinkRow, EvaluationRow]:
    most = uow.law.evaluation.link_misses
    tries.refuse_locked(uow, KIND, address, most=most, window_s=HOUR_S, at=at)
    link = uow.session.get(EvaluationLinkRow, _hash(token), with_for_update=lock or None)
    if link is None:
        tries.count(uow, KIND, address, window_s=HOUR_S, at=at)
        raise uow.keep(NotFound("没有这个评价链接。", "请核对短信中的地址。"))
    row = repository.evaluation_row(uow, link.evaluation_id, lock=lock)
    if link.used_at is not None or row.state not in repository.OPEN:
        raise Conflict("您已评价过，感谢您的参与。", "如需补充，请拨打12345。")
    if at > link.expires_at:
        raise Conflict("评价链接已过期。", "我们将致电回访，您也可以拨打12345。")
    return link, row


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
