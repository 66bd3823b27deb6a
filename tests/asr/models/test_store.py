"""What lies in the models folder, on small folders that only look like models."""

import errno
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from asr.models import catalogue, check, store, unpack
from asr.models.catalogue import ModelEntry
from asr.models.download import Patience, digests
from config.errors import BadInput, Conflict, NotFound, Unavailable
from tests.asr.models.site import Site, running

LAYOUT = (
    "am/final.mdl",
    "conf/model.conf",
    "conf/mfcc.conf",
    "graph/HCLr.fst",
    "graph/Gr.fst",
    "graph/phones/word_boundary.int",
    *(f"ivector/{name}" for name in ("final.dubm", "final.ie", "final.mat")),
    *(f"ivector/{name}" for name in ("global_cmvn.stats", "online_cmvn.conf", "splice.conf")),
)


def model(folder: Path, *without: str) -> Path:
    for name in LAYOUT:
        if name not in without:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(name)
    return folder


def zipped(folder: Path, path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*")):
            archive.write(file, f"{folder.name}/{file.relative_to(folder)}")
    return path


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The smoke decode needs a real model; here it only keeps what it was asked to try."""
    asked: list[Path] = []
    monkeypatch.setattr(check, "smoke", lambda folder, timeout_s=0.0: asked.append(folder))
    return asked


@pytest.fixture
def site() -> Iterator[Site]:
    with running() as site:
        yield site


def test_a_whole_layout_lacks_nothing(tmp_path: Path) -> None:
    assert check.missing_files(model(tmp_path / "m")) == ()


@pytest.mark.parametrize("name", LAYOUT)
def test_each_file_of_the_layout_is_missed(tmp_path: Path, name: str) -> None:
    assert name in check.missing_files(model(tmp_path / "m", name))


def test_an_empty_file_counts_as_missing(tmp_path: Path) -> None:
    folder = model(tmp_path / "m")
    (folder / "graph/HCLr.fst").write_bytes(b"")
    assert "graph/HCLr.fst" in check.missing_files(folder)


def test_one_static_graph_does_instead_of_two(tmp_path: Path) -> None:
    folder = model(tmp_path / "m", "graph/HCLr.fst", "graph/Gr.fst")
    (folder / "graph/HCLG.fst").write_text("graph")
    assert check.missing_files(folder) == ()


def test_a_file_that_somebody_brought_is_installed_with_its_checksums(tmp_path: Path, tried: list[Path]) -> None:
    archive = zipped(model(tmp_path / "vosk-model-x"), tmp_path / "x.zip")
    folder = store.install_file(archive, tmp_path / "models")
    assert folder == tmp_path / "models" / "vosk-model-x"
    assert len(tried) == 1
    written = json.loads((folder / check.MANIFEST).read_text())
    assert written["archive_sha256"] == digests(archive).sha256
    assert set(written["files"]) == set(LAYOUT)
    assert [p.name for p in (tmp_path / "models").iterdir()] == ["vosk-model-x"]
    (found,) = (m for m in store.installed(tmp_path / "models") if m.name == "vosk-model-x")
    assert found.whole


def test_eight_changed_bytes_are_found_before_loading(tmp_path: Path, tried: list[Path]) -> None:
    folder = store.install_file(zipped(model(tmp_path / "vosk-model-x"), tmp_path / "x.zip"), tmp_path / "models")
    check.ensure_sound(folder)
    (folder / "am/final.mdl").write_bytes(b"am/final.mdX")
    with pytest.raises(Unavailable, match=r"am/final\.mdl is not what was installed"):
        check.ensure_sound(folder)


def test_a_half_model_never_stands_in_the_folder(tmp_path: Path, tried: list[Path]) -> None:
    archive = zipped(model(tmp_path / "vosk-model-x", "ivector/final.ie"), tmp_path / "x.zip")
    with pytest.raises(BadInput, match=r"final\.ie is missing"):
        store.install_file(archive, tmp_path / "models")
    assert list((tmp_path / "models").iterdir()) == []
    assert tried == []


def test_a_model_that_cannot_decode_never_stands_in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(folder: Path, timeout_s: float = 0.0) -> None:
        raise Unavailable("The model cannot decode.")

    monkeypatch.setattr(check, "smoke", refuse)
    with pytest.raises(Unavailable, match="cannot decode"):
        store.install_file(zipped(model(tmp_path / "vosk-model-x"), tmp_path / "x.zip"), tmp_path / "models")
    assert list((tmp_path / "models").iterdir()) == []


def test_a_newer_one_replaces_the_older(tmp_path: Path, tried: list[Path]) -> None:
    source = model(tmp_path / "vosk-model-x")
    store.install_file(zipped(source, tmp_path / "x.zip"), tmp_path / "models")
    (source / "am/final.mdl").write_text("newer")
    folder = store.install_file(zipped(source, tmp_path / "x.zip"), tmp_path / "models")
    assert (folder / "am/final.mdl").read_text() == "newer"
    assert [p.name for p in (tmp_path / "models").iterdir()] == ["vosk-model-x"]


def test_a_model_is_fetched_by_name(site: Site, tmp_path: Path, tried: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    archive = zipped(model(tmp_path / "vosk-model-x"), tmp_path / "x.zip")
    site.files["/vosk-model-x.zip"] = archive.read_bytes()
    known = digests(archive)
    entry = ModelEntry(name="vosk-model-x", language="zh", note="", size=known.size, md5=known.md5)
    monkeypatch.setattr(catalogue, "KNOWN", {"vosk-model-x": entry})
    steps: list[str] = []
    folder = store.install("vosk-model-x", tmp_path / "models", site.url, lambda step, done, total: steps.append(step))
    assert folder.name == "vosk-model-x"
    assert list(dict.fromkeys(steps)) == ["download", "unpack", "try", "done"]
    assert not list((tmp_path / "models" / ".download").iterdir())


def test_a_site_that_cannot_be_reached_names_the_way_round(tmp_path: Path) -> None:
    with running() as gone:
        url = gone.url
    quick = Patience(connect_s=1, read_s=1, tries=1, pause_s=0.01)
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1") as caught:
        store.install("vosk-model-small-cn-0.22", tmp_path, url, patience=quick)
    assert "--from FILE" in caught.value.remedy


def test_a_false_default_model_is_refused(tmp_path: Path, tried: list[Path]) -> None:
    archive = zipped(model(tmp_path / "vosk-model-small-cn-0.22"), tmp_path / "x.zip")
    with pytest.raises(BadInput, match="not the official"):
        store.install_file(archive, tmp_path / "models")


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no file"):
        store.install_file(tmp_path / "none.zip", tmp_path / "models")


def test_a_folder_without_checksums_is_tried_once_and_then_known(tmp_path: Path, tried: list[Path]) -> None:
    folder = model(tmp_path / "models" / "vosk-model-copied")
    check.ensure_sound(folder)
    check.ensure_sound(folder)
    assert tried == [folder]


def test_a_model_is_found_by_name_or_by_path(tmp_path: Path) -> None:
    folder = model(tmp_path / "vosk-model-x")
    assert store.where("vosk-model-x", tmp_path) == folder
    assert store.where(str(folder), tmp_path / "elsewhere") == folder
    assert store.where("vosk-model-y", tmp_path) is None


def test_a_disk_that_fills_up_while_unpacking_is_said_in_words_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tried: list[Path]
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "somewhere")

    archive = zipped(model(tmp_path / "vosk-model-x"), tmp_path / "x.zip")
    monkeypatch.setattr(unpack, "_extract", full)
    with pytest.raises(Unavailable, match="No space left") as caught:
        store.install_file(archive, tmp_path / "models")
    assert "Free some space" in caught.value.remedy
    assert list((tmp_path / "models").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_said_in_words(tmp_path: Path) -> None:
    archive = zipped(model(tmp_path / "vosk-model-x"), tmp_path / "x.zip")
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unavailable, match="cannot be put into"):
        store.install_file(archive, tmp_path / "file" / "models")


def test_two_installations_at_once_do_not_write_into_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = zipped(model(tmp_path / "vosk-model-x"), tmp_path / "x.zip")
    refused: list[str] = []

    def second(folder: Path, timeout_s: float = 0.0) -> None:
        with pytest.raises(Conflict) as caught:
            store.install_file(archive, tmp_path / "models")
        refused.append(caught.value.what)

    monkeypatch.setattr(check, "smoke", second)
    assert store.install_file(archive, tmp_path / "models").is_dir()
    assert len(refused) == 1


def test_what_a_killed_installation_left_is_swept(tmp_path: Path, tried: list[Path]) -> None:
    (tmp_path / "models" / ".unpack-old" / "vosk-model-x").mkdir(parents=True)
    (tmp_path / "models" / ".older-old").mkdir()
    store.install_file(zipped(model(tmp_path / "vosk-model-x"), tmp_path / "x.zip"), tmp_path / "models")
    assert [p.name for p in (tmp_path / "models").iterdir()] == ["vosk-model-x"]


def test_a_page_instead_of_the_archive_is_refused_and_not_kept(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.files["/vosk-model-x.zip"] = b"<html>sign in to the network</html>"
    monkeypatch.setattr(
        catalogue, "KNOWN", {"vosk-model-x": ModelEntry(name="vosk-model-x", language="zh", note="", md5="0" * 32)}
    )
    with pytest.raises(Unavailable, match="is not the file"):
        store.install("vosk-model-x", tmp_path / "models", site.url)
    assert not list((tmp_path / "models" / ".download").iterdir())


def test_an_archive_that_there_was_no_room_to_unpack_is_not_fetched_again(
    site: Site, tmp_path: Path, tried: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = zipped(model(tmp_path / "vosk-model-x"), tmp_path / "x.zip")
    site.files["/vosk-model-x.zip"] = archive.read_bytes()
    known = digests(archive)
    entry = ModelEntry(name="vosk-model-x", language="zh", note="", size=known.size, md5=known.md5)
    monkeypatch.setattr(catalogue, "KNOWN", {"vosk-model-x": entry})
    with monkeypatch.context() as crowded:
        crowded.setattr(unpack, "ensure_room", lambda *_: (_ for _ in ()).throw(unpack.NoRoom("There is no room.")))
        with pytest.raises(Unavailable, match="no room"):
            store.install("vosk-model-x", tmp_path / "models", site.url)
    assert store.install("vosk-model-x", tmp_path / "models", site.url).is_dir()
    assert len(site.ranges) == 1
    assert not list((tmp_path / "models" / ".download").iterdir())
