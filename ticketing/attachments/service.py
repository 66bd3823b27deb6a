"""Files of intakes and tickets: taken for a form, claimed by it, added by people, listed, forgotten when nobody claimed them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from sqlalchemy import ColumnElement, func, select

from config.errors import BadInput, NotFound
from config.ids import new_id
from config.settings import FileKind
from ticketing.attachments import store
from ticketing.attachments.kinds import GROUPS, clean_name
from ticketing.attachments.models import AttachmentRow
from ticketing.attachments.schemas import AttachmentOut, UploadOut
from ticketing.attachments.store import Stored
from ticketing.people import repository as people
from ticketing.tickets.models import TicketStepRow
from ticketing.uow import UnitOfWork

FORGOTTEN_AT_ONCE = 20
MAX_LISTED = 500


def take(uow: UnitOfWork, stored: Stored, name: str, *, scanned: str, by: str, at: datetime) -> UploadOut:
    """Note a file for a form that is still being filled in; it waits for `claim`."""
    row = _row(uow, stored, name, scanned=scanned, by=by, at=at)
    row.expires_at = at + timedelta(seconds=uow.law.attachments.kept_loose_s)
    uow.session.flush()
    return UploadOut.model_validate({name: getattr(row, name) for name in ("id", "name", "kind", "size")})


def claim(uow: UnitOfWork, ids: Sequence[str], intake_id: str, at: datetime) -> None:
    """The form was handed in: these files are its own now. BadInput for too many, and for those that are gone or taken."""
    wanted = list(dict.fromkeys(ids))
    if len(wanted) + _count(uow, AttachmentRow.intake_id == intake_id) > uow.law.attachments.most:
        raise BadInput(f"附件最多{uow.law.attachments.most}个。", "请减少附件后再提交。")
    query = select(AttachmentRow).where(AttachmentRow.id.in_(wanted), AttachmentRow.expires_at > at).with_for_update()
    rows = uow.session.scalars(query).all()
    if len(rows) < len(wanted):
        raise BadInput("有附件已过期。", "请重新选择附件后再提交。")
    for row in rows:
        row.intake_id, row.expires_at = intake_id, None
    uow.session.flush()


def claim_for_step(uow: UnitOfWork, ids: Sequence[str], ticket_id: str, by: str, at: datetime) -> None:
    """Files that this person took are evidence of the ticket's last step, which the caller has just written under its lock.

    BadInput for too many, and for those that are gone, another's, or taken.
    """
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return
    if len(wanted) + _count(uow, AttachmentRow.ticket_id == ticket_id) > uow.law.attachments.most_of_ticket:
        raise BadInput(f"工单的附件最多{uow.law.attachments.most_of_ticket}个。", "请减少附件后再提交。")
    query = select(AttachmentRow).where(AttachmentRow.id.in_(wanted), AttachmentRow.expires_at > at, AttachmentRow.by == by)
    rows = uow.session.scalars(query.with_for_update()).all()
    if len(rows) < len(wanted):
        raise BadInput("有附件已过期。", "请重新选择附件后再提交。")
    steps = select(TicketStepRow.id).where(TicketStepRow.ticket_id == ticket_id).order_by(TicketStepRow.position.desc())
    last = uow.session.scalar(steps.limit(1))
    for row in rows:
        row.ticket_id, row.step_id, row.expires_at = ticket_id, last, None
    uow.session.flush()


def add(
    uow: UnitOfWork,
    stored: Stored,
    name: str,
    *,
    scanned: str,
    by: str,
    at: datetime,
    intake: str | None = None,
    ticket: str | None = None,
) -> AttachmentOut:
    """A signed-in person adds a file to an intake or a ticket that exists."""
    where = AttachmentRow.intake_id == intake if intake else AttachmentRow.ticket_id == ticket
    if _count(uow, where) >= uow.law.attachments.most_of_ticket:
        raise BadInput(f"附件已达{uow.law.attachments.most_of_ticket}个。", "请整理后再添加。")
    row = _row(uow, stored, name, scanned=scanned, by=by, at=at)
    row.intake_id, row.ticket_id = intake, ticket
    uow.session.flush()
    return _out(row, people.names(uow, [by]))


def of_intake(uow: UnitOfWork, intake_id: str) -> tuple[AttachmentOut, ...]:
    return _listed(uow, AttachmentRow.intake_id == intake_id)


def of_ticket(uow: UnitOfWork, ticket_id: str, intake_id: str | None) -> tuple[AttachmentOut, ...]:
    """A ticket's own files after those that its matter came with."""
    return (*(of_intake(uow, intake_id) if intake_id else ()), *_listed(uow, AttachmentRow.ticket_id == ticket_id))


def of_ids(uow: UnitOfWork, ids: Sequence[str]) -> tuple[AttachmentOut, ...]:
    """For those who keep their own list of whose files they are."""
    return _listed(uow, AttachmentRow.id.in_(ids))


def file_row(uow: UnitOfWork, attachment_id: str) -> AttachmentRow:
    """The file's row; NotFound also for one that no form has claimed."""
    row = uow.session.get(AttachmentRow, attachment_id)
    if row is None or row.expires_at is not None:
        raise NotFound("没有这个附件。", "请刷新后查看。")
    return row


def forget_loose(uow: UnitOfWork, folder: Path, at: datetime) -> int:
    """Forget some files that nobody claimed in time; content that another row names stays. Returns how many."""
    due = select(AttachmentRow).where(AttachmentRow.expires_at <= at).order_by(AttachmentRow.expires_at)
    rows = uow.session.scalars(due.limit(FORGOTTEN_AT_ONCE).with_for_update(skip_locked=True)).all()
    for row in rows:
        uow.session.delete(row)
        uow.session.flush()
        if not _count(uow, AttachmentRow.digest == row.digest):
            store.forget(folder, row.digest, at - timedelta(seconds=uow.law.attachments.kept_loose_s / 2))
    return len(rows)


def _row(uow: UnitOfWork, stored: Stored, name: str, *, scanned: str, by: str, at: datetime) -> AttachmentRow:
    row = AttachmentRow(
        id=new_id(),
        digest=stored.digest,
        name=clean_name(name, stored.kind),
        kind=stored.kind,
        size=stored.size,
        scanned=scanned,
        at=at,
        by=by,
    )
    uow.session.add(row)
    return row


def _count(uow: UnitOfWork, where: ColumnElement[bool]) -> int:
    return uow.session.scalar(select(func.count()).select_from(AttachmentRow).where(where)) or 0


def _listed(uow: UnitOfWork, where: ColumnElement[bool]) -> tuple[AttachmentOut, ...]:
    query = select(AttachmentRow).where(where).order_by(AttachmentRow.at, AttachmentRow.id)
    rows = uow.session.scalars(query.limit(MAX_LISTED)).all()
    known = people.names(uow, {row.by for row in rows})
    return tuple(_out(row, known) for row in rows)


def _out(row: AttachmentRow, known: Mapping[str, str]) -> AttachmentOut:
    plain = {name: getattr(row, name) for name in ("id", "name", "kind", "size", "scanned", "at")} | {"step": row.step_id}
    return AttachmentOut.model_validate(plain | {"group": GROUPS[cast(FileKind, row.kind)], "by_name": known.get(row.by, row.by)})
