"""Who comes: invited, answering for the own unit, and marked as there or not."""

from datetime import datetime

from config.errors import BadInput, Conflict
from config.ids import new_id
from ticketing.ledgers import take
from ticketing.meetings import out, repository
from ticketing.meetings.models import MeetingPartyRow, MeetingRow, MeetingStepRow
from ticketing.meetings.schemas import MAX_PARTIES, Attendance, MeetingDetail, PartyIn, Reply
from ticketing.meetings.states import TABLE
from ticketing.meetings.who import require_convener, require_part
from ticketing.notices import service as notices
from ticketing.tickets.actor import Actor
from ticketing.tickets.out import unit_coded
from ticketing.uow import UnitOfWork

REPLIED = {"accepted": "将参会", "declined": "不能参会", "deputy": "由他人代会"}


def add_party(uow: UnitOfWork, id: str, new: PartyIn, *, actor: Actor, at: datetime) -> MeetingDetail:
    require_convener(actor)
    row = repository.row_of(uow, id)
    party = add_party_row(uow, row, new)
    take(uow, row, MeetingStepRow, TABLE, "add_party", version=None, by=actor.id, at=at, text=_name(uow, party))
    return out.detail(uow, row, actor=actor, now=at)


def add_party_row(uow: UnitOfWork, row: MeetingRow, new: PartyIn) -> MeetingPartyRow:
    """BadInput for neither unit nor name; Conflict for a unit that is there already."""
    if new.unit is not None:
        uow.city.unit(new.unit)
    elif not new.name.strip():
        raise BadInput("参会方没有单位也没有姓名。", "请选择单位，或填写姓名。")
    there = repository.parties(uow, row.id)
    if new.unit is not None and any(party.unit_code == new.unit for party in there):
        raise Conflict(f"{unit_coded(uow, new.unit).name}已在参会方中。", "请选择其他单位。")
    if len(there) >= MAX_PARTIES:
        raise BadInput(f"参会方不能超过 {MAX_PARTIES} 个。", "请合并邀请。")
    party = MeetingPartyRow(
        id=new_id(),
        meeting_id=row.id,
        position=repository.next_position(uow, MeetingPartyRow, row.id),
        role=new.role,
        unit_code=new.unit,
        name=new.name.strip(),
        contact=new.contact.strip(),
        reply_text="",
        deputy="",
    )
    uow.session.add(party)
    uow.session.flush()
    return party


def remove_party(uow: UnitOfWork, id: str, party_id: str, *, actor: Actor, at: datetime) -> MeetingDetail:
    """The row stays with the time of its removal; a unit that was invited is told."""
    require_convener(actor)
    row = repository.row_of(uow, id)
    party = repository.party(uow, id, party_id)
    take(uow, row, MeetingStepRow, TABLE, "remove_party", version=None, by=actor.id, at=at, text=_name(uow, party))
    party.removed_at = at
    if party.unit_code and party.invited_at:
        notices.tell(uow, "meeting_uninvited", f"无需参加会议：{row.title}", at=at, units=[party.unit_code])
    return out.detail(uow, row, actor=actor, now=at)


def reply(
    uow: UnitOfWork,
    id: str,
    party_id: str,
    answer: Reply,
    *,
    actor: Actor,
    at: datetime,
    text: str = "",
    deputy: str = "",
) -> MeetingDetail:
    """Answer for the own unit (or, as convener, for somebody from outside): a refusal needs a reason, a deputy a name."""
    row = repository.row_of(uow, id)
    party = repository.party(uow, id, party_id)
    require_part(actor, (party.unit_code,))
    if answer == "declined" and not text.strip():
        raise BadInput("没有填写不能参会的原因。", "请写明原因。")
    if answer == "deputy" and not deputy.strip():
        raise BadInput("没有填写代会人。", "请填写代会人的姓名和职务。")
    said = f"{_name(uow, party)}{REPLIED[answer]}" + (f"：{deputy.strip() or text.strip()}" if answer != "accepted" else "")
    take(uow, row, MeetingStepRow, TABLE, "reply", version=None, by=actor.id, at=at, text=said, counts=False)
    party.reply, party.reply_text = answer, text.strip()
    party.deputy = deputy.strip() if answer == "deputy" else ""
    party.replied_at, party.replied_by = at, actor.id
    if answer != "accepted":
        link = f"/meetings/list?id={row.id}"
        notices.tell(uow, "meeting_replied", f"{said}（{row.title}）", at=at, link=link, people=[row.created_by])
    return out.detail(uow, row, actor=actor, now=at)


def attend(uow: UnitOfWork, id: str, party_id: str, attendance: Attendance, *, actor: Actor, at: datetime) -> MeetingDetail:
    """Who was there, said once the meeting was held; what was said last stands, the ledger keeps all."""
    require_convener(actor)
    row = repository.row_of(uow, id)
    party = repository.party(uow, id, party_id)
    detail = {"party": party.id, "attendance": attendance}
    said = _name(uow, party)
    take(uow, row, MeetingStepRow, TABLE, "attend", version=None, by=actor.id, at=at, text=said, detail=detail, counts=False)
    party.attendance = attendance
    return out.detail(uow, row, actor=actor, now=at)


def _name(uow: UnitOfWork, party: MeetingPartyRow) -> str:
    return unit_coded(uow, party.unit_code).name if party.unit_code else party.name
