"""What people see of conditional cases: handlers and leaders those of their unit, the hotline all."""

from collections.abc import Sequence
from datetime import UTC, datetime

from config.errors import NotAllowed
from ticketing import paging
from ticketing.conditional import moves, repository, rules, service
from ticketing.conditional.models import ConditionalCaseRow, ConditionalStepRow, MissingPaperRow
from ticketing.conditional.schemas import ConditionalFigures, ConditionalOut, ConditionalPage, ConditionalStepOut, MissingPaperOut
from ticketing.figures.rate import rate
from ticketing.people import repository as people
from ticketing.people.models import PersonRow
from ticketing.privacy.masks import mask_phone
from ticketing.schema import Coded, PersonName
from ticketing.tickets.named import named_tickets
from ticketing.uow import UnitOfWork

BASE = "已了结的容缺事项（补齐或撤销）"
COMMANDS = {"open": ("receive", "extend"), "grace": ("receive", "extend", "revoke")}


def cases(
    uow: UnitOfWork,
    *,
    by: str,
    at: datetime,
    state: str | None = None,
    ticket: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> ConditionalPage:
    """Newest first."""
    me, limit = people.person_row(uow, by), paging.bounded(limit)
    rows = repository.cases_page(uow, unit=_only_unit(me), state=state, ticket=ticket, before=before, limit=limit)
    more = paging.cursor(rows[limit - 1].approved_at, rows[limit - 1].id) if len(rows) > limit else None
    return ConditionalPage(items=_out(uow, rows[:limit], me, at), next=more)


def case(uow: UnitOfWork, case_id: str, *, by: str, at: datetime) -> ConditionalOut:
    """The case with its history."""
    me, row = people.person_row(uow, by), repository.case_row(uow, case_id, lock=False)
    service.require("read", me, row.unit_code)
    steps = repository.steps(uow, row.id)
    known = people.names(uow, {step.by for step in steps})
    names = {paper.id: paper.name for paper in repository.papers_of(uow, [row.id])[row.id]}
    history = tuple(_step(step, known.get(step.by, step.by), names) for step in steps)
    return _out(uow, [row], me, at)[0].model_copy(update={"history": history})


def figures(uow: UnitOfWork, year: int, *, by: str) -> ConditionalFigures:
    """The cases that were approved in that year by the calendar's clock."""
    unit = _only_unit(people.person_row(uow, by))
    since = datetime(year, 1, 1, tzinfo=uow.calendar.timezone).astimezone(UTC)
    until = datetime(year + 1, 1, 1, tzinfo=uow.calendar.timezone).astimezone(UTC)
    found = repository.counts(uow, since, until, unit)
    completed, revoked = found.get("completed", 0), found.get("revoked", 0)
    return ConditionalFigures(
        year=year,
        cases=sum(found.values()),
        open=found.get("open", 0),
        grace=found.get("grace", 0),
        revoked=revoked,
        completed_rate=rate(completed, completed + revoked, BASE),
        extended=repository.extended(uow, since, until, unit),
    )


def _only_unit(me: PersonRow) -> str | None:
    """None for those who read every unit's cases."""
    if any(role in me.roles for role, relation in rules.PERMISSIONS["read"] if relation == "any"):
        return None
    if not any(role in me.roles for role, _ in rules.PERMISSIONS["read"]) or me.unit is None:
        raise NotAllowed("您的角色没有这项权限，或账号没有所属单位。", "需要时请管理员调整。")
    return me.unit


def _out(uow: UnitOfWork, rows: Sequence[ConditionalCaseRow], me: PersonRow, at: datetime) -> tuple[ConditionalOut, ...]:
    papers = repository.papers_of(uow, [row.id for row in rows])
    known = people.names(
        uow, {row.approved_by for row in rows} | {p.received_by for many in papers.values() for p in many if p.received_by}
    )
    about = named_tickets(uow, [row.ticket_id for row in rows])
    plain = (
        "id", "number", "applicant", "matter", "state", "version", "approved_at", "grace_until", "next_at", "ended_at",
    )  # fmt: skip
    return tuple(
        ConditionalOut.model_validate(
            {name: getattr(row, name) for name in plain}
            | {
                "unit": Coded(code=row.unit_code, name=row.unit_name),
                "ticket": about.get(row.ticket_id or ""),
                "phone": row.phone if service.may("receive", me, row.unit_code) else mask_phone(row.phone),
                "light": rules.light(
                    rules.state(row.state),
                    moves.papers_of(papers[row.id]),
                    at,
                    uow.law.funds.paper_remind_days,
                    uow.calendar,
                ),
                "approved_by": people.named(known, row.approved_by),
                "revocation": row.revocation_id,
                "papers": tuple(_paper(uow, paper, known.get(paper.received_by or "", ""), at) for paper in papers[row.id]),
                "may": tuple(c for c in COMMANDS.get(row.state, ()) if service.may(c, me, row.unit_code)),
            }
        )
        for row in rows
    )


def _paper(uow: UnitOfWork, row: MissingPaperRow, receiver: str, at: datetime) -> MissingPaperOut:
    plain = ("id", "name", "first_due_on", "due_on", "extensions", "received_at")
    return MissingPaperOut.model_validate(
        {name: getattr(row, name) for name in plain}
        | {
            "reminded": row.reminded_for == row.due_on,
            "late": bool(rules.late(moves.papers_of([row]), at, uow.calendar)),
            "received_by": PersonName(id=row.received_by, name=receiver or row.received_by) if row.received_by else None,
        }
    )


def _step(row: ConditionalStepRow, name: str, papers: dict[str, str]) -> ConditionalStepOut:
    plain = ("at", "command", "from_state", "to_state", "reason")
    return ConditionalStepOut.model_validate(
        {field: getattr(row, field) for field in plain}
        | {"by": PersonName(id=row.by, name=name), "paper": papers.get(row.paper_id or "")}
    )
