"""Queues and opening hours from the page: each change is one of the settings ``queues`` and ``hours``, told by queue."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from config.ids import new_id
from config.settings import Settings, layers
from ticketing import paging
from ticketing.operation import judging, queue_rules, service
from ticketing.operation.models import SettingChangeRow
from ticketing.operation.schemas import HoursIn, OperationStep, OperationSteps, QueueCloseIn, QueueIn, QueuesOut
from ticketing.operation.values import SETTINGS, chosen_values, version_of
from ticketing.people import repository as people
from ticketing.uow import UnitOfWork

KEYS = ("queues", "hours")


def in_force(uow: UnitOfWork, under: Settings) -> Settings:
    """All settings as page, environment and files say them now."""
    held = layers.of_environment()
    values = {key: value for key, value in chosen_values(uow.session).items() if key not in held}
    return layers.bearable(under, values, layers.laid_over)[0]


def listed(uow: UnitOfWork, under: Settings) -> QueuesOut:
    now = in_force(uow, under)
    chosen, held = chosen_values(uow.session), layers.of_environment()
    sources = {key: "page" if key in chosen and key not in held else layers.beneath(key, now=under)[1] for key in KEYS}
    return QueuesOut(
        version=version_of(uow.session, SETTINGS),
        main=now.queues[0].name,
        queues=tuple(layers.plain(queue) for queue in now.queues),
        hours={name: layers.plain(one) for name, one in now.hours.items()},
        sources=sources,
        locked={key: judging.variable(key) for key in KEYS if key in held},
        defaults={
            "wrap_up_s": now.acd.wrap_up_s,
            "offer_s": now.acd.offer_s,
            "service_level_s": now.acd.service_level_s,
            "service_level_goal": now.acd.service_level_goal,
        },
    )


def put(uow: UnitOfWork, under: Settings, body: QueueIn, *, by: str, at: datetime) -> QueuesOut:
    """Add a queue, or change the one of that name."""
    now = in_force(uow, under)
    given = {**body.queue, "name": body.queue.get("name") or f"q-{new_id()[-8:]}"}
    queues = queue_rules.put(now.queues, queue_rules.queue_of(given), now.hours)
    return _store(uow, under, {"queues": layers.plain(queues)}, body.base, body.reason, by, at)


def close(uow: UnitOfWork, under: Settings, name: str, body: QueueCloseIn, *, waiting: int, by: str, at: datetime) -> QueuesOut:
    """Take a queue away; ``waiting`` are the callers in it now."""
    queues = queue_rules.without(in_force(uow, under).queues, name, waiting=waiting)
    return _store(uow, under, {"queues": layers.plain(queues)}, body.base, body.reason, by, at)


def set_hours(uow: UnitOfWork, under: Settings, body: HoursIn, *, by: str, at: datetime) -> QueuesOut:
    """All opening hours at once; those that a queue names must be among them."""
    now = in_force(uow, under)
    found = queue_rules.hours_of(body.hours, now.queues, now.hours)
    return _store(uow, under, {"hours": {name: layers.plain(one) for name, one in found.items()}}, body.base, body.reason, by, at)


def history(uow: UnitOfWork, key: str, before: str | None, limit: int) -> OperationSteps:
    """Newest first: which queue, or which hours, became what."""
    query = select(SettingChangeRow).where(SettingChangeRow.key == key)
    rows = list(uow.session.scalars(paging.page(query, SettingChangeRow.at, SettingChangeRow.id, before, limit)))
    shown = rows[: paging.bounded(limit)]
    known = people.names(uow, {row.by for row in shown})
    more = paging.cursor(shown[-1].at, shown[-1].id) if len(rows) > len(shown) else None
    return OperationSteps(items=tuple(_step(row, known) for row in shown), next=more)


def _store(
    uow: UnitOfWork, under: Settings, changes: Mapping[str, Any], base: int, reason: str, by: str, at: datetime
) -> QueuesOut:
    service.change(uow, under, changes, base=base, by=by, at=at, reason=reason)
    return listed(uow, under)


def _step(row: SettingChangeRow, known: Mapping[str, str]) -> OperationStep:
    """``after`` none: left to the file again, whose list then stood is not on record."""
    told = {"id": row.id, "version": row.version, "at": row.at, "by": people.named(known, row.by), "how": row.how}
    after = row.before if row.after is None else row.after
    changes: dict[str, Any] = (
        {"queues": queue_rules.queue_changes(row.before or [], after or [])}
        if row.key == "queues"
        else {"hours": queue_rules.hours_changes(row.before or {}, after or {})}
    )
    return OperationStep.model_validate({**told, "reason": row.reason, **changes})
