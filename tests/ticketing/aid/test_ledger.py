"""The ledger of aid: partners of the five parties, pledges, deeds that are only taken back, and totals by year and party."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import BadInput, Conflict
from tests.ticketing.funds.fund_story import a_ticket
from tests.ticketing.story import NOON, Story
from ticketing import spreadsheets
from ticketing.aid import export, reading, service, totals
from ticketing.aid.schemas import AidCorrection, AidIn, AidPartnerEnd, AidPartnerIn, AidPledgeIn, AidSums
from ticketing.aid.totals import Deed

YUAN = 100
START, DAY = date(2025, 1, 1), date(2026, 3, 4)
COUNTS = st.integers(0, 1000)


class Aid:
    def __init__(self, story: Story) -> None:
        self.story = story
        self.clerk = story.person("clerk", "handler", unit="S1")

    def partner(self, name: str, party: Any = "enterprise") -> str:
        new = AidPartnerIn(name=name, party=party, unit="S1", since=START)
        return self.story.do(service.add_partner, new, by=self.clerk, at=NOON).id

    def deed(self, partner: str, **figures: Any) -> str:
        given: dict[str, Any] = {"done_on": DAY, "text": "结对帮扶"}
        return self.story.do(service.record, AidIn(partner=partner, **(given | figures)), by=self.clerk, at=NOON).id


@pytest.fixture
def aid(story: Story) -> Aid:
    return Aid(story)


def test_totals_by_year_and_party_count_what_stands(aid: Aid) -> None:
    works, club = aid.partner("江北机械厂"), aid.partner("志愿者协会", "association")
    aid.deed(works, persons=12, money_fen=50_000 * YUAN, jobs=6)
    aid.deed(works, done_on=date(2025, 12, 31), persons=3)
    wrong = aid.deed(club, persons=40, goods=100)
    aid.deed(club, persons=4, goods=10)
    aid.story.do(service.take_back, wrong, AidCorrection(reason="多记一位"), by=aid.clerk, at=NOON + timedelta(days=1))
    found = aid.story.do(reading.year_totals, 2026, NOON + timedelta(days=2))
    assert (found.total.rows, found.total.sums) == (2, AidSums(persons=16, money_fen=5_000_000, jobs=6, goods=10))
    assert [(line.name, line.sums.persons) for line in found.by_party] == [("社会组织", 4), ("企业", 12)]
    assert [(line.key, line.rows, line.sums.persons) for line in found.by_year] == [("2025", 1, 3), ("2026", 2, 16)]
    assert aid.story.do(reading.year_totals, 2026, NOON).total.sums.persons == 56  # as the ledger stood before


def test_the_workbooks_columns_add_up_to_the_years_totals(aid: Aid) -> None:
    works = aid.partner("江北机械厂")
    aid.deed(works, persons=12, money_fen=50_000 * YUAN, ticket=a_ticket(aid.story))
    aid.deed(works, done_on=date(2025, 12, 31), persons=3)
    wrong = aid.deed(works, persons=40)
    aid.story.do(service.take_back, wrong, AidCorrection(reason="重复"), by=aid.clerk, at=NOON)
    rows = spreadsheets.read("aid.xlsx", aid.story.do(export.ledger_workbook, 2026, NOON), export.COLUMNS).rows
    total = aid.story.do(reading.year_totals, 2026, NOON).total.sums
    assert sum(int(row["persons"]) for row in rows) == total.persons == 12
    assert sorted(row["standing"] for row in rows) == ["stands", "takes_back", "wrong"]
    assert {row["ticket"] for row in rows} == {"", "20260304-000001"}


def test_a_wrong_row_is_taken_back_once_also_by_two_at_once(aid: Aid) -> None:
    row = aid.deed(aid.partner("江北机械厂"), persons=5)
    together = Barrier(4)

    def back(_n: int) -> bool:
        together.wait(10)
        try:
            aid.story.do(service.take_back, row, AidCorrection(reason="重复"), by=aid.clerk, at=NOON)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(back, range(4))) == [False, False, False, True]
    shown = aid.story.do(reading.ledger).items
    assert sorted((one.sums.persons, one.corrected, one.corrects is None) for one in shown) == [
        (-5, False, False),
        (5, True, True),
    ]
    taking = next(one.id for one in shown if one.corrects)
    with pytest.raises(Conflict, match="冲正"):
        aid.story.do(service.take_back, taking, AidCorrection(reason="x"), by=aid.clerk, at=NOON)


def test_a_pledge_is_fulfilled_by_the_deeds_done_for_it(aid: Aid) -> None:
    partner = aid.partner("江北机械厂")
    new = AidPledgeIn(year=2026, text="提供岗位", jobs=20, persons=5)
    pledge = aid.story.do(service.pledge, partner, new, by=aid.clerk, at=NOON).id
    aid.deed(partner, pledge=pledge, jobs=8)
    aid.deed(partner, jobs=2)
    [shown] = aid.story.do(reading.partner, partner).pledges
    assert (shown.fulfilled.numerator, shown.fulfilled.denominator, shown.fulfilled.percent) == (8, 20, 40.0)
    assert shown.fulfilled.base == "承诺的岗位（个）"
    with pytest.raises(BadInput, match="不是该单位"):
        aid.deed(aid.partner("另一家"), pledge=pledge, jobs=1)


def test_a_deed_has_a_figure_a_day_that_has_come_and_a_partner_of_that_day(aid: Aid) -> None:
    partner = aid.partner("江北机械厂")
    with pytest.raises(BadInput, match="都是0"):
        aid.deed(partner)
    with pytest.raises(BadInput, match="今天之后"):
        aid.deed(partner, persons=1, done_on=DAY + timedelta(days=1))
    aid.story.do(service.end_partner, partner, AidPartnerEnd(until=date(2026, 2, 1)))
    with pytest.raises(BadInput, match="不在册"):
        aid.deed(partner, persons=1)
    with pytest.raises(Conflict, match="已在名录"):
        aid.partner("江北机械厂")


def test_a_deed_names_its_ticket(aid: Aid) -> None:
    ticket = a_ticket(aid.story)
    aid.deed(aid.partner("江北机械厂"), persons=1, ticket=ticket)
    [row] = aid.story.do(reading.ledger, ticket=ticket).items
    assert row.ticket is not None
    assert row.ticket.number == "20260304-000001"


@given(st.lists(st.tuples(COUNTS, COUNTS, st.sampled_from(["enterprise", "residents"])), max_size=12))
def test_the_parties_lines_add_up_to_the_total(rows: list[tuple[int, int, Any]]) -> None:
    deeds = [
        Deed(partner_id=str(n), partner_name="x", party=party, year=2026, sums=AidSums(persons=p, jobs=j))
        for n, (p, j, party) in enumerate(rows)
    ]
    total, lines = totals.line("total", "合计", deeds), totals.roll_up(deeds, totals.by_party)
    assert totals.summed(line.sums for line in lines) == total.sums
    assert sum(line.rows for line in lines) == total.rows == len(rows)
