"""What the doctor asks of registrars and trunks."""

import socket
import threading

import pytest

from config.settings import Registrar, Trunk
from hotline.line_check import ask, lines_to_ask
from telephony.sip.message import Message, reply
from telephony.sip.normaliser import normalise
from tests.telephony.sip.ends import free_port, settings


def test_each_registrar_and_each_trunk_elsewhere_is_asked() -> None:
    sip = settings(
        5060,
        registrars=(Registrar(host="pbx.test", port=5070, user="12345", password="x"),),
        trunks=(Trunk(name="local", host="127.0.0.1"), Trunk(name="near", host="127.0.0.1", port=5080),
                Trunk(name="carrier", host="10.20.0.1")),
    )  # fmt: skip
    assert list(lines_to_ask(sip)) == [
        ("registrar 12345", ("pbx.test", 5070)), ("trunk near", ("127.0.0.1", 5080)), ("trunk carrier", ("10.20.0.1", 5060)),
    ]  # fmt: skip


def test_any_answer_shows_an_open_way() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.bind(("127.0.0.1", 0))
        peer.settimeout(5)

        def answer() -> None:
            data, source = peer.recvfrom(4096)
            request = normalise(data)
            assert isinstance(request, Message)
            peer.sendto(reply(request, 405, tag="x").encode(), source)

        thread = threading.Thread(target=answer)
        thread.start()
        try:
            assert ask(*peer.getsockname()) == "405 Method Not Allowed"
        finally:
            thread.join(5)


def test_a_closed_port_and_an_unknown_name_are_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hotline.line_check.ANSWER_S", 0.1)
    assert ask("127.0.0.1", free_port()) == ""
    assert ask("no.such.host.invalid", 5060) == ""
