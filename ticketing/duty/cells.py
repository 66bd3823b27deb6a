"""Days, times and counts as people write them into spreadsheets. Pure."""

import re
from datetime import date, time

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:：时]([0-5]\d)?分?(?::[0-5]\d)?")


def day(text: str) -> date | None:
    """2025-03-04, 2025/3/4, 2025.3.4 and 2025年3月4日; None for anything else, also for a day that there is not."""
    found = _DAY.fullmatch(text.strip().removesuffix(" 00:00"))
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def clock(text: str) -> time | None:
    """9:00, 09:00:00, 9时30分, 9时; None for anything else."""
    found = _CLOCK.fullmatch(text.strip())
    return time(int(found[1]), int(found[2] or 0)) if found else None


def count(text: str) -> int | None:
    """A whole number of calls, also as a spreadsheet writes it (12.0); nothing counts as 0, None for anything else."""
    found = re.fullmatch(r"(\d{0,6})(?:\.0+)?", text.strip())
    return int(found[1] or 0) if found else None
