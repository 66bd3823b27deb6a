"""An INVITE with Replaces (RFC 3891): the caller's new dialog takes the place of one that we have, on the same leg.

The exchange keeps its leg and hears no more than that media went elsewhere. One that names a phone which we let ring is a call
of its own, and picks up what rings there (`IncomingCall.picks_up`).
"""

from collections.abc import Callable
from uuid import uuid4

from telephony.sip import dialogs, session_timer
from telephony.sip.dialogs import Key
from telephony.sip.identity import caller
from telephony.sip.leg import Leg
from telephony.sip.message import Message, reply
from telephony.sip.referral import replaced
from telephony.sip.session_timer import TooSmall
from telephony.sip.transaction_layer import ServerTransaction


def named_leg(invite: Message, leg_of: Callable[[Key], Leg | None]) -> Leg | int:
    """The leg to take over or to pick up, or why not: 400 unreadable, 481 no such call, 486 only an early one was meant (§3)."""
    values = invite.all("Replaces")
    try:
        named = replaced(values[0]) if len(values) == 1 else None
    except ValueError:
        named = None
    if named is None:
        return 400
    leg = leg_of(named.key)
    if leg is None or not (leg.state == "established" or rings(leg)):
        return 481
    return 486 if named.early_only and leg.state == "established" else leg


def rings(leg: Leg) -> bool:
    """Whether it is an INVITE of ours without answer: an early dialog of the peer's cannot be replaced (§3)."""
    return leg.owns_call_id and leg.state == "progressing"


def take_over(leg: Leg, invite: Message, transaction: ServerTransaction, peer: str) -> None:
    """Answer with the leg's own media and end its old dialog by BYE; the old one stays where that cannot be now.

    ``peer`` is the trunk or registrar that the new dialog came by.
    """
    session = leg.session
    old = leg.dialog
    if session.state != "stable" or old is None:
        transaction.respond(reply(invite, 491, tag=uuid4().hex[:16]))
        return
    agreed = session.own.answer(invite.body) if invite.body else None
    if invite.body and agreed is None:
        transaction.respond(reply(invite, 488, tag=uuid4().hex[:16]))
        return
    _move(leg, invite)
    leg.peer = peer
    timer = session_timer.as_server(invite, leg.terms)
    body = agreed[1] if agreed else session.offer()
    session.accept(invite, transaction, body, None if isinstance(timer, TooSmall) else timer, offers=agreed is None)
    leg.core.unbind(old)
    leg.leave(old, "replaced")
    if agreed:
        session.changed(agreed[0])


def _move(leg: Leg, invite: Message) -> None:
    leg.local_tag = uuid4().hex[:16]
    leg.dialog = dialogs.as_callee(invite, leg.local_tag)
    leg.core.bind(leg.dialog, leg)
    leg.sip_call_id, leg.remote, leg.owns_call_id = invite.call_id, caller(invite), False
    leg.note_allowed(invite)
