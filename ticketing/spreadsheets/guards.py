"""A spreadsheet takes a cell that begins with = + - @ for a formula; an apostrophe before it makes it text again.

What is written with the apostrophe is read without it, so that a table that goes out and comes back has not changed.
"""

import re

_RUNS = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_NEGATIVE = re.compile(r"-[0-9]+(?:\.[0-9]+)?%?\Z")


def guarded(cell: str) -> str:
    """``=1+1`` becomes ``'=1+1``; a plain negative figure stays one."""
    return f"'{cell}" if _RUNS.match(cell) and not _NEGATIVE.match(cell) else cell


def without_guard(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) and not _NEGATIVE.match(cell[1:]) else cell
