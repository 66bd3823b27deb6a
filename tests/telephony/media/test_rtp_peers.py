"""A leg and the peers of the real world: packet times, odd headers, keys, changing codecs, NAT, strangers. Given clock."""

import select
import socket
import struct
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from config.ids import LegId
from telephony.media import rtcp, rtp
from telephony.media.dtmf import DigitDetector
from telephony.media.form import PCMA, PCMU, Form
from telephony.media.port import DigitPressed, MediaEvent, RtpTimedOut
from telephony.media.rtp_leg import RtpLeg
from telephony.sip.port import Negotiated

HOST = "127.0.0.1"
LEVEL = 8_000
EVENTS = 101
TYPES = {PCMA: 8, PCMU: 0}


class Scene:
    """One leg, and sockets that play its peers; the clock is ``now_s``."""

    def __init__(self) -> None:
        self.events: list[MediaEvent] = []
        self._sockets = [self._bound() for _ in range(4)]
        self.leg = RtpLeg(LegId("a"), (self._sockets[0], self._sockets[1]), max_ms=200, timeout_s=5.0, emit=self.events.append)
        self.peer, self.other = self._sockets[2:]
        self.now_s = 100.0
        self.sequence = 0

    def _bound(self) -> socket.socket:
        """Bound to its port by number, as the engine's are: a port chosen by the kernel is lost with a tie."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind((HOST, 0))
            address = probe.getsockname()
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(address)
        udp.setblocking(False)
        return udp

    def close(self) -> None:
        self.leg.close()
        for udp in self._sockets:
            udp.close()

    def connect(self, form: Form = PCMA, **changes: Any) -> None:
        fields = {
            "codec": form.name,
            "payload_type": TYPES[form],
            "dtmf_payload_type": EVENTS,
            "remote_host": HOST,
            "remote_port": self.peer.getsockname()[1],
        }
        self.leg.connect(Negotiated(**{**fields, **changes}), self.now_s)

    def give(self, datagram: bytes, by: socket.socket | None = None, within_s: float = 1.0) -> None:
        """Send one datagram; the leg reads all that waits then."""
        (by or self.peer).sendto(datagram, self.leg.rtp.getsockname())
        while select.select([self.leg.rtp], [], [], within_s)[0]:
            self.leg.receive(self.now_s)
            within_s = 0.0

    def say(
        self, form: Form = PCMA, samples: int = 160, *, by: socket.socket | None = None, ssrc: int = 7, level: int = LEVEL
    ) -> None:
        """One packet of a steady level; its time stamp follows from the clock."""
        self.give(self._packet(form, samples, ssrc, level), by)

    def say_in_vain(self, *, by: socket.socket, ssrc: int, level: int = LEVEL) -> None:
        """As `say`, by whom the socket is shut to: what got in all the same comes before the next packet that is waited for."""
        self.give(self._packet(PCMA, 160, ssrc, level), by, within_s=0.0)

    def _packet(self, form: Form, samples: int, ssrc: int, level: int) -> bytes:
        payload = form.written(np.full(samples, level, np.int16))
        stamp = round((self.now_s - 100.0) * 8_000)
        self.sequence += 1
        return rtp.build(TYPES[form], False, self.sequence - 1, stamp, ssrc, payload)

    def tick(self) -> int:
        """20 ms pass; the level that the leg heard (its mean, so that a gap shows)."""
        self.leg.listen(self.now_s * 1000.0)
        self.leg.speak()
        self.now_s = round(self.now_s + 0.02, 6)
        return int(np.mean(self.leg.form.samples(self.leg.heard)))

    def received(self, by: socket.socket | None = None) -> list[rtp.RtpPacket]:
        packets = []
        while select.select([by or self.peer], [], [], 0)[0]:
            packet = rtp.parse((by or self.peer).recv(2_048))
            if packet is not None:
                packets.append(packet)
        return packets


@pytest.fixture
def scene() -> Iterator[Scene]:
    made = Scene()
    yield made
    made.close()


@pytest.mark.parametrize("form", [PCMA, PCMU], ids=lambda form: form.name)
@pytest.mark.parametrize("ptime", [10, 20, 30, 40, 60])
def test_packets_of_any_usual_time_are_heard_without_a_gap(scene: Scene, form: Form, ptime: int) -> None:
    scene.connect(form)
    levels = []
    for tick in range(60):
        now = scene.now_s
        for at in (0, 10):
            if (tick * 20 + at) % ptime == 0:
                scene.now_s = now + at / 1000
                scene.say(form, ptime * 8)
        scene.now_s = now
        levels.append(scene.tick())
    steady = levels[10:]
    assert min(steady) > LEVEL * 0.95


def test_padding_extension_and_csrc_are_never_played(scene: Scene) -> None:
    scene.connect()
    payload = PCMA.written(np.full(160, LEVEL, np.int16))
    levels = []
    for n in range(30):
        head = struct.pack("!BBHII", 0x80 | 0x20 | 0x10 | 2, 8, n, n * 160, 7)
        scene.give(head + bytes(8) + struct.pack("!HH", 0xBEDE, 1) + b"\x10\xff\0\0" + payload + b"\0\0\0\4")
        levels.append(scene.tick())
    assert min(levels[5:]) > LEVEL * 0.95


def test_reports_on_the_sound_port_are_understood_and_hurt_nothing(scene: Scene) -> None:
    scene.connect()
    for _ in range(5):
        scene.say()
        scene.tick()
    own = scene.received()[0].ssrc
    block = rtcp.ReportBlock(ssrc=own, fraction_lost=0, lost=0, highest_sequence=1, jitter=0, last_sr=1, delay_since_sr=0)
    scene.give(rtcp.build(rtcp.Report(ssrc=7, sender=None, blocks=(block,)), "peer"))
    scene.give(b"\x80\xc8\x00")
    assert scene.leg.quality().packets_received == 5


def test_the_codec_changes_within_the_talk_both_ways(scene: Scene) -> None:
    scene.connect(PCMA)
    levels = []
    for n in range(60):
        if n == 30:
            scene.connect(PCMU)
        scene.say(PCMA if n < 33 else PCMU)
        levels.append(scene.tick())
    assert min(levels[5:]) > LEVEL * 0.9
    kinds = [packet.payload_type for packet in scene.received()]
    assert kinds == [8] * kinds.count(8) + [0] * kinds.count(0)
    assert kinds.count(0) == 30


def test_once_heard_a_peer_shuts_strangers_out_even_those_who_wait_in_the_socket(scene: Scene) -> None:
    scene.connect()
    scene.peer.sendto(rtp.build(8, False, 0, 0, 7, PCMA.silence), scene.leg.rtp.getsockname())
    for n in range(20):
        scene.other.sendto(rtp.build(8, False, n, n * 160, 9, PCMA.silence), scene.leg.rtp.getsockname())
    levels = []
    for _ in range(40):
        scene.say_in_vain(by=scene.other, ssrc=9, level=-LEVEL)
        scene.say()
        levels.append(scene.tick())
    assert scene.leg.quality().packets_received == 41
    assert min(levels[5:]) > LEVEL * 0.95
    assert scene.received(scene.other) == []


def test_a_peer_behind_nat_is_found_again_after_a_new_offer(scene: Scene) -> None:
    """SDP names an address that is never used; the real one changes with the re-INVITE."""
    nowhere = {"remote_host": "127.0.0.9", "remote_port": 9}
    scene.connect(**nowhere)
    for _ in range(10):
        scene.say()
        scene.tick()
    assert len(scene.received()) >= 6
    scene.connect(**nowhere)
    scene.tick()
    assert len(scene.received()) == 1, "held or not, it is still sent to where it was"
    levels = []
    for _ in range(20):
        scene.say(by=scene.other)
        levels.append(scene.tick())
    assert min(levels[12:]) > LEVEL * 0.95
    scene.received()
    for _ in range(5):
        scene.say_in_vain(by=scene.peer, ssrc=8)
        scene.say(by=scene.other)
        scene.tick()
    assert scene.received(scene.peer) == []
    assert len(scene.received(scene.other)) >= 5


def test_comfort_noise_is_no_sound_no_loss_and_no_fault(scene: Scene) -> None:
    scene.connect()
    for n in range(100):
        if n % 50 < 25:
            scene.say()
        elif n % 50 == 25:
            stamp = round((scene.now_s - 100.0) * 8_000)
            scene.give(rtp.build(13, False, scene.sequence, stamp, 7, b"\x40"))
            scene.sequence += 1
        scene.tick()
    quality = scene.leg.quality()
    assert (quality.packets_lost, quality.packets_concealed, quality.packets_received) == (0, 0, 52)
    assert quality.jitter_ms < 1.0


def test_keys_are_pressed_as_events_between_the_sound(scene: Scene) -> None:
    scene.connect()
    scene.leg.keys.press("1#")
    for _ in range(30):
        scene.say()
        scene.tick()
    packets = scene.received()
    events = [packet for packet in packets if packet.payload_type == EVENTS]
    detector = DigitDetector()
    assert [digit for one in events if (digit := detector.feed(1, one.timestamp, one.payload))] == ["1", "#"]
    assert [packet.marker for packet in events] == [n % 7 == 0 for n in range(14)]
    assert len({packet.timestamp for packet in events}) == 2
    assert [packet.sequence for packet in packets] == [(packets[0].sequence + n) & 0xFFFF for n in range(len(packets))]
    sound = [packet for packet in packets if packet.payload_type == 8]
    assert sound[-1].timestamp - packets[0].timestamp & 0xFFFFFFFF == 29 * 160
    ends = [struct.unpack("!BBH", packet.payload)[1:] for packet in events[4:7]]
    assert ends == [(0x80 | 10, 800)] * 3


def test_keys_are_tones_for_a_peer_without_events(scene: Scene) -> None:
    scene.connect(dtmf_payload_type=None)
    scene.leg.keys.press("5")
    for _ in range(15):
        scene.tick()
    packets = scene.received()
    assert {packet.payload_type for packet in packets} == {8}
    sound = np.concatenate([PCMA.samples(packet.payload) for packet in packets[:5]])
    spectrum = np.abs(np.fft.rfft(sound, 8_000))
    assert set(np.argsort(spectrum)[-40:]) & set(range(760, 780))
    assert set(np.argsort(spectrum)[-40:]) & set(range(1_326, 1_346))
    assert packets[8].payload == PCMA.silence


@pytest.mark.parametrize(
    "payload", [b"", b"\1", b"\1\x80\x03", struct.pack("!BBH", 16, 0x8A, 800), struct.pack("!BBH", 200, 0, 1)]
)
def test_events_that_are_no_key_are_ignored(scene: Scene, payload: bytes) -> None:
    scene.connect()
    scene.say()
    scene.give(rtp.build(EVENTS, True, 1, 160, 7, payload))
    assert scene.events == []


def test_a_key_whose_end_is_lost_is_told_once_and_the_next_one_too(scene: Scene) -> None:
    scene.connect()
    scene.say()
    for start, code in ((160, 3), (4_000, 3), (8_000, 15)):
        for tick in range(3):
            scene.give(rtp.build(EVENTS, tick == 0, tick, start, 7, struct.pack("!BBH", code, 10, 160 * (tick + 1))))
    assert [event.digit for event in scene.events if isinstance(event, DigitPressed)] == ["3", "3", "D"]


def test_a_peer_that_reports_while_it_says_nothing_is_not_given_up(scene: Scene) -> None:
    scene.connect()
    scene.say()
    empty = rtcp.build(rtcp.Report(ssrc=7, sender=None, blocks=()), "peer")
    for _ in range(4):
        scene.now_s += 3.0
        scene.give(empty)
        scene.leg.watch(scene.now_s)
    assert scene.events == []
    scene.leg.watch(scene.now_s + 6.0)
    assert scene.events == [RtpTimedOut(leg=LegId("a"))]


def test_while_we_are_held_nothing_is_heard_and_nothing_times_out(scene: Scene) -> None:
    scene.connect()
    for _ in range(10):
        scene.say()
        scene.tick()
    scene.connect(direction="sendonly")
    for _ in range(40):
        scene.say()
        level = scene.tick()
    scene.leg.watch(scene.now_s + 1_000)
    assert abs(level) < 20
    assert scene.events == []


def test_the_longest_gap_is_measured_within_the_talk_only(scene: Scene) -> None:
    scene.connect()
    for n in range(60):
        if not 20 <= n < 25:
            scene.say()
        scene.tick()
    scene.connect(direction="sendonly")
    scene.now_s += 10.0
    scene.connect()
    for _ in range(5):
        scene.say()
        scene.tick()
    assert 100.0 <= scene.leg.quality().max_gap_ms <= 140.0


def test_a_peer_that_is_gone_makes_no_noise(scene: Scene) -> None:
    """Its closed port answers with ICMP; neither sending nor reading may raise."""
    scene.connect()
    scene.say()
    scene.peer.close()
    for _ in range(10):
        scene.tick()
        scene.leg.receive(scene.now_s)
    assert scene.leg.quality().packets_sent == 10
