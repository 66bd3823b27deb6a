"""Two legs of the engine face to face, at a given clock: what their reports say about each other."""

import select
import socket
from collections.abc import Iterator

import pytest

from config.ids import LegId
from telephony.media.port import MediaEvent, RtpTimedOut
from telephony.media.rtp_leg import RtpLeg
from telephony.sip.port import Negotiated

HOST = "127.0.0.1"


def _pair() -> tuple[socket.socket, socket.socket]:
    """An even port with the odd one above; another program may hold one of them."""
    for _ in range(100):
        rtp, rtcp = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
        try:
            rtp.bind((HOST, 0))
            rtcp.bind((HOST, rtp.getsockname()[1] + 1))
        except OSError:
            rtp.close()
            rtcp.close()
            continue
        rtp.setblocking(False)
        rtcp.setblocking(False)
        return rtp, rtcp
    raise AssertionError("no two neighbouring ports are free")


class Pair:
    def __init__(self) -> None:
        self.events: list[MediaEvent] = []
        sockets = _pair(), _pair()
        self.legs = tuple(
            RtpLeg(LegId(str(n)), pair, max_ms=200, timeout_s=5.0, emit=self.events.append) for n, pair in enumerate(sockets)
        )
        for leg, (rtp, _) in zip(self.legs, reversed(sockets), strict=True):
            leg.connect(_agreed(rtp.getsockname()[1]), 0.0)

    def talk(self, packets: int, until_s: float) -> None:
        for number in range(packets):
            for leg in self.legs:
                leg.speak()
            for leg in self.legs:
                select.select([leg.rtp], [], [], 1)
                leg.receive(until_s - (packets - number) * 0.02)

    def report(self, now_s: float) -> None:
        for leg in self.legs:
            leg.watch(now_s)
        for leg in self.legs:
            select.select([leg.rtcp], [], [], 1)
            leg.receive_reports(now_s)


def _agreed(port: int) -> Negotiated:
    return Negotiated(codec="PCMA", payload_type=8, dtmf_payload_type=None, remote_host=HOST, remote_port=port)


@pytest.fixture
def pair() -> Iterator[Pair]:
    made = Pair()
    yield made
    for leg in made.legs:
        leg.close()


def test_the_second_report_tells_the_round_trip(pair: Pair) -> None:
    pair.talk(50, 1.0)
    pair.report(1.0)
    assert pair.legs[0].quality().round_trip_ms is None
    pair.report(9.0)
    round_trip = pair.legs[0].quality().round_trip_ms
    assert round_trip is not None
    assert 0 <= round_trip < 1_000


def test_the_figures_of_a_clean_line(pair: Pair) -> None:
    pair.talk(50, 1.0)
    quality = pair.legs[0].quality()
    assert (quality.packets_received, quality.packets_sent, quality.packets_lost, quality.packets_late) == (50, 50, 0, 0)
    assert quality.jitter_ms < 1.0
    assert quality.mos is not None
    assert quality.mos > 4.2


def test_the_time_out_comes_once_and_again_only_after_sound(pair: Pair) -> None:
    pair.talk(5, 1.0)
    for now in (3.0, 6.5, 7.0, 30.0):
        pair.legs[0].watch(now)
    assert pair.events == [RtpTimedOut(leg=LegId("0"))]
    pair.talk(5, 31.0)
    pair.legs[0].watch(40.0)
    assert len(pair.events) == 2


def test_a_name_in_place_of_an_address_is_never_looked_up_but_learnt(pair: Pair) -> None:
    leg, other = pair.legs
    named = Negotiated(codec="PCMA", payload_type=8, dtmf_payload_type=None, remote_host="pbx.example", remote_port=4_000)
    leg.connect(named, 0.0)
    leg.speak()
    assert leg.quality().packets_sent == 0
    for _ in range(4):
        other.speak()
        select.select([leg.rtp], [], [], 1)
        leg.receive(1.0)
    leg.speak()
    assert leg.quality().packets_sent == 1


def test_a_held_leg_never_times_out(pair: Pair) -> None:
    media = _agreed(pair.legs[1].rtp.getsockname()[1])
    pair.legs[0].connect(
        Negotiated(
            codec=media.codec,
            payload_type=8,
            dtmf_payload_type=None,
            remote_host=HOST,
            remote_port=media.remote_port,
            direction="sendonly",
        ),
        0.0,
    )
    pair.legs[0].watch(1_000.0)
    assert pair.events == []
