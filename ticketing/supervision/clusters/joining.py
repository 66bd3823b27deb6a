"""Two clusters that turn out to be one matter: the smaller one's tickets and reports go over, what was told stays told."""

from datetime import datetime

from sqlalchemy import update

from ticketing.supervision.clusters.models import ClusterRow, ClusterTicketRow, ReportRow
from ticketing.uow import UnitOfWork


def joined(uow: UnitOfWork, one: ClusterRow, other: ClusterRow, *, by: str, at: datetime) -> ClusterRow:
    """The cluster that stands on: ``other``. The row of ``one`` stays, saying where its tickets went."""
    for table in (ClusterTicketRow, ReportRow):
        uow.session.execute(update(table).where(table.cluster_id == one.id).values(cluster_id=other.id))
    uow.session.execute(update(ClusterRow).where(ClusterRow.joined_into == one.id).values(joined_into=other.id))
    one.joined_into, one.joined_at, one.joined_by = other.id, at, by
    other.opened_at = min(one.opened_at, other.opened_at)
    other.reports += one.reports
    one.reports = 0
    uow.session.flush()
    living_on(uow, other, max(one.latest_at, other.latest_at))
    return other


def living_on(uow: UnitOfWork, row: ClusterRow, at: datetime) -> None:
    """The last report of a cluster is that of all that were joined to it: new tickets may be like any of them."""
    row.latest_at = max(row.latest_at, at)
    uow.session.execute(update(ClusterRow).where(ClusterRow.joined_into == row.id).values(latest_at=row.latest_at))
