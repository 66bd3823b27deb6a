"""A farm over real sockets: what is told to the servers, what comes back, and that no final is lost or doubled."""

import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any, TypeVar

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from asr.port import Degraded, Event, Final, Gap, Notice, Partial, Progress, Standing, Stream, StreamFinished
from asr.vosk_server.engine import VoskServerRecognizer
from asr.vosk_server.farm import Pauses
from config.errors import BadInput, BadSetting, Unavailable
from config.ids import CallId
from tests.asr.vosk_server.server import VoskServer, running

CALL = CallId("call-1")
CHUNK_MS = 100
QUIET = bytes(1600)
WAIT_S = 10.0
E = TypeVar("E")


def word(value: int) -> bytes:
    """100 ms in which the scripted server hears ``w<value>``."""
    return value.to_bytes(2, "little") * 800


class Heard:
    """All that the recogniser says, to be waited for."""

    def __init__(self) -> None:
        self.all: list[Any] = []
        self._changed = threading.Condition()

    def __call__(self, event: Event) -> None:
        with self._changed:
            self.all.append(event)
            self._changed.notify_all()

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.all if isinstance(event, kind)]

    def wait(self, what: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(what, WAIT_S), self.all

    def words(self) -> list[str]:
        return [one.text for final in self.of(Final) for one in final.words]

    def anything(self, within_s: float) -> None:
        """Let something happen, but not for long."""
        with self._changed:
            self._changed.wait(within_s)

    def wait_count(self, kind: type, count: int) -> None:
        self.wait(lambda: len(self.of(kind)) >= count)

    def wait_words(self, *words: str) -> None:
        self.wait(lambda: self.words() == list(words))

    def finished(self) -> None:
        self.wait(lambda: bool(self.of(StreamFinished)))


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def farm(heard: Heard, one: VoskServer, other: VoskServer) -> Iterator[Callable[..., VoskServerRecognizer]]:
    """Opens a recogniser on these servers, impatient so that what fails does so within a test; closed before they stop."""
    opened: list[VoskServerRecognizer] = []

    def open_on(*servers: VoskServer | str, **how: Any) -> VoskServerRecognizer:
        settings: dict[str, Any] = {
            "name": "",
            "language": "zh",
            "emit": heard,
            "partial_interval_s": 0.0,
            "connect_s": 1.0,
            "silent_s": 0.6,
            "tail_s": 5.0,
            "pauses": Pauses(first_s=0.05, longest_s=0.2),
            **how,
        }
        opened.append(VoskServerRecognizer([one if isinstance(one, str) else one.url for one in servers], **settings))
        return opened[-1]

    yield open_on
    for recognizer in opened:
        recognizer.close()


@pytest.fixture
def one() -> Iterator[VoskServer]:
    with running() as server:
        yield server


@pytest.fixture
def other() -> Iterator[VoskServer]:
    with running() as server:
        yield server


def speak(stream: Stream, values: range | list[int], at_ms: int = 0) -> int:
    """Words of 100 ms each; return where they end."""
    for value in values:
        stream.push(word(value), at_ms)
        at_ms += CHUNK_MS
    return at_ms


def pause(stream: Stream, at_ms: int, chunks: int = 3) -> int:
    for _ in range(chunks):
        stream.push(QUIET, at_ms)
        at_ms += CHUNK_MS
    return at_ms


def opened(recognizer: VoskServerRecognizer) -> Stream:
    return recognizer.open(CALL, "caller", 8000)


Open = Callable[..., VoskServerRecognizer]


def test_what_is_told_to_a_server_is_the_stock_protocol(farm: Open, one: VoskServer, heard: Heard) -> None:
    stream = opened(farm(one))
    speak(stream, range(1, 4))
    stream.finish()
    heard.finished()
    (told,) = one.calls
    assert told[0] == '{"config": {"sample_rate": 8000, "words": true}}'
    assert told[-1] == '{"eof" : 1}'
    audio = [message for message in told[1:-1] if isinstance(message, bytes)]
    assert len(audio) == len(told) - 2, "nothing else is text"
    assert b"".join(audio).startswith(word(1) + word(2) + word(3))


def test_words_stand_on_the_calls_line_with_their_confidence_through_pauses_and_ends(
    farm: Open, one: VoskServer, heard: Heard
) -> None:
    stream = opened(farm(one))
    at = pause(stream, speak(stream, [1, 2], 5000))
    at = pause(stream, speak(stream, [3], at))
    speak(stream, [4], at)
    stream.finish()
    heard.finished()
    finals = heard.of(Final)
    assert [final.text for final in finals] == ["w1 w2", "w3", "w4"]
    assert [(w.text, w.t0, w.t1, w.confidence) for final in finals for w in final.words] == [
        ("w1", 5.0, 5.1, 0.75),
        ("w2", 5.1, 5.2, 0.75),
        ("w3", 5.5, 5.6, 0.75),
        ("w4", 5.9, 6.0, 0.75),
    ]
    assert {final.engine for final in finals} == {f"vosk-server:127.0.0.1:{one.port}"}
    assert isinstance(heard.all[-1], StreamFinished)


def test_interims_come_before_their_final_and_once_for_each_text(farm: Open, one: VoskServer, heard: Heard) -> None:
    stream = opened(farm(one))
    for n in range(3):
        speak(stream, [1 + n], n * CHUNK_MS)
        heard.wait_count(Partial, n + 1)
    pause(stream, 300)
    heard.wait(lambda: bool(heard.of(Final)))
    partials = [partial.text for partial in heard.of(Partial)]
    assert len(partials) == len(set(partials)) == 3


def test_interims_keep_their_distance(farm: Open, one: VoskServer, heard: Heard) -> None:
    stream = opened(farm(one, partial_interval_s=60.0))
    pause(stream, speak(stream, range(1, 5)))
    heard.wait_words("w1", "w2", "w3", "w4")
    assert len(heard.of(Partial)) == 1


def test_a_flush_forces_a_final_and_times_do_not_drift_after_it(farm: Open, one: VoskServer, heard: Heard) -> None:
    stream = opened(farm(one))
    at = speak(stream, [1])
    stream.flush()
    heard.wait_words("w1")
    speak(stream, [2], at)
    stream.flush()
    heard.wait_words("w1", "w2")
    assert [final.t0 for final in heard.of(Final)] == [0.0, 0.1]


def test_a_leap_on_the_line_keeps_the_times(farm: Open, one: VoskServer, heard: Heard) -> None:
    stream = opened(farm(one))
    speak(stream, [1])
    speak(stream, [2], 60_000)
    stream.finish()
    heard.finished()
    assert [(final.t0, final.t1) for final in heard.of(Final)] == [(0.0, 0.1), (60.0, 60.1)]


def test_each_channel_has_a_socket_of_its_own_where_fewest_are(
    farm: Open, one: VoskServer, other: VoskServer, heard: Heard
) -> None:
    recognizer = farm(one, other)
    for channel in ("caller", "agent"):
        speak(recognizer.open(CALL, channel, 8000), [1])
        heard.wait(lambda: bool(heard.of(Progress)))
    heard.wait(lambda: len({progress.channel for progress in heard.of(Progress)}) == 2)
    assert (len(one.calls), len(other.calls)) == (1, 1)


def test_a_server_lost_in_mid_call_costs_no_final_and_doubles_none(
    farm: Open, one: VoskServer, other: VoskServer, heard: Heard
) -> None:
    stream = opened(farm(one, other))
    at = pause(stream, speak(stream, [1, 2]))
    at = speak(stream, [3, 4], at)
    heard.wait(lambda: any("w4" in partial.text for partial in heard.of(Partial)))
    first = one if one.calls else other
    first.stop()
    at = pause(stream, speak(stream, [5], at))
    heard.wait_words("w1", "w2", "w3", "w4", "w5")
    speak(stream, [6], at)
    stream.finish()
    heard.finished()
    assert heard.words() == ["w1", "w2", "w3", "w4", "w5", "w6"]
    words = [word for final in heard.of(Final) for word in final.words]
    assert [word.t0 for word in words] == [0.0, 0.1, 0.5, 0.6, 0.7, 1.1]
    assert not heard.of(Gap)
    assert not heard.of(Notice), "one of two is no news for the desks"


def test_a_final_that_was_on_its_way_when_the_line_broke_comes_once(farm: Open, one: VoskServer, heard: Heard) -> None:
    stream, at = opened(farm(one)), 0
    for value in range(1, 13):
        at = pause(stream, speak(stream, [value], at))
        if value % 3 == 0:
            one.abort_all()
    stream.finish()
    heard.finished()
    assert heard.words() == [f"w{value}" for value in range(1, 13)]


def test_with_all_servers_gone_speech_waits_desks_are_told_and_all_is_well_again(farm: Open, heard: Heard) -> None:
    with running() as server:
        recognizer, port = farm(server), server.port
        stream = opened(recognizer)
        at = speak(stream, [1, 2])
        heard.wait(lambda: bool(heard.of(Progress)))
    at = speak(stream, [3, 4], at)
    heard.wait(lambda: bool(heard.of(Notice)))
    assert heard.of(Notice)[-1].about == "servers"
    assert "语音识别服务器" in heard.of(Notice)[-1].text
    with running(port=port):
        heard.wait(lambda: heard.of(Notice)[-1].text == "")
        speak(stream, [5], at)
        stream.finish()
        heard.finished()
    assert heard.words() == ["w1", "w2", "w3", "w4", "w5"]
    assert not heard.of(Gap)


def test_what_the_bound_pushed_out_is_told_as_a_gap_and_the_rest_is_heard(farm: Open, heard: Heard) -> None:
    with running() as server:
        port = server.port
    recognizer = farm(f"ws://127.0.0.1:{port}", keep_s=1.0)
    stream = opened(recognizer)
    speak(stream, range(1, 31))
    with running(port=port):
        stream.finish()
        heard.finished()
    assert [(gap.from_s, gap.to_s, gap.why) for gap in heard.of(Gap)] == [(0.0, 2.0, "lost")]
    assert heard.words() == [f"w{value}" for value in range(21, 31)]
    assert heard.of(Final)[0].t0 == 2.0


def test_a_tail_that_no_server_hears_ends_as_a_gap_within_its_bound(farm: Open, heard: Heard) -> None:
    with running() as server:
        recognizer = farm(server, tail_s=0.3)
        stream = opened(recognizer)
        at = pause(stream, speak(stream, [1]))
        heard.wait_words("w1")
    speak(stream, [2, 3], at)
    stream.finish()
    heard.finished()
    assert [(gap.from_s, gap.to_s) for gap in heard.of(Gap)] == [(0.4, 0.6)]
    assert heard.words() == ["w1"]


def test_a_server_that_takes_speech_and_never_answers_is_left(
    farm: Open, one: VoskServer, other: VoskServer, heard: Heard
) -> None:
    stream = opened(farm(one, other))
    at = speak(stream, [1])
    heard.wait(lambda: bool(heard.of(Progress)))
    failing, healthy = (one, other) if one.calls else (other, one)
    failing.mute = True
    pause(stream, speak(stream, [2], at))
    heard.wait_words("w1", "w2")
    assert healthy.calls


@pytest.mark.parametrize("junk", ["<html>busy</html>", b"\x00\xff", '{"error": "no model"}'])
def test_a_server_that_sends_junk_is_left(
    farm: Open, one: VoskServer, other: VoskServer, heard: Heard, junk: str | bytes
) -> None:
    stream = opened(farm(one, other))
    at = speak(stream, [1])
    heard.wait(lambda: bool(heard.of(Progress)))
    failing, healthy = (one, other) if one.calls else (other, one)
    failing.junk = junk
    pause(stream, speak(stream, [2], at))
    heard.wait_words("w1", "w2")
    assert healthy.calls


def test_more_replies_than_messages_are_refused(farm: Open, one: VoskServer, other: VoskServer, heard: Heard) -> None:
    stream = opened(farm(one, other))
    at = speak(stream, [1])
    heard.wait(lambda: bool(heard.of(Progress)))
    failing, healthy = (one, other) if one.calls else (other, one)
    failing.twice = True
    pause(stream, speak(stream, [2], at))
    heard.wait_words("w1", "w2")
    assert healthy.calls


def test_a_server_that_refuses_long_messages_gets_shorter_ones(farm: Open, one: VoskServer, heard: Heard) -> None:
    one.longest = 1000
    stream = opened(farm(one))
    speak(stream, [1, 2])
    stream.finish()
    heard.finished()
    assert heard.words() == ["w1", "w2"]
    assert not heard.of(Gap)


def test_speech_that_breaks_every_server_is_left_to_the_recording_and_the_call_goes_on(
    farm: Open, one: VoskServer, heard: Heard
) -> None:
    one.dies_of = word(66)[:200]
    stream = opened(farm(one))
    at = pause(stream, speak(stream, [1]))
    heard.wait_words("w1")
    at = pause(stream, speak(stream, [66], at))
    heard.wait(lambda: bool(heard.of(Gap)))
    pause(stream, speak(stream, [2], at))
    heard.wait_words("w1", "w2")
    (gap,) = heard.of(Gap)
    assert gap.why == "failed"
    assert gap.from_s <= 0.4
    assert gap.to_s is not None
    assert gap.to_s >= 0.5


def test_a_server_far_behind_gets_no_more_than_the_window(farm: Open, one: VoskServer, heard: Heard) -> None:
    stream = opened(farm(one, window_s=0.5, silent_s=0.4))
    one.mute = True
    speak(stream, range(1, 40))
    one.wait(lambda: bool(one.calls) and len(one.calls[0]) > 5)
    one.mute = False
    heard.wait_count(Progress, 3)
    assert sum(isinstance(message, bytes) for message in one.calls[0]) == 5


def test_a_stream_leaves_a_late_server_at_the_end_of_an_utterance(farm: Open, heard: Heard, one: VoskServer) -> None:
    """Three streams on the only server, which is late; another comes up, and they part without losing a word."""
    now = [0.0]
    with running() as gone:
        port = gone.port
    back = threading.Event()

    def log(said: str) -> None:
        if f"{port} answers" in said:
            back.set()

    recognizer = farm(one, f"ws://127.0.0.1:{port}", clock=lambda: now[0], silent_s=60.0, log=log)
    one.answers.clear()
    streams = {call: recognizer.open(CallId(call), "caller", 8000) for call in ("a", "b", "c")}
    for stream in streams.values():
        pause(stream, speak(stream, [1]))
    one.wait(lambda: sum(len(told) for told in one.calls) == 6)
    with running(port=port) as other:
        now[0] = 5.0
        assert back.wait(WAIT_S)
        one.answers.set()
        heard.wait_count(Final, 3)
        for stream in streams.values():
            speak(stream, [2], 400)
            stream.finish()
        heard.wait_count(StreamFinished, 3)
        assert len(other.calls) == 1
    for call in streams:
        assert [w.text for final in heard.of(Final) if final.call == call for w in final.words] == ["w1", "w2"]


def test_a_stream_behind_says_so_and_says_when_it_is_not(farm: Open, heard: Heard) -> None:
    with running() as server:
        port = server.port
    now = [0.0]
    stream = opened(farm(f"ws://127.0.0.1:{port}", clock=lambda: now[0], silent_s=2.0))
    at = speak(stream, [1])
    now[0] = 1.5
    with running(port=port):
        heard.wait(lambda: bool(heard.of(Progress)))
        pause(stream, at)
        heard.wait_words("w1")
    assert [degraded.step for degraded in heard.of(Degraded)] == ["no_interims", "normal"]


def test_more_streams_than_the_farm_holds_are_refused_in_words(farm: Open, one: VoskServer) -> None:
    recognizer = farm(one, most=1)
    opened(recognizer)
    with pytest.raises(Unavailable, match="路数已满"):
        recognizer.open(CALL, "agent", 8000)


def test_a_rate_of_nothing_is_refused(farm: Open, one: VoskServer) -> None:
    with pytest.raises(BadInput):
        farm(one).open(CALL, "caller", 0)


def test_closing_hears_the_tails(farm: Open, one: VoskServer, heard: Heard) -> None:
    recognizer = farm(one)
    speak(opened(recognizer), [1, 2])
    recognizer.close()
    assert heard.words() == ["w1", "w2"]
    assert isinstance(heard.all[-1], StreamFinished)


def test_a_stream_that_heard_nothing_ends_without_asking_anybody(farm: Open, one: VoskServer, heard: Heard) -> None:
    stream = opened(farm(one))
    stream.flush()
    stream.finish()
    stream.finish()
    heard.finished()
    assert [event for event in heard.all if not isinstance(event, Standing)] == [StreamFinished(call=CALL, channel="caller")]
    assert not one.calls


def authority(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for 127.0.0.1 that is its own authority, and a server's end with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    since = datetime(2020, 1, 1)
    made = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key())
        .serial_number(1)
        .not_valid_before(since)
        .not_valid_after(since + timedelta(days=36_500))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    ca, secret = folder / "ca.pem", folder / "key.pem"
    ca.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    end = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    end.load_cert_chain(ca, secret)
    return ca, end


def test_a_server_behind_tls_is_trusted_by_its_own_authority_alone(farm: Open, heard: Heard, tmp_path: Path) -> None:
    ca, end = authority(tmp_path)
    said: list[str] = []
    with running(trust=end) as server:
        farm(server, log=said.append)
        assert "not trusted" in said[0]
        stream = opened(farm(server, ca=ca))
        pause(stream, speak(stream, [1]))
        heard.wait_words("w1")


def test_an_authority_that_cannot_be_read_names_the_setting(farm: Open, tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"asr\.server_ca"):
        farm("wss://127.0.0.1:1", ca=tmp_path / "none.pem")


def test_desks_can_be_told_how_many_servers_answer(
    farm: Callable[..., VoskServerRecognizer], heard: Heard, one: VoskServer, other: VoskServer
) -> None:
    farm(one, other)
    heard.wait(lambda: Standing(of="servers", up=2, wanted=2, gate="off") in heard.all)
    other.stop()
    farm(one, other)
    heard.wait(lambda: heard.of(Standing)[-1].up == 1)
    assert heard.of(Standing)[-1] == Standing(of="servers", up=1, wanted=2, gate="off")
