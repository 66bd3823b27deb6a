import stat
import zipfile
from pathlib import Path

import pytest

from asr.models import unpack as module
from asr.models.unpack import top_folder, unpack
from config.errors import BadInput


def archive(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, body in files.items():
            zipped.writestr(name, body)
    return path


def test_the_one_top_folder_is_unpacked(tmp_path: Path) -> None:
    zipped = archive(tmp_path / "m.zip", {"m/am/final.mdl": b"abc", "m/conf/model.conf": b"x"})
    folder = unpack(zipped, tmp_path / "models")
    assert folder.name == "m"
    assert (folder / "am/final.mdl").read_bytes() == b"abc"


@pytest.mark.parametrize("name", ["../evil", "/evil", "m/../../evil", "m\\evil", "C:/evil"])
def test_no_entry_leads_out(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="leads out"):
        unpack(archive(tmp_path / "m.zip", {"m/ok": b"1", name: b"2"}), tmp_path / "models")
    assert not (tmp_path / "evil").exists()


def test_a_link_in_the_archive_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "m.zip", "w") as zipped:
        link = zipfile.ZipInfo("m/link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        zipped.writestr(link, "/etc/passwd")
    with pytest.raises(BadInput, match="leads out"):
        unpack(tmp_path / "m.zip", tmp_path / "models")


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="would unpack"):
        unpack(archive(tmp_path / "m.zip", {"m/zeros": bytes(50_000_000)}), tmp_path / "models")
    assert not (tmp_path / "models").exists()


def test_more_files_than_a_model_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_FILES", 3)
    with pytest.raises(BadInput, match="4 files"):
        top_folder(archive(tmp_path / "m.zip", {f"m/{i}": b"x" for i in range(4)}))


def test_two_top_folders_are_no_model(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="top folder"):
        top_folder(archive(tmp_path / "m.zip", {"a/x": b"1", "b/x": b"2"}))


def test_a_half_archive_leaves_nothing(tmp_path: Path) -> None:
    whole = archive(tmp_path / "m.zip", {"m/x": b"1" * 1000}).read_bytes()
    (tmp_path / "half.zip").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadInput, match="no zip"):
        unpack(tmp_path / "half.zip", tmp_path / "models")


def test_a_damaged_entry_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "m.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as zipped:
        zipped.writestr("m/x", b"A" * 1000)
    path.write_bytes(path.read_bytes().replace(b"A" * 1000, b"A" * 999 + b"B"))
    with pytest.raises(BadInput, match="cannot be unpacked"):
        unpack(path, tmp_path / "models")
    assert list((tmp_path / "models").iterdir()) == []
