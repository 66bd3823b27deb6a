"""Platforms and their keys: made by an administrator, shown once, kept as digests, revoked for good."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from config.errors import BadInput, Conflict, NotAllowed, NotFound, NotSignedIn
from config.ids import new_id
from ticketing.intake import tries
from ticketing.uow import UnitOfWork
from ticketing.webhooks.addresses import checked
from ticketing.webhooks.models import DeliveryRow, PlatformKeyRow, PlatformRow
from ticketing.webhooks.schemas import KeyIn, KeyOut, MadeKey, MadePlatform, PlatformIn, PlatformOut, PlatformPatch, Scope

PREFIX = "hk_"
PREFIX_SHOWN = 11
MOST_PLATFORMS = 200
MOST_KEYS = 20
MINUTE_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The platform that a key belongs to."""

    platform: str
    code: str
    channel: str


def make(uow: UnitOfWork, new: PlatformIn, by: str, at: datetime) -> MadePlatform:
    """A platform with the secret that our messages to it are signed with."""
    if uow.session.scalar(select(PlatformRow.id).where(PlatformRow.code == new.code)):
        raise Conflict(f"平台代码{new.code}已存在。", "请换一个代码。")
    if (uow.session.scalar(select(func.count()).select_from(PlatformRow)) or 0) >= MOST_PLATFORMS:
        raise BadInput(f"平台最多{MOST_PLATFORMS}个。")
    secret = secrets.token_urlsafe(32)
    row = PlatformRow(
        id=new_id(),
        code=new.code,
        name=new.name,
        channel=new.channel,
        active=True,
        webhook=_webhook(uow, new.webhook),
        secret=secret,
        created_at=at,
        created_by=by,
    )
    uow.session.add(row)
    uow.session.flush()
    return MadePlatform(platform=_out(uow, row, {}), secret=secret)


def change(uow: UnitOfWork, platform_id: str, new: PlatformPatch) -> PlatformOut:
    row = platform_row(uow, platform_id)
    if new.name is not None:
        row.name = new.name
    if new.webhook is not None:
        row.webhook = _webhook(uow, new.webhook)
    if new.active is not None:
        row.active = new.active
    uow.session.flush()
    return _out(uow, row, _counts(uow))


def new_secret(uow: UnitOfWork, platform_id: str) -> MadePlatform:
    """Another secret; what is sent from now on is signed with it."""
    row = platform_row(uow, platform_id)
    row.secret = secrets.token_urlsafe(32)
    uow.session.flush()
    return MadePlatform(platform=_out(uow, row, _counts(uow)), secret=row.secret)


def make_key(uow: UnitOfWork, platform_id: str, new: KeyIn, by: str, at: datetime) -> MadeKey:
    platform = platform_row(uow, platform_id)
    live = [row for row in _keys(uow, platform.id) if row.revoked_at is None]
    if len(live) >= MOST_KEYS:
        raise BadInput(f"一个平台最多{MOST_KEYS}个有效密钥。", "请先吊销不用的密钥。")
    key = PREFIX + secrets.token_urlsafe(32)
    row = PlatformKeyRow(
        id=new_id(),
        platform_id=platform.id,
        name=new.name,
        prefix=key[:PREFIX_SHOWN],
        digest=_digest(key),
        scopes=list(new.scopes),
        per_minute=new.per_minute or uow.law.webhooks.key_per_minute,
        created_at=at,
        created_by=by,
        revoked_at=None,
        revoked_by=None,
    )
    uow.session.add(row)
    uow.session.flush()
    return MadeKey(key=key, made=_key_out(row))


def revoke(uow: UnitOfWork, key_id: str, by: str, at: datetime) -> PlatformOut:
    """From now on the key opens nothing; revoked again it stays as it was."""
    row = uow.session.get(PlatformKeyRow, key_id)
    if row is None:
        raise NotFound("没有这个密钥。", "请刷新平台列表。")
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by = at, by
    uow.session.flush()
    return _out(uow, platform_row(uow, row.platform_id), _counts(uow))


def list_platforms(uow: UnitOfWork) -> tuple[PlatformOut, ...]:
    counts = _counts(uow)
    rows = uow.session.scalars(select(PlatformRow).order_by(PlatformRow.code).limit(MOST_PLATFORMS)).all()
    return tuple(_out(uow, row, counts) for row in rows)


def caller_of(uow: UnitOfWork, key: str, scope: Scope, at: datetime) -> Caller:
    """Whose key this is. NotSignedIn for one that opens nothing, NotAllowed outside its scopes, Limited over its rate."""
    row = uow.session.scalar(select(PlatformKeyRow).where(PlatformKeyRow.digest == _digest(key)))
    platform = uow.session.get(PlatformRow, row.platform_id) if row else None
    if row is None or platform is None or row.revoked_at is not None or not platform.active:
        raise NotSignedIn("接口密钥无效。", "请联系管理员重新发放。")
    if scope not in row.scopes:
        raise NotAllowed("这个密钥没有此项权限。", "请联系管理员调整权限。")
    tries.take(uow, "key", row.id, most=row.per_minute, window_s=MINUTE_S, at=at)
    return Caller(platform=platform.id, code=platform.code, channel=platform.channel)


def platform_row(uow: UnitOfWork, platform_id: str) -> PlatformRow:
    row = uow.session.get(PlatformRow, platform_id)
    if row is None:
        raise NotFound("没有这个平台。", "请刷新平台列表。")
    return row


def _webhook(uow: UnitOfWork, url: str) -> str:
    return checked(url.strip(), uow.law.webhooks.intranet) if url.strip() else ""


def _keys(uow: UnitOfWork, platform_id: str) -> list[PlatformKeyRow]:
    query = select(PlatformKeyRow).where(PlatformKeyRow.platform_id == platform_id).order_by(PlatformKeyRow.created_at)
    return list(uow.session.scalars(query))


def _counts(uow: UnitOfWork) -> Mapping[tuple[str, str], int]:
    query = select(DeliveryRow.platform_id, DeliveryRow.state, func.count()).where(DeliveryRow.state != "delivered")
    rows = uow.session.execute(query.group_by(DeliveryRow.platform_id, DeliveryRow.state))
    return {(platform, state): number for platform, state, number in rows}


def _out(uow: UnitOfWork, row: PlatformRow, counts: Mapping[tuple[str, str], int]) -> PlatformOut:
    plain = {name: getattr(row, name) for name in ("id", "code", "name", "channel", "active", "webhook")}
    found = {state: counts.get((row.id, state), 0) for state in ("pending", "dead")}
    return PlatformOut.model_validate(plain | found | {"keys": tuple(_key_out(key) for key in _keys(uow, row.id))})


def _key_out(row: PlatformKeyRow) -> KeyOut:
    names = ("id", "name", "prefix", "scopes", "per_minute", "created_at", "revoked_at")
    return KeyOut.model_validate({name: getattr(row, name) for name in names})


def _digest(key: str) -> str:
    """A key is 256 bits of chance: one round of SHA-256 keeps it as safe as many would."""
    return hashlib.sha256(key.encode()).hexdigest()
