"""What signalling and the media engine say, understood: whose leg it is, and what that means where the call stands."""

import structlog

from config.errors import Conflict, NotFound
from config.ids import LegId
from telephony.board import WhyLeft
from telephony.calls.branch import AgentLeg, Branch, PartyLeg, WatchLeg
from telephony.calls.line import Line
from telephony.conversation.consultation import Consultation
from telephony.conversation.dialling import Dialling
from telephony.conversation.pickup import PickUp
from telephony.conversation.referral import Referral
from telephony.conversation.supervision import Supervision
from telephony.events import CallHeld, CallResumed, RecordingFailed, RecordingResumed
from telephony.media.port import DigitPressed, EngineLost, MediaEvent, PlayFinished, RecordingTroubled, RtpTimedOut
from telephony.queues import floor as floors
from telephony.sip.port import EndedBy, IncomingCall, Negotiated, Party, SipLeg, SipListener
from telephony.switchboard import Switchboard
from telephony.waiting.hall import RETRY_AFTER_S, Why

log = structlog.get_logger(__name__)

# Final statuses by which a phone says no; no answer is 408, 480 or 487; all others are a failing phone.
DECLINED = frozenset({486, 600, 603})
NO_ANSWER = frozenset({408, 480, 487})


class Signals(SipListener):
    """Hears both; `telephony.switchboard` and `telephony.conversation` then move the call."""

    def __init__(
        self,
        board: Switchboard,
        *,
        consultation: Consultation,
        dialling: Dialling,
        supervision: Supervision,
        referral: Referral,
        pickup: PickUp,
    ) -> None:
        self._board = board
        self._consultation = consultation
        self._dialling = dialling
        self._supervision = supervision
        self._referral = referral
        self._pickup = pickup
        self.stopping = False
        board.branch_lost = self.branch_lost

    # Signalling

    def incoming(self, leg: SipLeg, call: IncomingCall) -> None:
        if self.stopping:
            leg.reject(503, "Stopping", retry_after_s=RETRY_AFTER_S)
        elif call.picks_up:
            self._pickup.asked(leg, call, call.picks_up)
        elif not self._referral.from_agents_phone(leg, call):
            self._board.admit(leg, call)

    def ringing(self, leg: SipLeg) -> None:
        return None

    def answered(self, leg: SipLeg, media: Negotiated) -> None:
        found = self._board.end_of(leg.leg_id)
        if found is None:
            leg.hang_up()
            return
        line, branch = found
        with self._board.handling(line.call):
            if branch is None:
                self._dialling.citizen_answered(line, media)
                return
            self._board.plant.media.connect(branch.leg, media)
            branch.ready = branch.accepted = True
            self._stands(line, branch)

    def _stands(self, line: Line, branch: Branch) -> None:
        match branch:
            case AgentLeg() if line.placed and self._board.calls[line.call].state == "ringing":
                self._dialling.agent_there(line, branch)
            case AgentLeg():
                self._board.agent_ready(line, branch)
            case PartyLeg():
                self._consultation.answered(line, branch)
            case WatchLeg():
                self._supervision.answered(line, branch)

    def failed(self, leg: SipLeg, status: int, reason: str) -> None:
        found = self._board.end_of(leg.leg_id)
        if found is None:
            return
        line, branch = found
        log.info("a phone did not answer", call=line.call, status=status, reason=reason)
        with self._board.handling(line.call):
            self._not_answered(line, branch, status, reason)

    def _not_answered(self, line: Line, branch: Branch | None, status: int, reason: str) -> None:
        match branch:
            case None if self._board.calls[line.call].state == "ringing":
                self._dialling.failed(line, "system", f"{status} {reason}".strip())
            case None:
                self._caller_ended(line, "error", reason)
            case AgentLeg() if branch is line.agent:
                self.branch_lost(line, branch)
            case AgentLeg() if line.call in self._board.floor.offers:
                self._board.offer_failed(line.call, branch.agent, _why_no_offer(status))
            case AgentLeg():
                self._dialling.failed(line, "agent", f"agent's phone: {status} {reason}".strip())
            case PartyLeg():
                self._consultation.left(line, branch, _why_no_party(status))
            case WatchLeg():
                self._supervision.gone(line, branch)

    def ended(self, leg: SipLeg, by: EndedBy, reason: str) -> None:
        found = self._board.end_of(leg.leg_id)
        if found is None:
            return
        line, branch = found
        with self._board.handling(line.call):
            match branch:
                case None:
                    self._caller_ended(line, by, reason)
                case AgentLeg():
                    self._agent_ended(line, branch, by)
                case PartyLeg() if by == "remote":
                    self._consultation.left(line, branch, "hung_up")
                case PartyLeg():
                    self._consultation.lost(line, branch)
                case WatchLeg():
                    self._supervision.gone(line, branch)
                case _ if line.party and line.party.via is branch:
                    self._consultation.left(line, line.party, "dropped")

    def _caller_ended(self, line: Line, by: EndedBy, reason: str) -> None:
        call = self._board.calls[line.call]
        if by == "remote":
            self._board.caller_gone(line)
        elif call.served:
            self._board.caller_gone(line, "system", reason or by)
        else:
            self._board.end(line.call, "failed", "system", reason or by)

    def _agent_ended(self, line: Line, agent: AgentLeg, by: EndedBy) -> None:
        """The agent put the phone down: with a third party on the line the caller goes on with that one."""
        board, call = self._board, self._board.calls[line.call]
        if line.agent is not agent:
            if line.call in board.floor.offers:
                board.offer_failed(line.call, agent.agent, "leg_failed")
            else:
                self._dialling.failed(line, "agent", "agent hung up")
        elif by != "remote":
            self.branch_lost(line, agent)
        elif line.party and (line.party.state != "calling" or line.party.agent is None):
            self._consultation.complete(call, agent.agent)
        else:
            board.end(line.call, "completed", "agent")

    def branch_lost(self, line: Line, branch: Branch) -> None:
        """A phone on our side is gone for good without a word."""
        match branch:
            case AgentLeg() if line.agent is branch:
                if not self._consultation.agent_lost(line, branch.agent):
                    self._board.agent_lost(line.call)
            case AgentLeg() if line.call in self._board.floor.offers:
                self._board.offer_failed(line.call, branch.agent, "leg_failed")
            case AgentLeg():
                self._dialling.failed(line, "agent", "agent's line broke")
            case PartyLeg():
                self._consultation.lost(line, branch)
            case WatchLeg():
                self._supervision.gone(line, branch)
            case _ if line.party and line.party.via is branch:
                self._consultation.left(line, line.party, "dropped")

    def media_changed(self, leg: SipLeg, media: Negotiated) -> None:
        found = self._board.end_of(leg.leg_id)
        if found is None:
            return
        line, branch = found
        with self._board.handling(line.call):
            if branch is not None:
                self._board.plant.media.connect(branch.leg, media)
                if isinstance(branch, PartyLeg) and not branch.ready:
                    self._consultation.heard_early(line, branch)
                elif branch is line.agent:
                    self._held_by_phone(line, line.agent, media.direction != "sendrecv")
            elif line.placed:
                self._board.plant.media.connect(line.caller_leg, media)
                self._dialling.heard_early(line)
            elif line.connect_caller(media):
                self._board.greet(line)

    def _held_by_phone(self, line: Line, agent: AgentLeg, on: bool) -> None:
        """The hold key of the agent's SIP phone does what the desk's does."""
        board, at = self._board, self._board.now()
        state = board.calls[line.call].state
        if on and state == "answered":
            agent.on_hold_by_phone = True
            held = CallHeld(at=at, call=line.call, agent=agent.agent)
            board.apply(held, floors.hold(board.floor, line.call, at))
        elif not on and agent.on_hold_by_phone:
            agent.on_hold_by_phone = False
            if state == "held":
                resumed = CallResumed(at=at, call=line.call, agent=agent.agent)
                board.apply(resumed, floors.resume(board.floor, line.call, at))

    def digit(self, leg: SipLeg, digit: str) -> None:
        self._pressed(leg.leg_id, digit)

    def transfer_requested(self, leg: SipLeg, target: Party, replaces: SipLeg | None) -> None:
        found = self._board.end_of(leg.leg_id)
        if found is None:
            leg.answer_refer(481)
            return
        line, branch = found
        try:
            with self._board.commanding(line.call):
                self._referral.requested(line, branch, target, replaces)
        except (Conflict, NotFound) as refusal:
            log.info("a transfer by a phone is refused", call=line.call, target=target.uri, why=str(refusal))
            leg.answer_refer(603, "Declined")

    def refer_progressed(self, leg: SipLeg, status: int) -> None:
        found = self._board.end_of(leg.leg_id)
        if found and found[1] is None:
            with self._board.handling(found[0].call):
                self._referral.progressed(found[0], status)

    # The media engine

    def heard(self, event: MediaEvent) -> None:
        if isinstance(event, EngineLost):
            self._engine_lost()
            return
        if isinstance(event, RecordingTroubled):
            self._recording_troubled(event)
            return
        found = self._board.end_of(event.leg)
        if found is None:
            return
        line, branch = found
        with self._board.handling(line.call):
            match event:
                case PlayFinished() if branch is None:
                    self._board.sound_over(line, event.token)
                case DigitPressed() if branch is None:
                    self._pressed(event.leg, event.digit)
                case RtpTimedOut() if branch is None and not line.early:
                    self._board.caller_gone(line, "system", "rtp timeout")
                case RtpTimedOut() if branch is not None and branch.joined and not branch.by_browser:
                    self.branch_lost(line, branch)
                case _:
                    pass

    def _pressed(self, leg: LegId, digit: str) -> None:
        """A caller's key; what it means depends on where the caller is."""
        found = self._board.end_of(leg)
        if found and found[1] is None:
            with self._board.handling(found[0].call):
                self._board.pressed(found[0], digit)

    def _engine_lost(self) -> None:
        log.error("the media engine is lost; its calls end", calls=len(self._board.lines))
        for call in list(self._board.lines):
            with self._board.handling(call):
                self._board.end(call, "failed", "system", "media engine lost")

    def _recording_troubled(self, event: RecordingTroubled) -> None:
        line = self._board.lines.get(event.call)
        if line is None:
            return
        line.unwritten = event.what
        if event.what:
            log.error("the recording of a call cannot be written; the call goes on", call=event.call, what=event.what)
            self._board.emit(RecordingFailed(at=self._board.now(), call=event.call, what=event.what))
        else:
            log.warning("the recording of a call is written again", call=event.call)
            self._board.emit(RecordingResumed(at=self._board.now(), call=event.call))


def _why_no_offer(status: int) -> Why:
    return "declined" if status in DECLINED else "no_answer" if status in NO_ANSWER else "leg_failed"


def _why_no_party(status: int) -> WhyLeft:
    return "declined" if status in DECLINED else "no_answer" if status in NO_ANSWER else "failed"
