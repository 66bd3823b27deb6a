"""What inspectors do with clusters: join two that are one matter, note the root cause that closes one, read them."""

from datetime import datetime

from sqlalchemy import select, update

from config.errors import BadInput, Conflict, NotFound
from ticketing.cases.models import CaseRow
from ticketing.supervision.clusters.counting import Counted, cross, hold
from ticketing.supervision.clusters.joining import joined
from ticketing.supervision.clusters.joint import joint_of
from ticketing.supervision.clusters.models import ClusterRow, ClusterTicketRow
from ticketing.supervision.clusters.turns import conclude
from ticketing.uow import UnitOfWork

MAX_CAUSE = 4_000


def cluster_row(uow: UnitOfWork, cluster_id: str) -> ClusterRow:
    """The cluster; where it was joined, the one that stands for it."""
    row = uow.session.get(ClusterRow, cluster_id)
    if row is None:
        raise NotFound("没有这组同类诉求。", "请刷新预警列表。")
    return uow.session.get_one(ClusterRow, row.joined_into) if row.joined_into else row


def join(uow: UnitOfWork, one: str, other: str, why: str, *, by: str, at: datetime) -> ClusterRow:
    """``one`` goes into ``other``: the same matter in other words. Levels that neither was told of are told."""
    hold(uow)
    gone, kept = cluster_row(uow, one), cluster_row(uow, other)
    if gone.id == kept.id:
        raise Conflict("这两组诉求已经是一组。", "请刷新预警列表。")
    if gone.closed_at or kept.closed_at:
        raise Conflict("已查明根源的诉求组不能再合并。", "请选择未办结的诉求组。")
    if not why.strip():
        raise BadInput("请写明为何是同一诉求。", "填写合并理由。")
    joined(uow, gone, kept, by=by, at=at)
    counted = Counted(clusters={kept.id: kept})
    newest = select(ClusterTicketRow.ticket_id).where(ClusterTicketRow.cluster_id == kept.id).order_by(ClusterTicketRow.at.desc())
    cross(uow, kept, uow.session.scalars(newest.limit(1)).one(), at, counted)
    conclude(uow, counted, at)
    return kept


def close(uow: UnitOfWork, cluster_id: str, root_cause: str, *, by: str, at: datetime, case: str | None = None) -> ClusterRow:
    """From one case to its kind: the root cause and what removes it. What is reported after that has recurred.

    ``case`` is one of the library that others learn from. Conflict for a matter that is handled jointly: its root cause is
    noted there, when its tickets are over.
    """
    row = cluster_row(uow, cluster_id)
    joint = joint_of(uow, row.id)
    if joint is not None and joint.state == "open":
        raise Conflict("这组诉求正在会办，根源在会办中查明。", "请在“会办－案例”中以根因说明办结。")
    if row.closed_at is not None:
        raise Conflict("这组诉求的根源已经查明。", "请刷新预警列表。")
    if not root_cause.strip():
        raise BadInput("请写明共性原因和治本措施。", "填写后再办结。")
    if case is not None and uow.session.get(CaseRow, case) is None:
        raise NotFound("没有这个案例。", "请从案例库中选择。")
    return found(uow, row.id, root_cause, case=case, by=by, at=at)


def found(uow: UnitOfWork, cluster_id: str, root_cause: str, *, case: str | None, by: str, at: datetime) -> ClusterRow:
    """Write the root cause, once; a second time it adds to nothing."""
    hold(uow)
    row = cluster_row(uow, cluster_id)
    if row.closed_at is not None:
        return row
    row.root_cause, row.closed_at, row.closed_by, row.case_id = root_cause.strip()[:MAX_CAUSE], at, by, case
    uow.session.flush()
    parts = update(ClusterRow).where(ClusterRow.joined_into == row.id)
    uow.session.execute(parts.values(closed_at=at, closed_by=by))
    return row
