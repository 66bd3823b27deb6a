"""Callbacks: claimed, tried at different times, answered once; what was said stays, an appeal adds to it."""

from datetime import datetime, timedelta

from config.errors import BadInput, Conflict, NotAllowed
from config.ids import new_id
from config.settings.evaluation import Way
from ticketing.evaluation import repository
from ticketing.evaluation.ending import conclude
from ticketing.evaluation.models import (
    EvaluationAnswerRow,
    EvaluationAppealRow,
    EvaluationRow,
    EvaluationTryRow,
    NoCallbackRow,
)
from ticketing.evaluation.ringing import in_vain, require_time, settle_call, slot_kept, wished
from ticketing.evaluation.schemas import AnswerIn, ReviewIn, TryIn, TryOutcome
from ticketing.evaluation.slots import next_try
from ticketing.messages.words import plain_number
from ticketing.notices import service as notices
from ticketing.people.repository import CITIZEN
from ticketing.questionnaires import service as questionnaires
from ticketing.questionnaires.questions import checked
from ticketing.tickets.actor import Actor
from ticketing.tickets.moves import locked
from ticketing.uow import UnitOfWork

CALLERS = frozenset({"agent", "supervisor", "inspector"})
FINAL: frozenset[TryOutcome] = frozenset({"refused", "wrong_number"})
"""Outcomes after which nobody tries again: there is nobody to reach."""
LEFT_AT_ONCE = 200


def claim(uow: UnitOfWork, id: str, *, actor: Actor, at: datetime) -> EvaluationRow:
    """Say that one will call this citizen; Conflict when another has said so. Not by who reported it as done."""
    row = _open(repository.evaluation_row(uow, id))
    _require_caller(uow, row, actor)
    if row.claimed_by not in (None, actor.id) and "supervisor" not in actor.roles:
        raise Conflict("这条回访已由他人认领。", "请处理其他回访。")
    if row.claimed_by != actor.id:
        row.dialled_call = None
    row.state, row.claimed_by, row.claimed_at = "claimed", actor.id, at
    return _changed(uow, row)


def give_back(uow: UnitOfWork, id: str, *, actor: Actor) -> EvaluationRow:
    """Back to the list, not tried."""
    row = _claimed(uow, id, None, actor)
    row.state, row.claimed_by, row.claimed_at, row.dialled_call = "waiting", None, None, None
    return _changed(uow, row)


def to_dial(uow: UnitOfWork, id: str, *, actor: Actor, at: datetime) -> str:
    """The number to ring now, claimed with it; BadInput at a time at which a try would not count, so that nobody is disturbed."""
    row = claim(uow, id, actor=actor, at=at)
    require_time(uow, repository.tries_of(uow, [row.id]), at)
    return row.number


def dialled(uow: UnitOfWork, id: str, call: str, *, actor: Actor) -> None:
    """The call that was just placed, so that its try or answer has it also when the page was opened anew."""
    row = repository.evaluation_row(uow, id)
    if row.claimed_by == actor.id:
        row.dialled_call = call
        uow.session.flush()


def tried(uow: UnitOfWork, id: str, new: TryIn, *, actor: Actor, at: datetime) -> EvaluationRow:
    """A try that reached nobody who answers. The third at a different time ends the callback: not effective.

    ``later``: the citizen wishes another time, which is kept; without one it is the rule's. BadInput for a try in a part of the
    day in which one was made, too soon after the last, or out of hours, and for a wish that cannot be kept.
    """
    row = _claimed(uow, id, new.version, actor)
    call = new.call_id or row.dialled_call
    wish = wished(uow, new, at)
    _append_try(uow, row, new.outcome, new.note, way="phone", call=call, by=actor.id, at=at, wish=wish)
    settle_call(uow, row, call, actor, at)
    made = repository.tries_of(uow, [row.id])
    if new.outcome in FINAL or in_vain(made, uow.law.evaluation) >= uow.law.evaluation.tries:
        _end(uow, row, "not_effective", effective=False, by=actor.id, at=at)
    else:
        row.state, row.claimed_by, row.claimed_at, row.dialled_call = "waiting", None, None, None
        used = {one.slot for one in made}
        row.next_at = wish or next_try(at, at, used, uow.law.evaluation, uow.calendar)
    return _changed(uow, row)


def to_a_person(uow: UnitOfWork, row: EvaluationRow, words: str, at: datetime) -> None:
    """The citizen wrote what no rule understands: somebody reads it and calls, as soon as it is an hour for that."""
    _append_try(uow, row, "replied", words, way="sms", call=None, by=CITIZEN, at=at, any_time=True)
    if row.state == "sent":
        row.state, row.way = "waiting", "phone"
        row.next_at = next_try(None, at, (), uow.law.evaluation, uow.calendar)
    _changed(uow, row)


def answered(
    uow: UnitOfWork,
    id: str,
    said: AnswerIn,
    *,
    actor: Actor | None,
    at: datetime,
    way: Way = "phone",
) -> EvaluationRow:
    """The citizen's answer; ``actor`` None: by link or message, from the citizen directly. Once only.

    What the questionnaire asks and the citizen must answer is asked for by link only: on the phone one may decline.
    """
    row = _claimed(uow, id, said.version, actor) if actor else _open(repository.evaluation_row(uow, id, said.version))
    by = actor.id if actor else CITIZEN
    replies = checked(questionnaires.questions_of(uow, row.questionnaire_id), said.replies, whole=way == "link")
    call = (said.call_id or row.dialled_call) if actor else None
    said = said.model_copy(update={"replies": replies, "call_id": call})
    if actor:
        _append_try(uow, row, "reached", "", way=way, call=call, by=by, at=at, any_time=True)
        settle_call(uow, row, call, actor, at)
    answer = _append_answer(uow, row, said, way=way, by=by, at=at, questionnaire=row.questionnaire_id)
    if row.questionnaire_id:
        questionnaires.keep(uow, answer, row.questionnaire_id, replies, unit=row.unit_code, at=at)
    row.contacted, row.solved, row.grade, row.comment = said.contacted, said.solved, said.grade, said.comment
    _end(uow, row, "answered", effective=True, by=by, at=at)
    return _changed(uow, row)


def appeal(uow: UnitOfWork, id: str, ground: str, *, actor: Actor, at: datetime) -> EvaluationAppealRow:
    """A unit says that an evaluation is unreasonable; once, within the set days, by the unit itself."""
    row = repository.evaluation_row(uow, id)
    if actor.unit is None or actor.unit != row.unit_code or "handler" not in actor.roles:
        raise NotAllowed("只能对本单位承办工单的回访结果提出申诉。")
    if row.state != "answered" or row.ended_at is None:
        raise Conflict("这条回访还没有结果，不能申诉。", "请在回访结束后申诉。")
    if at > row.ended_at + timedelta(days=uow.law.evaluation.appeal_days):
        raise Conflict(f"申诉须在回访后{uow.law.evaluation.appeal_days}天内提出。", "申诉期限已过。")
    if repository.appeal_of(uow, id):
        raise Conflict("这条回访已提出过申诉。", "请等待复核结果。")
    made = EvaluationAppealRow(
        id=new_id(), evaluation_id=id, unit_code=actor.unit, at=at, by=actor.id, ground=ground, state="open"
    )
    uow.session.add(made)
    _changed(uow, row)
    text = f"{row.name or '市民'}的回访结果被承办单位申诉，请复核：{ground}"
    notices.tell(uow, "evaluation_appeal", text, at=at, ticket=row.ticket_id, link="/evaluation/appeals", roles=["inspector"])
    return made


def review(uow: UnitOfWork, id: str, decision: ReviewIn, *, actor: Actor, at: datetime) -> EvaluationAppealRow:
    """An inspector decides. What counts instead is a further answer row with the reason; the citizen's own row stays."""
    row = repository.evaluation_row(uow, id)
    found = repository.appeal_of(uow, id)
    if found is None or found.state != "open":
        raise Conflict("没有待复核的申诉。", "请刷新申诉列表。")
    if not {"inspector", "supervisor"} & actor.roles:
        raise NotAllowed("只有督办员或班长可以复核申诉。")
    found.state = "upheld" if decision.uphold else "refused"
    found.reviewed_at, found.reviewed_by, found.review = at, actor.id, decision.review
    if decision.uphold:
        if decision.solved is None:
            raise BadInput("采纳申诉须写明按何种结果统计。", "请选择是否解决和满意度。")
        said = AnswerIn(contacted=row.contacted, solved=decision.solved, grade=decision.grade, comment=row.comment)
        _append_answer(uow, row, said, way=row.way, by=actor.id, at=at, reason=decision.review)
        row.solved, row.grade = decision.solved, decision.grade
    _changed(uow, row)
    words = "采纳" if decision.uphold else "未采纳"
    notices.tell(
        uow, "appeal_reviewed", f"回访申诉{words}：{decision.review}", at=at, ticket=row.ticket_id, units=[found.unit_code]
    )
    return found


def no_callback(uow: UnitOfWork, number: str, *, asked: bool, why: str, by: str, at: datetime) -> None:
    """Somebody asks not to be called back, or takes that back; open callbacks of the number end at once."""
    step, number = repository.ASKED if asked else "withdrawn", plain_number(number)
    uow.session.add(NoCallbackRow(id=new_id(), number=number, step=step, at=at, by=by, why=why))
    uow.session.flush()
    for id in repository.open_of_number(uow, number) if asked else ():
        row = repository.evaluation_row(uow, id)
        if row.state in repository.OPEN:
            _end(uow, row, "skipped", effective=None, by=by, at=at)
            _changed(uow, row)


def give_back_left(uow: UnitOfWork, now: datetime) -> int:
    """What somebody claimed and left goes back to the list."""
    before = now - timedelta(seconds=uow.law.evaluation.claim_s)
    ids = repository.left_claims(uow, before, LEFT_AT_ONCE)
    for id in ids:
        row = repository.evaluation_row(uow, id)
        if row.state == "claimed" and row.claimed_at and row.claimed_at < before:
            row.state, row.claimed_by, row.claimed_at, row.dialled_call = "waiting", None, None, None
            _changed(uow, row)
    return len(ids)


def _open(row: EvaluationRow) -> EvaluationRow:
    if row.state not in repository.OPEN:
        raise Conflict("这条回访已经结束。", "请刷新回访列表。")
    return row


def _claimed(uow: UnitOfWork, id: str, version: int | None, actor: Actor) -> EvaluationRow:
    row = _open(repository.evaluation_row(uow, id, version))
    _require_caller(uow, row, actor)
    if row.claimed_by != actor.id:
        raise Conflict("请先认领这条回访。", "认领后再拨打或登记。")
    return row


def _require_caller(uow: UnitOfWork, row: EvaluationRow, actor: Actor) -> None:
    if not CALLERS & actor.roles:
        raise NotAllowed("只有话务员、班长或督办员可以回访。")
    ticket = locked(uow, row.ticket_id)
    if actor.id in {leg.reported_by for leg in ticket.legs}:
        raise NotAllowed("不能回访自己办理的工单。", "请由他人回访。")


def _append_try(
    uow: UnitOfWork,
    row: EvaluationRow,
    outcome: TryOutcome,
    note: str,
    *,
    way: Way,
    call: str | None,
    by: str,
    at: datetime,
    any_time: bool = False,
    wish: datetime | None = None,
) -> None:
    """One row; only a try that counts against the citizen must be at a time of its own."""
    earlier = repository.tries_of(uow, [row.id])
    if not any_time:
        require_time(uow, earlier, at)
    row.tries += outcome != "replied"
    uow.session.add(
        EvaluationTryRow(
            id=new_id(),
            evaluation_id=row.id,
            position=len(earlier) + 1,
            at=at,
            by=by,
            way=way,
            slot=slot_kept(uow, outcome, earlier, at, any_time=any_time),
            call_id=call,
            outcome=outcome,
            note=note,
            wished_at=wish,
        )
    )
    uow.session.flush()


def _append_answer(
    uow: UnitOfWork,
    row: EvaluationRow,
    said: AnswerIn,
    *,
    way: str,
    by: str,
    at: datetime,
    reason: str = "",
    questionnaire: str | None = None,
) -> str:
    earlier, id = repository.answers_of(uow, [row.id]), new_id()
    uow.session.add(
        EvaluationAnswerRow(
            id=id,
            evaluation_id=row.id,
            position=len(earlier) + 1,
            at=at,
            by=by,
            way=way,
            call_id=said.call_id,
            contacted=said.contacted,
            solved=said.solved,
            grade=said.grade,
            comment=said.comment,
            reason=reason,
            questionnaire_id=questionnaire,
            replies=said.replies,
        )
    )
    uow.session.flush()
    return id


def _end(uow: UnitOfWork, row: EvaluationRow, state: str, *, effective: bool | None, by: str, at: datetime) -> None:
    row.state, row.effective, row.ended_at, row.ended_by = state, effective, at, by
    row.claimed_by = row.claimed_at = row.dialled_call = None
    uow.session.flush()
    conclude(uow, locked(uow, row.ticket_id), at)


def _changed(uow: UnitOfWork, row: EvaluationRow) -> EvaluationRow:
    row.version += 1
    uow.session.flush()
    return row
