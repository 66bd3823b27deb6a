"""Which way a number goes out, and as whom."""

import pytest

from telephony.sip.message import Message
from telephony.sip.port import Party
from telephony.sip.routes import Line, Outline, usable, user_part, ways

OURS = ("10.20.0.5", 5060)
CITIZEN = Party(number="16400000001", name="王小明", uri="")
PBX = Line(name="pbx", hop=("10.20.0.9", 5060), domain="pbx.city.lan", number="12345", standing="up")
PLAIN = Line(name="plain", hop=("10.20.0.1", 5070), domain="10.20.0.1:5070")


def outline(caller: Party = CITIZEN, **further: str) -> Outline:
    named = {name.replace("_", "-"): value for name, value in further.items()}
    return Outline(call_id="c", tag="t", caller=caller, ours=OURS, fixed=(("Supported", ""),), further=named)


def invite(target: str, *lines: Line, **further: str) -> Message:
    return ways(target, lines, outline(**further))[0][0]


def test_the_living_come_first_and_the_full_not_at_all() -> None:
    lines = [
        Line(name=name, hop=OURS, domain="d", standing=standing, full=full)  # type: ignore[arg-type]
        for name, standing, full in (
            ("down", "down", False), ("new", "unknown", False), ("first", "up", False), ("second", "up", False),
            ("full", "up", True),
        )
    ]  # fmt: skip
    assert [line.name for line in usable(lines)] == ["first", "second", "new", "down"]


def test_over_a_line_with_a_number_we_are_that_number_and_name_nobody_else() -> None:
    sent = invite("96110", PBX)
    assert (sent.uri, sent.get("To")) == ("sip:96110@pbx.city.lan", "<sip:96110@pbx.city.lan>")
    assert (sent.from_.uri, sent.from_.display, sent.from_.tag) == ("sip:12345@pbx.city.lan", "", "t")
    assert sent.get("P-Asserted-Identity") == "<sip:12345@pbx.city.lan>"
    ours = ways("96110", [PBX], outline(Party(number="12345", name="热线", uri="")))[0][0]
    assert ours.from_.display == "热线"


def test_over_a_line_without_one_the_caller_is_shown() -> None:
    sent = invite("96110", PLAIN)
    assert (sent.from_.uri, sent.from_.display) == ("sip:16400000001@10.20.0.5:5060", "王小明")
    assert sent.get("P-Asserted-Identity") == ""


def test_all_lines_are_ways_of_one_call_in_their_order() -> None:
    found = ways("96110", [PLAIN, PBX], outline())
    assert [hop for _, hop in found] == [PBX.hop, PLAIN.hop]
    assert {(message.call_id, message.from_.tag) for message, _ in found} == {("c", "t")}


def test_a_uri_goes_where_it_says_as_the_caller() -> None:
    ((sent, hop),) = ways("sip:8001@10.20.0.31:5066", [PBX], outline())
    assert (sent.uri, hop) == ("sip:8001@10.20.0.31:5066", ("10.20.0.31", 5066))
    assert sent.from_.uri == "sip:16400000001@10.20.0.5:5060"


@pytest.mark.parametrize("target", ["", "tel:110", "sip:", "a b", "110\r\nX: y", "mailto:a@b", "anonymous@x"])
def test_what_cannot_be_dialled_has_no_way(target: str) -> None:
    assert ways(target, [PBX], outline()) == ()


def test_a_number_without_lines_has_no_way() -> None:
    assert ways("110", [], outline()) == ()


def test_further_headers_go_along_on_one_line_each_and_may_assert_another_identity() -> None:
    sent = invite("110", PBX, Diversion="<sip:1@a>\r\nX-Evil: 1", P_Asserted_Identity="<sip:7@b>")
    assert sent.get("Diversion") == "<sip:1@a>X-Evil: 1"
    assert sent.all("P-Asserted-Identity") == ("<sip:7@b>",)


def test_a_user_part_holds_what_a_number_may_hold() -> None:
    assert user_part("+86 (25) 12-345#") == "+862512-345#"
    assert user_part("匿名") == "anonymous"
