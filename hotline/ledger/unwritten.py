"""Where a fact goes that the database refuses for good: a line of ``ledger-unwritten.jsonl``, else the log."""

import json
from pathlib import Path

import structlog

from hotline.ledger.facts import Fact, Passing

log = structlog.get_logger(__name__)
FILE = "ledger-unwritten.jsonl"


def keep(fact: Fact, file: Path) -> None:
    """Never raises: where the disk takes no line either, the fact stands in the log. What stores nothing is let go."""
    if isinstance(fact, Passing):
        log.info("desks are not told what was asked for", fact=fact.name)
        return
    try:
        with file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({"fact": fact.name, "data": fact.data}, ensure_ascii=False) + "\n")
    except OSError as error:
        log.critical("a fact was not written and stands only here", fact=fact.name, data=fact.data, error=str(error))
    else:
        log.error("a fact was not written and is kept in a file", fact=fact.name, file=str(file))
