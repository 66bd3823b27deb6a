"""Planning a meeting, calling it, and saying that it was held or is not to be."""

from datetime import UTC, datetime, timedelta

from config.errors import BadInput
from config.ids import new_id
from ticketing import paging
from ticketing.ledgers import append, take
from ticketing.meetings import kinds, out, papers, reminding, repository
from ticketing.meetings.agenda import add_item_row
from ticketing.meetings.counting import Held, by_half_year
from ticketing.meetings.models import MeetingRow, MeetingStepRow
from ticketing.meetings.parties import add_party_row
from ticketing.meetings.schemas import (
    MeetingDetail,
    MeetingFigures,
    MeetingIn,
    MeetingPage,
    MeetingPatch,
    MeetingRecordIn,
    PartyIn,
)
from ticketing.meetings.states import TABLE
from ticketing.meetings.who import convenes, require_convener, require_part
from ticketing.notices import service as notices
from ticketing.people import repository as people
from ticketing.tickets.actor import Actor
from ticketing.uow import UnitOfWork

LONGEST = timedelta(hours=12)
RECORDED_LENGTH = timedelta(hours=1)
"""What a meeting that is only recorded afterwards is taken to have lasted."""


def plan(uow: UnitOfWork, new: MeetingIn, *, actor: Actor, at: datetime) -> MeetingDetail:
    """Put a meeting into the calendar with its parties and agenda; a 3+X brings the three fixed offices of the settings."""
    require_convener(actor)
    row = make(uow, new, by=actor.id, at=at)
    return out.detail(uow, row, actor=actor, now=at)


def make(
    uow: UnitOfWork,
    new: MeetingIn,
    *,
    by: str,
    at: datetime,
    dispute: str | None = None,
    round: int | None = None,
) -> MeetingRow:
    """The rows of a planned meeting, also of a round of talks."""
    _check_times(new.starts_at, new.ends_at)
    for person in (new.chair, new.co_chair):
        if person is not None:
            people.person_row(uow, person)
    row = MeetingRow(
        **_blank(new.kind, new.mode, new.title, new.place, by, at),
        state="planned",
        purpose=new.purpose.strip(),
        starts_at=new.starts_at,
        ends_at=new.ends_at,
        chair_id=new.chair,
        co_chair_id=new.co_chair,
        dispute_id=dispute,
        round=round,
    )
    uow.session.add(row)
    append(uow, row, MeetingStepRow, "plan", by=by, at=at, text=row.title)
    for party in (*_fixed(uow, new), *new.parties):
        add_party_row(uow, row, party)
    for item in new.items:
        add_item_row(uow, row, item)
    return row


def record(uow: UnitOfWork, new: MeetingRecordIn, *, actor: Actor, at: datetime) -> MeetingDetail:
    """Write down in one go a meeting that was held already."""
    require_convener(actor)
    if new.held_at > at:
        raise BadInput("召开时间不能晚于现在。", "尚未召开的会议请新建会议。")
    row = MeetingRow(
        **_blank(new.kind, new.mode, new.title, new.place, actor.id, at)
        | {"outcome": new.outcome.strip(), "prevented": new.prevented, "held_at": new.held_at},
        state="planned",
        purpose="",
        starts_at=new.held_at,
        ends_at=new.held_at + RECORDED_LENGTH,
    )
    uow.session.add(row)
    take(uow, row, MeetingStepRow, TABLE, "hold", version=None, by=actor.id, at=at, text=new.outcome.strip())
    for party in new.parties:
        add_party_row(uow, row, party).attendance = "present"
    return out.detail(uow, row, actor=actor, now=at)


def change(uow: UnitOfWork, id: str, patch: MeetingPatch, *, actor: Actor, at: datetime) -> MeetingDetail:
    """Change what the patch names; those who were invited already are told of another time or place."""
    require_convener(actor)
    row = repository.row_of(uow, id)
    given = {
        {"chair": "chair_id", "co_chair": "co_chair_id"}.get(name, name): value
        for name, value in patch.model_dump(exclude_unset=True, exclude={"version"}).items()
        if value is not None or name in ("chair", "co_chair")
    }
    changed = {name: value for name, value in given.items() if getattr(row, name) != value}
    detail = {name: [str(getattr(row, name) or ""), str(value or "")] for name, value in changed.items()}
    take(uow, row, MeetingStepRow, TABLE, "change", version=patch.version, by=actor.id, at=at, detail=detail)
    for name, value in changed.items():
        setattr(row, name, value)
    _check_times(row.starts_at, row.ends_at)
    if "starts_at" in changed:
        row.reminded_at = reminding.told_already(uow, row.starts_at, at)
    if row.state == "invited" and changed.keys() & {"starts_at", "place", "mode"}:
        _tell_parties(uow, row, "meeting_changed", f"会议安排有变：{row.title}，{papers.when(uow, row)} {row.place}", at)
    return out.detail(uow, row, actor=actor, now=at)


def invite(uow: UnitOfWork, id: str, *, version: int, actor: Actor, at: datetime) -> MeetingDetail:
    """Call the meeting: a numbered invitation, and a notice to each unit that has none yet. BadInput while somebody lacks."""
    require_convener(actor)
    row = repository.row_of(uow, id)
    parties = repository.parties(uow, id)
    lacking = kinds.missing(row.kind, [party.role for party in parties])
    if lacking:
        raise BadInput(f"{kinds.KIND_NAMES[row.kind]}还不能发通知：{'；'.join(lacking)}。", "请补齐参会方。")
    fresh = [party for party in parties if party.invited_at is None]
    if not fresh:
        raise BadInput("没有尚未通知的参会方。", "请先增加参会方。")
    take(uow, row, MeetingStepRow, TABLE, "invite", version=version, by=actor.id, at=at, detail={"parties": len(fresh)})
    row.reminded_at = row.reminded_at or reminding.told_already(uow, row.starts_at, at)
    paper = papers.issue_invitation(uow, row, parties, by=actor.id, at=at)
    for party in fresh:
        party.invited_at = at
    text = f"请参加{kinds.KIND_NAMES[row.kind]}：{row.title}，{papers.when(uow, row)} {row.place}（{paper.number}）"
    units = [party.unit_code for party in fresh if party.unit_code]
    leads = [id for id in (row.chair_id, row.co_chair_id) if id]
    notices.tell(uow, "meeting_invited", text, at=at, link=_link(row), units=units, people=leads)
    return out.detail(uow, row, actor=actor, now=at)


def hold(
    uow: UnitOfWork, id: str, outcome: str, *, version: int, actor: Actor, at: datetime, prevented: bool = False
) -> MeetingDetail:
    """Say that it was held; ``prevented`` when no ticket was needed after it (未诉先办)."""
    require_convener(actor)
    row = repository.row_of(uow, id)
    row.held_at, row.outcome, row.prevented = max(min(row.starts_at, at), row.created_at), outcome.strip(), prevented
    take(uow, row, MeetingStepRow, TABLE, "hold", version=version, by=actor.id, at=at, text=outcome.strip())
    return out.detail(uow, row, actor=actor, now=at)


def cancel(uow: UnitOfWork, id: str, why: str, *, version: int, actor: Actor, at: datetime) -> MeetingDetail:
    require_convener(actor)
    row = repository.row_of(uow, id)
    if not why.strip():
        raise BadInput("没有填写取消的原因。", "请写明原因。")
    take(uow, row, MeetingStepRow, TABLE, "cancel", version=version, by=actor.id, at=at, text=why.strip())
    _tell_parties(uow, row, "meeting_cancelled", f"会议取消：{row.title}（{why.strip()}）", at)
    return out.detail(uow, row, actor=actor, now=at)


def get(uow: UnitOfWork, id: str, *, actor: Actor, now: datetime) -> MeetingDetail:
    """The whole meeting, for conveners, those who lead it, and the units that were invited."""
    row = repository.row_of(uow, id, lock=False)
    called = [party.unit_code for party in repository.parties(uow, id) if party.invited_at or row.held_at]
    require_part(actor, called, (row.chair_id, row.co_chair_id))
    return out.detail(uow, row, actor=actor, now=now)


def list_meetings(
    uow: UnitOfWork,
    *,
    actor: Actor,
    kind: str | None = None,
    state: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before: str | None = None,
    limit: int = 50,
) -> MeetingPage:
    """The latest first; who does not convene sees what the own unit was invited to, and what they lead."""
    limit = paging.bounded(limit)
    unit = None if convenes(actor) else actor.unit or ""
    rows = repository.page(
        uow, kind=kind, state=state, since=since, until=until, unit=unit, person=actor.id, before=before, limit=limit
    )
    last = rows[limit - 1] if len(rows) > limit else None
    return MeetingPage(items=out.lines(uow, rows[:limit], actor), next=paging.cursor(last.starts_at, last.id) if last else None)


def figures(uow: UnitOfWork, year: int) -> MeetingFigures:
    """Meetings held in the local ``year`` by kind, mode and half-year, beside the year before."""
    held = _held(uow, year)
    first, second = by_half_year(held)
    return MeetingFigures(
        year=year,
        total=len(held),
        last_year=len(_held(uow, year - 1)),
        by_kind={kind: first.by_kind.get(kind, 0) + second.by_kind.get(kind, 0) for kind in kinds.KINDS},
        by_mode={mode: first.by_mode.get(mode, 0) + second.by_mode.get(mode, 0) for mode in kinds.MODES},
        prevented=first.prevented + second.prevented,
        halves=(first, second),
    )


def _held(uow: UnitOfWork, year: int) -> list[Held]:
    zone = uow.calendar.timezone
    since, until = (datetime(one, 1, 1, tzinfo=zone).astimezone(UTC) for one in (year, year + 1))
    rows = repository.held_between(uow, since, until)
    return [Held(kind, mode, uow.calendar.local(at).date(), prevented) for kind, mode, at, prevented in rows]


def _blank(kind: str, mode: str, title: str, place: str, by: str, at: datetime) -> dict[str, object]:
    return {
        "id": new_id(),
        "version": 0,
        "kind": kind,
        "mode": mode,
        "title": title.strip(),
        "place": place.strip(),
        "outcome": "",
        "prevented": False,
        "minutes_version": 0,
        "created_at": at,
        "created_by": by,
    }


def _fixed(uow: UnitOfWork, new: MeetingIn) -> tuple[PartyIn, ...]:
    if new.kind != "three_plus_x" or any(party.role == "fixed_office" for party in new.parties):
        return ()
    return tuple(PartyIn(role="fixed_office", unit=code) for code in uow.law.joint.fixed_offices)


def _check_times(starts_at: datetime, ends_at: datetime) -> None:
    if not starts_at < ends_at <= starts_at + LONGEST:
        raise BadInput("会议结束时间须晚于开始时间，且不超过 12 小时。", "请改正时间。")


def _link(row: MeetingRow) -> str:
    return f"/meetings/list?id={row.id}"


def _tell_parties(uow: UnitOfWork, row: MeetingRow, kind: str, text: str, at: datetime) -> None:
    units = [party.unit_code for party in repository.parties(uow, row.id) if party.unit_code and party.invited_at]
    leads = [id for id in (row.chair_id, row.co_chair_id) if id]
    notices.tell(uow, kind, text, at=at, link=_link(row), units=units, people=leads)
