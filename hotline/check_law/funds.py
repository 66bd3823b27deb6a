"""A fund of 500,000 with a draw of 80,000 for a wall: what is left."""

from collections.abc import Iterator

from hotline.check_law.checked import Checked
from hotline.check_law.house import House
from hotline.check_law.matters import accepted
from ticketing.funds import draws, pools, reading
from ticketing.funds.schemas import DrawDecision, DrawIn, DrawPayment, PoolIn

BUDGET_FEN, DRAW_FEN = 500_000_00, 80_000_00


def check(house: House) -> Iterator[Checked]:
    at = house.at(2026, 4, 1, 10, 0)
    street = house.database.city.places[0].street_code
    keeper = house.person("fund-keeper", "supervisor", "inspector", "admin")
    clerk = house.person("fund-clerk", "handler", unit=street)
    pool = house.do(pools.open_pool, PoolIn(unit=street, year=2026, budget_fen=BUDGET_FEN), by=keeper, at=at)
    ticket = house.do(accepted, street, at)
    draw = house.do(draws.request, pool.id, DrawIn(ticket=ticket, amount_fen=DRAW_FEN, purpose="修复围墙"), by=clerk, at=at)
    if draw.state == "requested":
        draw = house.do(draws.approve, draw.id, DrawDecision(version=draw.steps), by=keeper, at=at)
    house.do(draws.pay, draw.id, DrawPayment(version=draw.steps), by=keeper, at=at)
    left = house.do(reading.balance_as_of, pool.id, at, by=keeper)
    entries = house.do(reading.entries, pool.id, by=keeper).items
    rows = f"{len(entries)} rows of the pool's ledger"
    yield Checked(what="fund pool of 500,000 after a draw of 80,000", rows=rows, value=f"{left // 100:,}", expected="420,000")
