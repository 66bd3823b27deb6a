"""What a session leaves over, and where it goes: the list that is shown before the closing is what the closing does.

A call of which somebody said *to dispatch* goes to the unit that a person chose in its draft, else to the directory's. What
nobody decided goes to the session's own unit, as does all that the directory has no unit for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ticketing.calls import repository as calls
from ticketing.calls.models import CallRow
from ticketing.directory import City
from ticketing.dispatching.plan import Dispatch, level_of
from ticketing.drafts import repository as draft_rows
from ticketing.drafts import service as drafts
from ticketing.drafts.models import DraftRow
from ticketing.duty import repository
from ticketing.duty.company import members
from ticketing.duty.models import DutySessionRow, DutyVerdictRow
from ticketing.people import repository as people
from ticketing.people.repository import SYSTEM
from ticketing.uow import UnitOfWork

ANSWERED = "带班领导在线解答。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A connected call without an outcome. ``to`` None: it was said to be answered on the spot, in the words of ``said``."""

    call: CallRow
    draft: DraftRow | None
    said: DutyVerdictRow | None
    to: Dispatch | None

    @property
    def sentence(self) -> str:
        return self.said.answer if self.said else ""


def left(uow: UnitOfWork, row: DutySessionRow) -> list[Left]:
    """All of them as the closing would end them now, in the order of their coming."""
    said = last_said(uow, row.id)
    open_calls = [one for one in calls.of_duty_session(uow, row.id) if one.duty_answered_at and one.outcome is None]
    known = draft_rows.rows_of(uow, [one.id for one in open_calls])
    return [_left(uow, row, call, known.get(call.id), said.get(call.id)) for call in open_calls]


def one_left(uow: UnitOfWork, row: DutySessionRow, call: CallRow) -> Left:
    said = last_said(uow, row.id).get(call.id)
    return _left(uow, row, call, draft_rows.rows_of(uow, [call.id]).get(call.id), said)


def last_said(uow: UnitOfWork, session_id: str) -> Mapping[str, DutyVerdictRow]:
    """What was said last of each call."""
    return {one.call_id: one for one in repository.verdict_rows(uow, session_id)}


def end(uow: UnitOfWork, row: DutySessionRow, one: Left, by: str, at: datetime) -> None:
    """Answer or dispatch it. Its draft and its call must be locked, and still without an outcome."""
    if one.to is None:
        assert one.said is not None
        drafts.answer(uow, one.call.id, None, one.sentence or ANSWERED, _hand(uow, row, one.said.by), at)
    else:
        why = f"{one.to.why}带班领导意见：{one.sentence}" if one.sentence else one.to.why
        drafts.dispatch_at_close(uow, one.call.id, replace(one.to, why=why), by, at)


def shown_as(found: Sequence[Left]) -> set[tuple[str, str]]:
    """What was seen of the list: each call with its unit's code, empty for one that is answered."""
    return {(one.call.id, one.to.unit if one.to else "") for one in found}


def _left(uow: UnitOfWork, row: DutySessionRow, call: CallRow, draft: DraftRow | None, said: DutyVerdictRow | None) -> Left:
    verdict = said.verdict if said else None
    to = None if verdict == "on_the_spot" else _to(uow, row, draft, decided=verdict is not None)
    return Left(call=call, draft=draft, said=said, to=to)


def _to(uow: UnitOfWork, row: DutySessionRow, draft: DraftRow | None, *, decided: bool) -> Dispatch:
    chosen = draft is not None and bool(draft.fields["unit"]) and "unit" in draft.edited
    if draft is not None and (chosen or (decided and uow.law.leading.dispatch_by == "directory")):
        found = drafts.where(uow, draft.id)
        if found is not None:
            return found
    unit, why = left_over_to(uow.city, row.unit_code)
    level = draft.fields["level"] if draft else uow.law.default_level
    return Dispatch(
        unit=unit, co_units=(), basis="named", why=why, dispatch_level=level_of(uow.city, unit), level=level
    )  # fmt: skip


def left_over_to(city: City, code: str) -> tuple[str, str]:
    """The session's unit and the reason in words; the fallback unit when the city's table has it no more."""
    if code in city.units:
        return code, f"领导带班接听未当场答复，由带班单位{city.unit(code).name}承办。"
    fallback = city.directory.fallback
    return fallback, f"领导带班接听未当场答复，带班单位（{code}）已不在单位表中，由兜底单位{city.unit(fallback).name}承办。"


def _hand(uow: UnitOfWork, row: DutySessionRow, person: str) -> str:
    """In whose name a word is carried out: the person's own while they may work on the call, else the system's."""
    if person in members(row) or (person != SYSTEM and "supervisor" in people.person_row(uow, person).roles):
        return person
    return SYSTEM
