import hashlib
from pathlib import Path

import pytest

from asr.whisper_model import join_verified
from config.errors import Unavailable


def parts(folder: Path) -> list[Path]:
    for name, body in (("a", b"first"), ("b", b"second")):
        (folder / name).write_bytes(body)
    return [folder / "a", folder / "b"]


def test_the_parts_are_joined_in_order(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    digest = hashlib.sha256(b"firstsecond").hexdigest()
    join_verified(parts(tmp_path), tmp_path / "out", digest, lambda done, total: seen.append((done, total)))
    assert (tmp_path / "out").read_bytes() == b"firstsecond"
    assert seen[-1] == (11, 11)


def test_parts_that_are_not_the_known_ones_are_not_kept(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="not the known ones"):
        join_verified(parts(tmp_path), tmp_path / "out", "0" * 64, lambda _done, _total: None)
    assert not (tmp_path / "out").exists()
