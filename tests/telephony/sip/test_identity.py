"""Who calls, from what the peers send."""

import pytest

from telephony.sip.identity import LONGEST, MARKS, caller, incoming, party
from telephony.sip.message import Message


def invite(*headers: tuple[str, str], uri: str = "sip:12345@127.0.0.1") -> Message:
    return Message(method="INVITE", uri=uri, headers=(("To", "<sip:12345@h>"), *headers))


@pytest.mark.parametrize(
    ("value", "number", "name"),
    [('"张 三" <sip:16400001111@127.0.0.1>;tag=1', "16400001111", "张 三"), ("<tel:+86-164-1>", "+861641", ""),
     ('"Anonymous" <sip:anonymous@anonymous.invalid>;tag=2', "", ""), ("sip:Restricted@10.0.0.1", "", ""),
     ("sip:164@anonymous.invalid", "", ""), ("nonsense", "", "")],
)  # fmt: skip
def test_a_party_is_number_and_name(value: str, number: str, name: str) -> None:
    assert (party(value).number, party(value).name) == (number, name)


def test_an_endless_number_or_name_is_cut() -> None:
    one = party(f'"{"名" * 500}" <sip:{"9" * 500}@h>')
    assert (len(one.number), len(one.name)) == (LONGEST, LONGEST)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [("\u202e54321\u202c", "54321"), ("110\u2066\u2069", "110"), ("张\u200b三\ufeff", "张三"), ("张\u2028三", "张 三"),
     ("a" + "\u0301" * 60, "a" + "\u0301" * MARKS), ("㐀𠀀\U000e0100", "㐀𠀀\U000e0100"), ("\x1b[2J\x85王", "[2J王")],
    ids=["turned", "isolated", "no width", "line", "piled up", "rare letters", "control"],
)  # fmt: skip
def test_a_name_shows_nothing_that_turns_hides_or_piles_up_letters(sent: str, shown: str) -> None:
    assert party(f'"{sent}" <sip:1@h>').name == shown


@pytest.mark.parametrize("sent", ["１６９０", "١٦٩٠", "%EF%BC%91690", "1⁶⁹⁰", "1\u200b690"])
def test_a_number_is_the_same_in_digits_of_any_kind(sent: str) -> None:
    assert party(f"<sip:{sent}@h>").number == "1690"


def test_the_asserted_number_wins_and_keeps_the_shown_name() -> None:
    asserted = invite(("From", '"市民" <sip:anonymous@h>;tag=1'), ("P-Asserted-Identity", "<sip:164@h>"))
    assert (caller(asserted).number, caller(asserted).name) == ("164", "市民")


def test_the_dialled_number_is_the_request_uri() -> None:
    call = incoming(invite(("From", "<sip:1@h>"), uri="tel:12345;x=1"), trunk="t", source=("127.0.0.1", 1))
    assert (call.dialled, call.trunk) == ("12345", "t")
    assert incoming(invite(("From", "<sip:1@h>"), uri="sip:h"), trunk="t", source=("h", 1)).dialled == "12345"


def told(*headers: tuple[str, str]) -> tuple[tuple[str, ...], bool]:
    call = incoming(invite(("From", "<sip:1@h>"), *headers), trunk="t", source=("127.0.0.1", 1))
    return tuple(one.number for one in call.diverted_by), call.withheld


def test_the_last_one_who_sent_a_call_on_comes_first() -> None:
    assert told(("Diversion", "<sip:300@h>;reason=no-answer"), ("Diversion", "<tel:+200>;reason=unconditional"))[0] == (
        "300",
        "+200",
    )


def test_history_tells_the_same_in_the_order_of_time() -> None:
    history = (
        ("History-Info", "<sip:200@h?Reason=SIP%3Bcause%3D302>;index=1"), ("History-Info", "<sip:250@h>;index=1.1"),
        ("History-Info", "<sip:300@h>;index=1.1.1"), ("History-Info", "<sip:12345@h;cause=408>;index=1.2;mp=1"),
    )  # fmt: skip
    assert told(*history)[0] == ("300", "200")
    assert told(("History-Info", "<sip:12345@h>;index=1"))[0] == ()
    assert told(("History-Info", "broken"), ("History-Info", "<sip:12345@h>;rc=1"))[0] == ()


def test_diversions_are_bounded() -> None:
    assert len(told(*(("Diversion", f"<sip:{n}@h>") for n in range(50)))[0]) == 10


@pytest.mark.parametrize(
    ("value", "hidden"), [("id", True), ("header;id", True), ("user", True), ("none", False), ("critical;ID", True), ("", False)]
)
def test_privacy_withholds(value: str, hidden: bool) -> None:
    assert told(("Privacy", value))[1] is hidden


def test_who_hides_behind_a_name_is_withheld_and_known_by_the_asserted_number() -> None:
    hiding = invite(
        ("From", '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1'),
        ("P-Asserted-Identity", "<tel:+86164>"),
        ("Privacy", "id"),
    )
    call = incoming(hiding, trunk="t", source=("127.0.0.1", 1))
    assert (call.caller.number, call.withheld) == ("+86164", True)
