"""A third party in a call: consulted, joined, left, or the caller's new partner; and calls handed over.

Nothing of the caller is lost on the way: where a party does not answer the caller is with the agent again, or first in the
queue once the agent has left.
"""

from datetime import timedelta

import structlog

from config.errors import Conflict
from config.ids import PersonId
from telephony.board import WhyLeft
from telephony.calls import state as states
from telephony.calls.branch import AgentLeg, PartyLeg, SecondLine
from telephony.calls.line import Line
from telephony.calls.state import Call
from telephony.conversation import numbers
from telephony.events import (
    CallAnswered,
    CallHeld,
    CallOffered,
    CallQueued,
    CallResumed,
    CallTransferred,
    PartyAnswered,
    PartyCalled,
    PartyJoined,
    PartyLeft,
)
from telephony.queues import engagement
from telephony.queues import floor as floors
from telephony.queues.floor import Floor
from telephony.sip.port import Party, SipLeg
from telephony.switchboard import Switchboard

log = structlog.get_logger(__name__)

ALARM = "party"
MISSED: frozenset[WhyLeft] = frozenset({"no_answer", "declined", "failed"})


class Consultation:
    """The steps; whether the agent may take them has been checked. All run inside ``commanding`` or ``handling``."""

    def __init__(self, board: Switchboard) -> None:
        self._board = board

    # What the agent asks for

    def consult(self, call: Call, agent: PersonId, number: str) -> None:
        """Call a third party while the caller hears music; Conflict while there is one, or where a colleague is busy."""
        line = self._alone(call)
        self._begin(line, call, agent, self._party(line, call, agent, number))

    def _begin(self, line: Line, call: Call, agent: PersonId, party: PartyLeg) -> None:
        board = self._board
        line.party = party
        board.emit(PartyCalled(at=board.now(), call=call.call, agent=agent, party=party.party, number=party.number))
        if call.state == "answered":
            held = CallHeld(at=board.now(), call=call.call, agent=agent)
            board.apply(held, floors.hold(board.floor, call.call, board.now()))
        else:
            board.arrange(line)
        self._reach(line, party)

    def join(self, call: Call) -> None:
        """Three-way: caller, agent and party hear one another."""
        line, party = self._with_party(call)
        if party.state == "calling":
            raise Conflict("对方还没有接听。", "请等对方接听后再加入通话。")
        if party.state == "consulting":
            self._joined(line, party)
        if call.state == "held":
            self._resume(call, line)
        else:
            self._board.arrange(line)

    def drop(self, call: Call) -> None:
        line, party = self._with_party(call)
        self.left(line, party, "dropped")

    def complete(self, call: Call, agent: PersonId) -> None:
        """Caller and party stay together, the agent leaves; a party that still rings is waited for (blind)."""
        line, party = self._with_party(call)
        floor = floors.depart(self._board.floor, call.call, self._board.now())
        self._leave_with_party(line, party, agent, floor)

    def agent_lost(self, line: Line, agent: PersonId) -> bool:
        """The agent's line broke: whoever hears the caller keeps the caller. False where nobody does."""
        board, party = self._board, line.party
        if party is None or party.state != "joined" or board.calls[line.call].state != "answered":
            return False
        self._leave_with_party(line, party, agent, engagement.lose(board.floor, agent, board.now()))
        return True

    def may_transfer(self, call: Call, agent: PersonId, number: str) -> None:
        """Conflict where `transfer` would be refused; nothing is changed."""
        self._alone(call)
        to = numbers.colleague(number)
        if to:
            self._refuse_self(agent, to)
            engagement.hand_over(self._board.floor, call.call, to, call.queue or "", self._board.now())

    def transfer(self, call: Call, agent: PersonId, number: str) -> None:
        """Blind: the agent is out at once, the caller hears it ring; unanswered, the caller is first in the queue."""
        board, line = self._board, self._alone(call)
        to = numbers.colleague(number)
        if to:
            self._hand_over(line, call, agent, to, number)
            return
        party = line.party = self._party(line, call, agent, number)
        board.emit(PartyCalled(at=board.now(), call=call.call, agent=agent, party=party.party, number=number))
        self._transferred(line, agent, number, "blind", floors.depart(board.floor, call.call, board.now()))
        self._reach(line, party)

    def called_by_phone(self, call: Call, agent: AgentLeg, phone: SipLeg, number: str) -> None:
        """The agent's own phone calls a third party on a second line; it is answered when the party answers."""
        line = self._alone(call)
        party = self._party(line, call, agent.agent, number)
        via = party.via = SecondLine(line.call, agent, self._board.plant)
        via.take(phone)
        phone.ring()
        self._board.spawn(line.call, self._open_second_line(line, party, via))
        self._begin(line, call, agent.agent, party)

    # What happens to the party

    def heard_early(self, line: Line, party: PartyLeg) -> None:
        """The party's network sends sound before anybody answers: whoever waits for the party hears that, not our ringing."""
        if line.party is not party or party.joined:
            return
        party.early = True
        if party.via and party.via.ready:
            party.via.hear_early()
        self._board.arrange(line)

    def answered(self, line: Line, party: PartyLeg) -> None:
        """The party's phone stands and its person wants the call."""
        board, call = self._board, self._board.calls[line.call]
        if line.party is not party or party.joined or not (party.ready and party.accepted):
            return
        if party.via and not party.via.joined and not self._answer_second_line(party):
            return
        party.joined = True
        board.alarms.clear(line.call, ALARM)
        if party.browser:
            party.browser.expect(board.now())
        if party.agent:
            board.change(engagement.consulted(board.floor, party.agent, board.now()))
        if call.state == "transferred":
            self._joined(line, party)
        else:
            party.tell(PartyAnswered(at=board.now(), call=line.call, party=party.party, number=party.number))
        board.arrange(line)

    def left(self, line: Line, party: PartyLeg, why: WhyLeft) -> None:
        """The party is gone, or never came: the caller is with the agent, or first in the queue, or the call is over."""
        board = self._board
        if line.party is not party:
            return
        line.drop_party()
        board.alarms.clear(line.call, ALARM)
        party.tell(PartyLeft(at=board.now(), call=line.call, party=party.party, number=party.number, why=why))
        if party.agent:
            missed = why in MISSED and not party.joined
            board.change(engagement.leave(board.floor, party.agent, board.now(), missed=missed))
        self._go_on(line, was_joined=party.joined)

    def lost(self, line: Line, party: PartyLeg) -> None:
        """The party's line broke; a colleague whose line breaks is paused."""
        board = self._board
        if party.agent and party.joined:
            board.change(engagement.lose(board.floor, party.agent, board.now()))
        self.left(line, party, "failed")

    def _go_on(self, line: Line, *, was_joined: bool) -> None:
        board, call = self._board, self._board.calls[line.call]
        if call.state == "transferred" and was_joined:
            board.end(line.call, "completed", "agent", "party hung up")
        elif call.state == "transferred":
            self.back_to_queue(line)
        elif call.state == "held" and line.agent and not line.agent.on_hold_by_phone:
            self._resume(call, line)
        else:
            board.arrange(line)

    def back_to_queue(self, line: Line) -> None:
        """Whom the caller was sent to cannot be had: first in line, where the call came from."""
        board, call = self._board, self._board.calls[line.call]
        board.company_leaves(line.call, "dropped")
        name = board.floor.standing(call.queue or "")
        floor = floors.transfer(board.floor, line.call, name, board.now())
        board.apply(CallQueued(at=board.now(), call=line.call, queue=name, position=1), floor)

    # The parts of the above

    def _alone(self, call: Call) -> Line:
        line = self._board.lines[call.call]
        if line.party:
            raise Conflict("已在联系另一方。", "请先结束与对方的通话，或完成转接。")
        return line

    def _refuse_self(self, agent: PersonId, to: PersonId) -> None:
        if to == agent:
            raise Conflict("不能呼叫自己。", "请选择另一位坐席。")

    def _with_party(self, call: Call) -> tuple[Line, PartyLeg]:
        line = self._board.lines[call.call]
        if line.party is None:
            raise Conflict("现在没有第三方。", "请先拨打对方。")
        return line, line.party

    def _party(self, line: Line, call: Call, agent: PersonId, number: str) -> PartyLeg:
        """The party's leg, unopened; a colleague is reserved for it."""
        board, to = self._board, numbers.colleague(number)
        if to is None:
            return PartyLeg(call.call, number, board.plant)
        self._refuse_self(agent, to)
        until = board.now() + timedelta(seconds=board.floor.acd.party_s)
        board.change(engagement.consult(board.floor, to, call.call, until, board.now()))
        return PartyLeg(call.call, number, board.plant, seat=board.floor.agent(to).seat)

    def _reach(self, line: Line, party: PartyLeg) -> None:
        board = self._board
        until = board.now() + timedelta(seconds=board.floor.acd.party_s)
        board.alarms.set(line.call, ALARM, until, lambda: self.left(line, party, "no_answer"))
        board.spawn(line.call, self._open(line, party))

    async def _open(self, line: Line, party: PartyLeg) -> None:
        board = self._board
        shown: Party | None = line.incoming.caller if party.seat else None
        try:
            await party.open(shown=shown, lost=lambda: board.browser_left(line, party))
        except Exception as error:
            log.warning("a third party could not be called", call=line.call, number=party.number, error=repr(error))
            with board.handling(line.call):
                self.left(line, party, "failed")
            return
        with board.handling(line.call):
            if line.call in board.calls:
                self.answered(line, party)

    async def _open_second_line(self, line: Line, party: PartyLeg, via: SecondLine) -> None:
        board = self._board
        try:
            await via.open_for_caller()
        except Exception as error:
            log.warning("an agent's second line failed", call=line.call, error=repr(error))
            with board.handling(line.call):
                self.left(line, party, "failed")
            return
        with board.handling(line.call):
            if line.call in board.calls:
                if party.early:
                    self.heard_early(line, party)
                self.answered(line, party)

    def _answer_second_line(self, party: PartyLeg) -> bool:
        """200 OK to the agent's phone; False while its media is not open yet."""
        via = party.via
        if via and via.ready and via.pick_up():
            via.joined = True
        return via is not None and via.joined

    def _joined(self, line: Line, party: PartyLeg) -> None:
        party.tell(PartyJoined(at=self._board.now(), call=line.call, party=party.party, number=party.number))

    def _resume(self, call: Call, line: Line) -> None:
        board = self._board
        if line.agent:
            line.agent.on_hold_by_phone = False
            resumed = CallResumed(at=board.now(), call=call.call, agent=line.agent.agent)
            board.apply(resumed, floors.resume(board.floor, call.call, board.now()))

    def _leave_with_party(self, line: Line, party: PartyLeg, agent: PersonId, floor: Floor) -> None:
        """The agent is out; ``floor`` says so already."""
        if party.state == "calling" and party.agent:
            raise Conflict("对方坐席还没有接听。", "请等对方接听，或先结束咨询再直接转接。")
        if party.via:
            party.via.drop()
            party.via = None
        if party.state == "consulting":
            self._joined(line, party)
        if party.agent:
            self._taken_over(line, agent, party.agent, engagement.take_over(floor, line.call, party.agent, self._board.now()))
        elif party.state == "calling":
            self._transferred(line, agent, party.number, "blind", floor)
        else:
            self._transferred(line, agent, party.number, "attended", floor)

    def _transferred(self, line: Line, agent: PersonId, number: str, how: states.How, floor: Floor) -> None:
        at = self._board.now()
        self._board.apply(CallTransferred(at=at, call=line.call, agent=agent, number=number, how=how), floor)

    def _taken_over(self, line: Line, agent: PersonId, by: PersonId, floor: Floor) -> None:
        board, at = self._board, self._board.now()
        self._transferred(line, agent, f"{numbers.AGENT}{by}", "attended", floor)
        call = board.calls[line.call]
        waited = states.waited(call, at)
        board.apply(CallAnswered(at=at, call=line.call, agent=by, queue=call.queue or "", waited_s=waited))

    def _hand_over(self, line: Line, call: Call, agent: PersonId, to: PersonId, number: str) -> None:
        """An offer to one colleague, with the queue behind it."""
        board, at = self._board, self._board.now()
        self._refuse_self(agent, to)
        floor, offer = engagement.hand_over(board.floor, call.call, to, call.queue or "", at)
        for supervisor in list(line.watchers):
            board.watcher_leaves(line, supervisor)
        self._transferred(line, agent, number, "blind", floor)
        line.play("ringback", ["ringback"], loop=True)
        offered = CallOffered(at=at, call=call.call, agent=to, queue=offer.queue, expires_at=offer.expires_at)
        board.apply(offered)
