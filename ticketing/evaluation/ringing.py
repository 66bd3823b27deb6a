"""Ringing a citizen: when a try counts, what a wish for another time is worth, and what becomes of the call itself."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from config.errors import BadInput
from config.settings.evaluation import Evaluation
from ticketing.calls import outcomes
from ticketing.calls.models import CallRow
from ticketing.drafts import repository as drafts
from ticketing.drafts import service as endings
from ticketing.evaluation.models import EvaluationRow, EvaluationTryRow
from ticketing.evaluation.schemas import TryIn, TryOutcome
from ticketing.evaluation.slots import next_try, slot_of
from ticketing.tickets.actor import Actor
from ticketing.tickets.models import TicketRow
from ticketing.todo import service as todo
from ticketing.uow import UnitOfWork

WISH_EARLY = timedelta(minutes=10)
"""So much before the wished time somebody may ring already."""
Tries = Sequence[EvaluationTryRow]


def require_time(uow: UnitOfWork, tries: Tries, at: datetime) -> None:
    """BadInput out of hours, in a part of the day that had its try, or too soon after the last; a wished time is always right."""
    rules = uow.law.evaluation
    slot = slot_of(at, rules, uow.calendar)
    if slot is None:
        raise BadInput(f"{rules.calls_from}点前、{rules.calls_until}点后不回访。", "请在规定时段内拨打。")
    rung = _rung(tries)
    wish = _wish(rung)
    if wish is not None and at < wish - WISH_EARLY:
        raise BadInput("市民约定了回访时间。", f"请在{uow.calendar.local(wish):%m月%d日%H:%M}再拨。")
    used, last = {one.slot for one in rung}, rung[-1].at if rung else None
    if wish is None and (slot in used or (last is not None and at < last + timedelta(hours=rules.apart_h))):
        when = uow.calendar.local(next_try(last, at, used, rules, uow.calendar))
        raise BadInput("这一时段已经拨打过，多次回访须在不同时段。", f"请在{when:%m月%d日%H:%M}之后再拨。")


def slot_kept(uow: UnitOfWork, outcome: TryOutcome, tries: Tries, at: datetime, *, any_time: bool) -> str:
    """What the try is stored under, once each: the part of the day that it uses up, where it uses up one."""
    slot = slot_of(at, uow.law.evaluation, uow.calendar)
    free = any_time or outcome == "later" or slot is None or slot in {one.slot for one in tries}
    return f"{outcome} {len(tries) + 1}" if free or slot is None else slot


def wished(uow: UnitOfWork, new: TryIn, at: datetime) -> datetime | None:
    """The time that the citizen asked for; BadInput where nobody may call then."""
    if new.wished_at is None:
        return None
    rules = uow.law.evaluation
    if new.outcome != "later":
        raise BadInput("只有“改时再打”才约定时间。", "请改选结果，或清除约定时间。")
    if new.wished_at <= at or new.wished_at > at + timedelta(days=rules.wish_days):
        raise BadInput(f"约定时间须在现在之后、{rules.wish_days}天之内。", "请与市民另约时间。")
    if slot_of(new.wished_at, rules, uow.calendar) is None:
        raise BadInput(f"{rules.calls_from}点前、{rules.calls_until}点后不回访。", "请与市民另约时间。")
    return new.wished_at


def in_vain(tries: Tries, rules: Evaluation) -> int:
    """Tries that reached nobody; so many wishes for another time as the rules allow are none."""
    rung = _rung(tries)
    return len(rung) - min(rules.wishes, sum(one.outcome == "later" for one in rung))


def settle_call(uow: UnitOfWork, row: EvaluationRow, call_id: str | None, actor: Actor, at: datetime) -> None:
    """The call belongs to the ticket that it asked about; its draft closes, unless the caller wrote down a new matter in it."""
    call = uow.session.get(CallRow, call_id, with_for_update=True) if call_id else None
    if (
        call is None
        or call.direction != "out"
        or call.agent_id != actor.id
        or call.answered_at is None
        or call.outcome is not None
    ):
        return
    draft = drafts.locked_row(uow, call.id)
    if draft is not None and draft.edited:
        return
    endings.close_without_ticket(uow, call.id, at)
    number = uow.session.get_one(TicketRow, row.of_ticket).number
    outcomes.settle(uow, call.id, "supplement", actor.id, at, f"回访工单{number}")
    todo.announce(uow, [actor.id])


def _rung(tries: Tries) -> list[EvaluationTryRow]:
    return [one for one in tries if one.outcome != "replied"]


def _wish(rung: Tries) -> datetime | None:
    return rung[-1].wished_at if rung else None
