"""The hub of one console process: takes live events once, numbers them for every desk that may see them.

It lives on the loop's thread and never waits for a desk: a desk has a bounded stream of its own. A stream outlives its
connection for a while, so that a page that was cut off resumes; a seat whose desk stays away is given up.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from starlette.requests import HTTPConnection

from agent_console.live.audience import masked_board, reaches, sees_board
from agent_console.live.desk import ANOTHER_DESK, GOING_AWAY, NOT_SIGNED_IN, TOO_SLOW, Closing, Desk
from agent_console.live.messages import ResumePoint
from agent_console.live.shape import shaped
from agent_console.live.stream import Stream
from agent_console.ports import DeskEvent, LiveEvents
from config.errors import Unavailable
from config.ids import PersonId

SEAT_WITHOUT_DESK = timedelta(seconds=15)
"""How long a seat waits for its desk before it is left (a reload takes a second; a closed lid should get no calls)."""
BOARD_EVERY_S = 1.0
MAX_DESKS = 2_000
PAUSE_AFTER_FAULT_S = 1.0

Board = Callable[[], Awaitable[Mapping[str, Any]]]
Watcher = Callable[[DeskEvent], None]
_log = structlog.get_logger(__name__)


class Hub:
    """``leave_seat`` is called for a person whose desk stayed away; ``board`` gives the whole wallboard."""

    def __init__(
        self,
        *,
        events: LiveEvents,
        board: Board,
        leave_seat: Callable[[PersonId], None],
        now: Callable[[], datetime],
    ) -> None:
        self._events = events
        self._board = board
        self._leave_seat = leave_seat
        self._now = now
        self._streams: dict[str, Stream] = {}
        self._desks: dict[str, Desk] = {}
        self._roles: dict[str, frozenset[str]] = {}
        self._unseated: dict[PersonId, datetime] = {}
        self._watchers: set[Watcher] = set()
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def desks(self) -> int:
        """Pages that are connected now (a metric)."""
        return len(self._desks)

    def start(self) -> None:
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._tick())]

    async def stop(self) -> None:
        """Close every desk as going away and end the hub's tasks."""
        for desk in list(self._desks.values()):
            desk.close(Closing(GOING_AWAY, "服务正在停止。"))
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._tasks = []

    def join(
        self, person: PersonId, roles: frozenset[str], token: str, *, is_board: bool, resume: ResumePoint | None
    ) -> tuple[Desk, bool]:
        """Attach a page; True when it resumes its stream, so that no snapshot is due. An older desk is closed (4009)."""
        if len(self._desks) >= MAX_DESKS:
            raise Unavailable("同时打开的页面太多。", "请稍后再试。")
        stream = self._resumable(person, resume)
        resumed = stream is not None
        if not is_board:
            self._displace(person, keep=stream)
            self._unseated.pop(person, None)
        if stream is None:
            stream = Stream(person)
            self._streams[stream.id] = stream
        elif (older := self._desks.get(stream.id)) is not None:
            older.close(Closing(ANOTHER_DESK, "您已在别处登录。"))
        stream.rejoined()
        desk = Desk(
            stream=stream,
            token=token,
            roles=roles,
            sees_board=sees_board(roles, asked=is_board),
            is_board=is_board,
            cursor=resume.seq if resumed and resume else stream.seq,
        )
        self._desks[stream.id] = desk
        self._roles[stream.id] = roles
        return desk, resumed

    def leave(self, desk: Desk) -> None:
        """The page's connection ended; its stream waits for a while unless another page took its place."""
        if self._desks.get(desk.stream.id) is not desk:
            return
        del self._desks[desk.stream.id]
        desk.stream.left(self._now())
        if not desk.is_board:
            self._unseated[desk.stream.person] = self._now()

    def signed_out(self, token: str) -> None:
        """Close the desks of a session that has ended."""
        for desk in list(self._desks.values()):
            if desk.token == token:
                desk.close(Closing(NOT_SIGNED_IN, "您已退出登录。"))
                self._forget(desk.stream.id)

    def seated(self, person: PersonId) -> bool:
        """Whether the person has a desk (connected, or expected back)."""
        return person in self._unseated or any(
            desk.stream.person == person and not desk.is_board for desk in self._desks.values()
        )

    @contextlib.contextmanager
    def watching(self, watcher: Watcher) -> Iterator[None]:
        """Call ``watcher`` with every live event, on the loop's thread, while the block lasts."""
        self._watchers.add(watcher)
        try:
            yield
        finally:
            self._watchers.discard(watcher)

    def deliver(self, event: DeskEvent) -> None:
        """Number the event in every stream that may see it."""
        event = shaped(event)
        for watcher in list(self._watchers):
            watcher(event)
        for stream in self._streams.values():
            if reaches(event, stream.person, self._roles[stream.id]):
                self._push(stream, event.type, event.data)

    def _push(self, stream: Stream, type_: str, data: Mapping[str, Any]) -> None:
        stream.push(type_, data)
        desk = self._desks.get(stream.id)
        if desk is not None:
            desk.wake()

    def _resumable(self, person: PersonId, resume: ResumePoint | None) -> Stream | None:
        stream = self._streams.get(resume.stream) if resume else None
        if stream is None or resume is None or stream.person != person or stream.after(resume.seq) is None:
            return None
        return stream

    def _displace(self, person: PersonId, *, keep: Stream | None) -> None:
        for stream_id, stream in list(self._streams.items()):
            desk = self._desks.get(stream_id)
            if stream is keep or stream.person != person or (desk is not None and desk.is_board):
                continue
            if desk is not None:
                desk.close(Closing(ANOTHER_DESK, "您已在别处登录。"))
            self._forget(stream_id)

    def _forget(self, stream_id: str) -> None:
        self._streams.pop(stream_id, None)
        self._roles.pop(stream_id, None)
        self._desks.pop(stream_id, None)

    async def _listen(self) -> None:
        while True:
            try:
                async for event in self._events.subscribe():
                    self.deliver(event)
            except Exception:
                _log.exception("live events broke off; desks take new snapshots")
            self._resynchronise()
            await asyncio.sleep(PAUSE_AFTER_FAULT_S)

    def _resynchronise(self) -> None:
        for desk in list(self._desks.values()):
            desk.close(Closing(TOO_SLOW, "实时消息中断，正在重新同步。"))
            if not desk.is_board:
                self._unseated.setdefault(desk.stream.person, self._now())
        for stream_id in list(self._streams):
            self._forget(stream_id)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(BOARD_EVERY_S)
            try:
                self.sweep()
                await self.show_board()
            except Exception:
                _log.exception("the hub's tick failed")

    def sweep(self) -> None:
        """Forget streams that nobody resumed, and leave the seats whose desk stayed away."""
        now = self._now()
        for stream_id, stream in list(self._streams.items()):
            if stream.expired(now):
                self._forget(stream_id)
        for person, since in list(self._unseated.items()):
            if now - since > SEAT_WITHOUT_DESK:
                del self._unseated[person]
                self._give_up(person)

    def _give_up(self, person: PersonId) -> None:
        _log.info("a seat without a desk is left", person=person)
        try:
            self._leave_seat(person)
        except Exception:
            _log.exception("a seat could not be left", person=person)

    async def show_board(self) -> None:
        """Send the wallboard to the desks that show it, with callers to supervisors only; no desk, no work."""
        if not any(desk.sees_board for desk in self._desks.values()):
            return
        board = await self._board()
        masked = masked_board(board)
        for desk in list(self._desks.values()):
            if desk.sees_board:
                self._push(desk.stream, "board", board if "supervisor" in desk.roles else masked)


def hub_of(connection: HTTPConnection) -> Hub:
    """The hub of the application that serves this connection."""
    hub: Hub = connection.app.state.hub
    return hub
