"""What a desk's command does: a table from message to call control. The phone decides whether it may be done now."""

from collections.abc import Callable, Collection, Mapping
from typing import Literal

from agent_console.dialling import dialable
from agent_console.live.messages import (
    AgentCommand,
    CallCommand,
    CallNumber,
    Dial,
    Hello,
    Mute,
    PauseRecording,
    Plain,
    SendDigits,
    SetPresence,
    StopSupervising,
    Supervise,
    Transfer,
    Writing,
)
from agent_console.ports import Phone
from config.errors import BadInput, NotAllowed, NotFound
from config.ids import CallId, PersonId
from ticketing.directory import Contact

SEATED = frozenset({"agent", "leader"})
WITH_A_CALL = SEATED | {"supervisor"}
"""A supervisor has a seat while a call lasts that was taken over; the phone knows whether."""
NO_SEAT = "您没有坐席，不能接打电话。"
OnCall = Callable[[Phone, PersonId, CallId], None]
OnNumber = Callable[[Phone, PersonId, CallId, str], None]

ON_CALL: Mapping[str, OnCall] = {
    "accept": lambda phone, person, call: phone.accept(person, call),
    "decline": lambda phone, person, call: phone.decline(person, call),
    "hold": lambda phone, person, call: phone.hold(person, call),
    "resume": lambda phone, person, call: phone.resume(person, call),
    "hang_up": lambda phone, person, call: phone.hang_up(person, call),
    "join_party": lambda phone, person, call: phone.join_party(person, call),
    "drop_party": lambda phone, person, call: phone.drop_party(person, call),
    "complete_transfer": lambda phone, person, call: phone.complete_transfer(person, call),
}
ON_NUMBER: Mapping[str, OnNumber] = {
    "transfer_number": lambda phone, person, call, number: phone.transfer_to_number(person, call, number),
    "consult": lambda phone, person, call, number: phone.consult(person, call, number),
}


async def perform(
    phone: Phone, person: PersonId, command: AgentCommand, *, roles: Collection[str], contacts: Collection[Contact] = ()
) -> None:
    """Carry the command out; the phone's errors are the person's answer. A ping asks for nothing but its reply."""
    match command:
        case Plain(type="ping"):
            return
        case Supervise(call=call, mode=mode, side=side):
            _require(roles, frozenset({"supervisor"}), "只有值班长可以监听、耳语或插话。")
            await phone.supervise(person, CallId(call), mode, side)
        case StopSupervising(call=call):
            _require(roles, frozenset({"supervisor"}), "只有值班长可以监听、耳语或插话。")
            phone.stop_supervising(person, CallId(call))
        case SetPresence(presence=presence, reason=reason):
            _require(roles, SEATED, NO_SEAT)
            await _be_present(phone, person, presence, reason)
        case Dial():
            _require(roles, SEATED, NO_SEAT)
            _at_the_seat(phone, person, command, contacts)
        case _:
            _require(roles, WITH_A_CALL, NO_SEAT)
            _at_the_seat(phone, person, command, contacts)


async def _be_present(phone: Phone, person: PersonId, presence: Literal["available", "paused"], reason: str) -> None:
    """Who was signed out by a supervisor sits down again with the next presence chosen."""
    try:
        phone.set_presence(person, presence, reason)
    except NotFound:
        await phone.sign_in(person)
        phone.set_presence(person, presence, reason)


def _at_the_seat(phone: Phone, person: PersonId, command: AgentCommand, contacts: Collection[Contact]) -> None:
    match command:
        case CallCommand(type=kind, call=call):
            ON_CALL[kind](phone, person, CallId(call))
        case Mute(call=call, on=on):
            phone.mute(person, CallId(call), on)
        case Transfer(call=call, queue=queue):
            phone.transfer_to_queue(person, CallId(call), queue)
        case CallNumber(type=kind, call=call, number=number):
            ON_NUMBER[kind](phone, person, CallId(call), dialable(number, contacts))
        case PauseRecording(call=call, on=on, reason=reason):
            phone.pause_recording(person, CallId(call), on, reason)
        case SendDigits(call=call, digits=digits):
            phone.send_digits(person, CallId(call), digits)
        case Dial(number=number):
            phone.dial(person, dialable(number, contacts))
        case Plain():
            phone.end_wrap_up(person)
        case Hello() | Writing():
            raise BadInput("本页面已经登记过。", "请刷新页面。")


def _require(roles: Collection[str], wanted: frozenset[str], what: str) -> None:
    if not wanted & set(roles):
        raise NotAllowed(what, "需要时请管理员调整角色。")
