"""What a desk's command does: a table from message to call control. The phone decides whether it may be done now."""

from collections.abc import Callable, Mapping

from agent_console.live.messages import AgentCommand, CallCommand, Hello, Mute, Plain, SetPresence, Transfer
from agent_console.ports import Phone
from config.errors import BadInput, NotAllowed
from config.ids import CallId, PersonId

OnCall = Callable[[Phone, PersonId, CallId], None]

ON_CALL: Mapping[str, OnCall] = {
    "accept": lambda phone, person, call: phone.accept(person, call),
    "decline": lambda phone, person, call: phone.decline(person, call),
    "hold": lambda phone, person, call: phone.hold(person, call),
    "resume": lambda phone, person, call: phone.resume(person, call),
    "hang_up": lambda phone, person, call: phone.hang_up(person, call),
}


def perform(phone: Phone, person: PersonId, command: AgentCommand, *, seated: bool) -> None:
    """Carry the command out; the phone's errors are the agent's answer. A ping asks for nothing but its reply."""
    if isinstance(command, Plain) and command.type == "ping":
        return
    if not seated:
        raise NotAllowed("您没有坐席，不能接打电话。", "需要时请管理员授予话务员或带班领导角色。")
    match command:
        case SetPresence(presence=presence, reason=reason):
            phone.set_presence(person, presence, reason)
        case CallCommand(type=kind, call=call):
            ON_CALL[kind](phone, person, CallId(call))
        case Mute(call=call, on=on):
            phone.mute(person, CallId(call), on)
        case Transfer(call=call, queue=queue):
            phone.transfer_to_queue(person, CallId(call), queue)
        case Plain():
            phone.end_wrap_up(person)
        case Hello():
            raise BadInput("本页面已经登记过。", "请刷新页面。")
