"""What the pools of a year came to: budget, drawn, balance, handling time against the limit, outputs counted. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ticketing.clocks import WorkCalendar, working_time
from ticketing.figures.rate import rate
from ticketing.funds import ledger
from ticketing.funds.draw_states import DrawState
from ticketing.funds.ledger import Entry
from ticketing.funds.schemas import FundLine, FundOutput

DRAWN_BASE = "年度预算，含追加、调减与上年结转"
IN_TIME_BASE = "已结算的用款"
DAY = timedelta(days=1)
TWO_PLACES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolFacts:
    id: str
    unit_code: str
    unit_name: str
    kind: str
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawFacts:
    """``state`` as it stood at the day that is asked about."""

    pool_id: str
    state: DrawState
    requested_at: datetime
    due_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    pool_id: str
    kind: str
    unit: str
    hundredths: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """All rows of some pools as they stood."""

    entries: Sequence[Entry]
    draws: Sequence[DrawFacts]
    outputs: Sequence[Output]

    def of(self, pools: frozenset[str]) -> "Books":
        return Books(
            entries=[entry for entry in self.entries if entry.pool_id in pools],
            draws=[draw for draw in self.draws if draw.pool_id in pools],
            outputs=[output for output in self.outputs if output.pool_id in pools],
        )


def line(key: str, name: str, pools: Sequence[PoolFacts], books: Books, calendar: WorkCalendar) -> FundLine:
    """One line over exactly these pools."""
    mine = books.of(frozenset(pool.id for pool in pools))
    budget, drawn = ledger.total(mine.entries, ledger.BUDGET), -ledger.total(mine.entries, ledger.DRAWN)
    settled = [draw for draw in mine.draws if draw.state == "settled"]
    in_time = sum(draw.ended_at is not None and draw.ended_at <= draw.due_at for draw in settled)
    states = [draw.state for draw in mine.draws]
    return FundLine(
        key=key,
        name=name,
        pools=len(pools),
        budget_fen=budget,
        drawn_fen=drawn,
        given_back_fen=-ledger.total(mine.entries, frozenset({"carried_out", "lapsed"})),
        balance_fen=ledger.balance(mine.entries),
        drawn=rate(drawn, budget, DRAWN_BASE),
        draws=len(states),
        open=sum(state in ("requested", "approved", "paid") for state in states),
        settled=len(settled),
        refused=states.count("refused"),
        withdrawn=states.count("withdrawn"),
        in_time=rate(in_time, len(settled), IN_TIME_BASE),
        mean_days=_mean([(draw.ended_at or draw.requested_at) - draw.requested_at for draw in settled]),
        mean_working_days=_mean_working(settled, calendar),
        limit_days=_mean([draw.due_at - draw.requested_at for draw in settled]),
        outputs=outputs(mine.outputs),
    )


def roll_up(
    pools: Sequence[PoolFacts], books: Books, key: Callable[[PoolFacts], tuple[str, str]], calendar: WorkCalendar
) -> tuple[FundLine, ...]:
    """One line for each key, in the order of the keys."""
    groups: dict[tuple[str, str], list[PoolFacts]] = {}
    for pool in pools:
        groups.setdefault(key(pool), []).append(pool)
    return tuple(line(code, name, group, books, calendar) for (code, name), group in sorted(groups.items()))


def outputs(rows: Iterable[Output]) -> tuple[FundOutput, ...]:
    """What was made, by kind and unit; what was taken back altogether does not stand."""
    sums: dict[tuple[str, str], int] = {}
    for row in rows:
        sums[row.kind, row.unit] = sums.get((row.kind, row.unit), 0) + row.hundredths
    return tuple(FundOutput(kind=kind, unit=unit, quantity=n / 100) for (kind, unit), n in sorted(sums.items()) if n)


def _mean(spans: Sequence[timedelta]) -> float | None:
    """In days, None of none."""
    return round(sum(spans, timedelta()) / len(spans) / DAY, TWO_PLACES) if spans else None


def _mean_working(settled: Sequence[DrawFacts], calendar: WorkCalendar) -> float | None:
    """In working days of the calendar's length."""
    if not settled:
        return None
    today = datetime.min
    length = datetime.combine(today, calendar.day_ends) - datetime.combine(today, calendar.day_starts)
    spans = [working_time(draw.requested_at, draw.ended_at or draw.requested_at, calendar) for draw in settled]
    return round(sum(spans, timedelta()) / len(spans) / length, TWO_PLACES)
