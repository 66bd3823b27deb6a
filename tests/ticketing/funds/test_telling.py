"""Who hears of a draw: the nearest leaders decide or are told, the pool's unit hears what was decided, nobody of the own deed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.ticketing.funds.fund_story import STREET, YUAN, Funds
from tests.ticketing.story import NOON, Story
from ticketing.funds import pools, watch
from ticketing.funds.schemas import PoolBudget, PoolClosing
from ticketing.notices.models import NoticeRow
from ticketing.uow import UnitOfWork


@pytest.fixture
def funds(story: Story) -> Funds:
    return Funds(story)


def told(funds: Funds, kind: str) -> list[tuple[set[str], str, str]]:
    """Addressees, text and link of each notice of this kind, in the order of telling."""

    def read(uow: UnitOfWork) -> list[tuple[set[str], str, str]]:
        found: dict[tuple[str, str], set[str]] = {}
        for row in uow.session.scalars(select(NoticeRow).where(NoticeRow.kind == kind).order_by(NoticeRow.id)):
            found.setdefault((row.text, row.link), set()).add(row.addressee)
        return [(addressees, text, link) for (text, link), addressees in found.items()]

    return funds.story.do(read)


def test_a_draw_above_the_limit_is_put_before_the_nearest_leaders_and_the_hotline(funds: Funds) -> None:
    draw = funds.draw(funds.pool(), 80_000)
    [(addressees, text, link)] = told(funds, "fund_draw_requested")
    assert addressees == {f"person:{funds.leader}", "role:supervisor"}  # the street has no leader of its own: the district's
    assert "80,000元" in text
    assert draw.number in text
    assert link == f"/funds/draws?draw={draw.id}"


def test_the_streets_own_leader_is_nearer_than_the_districts(funds: Funds) -> None:
    own = funds.story.person("street-chief", "leader", unit=STREET)
    funds.draw(funds.pool(), 80_000)
    assert told(funds, "fund_draw_requested")[0][0] == {f"person:{own}", "role:supervisor"}


def test_leaders_hear_of_a_draw_that_needs_no_approval(funds: Funds) -> None:
    funds.draw(funds.pool(500_000), 4_000)
    [(addressees, text, _)] = told(funds, "fund_draw_exempt")
    assert addressees == {f"person:{funds.leader}"}
    assert "余额496,000元" in text
    assert not told(funds, "fund_draw_requested")


def test_the_unit_hears_what_was_decided_and_so_does_who_asked_from_elsewhere(funds: Funds) -> None:
    pool = funds.pool()
    funds.approve(funds.draw(pool, 80_000))
    funds.refuse(funds.draw(pool, 7_000))
    assert [one[0] for one in told(funds, "fund_draw_decided")] == [{f"unit:{STREET}"}] * 2
    second = funds.story.person("boss2", "supervisor")
    funds.approve(funds.draw(pool, 9_000, by=second))
    assert told(funds, "fund_draw_decided")[-1][0] == {f"unit:{STREET}", f"person:{second}"}


def test_what_is_withdrawn_or_settled_is_told_to_those_who_waited(funds: Funds) -> None:
    pool = funds.pool(500_000)
    funds.withdraw(funds.draw(pool, 80_000))
    assert told(funds, "fund_draw_withdrawn")[0][0] == {f"person:{funds.leader}", "role:supervisor"}
    funds.settle(funds.pay(funds.approve(funds.draw(pool, 80_000))), 75_000)
    [(addressees, text, _)] = told(funds, "fund_draw_settled")
    assert addressees == {f"person:{funds.leader}"}
    assert "实际支出75,000元，资金池余额425,000元" in text


def test_a_late_draw_is_told_to_unit_leaders_and_hotline(funds: Funds) -> None:
    funds.draw(funds.pool(), 80_000)
    funds.story.do(watch.watch, NOON + timedelta(days=9))
    assert told(funds, "fund_draw_late")[0][0] == {f"unit:{STREET}", f"person:{funds.leader}", "role:supervisor"}


def test_the_unit_hears_of_its_budget(funds: Funds) -> None:
    pool = funds.pool(500_000)
    raised = PoolBudget(amount_fen=20_000 * YUAN, reason="汛期追加")
    funds.story.do(pools.change_budget, pool.id, raised, by=funds.boss, at=NOON)
    closing = PoolClosing(carry_fen=10_000 * YUAN, reason="结转")
    funds.story.do(pools.close, pool.id, closing, by=funds.boss, at=NOON + timedelta(days=290))
    found = told(funds, "fund_budget")
    assert all(one[0] == {f"unit:{STREET}", f"person:{funds.leader}"} for one in found)
    assert [word in one[1] for word, one in zip(("已设立", "汛期追加", "已关闭"), found, strict=True)] == [True] * 3
