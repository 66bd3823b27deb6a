"""Where a ticket is talked about: meetings, resolutions, disputes, exposures, clusters, cases, guidance."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, String, cast, or_, select, true

from config.errors import NotAllowed
from ticketing.cases.models import CaseRow, CaseVersionRow, ClusterRow, ClusterTicketRow
from ticketing.disputes.models import DisputeRow
from ticketing.exposures.models import ExposureRow, ExposureTicketRow
from ticketing.joint.schemas import JointMatter, TicketJoint
from ticketing.mandates import service as mandates
from ticketing.meetings import out as meetings_out
from ticketing.meetings.models import AgendaItemRow, MeetingPartyRow, MeetingRow
from ticketing.meetings.who import convenes
from ticketing.privacy.masks import mask_text
from ticketing.resolutions.models import ResolutionRow
from ticketing.resolutions.out import resolutions_out
from ticketing.tickets import repository as tickets
from ticketing.tickets.actor import Actor
from ticketing.tickets.models import TicketLegRow
from ticketing.uow import UnitOfWork

MOST = 50
"""Of each kind, the newest."""


def of_ticket(uow: UnitOfWork, ticket_id: str, *, actor: Actor, now: datetime) -> TicketJoint:
    """Conveners see all of it, a unit what it takes part in; NotAllowed for one without any part in the ticket."""
    row = tickets.ticket_row(uow, ticket_id)
    unit = None if convenes(actor) else actor.unit or ""
    legs = select(TicketLegRow.unit_code).where(TicketLegRow.ticket_id == ticket_id)
    if unit is not None and "leader" not in actor.roles and unit not in {row.unit_code, *uow.session.scalars(legs)}:
        raise NotAllowed("这张工单与您的单位无关。", "需要时请联系热线。")
    decided = select(ResolutionRow).where(ResolutionRow.ticket_id == ticket_id, _own(ResolutionRow.unit_code, unit))
    resolutions = uow.session.scalars(decided.order_by(ResolutionRow.decided_at.desc()).limit(MOST)).all()
    return TicketJoint(
        meetings=meetings_out.lines(uow, _meetings(uow, ticket_id, unit, actor.id), actor),
        resolutions=resolutions_out(uow, resolutions, now),
        matters=tuple(sorted(_matters(uow, ticket_id, unit), key=lambda one: one.at, reverse=True)),
        guidances=mandates.of_ticket(uow, ticket_id, actor=actor),
    )


def _meetings(uow: UnitOfWork, ticket_id: str, unit: str | None, person: str) -> Sequence[MeetingRow]:
    on = select(AgendaItemRow.meeting_id).where(AgendaItemRow.ticket_id == ticket_id, AgendaItemRow.removed_at.is_(None))
    query = select(MeetingRow).where(MeetingRow.id.in_(on))
    if unit is not None:
        called = select(MeetingPartyRow.meeting_id).where(
            MeetingPartyRow.unit_code == unit, MeetingPartyRow.invited_at.is_not(None), MeetingPartyRow.removed_at.is_(None)
        )
        query = query.where(or_(MeetingRow.id.in_(called), MeetingRow.chair_id == person, MeetingRow.co_chair_id == person))
    return uow.session.scalars(query.order_by(MeetingRow.starts_at.desc()).limit(MOST)).all()


def _matters(uow: UnitOfWork, ticket_id: str, unit: str | None) -> list[JointMatter]:
    shown = select(ExposureTicketRow.exposure_id).where(ExposureTicketRow.ticket_id == ticket_id)
    gathered = select(ClusterTicketRow.cluster_id).where(ClusterTicketRow.ticket_id == ticket_id)
    told = select(CaseVersionRow.case_id).where(
        cast(CaseVersionRow.tickets, String).contains(f'"{ticket_id}"', autoescape=True),
        CaseVersionRow.version == (CaseRow.published if unit is not None else CaseRow.current),
    )
    exposed, kept = ExposureRow.id.in_(shown), ClusterRow.id.in_(gathered)
    party = or_(*(_own(code, unit) for code in (DisputeRow.supervising_unit, DisputeRow.complained_unit)))
    return [
        *_found(uow, "dispute", DisputeRow, DisputeRow.opened_at, DisputeRow.ticket_id == ticket_id, party),
        *_found(uow, "exposure", ExposureRow, ExposureRow.created_at, exposed, _own(ExposureRow.unit_code, unit)),
        *_found(uow, "cluster", ClusterRow, ClusterRow.created_at, kept, _own(ClusterRow.unit_code, unit)),
        *_found(uow, "case", CaseRow, CaseRow.created_at, CaseRow.id.in_(told.correlate(CaseRow))),
    ]


def _found(
    uow: UnitOfWork, kind: Literal["dispute", "exposure", "cluster", "case"], model: Any, at: Any, *where: ColumnElement[bool]
) -> list[JointMatter]:
    rows = uow.session.execute(select(model.id, model.title, model.state, at).where(*where).order_by(at.desc()).limit(MOST))
    return [JointMatter(kind=kind, id=id, title=mask_text(title), state=state, at=moment) for id, title, state, moment in rows]


def _own(column: Any, unit: str | None) -> ColumnElement[bool]:
    """All for conveners, the own unit's for everybody else."""
    return true() if unit is None else column == unit
