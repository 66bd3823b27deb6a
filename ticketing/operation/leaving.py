"""Who leaves: what lies open with the person, and somebody else who goes on with it before the account is deactivated."""

from datetime import datetime

from sqlalchemy import func, or_, select

from config.errors import BadInput, Conflict
from config.ids import new_id
from ticketing.callbacks.models import CallbackRow, CallbackStepRow
from ticketing.calls.models import CallRow
from ticketing.drafts import repository as draft_rows
from ticketing.drafts.models import DraftChangeRow, DraftRow
from ticketing.duty import planning
from ticketing.duty.models import DutySessionRow
from ticketing.duty.schemas import DutyChange
from ticketing.intake import service as intakes
from ticketing.operation import heirs
from ticketing.operation.heirs import Need
from ticketing.operation.schemas import LeavingIn, OpenWork
from ticketing.people import changes, repository, service
from ticketing.people.models import PersonRow
from ticketing.people.schemas import PersonOut, PersonPatch
from ticketing.quality import calibrations, reviews, who
from ticketing.todo import service as todo
from ticketing.uow import UnitOfWork

MOST = 500
"""So many open things of one kind are handed over at once; more are not one person's."""
PLANNED, OPEN = "planned", "open"
REASON = "人员停用交接"


def open_work(uow: UnitOfWork, person_id: str) -> OpenWork:
    """Counts only: an administrator sees no content."""
    repository.person_row(uow, person_id)
    sessions = _sessions(uow, person_id)
    return OpenWork(
        drafts=len(_drafts(uow, person_id)),
        calls=_calls(uow, person_id),
        callbacks=len(_callbacks(uow, person_id)),
        sessions=len(sessions),
        reviews=len(reviews.to_write(uow, person_id, MOST)),
        papers=len(calibrations.to_write(uow, person_id, MOST)),
        open_session=any(one.state == OPEN for one in sessions),
    )


def leave(uow: UnitOfWork, person_id: str, body: LeavingIn, *, by: str, at: datetime) -> PersonOut:
    """Hand over and deactivate, in one: Conflict while something lies open that nobody takes.

    Unfinished calls need nobody: they stand in the shift supervisor's list, as every draft that was left. Papers of a
    calibration are withdrawn: nobody else can say what this person would have. BadInput for an heir who cannot go on.
    """
    if person_id == by:
        raise Conflict("不能停用自己的账号。", "请由另一位管理员停用。")
    work = open_work(uow, person_id)
    if work.open_session:
        raise Conflict("此人正在带班接听。", "请先结束本场带班，再停用账号。")
    if work.any and body.heir is None:
        raise Conflict(f"此人还有未完的工作：{_said(work)}。", "请选择接手人，再停用账号。")
    calibrations.drop_out(uow, person_id, by=by, at=at)
    if body.heir is not None:
        _hand_over(uow, person_id, body.heir, by=by, at=at, reason=body.reason.strip() or REASON)
    left = service.change(uow, person_id, PersonPatch(active=False), by=by, how="left", at=at)
    handed = _said(work.model_copy(update={"calls": 0})) if body.heir and work.any else ""
    told = {"handed_over": ("", f"{handed} → {service.get(uow, body.heir).name}")} if handed and body.heir else {}
    reason = {"reason": ("", body.reason.strip())} if body.reason.strip() else {}
    changes.record(uow, person_id, "left", told | reason, by=by, at=at)
    return left


def _hand_over(uow: UnitOfWork, person_id: str, heir: str, *, by: str, at: datetime, reason: str) -> None:
    _require_fit(uow, person_id, repository.person_row(uow, heir))
    for id in _drafts(uow, person_id):
        intakes.hand_over(uow, id, person_id, heir, reason, by, at)
        _give_draft(uow, id, person_id, heir, by=by, at=at)
    for callback in _callbacks(uow, person_id):
        callback.claimed_by = heir
        step = CallbackStepRow(id=new_id(), callback_id=callback.id, at=at, by=heir, step="claimed", note=reason)
        step.missed_call_id = step.attempt_call_id = None
        uow.session.add(step)
    for session in _sessions(uow, person_id):
        planning.change(uow, session.id, _other(session, person_id, heir, reason), by, at)
    reviews.hand_over(uow, reviews.to_write(uow, person_id, MOST), heir, by=by, at=at)
    uow.session.flush()
    todo.announce(uow, [person_id, heir])


def _give_draft(uow: UnitOfWork, id: str, person_id: str, heir: str, *, by: str, at: datetime) -> None:
    """The draft beside its intake, unless it was given back or ended a moment ago."""
    draft = draft_rows.locked_row(uow, id)
    if draft is None or draft.agent_id != person_id or draft.status != "open":
        return
    draft.version += 1
    draft.agent_id = heir
    changed = DraftChangeRow(id=new_id(), draft_id=draft.id, version=draft.version, at=at, by=by, field="agent")
    changed.old, changed.new = person_id, heir
    uow.session.add(changed)


def _require_fit(uow: UnitOfWork, person_id: str, heir: PersonRow) -> None:
    """BadInput that says whom to choose, unless the heir is somebody else, active, and can go on with all of it."""
    if heir.id == person_id or not heir.active:
        raise BadInput("接手人须是另一位在用的人员。", "请重新选择接手人。")
    lacking = heirs.unfit(heir.roles, _needs(uow, person_id))
    if lacking:
        raise BadInput(f"{heir.name}不能接手：{lacking}。", "请选择具有相应角色的接手人，或先把这些工作分别转给他人。")
    own = sum(not who.may_review(uow, row, heir.id) for row in reviews.to_write(uow, person_id, MOST))
    if own:
        said = f"{heir.name}参与过其中{own}份评分的通话或初评，不能接手。"
        raise BadInput(said, "请选择另一位值班长或督办员，或先在“质检”中把这几份分派给他人。")


def _needs(uow: UnitOfWork, person_id: str) -> set[Need]:
    sessions = _sessions(uow, person_id)
    found: dict[Need, bool] = {
        "drafts": bool(_drafts(uow, person_id)),
        "callbacks": bool(_callbacks(uow, person_id)),
        "reviews": bool(reviews.to_write(uow, person_id, 1)),
        "leading": any(one.leader_id == person_id for one in sessions),
        "standing_in": any(one.deputy_id == person_id for one in sessions),
        "assisting": any(one.assistant_id == person_id for one in sessions),
    }
    return {need for need, there in found.items() if there}


def _other(session: DutySessionRow, person_id: str, heir: str, reason: str) -> DutyChange:
    """The heir in each of the person's places; a place beside the heir's own stays empty."""
    given: dict[str, str | None] = {"reason": reason}
    taken = heir in (session.leader_id, session.deputy_id, session.assistant_id)
    if session.leader_id == person_id:
        given["leader"] = heir
    if session.deputy_id == person_id:
        given["deputy"] = None if taken or "leader" in given else heir
    if session.assistant_id == person_id:
        given["assistant"] = None if taken or len(given) > 1 else heir
    return DutyChange.model_validate(given)


def _said(work: OpenWork) -> str:
    parts = (
        (work.drafts, "份草稿"), (work.callbacks, "条已领回拨"), (work.sessions, "场带班"), (work.reviews, "份质检评分"),
        (work.calls, "通待办结通话"),
    )  # fmt: skip
    return "、".join(f"{count} {what}" for count, what in parts if count)


def _drafts(uow: UnitOfWork, person_id: str) -> list[str]:
    """Those that came in otherwise than by telephone, whose intakes have the same ids: a call's draft belongs to its call."""
    query = select(DraftRow.id).where(DraftRow.agent_id == person_id, DraftRow.status == "open", DraftRow.call_id.is_(None))
    return list(uow.session.scalars(query.order_by(DraftRow.id).limit(MOST)))


def _calls(uow: UnitOfWork, person_id: str) -> int:
    mine = (CallRow.agent_id == person_id, CallRow.answered_at.is_not(None), CallRow.outcome.is_(None))
    return uow.session.scalar(select(func.count()).select_from(CallRow).where(*mine)) or 0


def _callbacks(uow: UnitOfWork, person_id: str) -> list[CallbackRow]:
    query = select(CallbackRow).where(CallbackRow.claimed_by == person_id, CallbackRow.state == "claimed")
    return list(uow.session.scalars(query.order_by(CallbackRow.id).limit(MOST).with_for_update()))


def _sessions(uow: UnitOfWork, person_id: str) -> list[DutySessionRow]:
    """Planned and open ones that the person leads, stands in for, or assists."""
    place = (DutySessionRow.leader_id, DutySessionRow.deputy_id, DutySessionRow.assistant_id)
    query = select(DutySessionRow).where(
        DutySessionRow.state.in_((PLANNED, OPEN)), or_(*(column == person_id for column in place))
    )
    return list(uow.session.scalars(query.order_by(DutySessionRow.starts_at).limit(MOST)))
