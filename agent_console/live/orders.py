"""A supervisor's orders: carried out by the phone, then written into the floor's ledger, which tells whom they concern.

The phone decides whether an order can be followed now; what it refuses is not written. What was carried out is written, and
tried again where the database is away for a moment.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import structlog

from agent_console.live import reading_along
from agent_console.live.beside import beside
from agent_console.live.desk import Desk
from agent_console.live.hub import Hub
from agent_console.live.order_messages import (
    AnyOrder,
    Broadcast,
    ConfirmLine,
    EndCall,
    ForceState,
    MoveAgent,
    MoveCall,
    TakeOver,
    WatchCall,
)
from agent_console.nodes import Elsewhere
from agent_console.ports import ConsolePorts
from agent_console.transaction import in_reading, in_unit
from config.errors import HotlineError, NotAllowed, NotFound, Unavailable
from config.ids import CallId, PersonId
from ticketing.floor import service as floor
from ticketing.floor.schemas import ActIn, BroadcastIn
from ticketing.people import service as people
from ticketing.people.schemas import PersonOut, PersonPatch
from ticketing.uow import UnitOfWork

T = TypeVar("T")
TRIES, PAUSE_S = 4, 0.3
LOOK_S = 0.1
"""How often it is looked whether a call that is taken over is there."""
OF_AGENT = ("state", "reason", "queues", "levels", "next", "next_reason", "call")
OF_CALL = ("state", "queue", "position", "agent")
_log = structlog.get_logger(__name__)
NOT_WRITTEN = "an order was carried out and could not be written"
OF_THE_FLOOR = (MoveAgent, ForceState, TakeOver, EndCall, MoveCall, Broadcast, ConfirmLine, WatchCall)


async def answer(ports: ConsolePorts, hub: Hub, desk: Desk, me: PersonOut, command: AnyOrder | ConfirmLine | WatchCall) -> None:
    """What a page says about the floor; any refusal is the page's answer."""
    match command:
        case ConfirmLine(line=line):
            await in_unit(ports, lambda uow: floor.confirm(uow, line, me.id, ports.now()))
        case WatchCall(type="unwatch", call=call):
            reading_along.end(hub, desk, call)
        case WatchCall(call=call):
            _require_supervisor(me)
            await reading_along.begin(ports, hub, desk, call, me.id)
        case _:
            await perform(ports, me, command)


def _require_supervisor(me: PersonOut) -> None:
    if "supervisor" not in me.roles:
        raise NotAllowed("只有值班长可以调度现场。", "需要时请管理员调整角色。")


async def perform(ports: ConsolePorts, me: PersonOut, order: AnyOrder) -> None:
    """Carry it out and write it down, at the node that has the agent or the call; NotAllowed for who does not supervise, else

    what the phone refuses it for.
    """
    _require_supervisor(me)
    there = _elsewhere(ports, order)
    if ports.nodes is not None and there is not None:
        await ports.nodes.order(there, me.id, order)
    else:
        await _carry_out(ports, me, order)


async def of_another_node(ports: ConsolePorts, by: str, order: AnyOrder) -> None:
    """An order that was given at another node and concerns this one; who gives it is looked up here too."""
    me = await in_reading(ports, lambda uow: people.get(uow, by))
    if not me.active:
        raise NotAllowed("这个账号已停用。", "请联系管理员。")
    _require_supervisor(me)
    await _carry_out(ports, me, order)


def _elsewhere(ports: ConsolePorts, order: AnyOrder) -> Elsewhere | None:
    """Whom an order must be sent to that needs no sound; to take a call over one must sit where its sound is."""
    if ports.nodes is None:
        return None
    match order:
        case MoveAgent(agent=agent) | ForceState(agent=agent):
            return ports.nodes.with_agent(agent)
        case EndCall(call=call) | MoveCall(call=call):
            return ports.nodes.with_call(call)
        case _:
            return None


async def _carry_out(ports: ConsolePorts, me: PersonOut, order: AnyOrder) -> None:
    match order:
        case Broadcast():
            await _broadcast(ports, me, order)
        case MoveAgent() | ForceState():
            await _about_agent(ports, me, order)
        case TakeOver() | EndCall() | MoveCall():
            await _about_call(ports, me, order)


async def _about_agent(ports: ConsolePorts, me: PersonOut, order: MoveAgent | ForceState) -> None:
    phone, who = ports.phone, PersonId(order.agent)
    before = _agent(ports, order.agent)
    if isinstance(order, ForceState):
        phone.force(who, order.state, order.reason)
    else:
        phone.move_agent(who, order.queues, order.levels, until=order.until, lasting=order.lasting)
    after = _agent(ports, order.agent)
    moved = isinstance(order, MoveAgent)
    asked = {"lasting": True} if isinstance(order, MoveAgent) and order.lasting else {}
    done = ActIn(
        act="move_agent" if moved else "force_state",
        person=order.agent,
        call=before.get("call"),
        before=_of(before, OF_AGENT),
        after=_of(after, OF_AGENT) | asked,
        why=order.why,
        until=after.get("moved_until") if moved else None,
        told=(order.agent,),
    )

    def write(uow: UnitOfWork) -> None:
        if isinstance(order, MoveAgent) and order.lasting:
            people.change(uow, order.agent, PersonPatch(queues=order.queues, levels=dict(order.levels)), by=me.id)
        floor.record(uow, done, me.id, ports.now(), ports.settings.floor)

    await _written(ports, write)


async def _about_call(ports: ConsolePorts, me: PersonOut, order: TakeOver | EndCall | MoveCall) -> None:
    phone, call = ports.phone, CallId(order.call)
    before = _call(ports, order.call)
    whom: str | None = before.get("agent")
    match order:
        case TakeOver():
            await phone.take_over(PersonId(me.id), call)
            after: Mapping[str, Any] = {"agent": me.id, "agent_name": me.name}
            if not _has(ports, me, order.call):
                beside(_when_taken(ports, me, order, before), failed=NOT_WRITTEN)
                return
        case EndCall():
            phone.end_call(call)
            after = {"state": "ended"}
        case MoveCall():
            phone.move_call(call, queue=order.queue, agent=PersonId(order.agent) if order.agent else None)
            after = _of(_call(ports, order.call), OF_CALL)
            whom = order.agent or None
    await _write_about_call(ports, me, order, before, after, whom)


async def _write_about_call(
    ports: ConsolePorts,
    me: PersonOut,
    order: TakeOver | EndCall | MoveCall,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    whom: str | None,
) -> None:
    told = (whom,) if whom and whom != me.id else ()
    done = ActIn(
        act=order.type, person=whom, call=order.call, before=_of(before, OF_CALL), after=dict(after), why=order.why, told=told
    )
    await _written(ports, lambda uow: floor.record(uow, done, me.id, ports.now(), ports.settings.floor))


async def _when_taken(ports: ConsolePorts, me: PersonOut, order: TakeOver, before: Mapping[str, Any]) -> None:
    """A supervisor's phone rings first: the order is written once the call is there, and never where nobody picks up."""
    loop = asyncio.get_running_loop()
    until = loop.time() + ports.settings.acd.supervisor_s + LOOK_S
    while not _has(ports, me, order.call):
        if loop.time() > until:
            return
        await asyncio.sleep(LOOK_S)
    await _write_about_call(ports, me, order, before, {"agent": me.id, "agent_name": me.name}, before.get("agent"))


def _has(ports: ConsolePorts, me: PersonOut, call: str) -> bool:
    return any(one["call"] == call and one["agent"] == me.id for one in ports.phone.board()["calls"])


async def _broadcast(ports: ConsolePorts, me: PersonOut, order: Broadcast) -> None:
    seated = {one["agent"]: tuple(one["queues"]) for one in ports.phone.board()["agents"]}
    new = BroadcastIn.model_validate(order.model_dump(exclude={"id", "type"}))
    await in_unit(ports, lambda uow: floor.broadcast(uow, new, seated, me.id, ports.now(), ports.settings.floor))


def _agent(ports: ConsolePorts, agent: str) -> Mapping[str, Any]:
    """As the board shows it; offline where nobody sits there (any more)."""
    return dict(next((one for one in ports.phone.board()["agents"] if one["agent"] == agent), {"state": "offline"}))


def _call(ports: ConsolePorts, call: str) -> Mapping[str, Any]:
    calls: Sequence[Mapping[str, Any]] = ports.phone.board()["calls"]
    found = next((one for one in calls if one["call"] == call), None)
    if found is None:
        raise NotFound("通话已经结束。", "请刷新页面。")
    return dict(found)


def _of(view: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """What the ledger keeps of a view: these, where there is something to say."""
    return {name: view[name] for name in names if view.get(name) not in (None, "", (), [], {})}


async def _written(ports: ConsolePorts, work: Callable[[UnitOfWork], T]) -> T:
    """What was carried out must be written; a refusal of the ledger itself is no matter of time."""
    for attempt in range(1, TRIES):
        try:
            return await in_unit(ports, work)
        except Unavailable as error:
            _log.warning("an order is not written yet", attempt=attempt, error=error.what)
            await asyncio.sleep(PAUSE_S * attempt)
    try:
        return await in_unit(ports, work)
    except HotlineError:
        _log.error(NOT_WRITTEN)
        raise Unavailable("指令已经执行，但没有记入现场台账。", "请记下此事并通知管理员。") from None
