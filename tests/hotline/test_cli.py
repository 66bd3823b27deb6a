import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

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


def test_a_wrong_setting_ends_with_its_name_and_exit_code_two(tmp_path):
    done = hotline("serve", home=tmp_path, HOTLINE_SIP__PORT="70000")
    assert_one_sentence(done, "sip.port", "HOTLINE_SIP__PORT")


@pytest.mark.parametrize(
    ("setting", "variable", "kind"),
    [("sip.port", "HOTLINE_SIP__PORT", socket.SOCK_DGRAM), ("web.port", "HOTLINE_WEB__PORT", socket.SOCK_STREAM)],
)
def test_a_port_in_use_is_named_with_its_remedy(tmp_path, setting, variable, kind):
    with socket.socket(socket.AF_INET, kind) as other, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        other.bind(("127.0.0.1", 0))
        if kind == socket.SOCK_STREAM:
            other.listen()
        free.bind(("127.0.0.1", 0))
        free_port = free.getsockname()[1]
        free.close()
        ports = {"HOTLINE_SIP__PORT": str(free_port), variable: str(other.getsockname()[1])}
        done = hotline("serve", home=tmp_path, **ports)
    assert_one_sentence(done, setting)


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
