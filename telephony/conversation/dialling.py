"""Calls that we place: the agent's phone first, then the citizen's; one live attempt for each number and call-back entry."""

from datetime import timedelta

import structlog

from config.errors import Conflict
from config.ids import CallId, LegId, PersonId, new_id
from telephony.board import By
from telephony.calls import state as states
from telephony.calls.branch import AgentLeg
from telephony.calls.line import Line
from telephony.events import CallPlaced
from telephony.queues import engagement
from telephony.sip.port import IncomingCall, LocalMedia, Negotiated, Party, SipLeg
from telephony.switchboard import Switchboard

log = structlog.get_logger(__name__)

ALARM = "dial"


class UndialledLeg(SipLeg):
    """The citizen's leg before the INVITE: there is nobody to say anything to."""

    def __init__(self, number: str) -> None:
        self.leg_id = LegId(new_id())
        self.sip_call_id = ""
        self.remote = Party(number=number, name="", uri="")

    def ring(self, local: LocalMedia | None = None) -> Negotiated | None:
        return None

    def answer(self, local: LocalMedia) -> Negotiated | None:
        return None

    def reject(self, status: int, reason: str = "", *, retry_after_s: int | None = None) -> None:
        return None

    def hang_up(self, cause: str = "") -> None:
        return None

    def hold(self, on: bool) -> None:
        return None

    def refer(self, target: str, *, replaces: SipLeg | None = None) -> None:
        return None

    def answer_refer(self, status: int, reason: str = "") -> None:
        return None


class Dialling:
    """``acd.outgoing_prompts`` come before the agent for the citizen; ``acd.dial_s`` bounds both phones' ringing together."""

    def __init__(self, board: Switchboard) -> None:
        self._board = board

    def dial(self, agent: PersonId, number: str, entry: str) -> CallId:
        """Reserve the agent and call; Conflict while a call with this number, or on this entry, is live."""
        line, leg = self._place(agent, number, entry)
        leg.accepted = leg.by_browser
        self._board.spawn(line.call, self._call_agent(line, leg))
        return line.call

    def dial_by_phone(self, agent: PersonId, phone: SipLeg, number: str) -> CallId:
        """The agent's own phone calls out through us: it rings there until the citizen answers."""
        line, leg = self._place(agent, number, "")
        leg.accepted = True
        leg.take(phone)
        phone.ring()
        self._board.spawn(line.call, self._open_for_phone(line, leg))
        return line.call

    def _place(self, agent: PersonId, number: str, entry: str) -> tuple[Line, AgentLeg]:
        board, call = self._board, CallId(new_id())
        self._refuse_second(number, entry)
        until = board.now() + timedelta(seconds=board.floor.acd.dial_s)
        floor = engagement.engage(board.floor, agent, call, until, board.now())
        seat = floor.agent(agent).seat
        placed = CallPlaced(at=board.now(), call=call, agent=agent, number=number, entry=entry)
        line = self._line(call, number)
        board.calls[call], board.lines[call] = states.place(placed), line
        board.emit(placed)
        board.change(floor)
        board.alarms.set(call, ALARM, until, lambda: self.failed(line, "system", "408 no answer"))
        return line, line.new_agent_leg(seat)

    def _refuse_second(self, number: str, entry: str) -> None:
        live = [one for one in self._board.calls.values() if not one.over]
        if any(one.caller_number == number for one in live):
            raise Conflict("这个号码正在通话中。", "请稍后再拨。")
        if entry and any(one.entry == entry for one in live):
            raise Conflict("这条回拨记录正由其他人拨打。", "请选择另一条记录。")

    def _line(self, call: CallId, number: str) -> Line:
        leg = UndialledLeg(number)
        citizen = IncomingCall(caller=leg.remote, dialled="", trunk="", source=("", 0))
        line = Line(call, leg, citizen, self._board.plant)
        line.sound_until = None
        return line

    def agent_there(self, line: Line, agent: AgentLeg) -> None:
        """The agent's phone stands: it hears ringing, and the citizen is called, once."""
        board, call = self._board, self._board.calls.get(line.call)
        if call is None or call.state != "ringing" or line.ringing.get(agent.agent) is not agent:
            return
        if not (agent.ready and agent.accepted) or agent.joined:
            return
        agent.joined = True
        if agent.browser:
            agent.browser.expect(board.now())
        if not agent.called_us:
            board.plant.media.play(agent.leg, ["ringback"], token="", loop=True)
        board.spawn(line.call, self._call_citizen(line))

    def heard_early(self, line: Line) -> None:
        """The citizen's network sends sound before the answer: the agent hears that instead of our ringing."""
        agent = next(iter(line.ringing.values()), None)
        if agent and not line.connected and (not agent.called_us or agent.hear_early()):
            self._board.plant.media.hear(agent.leg, [line.caller_leg])

    def citizen_answered(self, line: Line, media: Negotiated) -> None:
        """What the citizen must know first is said; then the two are joined (`Switchboard.placed_call_answered`)."""
        if not line.connect_caller(media):
            return
        agent = next(iter(line.ringing.values()), None)
        if agent and agent.called_us and not agent.pick_up():
            self.failed(line, "agent", "agent hung up")
            return
        if agent:
            self._board.plant.media.hear(agent.leg, [line.caller_leg])  # who picks up says so at once
        if prompts := self._board.floor.acd.outgoing_prompts:
            line.play("consent", prompts)
        else:
            self._board.placed_call_answered(line)

    def failed(self, line: Line, by: By, detail: str) -> None:
        """Nobody answered, or the agent gave up."""
        if self._board.calls[line.call].state == "ringing":
            self._board.end(line.call, "failed", by, detail)

    async def _call_agent(self, line: Line, agent: AgentLeg) -> None:
        board = self._board
        try:
            await agent.open(shown=line.incoming.caller, lost=lambda: board.browser_left(line, agent))
        except Exception as error:
            log.warning("an agent's leg failed", call=line.call, agent=agent.agent, error=repr(error))
            with board.handling(line.call):
                if line.call in board.calls:
                    self.failed(line, "system", "agent's phone cannot be reached")
            return
        with board.handling(line.call):
            self.agent_there(line, agent)

    async def _open_for_phone(self, line: Line, agent: AgentLeg) -> None:
        board = self._board
        try:
            await agent.open_for_caller()
        except Exception as error:
            log.warning("an agent's leg failed", call=line.call, agent=agent.agent, error=repr(error))
            with board.handling(line.call):
                if line.call in board.calls:
                    self.failed(line, "system", "no media for the agent's phone")
            return
        with board.handling(line.call):
            self.agent_there(line, agent)

    async def _call_citizen(self, line: Line) -> None:
        board = self._board
        try:
            local = await line.open_caller()
            if local:
                line.dialled(board.plant.sip.invite(line.incoming.caller.number, local))
        except Exception as error:
            log.warning("a citizen could not be called", call=line.call, error=repr(error))
            with board.handling(line.call):
                if line.call in board.calls:
                    self.failed(line, "system", f"cannot be called: {error}")
