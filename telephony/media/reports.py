"""RTCP of one leg: sender and receiver reports both ways, and the round trip that they tell (RFC 3550 §6)."""

import random
import socket
import time
from dataclasses import dataclass

from telephony.media import rtcp, udp
from telephony.media.reception import Reception, ReportBlock

_INTERVAL_S = 5.0
_FIRST_S = 1.0
# §6.3.1: reports are spread over half to one and a half times the interval.
_SPREAD = (0.5, 1.5)
# A round trip longer than this was reckoned from numbers that mean nothing.
_MAX_ROUND_TRIP_MS = 30_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What we have sent so far."""

    packets: int
    octets: int
    timestamp: int


class Reports:
    """Times are the loop's monotonic seconds; only NTP time stamps come from the wall clock."""

    def __init__(self, control: socket.socket, ssrc: int) -> None:
        self.round_trip_ms: float | None = None
        self._socket = control
        self._ssrc = ssrc
        self._cname = f"{ssrc:08x}@hotline"
        self._due_s = float("inf")
        self._last_sr = (0, 0.0)

    def start(self, now_s: float) -> None:
        self._due_s = now_s + _FIRST_S

    def take(self, datagram: bytes, now_s: float) -> bool:
        """Read a compound packet of the peer; what is malformed is ignored. True when there was a report in it."""
        reports = rtcp.parse(datagram)
        for report in reports:
            if report.sender is not None:
                self._last_sr = (rtcp.compact(report.sender.ntp), now_s)
            for block in report.blocks:
                if block.ssrc == self._ssrc:
                    self._measure(block)
        return bool(reports)

    def _measure(self, block: ReportBlock) -> None:
        round_trip = rtcp.round_trip_ms(rtcp.ntp_time(time.time()), block)
        if round_trip is not None and round_trip <= _MAX_ROUND_TRIP_MS:
            self.round_trip_ms = round_trip

    def send(
        self, now_s: float, target: udp.Address, sending: Sending, reception: Reception, peer_ssrc: int, jitter: float
    ) -> None:
        """Send a report when one is due; ``jitter`` in samples."""
        if now_s < self._due_s:
            return
        self._due_s = now_s + _INTERVAL_S * random.uniform(*_SPREAD)
        sender = None
        if sending.packets:
            ntp = rtcp.ntp_time(time.time())
            sender = rtcp.SenderInfo(ntp=ntp, timestamp=sending.timestamp, packets=sending.packets, octets=sending.octets)
        blocks = (self._block(now_s, reception, peer_ssrc, jitter),) if reception.received else ()
        report = rtcp.Report(ssrc=self._ssrc, sender=sender, blocks=blocks)
        udp.send(self._socket, rtcp.build(report, self._cname), target)

    def _block(self, now_s: float, reception: Reception, peer_ssrc: int, jitter: float) -> ReportBlock:
        last_sr, at = self._last_sr
        since = round((now_s - at) * rtcp.COMPACT_PER_S) if last_sr else 0
        return reception.report(peer_ssrc, jitter=jitter, last_sr=last_sr, delay_since_sr=since)

    def bye(self, target: udp.Address) -> None:
        udp.send(self._socket, rtcp.build_bye(self._ssrc, self._cname), target)
