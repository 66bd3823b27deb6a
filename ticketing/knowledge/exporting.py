"""What readers see now, as a table that can be brought in again."""

from ticketing.knowledge import columns, finding, repository
from ticketing.knowledge.models import KnowledgeItemRow
from ticketing.knowledge.schemas import Sort
from ticketing.spreadsheets import write_csv, write_xlsx
from ticketing.uow import UnitOfWork

NAMES = {"article": "知识文章", "script": "话术"}


def exported(uow: UnitOfWork, sort: Sort, *, excel: bool) -> bytes:
    """By code, as .xlsx or as CSV with Chinese headers."""
    query = finding.shown().where(KnowledgeItemRow.sort == sort).order_by(KnowledgeItemRow.code).limit(columns.BOUNDS.rows)
    rows = [columns.cells_of(item, repository.content_of(version)) for item, version in uow.session.execute(query)]
    wanted = columns.COLUMNS[sort]
    return write_xlsx(wanted, rows, sheet=NAMES[sort]) if excel else write_csv(wanted, rows, titles=True)
