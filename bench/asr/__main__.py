"""Every figure of the recognition in one run; see `bench.asr`. One JSON object a line on standard output.

--quick          few layouts and short windows: shows that all of it runs; composes no graph
--only PART …    of: compare, mandarin, live
--layouts N      calls that are laid out
--seconds S      how long each of them is
--plot FILE      write how live streams degrade past the limit as SVG
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from bench.asr.compare import Comparison, compare
from bench.asr.engines import as_users_run_it
from bench.asr.figures import comparison
from bench.asr.live import LivePlan, live, live_figures
from bench.asr.mandarin import mandarin
from bench.asr.plot import degradation
from bench.asr.words import say
from bench.telephony.figures import Figure
from config.errors import HotlineError

PARTS = ("compare", "mandarin", "live")


def arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.asr", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--layouts", type=int)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--plot", type=Path)
    return parser.parse_args(words)


def tell(figures: Sequence[Figure]) -> None:
    for figure in figures:
        print(figure.line(), flush=True)


def _compared(chosen: argparse.Namespace) -> list[Figure]:
    model = as_users_run_it(make=not chosen.quick)
    plan = Comparison(model=model, layouts=2, longest_s=20.0, kept=2) if chosen.quick else Comparison(model=model)
    plan = replace(plan, layouts=chosen.layouts or plan.layouts, longest_s=chosen.seconds or plan.longest_s)
    return comparison(compare(plan))


def _live(quick: bool, plot: Path | None) -> list[Figure]:
    model = as_users_run_it(make=not quick)
    rungs = live(LivePlan(model=model, legs=(2,), seconds=14.0, arrive_s=2.0, stock_legs=()) if quick else LivePlan(model=model))
    if plot:
        plot.write_text(degradation(rungs))
    return live_figures(rungs)


def main(words: Sequence[str]) -> int:
    chosen = arguments(words)
    parts: dict[str, Callable[[], list[Figure]]] = {
        "compare": lambda: _compared(chosen),
        "mandarin": lambda: mandarin(6 if chosen.quick else None),
        "live": lambda: _live(chosen.quick, chosen.plot),
    }
    for name, measure in parts.items():
        if name in chosen.only:
            try:
                tell(measure())
            except HotlineError as error:
                say(f"{name}: {error.what} {error.remedy}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
