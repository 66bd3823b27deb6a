"""A colleague's phone takes an offered call that rings at another's (an INVITE with Replaces of a ringing leg, RFC 3891 §3)."""

import structlog

from config.errors import Conflict, NotFound
from config.ids import LegId
from telephony.calls.branch import AgentLeg
from telephony.calls.line import Line
from telephony.conversation import phones
from telephony.events import CallOffered
from telephony.queues import engagement
from telephony.queues.agents import Agent
from telephony.sip.port import IncomingCall, SipLeg
from telephony.switchboard import Switchboard

log = structlog.get_logger(__name__)


class PickUp:
    """Who picks up joins the offer and answers it at once, so that the phones that rang are told where the call went."""

    def __init__(self, board: Switchboard) -> None:
        self._board = board

    def asked(self, phone: SipLeg, incoming: IncomingCall, ringing: LegId) -> None:
        """An INVITE wants what rings at our leg ``ringing``; 486 where it may not have that."""
        board = self._board
        agent, found = phones.agent_at(board.floor, incoming), board.end_of(ringing)
        try:
            if agent is None or found is None or agent.seat.agent in found[0].ringing:
                raise Conflict("这部话机不能代接这个来电。", "请先在这部话机所属的坐席签入。")
            with board.commanding(found[0].call):
                self._join(found[0], agent, phone)
        except (Conflict, NotFound) as refusal:
            log.info("a pick-up is refused", phone=incoming.caller.uri, why=str(refusal))
            phone.reject(486, "Busy Here")

    def _join(self, line: Line, agent: Agent, phone: SipLeg) -> None:
        board, who = self._board, agent.seat.agent
        floor, offer = engagement.pick_up(board.floor, line.call, who, board.now())
        leg = line.new_agent_leg(agent.seat)
        leg.accepted = True
        leg.take(phone)
        offered = CallOffered(at=board.now(), call=line.call, agent=who, queue=offer.queue, expires_at=offer.expires_at)
        board.apply(offered, floor)
        board.spawn(line.call, self._answer(line, leg))

    async def _answer(self, line: Line, leg: AgentLeg) -> None:
        board = self._board
        try:
            await leg.open_for_caller()
        except Exception as error:
            log.warning("no media for a phone that picks up", call=line.call, agent=leg.agent, error=repr(error))
        with board.handling(line.call):
            if line.ringing.get(leg.agent) is not leg:
                return
            if leg.ready and leg.pick_up():
                board.agent_ready(line, leg)
            else:
                board.offer_failed(line.call, leg.agent, "leg_failed")
