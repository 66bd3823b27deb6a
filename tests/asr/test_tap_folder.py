"""Where the tap's socket lies, and that killed services leave nothing behind."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from asr import tap_folder

KILLED = """
import os, signal, sys
from pathlib import Path
from asr import tap_folder
print(tap_folder.claim(Path(sys.argv[1])).path, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_folder_is_under_home_for_us_alone_and_goes_with_us(tmp_path: Path) -> None:
    folder = tap_folder.claim(tmp_path)
    assert folder.path.parent == tmp_path / "run"
    assert folder.path.stat().st_mode & 0o777 == 0o700
    assert len(os.fsencode(folder.socket)) <= tap_folder.LONGEST_SOCKET
    folder.close()
    assert os.listdir(tmp_path / "run") == []


def test_a_long_home_gets_a_short_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder = tap_folder.claim(tmp_path / ("h" * 100))
    assert folder.path.parent == tmp_path
    folder.close()
    assert os.listdir(tmp_path) == []


def test_what_a_killed_service_left_is_removed_and_what_a_living_one_has_stays(tmp_path: Path) -> None:
    living = tap_folder.claim(tmp_path)
    ran = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, check=False, text=True)
    left = Path(ran.stdout.strip())
    assert left.is_dir()
    (left / "tap").touch()
    ours = tap_folder.claim(tmp_path)
    assert sorted(os.listdir(tmp_path / "run")) == sorted((living.path.name, ours.path.name))
    living.close()
    ours.close()


def test_a_home_that_cannot_hold_it_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("a file")
    with pytest.raises(OSError, match="run"):
        tap_folder.claim(tmp_path)
