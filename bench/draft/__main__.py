"""How good drafts are: JSON lines on standard output, every miss on standard error.

python -m bench.draft [FILE]     FILE: calls as calls-zh.jsonl has them (its default)

All calls first, then those whose number is no multiple of three (``_tuned``) and the others (``_held_out``) apart.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.draft.calls import CALLS, city_of, read_calls, test_data
from bench.draft.figures import figures
from bench.draft.house import House, long_call_ms, open_house
from bench.draft.judging import Verdict, judge
from bench.draft.phrasings import phrasing_figures
from bench.telephony.figures import Figure
from config.errors import HotlineError

GOAL_MS = 30.0


def main(words: Sequence[str]) -> int:
    """0 whatever the figures; 2 with a sentence when there is nothing to measure."""
    parser = argparse.ArgumentParser(prog="python -m bench.draft", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=test_data() / CALLS)
    file: Path = parser.parse_args(words).file
    try:
        for figure in measure(file):
            print(figure.line(), flush=True)
    except HotlineError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def measure(file: Path) -> list[Figure]:
    calls = read_calls(file)
    with open_house(city_of(file)) as house:
        judged = [(call, judge(call.facts, house.draft(call))) for call in calls]
        took = long_call_ms(calls, house.city)
    for call, verdicts in judged:
        tell_misses(call.id, verdicts)
    found = figures(one for _, verdicts in judged for one in verdicts)
    found += figures((one for call, verdicts in judged if not call.held_out for one in verdicts), "_tuned")
    found += figures((one for call, verdicts in judged if call.held_out for one in verdicts), "_held_out")
    speed = Figure(name="compose_60_turns_ms", value=took, unit="ms", baseline=GOAL_MS, ratio=took / GOAL_MS)
    return [Figure(name="calls", value=len(calls), unit="calls"), *found, *phrasing_figures(), speed]


def tell_misses(call: str, verdicts: Sequence[Verdict]) -> None:
    for one in verdicts:
        if one.missed:
            print(f"{call} {one.field}: wanted {one.meant or '-'}, got {one.got or '-'}", file=sys.stderr)


__all__ = ["House", "main", "measure"]

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
