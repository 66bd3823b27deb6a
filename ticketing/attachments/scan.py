"""The operator's own virus scanner: one command, bounded in time. A file that could not be looked through is not taken."""

import subprocess
from pathlib import Path
from typing import Literal

import structlog

from config.errors import BadInput, Unavailable
from config.settings import Attachments

CLEAN, INFECTED = 0, 1
FILE = "{file}"
MAX_OUTPUT = 500
log = structlog.get_logger(__name__)


def scan(file: Path, law: Attachments) -> Literal["clean", "unscanned"]:
    """``unscanned`` where no command is set. BadInput for an infected file, Unavailable when the scanner fails or is late."""
    if not law.scan_command:
        return "unscanned"
    command = [part.replace(FILE, str(file)) for part in law.scan_command]
    if FILE not in " ".join(law.scan_command):
        command.append(str(file))
    try:
        done = subprocess.run(command, capture_output=True, timeout=law.scan_s, check=False, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired) as error:
        log.error("the virus scanner gave no answer", command=command[0], error=str(error))
        raise _failed() from error
    if done.returncode == INFECTED:
        log.warning("an infected file was refused", said=_said(done.stdout))
        raise BadInput("文件含有病毒，没有接收。", "请换一个文件。")
    if done.returncode != CLEAN:
        log.error("the virus scanner failed", command=command[0], code=done.returncode, said=_said(done.stderr or done.stdout))
        raise _failed()
    return "clean"


def _failed() -> Unavailable:
    return Unavailable("文件安全检查暂时不可用，没有接收文件。", "请稍后再试，或先不带附件提交。")


def _said(output: bytes) -> str:
    return output.decode("utf-8", "replace").strip()[:MAX_OUTPUT]
