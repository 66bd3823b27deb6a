"""What time does to pools by itself: a draw past its limit and a year that nobody closed are told of once each."""

from datetime import datetime

from ticketing.funds import repository, telling
from ticketing.funds.ledger import yuan
from ticketing.notices import service as notices
from ticketing.uow import UnitOfWork

AT_ONCE = 100
"""So many rows one turn takes; the next goes on."""


def watch(uow: UnitOfWork, now: datetime) -> int:
    """Tell of what is late; safe to run twice at once, because each row is told of under its lock. Returns how many."""
    return _late_draws(uow, now) + _open_years(uow, now)


def _late_draws(uow: UnitOfWork, now: datetime) -> int:
    rows = repository.late(uow, now, AT_ONCE)
    pools = repository.pools_by_id(uow, [row.pool_id for row in rows])
    for row in rows:
        row.late_told_at = now
        text = f"用款{row.number}（{yuan(row.reserved_fen)}）已超过{uow.law.funds.draw_days}天的办理时限，尚未结算。"
        telling.late(uow, pools[row.pool_id], row, text, now)
    return len(rows)


def _open_years(uow: UnitOfWork, now: datetime) -> int:
    rows = repository.left_open(uow, uow.calendar.local(now).year, AT_ONCE)
    for row in rows:
        row.close_told_at = now
        text = f"{row.unit_name}{row.year}年的资金池还没有关闭，余额{yuan(row.balance_fen)}，请决定结转或收回。"
        notices.tell(
            uow, "fund_year_open", text, at=now, link=f"/funds/pools?pool={row.id}&year={row.year}", roles=("supervisor",)
        )
    return len(rows)
