"""Who calls, from what the peers send."""

import pytest

from telephony.sip.identity import LONGEST, caller, incoming, party
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


def test_the_asserted_number_wins_and_keeps_the_shown_name() -> None:
    asserted = invite(("From", '"市民" <sip:anonymous@h>;tag=1'), ("P-Asserted-Identity", "<sip:164@h>"))
    assert (caller(asserted).number, caller(asserted).name) == ("164", "市民")


def test_the_dialled_number_is_the_request_uri() -> None:
    call = incoming(invite(("From", "<sip:1@h>"), uri="tel:12345;x=1"), trunk="t", source=("127.0.0.1", 1))
    assert (call.dialled, call.trunk) == ("12345", "t")
    assert incoming(invite(("From", "<sip:1@h>"), uri="sip:h"), trunk="t", source=("h", 1)).dialled == "12345"
