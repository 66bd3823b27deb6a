"""Signatures, addresses and waits: a message cannot be changed, goes only where it may, and not for ever."""

import hashlib
import hmac
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.errors import BadInput
from config.settings import Webhooks
from ticketing.webhooks.addresses import checked, chosen
from ticketing.webhooks.retries import wait
from ticketing.webhooks.signing import signature, verified

INTRANET = ("10.8.0.0/16", "127.0.0.0/8")


def test_the_signature_is_hmac_sha256_over_time_and_body() -> None:
    by_hand = hmac.new(b"secret", b"1772596800.{}", hashlib.sha256).hexdigest()
    assert signature("secret", 1772596800, b"{}") == f"sha256={by_hand}"


@given(body=st.binary(max_size=50), other=st.binary(max_size=50), late=st.integers(0, 1000))
@settings(deadline=None, max_examples=50)
def test_another_body_another_time_or_an_old_message_does_not_verify(body: bytes, other: bytes, late: int) -> None:
    made = signature("secret", 1000, body)
    assert verified("secret", 1000, body, made, now=1000 + late) is (late <= 300)
    assert verified("secret", 1000, other, made, now=1000) is (body == other)
    assert not verified("secret", 1001, body, made, now=1000)
    assert not verified("other", 1000, body, made, now=1000)


@pytest.mark.parametrize(
    "url",
    [
        "http://platform.example/hook",
        "https://127.0.0.1/hook",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://169.254.169.254/latest",
        "https://192.168.1.1/",
        "https://10.8.0.1/",
        "https://0.0.0.0/",
        "https://user:pass@platform.example/",
        "ftp://platform.example/",
        "file:///etc/passwd",
        "https:///hook",
        "https://platform.example:99999/",
        "https://platform.example/#x",
        "nonsense",
    ],
)
def test_an_address_inside_or_unclear_is_refused_when_it_is_entered(url: str) -> None:
    with pytest.raises(BadInput, match=r"回调|http"):
        checked(url, ())


def test_public_https_and_registered_networks_are_taken() -> None:
    for url in ("https://platform.example/hook", "https://8.8.8.8:8443/x"):
        assert checked(url, ()) == url
    for url in ("http://10.8.3.4/hook", "https://10.8.3.4/hook"):
        assert checked(url, INTRANET) == url


def test_a_name_that_comes_to_mean_an_inner_address_leads_nowhere() -> None:
    assert chosen(["127.0.0.1", "::1"], "https", ()) is None
    assert chosen(["192.168.0.9", "8.8.8.8"], "https", ()) == "8.8.8.8"
    assert chosen(["8.8.8.8"], "http", INTRANET) is None
    assert chosen(["10.8.1.1"], "http", INTRANET) == "10.8.1.1"


def test_waits_double_up_to_the_longest_and_end() -> None:
    law = Webhooks(tries=5, first_wait_s=30, longest_wait_s=100)
    assert [wait(n, law) for n in range(1, 6)] == [*(timedelta(seconds=s) for s in (30, 60, 100, 100)), None]
