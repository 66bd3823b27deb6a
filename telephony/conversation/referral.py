"""Transfers by REFER (RFC 3515): asked for by an agent's own phone, and asked of the caller's trunk where the city wants it.

A phone that consults by itself calls the third party on a second line and then asks to replace that line by the caller
(RFC 3891, RFC 5589 §7); both lines end here, so caller and party are simply joined.
"""

from datetime import timedelta

import structlog

from config.errors import Conflict
from config.ids import CallId, PersonId
from telephony.calls.branch import AgentLeg, Branch
from telephony.calls.line import Line
from telephony.calls.state import Call
from telephony.conversation import numbers, phones
from telephony.conversation.consultation import Consultation
from telephony.conversation.dialling import Dialling
from telephony.events import CallTransferred
from telephony.queues import floor as floors
from telephony.sip.port import IncomingCall, Party, SipLeg
from telephony.switchboard import Switchboard

log = structlog.get_logger(__name__)

ALARM = "refer"


class Referral:
    """``on_trunk``: blind transfers to numbers are left to the trunk, outside our media and recording."""

    def __init__(self, board: Switchboard, consultation: Consultation, dialling: Dialling) -> None:
        self._board = board
        self._consultation = consultation
        self._dialling = dialling

    # An agent's phone

    def from_agents_phone(self, leg: SipLeg, incoming: IncomingCall) -> bool:
        """Take an INVITE of a seated agent's phone to somebody outside; False where it is an ordinary call.

        In a call it is the second line of a consultation, else a call that the agent places.
        """
        board = self._board
        if any(incoming.dialled in queue.spec.numbers for queue in board.floor.queues.values()):
            return False
        agent = phones.agent_at(board.floor, incoming)
        if agent is None:
            return False
        try:
            with board.commanding():
                self._call_out(agent.seat.agent, agent.call, leg, numbers.dialled(self._target(incoming.dialled, "")))
        except Conflict as refusal:
            log.info("a call by an agent's phone is refused", agent=agent.seat.agent, why=str(refusal))
            leg.reject(486, "Busy Here")
        return True

    def _call_out(self, agent: PersonId, busy_with: CallId | None, leg: SipLeg, number: str) -> None:
        board = self._board
        line = board.lines.get(busy_with) if busy_with else None
        if line and line.agent and line.agent.agent == agent and board.calls[line.call].connected:
            self._consultation.called_by_phone(board.calls[line.call], line.agent, leg, number)
        elif numbers.colleague(number):
            raise Conflict("坐席之间请在通话中咨询或转接。", "请在接听后再拨。")
        else:
            self._dialling.dial_by_phone(agent, leg, number)

    def requested(self, line: Line, branch: Branch | None, target: Party, replaces: SipLeg | None) -> None:
        """A REFER came; Conflict where this phone may not ask for it."""
        call, agent = self._board.calls[line.call], line.agent
        via = line.party.via if line.party else None
        if agent is None or branch not in (agent, via) or branch is None or branch.sip is None or not call.connected:
            raise Conflict("只有通话中的坐席话机可以转接。", "请在坐席界面操作。")
        phone = branch.sip
        if replaces is None:
            number = numbers.dialled(self._target(target.number, target.uri))
            self._consultation.may_transfer(call, agent.agent, number)
        else:
            self._refuse_strange(agent, via, branch, replaces)
        phone.answer_refer(200, "OK")
        if replaces is None:
            self._consultation.transfer(call, agent.agent, number)
        else:
            self._consultation.complete(call, agent.agent)

    def _refuse_strange(self, agent: AgentLeg, via: Branch | None, branch: Branch, replaces: SipLeg) -> None:
        other = self._board.end_of(replaces.leg_id)
        if via is None or other is None or {branch, other[1]} != {agent, via}:
            raise Conflict("要替换的通话不在这里。", "请重新拨打对方。")

    def _target(self, number: str, uri: str) -> str:
        """A colleague by the phone's number; a number by the trunk; else the URI as it is."""
        for agent in self._board.floor.agents.values():
            if number and number == phones.user_of(agent.seat.phone):
                return f"{numbers.AGENT}{agent.seat.agent}"
        return number if not uri or numbers.is_number(number) else uri

    # The caller's trunk

    def leave_to_trunk(self, call: Call, agent: PersonId, number: str) -> bool:
        """Ask the caller's peer to call ``number``; False where this is not wanted or not possible."""
        board, line = self._board, self._board.lines[call.call]
        if not board.floor.acd.refer_on_trunk or numbers.colleague(number) or line.party:
            return False
        at = board.now()
        transferred = CallTransferred(at=at, call=call.call, agent=agent, number=number, how="refer")
        board.apply(transferred, floors.depart(board.floor, call.call, at))
        line.referred = True
        board.alarms.set(call.call, ALARM, at + timedelta(seconds=board.floor.acd.party_s), lambda: self.progressed(line, 408))
        line.leg.refer(number)
        return True

    def progressed(self, line: Line, status: int) -> None:
        """The peer says how it goes: done, our leg ends; failed, the caller is first in the queue."""
        board = self._board
        if not line.referred or status < 200 or line.call not in board.calls:
            return
        line.referred = False
        board.alarms.clear(line.call, ALARM)
        if status < 300:
            board.end(line.call, "completed", "system", "referred")
        else:
            self._consultation.back_to_queue(line)
