"""The two papers of a case: the list of what is missing and by when, and the decision that takes the approval back. Pure."""

from collections.abc import Sequence
from datetime import date

from ticketing.conditional.rules import Paper
from ticketing.documents.content import Document, Facts, Paragraph, Signature, Table

LIST, REVOCATION = "conditional_list", "conditional_revocation"
COLUMNS, WIDTHS = ("序号", "材料名称", "补交期限"), (0.12, 0.6, 0.28)


def missing_list(unit: str, applicant: str, matter: str, papers: Sequence[Paper], day: date) -> Document:
    """容缺受理告知单: what the applicant promised to bring."""
    told = "您申请的事项主要材料齐备，现予先行办理。请按下列期限补交材料；逾期未补交且宽限期满的，将依法撤销。"
    return Document(
        kind=LIST,
        title="容缺受理告知单",
        issuer=unit,
        addressee=applicant,
        date=day,
        blocks=(
            Facts(pairs=(("申请人", applicant), ("办理事项", matter))),
            Paragraph(told),
            _table(papers),
            Signature(name=unit, day=day),
        ),
    )


def revocation(unit: str, applicant: str, matter: str, number: str, papers: Sequence[Paper], reason: str, day: date) -> Document:
    """容缺办理撤销决定书: why, and what never came."""
    said = f"您的“{matter}”按{number}先行办理。经提醒并给予宽限，下列材料仍未补交，现决定撤销。{reason}"
    return Document(
        kind=REVOCATION,
        title="容缺办理撤销决定书",
        issuer=unit,
        addressee=applicant,
        date=day,
        blocks=(Paragraph(said), _table([paper for paper in papers if not paper.received]), Signature(name=unit, day=day)),
    )


def _table(papers: Sequence[Paper]) -> Table:
    rows = tuple((str(n), paper.name, f"{paper.due_on:%Y-%m-%d}") for n, paper in enumerate(papers, 1))
    return Table(columns=COLUMNS, rows=rows, widths=WIDTHS)
