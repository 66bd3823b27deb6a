"""A leg on UDP: RTP of one peer, in and out, and the figures of its quality."""

import random
import socket
import struct

from config.ids import LegId
from telephony.media import rtp, udp
from telephony.media.dtmf import DigitDetector
from telephony.media.form import FORMS, FRAME_SAMPLES, PCMA, Form, converted
from telephony.media.jitter import SAMPLES_PER_MS, Fate, JitterBuffer
from telephony.media.keys import KeyStep, event_payload, tone_frame
from telephony.media.leg import Emit, Leg
from telephony.media.mos import mos
from telephony.media.port import FRAME_MS, DigitPressed, LegQuality, RtpTimedOut
from telephony.media.reception import Reception
from telephony.media.reports import Reports, Sending
from telephony.media.source import SourceLock
from telephony.media.udp import MAX_DATAGRAM, MAX_QUEUED, NO_WALL, NOWHERE, Address, arrived
from telephony.sip.port import Codec, Negotiated

# Datagrams taken from one socket of which the source is not known yet, before the other legs get their turn.
_BURST = 32
# So long after somebody else was heard first the kernel keeps the way open for the address that SDP named.
_ANNOUNCED_COMES_S = 10.0
_STATIC_CODECS: dict[int, Codec] = {0: "PCMU", 8: "PCMA"}
_COMFORT_NOISE = 13
# Milliseconds of packet time that belong to the one-way delay besides network and buffer.
_PACKET_DELAY_MS = 20.0
_HEAD = struct.Struct("!BBHII")
# The same twelve bytes as three words: what the packet is and its sequence number, its time stamp, its source.
_WORDS = struct.Struct("!III")
_PLAIN = 0x80
_NO_WORD = -1


class RtpLeg(Leg):
    """A leg on UDP; all times are the loop's monotonic seconds."""

    __slots__ = (
        "_descriptor", "_digits", "_event_start", "_events", "_forms", "_found", "_found_s", "_gap_s", "_last_s", "_late",
        "_lock", "_marker", "_media", "_next_word", "_octets", "_peer_ssrc", "_read", "_reception", "_reports", "_sending",
        "_sent", "_sequence", "_silent_since", "_ssrc", "_tied", "_timeout_s", "_timestamp", "_type", "_write", "rtcp", "rtp",
    )  # fmt: skip

    def __init__(
        self,
        leg_id: LegId,
        sockets: tuple[socket.socket, socket.socket],
        *,
        max_ms: int,
        timeout_s: float,
        emit: Emit,
    ) -> None:
        super().__init__(leg_id, JitterBuffer(max_ms, form=PCMA), emit)
        self.rtp, self.rtcp = sockets
        self._descriptor = self.rtp.fileno()
        self._read = self.rtp.recv
        self._write = self.rtp.send
        udp.stamp_arrivals(self.rtp)
        self._timeout_s = timeout_s
        self._media: Negotiated | None = None
        self._forms: dict[int, Form] = {}
        self._events: int | None = None
        self._lock = SourceLock(NOWHERE)
        self._tied = False
        self._found: Address | None = None
        self._found_s = 0.0
        self._next_word = _NO_WORD
        self._digits = DigitDetector()
        self._reception = Reception()
        self._late = 0
        self._peer_ssrc = 0
        self._last_s = 0.0
        self._gap_s = 0.0
        self._silent_since: float | None = None
        self._ssrc = random.getrandbits(32)
        self._reports = Reports(self.rtcp, self._ssrc)
        self._sequence = random.getrandbits(16)
        self._timestamp = random.getrandbits(32)
        self._type = 0
        self._sending = False
        self._marker = True
        self._event_start = 0
        self._sent = 0
        self._octets = 0

    # signalling

    def connect(self, media: Negotiated, now_s: float) -> None:
        """Take what was agreed; again at each re-INVITE."""
        announced = _address(media)
        if self._media is None:
            self._lock = SourceLock(announced)
            self._reports.start(now_s)
        else:
            self._lock.relearn(announced)
        self._loosen()
        self._media = media
        self._type = media.payload_type
        self._events = media.dtmf_payload_type
        if self.form is not FORMS[media.codec]:
            self._take_form(FORMS[media.codec])
        self._forms = {**{kind: FORMS[codec] for kind, codec in _STATIC_CODECS.items()}, media.payload_type: self.form}
        self._last_s = now_s
        self._decide_sending()

    def _decide_sending(self) -> None:
        media = self._media
        self._sending = (
            media is not None
            and media.direction in ("sendrecv", "sendonly")
            and media.remote_port > 0
            and media.remote_host != "0.0.0.0"
            and self._lock.target != NOWHERE
        )

    @property
    def _receives(self) -> bool:
        return self._media is not None and self._media.direction in ("sendrecv", "recvonly")

    @property
    def _both_ways(self) -> bool:
        """Only then is silence a fault: a peer that holds us need not send (RFC 3264 §8.4)."""
        return self._media is not None and self._media.direction == "sendrecv"

    # receiving

    def receive(self, now_s: float, wall_s: float = NO_WALL) -> None:
        """Read the RTP socket: one datagram of a known peer, a burst at most of others. Called again while more waits."""
        if not self._tied:
            self._receive_looking(now_s, _BURST)
            return
        try:
            datagram = self._read(MAX_DATAGRAM)
        except OSError:
            return
        now_s = arrived(self._descriptor, now_s, wall_s)
        if len(datagram) < _HEAD.size:
            return
        word, timestamp, ssrc = _WORDS.unpack_from(datagram)
        if word != self._next_word or not self.jitter.follow(ssrc, timestamp, datagram[12:], now_s * 1000.0):
            self._take(datagram, now_s)
            return
        self._next_word = word + 1
        self._reception.count_next()
        if now_s - self._last_s > self._gap_s:
            self._note_arrival(now_s)
        self._last_s = now_s

    def _receive_looking(self, now_s: float, most: int) -> None:
        for _ in range(most):
            try:
                datagram, source = self.rtp.recvfrom(MAX_DATAGRAM)
            except BlockingIOError:
                return
            except OSError:
                continue
            if self._receives and self._may_teach(datagram) and self._lock.admits(source):
                self._take(datagram, now_s)
                self._settle_source(now_s)

    def _may_teach(self, datagram: bytes) -> bool:
        packet = rtp.parse(datagram)
        return packet is not None and self._knows(packet.payload_type)

    def _knows(self, payload_type: int) -> bool:
        return payload_type in self._forms or payload_type in (_COMFORT_NOISE, self._events)

    def _settle_source(self, now_s: float) -> None:
        """Once the source is known let the kernel keep all others out, and throw away what they have sent before."""
        if not self._sending:
            self._decide_sending()
        known = self._lock.locked
        if known != self._found:
            self._found, self._found_s = known, now_s
        if self._tied or known is None or self._lock.moving or self._may_be_a_stranger(now_s) or not udp.tie(self.rtp, known):
            return
        self._tied = True
        self._receive_looking(now_s, MAX_QUEUED)

    def _may_be_a_stranger(self, now_s: float) -> bool:
        """Somebody spoke first from where SDP did not say: for a while the kernel lets the announced address be heard as well."""
        return not self._lock.announced and now_s - self._found_s < _ANNOUNCED_COMES_S

    def _loosen(self) -> None:
        self._next_word = _NO_WORD
        if self._tied:
            self._tied = False
            udp.untie(self.rtp)

    def _take(self, datagram: bytes, now_s: float) -> None:
        """Any datagram of the peer's."""
        packet = rtp.parse(datagram)
        if packet is None:
            if rtp.is_rtcp(datagram):
                self._take_reports(datagram, now_s)
            return
        if not self._receives or not self._knows(packet.payload_type):
            return
        form = self._forms.get(packet.payload_type)
        if form is None:
            self._reception.count(packet.sequence)
            self._note_arrival(now_s)
            self._take_event(packet)
            return
        sound = converted(packet.payload, form, self.form)
        fate = self.jitter.push(packet.ssrc, packet.timestamp, sound, now_s * 1000.0)
        self._count_heard(fate, packet.sequence, packet.ssrc, now_s)
        self._expect_after(packet, fate)

    def _expect_after(self, packet: rtp.RtpPacket, fate: Fate) -> None:
        """How the usual packet begins: the agreed codec, no padding, extension, CSRC or marker, the next number.

        A sequence number that begins anew runs over into the type, which is then not the agreed one: the long way again.
        """
        usual = fate is Fate.TAKEN and packet.payload_type == self._type and self._reception.is_highest(packet.sequence)
        self._next_word = (_PLAIN << 24 | self._type << 16 | packet.sequence) + 1 if usual else _NO_WORD

    def _take_event(self, packet: rtp.RtpPacket) -> None:
        if packet.payload_type == _COMFORT_NOISE:
            self.jitter.rest()
            return
        digit = self._digits.feed(packet.ssrc, packet.timestamp, packet.payload)
        if digit is not None:
            self._emit(DigitPressed(leg=self.leg_id, digit=digit))

    def _count_heard(self, fate: Fate, sequence: int, ssrc: int, now_s: float) -> None:
        self._note_arrival(now_s)
        if fate is Fate.OUTLIER:
            return
        if fate is Fate.RESYNCED:
            self._reception.restart()
        self._late += fate is Fate.LATE
        self._peer_ssrc = ssrc
        self._reception.count(sequence)

    def _note_arrival(self, now_s: float) -> None:
        gap = now_s - self._last_s
        if gap > self._gap_s and self._both_ways and self._reception.received > 1:
            self._gap_s = gap
        self._last_s = now_s

    def receive_reports(self, now_s: float, wall_s: float = NO_WALL) -> None:
        """Read RTCP; only from the host that the media comes from or was announced for."""
        for _ in range(_BURST):
            try:
                datagram, source = self.rtcp.recvfrom(MAX_DATAGRAM)
            except BlockingIOError:
                return
            except OSError:
                continue
            if source[0] == self._lock.target[0]:
                self._take_reports(datagram, now_s)

    def _take_reports(self, datagram: bytes, now_s: float) -> None:
        """A peer that reports is alive, even if it sends no sound while nobody speaks."""
        if self._reports.take(datagram, now_s) and self._reception.received:
            self._last_s = now_s

    # sending

    def speak(self) -> None:
        frame = self.due()
        self._timestamp += FRAME_SAMPLES
        if not self._sending:
            self._marker = True
        elif self.keys.waiting:
            self._speak_key(frame)
        else:
            self._send(self._type, self._timestamp, frame)

    def _speak_key(self, frame: bytes) -> None:
        step = self.keys.step()
        if step is None or not self._press(step):
            self._send(self._type, self._timestamp, frame if step is None else tone_frame(step, self.form))

    def _press(self, step: KeyStep) -> bool:
        """Send this tick of a key as an event; False where sound is to be sent: no events agreed, or the key is up."""
        payload = None if self._events is None else event_payload(step)
        if self._events is None or payload is None:
            return False
        if step.tick == 0:
            self._event_start = self._timestamp
            self._marker = True
        self._send(self._events, self._event_start, payload)
        return True

    def _send(self, payload_type: int, timestamp: int, payload: bytes) -> None:
        sequence = self._sequence = self._sequence + 1 & 0xFFFF
        second = payload_type | 0x80 if self._marker else payload_type
        self._marker = False
        self._sent += 1
        self._octets += len(payload)
        packet = _HEAD.pack(_PLAIN, second, sequence, timestamp & 0xFFFF_FFFF, self._ssrc) + payload
        if not self._tied:
            udp.send(self.rtp, packet, self._lock.target)
            return
        try:
            self._write(packet)
        except OSError:  # its buffer is full, or its port was closed: this packet only
            return

    def skip(self, ticks: int) -> None:
        """Time passed without sending (the machine slept): keep the time stamps true."""
        self._timestamp += ticks * FRAME_SAMPLES
        self._marker = True

    def watch(self, now_s: float) -> None:
        """Twice a second: reports when due, the RTP time-out once for each silence."""
        sending = Sending(packets=self._sent, octets=self._octets, timestamp=self._timestamp)
        self._reports.send(now_s, self._report_target, sending, self._reception, self._peer_ssrc, self.jitter.jitter)
        if self._both_ways and now_s - self._last_s > self._timeout_s and self._silent_since != self._last_s:
            self._silent_since = self._last_s
            self._emit(RtpTimedOut(leg=self.leg_id))

    @property
    def _report_target(self) -> Address:
        host, port = self._lock.target
        return host, port + 1

    # the end

    def quality(self) -> LegQuality:
        reception, round_trip = self._reception, self._reports.round_trip_ms
        return LegQuality(
            leg=self.leg_id,
            packets_received=reception.received,
            packets_sent=self._sent,
            packets_lost=reception.lost,
            packets_late=self._late,
            packets_concealed=self.jitter.concealed,
            max_gap_ms=round(self._gap_s * 1000.0, 1),
            jitter_ms=round(self.jitter.jitter / SAMPLES_PER_MS, 2),
            round_trip_ms=None if round_trip is None else round(round_trip, 2),
            mos=self._mos(),
        )

    def _mos(self) -> float | None:
        reception = self._reception
        if not reception.received:
            return None
        delay = (self._reports.round_trip_ms or 0.0) / 2 + self.jitter.target_ms + _PACKET_DELAY_MS + FRAME_MS / 2
        return round(mos(delay, (reception.lost + self._late) / max(reception.expected, 1)), 2)

    def close(self) -> None:
        if self._sent and self._lock.target != NOWHERE:
            self._reports.bye(self._report_target)
        self.rtp.close()
        self.rtcp.close()


def _address(media: Negotiated) -> Address:
    """Where SDP says the peer is; a name that is no IPv4 address is not looked up (that could block): wait for its packets."""
    try:
        socket.inet_pton(socket.AF_INET, media.remote_host)
    except OSError:
        return NOWHERE
    return media.remote_host, media.remote_port
