"""Matters of other platforms: handed in once under (channel, external_id), however often they are sent, and asked for."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from config.errors import Conflict, NotFound
from ticketing.intake import repository
from ticketing.intake.models import IntakeRow
from ticketing.intake.service import NewIntake, receive
from ticketing.intake.states import Channel
from ticketing.intake.tracking import new_tracking
from ticketing.uow import UnitOfWork
from ticketing.webhooks.platforms import Caller
from ticketing.webhooks.schemas import MatterIn, MatterOut, MatterTicket

COMPARED = {"text": "诉求内容", "type": "诉求类型", "name": "姓名", "phone": "电话", "place": "地点", "occurred_at": "发生时间"}


@dataclass(frozen=True, slots=True)
class Handed:
    """``made``: this was the first time."""

    matter: MatterOut
    made: bool


def hand_in(uow: UnitOfWork, of: Caller, new: MatterIn, at: datetime) -> Handed:
    """The same answer for the same matter, also when two send it at once. Conflict that names what differs from the first."""
    known = _known(uow, of, new.external_id)
    if known is None:
        try:
            with uow.session.begin_nested():
                return Handed(_out(uow, _receive(uow, of, new, at)), True)
        except IntegrityError:
            known = _known(uow, of, new.external_id)
            if known is None:
                raise
    _refuse_other(known, new)
    return Handed(_out(uow, known), False)


def read(uow: UnitOfWork, of: Caller, external_id: str) -> MatterOut:
    row = _known(uow, of, external_id)
    if row is None:
        raise NotFound(f"没有编号为{external_id}的事项。", "请核对编号。")
    return _out(uow, row)


def _receive(uow: UnitOfWork, of: Caller, new: MatterIn, at: datetime) -> IntakeRow:
    channel: Channel = "110" if of.channel == "110" else "platform"
    facts: dict[str, object] = {"sent": _said(new)}
    if channel == "110":
        facts["first"] = "police"
    return receive(
        uow,
        NewIntake(
            channel=channel,
            text=new.text,
            source=of.code,
            external_id=new.external_id,
            tracking=new_tracking(),
            caller_name=new.name,
            caller_number=new.phone,
            type=new.type,
            place=new.place,
            facts=facts,
            told=0,
        ),
        by=f"platform:{of.code}",
        at=at,
    )


def _known(uow: UnitOfWork, of: Caller, external_id: str) -> IntakeRow | None:
    channel = "110" if of.channel == "110" else "platform"
    return repository.by_external(uow, channel, of.code, external_id)


def _refuse_other(known: IntakeRow, new: MatterIn) -> None:
    before, now = known.facts.get("sent", {}), _said(new)
    differs = [name for key, name in COMPARED.items() if before.get(key) != now[key]]
    if differs:
        raise Conflict(f"编号{new.external_id}已用于另一件事项，不同之处：{'、'.join(differs)}。", "请使用新的编号。")


def _said(new: MatterIn) -> dict[str, str | None]:
    """What was sent, as it is compared when the same number comes again."""
    said = {name: getattr(new, name) for name in ("text", "type", "name", "phone", "place")}
    return said | {"occurred_at": new.occurred_at.isoformat() if new.occurred_at else None}


def _out(uow: UnitOfWork, row: IntakeRow) -> MatterOut:
    ticket = repository.tickets_of(uow, [row.id]).get(row.id)
    plain = ("external_id", "tracking", "state", "asked", "answer", "arrived_at")
    shown = (
        MatterTicket.model_validate(
            {
                "number": ticket.number,
                "state": ticket.state,
                "unit": ticket.unit_name,
                "deadline": ticket.deadline,
                "result": ticket.result or ticket.answer,
            }
        )
        if ticket
        else None
    )
    return MatterOut.model_validate({name: getattr(row, name) for name in plain} | {"ticket": shown})
