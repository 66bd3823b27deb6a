"""A supervisor's orders to the floor of one node; `telephony.queues.command` says what may be done, this does it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from config.errors import Conflict, NotFound
from config.ids import CallId, PersonId
from telephony.conversation.supervision import Supervision
from telephony.events import CallOffered, CallQueued
from telephony.exchange_port import CallTarget, Seat
from telephony.queues import command
from telephony.queues import floor as floors
from telephony.queues.command import Forced
from telephony.switchboard import Switchboard
from telephony.waiting.hall import place

ENDED_BY_SUPERVISOR = "ended by a supervisor"


class Ordering:
    """All run on the loop's thread; a refusal changes nothing."""

    def __init__(self, board: Switchboard, supervision: Supervision) -> None:
        self._board = board
        self._supervision = supervision

    def move_agent(
        self, agent: PersonId, queues: Sequence[str], levels: Mapping[str, int], until: datetime | None, *, lasting: bool
    ) -> None:
        board = self._board
        with board.commanding():
            if lasting:
                floor = command.settle_agent(board.floor, agent, queues, levels)
            else:
                floor = command.move_agent(board.floor, agent, queues, levels, until, board.now())
            board.reseat(agent, floor)

    def rings(self, agent: PersonId) -> bool:
        """Whether a phone of the agent's rings: who is signed out then gives the offer back (`Exchange.sign_out`)."""
        present = self._board.floor.agents.get(agent)
        return present is not None and present.state == "reserved"

    def force(self, agent: PersonId, to: Forced, reason: str) -> None:
        """What the agent wrote up ends with its fact."""
        board = self._board
        with board.commanding():
            writes_up = agent in board.floor.agents and board.floor.agents[agent].state == "wrap_up"
            floor = command.force(board.floor, agent, to, reason, board.now())
            if writes_up:
                board.wrap_up_over(agent, floor)
            else:
                board.change(floor)

    def move_call(self, call: CallId, to: CallTarget) -> None:
        board = self._board
        if call not in board.calls or board.calls[call].over:
            raise NotFound("通话已经结束。", "请刷新页面。")
        with board.commanding(call):
            self._may_move(call, to)
            self._call_back(call)
            if to.agent:
                self._offer(call, to.agent)
            else:
                self._place(call, to.queue)

    def _may_move(self, call: CallId, to: CallTarget) -> None:
        """A refusal comes before the phones that ring are silenced."""
        board, now = self._board, self._board.now()
        floor = floors.recall(board.floor, call, now) if call in board.floor.offers else board.floor
        if to.agent and to.agent in board.calls[call].offered_to:
            raise Conflict("来电正在这位坐席处振铃。", "请选择另一位坐席。")
        if to.agent:
            command.call_to_agent(floor, call, to.agent, now)
        elif to.queue:
            command.call_to_queue(floor, call, to.queue, now)
        elif call in board.floor.offers:
            raise Conflict("来电正在坐席处振铃。", "无人接听时它会自动回到队首。")
        else:
            command.call_to_head(floor, call, now)

    def _call_back(self, call: CallId) -> None:
        """Where it rings it rings no more, without anybody's fault."""
        board = self._board
        offer = board.floor.offers.get(call)
        if offer:
            board.withdraw_offer(call, "moved", floors.recall(board.floor, call, board.now()), offer.agents)

    def _offer(self, call: CallId, agent: PersonId) -> None:
        board, at = self._board, self._board.now()
        floor, offer = command.call_to_agent(board.floor, call, agent, at)
        offered = CallOffered(at=at, call=call, agent=agent, queue=offer.queue, expires_at=offer.expires_at)
        board.apply(offered, floor)

    def _place(self, call: CallId, queue: str) -> None:
        board, at = self._board, self._board.now()
        floor = command.call_to_queue(board.floor, call, queue, at) if queue else command.call_to_head(board.floor, call, at)
        name = queue or board.calls[call].queue or ""
        board.apply(CallQueued(at=at, call=call, queue=name, position=place(floor, call)), floor)
        board.announce_later(board.lines[call])

    def take_over(self, supervisor: Seat, call: CallId) -> None:
        with self._board.commanding():
            self._supervision.take_over(supervisor, call)

    def end_call(self, call: CallId) -> None:
        board = self._board
        present = board.calls.get(call)
        if present is None or present.over:
            raise NotFound("通话已经结束。", "请刷新页面。")
        with board.commanding(call):
            board.end(call, present.reason_if_we_end, "system", ENDED_BY_SUPERVISOR)
