"""Digest answers against the worked example of RFC 7616 §3.9.1 and our own challenges."""

import pytest

from telephony.sip.digest import Challenge, Credentials, answerable, authorization, challenges
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


def test_a_refused_password_is_not_tried_again_but_a_stale_nonce_is() -> None:
    assert answerable(asked('Digest realm="r",nonce="1"'), set())
    assert answerable(asked('Digest realm="r",nonce="2"'), {"1"}) is None
    assert answerable(asked('Digest realm="r",nonce="2",stale=TRUE'), {"1"})
    assert answerable(asked('Digest realm="r",nonce="1",stale=true'), {"1"}) is None
    assert answerable(asked('Digest realm="r",nonce="4",stale=true'), {"1", "2", "3"}) is None
