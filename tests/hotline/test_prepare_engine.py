"""Set-up and the compiled engine: a sentence where it cannot be made, nothing where it is not wanted."""

from pathlib import Path

import pytest

from config.settings import Settings, load
from hotline.setup import prepare_engine
from telephony.media import native, native_build


def _settings(home: Path, compiled: str) -> Settings:
    settings = load(home=home)
    return settings.model_copy(update={"media": settings.media.model_copy(update={"compiled": compiled})})


def test_without_a_compiler_set_up_goes_on_with_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native_build, "missing_tools", lambda: "gcc")
    said: list[str] = []
    prepare_engine(_settings(tmp_path, "auto"), said.append)
    assert len(said) == 1
    assert "gcc is not installed" in said[0]


@pytest.mark.parametrize(("compiled", "made"), [("never", False), ("auto", True)])
def test_nothing_is_said_where_nothing_is_to_be_done(tmp_path: Path, compiled: str, made: bool) -> None:
    settings = _settings(tmp_path, compiled)
    if made:
        native.place(settings.native).mkdir(parents=True)
        (native.place(settings.native) / native.DONE).touch()
    said: list[str] = []
    prepare_engine(settings, said.append)
    assert said == []
