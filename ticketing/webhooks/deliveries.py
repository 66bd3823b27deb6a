"""Messages to platforms: taken by one sender at a time, their outcome noted, sent again later or given up, and shown."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from config.errors import Conflict, NotFound
from ticketing import paging
from ticketing.uow import UnitOfWork
from ticketing.webhooks.models import DeliveryRow, PlatformRow
from ticketing.webhooks.retries import wait
from ticketing.webhooks.schemas import DeliveryOut, DeliveryPage

LEASE = timedelta(minutes=2)
"""So long a message is its sender's; after a sender's death another takes it."""
MAX_ERROR = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is to be sent where, signed with what."""

    id: str
    url: str
    secret: str
    event: str
    body: dict[str, Any]
    at: datetime


def take_due(uow: UnitOfWork, now: datetime) -> list[Message]:
    """Messages whose time has come, oldest first; nobody else gets them while this sender's lease lasts."""
    query = (
        select(DeliveryRow, PlatformRow)
        .join(PlatformRow, PlatformRow.id == DeliveryRow.platform_id)
        .where(DeliveryRow.state == "pending", DeliveryRow.next_at <= now)
        .order_by(DeliveryRow.next_at, DeliveryRow.id)
        .limit(uow.law.webhooks.at_once)
        .with_for_update(of=DeliveryRow, skip_locked=True)
    )
    taken = []
    for row, platform in uow.session.execute(query).all():
        row.next_at = now + LEASE
        if not platform.webhook or not platform.active:
            row.state, row.ended_at, row.last_error = "dead", now, "平台已停用或没有回调地址"
            continue
        taken.append(Message(id=row.id, url=platform.webhook, secret=platform.secret, event=row.event, body=row.body, at=row.at))
    uow.session.flush()
    return taken


def note(uow: UnitOfWork, delivery_id: str, status: int | None, error: str, at: datetime) -> None:
    """What came of one try: 2xx is taken, anything else is tried again later until it is given up."""
    row = uow.session.get(DeliveryRow, delivery_id, with_for_update=True)
    if row is None or row.state != "pending":
        return
    row.tries, row.last_status, row.last_error = row.tries + 1, status, error[:MAX_ERROR]
    if status is not None and 200 <= status < 300:
        row.state, row.ended_at = "delivered", at
    elif (pause := wait(row.tries, uow.law.webhooks)) is None:
        row.state, row.ended_at = "dead", at
    else:
        row.next_at = at + pause
    uow.session.flush()


def send_again(uow: UnitOfWork, delivery_id: str, at: datetime) -> DeliveryOut:
    """An administrator wants a dead message sent once more, from the first try."""
    row = uow.session.get(DeliveryRow, delivery_id, with_for_update=True)
    if row is None:
        raise NotFound("没有这条消息。", "请刷新消息列表。")
    if row.state != "dead":
        raise Conflict("只有未送达的消息可以重发。", "请刷新消息列表。")
    row.state, row.tries, row.next_at, row.ended_at = "pending", 0, at, None
    uow.session.flush()
    return _out(uow, row)


def page(uow: UnitOfWork, *, platform: str | None, state: str | None, before: str | None, limit: int) -> DeliveryPage:
    limit = paging.bounded(limit)
    query = select(DeliveryRow)
    if platform:
        query = query.where(DeliveryRow.platform_id == platform)
    if state:
        query = query.where(DeliveryRow.state == state)
    rows = uow.session.scalars(paging.page(query, DeliveryRow.at, DeliveryRow.id, before, limit)).all()
    return DeliveryPage(
        items=tuple(_out(uow, row) for row in rows[:limit]),
        next=paging.cursor(rows[limit - 1].at, rows[limit - 1].id) if len(rows) > limit else None,
    )


def _out(uow: UnitOfWork, row: DeliveryRow) -> DeliveryOut:
    names = ("id", "event", "at", "state", "tries", "next_at", "ended_at", "last_status", "last_error")
    platform = uow.session.get_one(PlatformRow, row.platform_id)
    return DeliveryOut.model_validate({name: getattr(row, name) for name in names} | {"platform": platform.name})
