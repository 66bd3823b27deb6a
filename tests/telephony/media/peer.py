"""A real RTP peer on loopback for the media tests: one thread, absolute deadlines, everything it hears is kept."""

import select
import socket
import threading
import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from telephony.media import g711, rtp
from telephony.sip.port import Codec, LocalMedia, Negotiated

HOST = "127.0.0.1"
PAYLOAD_TYPES: dict[Codec, int] = {"PCMA": 8, "PCMU": 0}
DTMF = 101


class Peer:
    """``say`` starts the thread, ``said`` counts its packets; ``heard`` are samples placed by their time stamps."""

    def __init__(self, codec: Codec = "PCMA") -> None:
        self.codec = codec
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((HOST, 0))
        self.socket.setblocking(False)
        self.packets: list[tuple[float, rtp.RtpPacket]] = []
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._sequence = 0
        self.said = 0

    @property
    def port(self) -> int:
        return int(self.socket.getsockname()[1])

    def agreed(self, **changes: object) -> Negotiated:
        """What the engine is told about this peer."""
        fields = {
            "codec": self.codec,
            "payload_type": PAYLOAD_TYPES[self.codec],
            "dtmf_payload_type": DTMF,
            "remote_host": HOST,
            "remote_port": self.port,
        }
        return Negotiated(**{**fields, **changes})  # type: ignore[arg-type]

    def say(self, target: LocalMedia, frames: Sequence[bytes], *, loop: bool = False) -> None:
        """Send frames of PCM every 20 ms from now on, silence when they are over (or anew), until `stop`."""
        say_together([(self, target)], frames, loop=loop)

    def send(self, target: LocalMedia, payload_type: int, timestamp: int, payload: bytes) -> None:
        """One packet by hand."""
        self._sequence += 1
        self.socket.sendto(rtp.build(payload_type, False, self._sequence, timestamp, 77, payload), (target.host, target.port))

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(5)
        self.socket.close()

    def receive(self) -> None:
        """Take what waits in the socket."""
        while True:
            try:
                packet = rtp.parse(self.socket.recv(2_048))
            except BlockingIOError:
                return
            if packet is not None:
                self.packets.append((time.monotonic(), packet))

    def heard(self) -> NDArray[np.int16]:
        stamps = [packet.timestamp for _, packet in self.packets]
        if not stamps:
            return np.zeros(0, np.int16)
        line = np.zeros(max(stamps) - stamps[0] + 160, np.int16)
        for _, packet in self.packets:
            at = packet.timestamp - stamps[0]
            samples = np.frombuffer(g711.decode(self.codec, packet.payload), "<i2")
            if at >= 0:
                line[at : at + len(samples)] = samples
        return line

    def prepare(self, target: LocalMedia, frames: Sequence[bytes], loop: bool, thread: threading.Thread) -> None:
        self._target, self._loop, self._thread = (target.host, target.port), loop, thread
        self._payloads = [g711.encode(self.codec, frame) for frame in frames]
        self._silence = g711.encode(self.codec, bytes(320))

    def say_one(self, number: int) -> None:
        count = len(self._payloads)
        payload = self._payloads[number % count] if self._loop or number < count else self._silence
        self.socket.sendto(rtp.build(PAYLOAD_TYPES[self.codec], number == 0, number, number * 160, 55, payload), self._target)
        self.said = number + 1

    @property
    def stopped(self) -> bool:
        return self._stop.is_set()


def say_together(speakers: Sequence[tuple[Peer, LocalMedia]], frames: Sequence[bytes], *, loop: bool = False) -> None:
    """As `Peer.say` for many in one thread: with a thread each they would make each other late. The first that stops ends all."""
    peers = [peer for peer, _ in speakers]
    thread = threading.Thread(target=_talk, args=(peers,), daemon=True)
    for peer, target in speakers:
        peer.prepare(target, frames, loop, thread)
    thread.start()


def _talk(peers: Sequence[Peer]) -> None:
    by_socket = {peer.socket: peer for peer in peers}
    start, number = time.monotonic(), 0
    while not any(peer.stopped for peer in peers):
        wait = start + number * 0.02 - time.monotonic()
        if wait > 0:
            for ready in select.select(list(by_socket), [], [], wait)[0]:
                by_socket[ready].receive()
            continue
        for peer in peers:
            peer.say_one(number)
        number += 1
    for peer in peers:
        peer.receive()
