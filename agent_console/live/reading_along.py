"""A supervisor reads a live call along: what was said so far, then each word as it is spoken, without hearing it.

Who reads whose call stands in the floor's ledger before the first word is shown.
"""

from agent_console.live.desk import Desk
from agent_console.live.hub import Hub
from agent_console.live.messages import FinalSaid, WatchedCall
from agent_console.live.stored import draft_of, transcript_of
from agent_console.ports import ConsolePorts
from agent_console.transaction import in_unit
from config.errors import NotFound
from config.ids import CallId
from ticketing.calls import gaps
from ticketing.calls.schemas import GapOut
from ticketing.drafts.schemas import DraftOut
from ticketing.floor import service as floor
from ticketing.uow import UnitOfWork

SPOKEN = frozenset({"answered", "held"})


async def begin(ports: ConsolePorts, hub: Hub, desk: Desk, call: str, by: str) -> None:
    """NotFound for a call that nobody speaks on; Conflict where the page reads too many already. ``by`` is who reads."""
    spoken = next((one for one in ports.phone.board()["calls"] if one["call"] == call and one["state"] in SPOKEN), None)
    if spoken is None:
        raise NotFound("这通电话现在没有人在说。", "请选择一通正在进行的通话。")
    agent: str | None = spoken["agent"]

    def _opened(uow: UnitOfWork) -> tuple[tuple[FinalSaid, ...], DraftOut | None, tuple[GapOut, ...]]:
        floor.read_along(uow, call, agent, by, ports.now())
        return _stored(uow, call)

    hub.watch(desk, call)
    try:
        segments, draft, lacking = await in_unit(ports, _opened)
    except BaseException:
        hub.unwatch(desk, call)
        raise
    partials = dict(ports.phone.said_now(CallId(call)))
    beginning = WatchedCall(call=call, segments=segments, partials=partials, draft=draft, gaps=lacking)
    hub.watch_from(desk, call, beginning.model_dump(mode="json"))


def end(hub: Hub, desk: Desk, call: str) -> None:
    hub.unwatch(desk, call)


def _stored(uow: UnitOfWork, call: str) -> tuple[tuple[FinalSaid, ...], DraftOut | None, tuple[GapOut, ...]]:
    return transcript_of(uow, call), draft_of(uow, call), gaps.of_call(uow, call)
