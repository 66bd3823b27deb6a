"""Minutes: a version each time they are written until they are signed off; after that only addenda."""

from datetime import datetime

from config.errors import BadInput, Conflict
from config.ids import new_id
from ticketing.documents.content import Document
from ticketing.ledgers import take
from ticketing.meetings import out, papers, repository
from ticketing.meetings.models import MeetingMinutesRow, MeetingRow, MeetingStepRow
from ticketing.meetings.schemas import MeetingDetail
from ticketing.meetings.states import TABLE
from ticketing.meetings.who import require_convener
from ticketing.notices import service as notices
from ticketing.people import repository as people
from ticketing.tickets.actor import Actor
from ticketing.uow import UnitOfWork


def write(uow: UnitOfWork, id: str, text: str, *, minutes_version: int, actor: Actor, at: datetime) -> MeetingDetail:
    """A new version over the one that the person read; Conflict when somebody wrote another meanwhile."""
    require_convener(actor)
    row = repository.row_of(uow, id)
    if minutes_version != row.minutes_version:
        raise Conflict(_written_by(uow, row), "请刷新页面，合并后再保存。")
    take(uow, row, MeetingStepRow, TABLE, "write_minutes", version=None, by=actor.id, at=at, counts=False)
    _add(uow, row, "minutes", text, by=actor.id, at=at)
    return out.detail(uow, row, actor=actor, now=at)


def sign_off(uow: UnitOfWork, id: str, *, version: int, actor: Actor, at: datetime) -> MeetingDetail:
    """Sign the last version: it becomes a numbered paper, the units that were there are told, nothing of it changes again."""
    require_convener(actor)
    row = repository.row_of(uow, id)
    written = repository.minutes(uow, id)
    if not written:
        raise BadInput("还没有会议纪要。", "请先记录纪要。")
    take(uow, row, MeetingStepRow, TABLE, "sign_off", version=version, by=actor.id, at=at)
    row.signed_at, row.signed_by = at, actor.id
    paper = papers.issue_minutes(uow, row, written[-1].text, by=actor.id, at=at)
    _tell(uow, row, f"会议纪要已签发：{row.title}（{paper.number}）", at)
    return out.detail(uow, row, actor=actor, now=at)


def append(uow: UnitOfWork, id: str, text: str, *, actor: Actor, at: datetime) -> MeetingDetail:
    """An addendum to signed minutes: a paper of its own, told to those who have the minutes."""
    require_convener(actor)
    row = repository.row_of(uow, id)
    take(uow, row, MeetingStepRow, TABLE, "append", version=None, by=actor.id, at=at, counts=False)
    _add(uow, row, "addendum", text, by=actor.id, at=at)
    paper = papers.issue_addendum(uow, row, text, by=actor.id, at=at)
    _tell(uow, row, f"会议纪要有补记：{row.title}（{paper.number}）", at)
    return out.detail(uow, row, actor=actor, now=at)


def draft(uow: UnitOfWork, id: str, *, actor: Actor, at: datetime) -> Document:
    """The last version to be printed and passed round before it is signed off; Conflict once it is."""
    require_convener(actor)
    row = repository.row_of(uow, id, lock=False)
    written = repository.minutes(uow, id)
    if not written:
        raise BadInput("还没有会议纪要。", "请先记录纪要。")
    if row.signed_at is not None:
        raise Conflict("会议纪要已签发。", "请打印已签发的文书。")
    return papers.minutes_paper(uow, row, written[-1].text, at=at, mark="（征求意见稿）")


def _tell(uow: UnitOfWork, row: MeetingRow, text: str, at: datetime) -> None:
    units = [party.unit_code for party in repository.parties(uow, row.id) if party.unit_code]
    notices.tell(uow, "minutes_signed", text, at=at, link=f"/meetings/list?id={row.id}", units=units)


def _add(uow: UnitOfWork, row: MeetingRow, kind: str, text: str, *, by: str, at: datetime) -> None:
    if not text.strip():
        raise BadInput("纪要内容不能为空。", "请填写内容。")
    row.minutes_version += 1
    uow.session.add(
        MeetingMinutesRow(id=new_id(), meeting_id=row.id, version=row.minutes_version, kind=kind, text=text.strip(), at=at, by=by)
    )
    uow.session.flush()


def _written_by(uow: UnitOfWork, row: MeetingRow) -> str:
    written = repository.minutes(uow, row.id)
    if not written:
        return "会议纪要的版本不对。"
    last = written[-1]
    name = people.names(uow, [last.by]).get(last.by, last.by)
    return f"会议纪要已由{name}于{uow.calendar.local(last.at):%m月%d日%H:%M}另存为第{last.version}版。"
