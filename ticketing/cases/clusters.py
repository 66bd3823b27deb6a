"""From one case to its kind (举一反三): a cluster of tickets stays open until its root cause is noted."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from config.errors import BadInput, Conflict
from config.ids import new_id
from ticketing import paging
from ticketing.cases.models import CaseRow, ClusterRow, ClusterStepRow, ClusterTicketRow
from ticketing.cases.schemas import MAX_CLUSTER, CaseClusterIn, CaseClusterOut, CaseClusterPage, RootCauseIn
from ticketing.cases.states import CLUSTERS
from ticketing.ledgers import append, locked, seen, steps_of, take
from ticketing.meetings.who import convenes, require_convener, require_part
from ticketing.notices import service as notices
from ticketing.privacy.masks import mask_text
from ticketing.schema import Coded
from ticketing.supervision.clusters import desk as matters
from ticketing.supervision.clusters.models import ClusterRow as MatterRow
from ticketing.supervision.clusters.models import ClusterTicketRow as MatterTicketRow
from ticketing.tickets.actor import Actor
from ticketing.tickets.models import TicketRow
from ticketing.tickets.named import named_tickets
from ticketing.tickets.out import unit_coded
from ticketing.tickets.states import OVER
from ticketing.uow import UnitOfWork

MISSING = "没有这组同类诉求。"
PLAIN = ("id", "state", "version", "title", "cause", "remedy", "created_at", "closed_at")
NAMED = 5
"""Open tickets that a refusal names."""
LINK = "/meetings/cases?clusters=1&id="


def gather(uow: UnitOfWork, new: CaseClusterIn, *, actor: Actor, at: datetime) -> CaseClusterOut:
    """Take the tickets of a kind together under the unit that is to find out why. BadInput for fewer than two."""
    require_convener(actor)
    uow.city.category(new.category)
    uow.city.unit(new.unit)
    matter = _free_matter(uow, new.matter) if new.matter else None
    found = _of_matter(uow, matter.id) if matter else new.tickets or _of_kind(uow, new, at)
    if len(set(found)) < 2:
        raise BadInput("同类诉求不足两件，不成一组。", "请放宽时间，或选择工单。")
    if len(named_tickets(uow, found)) < len(set(found)):
        raise BadInput("有的工单不存在。", "请重新选择工单。")
    row = ClusterRow(
        id=new_id(),
        state="open",
        version=0,
        title=mask_text(new.title.strip()),
        category_code=new.category,
        street_code=new.street,
        unit_code=new.unit,
        cause="",
        remedy="",
        case_id=None,
        matter_id=matter.id if matter else None,
        created_at=at,
        created_by=actor.id,
        closed_at=None,
    )
    uow.session.add(row)
    append(uow, row, ClusterStepRow, "gather", by=actor.id, at=at, text=row.title, detail={"tickets": len(set(found))})
    uow.session.add_all(ClusterTicketRow(cluster_id=row.id, ticket_id=id) for id in dict.fromkeys(found))
    uow.session.flush()
    text = f"请查找根因、举一反三：{row.title}（{len(set(found))} 件同类诉求）"
    notices.tell(uow, "cluster_gathered", text, at=at, link=f"{LINK}{row.id}", units=[row.unit_code])
    return _out(uow, row, actor)


def close(uow: UnitOfWork, id: str, note: RootCauseIn, *, actor: Actor, at: datetime) -> CaseClusterOut:
    """The root-cause note closes the cluster; Conflict that names tickets of it which are not over yet."""
    require_convener(actor)
    row = _row(uow, id)
    if note.case is not None:
        locked(uow, CaseRow, note.case, "没有这个案例。")
    left = _open_numbers(uow, row.id)
    if left:
        raise Conflict(f"还有 {len(left)} 件工单没有办结：{'、'.join(left[:NAMED])}。", "请办结后再以根因说明办结这一组。")
    detail = {"cause": note.cause.strip(), "remedy": note.remedy.strip()}
    take(uow, row, ClusterStepRow, CLUSTERS, "close", version=note.version, by=actor.id, at=at, detail=detail)
    row.cause, row.remedy, row.case_id, row.closed_at = detail["cause"], detail["remedy"], note.case, at
    uow.session.flush()
    if row.matter_id is not None:
        matters.found(uow, row.matter_id, f"{row.cause}\n治本措施：{row.remedy}", case=row.case_id, by=actor.id, at=at)
    return _out(uow, row, actor)


def reopen(uow: UnitOfWork, id: str, why: str, *, version: int, actor: Actor, at: datetime) -> CaseClusterOut:
    """It came again: the cause was another, or the remedy did not hold."""
    require_convener(actor)
    row = _row(uow, id)
    if not why.strip():
        raise BadInput("没有填写原因。", "请写明原因。")
    take(uow, row, ClusterStepRow, CLUSTERS, "reopen", version=version, by=actor.id, at=at, text=why.strip())
    row.closed_at = None
    uow.session.flush()
    return _out(uow, row, actor)


def get(uow: UnitOfWork, id: str, *, actor: Actor) -> CaseClusterOut:
    row = seen(uow, ClusterRow, id, MISSING)
    require_part(actor, (row.unit_code,))
    return _out(uow, row, actor)


def list_clusters(
    uow: UnitOfWork, *, actor: Actor, state: str | None = None, before: str | None = None, limit: int = 50
) -> CaseClusterPage:
    """Newest first; a unit sees its own."""
    limit = paging.bounded(limit)
    query = select(ClusterRow)
    if state:
        query = query.where(ClusterRow.state == state)
    if not convenes(actor):
        query = query.where(ClusterRow.unit_code == (actor.unit or ""))
    rows = uow.session.scalars(paging.page(query, ClusterRow.created_at, ClusterRow.id, before, limit)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return CaseClusterPage(
        items=tuple(_out(uow, row, actor, whole=False) for row in rows[:limit]),
        next=paging.cursor(last.created_at, last.id) if last else None,
    )


def _free_matter(uow: UnitOfWork, id: str) -> MatterRow:
    """The warned cluster; Conflict where its root is found, or somebody works at it already."""
    matter = matters.cluster_row(uow, id)
    if matter.closed_at is not None:
        raise Conflict("这组诉求的根源已经查明。", "请刷新预警列表。")
    if uow.session.scalar(select(ClusterRow.id).where(ClusterRow.matter_id == matter.id)) is not None:
        raise Conflict("这组诉求已在会办。", "请在“会办－案例”中查看。")
    return matter


def _of_matter(uow: UnitOfWork, matter_id: str) -> tuple[str, ...]:
    query = select(MatterTicketRow.ticket_id).where(MatterTicketRow.cluster_id == matter_id)
    return tuple(uow.session.scalars(query.order_by(MatterTicketRow.at.desc()).limit(MAX_CLUSTER)))


def _row(uow: UnitOfWork, id: str) -> ClusterRow:
    return locked(uow, ClusterRow, id, MISSING)


def _of_kind(uow: UnitOfWork, new: CaseClusterIn, at: datetime) -> tuple[str, ...]:
    query = select(TicketRow.id).where(
        TicketRow.category_code == new.category, TicketRow.created_at >= at - timedelta(days=new.days)
    )
    if new.street:
        query = query.where(TicketRow.street_code == new.street)
    return tuple(uow.session.scalars(query.order_by(TicketRow.created_at).limit(MAX_CLUSTER)))


def _open_numbers(uow: UnitOfWork, cluster_id: str) -> list[str]:
    query = (
        select(TicketRow.number)
        .join(ClusterTicketRow, ClusterTicketRow.ticket_id == TicketRow.id)
        .where(ClusterTicketRow.cluster_id == cluster_id, TicketRow.state.not_in(OVER))
        .order_by(TicketRow.number)
    )
    return list(uow.session.scalars(query))


def _recurred(uow: UnitOfWork, row: ClusterRow) -> int:
    """New tickets of the kind within the set days after the cluster was closed."""
    if row.closed_at is None:
        return 0
    until = row.closed_at + timedelta(days=uow.law.joint.recurrence_days)
    query = select(func.count()).where(
        TicketRow.category_code == row.category_code, TicketRow.created_at > row.closed_at, TicketRow.created_at <= until
    )
    if row.street_code:
        query = query.where(TicketRow.street_code == row.street_code)
    return uow.session.scalar(query) or 0


def _out(uow: UnitOfWork, row: ClusterRow, actor: Actor, *, whole: bool = True) -> CaseClusterOut:
    members = select(ClusterTicketRow.ticket_id).where(ClusterTicketRow.cluster_id == row.id)
    ids = list(uow.session.scalars(members))
    category = uow.city.categories.get(row.category_code)
    briefs = named_tickets(uow, ids) if whole else {}
    return CaseClusterOut.model_validate(
        {name: getattr(row, name) for name in PLAIN}
        | {
            "category": Coded(code=row.category_code, name=category.name if category else row.category_code),
            "street": unit_coded(uow, row.street_code) if row.street_code else None,
            "unit": unit_coded(uow, row.unit_code),
            "tickets": len(ids),
            "open_tickets": len(_open_numbers(uow, row.id)),
            "case": row.case_id,
            "matter": row.matter_id,
            "recurred": _recurred(uow, row),
            "allowed": CLUSTERS.allowed(row.state) if convenes(actor) else (),
            "members": tuple(one.model_copy(update={"title": mask_text(one.title)}) for one in briefs.values()),
            "history": steps_of(uow, ClusterStepRow, row.id) if whole else (),
        }
    )
