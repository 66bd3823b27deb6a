"""A leg on UDP: RTP and RTCP of one peer, in and out, and the figures of its quality."""

import random
import socket
import time

from config.ids import LegId
from telephony.media import g711, rtcp, rtp
from telephony.media.dtmf import DigitDetector
from telephony.media.jitter import Fate, JitterBuffer
from telephony.media.leg import FRAME_SAMPLES, Emit, Leg
from telephony.media.mos import mos
from telephony.media.port import FRAME_MS, DigitPressed, LegQuality, RtpTimedOut
from telephony.media.reception import Reception, ReportBlock
from telephony.media.source import Address, SourceLock
from telephony.sip.port import Codec, Negotiated

_DATAGRAM = 2_048
# Datagrams taken from one socket before the other legs get their turn.
_BURST = 32
_REPORT_S = 5.0
_FIRST_REPORT_S = 1.0
_STATIC_CODECS: dict[int, Codec] = {0: "PCMU", 8: "PCMA"}
_COMFORT_NOISE = 13
_NOWHERE: Address = ("0.0.0.0", 0)
# Milliseconds of packet time that belong to the one-way delay besides network and buffer.
_PACKET_DELAY_MS = 20.0


class RtpLeg(Leg):
    """A leg on UDP; all times are the loop's monotonic seconds."""

    def __init__(
        self,
        leg_id: LegId,
        sockets: tuple[socket.socket, socket.socket],
        *,
        max_ms: int,
        timeout_s: float,
        emit: Emit,
    ) -> None:
        super().__init__(leg_id, JitterBuffer(max_ms), emit)
        self.rtp, self.rtcp = sockets
        self._timeout_s = timeout_s
        self._media: Negotiated | None = None
        self._codecs: dict[int, Codec] = {}
        self._soundless: frozenset[int | None] = frozenset()
        self._lock = SourceLock(_NOWHERE)
        self._digits = DigitDetector()
        self._reception = Reception()
        self._late = 0
        self._peer_ssrc = 0
        self._last_s = 0.0
        self._timed_out = False
        self._ssrc = random.getrandbits(32)
        self._sequence = random.getrandbits(16)
        self._timestamp = random.getrandbits(32)
        self._marker = True
        self._sent = 0
        self._report_at = 0.0
        self._last_sr = (0, 0.0)
        self._round_trip_ms: float | None = None

    # signalling

    def connect(self, media: Negotiated, now_s: float) -> None:
        """Take what was agreed; again at each re-INVITE."""
        announced = _address(media)
        if self._media is None:
            self._lock = SourceLock(announced)
            self._report_at = now_s + _FIRST_REPORT_S
        else:
            self._lock.relearn(announced)
        self._media = media
        self._codecs = {**_STATIC_CODECS, media.payload_type: media.codec}
        self._soundless = frozenset({_COMFORT_NOISE, media.dtmf_payload_type})
        self._last_s = now_s
        self._timed_out = False

    @property
    def _sends(self) -> bool:
        media = self._media
        if media is None or media.direction not in ("sendrecv", "sendonly"):
            return False
        return media.remote_port > 0 and media.remote_host != "0.0.0.0" and self._lock.target != _NOWHERE

    @property
    def _receives(self) -> bool:
        return self._media is not None and self._media.direction in ("sendrecv", "recvonly")

    @property
    def _both_ways(self) -> bool:
        """Only then is silence a fault: a peer that holds us need not send (RFC 3264 §8.4)."""
        return self._media is not None and self._media.direction == "sendrecv"

    # receiving

    def receive(self, now_s: float) -> None:
        """Read what waits in the RTP socket, a burst at most."""
        for _ in range(_BURST):
            try:
                datagram, source = self.rtp.recvfrom(_DATAGRAM)
            except BlockingIOError:
                return
            except OSError:
                continue
            self._take(datagram, source, now_s)

    def _take(self, datagram: bytes, source: Address, now_s: float) -> None:
        packet = rtp.parse(datagram)
        if packet is None or not self._receives or not self._knows(packet) or not self._lock.admits(source):
            return
        self._last_s, self._timed_out = now_s, False
        codec = self._codecs.get(packet.payload_type)
        if codec is not None:
            self._hear(packet, codec, now_s * 1000.0)
        else:
            self._reception.count_only(packet.sequence)
            self._take_event(packet)

    def _knows(self, packet: rtp.RtpPacket) -> bool:
        return packet.payload_type in self._codecs or packet.payload_type in self._soundless

    def _take_event(self, packet: rtp.RtpPacket) -> None:
        if packet.payload_type == _COMFORT_NOISE:
            return
        digit = self._digits.feed(packet.ssrc, packet.timestamp, packet.payload)
        if digit is not None:
            self._emit(DigitPressed(leg=self.leg_id, digit=digit))

    def _hear(self, packet: rtp.RtpPacket, codec: Codec, now_ms: float) -> None:
        pcm = g711.decode(codec, packet.payload)
        fate = self.jitter.push(packet.ssrc, packet.timestamp, pcm, now_ms)
        if fate is Fate.OUTLIER:
            return
        if fate is Fate.RESYNCED:
            self._reception.restart()
        self._late += fate is Fate.LATE
        self._peer_ssrc = packet.ssrc
        self._reception.count(packet.sequence, packet.timestamp, now_ms)

    def receive_reports(self, now_s: float) -> None:
        """Read RTCP; only from the host that the media comes from or was announced for."""
        for _ in range(_BURST):
            try:
                datagram, source = self.rtcp.recvfrom(_DATAGRAM)
            except BlockingIOError:
                return
            except OSError:
                continue
            if source[0] == self._lock.target[0]:
                self._take_reports(datagram, now_s)

    def _take_reports(self, datagram: bytes, now_s: float) -> None:
        for report in rtcp.parse(datagram):
            if report.sender is not None:
                self._last_sr = (rtcp.compact(report.sender.ntp), now_s)
            for block in report.blocks:
                if block.ssrc == self._ssrc:
                    round_trip = rtcp.round_trip_ms(rtcp.ntp_time(time.time()), block)
                    self._round_trip_ms = self._round_trip_ms if round_trip is None else round_trip

    # sending

    def speak(self) -> None:
        self.send(self.due())

    def send(self, frame: bytes) -> None:
        """Send one frame of 20 ms; while the direction forbids it only the time stamp goes on."""
        if self._media is None:
            return
        self._timestamp += FRAME_SAMPLES
        if not self._sends:
            self._marker = True
            return
        payload = g711.encode(self._media.codec, frame)
        packet = rtp.build(self._media.payload_type, self._marker, self._sequence, self._timestamp, self._ssrc, payload)
        self._marker = False
        self._sequence += 1
        self._sent += 1
        _send(self.rtp, packet, self._lock.target)

    def skip(self, ticks: int) -> None:
        """Time passed without sending (the machine slept): keep the time stamps true."""
        self._timestamp += ticks * FRAME_SAMPLES
        self._marker = True

    def watch(self, now_s: float) -> None:
        """Once a second or oftener: reports when due, the RTP time-out once."""
        if self._media is not None and now_s >= self._report_at:
            self._report_at = now_s + _REPORT_S
            self._send_report(now_s)
        if self._both_ways and not self._timed_out and now_s - self._last_s > self._timeout_s:
            self._timed_out = True
            self._emit(RtpTimedOut(leg=self.leg_id))

    def _send_report(self, now_s: float) -> None:
        sender = None
        if self._sent:
            octets = self._sent * FRAME_SAMPLES
            sender = rtcp.SenderInfo(ntp=rtcp.ntp_time(time.time()), timestamp=self._timestamp, packets=self._sent, octets=octets)
        blocks = (self._block(now_s),) if self._reception.received else ()
        report = rtcp.Report(ssrc=self._ssrc, sender=sender, blocks=blocks)
        _send(self.rtcp, rtcp.build(report, self._cname), self._report_target)

    def _block(self, now_s: float) -> ReportBlock:
        last_sr, at = self._last_sr
        since = round((now_s - at) * rtcp.COMPACT_PER_S) if last_sr else 0
        return self._reception.report(self._peer_ssrc, last_sr=last_sr, delay_since_sr=since)

    @property
    def _cname(self) -> str:
        return f"{self._ssrc:08x}@hotline"

    @property
    def _report_target(self) -> Address:
        host, port = self._lock.target
        return host, port + 1

    # the end

    def quality(self) -> LegQuality:
        reception = self._reception
        return LegQuality(
            leg=self.leg_id,
            packets_received=reception.received,
            packets_sent=self._sent,
            packets_lost=reception.lost,
            packets_late=self._late,
            jitter_ms=round(reception.jitter_ms, 2),
            round_trip_ms=None if self._round_trip_ms is None else round(self._round_trip_ms, 2),
            mos=self._mos(),
        )

    def _mos(self) -> float | None:
        reception = self._reception
        if not reception.received:
            return None
        delay = (self._round_trip_ms or 0.0) / 2 + self.jitter.target_ms + _PACKET_DELAY_MS + FRAME_MS / 2
        return round(mos(delay, (reception.lost + self._late) / max(reception.expected, 1)), 2)

    def close(self) -> None:
        if self._sent and self._lock.target != _NOWHERE:
            _send(self.rtcp, rtcp.build_bye(self._ssrc, self._cname), self._report_target)
        self.rtp.close()
        self.rtcp.close()


def _address(media: Negotiated) -> Address:
    """Where SDP says the peer is; a name that is no IPv4 address is not looked up (that could block): wait for its packets."""
    try:
        socket.inet_pton(socket.AF_INET, media.remote_host)
    except OSError:
        return _NOWHERE
    return media.remote_host, media.remote_port


def _send(udp: socket.socket, datagram: bytes, target: Address) -> None:
    """Best effort, as UDP is: a full buffer or an unreachable peer loses this packet only."""
    try:
        udp.sendto(datagram, target)
    except (OSError, OverflowError):
        return
