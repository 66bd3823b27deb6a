"""What each role may do with tickets, in Chinese, out of the table that decides it. Pure."""

from ticketing.people.columns import ROLE_WORDS
from ticketing.schema import Schema
from ticketing.tickets.permissions import GRANTS
from ticketing.tickets.states import COMMAND_NAMES

RELATIONS = {"any": "", "lead": "（本单位主办）", "co": "（本单位协办）", "leg": "（本单位承办）"}


class RoleOut(Schema):
    """``may``: the ticket commands of this role, in the order of a ticket's way."""

    role: str
    name: str
    may: tuple[str, ...]


def roles() -> tuple[RoleOut, ...]:
    return tuple(RoleOut(role=role, name=name, may=_may(role)) for role, name in ROLE_WORDS.items())


def _may(role: str) -> tuple[str, ...]:
    return tuple(
        f"{COMMAND_NAMES[command]}{RELATIONS[relation]}"
        for command, grants in GRANTS.items()
        for granted, relation in grants
        if granted == role
    )
