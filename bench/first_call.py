"""How long a caller waits from INVITE to 200, against the same datagram echoed by a bare event loop in another process.

Calls and echoes take turns in one run, so that both see the same machine. The service is the real one (media engine,
database, pages) on free ports and a temporary folder, without recognition. Two rounds: an empty house, and one with
`STANDING` calls in the queue. Prints one JSON line; times are in milliseconds, measured at the caller's socket.
"""

import asyncio
import json
import multiprocessing
import os
import socket
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import cast
from uuid import uuid4

import numpy as np

from config.settings import load
from hotline.demo.instance import Instance

WARM_UP = 10
CALLS = 150
STANDING = 40
ANSWER_S = 5.0
QUIET_RTP_S = "300"
"""The standing callers send no sound: the service must not take them for dead within the run."""


class Call:
    """One call from a blocking socket of its own; `answered_ms` from the INVITE's last byte to the first byte of the 200."""

    def __init__(self, to: tuple[str, int]) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.settimeout(ANSWER_S)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.connect(to)
        self._uri = f"sip:12345@{to[0]}:{to[1]}"
        self._me = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self._id, self._to = uuid4().hex, f"<{self._uri}>"

    def dial(self) -> float:
        invite = self.message("INVITE", 1, self._offer())
        start = time.perf_counter()
        self._socket.send(invite)
        answer = self._await_200()
        took = (time.perf_counter() - start) * 1000
        self._to = next(line for line in answer.splitlines() if line.lower().startswith("to:")).partition(":")[2].strip()
        self._socket.send(self.message("ACK", 1))
        return took

    def hang_up(self) -> None:
        self._socket.send(self.message("BYE", 2))
        self._await_200()
        self._socket.close()

    def message(self, method: str, number: int, body: str = "") -> bytes:
        kind = "Content-Type: application/sdp\r\n" if body else ""
        return (
            f"{method} {self._uri} SIP/2.0\r\nVia: SIP/2.0/UDP {self._me};rport;branch=z9hG4bK{uuid4().hex}\r\n"
            f"Max-Forwards: 70\r\nFrom: <sip:16900000001@{self._me}>;tag={self._id[:8]}\r\nTo: {self._to}\r\n"
            f"Call-ID: {self._id}\r\nCSeq: {number} {method}\r\nContact: <sip:bench@{self._me}>\r\n"
            f"{kind}Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

    def _offer(self) -> str:
        return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 8\r\n"

    def _await_200(self) -> str:
        while True:
            text = self._socket.recv(65_535).decode()
            status = int(text.split(" ", 2)[1]) if text.startswith("SIP/2.0") else 0
            if status == 200:
                return text
            if status > 200:
                raise SystemExit(f"bench: the service answered {text.splitlines()[0]}")


class Echo(asyncio.DatagramProtocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._transport.sendto(data, addr)


def echo_process(told: Connection) -> None:
    """The baseline: asyncio and UDP, nothing else. Ends with its parent."""

    async def main() -> None:
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(Echo, local_addr=("127.0.0.1", 0))
        told.send(transport.get_extra_info("sockname"))
        await asyncio.Event().wait()

    asyncio.run(main())


def echoed_ms(line: socket.socket, datagram: bytes) -> float:
    start = time.perf_counter()
    line.send(datagram)
    line.recv(65_535)
    return (time.perf_counter() - start) * 1000


def one_round(service: tuple[str, int], echo: tuple[str, int]) -> tuple[list[float], list[float]]:
    """Set-up and echo times in turns."""
    set_up, bare = [], []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.settimeout(ANSWER_S)
        line.connect(echo)
        for _ in range(CALLS):
            call = Call(service)
            bare.append(echoed_ms(line, call.message("INVITE", 1)))
            set_up.append(call.dial())
            call.hang_up()
    return set_up, bare


def percentiles(name: str, values: list[float]) -> dict[str, float]:
    return {f"{name}_p{q}_ms": round(float(np.percentile(values, q)), 3) for q in (50, 99)}


def measure(service: tuple[str, int], echo: tuple[str, int]) -> dict[str, object]:
    for _ in range(WARM_UP):
        call = Call(service)
        call.dial()
        call.hang_up()
    set_up, bare = one_round(service, echo)
    standing = [Call(service) for _ in range(STANDING)]
    for call in standing:
        call.dial()
    busy_set_up, busy_bare = one_round(service, echo)
    for call in standing:
        call.hang_up()
    return {
        "calls": CALLS, **percentiles("setup", set_up), **percentiles("echo", bare),
        "standing": STANDING, **percentiles("standing_setup", busy_set_up), **percentiles("standing_echo", busy_bare),
    }  # fmt: skip


async def main() -> None:
    told, tell = multiprocessing.Pipe()
    baseline = multiprocessing.get_context("spawn").Process(target=echo_process, args=(tell,), daemon=True)
    baseline.start()
    with tempfile.TemporaryDirectory(prefix="hotline-bench-") as folder:
        instance = Instance(
            load(),
            Path(folder),
            HOTLINE_ASR__ENGINE="none",
            HOTLINE_ACD__CALLS_PER_NUMBER="0",
            HOTLINE_ACD__CALLS_PER_HOUR="0",
            HOTLINE_MEDIA__RTP_TIMEOUT_S=QUIET_RTP_S,
            HOTLINE_LOG__LEVEL="ERROR",
        )
        print("bench: set-up time of a call", file=sys.stderr)
        await instance.start()
        try:
            found = await asyncio.to_thread(measure, ("127.0.0.1", instance.sip_port), told.recv())
        finally:
            await instance.stop()
            baseline.kill()
    print(json.dumps({"bench": "first_call", **found, "cores": os.cpu_count(), "load_1m": round(os.getloadavg()[0], 2)}))


if __name__ == "__main__":
    asyncio.run(main())
