"""Compiled modules: used only while they were made from the present sources, and never needed."""

import shutil
import sys
from pathlib import Path

import pytest

import telephony.media
from config.errors import Unavailable
from telephony.media import native, native_build


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The engine's sources in a folder in which they may be edited."""
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "jitter.py").write_text("DEPTH = 2\n")
    monkeypatch.setattr(native, "SOURCES", folder)
    return folder


def _make(folder: Path) -> Path:
    made = native.place(folder)
    made.mkdir(parents=True)
    (made / native.DONE).touch()
    return made


@pytest.mark.parametrize("edit", ["DEPTH = 3\n", "DEPTH = 2\n\n"])
def test_an_edited_source_is_never_hidden_by_older_objects(sources: Path, tmp_path: Path, edit: str) -> None:
    _make(tmp_path / "native")
    assert native.is_made(tmp_path / "native")
    (sources / "jitter.py").write_text(edit)
    assert not native.is_made(tmp_path / "native")


def test_what_was_not_made_to_its_end_is_not_taken_in(tmp_path: Path) -> None:
    native.place(tmp_path).mkdir()
    before = list(telephony.media.__path__), list(sys.path)
    assert not native.take_in(tmp_path)
    assert (list(telephony.media.__path__), sys.path) == before


def test_what_is_made_comes_before_the_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telephony.media, "__path__", list(telephony.media.__path__))
    monkeypatch.setattr(sys, "path", list(sys.path))
    made = _make(tmp_path)
    assert native.take_in(tmp_path)
    assert telephony.media.__path__[0] == str(made / "telephony" / "media")


def test_without_a_compiler_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(Unavailable) as refused:
        native_build.build(tmp_path / "native")
    assert "compiler" in refused.value.remedy
    assert not (tmp_path / "native").exists()


def test_objects_of_the_present_sources_are_kept_and_older_ones_go(sources: Path, tmp_path: Path) -> None:
    folder = tmp_path / "native"
    old = _make(folder)
    (sources / "jitter.py").write_text("DEPTH = 3\n")
    new = _make(folder)
    assert native_build.build(folder) == new
    assert (old.exists(), new.exists()) == (False, True)


def test_all_that_is_to_be_compiled_is_there() -> None:
    assert [name for name in native.MODULES if not (native.SOURCES / f"{name}.py").is_file()] == []


@pytest.mark.timeout(600)
def test_the_engine_can_be_compiled(compiled: Path) -> None:
    """Beside others, so that the tests that have the machine to themselves find it made."""
    assert native.is_made(compiled)
