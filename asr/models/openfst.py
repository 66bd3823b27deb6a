"""The programs that work on search graphs (OpenFst's, from the Debian packages below), each run with a bound."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from config.errors import Unavailable

PROGRAMS = ("fstcompose", "fstconvert", "fstrelabel", "fstsymbols")
PLUGIN_FOLDERS = ("/usr/lib", "/usr/local/lib")
PLUGINS = ("olabel_lookahead-fst.so", "ngram-fst.so")
PACKAGES = "apt-get install --no-install-recommends libfst-tools 'libfst[0-9]*-plugins-base'"
LONGEST_STEP_S = 3600.0
LOOK_EVERY_S = 0.5
Watch = Callable[[float, int], None]


@dataclass(frozen=True, slots=True)
class OpenFst:
    """``plugins`` is the folder of the kinds of graphs that Kaldi's models use."""

    plugins: Path

    def run(self, command: Sequence[str | Path], out: Path, watch: Watch = lambda *_: None) -> None:
        """Write what the program prints to ``out``. ``watch`` gets seconds gone and bytes of memory held, twice a second.

        Raises Unavailable when it fails, takes too long or the disk is full.
        """
        with out.open("wb") as target, out.with_suffix(".err").open("w+b") as errors:
            began = time.monotonic()
            running = subprocess.Popen(
                [str(part) for part in command],
                stdout=target,
                stderr=errors,
                env=os.environ | {"LD_LIBRARY_PATH": str(self.plugins)},
            )
            try:
                while (code := _code(running)) is None:
                    gone_s = time.monotonic() - began
                    if gone_s > LONGEST_STEP_S:
                        raise Unavailable(f"{command[0]} did not end within {LONGEST_STEP_S:.0f} s.", "Try on a faster machine.")
                    watch(gone_s, _memory_of(running.pid))
            finally:
                running.kill()
                running.wait()
            errors.seek(0)
            said = errors.read(2000).decode(errors="replace").strip()
        # These programs print ERROR and return 0 for some faults.
        if code or "ERROR" in said or not out.stat().st_size:
            last = said.splitlines()[-1] if said else f"exit {code}"
            raise Unavailable(f"{command[0]} failed: {last}.", "Look at the free memory and the free disk, and try again.")


def installed() -> OpenFst | None:
    """Find the programs and their plugins; None when any is missing."""
    if not all(shutil.which(program) for program in PROGRAMS):
        return None
    for root in PLUGIN_FOLDERS:
        for found in sorted(Path(root).glob(f"**/fst/**/{PLUGINS[0]}")):
            if all((found.parent / name).is_file() for name in PLUGINS):
                return OpenFst(found.parent)
    return None


def _code(running: "subprocess.Popen[bytes]") -> int | None:
    try:
        return running.wait(LOOK_EVERY_S)
    except subprocess.TimeoutExpired:
        return None


def _memory_of(pid: int) -> int:
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0
