"""Opening, filling and editing a draft. What ends it stands in `ticketing.drafts.endings`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from pydantic import ValidationError

from config.errors import BadInput, Conflict, NotFound
from config.ids import new_id
from ticketing import drafting
from ticketing.calls import repository as calls
from ticketing.calls.models import CallRow
from ticketing.drafts import fields as rules
from ticketing.drafts import repository, sources
from ticketing.drafts.brought import Brought, brought, first_receiver, require_worker
from ticketing.drafts.errors import DraftChanged
from ticketing.drafts.models import DraftChangeRow, DraftRow
from ticketing.drafts.schemas import DraftChanges, DraftOut, HistoryItem, PickedPhrase
from ticketing.duty.company import members
from ticketing.duty.models import DutySessionRow
from ticketing.intake.calls import of_call
from ticketing.intake.models import IntakeRow
from ticketing.uow import UnitOfWork

MACHINE = "machine"
log = structlog.get_logger()


def open_draft(uow: UnitOfWork, call_id: str, agent: str, at: datetime) -> DraftOut:
    """Open the call's one draft, or hand the open one to ``agent`` (a call answered again after a transfer).

    Whoever had it is told too: their desk lets go of it.
    """
    call = calls.call_row(uow, call_id)
    row = repository.locked_row(uow, call_id)
    former: tuple[str, ...] = ()
    if row is None:
        row = _of_call(uow, call, agent, at)
    elif row.agent_id != agent and row.status == "open":
        row.agent_id, former = agent, (row.agent_id,)
    uow.session.flush()
    return announce(uow, row, call, former)


def open_of_intake(uow: UnitOfWork, intake: IntakeRow, at: datetime) -> DraftRow:
    """The draft of a matter that came written: filled by the machine, nobody's until it is accepted."""
    row = _new(uow, intake, None, "", at)
    read(uow, row, intake, at)
    return row


def read(uow: UnitOfWork, row: DraftRow, intake: IntakeRow, at: datetime) -> bool:
    """Read an intake's text anew and fill what nobody has edited; what the citizen chose in the form stands."""
    turns = [drafting.Turn("caller", intake.text, 0.0, 0.0)] if intake.text.strip() else []
    facts = _facts(uow, intake, turns) if turns else None
    if facts is None:
        return False
    known = {"caller_number": intake.caller_number, "caller_name": intake.caller_name}
    new = rules.found(facts, **known, segments=(intake.id,)) | rules.given(
        intake.caller_name, intake.type, intake.text, facts.summary
    )
    if intake.place_given:
        new["place"] = rules.located({"text": intake.place_given}, uow.city)
    beside = sources.after_reading(row.fields, new, row.edited)
    filled = rules.filled(row.fields, new, row.edited) | {sources.KEY: beside}
    return _write(uow, row, intake, filled, row.edited, by=MACHINE, at=at)


def refill(uow: UnitOfWork, call_id: str, at: datetime) -> DraftOut | None:
    """Read the whole transcript anew and fill what nobody has edited; None when that changes nothing."""
    call = calls.call_row(uow, call_id)
    row = repository.locked_row(uow, call_id)
    if row is None or row.status != "open":
        return None
    segments = calls.segments_of(uow, call_id)
    turns = [drafting.Turn(_channel(s.channel), s.text, s.t0, s.t1) for s in segments]
    if not turns:
        return None
    facts = _facts(uow, call, turns)
    if facts is None:
        return None
    ids = [str(s.id) for s in segments]
    new = rules.found(facts, caller_number=call.caller_number, caller_name=call.caller_name, segments=ids)
    beside = sources.after_reading(row.fields, new, row.edited)
    filled = rules.filled(row.fields, new, row.edited) | {sources.KEY: beside}
    if not _write(uow, row, call, filled, row.edited, by=MACHINE, at=at):
        return None
    return announce(uow, row, call)


def edit(
    uow: UnitOfWork,
    call_id: str,
    version: int,
    changes: DraftChanges | Mapping[str, Any],
    by: str,
    at: datetime,
    picked: Mapping[str, PickedPhrase] | None = None,
) -> DraftOut:
    """Write a person's changes; DraftChanged (409, with the present draft) when ``version`` is not the present one.

    ``picked``: by field, the phrase of the transcript that the person took it from.
    """
    row, call = for_work(uow, call_id, version, by, last_words=True)
    given = _normal(uow, _checked(changes))
    edited = [*row.edited, *(name for name in given if name not in row.edited)]
    phrases = {name: phrase.model_dump() for name, phrase in (picked or {}).items()}
    beside = sources.after_edit(row.fields, given, phrases)
    _write(uow, row, call, {**row.fields, **given, sources.KEY: beside}, edited, by=by, at=at)
    return announce(uow, row, call)


def get(uow: UnitOfWork, call_id: str) -> DraftOut:
    """The draft of a call; NotFound for a call that nobody has answered."""
    row = uow.session.get(DraftRow, call_id)
    if row is None:
        raise NotFound("这通来电没有草稿。", "只有接通的来电才有草稿。")
    return repository.draft_out(uow, row, brought(uow, call_id, row))


def history(uow: UnitOfWork, call_id: str) -> tuple[HistoryItem, ...]:
    """Earlier calls and tickets of the call's number."""
    return repository.caller_history(uow, calls.call_row(uow, call_id))


def for_work(
    uow: UnitOfWork, draft_id: str, version: int | None, by: str, *, last_words: bool = False
) -> tuple[DraftRow, Brought]:
    """The open draft, made now if a crash lost it; refused to strangers and for an old version (None: whatever it is).

    ``last_words``: also for who had the call and gave it to a colleague.
    """
    row = repository.locked_row(uow, draft_id)
    of = brought(uow, draft_id, row)
    if not (last_words and gave_away(uow, draft_id, by)):
        require_worker(uow, of, row, by)
    if row is None and isinstance(of, CallRow) and of.answered_at and of.agent_id:
        row = _of_call(uow, of, of.agent_id, of.answered_at)
    if row is None:
        raise NotFound("这通来电没有草稿。", "只有接通的来电才有草稿。")
    if row.status != "open":
        raise Conflict("草稿已办结，不能再修改。", "请在工单中查看。")
    if version is not None and version != row.version:
        raise DraftChanged(repository.draft_out(uow, row, of))
    return row, of


def gave_away(uow: UnitOfWork, call_id: str, person: str) -> bool:
    """Whether this person had the call and gave it to somebody else."""
    call = uow.session.get(CallRow, call_id)
    return call is not None and any(one.get("agent") == person for one in call.transfers)


def announce(uow: UnitOfWork, row: DraftRow, of: Brought, former: Sequence[str] = ()) -> DraftOut:
    """Tell those who write in the draft of a call what it is now: its agent, and in a duty session whoever sits beside."""
    draft = repository.draft_out(uow, row, of)
    if row.call_id:
        uow.emit("draft", draft.model_dump(mode="json"), people=_writers(uow, row, of) | set(former))
    return draft


def writers(uow: UnitOfWork, call_id: str) -> set[str]:
    """The ids of those who hear of a call's draft by right; NotFound for a call that nobody has answered."""
    row = uow.session.get(DraftRow, call_id)
    if row is None:
        raise NotFound("这通来电没有草稿。", "只有接通的来电才有草稿。")
    return _writers(uow, row, brought(uow, call_id, row))


def _writers(uow: UnitOfWork, row: DraftRow, of: Brought) -> set[str]:
    held = uow.session.get(DutySessionRow, of.duty_session_id) if isinstance(of, CallRow) and of.duty_answered_at else None
    return {row.agent_id, *(members(held) if held else ())}


def _facts(uow: UnitOfWork, of: Brought, turns: Sequence[drafting.Turn]) -> drafting.DraftFacts | None:
    """A sentence that drafting cannot read must not cost the utterance, which is written in the same unit."""
    try:
        return drafting.compose(
            turns,
            city=uow.city,
            call_time=uow.calendar.local(of.arrived_at),
            caller_number=of.caller_number,
            scorer=uow.learnt(),
        )
    except Exception:
        log.exception("drafting_failed", draft=of.id, turns=len(turns))
        return None


def _of_call(uow: UnitOfWork, call: CallRow, agent: str, at: datetime) -> DraftRow:
    of_call(uow, call, agent, at)
    return _new(uow, call, call.id, agent, at)


def _new(uow: UnitOfWork, of: Brought, call_id: str | None, agent: str, at: datetime) -> DraftRow:
    blank = rules.blank(caller_number=of.caller_number, caller_name=of.caller_name, default_level=uow.law.default_level)
    row = DraftRow(id=of.id, call_id=call_id, agent_id=agent, opened_at=at, version=1, status="open", fields=blank, edited=[])
    uow.session.add(row)
    uow.session.flush()
    return row


def _write(
    uow: UnitOfWork, row: DraftRow, of: Brought, new: Mapping[str, Any], edited: Collection[str], *, by: str, at: datetime
) -> bool:
    """Write fields with what follows from them, one row for each that changed; False when nothing did."""
    full = rules.derived(new, edited, uow.city, uow.law.default_level, first_receiver(uow, of))
    changes = rules.changes_between(row.fields, full)
    if not changes and list(edited) == row.edited:
        return False
    row.version += 1
    row.fields, row.edited = full, list(edited)
    for name, (old, now) in changes.items():
        if name == sources.KEY or name in rules.UNRECORDED:
            continue
        author = by if name in edited else MACHINE
        uow.session.add(
            DraftChangeRow(id=new_id(), draft_id=row.id, version=row.version, at=at, by=author, field=name, old=old, new=now)
        )
    uow.session.flush()
    return True


def _checked(changes: DraftChanges | Mapping[str, Any]) -> dict[str, Any]:
    try:
        full = changes if isinstance(changes, DraftChanges) else DraftChanges.model_validate(changes)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(f"草稿的“{'.'.join(map(str, first['loc']))}”填写有误。", "请改正后再保存。") from None
    return full.model_dump(exclude_unset=True)


def _normal(uow: UnitOfWork, given: dict[str, Any]) -> dict[str, Any]:
    """Codes must exist; texts are never None; a place brings its street along."""
    if given.get("category"):
        uow.city.category(given["category"])
    if given.get("unit"):
        uow.city.unit(given["unit"])
    if "place" in given:
        given["place"] = rules.located(given["place"], uow.city)
    if "level" in given and given["level"] is None:
        del given["level"]
    nullable = ("category", "unit", "place", "type")
    return {name: value if value is not None or name in nullable else "" for name, value in given.items()}


def _channel(name: str) -> Any:
    return name
