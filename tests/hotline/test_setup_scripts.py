import os
import re
import shutil
import subprocess
from pathlib import Path

SCRIPTS = Path(__file__).parents[2] / "deploy" / "setup"


def run(script: str, folder: Path, *, quiet_s: int = 10) -> subprocess.CompletedProcess[str]:
    """Bash with ``words.sh`` at hand."""
    return subprocess.run(
        ["bash", "-c", f"set -euo pipefail; . '{SCRIPTS / 'words.sh'}'; QUIET_S={quiet_s}; {script}"],
        capture_output=True, text=True, timeout=60, cwd=folder,
    )  # fmt: skip


def bare_machine(folder: Path, **programs: str) -> dict[str, str]:
    """An environment whose PATH holds only what every machine has, and ``programs`` made of the given shell lines."""
    for name in ("bash", "dirname", "env"):
        (folder / name).symlink_to(shutil.which(name) or name)
    for name, lines in programs.items():
        (folder / name).write_text(f"#!/bin/bash\n{lines}\n")
        (folder / name).chmod(0o755)
    return {"PATH": str(folder)}


def test_a_person_who_is_not_root_and_has_no_sudo_is_told_what_root_must_do(tmp_path):
    environment = bare_machine(tmp_path, id="echo 1000", **{"apt-get": f"touch {tmp_path}/called"})
    done = subprocess.run(
        [str(tmp_path / "bash"), SCRIPTS / "system-packages"], capture_output=True, text=True, timeout=60, env=environment
    )
    assert done.returncode == 2, done
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "as root: apt-get install" in done.stderr
    assert "sip-tester" in done.stderr
    assert "make run does not" in done.stderr
    assert not (tmp_path / "called").exists()


def test_a_machine_without_apt_is_told_what_to_install_by_hand(tmp_path):
    done = subprocess.run(
        [str(tmp_path / "bash"), SCRIPTS / "system-packages"],
        capture_output=True, text=True, timeout=60, env=bare_machine(tmp_path, id="echo 0"),
    )  # fmt: skip
    assert done.returncode == 2, done
    assert "no apt-get here" in done.stderr
    assert "baresip-core" in done.stderr


def test_a_python_that_is_too_old_is_one_sentence(tmp_path):
    old = tmp_path / "python3"
    old.write_text("#!/bin/bash\nexit 1\n")
    old.chmod(0o755)
    done = subprocess.run(
        ["bash", SCRIPTS / "python-environment", str(old), str(tmp_path / "venv")],
        capture_output=True, text=True, timeout=60, cwd=tmp_path, env=os.environ,
    )  # fmt: skip
    assert done.returncode == 2, done
    assert "needs Python 3.11 or newer" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "venv").exists()


def test_a_long_silent_step_says_that_it_goes_on(tmp_path):
    os.mkfifo(tmp_path / "end")
    hear = 'on_line() { [ "$1" != "one" ] || words="heard one"; }'
    script = f'{hear}; patiently "still here" bash -c "echo one; read -t 3 <> end || true"'
    done = run(script, tmp_path, quiet_s=1)
    assert done.returncode == 0, done
    assert done.stdout.splitlines()[0] == "heard one"
    assert re.search(r"^still here \(for \d s\)$", done.stdout, re.MULTILINE)


def test_a_step_that_fails_shows_its_last_words_and_its_status(tmp_path):
    done = run('patiently "still here" bash -c "seq 100; exit 7"', tmp_path)
    assert done.returncode == 7, done
    assert done.stdout == ""
    assert [line.strip() for line in done.stderr.splitlines()] == [str(number) for number in range(86, 101)]
