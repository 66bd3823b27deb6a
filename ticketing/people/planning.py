"""What a table of people would change: pure, from rows to accounts that come, change or leave, or to all mistakes."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from ticketing.people.columns import COLUMNS, ROLES, parts, role
from ticketing.people.passwords import MAX_LENGTH, MIN_LENGTH
from ticketing.people.schemas import PersonIn, PersonOut, PersonPatch
from ticketing.spreadsheets import Mistake, Row, Sheet
from ticketing.units import UnitTree

Mode = Literal["merge", "replace"]
"""``merge``: who is not in the file stays. ``replace``: who is not in it has left."""
Wrong = Callable[[str, str], None]
BROWSER = "browser"
MOST_LEVEL = 9
_MOBILE = re.compile(r"1[0-9]{10}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the rows are held against: accounts by username, units, and the queues that there are."""

    people: Mapping[str, PersonOut]
    units: UnitTree
    queues: Collection[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``changed``: an account's id, what changes, and each cell as it was and becomes; ``leaving``: those to be deactivated."""

    new: tuple[PersonIn, ...]
    changed: tuple[tuple[PersonOut, PersonPatch], ...]
    leaving: tuple[PersonOut, ...]
    mistakes: tuple[Mistake, ...]

    @property
    def empty(self) -> bool:
        return not (self.new or self.changed or self.leaving)


def plan(sheet: Sheet, known: Known, mode: Mode) -> Plan:
    """Rows by username; a column that the file does not have changes nothing."""
    mistakes = list(sheet.mistakes)
    new: list[PersonIn] = []
    changed: list[tuple[PersonOut, PersonPatch]] = []
    seen: set[str] = set()
    for row in sheet.rows:
        _check(row, known, seen, mistakes)
        found = known.people.get(row["username"])
        if found is None:
            new.extend(_new(row, mistakes))
        elif patch := _patch(row, found, sheet.columns):
            changed.append((found, patch))
    leaving = [one for one in known.people.values() if one.active and one.username not in seen] if mode == "replace" else []
    if not mistakes:
        mistakes.extend(_without_admin(sheet, known, new, changed, leaving))
    return Plan(new=tuple(new), changed=tuple(changed), leaving=tuple(leaving), mistakes=tuple(mistakes))


def _check(row: Row, known: Known, seen: set[str], mistakes: list[Mistake]) -> None:
    def wrong(column: str, what: str) -> None:
        mistakes.append(Mistake(row.file, row.line, column, what))

    if row["username"] in seen:
        wrong("username", f"“{row['username']}”在前面的行里已有")
    seen.add(row["username"])
    roles = [role(word) for word in parts(row["roles"])]
    for unknown in (word for word in roles if word not in ROLES):
        wrong("roles", f"没有“{unknown}”这个角色")
    if not roles:
        wrong("roles", "不能为空")
    if not row["name"]:
        wrong("name", "不能为空")
    if row["unit"] and row["unit"] not in known.units:
        wrong("unit", f"单位表没有编码为“{row['unit']}”的单位")
    if row["phone"] not in ("", BROWSER) and not row["phone"].startswith(("sip:", "sips:")):
        wrong("phone", "请填 browser 或以 sip: 开头的地址")
    if row["mobile"] and not _MOBILE.match(row["mobile"]):
        wrong("mobile", "请填 11 位手机号码，没有就留空")
    for queue in (queue for queue in parts(row["queues"]) if queue not in known.queues):
        wrong("queues", f"没有“{queue}”这个队列")
    _check_levels(row, wrong)
    _check_account(row, known, wrong)


def _check_levels(row: Row, wrong: Wrong) -> None:
    queues = parts(row["queues"])
    for part in parts(row["levels"]):
        queue, _, level = part.partition(":")
        if not (level.isascii() and level.isdigit() and 1 <= int(level) <= MOST_LEVEL):
            wrong("levels", f"“{part}”应写作 队列:1 至 队列:{MOST_LEVEL}")
        elif queue not in queues:
            wrong("levels", f"“{queue}”不在这一行的队列里")


def _check_account(row: Row, known: Known, wrong: Wrong) -> None:
    if row["active"] not in ("", "yes", "no"):
        wrong("active", "请填 yes 或 no（是、否）")
    if row["username"] in known.people:
        if row["password"]:
            wrong("password", "账号已存在，密码不会改变，请留空")
        return
    if row["active"] == "no":
        wrong("active", "这是新账号，不能一开始就停用")
    if row["password"] and not (MIN_LENGTH <= len(row["password"]) <= MAX_LENGTH and len(set(row["password"])) >= 4):
        wrong("password", f"初始密码须为 {MIN_LENGTH} 至 {MAX_LENGTH} 个字符，且不过于简单；留空则自动生成")


def _new(row: Row, mistakes: list[Mistake]) -> list[PersonIn]:
    """The account of a new row; none where its username cannot be one."""
    try:
        return [PersonIn(username=row["username"], password=row["password"] or None, **_fields(row))]
    except ValidationError as error:
        if any(problem["loc"][:1] == ("username",) for problem in error.errors()):
            mistakes.append(Mistake(row.file, row.line, "username", "须为 2 至 64 个字母、数字或 . _ @ -"))
        return []


def _fields(row: Row) -> dict[str, Any]:
    levels = (part.partition(":") for part in parts(row["levels"]))
    return {
        "name": row["name"],
        "roles": tuple(role(word) for word in parts(row["roles"])),
        "unit": row["unit"] or None,
        "phone": row["phone"] or BROWSER,
        "mobile": row["mobile"],
        "queues": parts(row["queues"]),
        "levels": {queue: int(level) for queue, _, level in levels if level.isascii() and level.isdigit()},
    }


def _patch(row: Row, found: PersonOut, columns: Sequence[str]) -> PersonPatch | None:
    wanted = _fields(row) | {"active": row["active"] != "no"}
    changes = {name: value for name, value in wanted.items() if name in columns and value != getattr(found, name)}
    if row["active"] == "":
        changes.pop("active", None)
    try:
        return PersonPatch(**changes) if changes else None
    except ValidationError:
        return None  # a mistake already says why


def _without_admin(
    sheet: Sheet,
    known: Known,
    new: Sequence[PersonIn],
    changed: Sequence[tuple[PersonOut, PersonPatch]],
    leaving: Sequence[PersonOut],
) -> list[Mistake]:
    """Somebody must be left who can give roles."""
    after = {one.username: (one.active, one.roles) for one in known.people.values()}
    after |= {one.username: (True, one.roles) for one in new}
    for one, patch in changed:
        active, roles = after[one.username]
        after[one.username] = (active if patch.active is None else patch.active, patch.roles or roles)
    for one in leaving:
        after[one.username] = (False, one.roles)
    if any(active and "admin" in roles for active, roles in after.values()):
        return []
    file = sheet.rows[0].file if sheet.rows else COLUMNS[0].title
    return [Mistake(file, 0, "", "导入后将没有在用的管理员账号，请至少保留一位。")]
