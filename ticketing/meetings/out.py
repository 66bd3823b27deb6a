"""From a meeting's rows to what is shown of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ticketing.documents import service as documents
from ticketing.ledgers import steps_of
from ticketing.meetings import kinds, repository
from ticketing.meetings.models import AgendaItemRow, MeetingMinutesRow, MeetingPartyRow, MeetingRow, MeetingStepRow
from ticketing.meetings.schemas import ItemOut, MeetingDetail, MeetingOut, MeetingPartyOut, MinutesOut
from ticketing.meetings.states import TABLE
from ticketing.meetings.who import convenes
from ticketing.people import repository as people
from ticketing.privacy.masks import mask_name, mask_phone, mask_text
from ticketing.resolutions import repository as resolutions
from ticketing.resolutions.out import resolutions_out
from ticketing.schema import PersonName
from ticketing.tickets.actor import Actor
from ticketing.tickets.named import named_tickets
from ticketing.tickets.out import unit_coded
from ticketing.uow import UnitOfWork

LINE = ("id", "kind", "mode", "title", "place", "starts_at", "ends_at", "state", "version", "round", "held_at", "prevented")
DETAIL = ("purpose", "outcome", "minutes_version", "signed_at", "created_at")
PARTY = ("id", "role", "name", "contact", "invited_at", "reply", "reply_text", "deputy", "replied_at", "attendance")
FOR_PARTIES = ("reply",)


def subject_of(meeting_id: str) -> str:
    """Under which its papers are kept."""
    return f"meeting:{meeting_id}"


def lines(uow: UnitOfWork, rows: Sequence[MeetingRow], actor: Actor) -> tuple[MeetingOut, ...]:
    return tuple(MeetingOut.model_validate(one) for one in _lines(uow, rows, actor))


def detail(uow: UnitOfWork, row: MeetingRow, *, actor: Actor, now: datetime) -> MeetingDetail:
    """The whole meeting; phones and names of citizens are masked for those who only take part."""
    uow.session.flush()
    [line] = _lines(uow, [row], actor)
    parties = repository.parties(uow, row.id)
    known = people.names(uow, (row.signed_by, row.created_by))
    decided = resolutions.of_meeting(uow, row.id)
    convening = convenes(actor)
    return MeetingDetail.model_validate(
        line
        | {name: getattr(row, name) for name in DETAIL}
        | {
            "signed_by": people.named(known, row.signed_by),
            "created_by": PersonName(id=row.created_by, name=known.get(row.created_by, row.created_by)),
            "parties": tuple(_party(uow, one, actor) for one in parties),
            "items": _items(uow, repository.items(uow, row.id), {one.item_id: one.id for one in decided}),
            "minutes": _minutes(uow, repository.minutes(uow, row.id), convening or row.state == "signed"),
            "resolutions": resolutions_out(uow, decided, now),
            "left_open": resolutions_out(uow, repository.left_open(uow, row), now) if convening else (),
            "papers": tuple(documents.of_subject(uow, subject_of(row.id))),
            "missing": kinds.missing(row.kind, [one.role for one in parties]),
            "allowed": tuple(one for one in TABLE.allowed(row.state) if convening or one in FOR_PARTIES),
            "history": steps_of(uow, MeetingStepRow, row.id) if convening else (),
        }
    )


def _lines(uow: UnitOfWork, rows: Sequence[MeetingRow], actor: Actor) -> list[dict[str, Any]]:
    ids = [row.id for row in rows]
    known = people.names(uow, {id for row in rows for id in (row.chair_id, row.co_chair_id)})
    parties, items, decided = repository.counted(uow, ids)
    replies = repository.replies(uow, ids, actor.unit)
    return [
        {name: getattr(row, name) for name in LINE}
        | {
            "chair": people.named(known, row.chair_id),
            "co_chair": people.named(known, row.co_chair_id),
            "series": row.series_id,
            "dispute": row.dispute_id,
            "party_count": parties[row.id],
            "item_count": items[row.id],
            "decided_count": decided[row.id],
            "reply": replies.get(row.id),
        }
        for row in rows
    ]


def _party(uow: UnitOfWork, row: MeetingPartyRow, actor: Actor) -> MeetingPartyOut:
    masked = not convenes(actor)
    outside = row.unit_code is None
    shown = {name: getattr(row, name) for name in PARTY}
    if masked and outside:
        shown |= {"name": mask_name(row.name), "contact": mask_phone(row.contact)}
    return MeetingPartyOut.model_validate(
        shown
        | {
            "unit": unit_coded(uow, row.unit_code) if row.unit_code else None,
            "mine": row.unit_code is not None and row.unit_code == actor.unit,
        }
    )


def _items(uow: UnitOfWork, rows: Sequence[AgendaItemRow], decided: dict[str | None, str]) -> tuple[ItemOut, ...]:
    tickets = named_tickets(uow, [row.ticket_id for row in rows])
    return tuple(
        ItemOut(
            id=row.id,
            position=row.position,
            title=mask_text(row.title),
            note=mask_text(row.note),
            ticket=tickets.get(row.ticket_id or ""),
            carried=row.carried_id,
            resolution=decided.get(row.id),
        )
        for row in rows
    )


def _minutes(uow: UnitOfWork, rows: Sequence[MeetingMinutesRow], open_: bool) -> tuple[MinutesOut, ...]:
    """Those who only take part read the minutes once they are signed off: the last version and the addenda."""
    known = people.names(uow, {row.by for row in rows})
    return tuple(
        MinutesOut.model_validate(
            {name: getattr(row, name) for name in ("version", "kind", "text", "at")}
            | {"by": PersonName(id=row.by, name=known.get(row.by, row.by))}
        )
        for row in (rows if open_ else ())
    )
