import os
import subprocess
import sys
from pathlib import Path

import pytest

import asr
from asr.process import environment, give_way


def said(code: str, folder: Path) -> str:
    command = (sys.executable, "-W", "ignore", "-c", code)
    return subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, check=True).stdout.strip()


def test_a_child_finds_our_packages_from_any_folder(tmp_path: Path) -> None:
    assert said("import asr; print(asr.__file__)", tmp_path) == asr.__file__


def test_a_worker_is_taken_before_others_when_memory_runs_out(tmp_path: Path) -> None:
    code = "from asr.process import be_first_out_of_memory as first; first(); print(open('/proc/self/oom_score_adj').read())"
    assert int(said(code, tmp_path)) == 500


def test_a_service_that_was_started_less_important_stays_so(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def refused(which: int, who: int, niceness: int) -> None:
        asked.append(niceness)
        raise PermissionError

    monkeypatch.setattr(os, "setpriority", refused)
    give_way(5)
    assert asked == [5]
