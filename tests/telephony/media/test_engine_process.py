"""The engine as a process: prompts, recordings, tap, its death and its parent's."""

import asyncio
import itertools
import os
import signal
import subprocess
import sys
import tempfile
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import telephony
from config.ids import CallId, LegId
from telephony.media import link, process
from telephony.media.fidelity import compare
from telephony.media.port import EngineLost, PlayFinished
from telephony.media.recording import repair
from telephony.media.tap import TapFrame, TapKind
from telephony.prompts.tones import write_wav
from tests.telephony.media.peer import Peer, say_together
from tests.telephony.media.sounds import frames_of, speech_like
from tests.telephony.media.stage import PORTS, Stage, stage, until
from tests.telephony.media.test_tap import Listener

A, B = LegId("a"), LegId("b")
CALL = CallId("call")


def _tracks(path: Path) -> tuple[np.ndarray, np.ndarray]:
    with wave.open(str(path), "rb") as file:
        assert (file.getnchannels(), file.getframerate()) == (2, 8_000)
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)
    return samples[:, 0], samples[:, 1]


def _loud(samples: np.ndarray) -> int:
    """How many samples are more than G.711's idle noise."""
    return int(np.count_nonzero(np.abs(samples.astype(int)) > 100))


async def _two_talking(scene: Stage, one: np.ndarray, other: np.ndarray) -> tuple[Peer, Peer]:
    peers = Peer(), Peer("PCMU")
    for leg, peer, sound in zip((A, B), peers, (one, other), strict=True):
        local = await scene.engine.open_rtp(leg)
        scene.engine.connect(leg, peer.agreed())
        peer.say(local, frames_of(sound))
    scene.engine.bridge(A, B)
    return peers


@pytest.mark.realtime
def test_prompts_are_played_in_order_and_their_end_is_told(tmp_path: Path) -> None:
    first, second = speech_like(1, 21), speech_like(1, 22)
    write_wav(tmp_path / "prompts" / "welcome.wav", first)
    write_wav(tmp_path / "own.wav", second)

    async def scenario() -> None:
        async with stage(tmp_path) as scene:
            await scene.engine.open_rtp(A)
            peer = Peer()
            scene.engine.connect(A, peer.agreed())
            scene.engine.play(A, ["welcome", str(tmp_path / "own.wav")], token="greeting")
            await until(lambda: peer.receive() or scene.of(PlayFinished), "the end of the prompts")
            await until(lambda: peer.receive() or not _loud(peer.heard()[-320:]), "silence after it")
            peer.stop()
            assert [event.token for event in scene.of(PlayFinished)] == ["greeting"]
            result = compare(np.concatenate([first, second]), peer.heard())
            assert result.share_of_frames == 1.0

    asyncio.run(scenario())


def test_a_loop_plays_until_it_is_stopped_and_tells_no_end(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with stage(tmp_path) as scene:
            await scene.engine.open_rtp(A)
            peer = Peer()
            scene.engine.connect(A, peer.agreed())
            scene.engine.play(A, ["busy"], token="busy", loop=True)
            await until(lambda: peer.receive() or _loud(peer.heard()) > 6_500, "the third burst of the tone")
            scene.engine.stop_play(A)
            await scene.engine.figures()
            await until(lambda: peer.receive() or not _loud(peer.heard()[-3_200:]), "silence")
            peer.stop()
            assert scene.of(PlayFinished) == []

    asyncio.run(scenario())


@pytest.mark.realtime
def test_both_tracks_of_a_recording_are_whole_and_on_one_time_line(tmp_path: Path) -> None:
    caller, agent = speech_like(3, 23), speech_like(3, 24)
    path = tmp_path / "2026" / "11" / "call.wav"

    async def scenario() -> None:
        async with stage(tmp_path) as scene:
            scene.engine.record(CALL, path, left=A)
            peers = await _two_talking(scene, caller, agent)
            scene.engine.record(CALL, path, left=A, right=B)
            await until(lambda: len(peers[1].packets) > 175, "three seconds of talk")
            scene.engine.stop_recording(CALL)
            for peer in peers:
                peer.stop()
            await scene.engine.close(A)
            left, right = (compare(*pair) for pair in zip((caller, agent), _tracks(path), strict=True))
            assert min(left.share_of_frames, right.share_of_frames) >= 0.95
            assert max(left.longest_gap_ms, right.longest_gap_ms) <= 60
            assert abs(left.delay_ms - right.delay_ms) <= 60

    asyncio.run(scenario())


@pytest.mark.realtime
def test_a_killed_engine_leaves_a_readable_recording_is_reported_and_replaced(tmp_path: Path) -> None:
    caller, agent = speech_like(4, 25), speech_like(4, 26)
    path = tmp_path / "call.wav"

    async def scenario() -> None:
        async with stage(tmp_path) as scene:
            scene.engine.record(CALL, path, left=A, right=B)
            peers = await _two_talking(scene, caller, agent)
            await until(lambda: len(peers[1].packets) > 150, "three seconds of talk")
            seconds = len(peers[1].packets) * 0.02
            assert scene.engine.pid is not None
            os.kill(scene.engine.pid, signal.SIGKILL)
            await until(lambda: scene.of(EngineLost), "the news of the death")
            for peer in peers:
                peer.stop()
            left, _ = _tracks(path)
            assert len(left) / 8_000 >= seconds - 1.0
            assert repair(path) == len(left) / 8_000
            assert (await scene.engine.close(A)).packets_received == 0
            assert (await scene.engine.open_rtp(A)).port

    asyncio.run(scenario())


def test_a_recording_that_is_begun_again_goes_on_in_the_same_file(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"

    async def scenario() -> None:
        async with stage(tmp_path) as scene:
            await scene.engine.open_pipe(A)
            for _ in range(2):
                scene.engine.record(CALL, path, left=A)
                before = path.stat().st_size if path.exists() else 0
                await until(lambda before=before: path.exists() and path.stat().st_size > before + 16_000, "half a second")
                scene.engine.stop_recording(CALL)
            await scene.engine.close(A)
            left, _ = _tracks(path)
            assert len(left) >= 8_000

    asyncio.run(scenario())


@pytest.fixture
def tap() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="tap") as folder:
        yield str(Path(folder) / "s")


@pytest.fixture(params=["interpreted", "compiled"])
def native(request: pytest.FixtureRequest) -> Path | None:
    """The folder of the compiled modules; None: run the sources."""
    if request.param == "interpreted":
        return None
    folder: Path = request.getfixturevalue("compiled")
    return folder


@pytest.mark.realtime
@pytest.mark.timeout(600)
def test_the_tap_carries_speech_on_the_calls_time_line_with_flush_and_end(tmp_path: Path, tap: str, native: Path | None) -> None:
    caller, agent = speech_like(3, 27), speech_like(3, 28)

    async def scenario() -> list[TapFrame]:
        listener = Listener(tap)
        async with stage(tmp_path, tap=tap, native=native) as scene:
            assert (await scene.engine.figures())["compiled"] == (native is not None)
            scene.engine.record(CALL, tmp_path / "call.wav", left=A, right=B)
            await asyncio.sleep(0.3)
            peers = await _two_talking(scene, caller, agent)
            scene.engine.tap(A, "call/caller")
            await asyncio.to_thread(listener.accept)
            await until(lambda: len(peers[1].packets) > 160, "three seconds of talk")
            scene.engine.unbridge(B)
            scene.engine.untap(A)
            for peer in peers:
                peer.stop()
            frames: list[TapFrame] = []
            await until(lambda: frames.extend(listener.frames()) or TapKind.END in {f.kind for f in frames}, "END")
        listener.close()
        return frames

    frames = asyncio.run(scenario())
    assert {frame.stream for frame in frames} == {"call/caller"}
    kinds = [frame.kind for frame in frames]
    assert kinds[0] is TapKind.OPEN
    assert kinds[-2:] == [TapKind.FLUSH, TapKind.END]
    assert set(kinds[1:-2]) == {TapKind.AUDIO}
    audio = frames[1:-2]
    assert frames[0].time_ms >= 280
    assert [b.time_ms - a.time_ms for a, b in itertools.pairwise(audio)] == [100] * (len(audio) - 1)
    heard = np.frombuffer(b"".join(frame.pcm for frame in audio), "<i2")
    assert compare(caller, heard).share_of_frames >= 0.95
    left, _ = _tracks(tmp_path / "call.wav")
    start = audio[0].time_ms * 8
    assert (left[start : start + len(heard)] == heard[: len(left) - start]).all()


PARENT = """
import asyncio, sys
from pathlib import Path
from config.ids import CallId, LegId
from tests.telephony.media.stage import media_settings
from telephony.media.process import MediaProcess


async def main():
    engine = MediaProcess(media_settings(), prompts=Path(sys.argv[1]), tap=None)
    await engine.start(print)
    await engine.open_pipe(LegId("a"))
    engine.record(CallId("c"), Path(sys.argv[1]) / "call.wav", left=LegId("a"))
    print(engine.pid, flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


def test_the_engine_ends_with_its_parent_and_finishes_the_recording(tmp_path: Path) -> None:
    root = Path(telephony.__file__).resolve().parents[1]
    with subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)], cwd=root, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        watched = os.pidfd_open(child)
        parent.kill()

    async def ended() -> None:
        gone = asyncio.Event()
        asyncio.get_running_loop().add_reader(watched, gone.set)
        await asyncio.wait_for(gone.wait(), 10)
        asyncio.get_running_loop().remove_reader(watched)

    asyncio.run(ended())
    os.close(watched)
    assert repair(tmp_path / "call.wav") >= 0.0


def test_two_engines_share_a_machine_and_even_a_range_of_ports(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with stage(tmp_path) as first, stage(tmp_path) as second:
            ports = [(await scene.engine.open_rtp(LegId(str(n)))).port for n in range(10) for scene in (first, second)]
            assert len(set(ports)) == 20

    asyncio.run(scenario())


@pytest.mark.realtime
def test_forty_bridged_calls_keep_the_beat(tmp_path: Path) -> None:
    """Eighty legs, speech on twenty of them. The figures are printed; the bounds are for a machine that others use."""
    sound = speech_like(3, 29)

    async def scenario() -> None:
        async with stage(tmp_path, rtp_ports=(PORTS[0], PORTS[0] + 999)) as scene:
            peers = []
            for number in range(80):
                local = await scene.engine.open_rtp(LegId(str(number)))
                peer = Peer()
                scene.engine.connect(LegId(str(number)), peer.agreed())
                peers.append((peer, local))
            for number in range(0, 80, 2):
                scene.engine.bridge(LegId(str(number)), LegId(str(number + 1)))
                scene.engine.record(CallId(str(number)), tmp_path / f"{number}.wav", left=LegId(str(number)))
            say_together(peers[:20], frames_of(sound))
            await until(lambda: min(peer.said for peer, _ in peers[:20]) > 170, "three seconds of speech", 30)
            figures = await scene.engine.figures()
            for peer, _ in peers:
                peer.stop()
            pace = figures["pace"]
            print(f"40 calls: {pace}")
            shares = [compare(sound, peers[n][0].heard()).share_of_frames for n in range(20)]
            print(f"share of frames heard, worst of 20 legs: {min(shares):.3f}")
            assert figures["legs"] == 80
            assert pace["missed"] <= 0.05 * pace["ticks"]
            assert min(shares) >= 0.9

    asyncio.run(scenario())


def test_a_lost_engine_is_replaced_at_once_without_being_asked(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with stage(tmp_path) as scene:
            first = scene.engine.pid
            assert first is not None
            os.kill(first, signal.SIGKILL)
            await until(lambda: scene.of(EngineLost), "the news of the death")
            await until(lambda: scene.engine.pid not in (None, first), "the next engine")
            assert (await scene.engine.figures())["restarts"] <= 1
            assert len(scene.of(EngineLost)) == 1

    asyncio.run(scenario())


@pytest.mark.realtime
def test_an_engine_that_no_longer_answers_is_ended_and_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_HEARTBEAT_S", 0.05)
    monkeypatch.setattr(link, "_ANSWER_S", 0.2)

    async def scenario() -> None:
        async with stage(tmp_path) as scene:
            first = scene.engine.pid
            assert first is not None
            os.kill(first, signal.SIGSTOP)
            await until(lambda: scene.of(EngineLost), "the end of the engine that hung")
            monkeypatch.setattr(link, "_ANSWER_S", 5.0)
            await until(lambda: scene.engine.pid not in (None, first), "the next engine")

    asyncio.run(scenario())
