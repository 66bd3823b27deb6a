"""Every command of a ticket, given by anybody with whatever a chance gives: what the law must hold against."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from config.errors import Conflict
from ticketing.dispatching import batches
from ticketing.dispatching import service as dispatching
from ticketing.dispatching.open_objection import open_one
from ticketing.dispatching.schemas import SplitMatter
from ticketing.mandates import service as mandates
from ticketing.mandates.schemas import GuidanceIn
from ticketing.tickets import extensions, flags, handling, pauses, reviewing, suspensions
from ticketing.tickets.actor import Actor
from ticketing.tickets.moves import locked
from ticketing.uow import UnitOfWork

UNITS = ("Q-CG", "Q-HB", "D1", "S1", "D1-CG")


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One command: ``unit`` and ``level`` are those that it names where it names any, ``other`` another ticket."""

    ticket: str
    other: str
    actor: Actor
    version: int
    at: datetime
    unit: str
    level: int | None
    scheme: str
    flag: str

    @property
    def by(self) -> dict[str, Any]:
        return {"actor": self.actor, "version": self.version, "at": self.at}

    @property
    def review_on(self) -> date:
        return (self.at + timedelta(days=20)).date()


def _plain(command: Callable[..., object], **said: Any) -> Callable[[UnitOfWork, Try], object]:
    return lambda uow, one: command(uow, one.ticket, **one.by, **said)


def _parked(command: Callable[..., object]) -> Callable[[UnitOfWork, Try], object]:
    return lambda uow, one: command(uow, one.ticket, ground="funds", reason="缺资金", review_on=one.review_on, **one.by)


def _reviewed(uow: UnitOfWork, one: Try) -> object:
    return suspensions.review_suspension(uow, one.ticket, reason="仍缺资金", review_on=one.review_on, **one.by)


def _contact(uow: UnitOfWork, one: Try) -> object:
    return handling.contact(uow, one.ticket, way="phone", whom="", when=one.at, reached=True, **one.by)


def _dispatch(uow: UnitOfWork, one: Try) -> object:
    return dispatching.dispatch_accepted(uow, one.ticket, one.unit, level=one.level, scheme=one.scheme, **one.by)  # type: ignore[arg-type]


def _redispatch(uow: UnitOfWork, one: Try) -> object:
    return dispatching.redispatch(uow, one.ticket, one.unit, reason="另有主管", level=one.level, **one.by)


def _name_unit(uow: UnitOfWork, one: Try) -> object:
    return dispatching.name_unit(uow, one.ticket, one.unit, resolution=None, reason="研判", level=one.level, **one.by)


def _object(uow: UnitOfWork, one: Try) -> object:
    said: dict[str, Any] = {"legal_basis": "《城市管理条例》", "suggested_unit": one.unit, "reason": "不属职责"}
    return dispatching.object_to(uow, one.ticket, **said, **one.by)


def _reject(uow: UnitOfWork, one: Try) -> object:
    waiting = open_one(uow, one.ticket)
    if waiting is None:
        raise Conflict("没有异议。", "")
    return dispatching.reject(uow, waiting.id, "应由贵单位承办", **one.by)


def _beside(command: Callable[..., object]) -> Callable[[UnitOfWork, Try], object]:
    return lambda uow, one: command(uow, one.ticket, one.unit, "请配合", **one.by)


def _withdraw_leg(uow: UnitOfWork, one: Try) -> object:
    legs = [leg.id for leg in locked(uow, one.ticket).legs if leg.role != "lead" and leg.state != "withdrawn"]
    return dispatching.withdraw_leg(uow, one.ticket, next(iter(legs), "none"), "不再需要", **one.by)


def _answer_batch(uow: UnitOfWork, one: Try) -> object:
    """A batch of this one ticket, which is answered at once."""
    batch = batches.create(uow, "同一件事", lead_ticket=None, opinion="", actor=one.actor, at=one.at)
    if locked(uow, one.ticket).version != one.version or batches.add(uow, batch.id, [one.ticket], actor=one.actor, at=one.at):
        raise Conflict("不能加入。", "")
    return batches.answer(uow, batch.id, "统一答复如下。", "explained", actor=one.actor, version=None, at=one.at)


def _guide(uow: UnitOfWork, one: Try) -> object:
    said = GuidanceIn(
        version=one.version,
        ground="no_mandate",
        rule="无",
        explanation="依法解释",
        way="court",
        advised_by="热线",
    )
    return mandates.guide(uow, one.ticket, said, actor=one.actor, at=one.at)


GIVEN: Mapping[str, Callable[[UnitOfWork, Try], object]] = {
    "guide": _guide,
    "dispatch": _dispatch,
    "sign": _plain(handling.sign),
    "contact": _contact,
    "start_handling": _plain(handling.start_handling),
    "sign_leg": _plain(handling.sign_leg),
    "start_leg": _plain(handling.start_leg),
    "report": _plain(handling.report, result="已办", outcome="solved"),
    "report_leg": _plain(handling.report_leg, result="已办"),
    "pass_review": _plain(reviewing.pass_review),
    "close": _plain(reviewing.close, effective=True, solved=True),
    "archive": _plain(reviewing.archive),
    "ask_supplement": _plain(pauses.ask_supplement, question="哪里？"),
    "supplement": _plain(pauses.supplement, answer="这里"),
    "resume": _plain(pauses.resume, reason="继续"),
    "object": _object,
    "reject_objection": _reject,
    "redispatch": _redispatch,
    "name_problem": lambda uow, one: dispatching.name_problem(uow, one.ticket, "无主管", **one.by),
    "name_unit": _name_unit,
    "ask_extension": _plain(extensions.ask_extension, days=1, reason="缺件"),
    "extend": _plain(extensions.extend),
    "refuse_extension": _plain(extensions.refuse_extension, reason="不缺"),
    "rework": _plain(reviewing.rework, reason="未解决"),
    "ask_suspension": _parked(suspensions.ask_suspension),
    "refuse_suspension": _plain(suspensions.refuse_suspension, reason="可先办"),
    "suspend": _parked(suspensions.suspend),
    "review_suspension": _reviewed,
    "merge": lambda uow, one: dispatching.merge(uow, one.ticket, one.other, "同一件事", **one.by),
    "unmerge": lambda uow, one: dispatching.unmerge(uow, one.ticket, "并错了", **one.by),
    "split": lambda uow, one: dispatching.split(uow, one.ticket, [SplitMatter(matter="另一件")], "两件事", **one.by),
    "reopen": _plain(reviewing.reopen, reason="假办结"),
    "ask_transfer": _plain(reviewing.ask_transfer, reason="敷衍"),
    "refuse_transfer": _plain(reviewing.refuse_transfer, reason="不成立"),
    "transfer": _plain(reviewing.transfer, reason="敷衍"),
    "add_leg": _beside(dispatching.add_leg),
    "copy": _beside(dispatching.copy),
    "withdraw_leg": _withdraw_leg,
    "answer_batch": _answer_batch,
    "flag": lambda uow, one: flags.flag(uow, one.ticket, add=[one.flag], **one.by),  # type: ignore[list-item]
}
"""By name. ``accept``, ``answer``, ``add_caller`` and ``remove_caller`` come of drafts and merges."""
