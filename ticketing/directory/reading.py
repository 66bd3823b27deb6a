"""What is read of the versions: the list, one with its changes, and all that hangs on it."""

from datetime import datetime

from sqlalchemy import select

from ticketing.directory import out, versions
from ticketing.directory.models import DirectoryVersionRow
from ticketing.directory.schemas import VersionDetail, VersionPage
from ticketing.paging import bounded
from ticketing.uow import UnitOfWork


def history(uow: UnitOfWork, before: int | None, limit: int, at: datetime) -> VersionPage:
    """Newest first; ``before`` is the number where the last page ended."""
    query = select(DirectoryVersionRow).order_by(DirectoryVersionRow.number.desc()).limit(bounded(limit) + 1)
    if before is not None:
        query = query.where(DirectoryVersionRow.number < before)
    rows = list(uow.session.scalars(query))
    shown = rows[: bounded(limit)]
    return VersionPage(items=out.page(uow, shown, at), next=str(shown[-1].number) if len(rows) > len(shown) else None)


def detail(uow: UnitOfWork, version: str, at: datetime) -> VersionDetail:
    return out.detail(uow, versions.get(uow.session, version), at)
