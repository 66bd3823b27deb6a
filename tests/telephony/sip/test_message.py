"""The grammars inside headers, and responses made from requests."""

import pytest

from telephony.sip.message import NameAddr, Uri, Via, quoted, reply, split_outside
from telephony.sip.normaliser import normalise
from tests.telephony.sip.scripts import Script


def test_a_uri_is_taken_apart() -> None:
    uri = Uri.parse("sip:+86-161;phone-context=x@127.0.0.1:5070;lr;transport=UDP?Subject=a")
    assert (uri.scheme, uri.number, uri.host, uri.port, uri.loose) == ("sip", "+86161", "127.0.0.1", 5070, True)
    assert Uri.parse("sip:127.0.0.1").address == ("127.0.0.1", 5060)
    assert Uri.parse("TEL:+86(10)12345;ext=1").number == "+861012345"
    assert Uri.parse("sip:a-b.c@h").number == "a-b.c"
    assert Uri.parse("sip:a@[::1]:5070").address == ("[::1]", 5070)


def test_an_escaped_number_is_the_number_and_no_control_character_comes_out_of_it() -> None:
    assert Uri.parse("sip:%31%32345@h").number == "12345"
    assert Uri.parse("sip:1%00%0A2@h").number == "1%00%0A2"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sip",
        "sip:",
        "sip:a@",
        "sip:a@h:x",
        "sip:a b@h",
        "<sip:a@h",
        "sip:a@h:0",
        "sip:a@h:065535555",
        "sip:a@[::1",
        "sip:a@[::1]5",
    ],
)
def test_what_is_no_uri_raises(text: str) -> None:
    with pytest.raises(ValueError):
        Uri.parse(text)


def test_name_addr_params_belong_to_the_header_only_in_brackets() -> None:
    assert NameAddr.parse("<sip:a@h;x=1>;tag=t").tag == "t"
    assert NameAddr.parse("sip:a@h;tag=t").uri == "sip:a@h"
    assert NameAddr.parse("Bob <sip:a@h>").display == "Bob"


def test_a_via_answers_to_where_the_packet_came_from() -> None:
    via = Via.parse("SIP/2.0/UDP 10.0.0.1:5061;branch=z9hG4bKa;rport")
    assert via.received(("127.0.0.1", 9)).reply_to == ("127.0.0.1", 9)
    without = Via.parse("SIP/2.0/UDP 10.0.0.1:5061;branch=z9hG4bKa")
    assert without.received(("127.0.0.1", 9)).reply_to == ("127.0.0.1", 5061)
    assert str(without.received(("10.0.0.1", 9))) == str(without)


@pytest.mark.parametrize("params", ["received=Forwards: 70", "received=a b;rport=99999", "received=;rport=x", "rport=0"])
def test_a_hop_that_names_no_address_is_answered_where_it_was_sent_by(params: str) -> None:
    via = Via.parse(f"SIP/2.0/UDP 10.0.0.1:5061;{params}")
    assert via.reply_to == ("10.0.0.1", 5061)


def test_a_hop_of_ipv6_is_answered_at_its_address() -> None:
    via = Via.parse("SIP/2.0/UDP [::9]:5061;rport")
    assert via.received(("::1", 9)).reply_to == ("::1", 9)


def test_separators_in_quotes_and_brackets_do_not_split() -> None:
    assert split_outside('"a,\\",b" <x,y>, c', ",") == ['"a,\\",b" <x,y>', "c"]


def test_a_quoted_name_cannot_end_its_header() -> None:
    assert quoted('a"b\\c\r\nX: y') == '"a\\"b\\\\cX: y"'


def test_a_reply_copies_what_it_must_and_tags_once() -> None:
    request = normalise(Script(5062).invite(more=("Record-Route: <sip:p;lr>",)).encode())
    assert request
    answer = reply(request, 200, tag="ours")  # type: ignore[arg-type]
    assert answer.to.tag == "ours"
    assert answer.all("Record-Route") == ("<sip:p;lr>",)
    assert reply(request, 100, tag="ours").to.tag == ""  # type: ignore[arg-type]
    assert not reply(request, 404).all("Record-Route")  # type: ignore[arg-type]


def test_the_sender_cannot_name_another_place_for_the_answer() -> None:
    via = Via.parse("SIP/2.0/UDP 127.0.0.1:5061;branch=z9hG4bKa;received=10.9.9.9;rport=1")
    assert via.received(("127.0.0.1", 9)).reply_to == ("127.0.0.1", 9)


@pytest.mark.parametrize("hop", ["127.0.0.1:0", "127.0.0.1:70000", 'h"x', "", "h:²"])
def test_a_via_that_cannot_be_answered_raises(hop: str) -> None:
    with pytest.raises(ValueError):
        Via.parse(f"SIP/2.0/UDP {hop};branch=z9hG4bKa")


@pytest.mark.parametrize("transport", ["B>", '"UDP"', "U;DP", ""])
def test_a_via_of_no_transport_raises(transport: str) -> None:
    with pytest.raises(ValueError):
        Via.parse(f"SIP/2.0/{transport} 127.0.0.1;branch=z9hG4bKa")
