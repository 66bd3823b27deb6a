"""Reading sheets of years before: a session a line with its sums, or a call a line as the sheets of paper have them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from ticketing.duty import cells
from ticketing.duty.ledger import COUNTED_NAMES, Counted
from ticketing.people import repository as people
from ticketing.people.models import PersonRow
from ticketing.spreadsheets import Bounds, Column, Row, Sheet, read
from ticketing.spreadsheets.sheet import Mistake
from ticketing.uow import UnitOfWork

HELD = (
    Column(name="day", title="日期"),
    Column(name="begins", title="开始时间"),
    Column(name="finishes", title="结束时间", required=False),
    Column(name="unit", title="带班单位"),
    Column(name="leader", title="带班领导"),
)
COLUMNS = (
    *HELD,
    Column(name="connected", title="接通"),
    Column(name="on_the_spot", title="现场解答"),
    Column(name="abandoned", title="放弃", required=False),
    Column(name="silent", title="无声", required=False),
    Column(name="wrong_number", title="错号", required=False),
    Column(name="note", title="备注", required=False, longest=500),
)
CALL_COLUMNS = (
    *HELD,
    Column(name="called", title="来电时间", required=False),
    Column(name="number", title="来电号码", required=False, longest=32),
    Column(name="matter", title="事项", required=False, longest=500),
    Column(name="result", title="结果"),
    Column(name="answer", title="答复要点或去向", required=False, longest=1_000),
)
TITLES = {column.name: column.title for column in (*COLUMNS, *CALL_COLUMNS)}
COUNTS = ("connected", "on_the_spot", "abandoned", "silent", "wrong_number")
RESULTS: Mapping[str, Counted] = {name: kind for kind, name in COUNTED_NAMES.items()} | {
    "在线解答": "on_the_spot", "当场答复": "on_the_spot", "转派": "other", "转办": "other", "未接通": "abandoned",
}  # fmt: skip
BOUNDS = Bounds(bytes=700_000, rows=10_000)
"""A session each day of a quarter of a century, or the calls of eight years."""
USUAL_LENGTH = timedelta(hours=2)
Key = tuple[str, str, datetime]
"""Unit, leader's name and beginning: one session."""
Wrong = Callable[[str, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCall:
    """A call as a sheet tells it; ``result`` is where it counts, ``called_at`` None where the sheet has no time."""

    called_at: datetime | None
    number: str
    matter: str
    result: Counted
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PastSession:
    """One session of the file; ``leader_id`` where exactly one account has the name or user name. ``calls`` where it has them."""

    line: int
    starts_at: datetime
    ends_at: datetime
    unit_code: str
    unit_name: str
    leader_id: str | None
    leader_name: str
    counts: Mapping[str, int]
    note: str
    calls: tuple[PastCall, ...] = ()

    @property
    def key(self) -> Key:
        return self.unit_code, self.leader_name, self.starts_at


@dataclass(slots=True)
class Reading:
    """What a file amounts to: its sessions, and every mistake."""

    sheets: list[PastSession] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)


def sessions_of(uow: UnitOfWork, name: str, content: bytes, at: datetime) -> Reading:
    """The sessions of a file of either kind, in its order, and every mistake; which kind it is say its heads."""
    table, by_call = _table(name, content)
    found, reader = Reading(mistakes=list(table.mistakes)), _Reader(uow, at)
    places: dict[Key, int] = {}
    for row in table.rows:
        before = len(found.mistakes)
        session = reader.session(row, found.mistakes, by_call=by_call)
        if session is None or len(found.mistakes) > before:
            continue
        place = places.setdefault(session.key, len(found.sheets)) if by_call else len(found.sheets)
        if place == len(found.sheets):
            found.sheets.append(session)
        elif row["finishes"] and (first := found.sheets[place]).ends_at != session.ends_at:
            found.mistakes.append(Mistake(row.file, row.line, "finishes", f"与第 {first.line} 行是同一场带班，结束时间不同。"))
        else:
            found.sheets[place] = _with(found.sheets[place], session)
    found.mistakes.sort(key=lambda mistake: mistake.line)
    return found


def _with(session: PastSession, more: PastSession) -> PastSession:
    """The session with the next line's call."""
    counts = {name: session.counts[name] + more.counts[name] for name in COUNTS}
    return replace(session, counts=counts, calls=(*session.calls, *more.calls))


def _table(name: str, content: bytes) -> tuple[Sheet, bool]:
    """Read as that kind whose heads it has; of a file with neither the mistakes of the nearer one."""
    kinds = [(read(name, content, columns, bounds=BOUNDS), columns is CALL_COLUMNS) for columns in (COLUMNS, CALL_COLUMNS)]
    return min(kinds, key=lambda kind: (not kind[0].columns, len(kind[0].mistakes)))


class _Reader:
    """Lines as sessions, by the city's units and the accounts of now."""

    def __init__(self, uow: UnitOfWork, at: datetime) -> None:
        self._city, self._zone, self._at = uow.city, uow.calendar.timezone, at
        self._units = {unit.name: unit.code for unit in uow.city.units}
        self._accounts = _accounts(uow)

    def session(self, row: Row, mistakes: list[Mistake], *, by_call: bool) -> PastSession | None:
        """The line as a session (of one call, with ``by_call``); what is wrong with it goes to ``mistakes``."""

        def wrong(column: str, what: str) -> None:
            mistakes.append(Mistake(row.file, row.line, column, what))

        times, unit = self._times(row, wrong), self._unit(row, wrong)
        if not row["leader"]:
            wrong("leader", "没有填写带班领导。")
        call = self._call(row, wrong) if by_call else None
        counts = _one(call.result) if call else ({} if by_call else _counts(row, wrong))
        if times is None or unit is None:
            return None
        person = self._accounts.get(row["leader"])
        return PastSession(
            line=row.line,
            starts_at=times[0],
            ends_at=times[1],
            unit_code=unit,
            unit_name=self._city.unit(unit).name,
            leader_id=person.id if person else None,
            leader_name=person.name if person else row["leader"],
            counts=counts,
            note="" if by_call else row["note"],
            calls=(call,) if call else (),
        )

    def _unit(self, row: Row, wrong: Wrong) -> str | None:
        unit = row["unit"] if row["unit"] in self._city.units else self._units.get(row["unit"])
        if unit is None:
            wrong("unit", f"单位表中没有“{row['unit']}”，请写单位全称或编码。")
        return unit

    def _times(self, row: Row, wrong: Wrong) -> tuple[datetime, datetime] | None:
        day, begins = cells.day(row["day"]), cells.clock(row["begins"])
        finishes = cells.clock(row["finishes"]) if row["finishes"] else None
        if day is None:
            wrong("day", f"“{row['day']}”不是日期，请写成 2025-03-04。")
        if begins is None:
            wrong("begins", f"“{row['begins']}”不是时间，请写成 09:00。")
        if row["finishes"] and finishes is None:
            wrong("finishes", f"“{row['finishes']}”不是时间，请写成 11:00。")
        if day is None or begins is None:
            return None
        starts_at = datetime.combine(day, begins, self._zone)
        ends_at = datetime.combine(day, finishes, self._zone) if finishes else starts_at + USUAL_LENGTH
        if ends_at <= starts_at:
            wrong("finishes", "结束时间须晚于开始时间。")
        elif ends_at > self._at:
            wrong("day", "带班还没有结束，只能补录以前的记录。")
        return starts_at, ends_at

    def _call(self, row: Row, wrong: Wrong) -> PastCall | None:
        day, called = cells.day(row["day"]), cells.clock(row["called"]) if row["called"] else None
        if row["called"] and called is None:
            wrong("called", f"“{row['called']}”不是时间，请写成 09:12。")
        if any(character not in "0123456789*#+-" for character in row["number"]):
            wrong("number", f"“{row['number']}”不是号码。")
        result = RESULTS.get(row["result"])
        if result is None:
            wrong("result", f"“{row['result']}”不是结果，请写{'、'.join(COUNTED_NAMES.values())}之一。")
            return None
        called_at = datetime.combine(day, called, self._zone) if day and called else None
        return PastCall(called_at=called_at, number=row["number"], matter=row["matter"], result=result, answer=row["answer"])


def _one(result: Counted) -> dict[str, int]:
    """The sums of one call."""
    return dict.fromkeys(COUNTS, 0) | (
        {"connected": 1, "on_the_spot": int(result == "on_the_spot")} if result in ("on_the_spot", "other") else {result: 1}
    )


def _counts(row: Row, wrong: Wrong) -> dict[str, int]:
    counts = {name: cells.count(row[name]) for name in COUNTS}
    for name in (name for name, number in counts.items() if number is None):
        wrong(name, f"“{row[name]}”不是通数，请写整数。")
    connected, on_the_spot = counts["connected"], counts["on_the_spot"]
    if connected is not None and on_the_spot is not None and on_the_spot > connected:
        wrong("on_the_spot", f"现场解答 {on_the_spot} 通多于接通 {connected} 通。")
    return {name: number or 0 for name, number in counts.items()}


def _accounts(uow: UnitOfWork) -> dict[str, PersonRow | None]:
    """People by user name, and by name where it is one person's alone."""
    everybody = people.everybody(uow)
    found: dict[str, PersonRow | None] = {}
    for person in everybody:
        found[person.name] = None if person.name in found else person
    return found | {person.username: person for person in everybody}
