"""Fund pools in a line each: a street with its people, a ticket of it, and the commands."""

from datetime import datetime
from typing import Any

from config.ids import new_id
from tests.ticketing.story import NOON, Story
from ticketing.funds import draws, pools
from ticketing.funds.models import FundDrawRow, FundPoolRow
from ticketing.funds.schemas import DrawDecision, DrawIn, DrawOutputIn, DrawPayment, DrawSettlement, PoolIn
from ticketing.tickets.models import TicketRow

STREET, DISTRICT, OTHER = "S1", "D1", "Q-CG"
YUAN = 100


def a_ticket(story: Story, number: str = "20260304-000001", *, street: str | None = STREET, **more: Any) -> str:
    """A ticket as a row: how it came to be is other tests' matter."""
    given: dict[str, Any] = {
        "id": new_id(), "number": number, "call_id": None, "duty_session_id": None, "channel": "telephone", "origin": "reactive",
        "state": "handling", "type": None, "category_code": None, "category_name": None, "place": None, "street_code": street,
        "title": "围墙倒塌", "summary": "", "matter": "", "wish": "", "urgent": [], "answer": "", "caller_number": "",
        "caller_name": "", "callback_number": "", "level": 7, "unit_code": STREET, "unit_name": "桥头街道办事处", "co_units": [],
        "basis": None, "basis_why": "", "dispatch_level": None, "directory_version": "", "created_at": NOON, "created_by": "x",
        "dispatched_at": NOON, "deadline": None, "closed_at": None,
    }  # fmt: skip
    row = TicketRow(**(given | more))
    story.do(lambda uow: uow.session.add(row))
    return row.id


class Funds:
    """A street's people: ``clerk`` asks, ``boss`` of the hotline decides, ``leader`` leads the district."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.boss = story.person("boss", "supervisor")
        self.clerk = story.person("clerk", "handler", unit=STREET)
        self.leader = story.person("chief", "leader", unit=DISTRICT)
        self.ticket = a_ticket(story)

    def pool(self, yuan: int = 500_000, *, year: int = 2026, kind: Any = "emergency", exempt_yuan: int = 5_000) -> FundPoolRow:
        new = PoolIn(unit=STREET, kind=kind, year=year, budget_fen=yuan * YUAN, exempt_fen=exempt_yuan * YUAN)
        return self.story.do(pools.open_pool, new, by=self.boss, at=NOON)

    def draw(self, pool: FundPoolRow, yuan: int, *, by: str | None = None, at: datetime = NOON) -> FundDrawRow:
        new = DrawIn(ticket=self.ticket, amount_fen=yuan * YUAN, purpose="修围墙")
        return self.story.do(draws.request, pool.id, new, by=by or self.clerk, at=at)

    def approve(self, draw: FundDrawRow, *, by: str | None = None, at: datetime = NOON) -> FundDrawRow:
        return self.story.do(draws.approve, draw.id, DrawDecision(version=draw.steps), by=by or self.boss, at=at)

    def refuse(self, draw: FundDrawRow, *, at: datetime = NOON) -> FundDrawRow:
        return self.story.do(draws.refuse, draw.id, DrawDecision(version=draw.steps, reason="不属应急"), by=self.boss, at=at)

    def withdraw(self, draw: FundDrawRow, *, at: datetime = NOON) -> FundDrawRow:
        return self.story.do(draws.withdraw, draw.id, DrawDecision(version=draw.steps, reason="不需要了"), by=self.clerk, at=at)

    def pay(self, draw: FundDrawRow, yuan: int | None = None, *, at: datetime = NOON) -> FundDrawRow:
        payment = DrawPayment(version=draw.steps, amount_fen=yuan * YUAN if yuan else None)
        return self.story.do(draws.pay, draw.id, payment, by=self.clerk, at=at)

    def made(self, draw: FundDrawRow, kind: Any, quantity: str, unit: str, *, at: datetime = NOON) -> FundDrawRow:
        output = DrawOutputIn.model_validate({"version": draw.steps, "kind": kind, "quantity": quantity, "unit": unit})
        return self.story.do(draws.record_output, draw.id, output, by=self.clerk, at=at)

    def settle(self, draw: FundDrawRow, yuan: int, *, at: datetime = NOON) -> FundDrawRow:
        settlement = DrawSettlement(version=draw.steps, actual_fen=yuan * YUAN)
        return self.story.do(draws.settle, draw.id, settlement, by=self.clerk, at=at)
