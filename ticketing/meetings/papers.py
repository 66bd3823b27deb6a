"""Invitations and minutes as numbered papers; what they say is made here, how it is printed is `ticketing.documents`."""

from collections.abc import Sequence
from datetime import datetime

from ticketing.documents import service as documents
from ticketing.documents.content import Block, Document, Facts, Heading, Paragraph, Signature, Table
from ticketing.documents.schemas import DocumentOut
from ticketing.meetings import kinds, repository
from ticketing.meetings.models import MeetingPartyRow, MeetingRow
from ticketing.meetings.out import subject_of
from ticketing.people import repository as people
from ticketing.privacy.masks import mask_text
from ticketing.resolutions import repository as resolutions
from ticketing.tickets.named import NamedTicket, named_tickets
from ticketing.tickets.out import unit_coded
from ticketing.uow import UnitOfWork

WEEKDAYS = "一二三四五六日"
ATTENDED = {"present": "到会", "deputy": "代会", "absent": "缺席", None: ""}


def when(uow: UnitOfWork, row: MeetingRow) -> str:
    """3月4日（周三）14:00."""
    local = uow.calendar.local(row.starts_at)
    return f"{local.month}月{local.day}日（周{WEEKDAYS[local.weekday()]}）{local:%H:%M}"


def issue_invitation(
    uow: UnitOfWork, row: MeetingRow, parties: Sequence[MeetingPartyRow], *, by: str, at: datetime
) -> DocumentOut:
    """会议通知 to all parties; those that are units may read it."""
    units = [party.unit_code for party in parties if party.unit_code]
    document = Document(
        kind="meeting_invitation",
        title=f"关于召开{row.title}的通知",
        issuer=issuer(uow),
        addressee="、".join(dict.fromkeys(_name(uow, party) for party in parties)),
        date=uow.calendar.local(at).date(),
        blocks=_invitation(uow, row, parties),
    )
    return documents.issue(uow, document, by=by, at=at, subject=subject_of(row.id), units=units)


def issue_minutes(uow: UnitOfWork, row: MeetingRow, text: str, *, by: str, at: datetime) -> DocumentOut:
    """会议纪要, numbered; the units that were invited may read it."""
    return _issued(uow, row, minutes_paper(uow, row, text, at=at), by=by, at=at)


def issue_addendum(uow: UnitOfWork, row: MeetingRow, text: str, *, by: str, at: datetime) -> DocumentOut:
    """What was added to signed minutes, as a paper of its own that names them."""
    first = next((one.number for one in documents.of_subject(uow, subject_of(row.id)) if one.kind == _kind(row)), "")
    day = uow.calendar.local(at).date()
    document = Document(
        kind=_kind(row),
        title=f"{row.title}纪要（补记）",
        issuer=issuer(uow),
        date=day,
        blocks=(Paragraph(f"现对{first}补记如下："), *_lines(text), Signature(name=issuer(uow), day=day)),
    )
    return _issued(uow, row, document, by=by, at=at)


def minutes_paper(uow: UnitOfWork, row: MeetingRow, text: str, *, at: datetime, mark: str = "") -> Document:
    """Who was there, what was said and what was decided; ``mark`` stands behind the title of what is no more than a draft."""
    day = uow.calendar.local(at).date()
    return Document(
        kind=_kind(row),
        title=f"{row.title}纪要{mark}",
        issuer=issuer(uow),
        date=day,
        blocks=(
            _facts(uow, row),
            _attendance(uow, repository.parties(uow, row.id)),
            Heading("一、会议内容"),
            *_lines(text),
            *_decided(uow, row),
            Signature(name=issuer(uow), day=day),
        ),
    )


def _issued(uow: UnitOfWork, row: MeetingRow, document: Document, *, by: str, at: datetime) -> DocumentOut:
    units = [party.unit_code for party in repository.parties(uow, row.id) if party.unit_code]
    return documents.issue(uow, document, by=by, at=at, subject=subject_of(row.id), units=units)


def _kind(row: MeetingRow) -> str:
    return "four_party_record" if row.kind == "four_party" else "meeting_minutes"


def _lines(text: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(line) for line in text.splitlines() if line.strip())


def issuer(uow: UnitOfWork) -> str:
    return f"{uow.city.name} 12345 政务服务便民热线"


def _invitation(uow: UnitOfWork, row: MeetingRow, parties: Sequence[MeetingPartyRow]) -> tuple[Block, ...]:
    items = repository.items(uow, row.id)
    tickets = named_tickets(uow, [item.ticket_id for item in items])
    agenda = tuple(
        (str(number), mask_text(item.title), _numbers(tickets.get(item.ticket_id or "")), mask_text(item.note))
        for number, item in enumerate(items, 1)
    )
    return (
        Paragraph(f"定于{when(uow, row)}召开{kinds.KIND_NAMES[row.kind]}，请派员参加。" + (row.purpose or "")),
        _facts(uow, row),
        *((Heading("一、议题"), Table(("序号", "议题", "工单", "说明"), agenda, (1, 5, 3, 4))) if agenda else ()),
        Heading("二、参会方" if agenda else "一、参会方"),
        Table(
            ("参会方", "身份"),
            tuple((_name(uow, party), kinds.ROLE_NAMES[party.role]) for party in parties),
            (3, 1),
        ),
        Paragraph("请在系统中答复能否参会；不能参会的请说明原因，由他人代会的请写明代会人。"),
        Signature(name=issuer(uow), day=uow.calendar.local(row.created_at).date()),
    )


def _facts(uow: UnitOfWork, row: MeetingRow) -> Facts:
    known = people.names(uow, (row.chair_id, row.co_chair_id))
    chairs = "、".join(known[id] for id in (row.chair_id, row.co_chair_id) if id and id in known)
    return Facts(
        (
            ("会议", kinds.KIND_NAMES[row.kind]),
            ("形式", kinds.MODE_NAMES[row.mode]),
            ("时间", when(uow, row)),
            ("地点", row.place),
            ("主持", chairs),
            ("轮次", f"第 {row.round} 轮" if row.round else "—"),
        )
    )


def _attendance(uow: UnitOfWork, parties: Sequence[MeetingPartyRow]) -> Table:
    rows = tuple((_name(uow, party), kinds.ROLE_NAMES[party.role], ATTENDED[party.attendance], party.deputy) for party in parties)
    return Table(("参会方", "身份", "到会", "代会人"), rows, (4, 2, 1, 2))


def _decided(uow: UnitOfWork, row: MeetingRow) -> tuple[Block, ...]:
    rows = tuple(
        (str(number), mask_text(one.text), one.unit_name, f"{uow.calendar.local(one.due):%Y-%m-%d}")
        for number, one in enumerate(resolutions.of_meeting(uow, row.id), 1)
    )
    return (Heading("二、议定事项"), Table(("序号", "事项", "责任单位", "完成期限"), rows, (1, 6, 3, 2))) if rows else ()


def _numbers(ticket: NamedTicket | None) -> str:
    return ticket.number if ticket else ""


def _name(uow: UnitOfWork, party: MeetingPartyRow) -> str:
    return unit_coded(uow, party.unit_code).name if party.unit_code else party.name
