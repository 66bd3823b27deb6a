"""Hot (高频) and rising topics from how often each kind of matter came. Pure."""

from collections.abc import Mapping, Sequence

from ticketing.bulletins.schemas import TopicCount
from ticketing.figures.year_on_year import change
from ticketing.schema import Coded

Counts = Mapping[str, int]


def hot(now: Counts, before: Counts, last_year: Counts, names: Mapping[str, str], most: int) -> tuple[TopicCount, ...]:
    """The most frequent first; equal ones by their code."""
    codes = sorted((code for code in now if now[code] > 0), key=lambda code: (-now[code], code))
    return _topics(codes[:most], now, before, last_year, names)


def rising(
    now: Counts, before: Counts, last_year: Counts, names: Mapping[str, str], *, least: int, most: int
) -> tuple[TopicCount, ...]:
    """Those that grew, the greatest growth in tickets first; one with fewer than ``least`` tickets says nothing."""
    grown = {code: now[code] - before.get(code, 0) for code in now if now[code] >= least and now[code] > before.get(code, 0)}
    codes = sorted(grown, key=lambda code: (-grown[code], -now[code], code))
    return _topics(codes[:most], now, before, last_year, names)


def _topics(
    codes: Sequence[str], now: Counts, before: Counts, last_year: Counts, names: Mapping[str, str]
) -> tuple[TopicCount, ...]:
    return tuple(
        TopicCount(
            category=Coded(code=code, name=names.get(code, code)),
            count=now[code],
            on_before=change(now[code], before.get(code, 0)),
            on_last_year=change(now[code], last_year.get(code, 0)),
        )
        for code in codes
    )
