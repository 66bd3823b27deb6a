"""The engine with real packets: what one side says, the other hears."""

import asyncio
import struct
import time
from pathlib import Path

import numpy as np
import pytest

from config.errors import BadInput, Conflict, Unavailable
from config.ids import LegId
from telephony.media import g711
from telephony.media.fidelity import compare
from telephony.media.port import DigitPressed, LegClosed, RtpTimedOut
from telephony.sip.port import Codec
from tests.telephony.media.peer import DTMF, Peer
from tests.telephony.media.sounds import frames_of, speech_like
from tests.telephony.media.stage import stage, until

A, B, C = LegId("a"), LegId("b"), LegId("c")


@pytest.mark.realtime
@pytest.mark.parametrize("codecs", [("PCMA", "PCMA"), ("PCMA", "PCMU")])
def test_two_rtp_legs_hear_each_other_whole(tmp_path: Path, codecs: tuple[Codec, Codec]) -> None:
    one, other = speech_like(4, 1), speech_like(4, 2)

    async def scenario() -> None:
        async with stage(tmp_path) as scene:
            peers = []
            for leg, codec, sound in ((A, codecs[0], one), (B, codecs[1], other)):
                local = await scene.engine.open_rtp(leg)
                peer = Peer(codec)
                scene.engine.connect(leg, peer.agreed())
                peers.append((peer, local, sound))
            scene.engine.bridge(A, B)
            for peer, local, sound in peers:
                peer.say(local, frames_of(sound))
            await until(lambda: min(peer.said for peer, _, _ in peers) > 220, "four seconds of speech")
            for peer, _, _ in peers:
                peer.stop()
            quality = await scene.engine.close(A)
            assert quality.packets_received >= 200
            assert quality.packets_sent >= 200
            assert quality.mos is not None
            assert quality.mos > 4.0
            assert scene.of(LegClosed)[0].quality == quality
            for (_, _, sound), (listener, _, _) in (peers, peers[::-1]):
                result = compare(sound, listener.heard())
                assert result.share_of_frames >= 0.95
                assert result.longest_gap_ms <= 60

    asyncio.run(scenario())


@pytest.mark.realtime
def test_a_browser_leg_and_an_rtp_leg_hear_each_other_whole(tmp_path: Path) -> None:
    caller, agent = speech_like(3, 3), speech_like(3, 4)

    async def scenario() -> None:
        async with stage(tmp_path) as scene:
            local = await scene.engine.open_rtp(A)
            pipe = await scene.engine.open_pipe(B)
            heard: list[bytes] = []
            pipe.on_frame(heard.append)
            peer = Peer()
            scene.engine.connect(A, peer.agreed())
            scene.engine.bridge(A, B)
            peer.say(local, frames_of(caller))
            start = time.monotonic()
            for number, frame in enumerate(frames_of(agent)):
                pipe.send(frame)
                await asyncio.sleep(max(start + (number + 1) * 0.02 - time.monotonic(), 0))
            await until(lambda: len(heard) > 165, "the last frames")
            peer.stop()
            to_agent = compare(caller, np.frombuffer(b"".join(heard), "<i2"))
            to_caller = compare(agent, peer.heard())
            assert min(to_agent.share_of_frames, to_caller.share_of_frames) >= 0.95
            assert max(to_agent.longest_gap_ms, to_caller.longest_gap_ms) <= 60

    asyncio.run(scenario())


def test_a_browser_frame_of_a_wrong_size_is_refused(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with stage(tmp_path) as scene:
            pipe = await scene.engine.open_pipe(A)
            with pytest.raises(BadInput):
                pipe.send(b"\0" * 319)

    asyncio.run(scenario())


@pytest.mark.realtime
def test_a_connected_leg_alone_gets_silence_without_a_break(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with stage(tmp_path) as scene:
            await scene.engine.open_rtp(A)
            peer = Peer()
            scene.engine.connect(A, peer.agreed())
            await until(lambda: peer.receive() or len(peer.packets) >= 50, "a second of silence")
            peer.stop()
            assert {packet.payload for _, packet in peer.packets} == {g711.encode("PCMA", bytes(320))}
            steps = np.diff([packet.timestamp for _, packet in peer.packets])
            assert set(steps) == {160}

    asyncio.run(scenario())


@pytest.mark.parametrize("changes", [{"direction": "recvonly"}, {"direction": "inactive"}, {"remote_host": "0.0.0.0"}])
def test_nothing_is_sent_to_a_peer_that_does_not_want_it(tmp_path: Path, changes: dict[str, object]) -> None:
    async def scenario() -> None:
        async with stage(tmp_path) as scene:
            await scene.engine.open_rtp(A)
            peer = Peer()
            scene.engine.connect(A, peer.agreed())
            await until(lambda: peer.receive() or peer.packets, "the first packet")
            scene.engine.connect(A, peer.agreed(**changes))
            await scene.engine.figures()
            peer.receive()
            before = len(peer.packets)
            await asyncio.sleep(0.2)
            peer.receive()
            peer.stop()
            assert len(peer.packets) <= before + 1

    asyncio.run(scenario())


def test_a_muted_leg_is_silence_for_the_other(tmp_path: Path) -> None:
    sound = frames_of(speech_like(2, 5))

    async def scenario() -> None:
        async with stage(tmp_path) as scene:
            first, second = Peer(), Peer()
            local = await scene.engine.open_rtp(A)
            await scene.engine.open_rtp(B)
            scene.engine.connect(A, first.agreed())
            scene.engine.connect(B, second.agreed())
            scene.engine.bridge(A, B)
            scene.engine.mute(A, True)
            first.say(local, sound, loop=True)
            await until(lambda: second.receive() or len(second.packets) > 60, "a second of packets")
            muted = second.heard()
            scene.engine.mute(A, False)
            await until(lambda: second.receive() or second.heard()[len(muted) :].any(), "sound after unmuting")
            first.stop()
            second.stop()
            assert np.abs(muted.astype(int)).max() <= 8

    asyncio.run(scenario())


def test_a_key_is_reported_once(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with stage(tmp_path) as scene:
            local = await scene.engine.open_rtp(A)
            peer = Peer()
            scene.engine.connect(A, peer.agreed())
            for code in (1, 16, 11):
                for duration in (160, 320, 480, 480, 480):
                    peer.send(local, DTMF, 8_000 * code, struct.pack("!BBH", code, 0x80 if duration == 480 else 0, duration))
            await until(lambda: len(scene.of(DigitPressed)) >= 2, "both digits")
            await scene.engine.figures()
            peer.stop()
            assert [event.digit for event in scene.of(DigitPressed)] == ["1", "#"]

    asyncio.run(scenario())


@pytest.mark.realtime
def test_a_stranger_is_not_heard_and_junk_hurts_nobody(tmp_path: Path) -> None:
    sound, noise = speech_like(4, 6), frames_of(speech_like(4, 7))

    async def scenario() -> None:
        async with stage(tmp_path) as scene:
            caller, stranger, listener = Peer(), Peer(), Peer()
            local = await scene.engine.open_rtp(A)
            await scene.engine.open_rtp(B)
            scene.engine.connect(A, caller.agreed())
            scene.engine.connect(B, listener.agreed())
            scene.engine.bridge(A, B)
            caller.say(local, frames_of(sound))
            await until(lambda: listener.receive() or listener.heard().any(), "the caller's voice")
            stranger.say(local, noise)
            for junk in (b"", b"\x80", b"\x80\x08" + bytes(10), bytes(2_000)):
                stranger.socket.sendto(junk, (local.host, local.port))
            await until(lambda: listener.receive() or len(listener.packets) > 215, "four seconds of packets")
            for peer in (caller, stranger, listener):
                peer.stop()
            assert compare(sound, listener.heard()).share_of_frames >= 0.95
            assert stranger.packets == []

    asyncio.run(scenario())


def test_a_caller_behind_nat_is_answered_where_it_really_is(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with stage(tmp_path) as scene:
            announced, real = Peer(), Peer()
            local = await scene.engine.open_rtp(A)
            scene.engine.connect(A, announced.agreed())
            real.say(local, frames_of(speech_like(1, 8)), loop=True)
            await until(lambda: len(real.packets) > 20, "packets at the real address")
            announced.stop()
            real.stop()

    asyncio.run(scenario())


def test_silence_of_the_network_is_reported_once(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with stage(tmp_path, rtp_timeout_s=0.5) as scene:
            await scene.engine.open_rtp(A)
            await scene.engine.open_rtp(B)
            peer, held = Peer(), Peer()
            scene.engine.connect(A, peer.agreed())
            scene.engine.connect(B, held.agreed(direction="sendonly"))
            await until(lambda: scene.of(RtpTimedOut), "the time-out")
            await asyncio.sleep(1.1)
            peer.stop()
            held.stop()
            assert [event.leg for event in scene.of(RtpTimedOut)] == [A]

    asyncio.run(scenario())


def test_ports_run_out_with_a_sentence_and_come_back(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with stage(tmp_path) as probe:
            free = (await probe.engine.open_rtp(A)).port
        async with stage(tmp_path, rtp_ports=(free, free + 1)) as scene:
            assert (await scene.engine.open_rtp(A)).port % 2 == 0
            with pytest.raises(Unavailable, match=r"media\.rtp_ports"):
                await scene.engine.open_rtp(B)
            with pytest.raises(Conflict):
                await scene.engine.open_rtp(A)
            await scene.engine.close(A)
            assert (await scene.engine.open_rtp(C)).port == free

    asyncio.run(scenario())


def test_closing_what_is_not_there_gives_zeros(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with stage(tmp_path) as scene:
            quality = await scene.engine.close(A)
            assert (quality.leg, quality.packets_received, quality.mos) == (A, 0, None)

    asyncio.run(scenario())
