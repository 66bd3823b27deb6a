"""Urgent phrasings and near misses of `tests/ticketing/drafting`, one a line: does the banner come up?"""

import sys
from pathlib import Path

from bench.draft.calls import ROOT
from bench.telephony.figures import Figure
from ticketing.drafting import Turn
from ticketing.drafting.spoken import listen
from ticketing.drafting.urgency import urgent_words

FOLDER = ROOT / "tests" / "ticketing" / "drafting"
URGENT, NEAR_MISSES = FOLDER / "urgent_phrasings.txt", FOLDER / "urgent_near_misses.txt"
UNTAUGHT = ("first_sight", "fresh")
"""Batches that nothing was tuned on: figures only, so that nobody does."""


def phrasings(file: Path) -> list[str]:
    """The lines of one list, without its comments."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def phrasing_figures() -> list[Figure]:
    """Recall on the urgent ones; precision of the alarms over both lists, with each miss and each false alarm told."""
    urgent, near = phrasings(URGENT), phrasings(NEAR_MISSES)
    missed = [line for line in urgent if not _alarms(line)]
    false = [line for line in near if _alarms(line)]
    for line in missed:
        print(f"urgent phrasing missed: {line}", file=sys.stderr)
    for line in false:
        print(f"near miss taken for urgent: {line}", file=sys.stderr)
    rung = len(urgent) - len(missed)
    precision = rung / (rung + len(false)) if rung + len(false) else None
    return [
        Figure(name="urgent_phrasings", value=len(urgent), unit="phrasings"),
        Figure(name="urgent_phrasings_recall", value=rung / len(urgent), unit="share"),
        Figure(name="urgent_near_misses", value=len(near), unit="phrasings"),
        Figure(name="urgent_near_misses_precision", value=precision, unit="share"),
        Figure(name="urgent_near_misses_quiet", value=1 - len(false) / len(near), unit="share"),
        *(figure for batch in UNTAUGHT for figure in _untaught(batch)),
    ]


def _untaught(batch: str) -> list[Figure]:
    urgent, near = (phrasings(FOLDER / f"urgent_{kind}_{batch}.txt") for kind in ("phrasings", "near_misses"))
    rung, false = (sum(map(_alarms, lines)) for lines in (urgent, near))
    precision = rung / (rung + false) if rung + false else None
    return [
        Figure(name=f"urgent_phrasings_{batch}_recall", value=rung / len(urgent), unit="share"),
        Figure(name=f"urgent_phrasings_{batch}_precision", value=precision, unit="share"),
    ]


def _alarms(line: str) -> bool:
    return bool(urgent_words(listen([Turn("caller", line)])))
