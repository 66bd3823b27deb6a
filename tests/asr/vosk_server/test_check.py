from typing import Any

from asr.vosk_server.check import ask_all
from config.settings import Asr, load
from tests.asr.vosk_server.server import running


def asr(*servers: str, **changes: Any) -> Asr:
    quick = {"server_connect_s": 1.0, "server_silent_s": 0.3}
    return load().asr.model_copy(update={"engine": "vosk-server", "servers": servers, **quick, **changes})


def test_each_address_is_asked_through_its_recogniser() -> None:
    with running() as gone:
        pass
    with running() as good, running() as mute, running() as junk:
        mute.mute, junk.junk = True, "<html>"
        answers = ask_all(asr(good.url, mute.url, junk.url, gone.url))
    assert [answer.url for answer in answers] == [good.url, mute.url, junk.url, gone.url]
    assert [answer.after_s is not None for answer in answers] == [True, False, False, False]
    assert answers[1].why == "did not answer in time"
    assert "no reply of a vosk-server" in answers[2].why
    assert answers[3].why == "refuses connections: nothing listens there"
    assert good.messages == [['{"config": {"sample_rate": 8000, "words": true}}', '{"eof" : 1}']]
