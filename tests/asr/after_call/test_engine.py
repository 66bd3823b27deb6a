from pathlib import Path

import pytest

from asr.after_call.engine import open_engine, settings_for
from asr.after_call.reading import AHEAD_S
from config.errors import Unavailable
from config.settings import Asr, load


@pytest.fixture
def asr() -> Asr:
    return load().asr.model_copy(update={"engine": "vosk", "model": "small", "second_pass": "vosk:large"})


def test_the_live_engine_reads_gaps_and_the_larger_one_the_second_pass(asr: Asr) -> None:
    assert (settings_for(asr, "").engine, settings_for(asr, "").model) == ("vosk", "small")
    assert (settings_for(asr, "vosk:large").engine, settings_for(asr, "vosk:large").model) == ("vosk", "large")
    assert (settings_for(asr, "whisper").engine, settings_for(asr, "whisper").model) == ("whisper", "")


def test_more_is_kept_of_a_recording_than_is_given_ahead(asr: Asr) -> None:
    assert settings_for(asr.model_copy(update={"replay_s": 10.0}), "").replay_s > AHEAD_S
    assert settings_for(asr.model_copy(update={"replay_s": 300.0}), "").replay_s == 300.0


def test_no_engine_reads_nothing_and_says_so_rather_than_closing_gaps_without_a_word(asr: Asr, tmp_path: Path) -> None:
    none = asr.model_copy(update={"engine": "none", "model": ""})
    with pytest.raises(Unavailable, match="没有可用的语音识别模型"):
        open_engine(none, tmp_path, "", lambda _: None, lambda _: None)


def test_a_larger_model_that_is_not_installed_is_named(asr: Asr, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="large"):
        open_engine(asr, tmp_path, "vosk:large", lambda _: None, lambda _: None)
