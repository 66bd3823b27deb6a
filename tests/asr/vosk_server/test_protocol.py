import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.port import Word
from asr.vosk_server import protocol
from asr.vosk_server.protocol import BadReply, Heard, Interim


def test_the_configuration_names_rate_and_words_and_never_a_model() -> None:
    assert json.loads(protocol.begin(8000)) == {"config": {"sample_rate": 8000, "words": True}}


def test_the_end_is_the_text_that_the_server_compares() -> None:
    assert protocol.END == '{"eof" : 1}'


def test_an_interim_is_read() -> None:
    assert protocol.read('{"partial" : "路 灯"}') == Interim("路 灯")


def test_a_result_is_read_with_words_times_and_confidence() -> None:
    reply = '{"result": [{"conf": 0.5, "end": 1.5, "start": 1.0, "word": "路灯"}], "text": "路灯"}'
    assert protocol.read(reply) == Heard("路灯", (Word(text="路灯", t0=1.0, t1=1.5, confidence=0.5),))


def test_silence_is_an_empty_result() -> None:
    assert protocol.read('{"text" : ""}') == Heard("", ())


def test_of_several_readings_the_first_counts() -> None:
    reply = json.dumps({"alternatives": [{"confidence": 310.2, "text": "甲"}, {"confidence": 300.0, "text": "乙"}]})
    assert protocol.read(reply) == Heard("甲", ())


@pytest.mark.parametrize(
    "junk",
    [
        "",
        "<html>",
        "[]",
        "3",
        "null",
        '"partial"',
        "{}",
        '{"error": "busy"}',
        '{"alternatives": []}',
        '{"text": "a", "result": [{"word": "a"}]}',
        '{"text": "a", "result": [{"word": "a", "start": 2, "end": 1}]}',
        '{"text": "a", "result": [{"word": "a", "start": 0, "end": NaN}]}',
        '{"text": "a", "result": 3}',
        b"\xff\xfe",
        "[" * 100_000,
    ],
)
def test_junk_is_told_from_replies(junk: str | bytes) -> None:
    with pytest.raises(BadReply):
        protocol.read(junk)


@given(st.binary(max_size=60) | st.text(max_size=60))
def test_no_reply_raises_anything_else(message: str | bytes) -> None:
    try:
        protocol.read(message)
    except BadReply:
        return
