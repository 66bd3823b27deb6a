"""The table of accounts as people keep it in a spreadsheet; never a password that somebody already has."""

from collections.abc import Mapping
from typing import get_args

from ticketing.people.schemas import PersonOut, Role
from ticketing.spreadsheets import Column

ROLE_WORDS: Mapping[str, str] = {
    "agent": "话务员",
    "leader": "带班领导",
    "supervisor": "班长",
    "dispatcher": "派单员",
    "handler": "承办单位经办人",
    "inspector": "督办员",
    "analyst": "数据分析员",
    "admin": "管理员",
}
ROLES: tuple[str, ...] = get_args(Role)
YES_NO = {"yes": "是", "no": "否"}
COLUMNS = (
    Column(name="username", title="用户名", longest=64),
    Column(name="name", title="姓名", longest=64),
    Column(name="roles", title="角色"),
    Column(name="unit", title="单位编码", required=False),
    Column(name="phone", title="话机", required=False),
    Column(name="mobile", title="手机", required=False, longest=11),
    Column(name="queues", title="队列", required=False, longest=500),
    Column(name="levels", title="熟练度", required=False, longest=500),
    Column(name="active", title="在用", required=False, words=YES_NO),
    Column(name="password", title="初始密码", required=False, longest=128),
)
EXPORTED = COLUMNS[:-1]
SHEET = "人员"


def cells(person: PersonOut, *, words: bool = False) -> dict[str, str]:
    """An account's row; with ``words`` its roles in Chinese. An import takes both."""
    return {
        "username": person.username,
        "name": person.name,
        "roles": ";".join(ROLE_WORDS[role] if words else role for role in person.roles),
        "unit": person.unit or "",
        "phone": person.phone,
        "mobile": person.mobile,
        "queues": ";".join(person.queues),
        "levels": ";".join(f"{queue}:{level}" for queue, level in sorted(person.levels.items())),
        "active": "yes" if person.active else "no",
    }


def parts(cell: str) -> tuple[str, ...]:
    """What a cell lists, with either semicolon or the Chinese comma between."""
    split = cell.replace("；", ";").replace("、", ";").split(";")
    return tuple(dict.fromkeys(part.strip() for part in split if part.strip()))


def role(word: str) -> str:
    return next((code for code, name in ROLE_WORDS.items() if name == word), word)
