"""The library stays harmless: no thread, no socket, no lock, its own paths closed."""

import gc
import threading

import pytest

from telephony.sip.message import Message
from telephony.sip.normaliser import normalise
from telephony.sip.pyvoip_adapter import Phone, Unreadable, as_library_message
from tests.telephony.sip.scripts import Script


def phone() -> Phone:
    return Phone(server="127.0.0.1", port=5070, user="12345", password="pw", host="127.0.0.1", sip_port=5060)


def invite() -> Message:
    message = normalise(Script(5062).invite().encode())
    assert isinstance(message, Message)
    return message


def test_the_register_of_the_library_is_one_that_we_can_send() -> None:
    one = phone()
    first, second = one.register_request(300), one.register_request(0)
    assert (first.uri, first.get("Expires"), second.get("Expires")) == ("sip:127.0.0.1:5070", "300", "0")
    assert first.call_id == second.call_id
    assert "sip:12345@127.0.0.1:5060" in first.get("Contact")
    assert first.get("User-Agent") == ""


def test_a_call_follows_the_leg_and_is_dropped() -> None:
    one = phone()
    call = one.new_call(invite(), "received")
    assert call.state.name == "RINGING"
    call.follow("established")
    assert (call.state.name, len(one.calls)) == ("ANSWERED", 1)
    one.drop(call)
    assert (call.state.name, one.calls) == ("ENDED", {})


def test_two_hundred_calls_leave_no_thread_and_no_port() -> None:
    one = phone()
    one.start()
    before = threading.active_count()
    for _ in range(200):
        one.drop(one.new_call(invite(), "received"))
    gc.collect()
    assert threading.active_count() == before
    assert one.assignedPorts == []
    one.stop()


@pytest.mark.parametrize("path", ["register", "recv_loop", "parse_message", "bye", "invite", "deregister"])
def test_the_closed_paths_of_the_client_say_so(path: str) -> None:
    with pytest.raises(NotImplementedError):
        getattr(phone().sip, path)()


@pytest.mark.parametrize("path", ["answer", "hangup", "renegotiate", "create_rtp_clients", "deny"])
def test_the_closed_paths_of_the_call_say_so(path: str) -> None:
    with pytest.raises(NotImplementedError):
        getattr(phone().new_call(invite(), "received"), path)()


def test_what_the_library_cannot_read_is_an_error_of_ours() -> None:
    with pytest.raises(Unreadable):
        as_library_message(invite().having("CSeq", "1"))
