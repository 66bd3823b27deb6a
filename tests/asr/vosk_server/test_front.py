"""The recognition process with a farm behind it: from the tap's frames to the events on the loop."""

import asyncio
import sys
from pathlib import Path

from asr.port import Final, Gap, Notice, StreamFailed, StreamFinished
from asr.service import RecognitionClient
from telephony.media.tap import TapKind
from tests.asr.test_service import Desk, frame, settings, tap
from tests.asr.vosk_server.server import running
from tests.asr.vosk_server.test_engine import word

CHANNELS = ("call-1/caller", "call-1/agent")


def test_a_call_goes_on_through_the_loss_of_every_server_and_loses_no_word(tmp_path: Path) -> None:
    async def scenario() -> None:
        desk = Desk()
        with running() as one, running() as other:
            ports = one.port, other.port
            asr = settings(tmp_path, servers=(one.url, other.url), server_silent_s=2.0, gate=False)
            service = RecognitionClient(
                asr,
                desk.event,
                on_info=desk.info,
                on_notice=desk.notices.append,
                tail_s=10.0,
                command=(sys.executable, "-m", "asr.worker"),
            )
            info = await service.start()
            assert (info.engine, info.model, info.interims) == ("vosk-server", "2 servers", True)
            with tap(service.tap_path) as link:
                for stream in CHANNELS:
                    link.sendall(frame(TapKind.OPEN, stream))
                    for at, pcm in enumerate([word(1), *[bytes(1600)] * 4, word(2)]):
                        link.sendall(frame(TapKind.AUDIO, stream, at * 100, pcm))
                await desk.until(lambda: desk.count(Final) == 2)
                assert one.calls
                assert other.calls
                one.stop()
                other.stop()
                for stream in CHANNELS:
                    link.sendall(frame(TapKind.AUDIO, stream, 600, word(3)))
                await desk.until(lambda: any(isinstance(event, Notice) and event.text for event in desk.events))
                with running(port=ports[0]):
                    for stream in CHANNELS:
                        link.sendall(frame(TapKind.AUDIO, stream, 700, word(4)) + frame(TapKind.END, stream))
                    await desk.until(lambda: desk.count(StreamFinished) == 2)
                    await service.stop()
        for channel in ("caller", "agent"):
            finals = [event for event in desk.events if isinstance(event, Final) and event.channel == channel]
            assert [(word.text, word.t0) for final in finals for word in final.words] == [
                ("w1", 0.0),
                ("w2", 0.5),
                ("w3", 0.6),
                ("w4", 0.7),
            ]
        assert [event.text != "" for event in desk.events if isinstance(event, Notice)] == [True, False]
        assert not desk.count(Gap)
        assert not desk.count(StreamFailed)
        assert any("No vosk-server answers" in notice for notice in desk.notices)

    asyncio.run(scenario())
