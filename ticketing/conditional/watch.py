"""What time does to a case by itself: a reminder before a paper is due, the grace when it is late, and the revocation."""

from datetime import datetime

from ticketing.conditional import moves, repository, rules, service
from ticketing.conditional.models import ConditionalCaseRow
from ticketing.people.repository import SYSTEM
from ticketing.uow import UnitOfWork

AT_ONCE = 100
"""So many cases one turn takes; the next goes on."""


def watch(uow: UnitOfWork, now: datetime) -> int:
    """Move what is due, each case under its lock, one step a turn. Returns how many moved."""
    rows = repository.due(uow, now, AT_ONCE)
    for row in rows:
        if row.state == "grace":
            service.take_back(uow, row, "宽限期满仍未补齐。", by=SYSTEM, at=now)
        else:
            _remind(uow, row, now)
            _lapse(uow, row, now)
        moves.settle_next(uow, row)
    return len(rows)


def _remind(uow: UnitOfWork, row: ConditionalCaseRow, now: datetime) -> None:
    papers = repository.papers_of(uow, [row.id])[row.id]
    as_ruled = moves.papers_of(papers)
    near = rules.to_remind(as_ruled, now, uow.law.funds.paper_remind_days, uow.calendar)
    for paper, ruled in zip(papers, as_ruled, strict=True):
        if ruled not in near:
            continue
        paper.reminded_for = paper.due_on
        uow.session.flush()
        text = f"{row.number}（{row.applicant}）的“{paper.name}”须在{paper.due_on:%Y-%m-%d}前补交。"
        moves.move(uow, row, "remind", by=SYSTEM, at=now, reason=text, paper=paper.id)
        service.tell(uow, row, "conditional_reminder", text, now)


def _lapse(uow: UnitOfWork, row: ConditionalCaseRow, now: datetime) -> None:
    papers = moves.papers_of(repository.papers_of(uow, [row.id])[row.id])
    late = rules.late(papers, now, uow.calendar)
    if not late:
        return
    today, days = uow.calendar.local(now).date(), uow.law.funds.paper_grace_days
    until = rules.grace_until(min(paper.due_on for paper in late), today, days, uow.calendar)
    names = "、".join(paper.name for paper in late)
    text = f"{row.number}（{row.applicant}）逾期未补交：{names}；宽限至{until:%Y-%m-%d %H:%M}，届时撤销。"
    moves.move(uow, row, "lapse", by=SYSTEM, at=now, reason=text)
    row.grace_until = until
    uow.session.flush()
    service.tell(uow, row, "conditional_late", text, now)
