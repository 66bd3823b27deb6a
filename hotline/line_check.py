"""Whether a registrar or trunk answers OPTIONS, asked once from a socket of its own (``hotline doctor``)."""

import socket
from collections.abc import Iterator
from uuid import uuid4

from config.settings import Sip
from telephony.sip.message import MAGIC, Message
from telephony.sip.normaliser import normalise

ANSWER_S = 1.0
TRIES = 2
DATAGRAM = 65_535
Address = tuple[str, int]


def lines_to_ask(sip: Sip) -> Iterator[tuple[str, Address]]:
    """Registrars and trunks with their names. A trunk on our own machine without a port is whoever calls from it."""
    for registrar in sip.registrars:
        yield f"registrar {registrar.user}", (registrar.host, registrar.port)
    for trunk in sip.trunks:
        if trunk.port or not trunk.host.startswith("127."):
            yield f"trunk {trunk.name}", (trunk.host, trunk.port or 5060)


def ask(host: str, port: int) -> str:
    """Status and phrase of the answer, empty when there is none. Any answer shows that the way is open."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.settimeout(ANSWER_S)
        try:
            probe.connect((host, port))
            for _ in range(TRIES):
                probe.send(_options(probe.getsockname(), (host, port)))
                if answer := _answer(probe):
                    return answer
        except OSError:
            pass
    return ""


def _answer(probe: socket.socket) -> str:
    try:
        message = normalise(probe.recv(DATAGRAM))
    except TimeoutError:
        return ""
    return f"{message.status} {message.reason}" if isinstance(message, Message) and not message.is_request else ""


def _options(ours: Address, theirs: Address) -> bytes:
    there = f"sip:{theirs[0]}:{theirs[1]}"
    headers = (
        ("Via", f"SIP/2.0/UDP {ours[0]}:{ours[1]};branch={MAGIC}{uuid4().hex};rport"), ("Max-Forwards", "70"),
        ("From", f"<sip:doctor@{ours[0]}:{ours[1]}>;tag={uuid4().hex[:16]}"), ("To", f"<{there}>"), ("Call-ID", uuid4().hex),
        ("CSeq", "1 OPTIONS"), ("Accept", "application/sdp"),
    )  # fmt: skip
    return Message(method="OPTIONS", uri=there, headers=headers).encode()
