"""Digest answers against the worked example of RFC 7616 §3.9.1 and our own challenges."""

import pytest

from telephony.sip.digest import MAX_ANSWERS, Challenge, Credentials, answerable, authorization, challenges, next_nonces
from telephony.sip.message import Message

MUFASA = Credentials("Mufasa", "Circle of Life")
NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"


@pytest.mark.parametrize(
    ("algorithm", "expected"),
    [("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
     ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")],
)  # fmt: skip
def test_the_example_of_the_rfc_comes_out(algorithm: str, expected: str) -> None:
    challenge = Challenge(
        realm="http-auth@example.org", nonce=NONCE, algorithm=algorithm, auth_qop=True,
        opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS",
    )  # fmt: skip
    cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
    name, value = authorization(challenge, MUFASA, "GET", "/dir/index.html", cnonce=cnonce)
    assert name == "Authorization"
    assert f'response="{expected}"' in value
    assert "nc=00000001" in value


def asked(*values: str, header: str = "WWW-Authenticate", status: int = 401) -> Message:
    return Message(method="INVITE", status=status, headers=tuple((header, value) for value in values))


def test_without_qop_the_short_form_is_used() -> None:
    (challenge,) = challenges(asked('Digest realm="a, b", nonce="n"'))
    _, value = authorization(challenge, MUFASA, "INVITE", "sip:a@127.0.0.1", cnonce="c")
    assert challenge.realm == "a, b"
    assert "qop" not in value
    assert "cnonce" not in value


def test_407_is_answered_in_the_proxy_header() -> None:
    (challenge,) = challenges(asked('Digest realm="r",nonce="n",qop="auth,auth-int"', header="Proxy-Authenticate", status=407))
    assert authorization(challenge, MUFASA, "INVITE", "sip:a@b", cnonce="c")[0] == "Proxy-Authorization"


def test_the_stronger_algorithm_is_taken() -> None:
    found = challenges(asked('Digest realm="r",nonce="1",algorithm=MD5', 'Digest realm="r",nonce="2",algorithm=SHA-256'))
    assert [one.algorithm for one in found] == ["SHA-256", "MD5"]


@pytest.mark.parametrize("value", ['Basic realm="r"', 'Digest realm="r"', 'Digest realm="r",nonce="n",qop="auth-int"',
                                   'Digest realm="r",nonce="n",algorithm=AKAv1-MD5'])  # fmt: skip
def test_what_we_cannot_answer_is_left(value: str) -> None:
    assert challenges(asked(value)) == ()


def of(nonce: str, realm: str = "r") -> Challenge:
    return Challenge(realm=realm, nonce=nonce)


def nonces(response: Message, *answered: Challenge) -> list[str]:
    return [one.nonce for one in answerable(response, answered)]


def test_a_refused_password_is_not_tried_again_but_a_stale_nonce_is() -> None:
    assert nonces(asked('Digest realm="r",nonce="1"')) == ["1"]
    assert nonces(asked('Digest realm="r",nonce="2"'), of("1")) == []
    assert nonces(asked('Digest realm="r",nonce="2",stale=TRUE'), of("1")) == ["2"]
    assert nonces(asked('Digest realm="r",nonce="1",stale=true'), of("1")) == []


def test_each_realm_of_a_way_is_answered_and_their_number_is_bounded() -> None:
    both = asked('Digest realm="a",nonce="1"', 'Digest realm="b",nonce="2"', 'Digest realm="b",nonce="3",algorithm=SHA-256')
    assert sorted(nonces(both)) == ["1", "3"]
    assert nonces(both, of("0", "a")) == ["3"]
    answered = [of(str(number), f"realm {number}") for number in range(MAX_ANSWERS)]
    assert nonces(asked('Digest realm="r",nonce="4",stale=true'), *answered) == []


def test_a_success_may_name_the_next_nonce() -> None:
    headers = (("Authentication-Info", 'nextnonce="n2", qop=auth'), ("Proxy-Authentication-Info", "rspauth=x"))
    assert next_nonces(Message(method="REGISTER", status=200, headers=headers)) == {False: "n2"}
