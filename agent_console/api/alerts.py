"""Thresholds and alarms: what stands, who has seen to it, the ledger, and the rules with their history."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, Field

from agent_console.faults import errors
from agent_console.signed_in import Supervisor
from agent_console.transaction import Ports, Reading, Uow, in_reading
from ticketing.alerts import ledger, rules
from ticketing.alerts.kinds import Of
from ticketing.alerts.schemas import AlarmEventPage, AlarmOut, AlertRuleChangePage, AlertRuleIn, AlertRuleOut, KindOut
from ticketing.messages.words import can_take
from ticketing.people import repository as people
from ticketing.schema import Schema
from ticketing.uow import UnitOfWork

router = APIRouter(prefix="/api/alerts", tags=["alerts"])
DESKS = frozenset({"agent", "handler"})
"""Who has no other role than these is told by the rule itself; an escalation goes to those above them."""
Limit = Annotated[int, Query(ge=1, le=200)]


class Acknowledgement(Schema):
    note: Annotated[str, Field(max_length=200)] = ""


class AlertRulePut(AlertRuleIn):
    """``version`` is that of the rule that was changed."""

    version: int


class SubjectOut(Schema):
    """A queue, trunk or line that a rule may name."""

    of: Of
    name: str
    title: str


class Called(Schema):
    """Somebody whom an escalation may name; ``mobile``: whether a short message can reach them."""

    id: str
    name: str
    roles: tuple[str, ...]
    mobile: bool


class Watched(Schema):
    """What rules can watch: the figures, and the subjects that there are now; and ``people`` whom an escalation may name."""

    kinds: tuple[KindOut, ...]
    subjects: tuple[SubjectOut, ...]
    people: tuple[Called, ...]


@router.get("", responses=errors(401, 403))
def read_standing(uow: Reading, me: Supervisor) -> tuple[AlarmOut, ...]:
    """The alarms that stand: unacknowledged first, then the gravest."""
    return ledger.standing(uow)


@router.get("/ledger", responses=errors(401, 403, 422))
def read_ledger(
    uow: Reading,
    me: Supervisor,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    before: str | None = None,
    limit: Limit = 50,
) -> AlarmEventPage:
    """Raised, told, acknowledged, cleared: newest first; ``before`` is a page's ``next``."""
    return ledger.page(uow, since=since, until=until, before=before, limit=limit)


@router.get("/watched", responses=errors(401, 403))
async def read_watched(ports: Ports, me: Supervisor) -> Watched:
    """The figures that a rule may watch, of what, and whom an escalation may name."""
    board = ports.phone.board()
    queues = [SubjectOut(of="queue", name=queue["name"], title=queue["title"]) for queue in board["queues"]]
    trunks = [SubjectOut(of="trunk", name=trunk["trunk"], title=trunk["trunk"]) for trunk in board["trunks"]]
    lines = [*(line["registrar"] for line in board["registrations"]), *(trunk["trunk"] for trunk in board["trunks"])]
    subjects = (*queues, *trunks, *(SubjectOut(of="line", name=n, title=n) for n in lines))
    return Watched(kinds=rules.kinds(), subjects=subjects, people=await in_reading(ports, _called))


def _called(uow: UnitOfWork) -> tuple[Called, ...]:
    return tuple(
        Called(id=row.id, name=row.name, roles=tuple(row.roles), mobile=can_take(row.mobile))
        for row in people.active(uow)
        if set(row.roles) - DESKS
    )


@router.get("/rules", responses=errors(401, 403))
def list_rules(uow: Reading, me: Supervisor) -> tuple[AlertRuleOut, ...]:
    return rules.listed(uow)


@router.post("/rules", status_code=201, responses=errors(401, 403, 422))
def create_rule(body: AlertRuleIn, ports: Ports, uow: Uow, me: Supervisor) -> AlertRuleOut:
    return rules.create(uow, body, by=me.id, at=ports.now(), most=ports.settings.alerts.most_rules)


@router.post("/rules/usual", responses=errors(401, 403))
def take_usual_rules(ports: Ports, uow: Uow, me: Supervisor) -> tuple[AlertRuleOut, ...]:
    """The city's usual rules, of those figures that no rule watches yet; all rules as they then are."""
    return rules.take_usual(uow, ports.settings.alerts, by=me.id, at=ports.now())


@router.get("/rules/history", responses=errors(401, 403, 422))
def read_rule_history(
    uow: Reading, me: Supervisor, rule: str | None = None, before: str | None = None, limit: Limit = 50
) -> AlertRuleChangePage:
    """Who changed a rule, when, and what each cell was and became; newest first."""
    return rules.history(uow, rule=rule, before=before, limit=limit)


@router.put("/rules/{rule_id}", responses=errors(401, 403, 404, 409, 422))
def change_rule(rule_id: str, body: AlertRulePut, ports: Ports, uow: Uow, me: Supervisor) -> AlertRuleOut:
    """409 where somebody has changed it since."""
    new = AlertRuleIn.model_validate(body.model_dump(exclude={"version"}))
    return rules.change(uow, rule_id, new, body.version, by=me.id, at=ports.now())


@router.delete("/rules/{rule_id}", status_code=204, responses=errors(401, 403, 404))
def remove_rule(rule_id: str, ports: Ports, uow: Uow, me: Supervisor) -> None:
    rules.remove(uow, rule_id, by=me.id, at=ports.now())


@router.post("/{alarm_id}/acknowledge", responses=errors(401, 403, 404, 409))
def acknowledge(alarm_id: str, body: Acknowledgement, ports: Ports, uow: Uow, me: Supervisor) -> AlarmOut:
    """Say that one has seen to it; once, 409 afterwards."""
    return ledger.acknowledge(uow, alarm_id, by=me.id, at=ports.now(), note=body.note.strip())
