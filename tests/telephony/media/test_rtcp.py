"""RTCP reports there and back, and what they say about the round trip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.media import rtcp
from telephony.media.reception import ReportBlock

BLOCK = ReportBlock(ssrc=9, fraction_lost=12, lost=345, highest_sequence=70_000, jitter=16, last_sr=1, delay_since_sr=2)
SENDER = rtcp.SenderInfo(ntp=rtcp.ntp_time(1_700_000_000.25), timestamp=1_600, packets=10, octets=1_600)


@pytest.mark.parametrize("sender", [None, SENDER])
@pytest.mark.parametrize("blocks", [(), (BLOCK,), (BLOCK, BLOCK)])
def test_a_report_is_parsed_back(sender: rtcp.SenderInfo | None, blocks: tuple[ReportBlock, ...]) -> None:
    report = rtcp.Report(ssrc=5, sender=sender, blocks=blocks)
    datagram = rtcp.build(report, "someone@hotline")
    assert len(datagram) % 4 == 0
    assert rtcp.parse(datagram) == (report,)


def test_a_bye_is_a_compound_packet_that_ends_with_bye() -> None:
    datagram = rtcp.build_bye(5, "x")
    assert datagram[-8:-4] == b"\x81\xcb\x00\x01"
    assert len(rtcp.parse(datagram)) == 1


def test_the_round_trip_is_the_time_since_the_report_less_the_peers_delay() -> None:
    sent = rtcp.ntp_time(1_700_000_000.0)
    block = ReportBlock(
        ssrc=9, fraction_lost=0, lost=0, highest_sequence=0, jitter=0, last_sr=rtcp.compact(sent), delay_since_sr=65_536
    )
    arrival = rtcp.ntp_time(1_700_000_001.080)
    assert rtcp.round_trip_ms(arrival, block) == pytest.approx(80.0, abs=0.1)


def test_without_a_report_of_ours_there_is_no_round_trip() -> None:
    block = ReportBlock(ssrc=9, fraction_lost=0, lost=0, highest_sequence=0, jitter=0)
    assert rtcp.round_trip_ms(rtcp.ntp_time(1.0), block) is None


def test_a_negative_loss_keeps_its_sign() -> None:
    block = ReportBlock(ssrc=9, fraction_lost=0, lost=-3, highest_sequence=0, jitter=0)
    (report,) = rtcp.parse(rtcp.build(rtcp.Report(ssrc=1, sender=None, blocks=(block,)), "x"))
    assert report.blocks[0].lost == -3


@given(st.binary(max_size=120))
def test_no_datagram_raises(datagram: bytes) -> None:
    rtcp.parse(datagram)
    rtcp.parse(b"\x81\xc8" + datagram)
