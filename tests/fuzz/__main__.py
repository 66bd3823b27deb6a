"""``make fuzz SECONDS=…``: each target in a process of its own for its share of the time; crashes are kept and shown.

What was found interesting stays in ``var/fuzz`` for the next run. One crash is played again with ``--replay FILE``.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "tests" / "data" / "fuzz"
KEPT = ROOT / "var" / "fuzz"
SHARES = {"sip": 0.3, "sdp": 0.1, "media": 0.15, "grammar": 0.05, "dialog": 0.3}
GROWTH_SHARE = 0.1
MAX_BYTES = 4_096
MAX_KEPT = 3_000
"""Inputs that are kept of one target; above that the folder begins anew, lest reading it takes the whole time."""
SLOWEST_S, MEMORY_MB = 20, 2_048
START_S = 60


def command(target: str, seconds: int, corpus: Path, crashes: Path) -> list[str]:
    return [
        sys.executable, "-m", "tests.fuzz.child", target,
        f"-max_total_time={seconds}", f"-max_len={MAX_BYTES}", f"-timeout={SLOWEST_S}", f"-rss_limit_mb={MEMORY_MB}",
        "-print_final_stats=1", "-verbosity=1", f"-dict={SEEDS / 'words.dict'}", f"-artifact_prefix={crashes}/",
        str(corpus), str(SEEDS / target),
    ]  # fmt: skip


def fuzz(target: str, seconds: int) -> bool:
    """Run one target; True when nothing was found."""
    corpus, crashes = KEPT / target, KEPT / "crashes" / target
    if corpus.is_dir() and sum(1 for _ in corpus.iterdir()) > MAX_KEPT:
        shutil.rmtree(corpus)
    for folder in (corpus, crashes):
        folder.mkdir(parents=True, exist_ok=True)
    before = set(crashes.iterdir())
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        command(target, seconds, corpus, crashes), cwd=ROOT, env=environment, capture_output=True, text=True, errors="replace",
        check=False, timeout=seconds + SLOWEST_S + START_S,
    )  # fmt: skip
    found = sorted(set(crashes.iterdir()) - before)
    if done.returncode == 0 and not found:
        print(f"fuzz {target}: {_figures(done.stderr)} in {seconds} s, nothing found", flush=True)
        return True
    print(_story(done.stdout + done.stderr), file=sys.stderr)
    print(f"fuzz {target}: exit code {done.returncode}", file=sys.stderr)
    for crash in found:
        print(f"again: {sys.executable} -m tests.fuzz --target {target} --replay {crash}", file=sys.stderr, flush=True)
    return False


def _figures(text: str) -> str:
    runs = re.findall(r"number_of_executed_units:\s*(\d+)", text)
    covered = re.findall(r"cov: (\d+)", text)
    return f"{runs[-1] if runs else '?'} inputs, {covered[-1] if covered else '?'} branches"


def _story(text: str) -> str:
    """From the exception on, else the last lines."""
    at = text.find("=== Uncaught Python exception")
    return text[at:].partition("\nINFO:")[0][-6_000:] if at >= 0 else text[-4_000:]


def grow(seconds: float) -> bool:
    """Blow up what was found till now; an input that takes too long is kept and shown."""
    from tests.fuzz.growth import grow_for

    slow = grow_for(seconds, {target: (SEEDS / target, KEPT / target) for target in SHARES}, KEPT / "crashes")
    for target, file in slow:
        print(f"again: {sys.executable} -m tests.fuzz --target {target} --replay {file}", file=sys.stderr, flush=True)
    return not slow


def replay(target: str, file: Path) -> None:
    from tests.fuzz.targets import TARGETS, timed

    timed(TARGETS[target], file.read_bytes())
    print(f"{file}: nothing wrong", flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--target", choices=sorted(SHARES))
    parser.add_argument("--replay", type=Path)
    asked = parser.parse_args(arguments)
    if asked.replay:
        replay(asked.target or asked.replay.parent.name, asked.replay)
        return 0
    if find_spec("atheris") is None:
        print("fuzz: no atheris for this Python on this machine, so nothing was fuzzed; on Linux x86_64 make setup brings it.")
        return 0
    shares = {asked.target: 1.0} if asked.target else SHARES
    clean = [fuzz(target, max(round(asked.seconds * share), 1)) for target, share in shares.items()]
    clean.append(asked.target is not None or grow(asked.seconds * GROWTH_SHARE))
    return 0 if all(clean) else 1


if __name__ == "__main__":
    sys.exit(main())
