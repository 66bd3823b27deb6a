"""Flags (标注): what kind of matter it is beside its clock; some change the lamp, and the units are told at once."""

from collections.abc import Iterable
from datetime import datetime
from typing import get_args

from config.errors import BadInput
from ticketing.tickets.acting import end
from ticketing.tickets.actor import Actor
from ticketing.tickets.alarms import FLAG_NAMES, Flag
from ticketing.tickets.models import TicketRow
from ticketing.tickets.moves import taken
from ticketing.tickets.sweep import look_at
from ticketing.uow import UnitOfWork

FLAGS: tuple[Flag, ...] = get_args(Flag)


def flag(
    uow: UnitOfWork,
    ticket_id: str,
    *,
    add: Iterable[Flag] = (),
    remove: Iterable[Flag] = (),
    reason: str = "",
    actor: Actor,
    version: int | None,
    at: datetime,
) -> TicketRow:
    """Set and take away flags; the lamp follows, and a unit whose lamp turned is told in the same transaction.

    BadInput when nothing would change.
    """
    row = taken(uow, ticket_id, actor=actor, command="flag", version=version)
    before = set(row.flags)
    after = (before | set(add)) - set(remove)
    if after == before:
        raise BadInput("标注没有变化。", "请选择要增加或取消的标注。")
    row.flags = [name for name in FLAGS if name in after]
    said = [*(f"＋{FLAG_NAMES[name]}" for name in FLAGS if name in after - before)]
    said += [f"－{FLAG_NAMES[name]}" for name in FLAGS if name in before - after]
    text = "、".join(said) + (f"：{reason.strip()}" if reason.strip() else "")
    detail = {"added": sorted(after - before), "removed": sorted(before - after)}
    end(uow, row, "flag", actor=actor, at=at, reason=text, detail=detail)
    look_at(uow, row, at)
    return row
