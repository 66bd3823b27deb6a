import stat
import zipfile
from pathlib import Path

import pytest

from asr.models import unpack as module
from asr.models.unpack import top_folder, unpack
from config.errors import BadInput, Unavailable


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


def test_damage_within_packed_bytes_leaves_nothing(tmp_path: Path) -> None:
    body = bytes(range(256)) * 40
    path = archive(tmp_path / "m.zip", {"m/x": body})
    whole = bytearray(path.read_bytes())
    whole[45:60] = b"\xff" * 15
    path.write_bytes(whole)
    with pytest.raises(BadInput, match="cannot be unpacked"):
        unpack(path, tmp_path / "models")
    assert list((tmp_path / "models").iterdir()) == []


def test_an_encrypted_entry_is_refused_in_words(tmp_path: Path) -> None:
    path = archive(tmp_path / "m.zip", {"m/x": b"abc"})
    whole = path.read_bytes()
    local, central = whole.index(b"PK\x03\x04"), whole.index(b"PK\x01\x02")
    marked = bytearray(whole)
    marked[local + 6] |= 1
    marked[central + 8] |= 1
    path.write_bytes(marked)
    with pytest.raises(BadInput, match="cannot be unpacked"):
        unpack(path, tmp_path / "models")


@pytest.mark.parametrize("name", [".download", "-m", "m m", "模型", "m" * 101])
def test_a_folder_that_is_no_models_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="no model's name"):
        top_folder(archive(tmp_path / "x.zip", {f"{name}/x": b"1"}))


def test_a_file_where_a_folder_must_be_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be unpacked"):
        unpack(archive(tmp_path / "m.zip", {"m/a": b"1", "m/a/b": b"2"}), tmp_path / "models")


def test_without_room_nothing_is_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = type("Usage", (), {"free": 10_000_000})
    monkeypatch.setattr("shutil.disk_usage", lambda _: full)
    with pytest.raises(Unavailable, match="no room") as caught:
        unpack(archive(tmp_path / "m.zip", {"m/x": b"1"}), tmp_path / "models")
    assert "folders.models" in caught.value.remedy
    assert list((tmp_path / "models").iterdir()) == []
