"""Figures of a hotline with a million tickets; one JSON object a line on standard output, words on standard error.

SCALE=N or --scale N   tickets in the large database (1,000,000); the small one has a hundredth, at least 1,000
--only KIND …          of: postgresql, sqlite
--rounds N             readings of each kind (200)
--commands N           tickets that are taken through their life (300)
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence

from bench.telephony.figures import Figure
from bench.tickets.places import Filled, filled
from bench.tickets.work import SHORT_PAGE, Reader, Times, commands, read_in_turns, swept
from config.errors import HotlineError

KINDS = ("postgresql", "sqlite")
SCALE, SMALLEST = 1_000_000, 1_000
WORKLIST_GOAL_MS = 50.0


def main(words: Sequence[str]) -> int:
    """0 whatever the figures; 2 with a sentence when there is nothing to measure."""
    chosen = _arguments(words)
    small = max(chosen.scale // 100, SMALLEST)
    try:
        with filled((small, chosen.scale), tuple(chosen.only), _say) as databases:
            for figure in figures(databases, chosen.scale, chosen.rounds, chosen.commands):
                print(figure.line(), flush=True)
    except HotlineError as error:
        _say(str(error))
        return 2
    return 0


def figures(databases: Sequence[Filled], scale: int, rounds: int, count: int) -> Iterator[Figure]:
    """Readings of all by turns first, then what writes: commands, and last the sweep, which leaves nothing to sweep."""
    times = read_in_turns([Reader(one) for one in databases], rounds)
    for kind in dict.fromkeys(one.name for one in databases):
        large = [one for where, one in times if where.name == kind and where.scale == scale]
        small = [one for where, one in times if where.name == kind and where.scale != scale]
        yield from _read(large, small, _suffix(kind))
    for one in sorted(databases, key=lambda where: where.scale):
        yield from _written(one, list(commands(one, count)), scale)
    for one in databases:
        if one.scale == scale:
            seen, seconds = swept(one)
            _say(f"{one.name}: {seen:,} open tickets looked at in {seconds:.1f} s")
            name = "sweep_100k_s" if seen >= 0.9 * scale / 10 and scale == SCALE else "sweep_s"
            yield Figure(name=name + _suffix(one.name), value=seconds, unit="s", baseline=seen)


def _read(large: Sequence[Times], small: Sequence[Times], suffix: str) -> Iterator[Figure]:
    """Times of whole pages, and how those of short ones grow."""
    for before, one in zip(small, large, strict=True):
        if one.limit == SHORT_PAGE:
            name = f"{one.name}_growth_10k_to_1m{suffix}"
            yield Figure(name=name, value=one.p50, unit="ms", baseline=before.p50, ratio=one.p50 / before.p50)
            continue
        yield Figure(name=f"{one.name}_p50_ms{suffix}", value=one.p50, unit="ms")
        goal = WORKLIST_GOAL_MS if one.name == "worklist" else None
        at = "_at_1m" if one.name == "worklist" else ""
        ratio = one.p95 / goal if goal else None
        yield Figure(name=f"{one.name}_p95_ms{at}{suffix}", value=one.p95, unit="ms", baseline=goal, ratio=ratio)


def _written(where: Filled, times: Sequence[Times], scale: int) -> Iterator[Figure]:
    size = "" if where.scale == scale else "_small"
    for one in times:
        suffix = size + _suffix(where.name)
        yield Figure(name=f"{one.name}_per_s{suffix}", value=one.per_s, unit="1/s")
        yield Figure(name=f"{one.name}_p50_ms{suffix}", value=one.p50, unit="ms")
        yield Figure(name=f"{one.name}_p95_ms{suffix}", value=one.p95, unit="ms")


def _suffix(kind: str) -> str:
    return "_sqlite" if kind == "sqlite" else ""


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.tickets", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scale", type=int, default=int(os.environ.get("SCALE", SCALE)))
    parser.add_argument("--only", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--commands", type=int, default=300)
    return parser.parse_args(words)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
