"""Short messages: queued with the change that they tell of, taken by a sender, noted with what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from config.errors import Conflict, NotFound
from config.ids import new_id
from ticketing import paging
from ticketing.messages.models import MessageRow, ReceivedMessageRow
from ticketing.messages.schemas import MessageOut, MessagePage, ReceivedMessage, ReceivedPage
from ticketing.messages.words import can_take, loud_from, parts, plain_number, shortened, signed, without_token
from ticketing.people import repository as people
from ticketing.people.repository import SYSTEM
from ticketing.privacy.masks import mask_phone
from ticketing.uow import UnitOfWork

LEASE = timedelta(minutes=2)
"""So long a message is its sender's; after a sender's death another takes it."""
MAX_ERROR = 300
STAFF = "alarm"
"""The kind that goes to people of the house: trouble by night is told by night, not when citizens may be disturbed again."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What a sender hands to the provider."""

    id: str
    number: str
    text: str


def queue(
    uow: UnitOfWork, kind: str, number: str, text: str, *, subject: str, at: datetime, ticket: str | None = None, by: str = SYSTEM
) -> MessageRow | None:
    """Write a message for after the commit; None where this ``subject`` was told before. What cannot be sent is suppressed."""
    if uow.session.scalar(select(MessageRow.id).where(MessageRow.subject == subject)) is not None:
        return None
    rules = uow.law.messages
    full, number = shortened(signed(text, rules.signature)), plain_number(number)
    why = _why_not(uow, number, at)
    row = MessageRow(
        id=new_id(),
        subject=subject,
        kind=kind,
        number=number,
        text=full,
        segments=parts(full),
        ticket_id=ticket,
        at=at,
        by=by,
        state="suppressed" if why else "queued",
        next_at=_loud_from(uow, kind, at),
        ended_at=at if why else None,
        error=why,
    )
    uow.session.add(row)
    uow.session.flush()
    return row


def take_due(uow: UnitOfWork, now: datetime) -> list[Due]:
    """Messages whose time has come, oldest first; nobody else gets them while this sender's lease lasts."""
    query = (
        select(MessageRow)
        .where(MessageRow.state == "queued", MessageRow.next_at <= now)
        .order_by(MessageRow.next_at, MessageRow.id)
        .limit(uow.law.messages.at_once)
        .with_for_update(skip_locked=True)
    )
    rows = uow.session.scalars(query).all()
    for row in rows:
        row.next_at = now + LEASE
    uow.session.flush()
    return [Due(id=row.id, number=row.number, text=row.text) for row in rows]


def sent(uow: UnitOfWork, id: str, provider: str, provider_id: str | None, at: datetime) -> None:
    """The provider took it."""
    row = _queued(uow, id)
    if row is not None:
        row.state, row.ended_at, row.provider, row.provider_id = "sent", at, provider, provider_id
        row.tries, row.error = row.tries + 1, ""
        uow.session.flush()


def not_sent(uow: UnitOfWork, id: str, error: str, at: datetime, *, again: bool = True) -> None:
    """Tried again later, waiting longer each time, until it is given up; at once where trying again is no use."""
    row = _queued(uow, id)
    if row is None:
        return
    rules = uow.law.messages
    row.tries, row.error = row.tries + 1, error[:MAX_ERROR]
    if not again or row.tries >= rules.tries:
        row.state, row.ended_at = "failed", at
    else:
        wait = min(rules.longest_wait_s, rules.first_wait_s * 2 ** (row.tries - 1))
        row.next_at = _loud_from(uow, row.kind, at + timedelta(seconds=wait))
    uow.session.flush()


def receipt(uow: UnitOfWork, provider_id: str, *, delivered: bool, error: str = "", at: datetime) -> bool:
    """What the provider says later of a message it took; False for one that nobody sent."""
    row = uow.session.scalar(select(MessageRow).where(MessageRow.provider_id == provider_id).with_for_update())
    if row is None:
        return False
    if row.state == "sent":
        row.state, row.error = ("delivered", "") if delivered else ("failed", error[:MAX_ERROR])
        row.ended_at = at
        uow.session.flush()
    return True


def send_again(uow: UnitOfWork, id: str, at: datetime) -> MessageOut:
    """Somebody wants a failed message sent once more, from the first try."""
    row = uow.session.get(MessageRow, id, with_for_update=True)
    if row is None:
        raise NotFound("没有这条短信。", "请刷新短信列表。")
    if row.state != "failed":
        raise Conflict("只有发送失败的短信可以重发。", "请刷新短信列表。")
    row.state, row.tries, row.next_at, row.ended_at = "queued", 0, _loud_from(uow, row.kind, at), None
    uow.session.flush()
    return _out(row)


def page(uow: UnitOfWork, *, state: str | None = None, before: str | None = None, limit: int = 50) -> MessagePage:
    """Newest first."""
    limit = paging.bounded(limit)
    query = select(MessageRow)
    if state:
        query = query.where(MessageRow.state == state)
    rows = uow.session.scalars(paging.page(query, MessageRow.at, MessageRow.id, before, limit)).all()
    last = paging.cursor(rows[limit - 1].at, rows[limit - 1].id) if len(rows) > limit else None
    return MessagePage(items=tuple(map(_out, rows[:limit])), next=last)


def received(uow: UnitOfWork, *, unseen: bool = False, before: str | None = None, limit: int = 50) -> ReceivedPage:
    """What citizens wrote, newest first; ``unseen``: only what nobody has seen to."""
    limit = paging.bounded(limit)
    query = select(ReceivedMessageRow)
    if unseen:
        query = query.where(ReceivedMessageRow.seen_at.is_(None))
    rows = uow.session.scalars(paging.page(query, ReceivedMessageRow.at, ReceivedMessageRow.id, before, limit)).all()
    last = paging.cursor(rows[limit - 1].at, rows[limit - 1].id) if len(rows) > limit else None
    known = people.names(uow, [row.seen_by for row in rows])
    return ReceivedPage(items=tuple(_received(row, known) for row in rows[:limit]), next=last)


def seen(uow: UnitOfWork, id: str, by: str, at: datetime) -> ReceivedMessage:
    """Somebody has seen to what no rule understood; once."""
    row = uow.session.get(ReceivedMessageRow, id, with_for_update=True)
    if row is None:
        raise NotFound("没有这条短信。", "请刷新短信列表。")
    if row.seen_at is not None:
        raise Conflict("这条短信已处理。", "请刷新短信列表。")
    row.seen_at, row.seen_by = at, by
    uow.session.flush()
    return _received(row, people.names(uow, [by]))


def _received(row: ReceivedMessageRow, known: Mapping[str, str]) -> ReceivedMessage:
    plain = ("id", "text", "at", "came_to", "seen_at")
    return ReceivedMessage.model_validate(
        {name: getattr(row, name) for name in plain}
        | {"number": mask_phone(row.number), "ticket": row.ticket_id, "seen_by": people.named(known, row.seen_by)}
    )


def _loud_from(uow: UnitOfWork, kind: str, at: datetime) -> datetime:
    return at if kind == STAFF else loud_from(at, uow.law.messages, uow.calendar)


def _why_not(uow: UnitOfWork, number: str, at: datetime) -> str:
    if not can_take(number):
        return "不是手机号码，无法接收短信"
    query = select(func.count()).where(MessageRow.number == number, MessageRow.at > at - DAY, MessageRow.state != "suppressed")
    if (uow.session.scalar(query.select_from(MessageRow)) or 0) >= uow.law.messages.per_number_day:
        return f"该号码24小时内已发送{uow.law.messages.per_number_day}条"
    return ""


def _queued(uow: UnitOfWork, id: str) -> MessageRow | None:
    row = uow.session.get(MessageRow, id, with_for_update=True)
    return row if row is not None and row.state == "queued" else None


def _out(row: MessageRow) -> MessageOut:
    plain = ("id", "kind", "text", "segments", "at", "state", "tries", "next_at", "ended_at", "error")
    shown = {name: getattr(row, name) for name in plain}
    return MessageOut.model_validate(
        shown | {"number": mask_phone(row.number), "text": without_token(row.text), "ticket": row.ticket_id}
    )
