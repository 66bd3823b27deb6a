"""From sessions' rows and their calls to what is shown of them, and telling desks about it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import cast

from ticketing.calls import repository as calls
from ticketing.calls.models import CallRow
from ticketing.calls.out import ticket_ref
from ticketing.calls.projection import DUTY_QUEUE
from ticketing.documents import service as documents
from ticketing.drafts import repository as drafts
from ticketing.drafts.models import DraftRow
from ticketing.duty import due, repository, steps
from ticketing.duty.attendance import DutyRole, Status
from ticketing.duty.company import members
from ticketing.duty.ledger import OUTSIDE, LedgerCall, Tally, tally
from ticketing.duty.models import DutyCorrectionRow, DutySessionRow, DutyStepRow
from ticketing.duty.schemas import CheckIn, Counting, DutyCallOut, DutySessionOut
from ticketing.figures.rate import percent
from ticketing.people import repository as people
from ticketing.schema import PersonName
from ticketing.tickets import repository as tickets
from ticketing.tickets.out import unit_coded
from ticketing.uow import UnitOfWork

PLAIN = ("id", "title", "number", "starts_at", "ends_at", "state", "opened_at", "closed_at", "closed_by")
WATCHERS = ("supervisor",)
TITLE_FROM_MATTER = 30


def session_out(uow: UnitOfWork, row: DutySessionRow) -> DutySessionOut:
    """One session with its calls, its history and the sheets that were issued of it."""
    held = calls.of_duty_session(uow, row.id)
    listed = _calls_out(uow, row.id, held)
    history = steps.rows_of(uow, [row.id])[row.id]
    full = {
        "calls": listed,
        "steps": steps.shown(uow, history),
        "documents": tuple(documents.of_subject(uow, subject_of(row.id))),
    }
    return _outs(uow, [row], {row.id: listed}, {row.id: history}, {row.id: _tally(held, listed)})[0].model_copy(update=full)


def sessions_out(uow: UnitOfWork, rows: Sequence[DutySessionRow]) -> list[DutySessionOut]:
    """Many sessions, without what belongs to one alone."""
    ids = [row.id for row in rows]
    of: dict[str, list[CallRow]] = {id: [] for id in ids}
    for call in repository.calls_of(uow, ids):
        of[call.duty_session_id or ""].append(call)
    listed = {id: _calls_out(uow, id, held) if held else () for id, held in of.items()}
    sums = {id: _tally(of[id], listed[id]) for id in ids}
    return _outs(uow, rows, listed, steps.rows_of(uow, ids), sums)


def announce(uow: UnitOfWork, row: DutySessionRow, persons: Iterable[str] = ()) -> DutySessionOut:
    """Tell those who hold the session, and who supervises, what it is now."""
    uow.session.flush()
    session = session_out(uow, row)
    uow.emit("duty", {"session": session.model_dump(mode="json")}, people={*persons, *members(row)}, roles=WATCHERS)
    return session


def queue_of(session_id: str) -> str:
    return DUTY_QUEUE + session_id


def subject_of(session_id: str) -> str:
    """What papers about a session name it by."""
    return f"duty_session:{session_id}"


def _outs(
    uow: UnitOfWork,
    rows: Sequence[DutySessionRow],
    listed: Mapping[str, Sequence[DutyCallOut]],
    history: Mapping[str, list[DutyStepRow]],
    sums: Mapping[str, Tally],
) -> list[DutySessionOut]:
    known = people.names(uow, {id for row in rows for id in (*members(row), row.acting_id)})
    return [
        DutySessionOut.model_validate(
            {name: getattr(row, name) for name in PLAIN}
            | _figures(sums[row.id], listed[row.id])
            | _attendance(row, history[row.id], uow)
            | {
                "queue": queue_of(row.id),
                "unit": unit_coded(uow, row.unit_code),
                "leader": row.leader_id,
                "leader_name": known.get(row.leader_id, row.leader_id),
                "deputy": people.named(known, row.deputy_id),
                "assistant": people.named(known, row.assistant_id),
                "acting": people.named(known, row.acting_id),
                "rota": row.rota_id,
                "check_in_from": row.starts_at - timedelta(seconds=uow.law.duty.check_in_early_s),
            }
        )
        for row in rows
    ]


def _figures(sums: Tally, listed: Sequence[DutyCallOut]) -> dict[str, object]:
    waiting = [call.verdict for call in listed if call.connected and call.outcome is None]
    undecided, noted = waiting.count(None), waiting.count("on_the_spot")
    return {
        "numerator": sums.on_the_spot,
        "denominator": sums.connected,
        "rate": percent(sums.on_the_spot, sums.connected),
        "to_dispatch": sums.connected - sums.on_the_spot - undecided - noted,
        "undecided": undecided,
        "noted": noted,
        "abandoned": sums.abandoned,
        "silent": sums.silent,
        "wrong_number": sums.wrong_number,
        "corrections": sums.corrections,
    }


def _attendance(row: DutySessionRow, history: list[DutyStepRow], uow: UnitOfWork) -> dict[str, object]:
    here = due.present(history)
    known = people.names(uow, {step.by for step in here.values()})
    return {
        "absent": "leader_absent" in due.done_names(history) and "leader" not in here,
        "present": tuple(
            CheckIn(
                role=cast(DutyRole, role),
                person=PersonName(id=step.by, name=known.get(step.by, step.by)),
                at=step.at,
                status=cast(Status, step.detail["status"]),
            )
            for role, step in here.items()
        ),
    }  # fmt: skip


def _tally(held: Sequence[CallRow], listed: Sequence[DutyCallOut]) -> Tally:
    corrected = {call.call_id: call.counts_as for call in listed}
    return tally(
        LedgerCall(
            session_id=call.duty_session_id or "",
            answered_at=call.duty_answered_at,
            ended_at=call.ended_at,
            outcome=call.outcome,
            corrected=corrected[call.id],
        )
        for call in held
    )


def _calls_out(uow: UnitOfWork, session_id: str, rows: Sequence[CallRow]) -> tuple[DutyCallOut, ...]:
    ids = [row.id for row in rows]
    said = {row.call_id: row for row in repository.verdict_rows(uow, session_id)}
    became = tickets.of_calls(uow, ids)
    corrected = repository.corrections(uow, [session_id])
    titles = {id: _title(draft) for id, draft in drafts.rows_of(uow, ids).items()}
    plain = ("caller_number", "arrived_at", "ended_at", "state", "talked_s", "outcome", "recording")
    return tuple(
        DutyCallOut.model_validate(
            {name: getattr(row, name) for name in plain}
            | _corrected(corrected.get(row.id))
            | {
                "call_id": row.id,
                "answered_at": row.duty_answered_at,
                "title": titles.get(row.id, ""),
                "verdict": _verdict(row, said[row.id].verdict if row.id in said else None),
                "answer": said[row.id].answer if row.id in said else "",
                "connected": row.duty_answered_at is not None and row.outcome not in OUTSIDE,
                "ticket": ticket_ref(became.get(row.id)),
            }
        )
        for row in rows
    )


def _title(draft: DraftRow) -> str:
    """As the ticket will be called: its title, else how the matter begins."""
    return str(draft.fields["title"] or draft.fields["matter"][:TITLE_FROM_MATTER])


def _corrected(row: DutyCorrectionRow | None) -> dict[str, object]:
    return {"counts_as": cast(Counting, row.counts_as), "corrected_why": row.reason} if row else {}


def _verdict(call: CallRow, given: str | None) -> str | None:
    """The outcome speaks where there is one: an agent beside the leader may have written it."""
    return {"answered_on_the_spot": "on_the_spot", "ticket": "to_dispatch"}.get(call.outcome or "", given)
