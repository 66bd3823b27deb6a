"""From the settings and the tables of days to a WorkCalendar."""

from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import config
from config.errors import BadSetting
from config.settings import Law
from ticketing.clocks.calendar import Override, WorkCalendar
from ticketing.directory.load import city_folder
from ticketing.directory.table import Problems, Row, read_table

NATIONAL = Path(config.__file__).parent / "city" / "calendar.csv"
COLUMNS = ("date", "kind", "name")


def working_calendar(law: Law) -> WorkCalendar:
    """The calendar of ``law``; BadSetting names a wrong hour or zone, BadInput the wrong rows of a table.

    The national table of days comes first; a ``calendar.csv`` in the city's folder (local holidays) wins over it.
    """
    local = city_folder(law.city_data) / "calendar.csv"
    overrides = _table(NATIONAL)
    if local != NATIONAL and local.is_file():
        overrides |= _table(local)
    starts, ends = _hour("law.day_starts", law.day_starts), _hour("law.day_ends", law.day_ends)
    if starts >= ends:
        raise BadSetting("law.day_ends", f"the day ends at {ends:%H:%M}, before it starts.", "Write a later hour.")
    return WorkCalendar(timezone=_zone(law.timezone), day_starts=starts, day_ends=ends, overrides=overrides)


def _hour(setting: str, text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise BadSetting(setting, f"{text!r} is no time of day.", "Write hours and minutes, such as 17:00.") from None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise BadSetting("law.timezone", f"{name!r} is no time zone.", "Write a name such as Asia/Shanghai.") from None


def _table(path: Path) -> dict[date, Override]:
    rows, _ = read_table(path, COLUMNS)
    problems = Problems()
    days = dict(day for row in rows if (day := _override(row, problems)))
    problems.raise_if_any()
    return days


def _override(row: Row, problems: Problems) -> tuple[date, Override] | None:
    if row["kind"] not in ("holiday", "workday"):
        problems.add(row, "kind", f"{row['kind']!r} is neither holiday nor workday")
    try:
        return date.fromisoformat(row["date"]), Override(row["kind"] == "workday", row["name"])
    except ValueError:
        problems.add(row, "date", f"{row['date']!r} is no date; write it as 2027-01-01")
        return None
