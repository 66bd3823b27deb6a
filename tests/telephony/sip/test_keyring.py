"""Which account answers, and what a later request carries at once."""

import re

from telephony.sip.digest import Credentials
from telephony.sip.keyring import MAX_REALMS, Account, Keyring
from telephony.sip.message import Message

OURS = Account("pbx.test", 5060, "12345", Credentials("12345", "pw"))
SECOND = Account("pbx.test", 5060, "12346", Credentials("12346", "pw2"))
HOP = ("127.0.0.7", 5060)


def ring(*accounts: Account) -> Keyring:
    return Keyring(accounts or (OURS, SECOND), {"pbx.test": "127.0.0.7"}, cnonce=lambda: "c")


def asked(nonce: str, realm: str = "r", *, stale: bool = False, proxy: bool = False) -> Message:
    name = "Proxy-Authenticate" if proxy else "WWW-Authenticate"
    value = f'Digest realm="{realm}", nonce="{nonce}", qop="auth"{", stale=true" if stale else ""}'
    return Message(method="REGISTER", status=407 if proxy else 401, headers=((name, value),))


def sent(headers: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    """Nonce and nonce count of each header."""
    return [(re.search(r'nonce="(.*?)"', value)[1], re.search(r"nc=(\w+)", value)[1]) for _, value in headers]  # type: ignore[index]


def test_the_account_of_the_number_at_the_peer_answers_and_no_other_peer_learns_anything() -> None:
    keys = ring()
    assert keys.account(HOP, "12346") == SECOND
    assert keys.account(HOP, "16400000000") == OURS
    assert keys.account(("127.0.0.8", 5060), "12345") is None
    assert keys.account(("127.0.0.7", 5070), "12345") is None
    stranger = keys.open(("127.0.0.8", 5060), "12345")
    assert not stranger.take(asked("n"))
    assert stranger.headers("BYE", "sip:a@b") == ()


def test_the_next_request_carries_credentials_at_once_and_counts_the_nonce() -> None:
    keys = ring()
    first = keys.open(HOP, "12345")
    assert first.headers("REGISTER", "sip:r") == ()
    assert first.take(asked("n1"))
    assert sent(first.headers("REGISTER", "sip:r")) == [("n1", "00000001")]
    second = keys.open(HOP, "12345")
    assert sent(second.headers("REGISTER", "sip:r")) == [("n1", "00000002")]
    assert keys.open(HOP, "12346").headers("REGISTER", "sip:r") == ()


def test_an_old_nonce_that_the_peer_no_longer_knows_is_replaced() -> None:
    keys = ring()
    assert keys.open(HOP, "12345").take(asked("n1"))
    later = keys.open(HOP, "12345")
    later.headers("REGISTER", "sip:r")
    assert later.take(asked("n2")), "the peer started anew and does not say stale"
    assert sent(later.headers("REGISTER", "sip:r")) == [("n2", "00000001")]


def test_a_nonce_that_comes_again_after_a_refusal_is_counted_on() -> None:
    keys = ring()
    for count in ("00000001", "00000002", "00000003"):
        one = keys.open(HOP, "12345")
        assert one.headers("REGISTER", "sip:r") == ()
        assert one.take(asked("n1"))
        assert sent(one.headers("REGISTER", "sip:r")) == [("n1", count)]
        assert not one.take(asked("n1")), "refused"


def test_a_refused_realm_makes_room_for_another() -> None:
    keys = ring()
    for number in range(MAX_REALMS + 3):
        one = keys.open(HOP, "12345")
        assert one.take(asked("n", f"r{number}"))
        assert len(one.headers("REGISTER", "sip:r")) == 1
        keys.forget(OURS)


def test_refused_credentials_are_forgotten() -> None:
    keys = ring()
    one = keys.open(HOP, "12345")
    assert one.take(asked("n1"))
    assert not one.take(asked("n2"))
    assert keys.open(HOP, "12345").headers("REGISTER", "sip:r") == ()


def test_proxy_and_callee_are_both_answered() -> None:
    one = ring().open(HOP, "12345")
    assert one.take(asked("p", proxy=True))
    assert one.take(asked("w"))
    headers = one.headers("INVITE", "sip:a@b")
    assert [name for name, _ in headers] == ["Proxy-Authorization", "Authorization"]


def test_the_next_nonce_is_taken_from_a_success() -> None:
    keys = ring()
    one = keys.open(HOP, "12345")
    assert one.take(asked("n1"))
    one.learn(Message(method="REGISTER", status=200, headers=(("Authentication-Info", 'nextnonce="n9"'),)))
    assert sent(keys.open(HOP, "12345").headers("REGISTER", "sip:r")) == [("n9", "00000001")]


def test_realms_are_bounded() -> None:
    keys = ring()
    for number in range(MAX_REALMS + 5):
        keys.open(HOP, "12345").take(asked("n", f"realm {number}"))
    assert len(keys.realms(OURS)) == MAX_REALMS
