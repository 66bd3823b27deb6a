"""What the record of a sitting (议事记录) says; how it is printed is `ticketing.documents`."""

from collections.abc import Sequence
from datetime import datetime

from ticketing.deliberation.levels import LEVEL_NAMES, MATTERS
from ticketing.deliberation.models import MatterRow, SittingRow
from ticketing.documents.content import Document, Facts, Heading, Paragraph, Signature, Table
from ticketing.meetings.papers import WEEKDAYS, issuer
from ticketing.privacy.masks import mask_text
from ticketing.tickets.out import unit_coded
from ticketing.uow import UnitOfWork


def subject_of(sitting_id: str) -> str:
    """Under which its papers are kept."""
    return f"sitting:{sitting_id}"


def record_of(uow: UnitOfWork, row: SittingRow, matters: Sequence[MatterRow], at: datetime) -> Document:
    """Who sat, how many came, what was said, and what became of each matter so far; citizens are not named."""
    starts, day = uow.calendar.local(row.starts_at), uow.calendar.local(at).date()
    body = f"{unit_coded(uow, row.unit_code).name} {row.building}".strip()
    raised = tuple(
        (str(number), mask_text(one.title), LEVEL_NAMES[one.level], MATTERS.states[one.state])
        for number, one in enumerate(matters, 1)
    )
    table = Table(("序号", "议题", "层级", "办理情况"), raised, (1, 6, 2, 2))
    return Document(
        kind="deliberation_record",
        title=f"{body}{LEVEL_NAMES[row.level]}议事记录",
        issuer=issuer(uow),
        date=day,
        blocks=(
            Facts(
                (
                    ("议事单位", body),
                    ("主题", row.theme),
                    ("时间", f"{starts.year}年{starts.month}月{starts.day}日（周{WEEKDAYS[starts.weekday()]}）{starts:%H:%M}"),
                    ("参加人数", f"{row.attended} 人"),
                )
            ),
            Heading("一、议事情况"),
            *(Paragraph(line) for line in (mask_text(row.notes) or "（未作文字记录）").splitlines() if line.strip()),
            *((Heading("二、提出的议题"), table) if raised else ()),
            Signature(name=body, day=day),
        ),
    )
