"""A supervisor reads a live call along: what was said so far, then each word as it is spoken, without hearing it."""

from agent_console.live.desk import Desk
from agent_console.live.hub import Hub
from agent_console.live.messages import FinalSaid, WatchedCall
from agent_console.live.stored import draft_of, transcript_of
from agent_console.ports import ConsolePorts
from agent_console.transaction import in_reading
from config.errors import NotFound
from config.ids import CallId
from ticketing.calls import gaps
from ticketing.calls.schemas import GapOut
from ticketing.drafts.schemas import DraftOut
from ticketing.uow import UnitOfWork

SPOKEN = frozenset({"answered", "held"})


async def begin(ports: ConsolePorts, hub: Hub, desk: Desk, call: str) -> None:
    """NotFound for a call that nobody speaks on; Conflict where the page reads too many already."""
    if not any(one["call"] == call and one["state"] in SPOKEN for one in ports.phone.board()["calls"]):
        raise NotFound("这通电话现在没有人在说。", "请选择一通正在进行的通话。")
    hub.watch(desk, call)
    try:
        segments, draft, lacking = await in_reading(ports, lambda uow: _stored(uow, call))
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
