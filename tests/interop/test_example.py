"""The examples beside kamailio's configuration: whoever copies them has a kamailio that starts."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from hotline.demo.kamailio import Kamailio, installed

EXAMPLES = Path(__file__).parents[2] / "deploy" / "kamailio"


def defined(text: str) -> set[str]:
    return set(re.findall(r"^#!(?:define|substdef) \"?!?(\w+)", text, re.MULTILINE))


def test_the_example_defines_what_the_tests_define(tmp_path: Path) -> None:
    ours = Kamailio({}, hotline="127.0.0.1:5060")._neighbours(tmp_path)["local.cfg"]
    assert defined((EXAMPLES / "local.cfg.example").read_text()) == defined(ours) | {"WITH_TLS"}


@pytest.mark.protocol
@pytest.mark.skipif(not installed(), reason="kamailio is not installed")
def test_kamailio_takes_the_examples(tmp_path: Path) -> None:
    for path in EXAMPLES.iterdir():
        text = path.read_text().replace("/etc/kamailio!g", f"{tmp_path}!g").replace("10.20.0.9", "127.0.0.1")
        (tmp_path / path.name.removesuffix(".example")).write_text(text)
    program = shutil.which("kamailio") or shutil.which("kamailio", path="/usr/sbin:/usr/local/sbin")
    assert program
    done = subprocess.run(
        [program, "-c", "-f", str(tmp_path / "kamailio.cfg"), "-Y", str(tmp_path), "-w", str(tmp_path)],
        capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-1500:]
