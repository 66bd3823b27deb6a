"""Whom a broadcast reaches, how long it stands, and what of an agent's moves still holds. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

from config.errors import BadInput, TooManyTries
from ticketing.floor.schemas import BroadcastTo

MINUTE = timedelta(minutes=1)
AT_A_DESK = frozenset({"agent", "leader"})
MOST_TOLD = 2_000
"""A broadcast reaches no more people; a capital has 480 seats."""


class Candidate(NamedTuple):
    """Somebody with an account: ``queues`` are those of the record and, where the person sits at a desk, of the seat."""

    person: str
    roles: frozenset[str]
    queues: frozenset[str]


def reached(to: BroadcastTo, everybody: Iterable[Candidate]) -> tuple[str, ...]:
    """Who has a desk and is meant, in the order of ids. BadInput where nobody is, or too many are."""
    chosen = frozenset(to.names)
    if to.kind != "all" and not chosen:
        raise BadInput("没有选择接收对象。", "请选择队列或坐席，或发给全体。")
    meant = sorted(one.person for one in everybody if one.roles & AT_A_DESK and _is_meant(to, chosen, one))
    if not meant:
        raise BadInput("没有人会收到这条广播。", "请选择有坐席的队列或人员。")
    if len(meant) > MOST_TOLD:
        raise BadInput(f"一条广播最多发给 {MOST_TOLD} 人。", "请按队列分批发送。")
    return tuple(meant)


def _is_meant(to: BroadcastTo, chosen: frozenset[str], one: Candidate) -> bool:
    if to.kind == "all":
        return True
    return one.person in chosen if to.kind == "people" else bool(one.queues & chosen)


def refuse_too_many(sent: Sequence[datetime], at: datetime, most: int) -> None:
    """TooManyTries where this person has sent ``most`` broadcasts within the minute before ``at``; ``sent`` newest first."""
    lately = [one for one in sent if at - one < MINUTE]
    if len(lately) >= most:
        wait_s = ceil((lately[most - 1] + MINUTE - at).total_seconds())
        raise TooManyTries(f"一分钟内最多发{most}条广播。", f"请{wait_s}秒后再发，或把几条合成一条。")


def stands_until(at: datetime, asked_s: float | None, *, usual_s: float, longest_s: float) -> datetime:
    """When a broadcast goes from the desks; BadInput for one that would stand too long."""
    seconds = usual_s if asked_s is None else asked_s
    if seconds > longest_s:
        raise BadInput(f"广播最长显示 {round(longest_s / 3600)} 小时。", "请缩短有效时间。")
    return at + timedelta(seconds=seconds)


def in_force(after: Mapping[str, object], until: datetime | None, now: datetime) -> bool:
    """Whether an agent's newest move still holds: one for good stands in the person's record, and has no end."""
    return until is not None and until > now and not after.get("lasting")
