"""Cases: written in versions, published, withdrawn, found by their words."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from config.errors import BadInput, NotAllowed
from config.ids import new_id
from ticketing import paging
from ticketing.cases.models import CaseRow, CaseStepRow, CaseVersionRow
from ticketing.cases.schemas import CaseIn, CaseOut, CasePage, CaseText, CaseVersionIn
from ticketing.cases.searching import escaped, one_text, parts
from ticketing.cases.states import CASES
from ticketing.documents import service as documents
from ticketing.documents.content import Document, Heading, Paragraph, Signature
from ticketing.documents.schemas import DocumentOut
from ticketing.ledgers import append, locked, seen, steps_of, take
from ticketing.meetings.papers import issuer
from ticketing.meetings.who import convenes, require_convener
from ticketing.people import repository as people
from ticketing.privacy.masks import mask_text
from ticketing.schema import Coded, PersonName
from ticketing.tickets import repository as tickets
from ticketing.tickets.actor import Actor
from ticketing.tickets.named import NamedTicket, named_tickets
from ticketing.uow import UnitOfWork

MISSING = "没有这个案例。"
TEXTS = ("title", "background", "handling", "outcome", "lesson")
PLAIN = ("id", "kind", "state", "version", "title", "published", "published_at", "created_at")
PARTS = (("background", "一、基本情况"), ("handling", "二、办理经过"), ("outcome", "三、办理结果"), ("lesson", "四、经验启示"))


def write(uow: UnitOfWork, new: CaseIn, *, actor: Actor, at: datetime) -> CaseOut:
    """A draft with its first version."""
    require_convener(actor)
    if new.category is not None:
        uow.city.category(new.category)
    row = CaseRow(
        id=new_id(),
        state="draft",
        version=0,
        kind=new.kind,
        title="",
        category_code=new.category,
        tags=[],
        current=0,
        published=None,
        published_at=None,
        searched="",
        created_at=at,
        created_by=actor.id,
    )
    uow.session.add(row)
    append(uow, row, CaseStepRow, "write", by=actor.id, at=at, text=mask_text(new.title))
    _add_version(uow, row, new, by=actor.id, at=at)
    return _whole(uow, row, actor)


def revise(uow: UnitOfWork, id: str, new: CaseVersionIn, *, actor: Actor, at: datetime) -> CaseOut:
    """A further version; what is published stays until the new one is published."""
    require_convener(actor)
    row = _row(uow, id)
    take(uow, row, CaseStepRow, CASES, "revise", version=new.version, by=actor.id, at=at, text=mask_text(new.title))
    _add_version(uow, row, new, by=actor.id, at=at)
    return _whole(uow, row, actor)


def publish(uow: UnitOfWork, id: str, *, version: int, actor: Actor, at: datetime) -> CaseOut:
    """Everybody with an account reads the newest version from now on; BadInput while it says nothing."""
    require_convener(actor)
    row = _row(uow, id)
    text = _version(uow, row, row.current)
    if not (text.handling.strip() and text.outcome.strip()):
        raise BadInput("案例还没有办理经过或办理结果。", "请补充后再发布。")
    take(uow, row, CaseStepRow, CASES, "publish", version=version, by=actor.id, at=at, detail={"number": row.current})
    row.published, row.published_at = row.current, at
    row.title, row.tags, row.searched = text.title, list(text.tags), _searched(text)
    uow.session.flush()
    return _whole(uow, row, actor)


def withdraw(uow: UnitOfWork, id: str, why: str, *, version: int, actor: Actor, at: datetime) -> CaseOut:
    require_convener(actor)
    row = _row(uow, id)
    if not why.strip():
        raise BadInput("没有填写撤回的原因。", "请写明原因。")
    take(uow, row, CaseStepRow, CASES, "withdraw", version=version, by=actor.id, at=at, text=why.strip())
    row.published = row.published_at = None
    uow.session.flush()
    return _whole(uow, row, actor)


def bulletin(uow: UnitOfWork, id: str, *, actor: Actor, at: datetime) -> DocumentOut:
    """The published version as a numbered case bulletin (案例通报)."""
    require_convener(actor)
    row = _row(uow, id)
    if row.published is None:
        raise BadInput("案例还没有发布。", "请先发布。")
    text = _version(uow, row, row.published)
    day = uow.calendar.local(at).date()
    blocks = [block for name, head in PARTS for block in _part(head, getattr(text, name))]
    document = Document(
        kind="case_bulletin",
        title=text.title,
        issuer=issuer(uow),
        date=day,
        blocks=(*blocks, Signature(name=issuer(uow), day=day)),
    )
    return documents.issue(uow, document, by=actor.id, at=at, subject=f"case:{row.id}")


def get(uow: UnitOfWork, id: str, *, actor: Actor) -> CaseOut:
    """NotAllowed for a draft or a withdrawn case, unless one convenes."""
    row = seen(uow, CaseRow, id, MISSING)
    if row.published is None and not convenes(actor):
        raise NotAllowed("这个案例没有发布。", "请查看其他案例。")
    return _whole(uow, row, actor)


def versions(uow: UnitOfWork, id: str, *, actor: Actor) -> tuple[CaseText, ...]:
    """All versions, newest first, for conveners."""
    require_convener(actor)
    query = select(CaseVersionRow).where(CaseVersionRow.case_id == seen(uow, CaseRow, id, MISSING).id)
    rows = uow.session.scalars(query.order_by(CaseVersionRow.version.desc()).limit(paging.MAX_LIMIT))
    return tuple(_text(uow, row) for row in rows)


def search(
    uow: UnitOfWork,
    q: str = "",
    *,
    actor: Actor,
    state: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> CasePage:
    """Newest first those that have every part of ``q``; who does not convene sees what is published."""
    limit = paging.bounded(limit)
    query = select(CaseRow)
    if not convenes(actor):
        query = query.where(CaseRow.published.is_not(None))
    if state:
        query = query.where(CaseRow.state == state)
    for part in parts(q):
        query = query.where(CaseRow.searched.like(f"%{escaped(part)}%", escape="\\"))
    rows = uow.session.scalars(paging.page(query, CaseRow.created_at, CaseRow.id, before, limit)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return CasePage(
        items=tuple(_out(uow, row, actor) for row in rows[:limit]),
        next=paging.cursor(last.created_at, last.id) if last else None,
    )


def _row(uow: UnitOfWork, id: str) -> CaseRow:
    return locked(uow, CaseRow, id, MISSING)


def _version(uow: UnitOfWork, row: CaseRow, number: int) -> CaseVersionRow:
    query = select(CaseVersionRow).where(CaseVersionRow.case_id == row.id, CaseVersionRow.version == number)
    return uow.session.scalars(query).one()


def _add_version(uow: UnitOfWork, row: CaseRow, new: CaseIn | CaseVersionIn, *, by: str, at: datetime) -> None:
    for ticket in new.tickets:
        tickets.ticket_row(uow, ticket)
    row.current += 1
    text = CaseVersionRow(
        id=new_id(),
        case_id=row.id,
        version=row.current,
        tags=list(dict.fromkeys(new.tags)),
        tickets=list(dict.fromkeys(new.tickets)),
        at=at,
        by=by,
        **{name: mask_text(getattr(new, name).strip()) for name in TEXTS},
    )
    uow.session.add(text)
    if row.published is None:
        row.title, row.tags, row.searched = text.title, text.tags, _searched(text)
    uow.session.flush()


def _searched(text: CaseVersionRow) -> str:
    return one_text([*(getattr(text, name) for name in TEXTS), *text.tags])


def _whole(uow: UnitOfWork, row: CaseRow, actor: Actor) -> CaseOut:
    convening = convenes(actor)
    number = row.current if convening else row.published or row.current
    update = {
        "text": _text(uow, _version(uow, row, number)),
        "history": steps_of(uow, CaseStepRow, row.id) if convening else (),
    }
    return _out(uow, row, actor).model_copy(update=update)


def _out(uow: UnitOfWork, row: CaseRow, actor: Actor) -> CaseOut:
    return CaseOut.model_validate(
        {name: getattr(row, name) for name in PLAIN}
        | {
            "category": _category(uow, row.category_code),
            "tags": tuple(row.tags),
            "versions": row.current,
            "allowed": CASES.allowed(row.state) if convenes(actor) else (),
        }
    )


def _text(uow: UnitOfWork, row: CaseVersionRow) -> CaseText:
    known = people.names(uow, [row.by])
    named = named_tickets(uow, row.tickets)
    return CaseText.model_validate(
        {name: getattr(row, name) for name in (*TEXTS, "at")}
        | {
            "number": row.version,
            "tags": tuple(row.tags),
            "tickets": tuple(_masked(named[id]) for id in row.tickets if id in named),
            "by": PersonName(id=row.by, name=known.get(row.by, row.by)),
        }
    )


def _masked(ticket: NamedTicket) -> NamedTicket:
    return ticket.model_copy(update={"title": mask_text(ticket.title)})


def _category(uow: UnitOfWork, code: str | None) -> Coded | None:
    found = uow.city.categories.get(code) if code else None
    return Coded(code=code, name=found.name if found else code) if code else None


def _part(head: str, text: str) -> Sequence[Heading | Paragraph]:
    lines = [Paragraph(line) for line in text.splitlines() if line.strip()]
    return [Heading(head), *lines] if lines else []
