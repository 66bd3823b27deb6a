"""Dialogs as values: route sets, targets, CSeq, strict and loose routers (RFC 3261 §12, §16.12.1.2)."""

from dataclasses import replace

import pytest

from telephony.sip import dialogs
from telephony.sip.message import Message, reply
from telephony.sip.normaliser import normalise
from tests.telephony.sip.scripts import Script

LOOSE, STRICT = "<sip:127.0.0.2:5070;lr>", "<sip:127.0.0.3:5080>"


def invite(*more: str) -> Message:
    message = normalise(Script(5062).invite(more=more).encode())
    assert isinstance(message, Message)
    return message


def test_the_callee_takes_record_route_in_order() -> None:
    dialog = dialogs.as_callee(invite(f"Record-Route: {LOOSE}, {STRICT}"), "ours")
    assert dialog.route_set == (LOOSE, STRICT)
    assert dialog.target == "sip:100@127.0.0.1:5062"


def test_the_caller_takes_record_route_reversed() -> None:
    ours = invite()
    answer = reply(ours, 200, tag="t", headers=(("Record-Route", LOOSE), ("Record-Route", STRICT), ("Contact", "<sip:x@h>")))
    dialog = dialogs.as_caller(ours, answer)
    assert dialog.route_set == (STRICT, LOOSE)
    assert (dialog.target, dialog.local_tag, dialog.remote_tag) == ("sip:x@h", ours.from_.tag, "t")


def test_a_loose_router_stands_in_route_and_is_the_next_hop() -> None:
    dialog = dialogs.as_callee(invite(f"Record-Route: {LOOSE}"), "ours")
    dialog, bye = dialogs.request(dialog, "BYE")
    assert (bye.uri, bye.all("Route"), dialogs.next_hop(bye)) == ("sip:100@127.0.0.1:5062", (LOOSE,), ("127.0.0.2", 5070))
    assert (bye.cseq, bye.from_.tag) == (1, "ours")
    assert dialogs.request(dialog, "BYE")[1].cseq == 2


def test_a_strict_router_is_the_request_uri() -> None:
    dialog = dialogs.as_callee(invite(f"Record-Route: {STRICT}, {LOOSE}"), "ours")
    _, bye = dialogs.request(dialog, "BYE")
    assert bye.uri == "sip:127.0.0.3:5080"
    assert bye.all("Route") == (LOOSE, "<sip:100@127.0.0.1:5062>")


def test_without_routes_the_target_is_the_next_hop() -> None:
    _, bye = dialogs.request(dialogs.as_callee(invite(), "ours"), "BYE")
    assert dialogs.next_hop(bye) == ("127.0.0.1", 5062)


def test_the_cseq_of_the_peer_only_rises() -> None:
    dialog = dialogs.as_callee(invite(), "ours")
    assert dialogs.took(dialog, invite()) is None


def test_a_new_contact_is_the_new_target() -> None:
    dialog = dialogs.as_callee(invite(), "ours")
    moved = invite().having("Contact", "<sip:elsewhere@127.0.0.9>")
    assert dialogs.retargeted(dialog, moved).target == "sip:elsewhere@127.0.0.9"
    assert dialogs.retargeted(dialog, moved.having("Contact")) == dialog


def test_the_ack_has_the_number_of_its_invite() -> None:
    assert dialogs.ack(dialogs.as_callee(invite(), "ours"), 5).get("CSeq") == "5 ACK"


@pytest.mark.parametrize(("source", "target"), [("127.0.0.5", "sip:127.0.0.5:9"), ("::1", "sip:[::1]:9")])
def test_an_invite_without_contact_is_answered_with_requests_to_its_source(source: str, target: str) -> None:
    plain = invite().having("Contact")
    seen = plain.having("Via", str(replace(plain.via, params=(("rport", ""),)).received((source, 9))))
    dialog = dialogs.as_callee(seen, "ours")
    assert dialog.target == target
    assert dialogs.next_hop(dialogs.request(dialog, "BYE")[1])[1] == 9
