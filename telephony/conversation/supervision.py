"""Supervisors on a call: listening, whispering to the agent, barging in. They come and go without disturbing it."""

from datetime import timedelta

import structlog

from config.errors import Conflict, NotFound
from config.ids import CallId, PersonId
from telephony.calls import state as states
from telephony.calls.branch import WatchLeg
from telephony.calls.line import Line
from telephony.conversation import numbers
from telephony.conversation.hearing import Watch
from telephony.events import CallAnswered, CallTransferred, PartyJoined, SupervisionEnded, SupervisionStarted
from telephony.exchange_port import Seat
from telephony.queues import command
from telephony.sip.port import Party
from telephony.switchboard import Switchboard

log = structlog.get_logger(__name__)


class Supervision:
    """One call for each supervisor, ``per_call`` supervisors for each call; ``answer_s`` bounds how long a phone may ring."""

    def __init__(self, board: Switchboard) -> None:
        self._board = board
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
        if len(line.watchers) >= board.floor.acd.supervisors_per_call:
            raise Conflict("监听这个通话的人数已满。", "请稍后再试。")
        self._leave_former(watch.supervisor)
        watcher = line.watchers[watch.supervisor] = WatchLeg(call, supervisor, watch, board.plant)
        self._where[watch.supervisor] = call
        until = board.now() + timedelta(seconds=board.floor.acd.supervisor_s)
        board.alarms.set(call, f"watch {watch.supervisor}", until, lambda: self.gone(line, watcher))
        board.spawn(call, self._open(line, watcher))

    def end(self, supervisor: PersonId, call: CallId) -> None:
        line = self._board.lines.get(call)
        watcher = line.watchers.get(supervisor) if line else None
        if line is None or watcher is None:
            raise Conflict("您没有在监听这个通话。", "请刷新页面。")
        self.gone(line, watcher)

    def take_over(self, supervisor: Seat, call: CallId) -> None:
        """The supervisor in the agent's place: at once from a phone that listens already, else when the phone stands."""
        line, present = self._line(call), self._board.calls[call]
        if not present.connected:
            raise Conflict("这个通话现在没有坐席。", "请刷新后再试。")
        if line.party:
            raise Conflict("通话中还有第三方。", "请等坐席结束咨询或转接后再接管。")
        command.take_over(self._board.floor, call, supervisor, present.queue or "", self._board.now())
        if supervisor.agent not in line.watchers:
            self.begin(supervisor, call, Watch(supervisor.agent, "monitor"))
        watcher = line.watchers[supervisor.agent]
        watcher.takes_over = True
        if watcher.joined and not self._takes(line, watcher, told=True):
            raise Conflict("现在不能接管这个通话。", "请稍后再试。")

    def _takes(self, line: Line, watcher: WatchLeg, *, told: bool = False) -> bool:
        """The agent is out, the supervisor has the call; False where that is not possible any more: then it is listened to.

        ``told``: that the supervisor listens was told before.
        """
        board, call, at, supervisor = self._board, self._board.calls[line.call], self._board.now(), watcher.watch.supervisor
        watcher.takes_over = False
        if line.party or line.agent is None or not call.connected:
            return False
        try:
            floor = command.take_over(board.floor, line.call, watcher.seat, call.queue or "", at)
        except Conflict as refusal:
            log.info("a call cannot be taken over any more", call=line.call, why=str(refusal))
            return False
        del line.watchers[supervisor]
        self._where.pop(supervisor, None)
        if told:
            board.emit(SupervisionEnded(at=at, call=line.call, supervisor=supervisor))
        number, former = f"{numbers.AGENT}{supervisor}", line.agent.agent
        party = line.party = watcher.as_party(number)
        party.tell(PartyJoined(at=at, call=line.call, party=party.party, number=number))
        board.apply(CallTransferred(at=at, call=line.call, agent=former, number=number, how="attended"), floor)
        waited = states.waited(board.calls[line.call], at)
        board.apply(CallAnswered(at=at, call=line.call, agent=supervisor, queue=call.queue or "", waited_s=waited))
        return True

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
        if watcher.takes_over and self._takes(line, watcher):
            return
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
