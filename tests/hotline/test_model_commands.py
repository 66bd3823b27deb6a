"""What is said while a model is installed and composed."""

import shutil
from pathlib import Path

import pytest

from asr.models import check, compiled
from config.errors import BadInput, NotFound
from config.settings import Settings, load
from hotline import model_commands
from tests.asr.models.test_store import model, zipped

NAME = "vosk-model-small-cn-0.22"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(home=tmp_path)


@pytest.fixture
def said() -> list[str]:
    return []


def test_an_installed_model_says_what_composing_it_would_need(
    settings: Settings, said: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "smoke", lambda folder: None)
    monkeypatch.setattr(shutil, "which", lambda program: None)
    archive = zipped(model(tmp_path / "source" / "vosk-model-own"), tmp_path / "own.zip")
    folder = model_commands.install(settings, "", archive, said.append)
    assert folder == settings.models / "vosk-model-own"
    assert "libfst-tools" in said[-1]
    assert "hotline models compile" in said[-1]


def test_a_listed_model_is_called_compiled_when_it_is(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    model(settings.models / NAME)
    state = {row["name"]: row["state"] for row in model_commands.listing(settings)}
    monkeypatch.setattr(compiled, "find", lambda folder, models: models)
    later = {row["name"]: row["state"] for row in model_commands.listing(settings)}
    assert (state[NAME], later[NAME]) == ("installed", "compiled")


def test_composing_a_model_that_is_not_there_names_the_command(settings: Settings, said: list[str]) -> None:
    with pytest.raises(NotFound) as caught:
        model_commands.compile_graph(settings, "vosk-model-cn-0.22", said.append)
    assert caught.value.remedy == "hotline models install vosk-model-cn-0.22"


def test_where_no_vosk_model_reads_calls_one_must_be_named(settings: Settings, said: list[str]) -> None:
    asr = settings.asr.model_copy(update={"engine": "none"})
    with pytest.raises(BadInput, match="Calls are read by none"):
        model_commands.compile_graph(settings.model_copy(update={"asr": asr}), "", said.append)


def test_each_step_is_said_once_and_its_figures_now_and_then(said: list[str]) -> None:
    times = iter((0.0, 5.0, 11.0, 12.0))
    steps = model_commands.Steps("own", said.append, clock=lambda: next(times))
    for words in ("composing: 0 s", "composing: 5 s", "composing: 11 s", "writing the graph"):
        steps(words)
    assert said == ["own: composing: 0 s", "own: composing: 11 s", "own: writing the graph"]
