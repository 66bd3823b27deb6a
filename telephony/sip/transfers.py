"""Transfers of one leg by REFER: those that the peer asks of us, those that we ask of the peer (RFC 3515, RFC 3891)."""

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import quote

from telephony.sip.core import contact
from telephony.sip.dialogs import Dialog
from telephony.sip.message import PHRASES, Message, NameAddr, Uri, reply
from telephony.sip.port import SipLeg
from telephony.sip.referral import (
    SIPFRAG,
    AskedState,
    AskingEvent,
    AskingState,
    Target,
    Unusable,
    asked_state,
    asking_state,
    sipfrag,
    status_of,
    subscription_over,
    target_of,
    wants_notify,
)
from telephony.sip.screening import EVENTS, event_of
from telephony.sip.transaction_layer import ServerTransaction

if TYPE_CHECKING:
    from telephony.sip.leg import Leg


class Transfers:
    """One at a time each way. Each ends after ``sip.refer_timeout_s`` at the latest, with 408."""

    def __init__(self, leg: "Leg") -> None:
        self._leg = leg
        self._asked: AskedState = "over"
        self._asking: AskingState = "over"
        self._asked_timer: asyncio.TimerHandle | None = None
        self._asking_timer: asyncio.TimerHandle | None = None
        self._event = "refer"
        self._notifies = True

    # -- the peer asks us

    def take_refer(self, request: Message, transaction: ServerTransaction) -> None:
        """202 and the first NOTIFY, then the listener decides; one transfer at a time."""
        if self._leg.state != "established" or self._asked == "asked":
            transaction.respond(reply(request, 491))
            return
        try:
            target = target_of(request)
            other = self._named(target)
        except Unusable as error:
            transaction.respond(reply(request, error.status))
            return
        self._accept(request, transaction)
        self._leg.tell("transfer_requested", target.party, other)

    def _named(self, target: Target) -> SipLeg | None:
        """Our leg that the transfer shall replace; one that is not ours cannot be replaced by us."""
        if target.replaces is None:
            return None
        other = self._leg.core.leg_of(target.replaces.key)
        if other is None or other is self._leg:
            raise Unusable(603)
        return other

    def _accept(self, request: Message, transaction: ServerTransaction) -> None:
        leg = self._leg
        self._asked, self._notifies = "asked", wants_notify(request)
        self._event = f"refer;id={request.cseq}"
        silent = () if self._notifies else (("Refer-Sub", "false"),)
        transaction.respond(reply(request, 202, headers=(contact(leg.core), *silent)))
        self._asked_timer = leg.core.loop.call_later(leg.core.settings.refer_timeout_s, self._unanswered)
        self._notify(100, PHRASES[100])

    def answer(self, status: int, reason: str = "") -> None:
        """Tell the peer how it goes; a final status ends the transfer. A phone that left with BYE is still told."""
        state = asked_state(self._asked, "progress" if status < 200 else "final")
        if state is None:
            return
        self._asked = state
        if state == "over" and self._asked_timer:
            self._asked_timer.cancel()
        clean = "".join(char for char in reason if char.isprintable())
        self._notify(status, clean or PHRASES.get(status, "Unknown"))

    def take_subscribe(self, request: Message, transaction: ServerTransaction) -> None:
        """The peer asks on for NOTIFYs of its REFER, or (Expires: 0) for no more; the transfer itself goes on."""
        if event_of(request) != "refer":
            transaction.respond(reply(request, 489, headers=(EVENTS,)))
        elif self._asked != "asked" or request.get("Event").replace(" ", "") not in ("refer", self._event):
            transaction.respond(reply(request, 481))
        else:
            left = 0 if request.get("Expires").strip() == "0" else round(self._leg.core.settings.refer_timeout_s)
            transaction.respond(reply(request, 200, headers=(contact(self._leg.core), ("Expires", str(left)))))
            self._notifies = True
            self._notify(100, PHRASES[100], "" if left else "terminated;reason=timeout")
            self._notifies = left > 0

    def _unanswered(self) -> None:
        if asked_state(self._asked, "silent"):
            self._asked = "over"
            self._notify(408, PHRASES[408])

    def _notify(self, status: int, phrase: str, state: str = "") -> None:
        if not self._notifies:
            return
        lasts = round(self._leg.core.settings.refer_timeout_s)
        state = state or f"active;expires={lasts}" if status < 200 else "terminated;reason=noresource"
        headers = (("Event", self._event), ("Subscription-State", state), contact(self._leg.core), SIPFRAG)
        self._leg.send("NOTIFY", headers=headers, body=sipfrag(status, phrase))

    # -- we ask the peer

    def ask(self, target: str, replaces: SipLeg | None) -> None:
        """Send the REFER; what cannot be sent has failed at once."""
        leg = self._leg
        uri = self._uri(target, replaces)
        if leg.state != "established" or self._asking != "over" or uri is None:
            leg.core.loop.call_soon(leg.tell, "refer_progressed", 480 if uri else 404)
            return
        self._asking = "sent"
        ours = f"<sip:{leg.core.user}@{leg.core.address[0]}:{leg.core.address[1]}>"
        leg.send(
            "REFER", headers=(("Refer-To", f"<{uri}>"), ("Referred-By", ours), contact(leg.core)),
            on_response=self._responded, on_timeout=lambda: self._feed("silent", 408),
        )  # fmt: skip
        self._asking_timer = leg.core.loop.call_later(leg.core.settings.refer_timeout_s, self._feed, "silent", 408)

    def _uri(self, target: str, replaces: SipLeg | None) -> str | None:
        """The Refer-To: a bare number is one of the peer's own domain; the other leg's far end where that is replaced."""
        mine = self._leg.dialog
        other: Dialog | None = getattr(replaces, "dialog", None)
        if mine is None or (replaces is not None and other is None):
            return None
        if ":" not in target:
            target = NameAddr.parse(other.remote).uri if other else _beside(mine, target)
        try:
            Uri.parse(target)
        except ValueError:
            return None
        if other is None:
            return target
        named = quote(f"{other.call_id};to-tag={other.remote_tag};from-tag={other.local_tag}", safe="")
        return f"{target.partition('?')[0]}?Replaces={named}"

    def _responded(self, response: Message) -> None:
        if 200 <= response.status < 300:
            self._feed("accepted", 0)
        elif response.status >= 300:
            self._feed("refused", response.status)

    def take_notify(self, request: Message, transaction: ServerTransaction) -> None:
        """How the peer's call goes (a sipfrag); 481 where we asked nothing."""
        if event_of(request) != "refer":
            transaction.respond(reply(request, 489, headers=(EVENTS,)))
        elif self._asking == "over":
            transaction.respond(reply(request, 481))
        else:
            transaction.respond(reply(request, 200))
            self._heard(status_of(request), over=subscription_over(request))

    def _heard(self, status: int | None, *, over: bool) -> None:
        if status is not None:
            self._feed("final" if status >= 200 else "progress", status)
        if over:
            self._feed("unsubscribed", 408)

    def _feed(self, event: AskingEvent, status: int) -> None:
        state = asking_state(self._asking, event)
        if state is None:
            return
        self._asking = state
        if state == "over" and self._asking_timer:
            self._asking_timer.cancel()
        if status:
            self._leg.tell("refer_progressed", status)

    def end(self) -> None:
        """The leg is over: we ask no longer. Whoever asked us hears the end of it by `answer`, if it comes."""
        for timer in (self._asking_timer, self._asked_timer):
            if timer:
                timer.cancel()
        self._asking = "over"


def _beside(dialog: Dialog, number: str) -> str:
    remote = Uri.parse(NameAddr.parse(dialog.remote).uri)
    port = f":{remote.port}" if remote.port else ""
    return f"sip:{number}@{remote.host}{port}"
