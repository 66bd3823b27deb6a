"""Files of joint matters: added by those who take part while it is open, by the hotline at any time, and never taken away."""

from datetime import datetime

from sqlalchemy import func, select

from config.errors import BadInput, Conflict
from ticketing.attachments import service as attachments
from ticketing.attachments.models import AttachmentRow
from ticketing.attachments.schemas import AttachmentOut
from ticketing.attachments.store import Stored
from ticketing.evidence.models import EvidenceRow
from ticketing.evidence.subjects import Part, part_in
from ticketing.meetings.who import convenes, require_part
from ticketing.tickets.actor import Actor
from ticketing.uow import UnitOfWork


def require_reader(uow: UnitOfWork, subject: str, *, actor: Actor) -> Part:
    """NotAllowed unless the person convenes, or takes part in the subject."""
    part = part_in(uow, subject)
    require_part(actor, part.units, part.people)
    return part


def require_adder(uow: UnitOfWork, subject: str, *, actor: Actor) -> None:
    """Conflict when the matter is over for all but the hotline."""
    part = require_reader(uow, subject, actor=actor)
    if not part.open and not convenes(actor):
        raise Conflict("这件事已经办结或签发，不能再添加材料。", "需要补充时请联系热线。")


def add(uow: UnitOfWork, subject: str, stored: Stored, name: str, *, scanned: str, actor: Actor, at: datetime) -> AttachmentOut:
    """Put one file to the subject; BadInput when it has as many as the setting allows."""
    require_adder(uow, subject, actor=actor)
    most = uow.law.attachments.most_of_ticket
    there = select(func.count()).select_from(EvidenceRow).where(EvidenceRow.subject == subject)
    if (uow.session.scalar(there) or 0) >= most:
        raise BadInput(f"材料已达{most}个。", "请整理后再添加。")
    taken = attachments.take(uow, stored, name, scanned=scanned, by=actor.id, at=at)
    uow.session.get_one(AttachmentRow, taken.id).expires_at = None
    uow.session.add(EvidenceRow(attachment_id=taken.id, subject=subject))
    uow.session.flush()
    return attachments.of_ids(uow, [taken.id])[0]


def of_subject(uow: UnitOfWork, subject: str, *, actor: Actor) -> tuple[AttachmentOut, ...]:
    """Oldest first."""
    require_reader(uow, subject, actor=actor)
    ids = uow.session.scalars(select(EvidenceRow.attachment_id).where(EvidenceRow.subject == subject))
    return attachments.of_ids(uow, list(ids))


def subject_of(uow: UnitOfWork, attachment_id: str) -> str | None:
    """What a file was put to; None for files of intakes and tickets."""
    row = uow.session.get(EvidenceRow, attachment_id)
    return row.subject if row else None
