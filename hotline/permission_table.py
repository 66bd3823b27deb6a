"""The table of who may do what with a ticket, as a document: command, states, roles with their relation to the ticket."""

from ticketing.tickets.permissions import GRANTS
from ticketing.tickets.states import COMMAND_NAMES, COMMANDS, STATE_NAMES, STATES, TRANSITIONS, Command

ROLES = {
    "agent": "话务员",
    "leader": "带班领导",
    "supervisor": "班长",
    "dispatcher": "派单员",
    "handler": "承办单位经办人",
    "inspector": "督办员",
    "system": "系统（到时自动）",
}
RELATIONS = {"any": "", "lead": "（主办单位）", "co": "（协办单位）", "leg": "（主办或协办单位）"}
HEAD = """# Who may do what with a ticket

Made by `python -m hotline.docs` from `ticketing/tickets/permissions.py` and `states.py`; do not edit. A command is open where the
state's row has it and the person has one of the roles in this relation to the ticket. Administrators and analysts give none.

| command | 中文 | from | to | who |
|---|---|---|---|---|
"""


def permissions() -> str:
    return HEAD + "".join(_row(command) for command in COMMANDS)


def _row(command: Command) -> str:
    steps = [(state, TRANSITIONS[state, command]) for state in STATES if (state, command) in TRANSITIONS]
    start = "、".join(STATE_NAMES[state] for state, _ in steps)
    stays = all(state == after for state, after in steps)
    end = "不变" if stays else "、".join(dict.fromkeys(STATE_NAMES[after] for _, after in steps))
    who = "、".join(f"{ROLES.get(role, role)}{RELATIONS[relation]}" for role, relation in GRANTS[command])
    return f"| `{command}` | {COMMAND_NAMES[command]} | {start} | {end} | {who} |\n"
