"""Which cluster a new ticket belongs to: the one whose first ticket is most like it, among a bounded number of living ones."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from ticketing.similar.alike import Matter, Rarity, at_most, likeness
from ticketing.similar.candidates import matter_of
from ticketing.supervision.clusters.models import ClusterRow
from ticketing.tickets.models import TicketRow
from ticketing.uow import UnitOfWork

OF_STREET = 200
OF_CATEGORY = 100
"""So many living clusters are compared, the latest first: of the same street, and of the same category without a street."""


def found(uow: UnitOfWork, ticket: TicketRow, at: datetime) -> tuple[ClusterRow, float] | None:
    """The best that reaches ``law.supervision.same_matter``, the one reported latest among equals; None for a new matter."""
    matter = matter_of(uow.city, ticket)
    if not (matter.category or matter.place) or not ticket.matter.strip():
        return None
    living = candidates(uow, matter, at - timedelta(days=uow.law.supervision.quiet_days))
    return best(matter, living, uow.law.supervision.same_matter)


def best(matter: Matter, living: Sequence[ClusterRow], least: float) -> tuple[ClusterRow, float] | None:
    """Only what place and kind leave possible is read word by word: most of a street is another matter."""
    possible = [(other, row) for row in living if at_most(matter, other := matter_of_cluster(row)) >= least]
    rarity = Rarity([matter.text, *(other.text for other, _ in possible)])
    scored = [(likeness(matter, other, rarity), row) for other, row in possible]
    fitting = [(score, row) for score, row in scored if score >= least]
    if not fitting:
        return None
    score, row = max(fitting, key=lambda one: (one[0], one[1].latest_at, one[1].id))
    return row, score


def candidates(uow: UnitOfWork, matter: Matter, since: datetime) -> list[ClusterRow]:
    """Living ones of the same street, and those of the same category that say no street, each once.

    A matter without a street is compared with all of its category. One whose root cause was found is closed: what comes after
    that has recurred, and begins anew. One that was joined to another still says by its words what belongs there.
    """
    living = select(ClusterRow).where(ClusterRow.latest_at > since, ClusterRow.closed_at.is_(None))
    newest = living.order_by(ClusterRow.latest_at.desc(), ClusterRow.id.desc())
    rows: Iterable[ClusterRow] = ()
    if matter.street:
        rows = [*uow.session.scalars(newest.where(ClusterRow.street_code == matter.street).limit(OF_STREET))]
    if matter.category:
        of_category = newest.where(ClusterRow.category_code == matter.category)
        if matter.street:
            of_category = of_category.where(ClusterRow.street_code.is_(None))
        rows = [*rows, *uow.session.scalars(of_category.limit(OF_CATEGORY))]
    return list({row.id: row for row in rows}.values())


def matter_of_cluster(row: ClusterRow) -> Matter:
    return Matter(
        text=row.text,
        category=row.category_code or "",
        category_name=row.category_name or "",
        place=row.place,
        street=row.street_code or "",
        detail=row.detail,
    )
