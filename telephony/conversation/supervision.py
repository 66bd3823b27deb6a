"""Supervisors on a call: listening, whispering to the agent, barging in. They come and go without disturbing it."""

from datetime import timedelta

import structlog

from config.errors import Conflict, NotFound
from config.ids import CallId, PersonId
from telephony.calls.branch import WatchLeg
from telephony.calls.line import Line
from telephony.conversation.hearing import Watch
from telephony.events import SupervisionStarted
from telephony.exchange_port import Seat
from telephony.sip.port import Party
from telephony.switchboard import Switchboard

log = structlog.get_logger(__name__)


class Supervision:
    """One call for each supervisor, ``per_call`` supervisors for each call; ``answer_s`` bounds how long a phone may ring."""

    def __init__(self, board: Switchboard, *, answer_s: float, per_call: int) -> None:
        self._board = board
        self._answer_s = answer_s
        self._per_call = per_call
        self._where: dict[PersonId, CallId] = {}

    def begin(self, supervisor: Seat, call: CallId, watch: Watch) -> None:
        """Bring the supervisor in, or change mode and side of one who is there; another call of the same one is left."""
        board, line = self._board, self._line(call)
        present = board.calls[call]
        if watch.supervisor == present.agent:
            raise Conflict("您正在这个通话中。", "请选择另一个通话。")
        known = line.watchers.get(watch.supervisor)
        if known:
            self._change(line, known, watch)
            return
        if len(line.watchers) >= self._per_call:
            raise Conflict("监听这个通话的人数已满。", "请稍后再试。")
        self._leave_former(watch.supervisor)
        watcher = line.watchers[watch.supervisor] = WatchLeg(call, supervisor, watch, board.plant)
        self._where[watch.supervisor] = call
        until = board.now() + timedelta(seconds=self._answer_s)
        board.alarms.set(call, f"watch {watch.supervisor}", until, lambda: self.gone(line, watcher))
        board.spawn(call, self._open(line, watcher))

    def end(self, supervisor: PersonId, call: CallId) -> None:
        line = self._board.lines.get(call)
        watcher = line.watchers.get(supervisor) if line else None
        if line is None or watcher is None:
            raise Conflict("您没有在监听这个通话。", "请刷新页面。")
        self.gone(line, watcher)

    def watcher(self, supervisor: PersonId) -> WatchLeg | None:
        """The supervisor's leg, wherever it is."""
        line = self._board.lines.get(self._where.get(supervisor, CallId("")))
        return line.watchers.get(supervisor) if line else None

    def answered(self, line: Line, watcher: WatchLeg) -> None:
        """The supervisor's phone stands."""
        board = self._board
        if line.watchers.get(watcher.watch.supervisor) is not watcher or watcher.joined or not watcher.ready:
            return
        watcher.joined = True
        board.alarms.clear(line.call, f"watch {watcher.watch.supervisor}")
        if watcher.browser:
            watcher.browser.expect(board.now())
        self._tell(line, watcher.watch)
        board.arrange(line)

    def gone(self, line: Line, watcher: WatchLeg) -> None:
        """The supervisor hung up, never answered, or the line broke."""
        supervisor = watcher.watch.supervisor
        if line.watchers.get(supervisor) is watcher:
            self._where.pop(supervisor, None)
            self._board.watcher_leaves(line, supervisor)
            self._board.arrange(line)

    def _line(self, call: CallId) -> Line:
        present, line = self._board.calls.get(call), self._board.lines.get(call)
        if present is None or line is None:
            raise NotFound("通话已经结束。", "请刷新页面。")
        if not present.served:
            raise Conflict("这个来电还没有接通。", "请在坐席接听后再监听。")
        return line

    def _change(self, line: Line, watcher: WatchLeg, watch: Watch) -> None:
        if watcher.watch != watch:
            watcher.watch = watch
            if watcher.joined:
                self._tell(line, watch)
                self._board.arrange(line)

    def _leave_former(self, supervisor: PersonId) -> None:
        former = self.watcher(supervisor)
        line = self._board.lines.get(former.call) if former else None
        if former and line:
            self.gone(line, former)

    def _tell(self, line: Line, watch: Watch) -> None:
        started = SupervisionStarted(
            at=self._board.now(), call=line.call, supervisor=watch.supervisor, mode=watch.mode, side=watch.side
        )
        self._board.emit(started)

    async def _open(self, line: Line, watcher: WatchLeg) -> None:
        board = self._board
        shown: Party = line.incoming.caller
        try:
            await watcher.open(shown=shown, lost=lambda: board.browser_left(line, watcher))
        except Exception as error:
            log.warning("a supervisor's leg failed", call=line.call, error=repr(error))
            with board.handling():
                self.gone(line, watcher)
            return
        with board.handling():
            self.answered(line, watcher)
