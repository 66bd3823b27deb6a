"""Where a warned matter is handled jointly: the group of cases that was made of it, and meetings that speak of its tickets."""

from collections.abc import Sequence

from sqlalchemy import select

from ticketing.cases.models import ClusterRow as JointRow
from ticketing.meetings.models import AgendaItemRow, MeetingRow
from ticketing.supervision.clusters.models import ClusterRow, ClusterTicketRow
from ticketing.uow import UnitOfWork

MOST_MEETINGS = 20


def joint_of(uow: UnitOfWork, matter_id: str) -> JointRow | None:
    """The group under the unit that is to find the root, an open one first; also of a part that was joined to it later."""
    parts = select(ClusterRow.id).where((ClusterRow.id == matter_id) | (ClusterRow.joined_into == matter_id))
    query = select(JointRow).where(JointRow.matter_id.in_(parts)).order_by(JointRow.state.desc(), JointRow.created_at)
    return uow.session.scalars(query).first()


def meetings_of(uow: UnitOfWork, matter_id: str) -> Sequence[MeetingRow]:
    """Meetings with a ticket of the matter on their agenda, the latest first."""
    items = (
        select(AgendaItemRow.meeting_id)
        .join(ClusterTicketRow, ClusterTicketRow.ticket_id == AgendaItemRow.ticket_id)
        .where(ClusterTicketRow.cluster_id == matter_id, AgendaItemRow.removed_at.is_(None))
    )
    query = select(MeetingRow).where(MeetingRow.id.in_(items)).order_by(MeetingRow.starts_at.desc(), MeetingRow.id)
    return uow.session.scalars(query.limit(MOST_MEETINGS)).all()
