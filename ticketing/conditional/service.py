"""Approving before the papers are complete: what is missing is listed, received, extended, or the approval is taken back."""

from datetime import datetime

from config.errors import BadInput, Conflict, NotAllowed
from config.ids import new_id
from ticketing.conditional import moves, papers, repository, rules
from ticketing.conditional.models import ConditionalCaseRow, MissingPaperRow
from ticketing.conditional.rules import Paper
from ticketing.conditional.schemas import ConditionalIn, ConditionalRevocation, MissingPaperIn, PaperExtension, PaperReceipt
from ticketing.documents import service as documents
from ticketing.notices import service as notices
from ticketing.people import repository as people
from ticketing.people.models import PersonRow
from ticketing.tickets import repository as tickets
from ticketing.uow import UnitOfWork

PAGE = "/funds/conditional"


def approve(uow: UnitOfWork, new: ConditionalIn, *, by: str, at: datetime) -> ConditionalCaseRow:
    """Approve now; issues the list of missing papers, whose number is the case's. BadInput for a day that is past."""
    who = people.person_row(uow, by)
    code = new.unit or who.unit
    if code is None:
        raise BadInput("您的账号没有所属单位。", "请选择办理单位。")
    unit = uow.city.unit(code)
    require("approve", who, unit.code)
    today = uow.calendar.local(at).date()
    if any(paper.due_on <= today for paper in new.papers):
        raise BadInput("补交期限须在今天之后。", "请改正期限。")
    if len({paper.name for paper in new.papers}) < len(new.papers):
        raise BadInput("材料名称有重复。", "每份材料只写一次。")
    if new.ticket:
        _check_ticket(uow, new.ticket, unit.code)
    listed = [Paper(name=paper.name, due_on=paper.due_on) for paper in new.papers]
    case_id = new_id()
    paper = papers.missing_list(unit.name, new.applicant, new.matter, listed, today)
    number = documents.issue(
        uow, paper, by=by, at=at, ticket=new.ticket, subject=f"conditional:{case_id}", units=[unit.code]
    ).number
    row = ConditionalCaseRow(
        id=case_id,
        number=number,
        ticket_id=new.ticket,
        unit_code=unit.code,
        unit_name=unit.name,
        applicant=new.applicant,
        phone=new.phone,
        matter=new.matter,
        state="open",
        version=0,
        approved_at=at,
        approved_by=by,
        grace_until=None,
        next_at=None,
        ended_at=None,
        revocation_id=None,
    )
    uow.session.add(row)
    uow.session.flush()
    uow.session.add_all(_missing(row.id, position, given) for position, given in enumerate(new.papers, 1))
    uow.session.flush()
    moves.append(uow, row, "approve", "", by=by, at=at, reason=new.matter)
    moves.settle_next(uow, row)
    return row


def receive(uow: UnitOfWork, case_id: str, receipt: PaperReceipt, *, by: str, at: datetime) -> ConditionalCaseRow:
    """A paper came in; the last one completes the case, the last late one ends the grace."""
    row, paper = _taken(uow, case_id, "receive", receipt.version, receipt.paper, by)
    if paper.received_at is not None:
        raise Conflict(f"“{paper.name}”已经收到。", "请刷新后查看。")
    rules.step(rules.state(row.state), "receive")
    paper.received_at, paper.received_by = at, by
    uow.session.flush()
    moves.move(uow, row, "receive", by=by, at=at, reason=receipt.note, paper=paper.id)
    missing = [one for one in _papers(uow, row) if not one.received]
    if not missing:
        moves.move(uow, row, "complete", by=by, at=at, reason="材料已全部补齐。")
    else:
        _recover(uow, row, by, at)
    return row


def extend(uow: UnitOfWork, case_id: str, extension: PaperExtension, *, by: str, at: datetime) -> ConditionalCaseRow:
    """A later day for a paper, with a reason; so many times and days at most (settings)."""
    row, paper = _taken(uow, case_id, "extend", extension.version, extension.paper, by)
    limits = uow.law.funds
    [as_ruled] = moves.papers_of([paper])
    rules.check_extension(as_ruled, extension.until, most=limits.paper_extensions, most_days=limits.paper_extension_days)
    if extension.until <= uow.calendar.local(at).date():
        raise BadInput("新的期限须在今天之后。", "请改正期限。")
    before, paper.due_on = paper.due_on, extension.until
    paper.extensions += 1
    uow.session.flush()
    detail = {"from": before.isoformat(), "to": extension.until.isoformat()}
    moves.move(uow, row, "extend", by=by, at=at, reason=extension.reason, paper=paper.id, detail=detail)
    _recover(uow, row, by, at)
    return row


def revoke(uow: UnitOfWork, case_id: str, revocation: ConditionalRevocation, *, by: str, at: datetime) -> ConditionalCaseRow:
    """Take the approval back during the grace, by the unit's leader or the hotline."""
    row = repository.case_row(uow, case_id)
    _require_version(uow, row, revocation.version)
    require("revoke", people.person_row(uow, by), row.unit_code)
    take_back(uow, row, revocation.reason, by=by, at=at)
    return row


def take_back(uow: UnitOfWork, row: ConditionalCaseRow, reason: str, *, by: str, at: datetime) -> None:
    """The step, the numbered decision, and the notice to the unit and to whoever approved."""
    moves.move(uow, row, "revoke", by=by, at=at, reason=reason)
    today = uow.calendar.local(at).date()
    paper = papers.revocation(row.unit_name, row.applicant, row.matter, row.number, _papers(uow, row), reason, today)
    issued = documents.issue(
        uow, paper, by=by, at=at, ticket=row.ticket_id, subject=f"conditional:{row.id}", units=[row.unit_code]
    )
    row.revocation_id = issued.id
    tell(uow, row, "conditional_revoked", f"{row.number}（{row.applicant}）材料未补齐，已撤销，见{issued.number}。", at)


def tell(uow: UnitOfWork, row: ConditionalCaseRow, kind: str, text: str, at: datetime) -> None:
    notices.tell(uow, kind, text, at=at, ticket=row.ticket_id, link=PAGE, units=(row.unit_code,), people=(row.approved_by,))


def require(command: str, who: PersonRow, unit: str) -> None:
    """NotAllowed unless the table lets the person do it for that unit."""
    if not may(command, who, unit):
        raise NotAllowed("这件容缺事项不属于您的单位，或您的角色没有这项权限。", "请联系办理单位或值班长。")


def may(command: str, who: PersonRow, unit: str) -> bool:
    return any(role in who.roles and (relation == "any" or who.unit == unit) for role, relation in rules.PERMISSIONS[command])


def _taken(
    uow: UnitOfWork, case_id: str, command: str, version: int, paper_id: str, by: str
) -> tuple[ConditionalCaseRow, MissingPaperRow]:
    row = repository.case_row(uow, case_id)
    require(command, people.person_row(uow, by), row.unit_code)
    _require_version(uow, row, version)
    for paper in repository.papers_of(uow, [row.id])[row.id]:
        if paper.id == paper_id:
            return row, paper
    raise BadInput("这份材料不在清单中。", "请刷新后重新选择。")


def _require_version(uow: UnitOfWork, row: ConditionalCaseRow, version: int) -> None:
    if version == row.version:
        return
    last = repository.steps(uow, row.id)[-1]
    name = people.names(uow, [last.by]).get(last.by, last.by)
    done = rules.COMMAND_NAMES[rules.command(last.command)]
    raise Conflict(f"{name}刚刚对{row.number}做了“{done}”。", "请刷新，看过后再操作。")


def _recover(uow: UnitOfWork, row: ConditionalCaseRow, by: str, at: datetime) -> None:
    """Out of the grace when nothing is late any more."""
    if row.state == "grace" and not rules.late(_papers(uow, row), at, uow.calendar):
        moves.move(uow, row, "recover", by=by, at=at, reason="逾期材料已补交或延期。")


def _papers(uow: UnitOfWork, row: ConditionalCaseRow) -> list[Paper]:
    return moves.papers_of(repository.papers_of(uow, [row.id])[row.id])


def _check_ticket(uow: UnitOfWork, ticket_id: str, unit: str) -> None:
    ticket = tickets.ticket_row(uow, ticket_id)
    if unit not in (ticket.unit_code, *ticket.co_units):
        raise BadInput(f"工单{ticket.number}不由这个单位承办。", "请选择本单位的工单，或不填工单。")


def _missing(case_id: str, position: int, given: MissingPaperIn) -> MissingPaperRow:
    return MissingPaperRow(
        id=new_id(),
        case_id=case_id,
        position=position,
        name=given.name,
        first_due_on=given.due_on,
        due_on=given.due_on,
        extensions=0,
        reminded_for=None,
        received_at=None,
        received_by=None,
    )
