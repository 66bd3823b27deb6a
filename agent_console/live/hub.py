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

from agent_console.live.audience import NEWS, followed, masked_board, sees_board
from agent_console.live.desk import ANOTHER_DESK, GOING_AWAY, NOT_SIGNED_IN, TOO_SLOW, Closing, Desk
from agent_console.live.following import Following
from agent_console.live.messages import ResumePoint
from agent_console.live.roster import Roster
from agent_console.live.session_names import name_of
from agent_console.live.shape import shaped
from agent_console.live.stream import Stream
from agent_console.live.told import Told
from agent_console.live.watching import Watching
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
        most_watched: int = 4,
    ) -> None:
        self._events = events
        self._board = board
        self._leave_seat = leave_seat
        self._now = now
        self._streams = Roster()
        self._desks: dict[str, Desk] = {}
        self._unseated: dict[PersonId, datetime] = {}
        self._following = Following()
        self._reading = Watching(most_watched)
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
        self,
        person: PersonId,
        roles: frozenset[str],
        token: str,
        *,
        resume: ResumePoint | None,
        is_board: bool = False,
        only_news: bool = False,
    ) -> tuple[Desk, bool]:
        """Attach a page; True when it resumes its stream, so that no snapshot is due. An older desk is closed (4009).

        A wallboard, and a page that wants ``only_news``, stand aside of desks: they take no seat and displace nobody.
        """
        if len(self._desks) >= MAX_DESKS:
            raise Unavailable("同时打开的页面太多。", "请稍后再试。")
        stream = self._resumable(person, resume)
        resumed, aside = stream is not None, is_board or only_news
        if not aside:
            self._displace(person, keep=stream)
            self._unseated.pop(person, None)
        if stream is None:
            stream = Stream(person, only=NEWS if only_news else None)
        elif (older := self._desks.get(stream.id)) is not None:
            older.close(Closing(ANOTHER_DESK, "您已在别处登录。"))
        stream.rejoined()
        desk = Desk(
            stream=stream,
            token=token,
            roles=roles,
            sees_board=not only_news and sees_board(roles, asked=is_board),
            aside=aside,
            cursor=resume.seq if resumed and resume else stream.seq,
        )
        self._desks[stream.id] = desk
        self._streams.add(stream, roles)
        return desk, resumed

    def leave(self, desk: Desk) -> None:
        """The page's connection ended; its stream waits for a while unless another page took its place."""
        if self._desks.get(desk.stream.id) is not desk:
            return
        del self._desks[desk.stream.id]
        desk.stream.left(self._now())
        if not desk.aside:
            self._unseated[desk.stream.person] = self._now()

    def session_ended(self, name: str) -> None:
        """Close the desks of a session that has ended, by its `told_by_others.name_of`."""
        for desk in list(self._desks.values()):
            if name_of(desk.token) == name:
                desk.close(Closing(NOT_SIGNED_IN, "您已退出登录。"))
                self._forget(desk.stream.id)

    def shut_out(self, person: PersonId) -> None:
        """Close all desks of a person whose sessions have all ended."""
        for desk in list(self._desks.values()):
            if desk.stream.person == person:
                desk.close(Closing(NOT_SIGNED_IN, "登录已被管理员结束。"))
                self._forget(desk.stream.id)

    def moved_away(self, person: PersonId) -> None:
        """The person has taken a seat at another node: the desk here is closed, as an older desk of this node would be."""
        self._displace(person, keep=None)
        self._unseated.pop(person, None)

    def seated(self, person: PersonId) -> bool:
        """Whether the person has a desk (connected, or expected back)."""
        return person in self._unseated or any(desk.stream.person == person and not desk.aside for desk in self._desks.values())

    def follow(self, desk: Desk, call: str, lasting: timedelta) -> None:
        """For so long this page hears of the call as those do who write in its draft."""
        if self._streams.get(desk.stream.id) is not None:
            self._following.follow(desk.stream.id, call, self._now() + lasting)

    def unfollow(self, desk: Desk) -> None:
        self._following.leave(desk.stream.id)

    def watch(self, desk: Desk, call: str) -> None:
        """This page reads the call along; nothing is told before `watch_from`. Conflict beyond the bound."""
        if self._streams.get(desk.stream.id) is not None:
            self._reading.begin(desk.stream.id, call)

    def watch_from(self, desk: Desk, call: str, beginning: Mapping[str, Any]) -> None:
        """Tell what was said so far, then what was said meanwhile; unless the page gave the call up."""
        if self._reading.reads(desk.stream.id, call):
            self._push(desk.stream, Told("watch", beginning))
            for told in self._reading.begun(desk.stream.id, call):
                self._push(desk.stream, told)

    def unwatch(self, desk: Desk, call: str) -> None:
        if self._reading.reads(desk.stream.id, call):
            self._reading.end(desk.stream.id, call)
            self._push(desk.stream, Told("watch_ended", {"call": call}))

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
        told = Told(event.type, event.data)
        reached = {stream.id: stream for stream in self._streams.reached(event.audience, event.type)}
        if (call := followed(event)) is not None:
            ids = {*self._following.of(call, self._now()), *self._reading.readers(call, told)}
            beside = map(self._streams.get, ids)
            reached |= {stream.id: stream for stream in beside if stream is not None}
        for stream in reached.values():
            self._push(stream, told)

    def _push(self, stream: Stream, told: Told) -> None:
        stream.push(told)
        desk = self._desks.get(stream.id)
        if desk is not None:
            desk.wake()

    def _resumable(self, person: PersonId, resume: ResumePoint | None) -> Stream | None:
        stream = self._streams.get(resume.stream) if resume else None
        if stream is None or resume is None or stream.person != person or stream.after(resume.seq) is None:
            return None
        return stream

    def _displace(self, person: PersonId, *, keep: Stream | None) -> None:
        for stream in self._streams.of(person):
            desk = self._desks.get(stream.id)
            if stream is keep or (desk is not None and desk.aside):
                continue
            if desk is not None:
                desk.close(Closing(ANOTHER_DESK, "您已在别处登录。"))
            self._forget(stream.id)

    def _forget(self, stream_id: str) -> None:
        self._streams.remove(stream_id)
        self._following.leave(stream_id)
        self._reading.leave(stream_id)
        self._desks.pop(stream_id, None)

    async def _listen(self) -> None:
        """Events are taken again before desks are sent for new snapshots: what happens between is in both, not in none."""
        events = self._events.subscribe()
        while True:
            try:
                async for event in events:
                    self.deliver(event)
            except Exception:
                _log.exception("live events broke off; desks take new snapshots")
                await asyncio.sleep(PAUSE_AFTER_FAULT_S)
            events = self._events.subscribe()
            self._resynchronise()

    def _resynchronise(self) -> None:
        for desk in list(self._desks.values()):
            desk.close(Closing(TOO_SLOW, "实时消息中断，正在重新同步。"))
            if not desk.aside:
                self._unseated.setdefault(desk.stream.person, self._now())
        for stream in self._streams:
            self._forget(stream.id)

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
        for stream in self._streams:
            if stream.expired(now):
                self._forget(stream.id)
        self._following.sweep(now)
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
        whole, masked = Told("board", board), Told("board", masked_board(board))
        for desk in list(self._desks.values()):
            if desk.sees_board:
                self._push(desk.stream, whole if "supervisor" in desk.roles else masked)


def hub_of(connection: HTTPConnection) -> Hub:
    """The hub of the application that serves this connection."""
    hub: Hub = connection.app.state.hub
    return hub
