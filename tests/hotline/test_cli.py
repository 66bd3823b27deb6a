import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from hotline.ports import free_port

ROOT = Path(__file__).parents[2]


def hotline(*arguments: str, home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
    environment |= {"HOTLINE_HOME": str(home), "HOTLINE_ASR__ENGINE": "none", **variables}
    return subprocess.run(
        [sys.executable, "-m", "hotline.cli", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        env=environment,
    )


def assert_one_sentence(done: subprocess.CompletedProcess[str], *named: str) -> None:
    assert done.returncode == 2, done
    words = [line for line in done.stderr.splitlines() if line.startswith("hotline: ")]
    assert len(words) == 1, done.stderr
    assert "Traceback" not in done.stderr
    for name in named:
        assert name in words[0]


def free_ports() -> dict[str, str]:
    return {
        "HOTLINE_SIP__PORT": str(free_port(socket.SOCK_DGRAM)),
        "HOTLINE_WEB__PORT": str(free_port(socket.SOCK_STREAM)),
    }


def test_a_wrong_setting_ends_with_its_name_and_exit_code_two(tmp_path):
    done = hotline("serve", home=tmp_path, HOTLINE_SIP__PORT="70000")
    assert_one_sentence(done, "sip.port", "HOTLINE_SIP__PORT")


@pytest.mark.parametrize(
    ("setting", "variable", "kind"),
    [("sip.port", "HOTLINE_SIP__PORT", socket.SOCK_DGRAM), ("web.port", "HOTLINE_WEB__PORT", socket.SOCK_STREAM)],
)
def test_a_port_in_use_is_named_with_its_remedy(tmp_path, setting, variable, kind):
    with socket.socket(socket.AF_INET, kind) as other:
        other.bind(("127.0.0.1", 0))
        if kind == socket.SOCK_STREAM:
            other.listen()
        ports = free_ports() | {variable: str(other.getsockname()[1])}
        done = hotline("serve", home=tmp_path, **ports)
    assert_one_sentence(done, setting, variable)


def test_rtp_on_an_address_of_another_machine_is_named(tmp_path):
    done = hotline("serve", home=tmp_path, HOTLINE_MEDIA__HOST="192.0.2.1", **free_ports())
    assert_one_sentence(done, "media.host", "192.0.2.1")


def test_a_missing_model_is_named_with_its_remedy(tmp_path):
    variables = {"HOTLINE_ASR__ENGINE": "vosk", "HOTLINE_ASR__MODEL": "vosk-model-nowhere"}
    done = hotline("serve", home=tmp_path, **variables)
    assert_one_sentence(done, "vosk-model-nowhere", "hotline models install")


def test_a_database_of_a_newer_version_is_not_touched(tmp_path):
    import sqlite3

    with sqlite3.connect(tmp_path / "hotline.db") as database:
        database.execute("create table alembic_version (version_num varchar(32) not null)")
        database.execute("insert into alembic_version values ('9999_from_the_future')")
    done = hotline("serve", home=tmp_path)
    assert_one_sentence(done, "newer")


def test_a_home_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    done = hotline("serve", home=tmp_path / "file" / "below")
    assert_one_sentence(done, "home")


def test_doctor_says_what_to_do_about_each_thing_that_is_missing(tmp_path):
    done = hotline("doctor", "--json", home=tmp_path, HOTLINE_ASR__MODELS_SITE="http://127.0.0.1:9/models")
    findings = [json.loads(line) for line in done.stdout.splitlines()]
    names = {finding["name"] for finding in findings}
    assert {"python", "database", "sip.port", "web.port", "recogniser", "models site", "prompts", "web pages"} <= names
    assert all(finding["remedy"] for finding in findings if finding["state"] != "ok" and finding["name"] != "database")
    site = next(finding for finding in findings if finding["name"] == "models site")
    assert "models install --from" in site["remedy"]


def test_models_are_listed_with_what_is_installed(tmp_path):
    done = hotline("models", "list", "--json", home=tmp_path)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert any(row["name"] == "vosk-model-small-cn-0.22" and row["state"] == "not installed" for row in rows)


def test_a_model_site_out_of_reach_is_one_sentence_with_the_way_round(tmp_path):
    done = hotline("models", "install", home=tmp_path, HOTLINE_ASR__MODELS_SITE="http://127.0.0.1:9/models")
    assert_one_sentence(done, "127.0.0.1:9", "--from")


def test_a_call_to_nobody_ends_in_time_with_its_status(tmp_path):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as nobody:
        nobody.bind(("127.0.0.1", 0))
        target = f"sip:12345@127.0.0.1:{nobody.getsockname()[1]}"
        done = hotline("call", "--to", target, "--seconds", "3", home=tmp_path)
    assert done.returncode == 1, done
    assert json.loads(done.stdout)["status"] != 200


def test_a_sound_that_is_none_is_said_before_the_call(tmp_path):
    sound = tmp_path / "sound.wav"
    sound.write_text("no sound")
    done = hotline("call", "--to", "sip:12345@127.0.0.1:9", "--wav", str(sound), home=tmp_path)
    assert_one_sentence(done, "sound.wav", "WAV")


def test_an_unknown_command_ends_with_exit_code_two(tmp_path):
    done = hotline("dial", home=tmp_path)
    assert done.returncode == 2, done
    assert "No such command 'dial'" in done.stderr


@contextlib.contextmanager
def serving(home: Path):
    """The service as ``make run`` starts it: the head of a process group of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
    environment |= {"HOTLINE_HOME": str(home), "HOTLINE_ASR__ENGINE": "none", **free_ports()}
    process = subprocess.Popen(
        [sys.executable, "-m", "hotline.cli", "serve"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
        env=environment,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=30)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_a_signal_to_the_whole_group_ends_the_service_in_order(tmp_path, number):
    with serving(tmp_path) as service:
        said = ""
        while "Stop:" not in said:
            line = service.stdout.readline()
            assert line, said
            said += line
        assert "Sign in as   admin" in said
        assert "Recogniser   none: calls are taken without transcription" in said
        os.killpg(service.pid, number)
        last, _ = service.communicate(timeout=30)
    assert service.returncode == 0, last
    assert "All calls have ended" in last
    assert "lost" not in last
    assert "Traceback" not in last


def test_ctrl_c_while_the_command_line_is_loaded_is_quiet(tmp_path):
    broken = tmp_path / "typer.py"
    broken.write_text("raise KeyboardInterrupt")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    done = subprocess.run(
        [sys.executable, "-c", "from hotline.__main__ import main; main()"],
        capture_output=True, text=True, timeout=60, cwd=tmp_path, env=environment,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (130, "")
