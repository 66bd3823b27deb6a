"""Taking matters in, whoever brings them, and what people do with them until they end. Drafts end them (`ticketing.drafts`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from config.errors import BadInput, Conflict, NotAllowed
from config.ids import new_id
from ticketing import paging
from ticketing.drafts import repository as draft_rows
from ticketing.drafts import service as drafts
from ticketing.drafts.models import DraftRow
from ticketing.intake import acceptance, moves, police, repository
from ticketing.intake.models import IntakeRow
from ticketing.intake.out import detail_out, intakes_out
from ticketing.intake.schemas import ChannelCount, IntakeDetail, IntakeFacts, IntakeIn, IntakePage, Worklist
from ticketing.intake.states import CHANNELS, TRANSITIONS, Channel, IntakeCommand, IntakeState, origin_of, step
from ticketing.people import repository as people
from ticketing.people.repository import SYSTEM
from ticketing.uow import UnitOfWork

KEEPERS = frozenset({"dispatcher", "supervisor"})
NO_CALLER: frozenset[Channel] = frozenset({"grid", "chat"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIntake:
    """What a channel hands over; columns of the intake by their names."""

    channel: Channel
    text: str
    source: str = ""
    external_id: str | None = None
    tracking: str | None = None
    caller_name: str = ""
    caller_number: str = ""
    type: str | None = None
    place: str = ""
    people: list[dict[str, Any]] = field(default_factory=list)
    facts: Mapping[str, Any] = field(default_factory=dict)
    visit_id: str | None = None
    told: int | None = None


def receive(uow: UnitOfWork, new: NewIntake, *, by: str, at: datetime) -> IntakeRow:
    """Make the intake, due to be accepted within the set time, with its draft filled from what was written."""
    row = IntakeRow(
        id=new_id(),
        channel=new.channel,
        origin=origin_of(new.channel),
        source=new.source,
        external_id=new.external_id,
        tracking=new.tracking,
        state="received",
        arrived_at=at,
        caller_number=new.caller_number,
        caller_name=new.caller_name,
        people=new.people,
        type=new.type,
        place_given=new.place,
        text=new.text,
        facts=IntakeFacts.model_validate(new.facts).model_dump(),
        received_by=by,
        accept_due=acceptance.due(at, uow.law.intake.accept_s),
        accepted_at=None,
        accepted_by=None,
        asked="",
        waits_until=None,
        answer="",
        ended_at=None,
        warned_at=None,
        visit_id=new.visit_id,
        told=new.told,
    )
    uow.session.add(row)
    uow.session.flush()
    moves.append(uow, row, "receive", "received", "received", by=by, at=at)
    moves.announce(uow, row)
    drafts.open_of_intake(uow, row, at)
    return row


def write_down(uow: UnitOfWork, new: IntakeIn, by: str, at: datetime) -> IntakeDetail:
    """A matter that a clerk hears, reads or is handed; accepted with it unless it is left to others."""
    if new.channel not in NO_CALLER and not new.caller_number and not new.caller_name and new.channel != "110":
        raise BadInput("请填写诉求人姓名或电话。", "网格巡查和群聊发现的事项可以不填。")
    if new.channel == "110" and not new.external_id:
        raise BadInput("请填写110警情编号。", "编号用于双向核对。")
    if new.channel in NO_CALLER and not new.facts.group:
        raise BadInput("请填写群聊或网格的名称。", "例如：桥头小区业主群、第三网格。")
    _refuse_second(uow, new)
    facts = new.facts.model_dump()
    row = receive(
        uow,
        NewIntake(
            channel=new.channel,
            text=new.text,
            source="110" if new.channel == "110" else "",
            external_id=new.external_id,
            caller_name=new.caller_name,
            caller_number=new.caller_number,
            type=new.type,
            place=new.place,
            people=[one.model_dump() for one in new.people],
            facts=facts,
            visit_id=new.visit,
        ),
        by=by,
        at=at,
    )
    if new.accept and not (new.channel == "110" and new.facts.unclear):
        _accept(uow, row, by, at)
    return detail_out(uow, row, at)


def accept(uow: UnitOfWork, intake_id: str, by: str, at: datetime) -> IntakeDetail:
    """Take a matter: its draft is this person's. Conflict that names who was quicker."""
    row = moves.locked(uow, intake_id)
    if row.state == "accepted" and row.accepted_by == by:
        return detail_out(uow, row, at)
    if row.accepted_by:
        name = people.names(uow, [row.accepted_by]).get(row.accepted_by, "")
        raise Conflict(f"这件收件已由{name}受理。", "请刷新收件列表。")
    _accept(uow, row, by, at)
    return detail_out(uow, row, at)


def release(uow: UnitOfWork, intake_id: str, note: str, by: str, at: datetime) -> IntakeDetail:
    """Give it back for others: its clock goes on from when it arrived."""
    row = _own(uow, intake_id, by)
    moves.move(uow, row, "release", by=by, at=at, note=note)
    row.accepted_at = row.accepted_by = None
    draft_of(uow, row).agent_id = ""
    return _told(uow, row, at)


def ask(uow: UnitOfWork, intake_id: str, what: str, by: str, at: datetime) -> IntakeDetail:
    """Ask the citizen for more (待补充); who can look the matter up writes it there, within the set time."""
    row = _own(uow, intake_id, by)
    moves.move(uow, row, "ask", by=by, at=at, note=what)
    row.asked, row.waits_until = what, at + timedelta(seconds=uow.law.intake.supplement_wait_s)
    return _told(uow, row, at)


def supplement(uow: UnitOfWork, intake_id: str, text: str, by: str, at: datetime) -> IntakeDetail:
    """A clerk writes what the citizen added on the phone; the machine reads the whole anew."""
    row = _own(uow, intake_id, by)
    add_words(uow, row, text, by=by, at=at)
    return _told(uow, row, at)


def add_words(uow: UnitOfWork, row: IntakeRow, text: str, *, by: str, at: datetime) -> None:
    """What the citizen added goes to the matter's own words and into every field that nobody has edited."""
    moves.move(uow, row, "supplement", by=by, at=at, note=text)
    row.asked, row.waits_until = "", None
    if text:
        row.text = f"{row.text}\n（补充）{text}"
        draft = draft_rows.locked_row(uow, row.id)
        if draft is not None and draft.status == "open":
            drafts.read(uow, draft, row, at)
    uow.session.flush()


def coordinate(uow: UnitOfWork, intake_id: str, note: str, by: str, at: datetime) -> IntakeDetail:
    """Say what was done or agreed on the way: a line of the history, nothing else changes."""
    row = _own(uow, intake_id, by)
    moves.move(uow, row, "coordinate", by=by, at=at, note=note)
    return _told(uow, row, at)


def confer(uow: UnitOfWork, intake_id: str, agreed: police.Side | None, officer: str, by: str, at: datetime) -> IntakeDetail:
    """The three-way call of an unclear transfer: what was agreed, else the first receiver takes it."""
    row = moves.locked(uow, intake_id)
    if row.channel != "110":
        raise BadInput("只有110移交的事项可以三方会商。")
    facts = IntakeFacts.model_validate(row.facts)
    side = police.takes(first=facts.first or "police", agreed=agreed, unclear=True)
    why = f"三方会商：{'商定' if agreed else '未达成一致，由首接方'}{police.SIDE_NAMES[side]}受理。"
    moves.move(uow, row, "confer", by=by, at=at, note=why)
    row.facts = facts.model_copy(update={"agreed": agreed, "officer": officer, "unclear": False}).model_dump()
    if side == "police":
        moves.move(uow, row, "hand_back", by=by, at=at, note=why)
        _close_draft(uow, row)
    elif not row.accepted_by:
        _accept(uow, row, by, at)
    return _told(uow, row, at)


def prevent(uow: UnitOfWork, intake_id: str, answer: str, by: str, at: datetime) -> IntakeDetail:
    """Answered in the group or on the spot before anybody complained: a prevented ticket (未诉先办)."""
    row = _own(uow, intake_id, by)
    if row.origin != "proactive":
        raise BadInput("只有网格巡查和群聊发现的事项才能计为未诉先办。", "其他渠道请答复或派单。")
    return _end(uow, row, "prevent", answer, by, at)


def hand_back(uow: UnitOfWork, intake_id: str, note: str, by: str, at: datetime) -> IntakeDetail:
    """A police matter goes back to 110 under its number."""
    row = moves.locked(uow, intake_id)
    if row.channel != "110":
        raise BadInput("只有110移交的事项可以转回110。", "其他警情请拨打110转接。")
    if row.accepted_by and row.accepted_by != by:
        _require_keeper(uow, by)
    return _end(uow, row, "hand_back", note, by, at)


def close(uow: UnitOfWork, intake_id: str, note: str, by: str, at: datetime) -> IntakeDetail:
    """Ends without a ticket: no matter, sent twice, withdrawn. The reason is what the citizen reads."""
    return _end(uow, _own(uow, intake_id, by), "close", note, by, at)


def hand_over(uow: UnitOfWork, intake_id: str, from_: str, to: str, note: str, by: str, at: datetime) -> None:
    """Somebody else goes on with what a clerk who leaves had accepted; nothing where it is not that clerk's any more."""
    row = moves.locked(uow, intake_id)
    state = cast(IntakeState, row.state)
    if row.accepted_by != from_ or (state, "hand_over") not in TRANSITIONS:
        return
    moves.append(uow, row, "hand_over", state, step(state, "hand_over"), by=by, at=at, note=note)
    row.accepted_by = to
    moves.announce(uow, row)
    uow.session.flush()


def get(uow: UnitOfWork, intake_id: str, now: datetime) -> IntakeDetail:
    return detail_out(uow, moves.locked(uow, intake_id, lock=False), now)


def worklist(uow: UnitOfWork, now: datetime, *, channel: str | None = None, mine: str | None = None) -> Worklist:
    """What is open in all channels but the telephone; ``mine`` is a person's id."""
    found = repository.counts(uow, now)
    names = ("received", "overdue", "accepted", "waiting")
    return Worklist(
        items=intakes_out(uow, repository.open_rows(uow, channel, mine), now),
        counts=tuple(
            ChannelCount.model_validate({"channel": name} | {one: found.get(name, {}).get(one, 0) for one in names})
            for name in CHANNELS
            if name != "telephone"
        ),
    )


def list_intakes(
    uow: UnitOfWork,
    now: datetime,
    *,
    channel: str | None = None,
    state: str | None = None,
    visit: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> IntakePage:
    """Newest first; without a channel all but calls."""
    limit = paging.bounded(limit)
    rows = repository.intakes_page(uow, channel=channel, state=state, visit=visit, before=before, limit=limit)
    return IntakePage(
        items=intakes_out(uow, rows[:limit], now),
        next=paging.cursor(rows[limit - 1].arrived_at, rows[limit - 1].id) if len(rows) > limit else None,
    )


def draft_of(uow: UnitOfWork, row: IntakeRow) -> DraftRow:
    return uow.session.get_one(DraftRow, row.id)


def _accept(uow: UnitOfWork, row: IntakeRow, by: str, at: datetime) -> None:
    moves.move(uow, row, "accept", by=by, at=at)
    row.accepted_at, row.accepted_by, row.warned_at = at, by, None
    draft = draft_of(uow, row)
    draft.agent_id = by
    uow.session.flush()


def _own(uow: UnitOfWork, intake_id: str, by: str) -> IntakeRow:
    """The intake of the person who accepted it; a dispatcher or a supervisor may act for them."""
    row = moves.locked(uow, intake_id)
    if row.channel == "telephone":
        raise BadInput("来电在话务台办理。", "请在来电记录中打开。")
    if row.accepted_by not in (by, None):
        _require_keeper(uow, by)
    return row


def _require_keeper(uow: UnitOfWork, by: str) -> None:
    if by != SYSTEM and not KEEPERS & set(people.person_row(uow, by).roles):
        raise NotAllowed("这件收件由其他人员受理。", "请联系受理人、派单员或班长。")


def _end(uow: UnitOfWork, row: IntakeRow, command: IntakeCommand, note: str, by: str, at: datetime) -> IntakeDetail:
    moves.move(uow, row, command, by=by, at=at, note=note)
    row.answer = note
    _close_draft(uow, row)
    return _told(uow, row, at)


def _close_draft(uow: UnitOfWork, row: IntakeRow) -> None:
    draft = draft_rows.locked_row(uow, row.id)
    if draft is not None:
        draft.status, draft.version = "closed", draft.version + 1
    uow.session.flush()


def _told(uow: UnitOfWork, row: IntakeRow, at: datetime) -> IntakeDetail:
    uow.session.flush()
    return detail_out(uow, row, at)


def _refuse_second(uow: UnitOfWork, new: IntakeIn) -> None:
    if new.external_id and repository.by_external(uow, new.channel, "110" if new.channel == "110" else "", new.external_id):
        raise Conflict(f"编号{new.external_id}已经收件。", "请在收件列表中查找。")
