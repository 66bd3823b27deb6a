"""``make torture``: three JSON lines on standard output, each wrong answer and each leak as a line on standard error."""

import asyncio
import json
import tempfile
import traceback
from contextlib import redirect_stdout
from pathlib import Path
from sys import stderr

from tests.torture.footprint import BACK_S
from tests.torture.run import HOSTILE, KEYS, REGISTRARS, RFC4475, SOUND, Findings, say, torture, tortured_house

CASES = 1 + len(RFC4475) + len(HOSTILE) + len(SOUND) + len(KEYS) + len(REGISTRARS)


async def _run() -> Findings:
    with tempfile.TemporaryDirectory(prefix="hotline-torture-", ignore_cleanup_errors=True) as folder:
        async with tortured_house(Path(folder), REGISTRARS) as (house, there):
            return await torture(house, there, (*RFC4475, *HOSTILE), SOUND, KEYS, back_s=BACK_S)


def _findings() -> Findings:
    """A service that does not start, or dies, answers nothing rightly."""
    try:
        return asyncio.run(_run())
    except Exception:
        say(f"WRONG the service did not serve to the end\n{traceback.format_exc()}")
        return Findings(wrong=["the service did not serve to the end"] * CASES)


def main() -> None:
    say(f"{len(RFC4475)} cases of RFC 4475, {CASES - len(RFC4475)} hostile ones of our own")
    with redirect_stdout(stderr):
        found = _findings()
    figures = {"torture_messages": found.messages, "torture_wrong": len(found.wrong), "torture_leaks": len(found.leaks)}
    for name, value in figures.items():
        print(json.dumps({"name": name, "value": value, "unit": "count", "baseline": None, "ratio": None}), flush=True)


if __name__ == "__main__":
    main()
