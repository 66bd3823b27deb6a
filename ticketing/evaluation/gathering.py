"""Who is called back: every citizen of each report that waits for it, by the rule of the settings."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import select

from config.ids import new_id
from ticketing.dispatching.merging import everyone
from ticketing.evaluation import repository
from ticketing.evaluation.ending import conclude
from ticketing.evaluation.links import by_digits, by_message
from ticketing.evaluation.models import EvaluationRow
from ticketing.evaluation.slots import next_try
from ticketing.messages.words import plain_number
from ticketing.questionnaires import service as questionnaires
from ticketing.tickets.models import TicketRow
from ticketing.tickets.moves import locked
from ticketing.uow import UnitOfWork

PAGE = 100
SEED = "callback"


def gather(uow: UnitOfWork, now: datetime) -> int:
    """Open the callbacks of up to a page of tickets in ``callback``; one that needs none is closed. Returns how many it saw."""
    begun = select(EvaluationRow.id).where(EvaluationRow.ticket_id == TicketRow.id, EvaluationRow.turn == TicketRow.reworks + 1)
    query = select(TicketRow.id).where(TicketRow.state == "callback", ~begun.exists()).order_by(TicketRow.reported_at).limit(PAGE)
    ids = uow.session.scalars(query).all()
    for id in ids:
        row = locked(uow, id)
        if row.state == "callback" and not repository.of_turn(uow, row.id, row.reworks + 1):
            _open(uow, row, now)
    return len(ids)


def drawn(ticket_id: str, share: float) -> bool:
    """Whether a ticket is in the sample of this share: by its id and the seed alone, so that anybody can draw it again."""
    chance = int.from_bytes(hashlib.sha256(f"{SEED}:{ticket_id}".encode()).digest()[:8], "big") / 2**64
    return chance < share


def _open(uow: UnitOfWork, row: TicketRow, now: datetime) -> None:
    rules = uow.law.evaluation
    wanted = row.type not in rules.skipped_types and drawn(row.id, rules.share)
    questionnaire = questionnaires.fitting(uow, row.type, now) if wanted else None
    rows: dict[str, EvaluationRow] = {}
    for person in everyone(uow, row):
        number = plain_number(person.callback_number or person.number)
        key = person.intake_id or number or person.ticket_id
        reachable = wanted and any(map(str.isdigit, number)) and not repository.asked_not_to(uow, number)
        if key not in rows:
            rows[key] = EvaluationRow(
                id=new_id(),
                ticket_id=row.id,
                of_ticket=person.ticket_id,
                turn=row.reworks + 1,
                person=key,
                unit_code=row.unit_code,
                name=person.name,
                number=number,
                way=rules.first_way,
                state="waiting" if reachable else "skipped",
                opened_at=now,
                due_at=now + timedelta(hours=rules.within_h),
                next_at=next_try(None, now, (), rules, uow.calendar),
                ended_at=None if reachable else now,
                questionnaire_id=questionnaire if reachable else None,
            )
    uow.session.add_all(rows.values())
    uow.session.flush()
    if rules.first_way != "phone":
        for one in rows.values():
            if one.state == "waiting":
                _write_to(uow, one, now)
    conclude(uow, row, now)


def _write_to(uow: UnitOfWork, row: EvaluationRow, now: datetime) -> None:
    """By digits where that is the first way, else and else by link; who can be written to in neither way is called."""
    if not (row.way == "sms" and by_digits(uow, row, now)) and not by_message(uow, row, now):
        row.way = "phone"
