"""The early dialogs of one INVITE of ours, one for each To tag (RFC 3261 §12.1.2, §13.2.2.4; RFC 3262 §4)."""

from dataclasses import dataclass, replace

from telephony.sip import dialogs
from telephony.sip.dialogs import Dialog
from telephony.sip.message import Message
from telephony.sip.normaliser import is_number
from telephony.sip.port import Negotiated

MAX_FORKS = 10


@dataclass(slots=True)
class Early:
    """``rseq`` is the last reliable response that was taken, ``media`` what its answer settled."""

    dialog: Dialog
    rseq: int = 0
    media: Negotiated | None = None
    settled: bool = False


def sequence_of(response: Message) -> int | None:
    """The RSeq of a reliable provisional response; None for one that is not reliable."""
    required = {option.lower() for option in response.all("Require")}
    number = response.get("RSeq")
    return int(number) if "100rel" in required and is_number(number) and int(number) else None


class EarlyDialogs:
    """Bounded: what forks further than `MAX_FORKS` is not followed."""

    def __init__(self) -> None:
        self._by_tag: dict[str, Early] = {}

    def of(self, invite: Message, response: Message) -> Early | None:
        """The early dialog of a provisional response; None where it makes none."""
        tag = response.to.tag
        if tag and tag not in self._by_tag and len(self._by_tag) < MAX_FORKS:
            self._by_tag[tag] = Early(dialogs.as_caller(invite, response))
        return self._by_tag.get(tag)

    def in_order(self, early: Early, rseq: int) -> bool:
        """Take a reliable response's number: the first may be any, each next is one higher (RFC 3262 §4)."""
        if early.rseq and rseq != early.rseq + 1:
            return False
        early.rseq = rseq
        return True

    def confirmed(self, invite: Message, response: Message) -> tuple[Dialog, Early | None]:
        """The dialog of a 2xx: route set and target are its own, CSeq goes on where PRACK left it (§13.2.2.4)."""
        fresh = dialogs.as_caller(invite, response)
        early = self._by_tag.get(response.to.tag)
        if early is None:
            return fresh, None
        return replace(fresh, local_cseq=max(fresh.local_cseq, early.dialog.local_cseq)), early
