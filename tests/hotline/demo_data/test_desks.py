"""No page of a house that was lived in is empty: alarms, quality, blocked numbers, floor, bulletins, boxes of waiting work."""

from datetime import timedelta

import pytest

from tests.hotline.demo_data.conftest import DAYS, NOW
from ticketing.alerts import ledger, rules
from ticketing.blocking import service as blocking
from ticketing.bulletins import service as bulletins
from ticketing.db import Database
from ticketing.dispatching import boxes, leftovers
from ticketing.floor import service as floor
from ticketing.notices import service as notices
from ticketing.people.schemas import PersonOut
from ticketing.quality import figures, mismatches, reading, samples, sessions
from ticketing.supervision import reading as supervision

pytestmark = pytest.mark.timeout(300)
People = dict[str, PersonOut]
BEGAN = NOW - timedelta(days=DAYS)


def test_the_usual_rules_watch_and_one_was_changed_by_the_supervisor(database: Database) -> None:
    with database.reading() as uow:
        watching, changed = rules.listed(uow), [one for one in rules.history(uow).items if one.how == "changed"]
    assert len(watching) >= 9
    assert [(one.cells["threshold"], one.by and one.by.name) for one in changed] == [([10.0, 8.0], "赵敏")]


def test_alarms_came_were_acknowledged_went_up_and_went(database: Database) -> None:
    with database.reading() as uow:
        told, standing = ledger.between(uow, BEGAN, NOW + timedelta(seconds=1)), ledger.standing(uow)
    assert {one.what for one in told} == {"raised", "told", "acknowledged", "escalated", "cleared"}
    assert sum(one.what == "cleared" for one in told) >= 3
    assert max(one.seconds for one in told) < 3_600
    assert all(one.note for one in told if one.what == "acknowledged")
    assert "abandon_rate" in {one.kind for one in standing}


def test_calls_were_drawn_at_random_and_by_rules_and_anybody_can_draw_them_again(database: Database) -> None:
    with database.reading() as uow:
        drawn = samples.page(uow, None, 50).items
        checked = [samples.check(uow, one.id) for one in drawn]
    assert {bool(one.rules) for one in drawn} == {True, False}
    assert all(one.same_draw and one.whole for one in checked)


def test_reviews_are_in_every_state_and_agents_have_theirs(database: Database, people: People) -> None:
    with database.reading() as uow:
        every = reading.page(uow, people["supervisor1"], NOW, whose="all", limit=200).items
        waiting = reading.page(uow, people["inspector1"], NOW, whose="mine", state="waiting").items
        mine = [reading.own_page(uow, people[agent], NOW).items for agent in ("agent1", "agent2", "agent3")]
        counted = figures.figures(uow, BEGAN, NOW)
    assert {"open", "drafting", "submitted", "confirmed", "objected"} <= {one.state for one in every}
    assert len({one.score for one in every if one.score is not None}) > 3
    assert waiting
    assert all(mine)
    assert counted.score.count > 5


def test_an_agent_is_coached_and_told(database: Database, people: People) -> None:
    with database.reading() as uow:
        told = [one.kind for agent in ("agent1", "agent2", "agent3") for one in notices.page(uow, people[agent], NOW).items]
        reviews = [one for one in reading.page(uow, people["supervisor1"], NOW, whose="all", limit=200).items if one.score]
        steps = [step.step for one in reviews for step in reading.get(uow, one.id, people["supervisor1"], NOW).history]
    assert "quality" in told
    assert {"coach", "object", "confirm"} <= set(steps)


def test_one_calibration_is_agreed_and_one_goes_on(database: Database, people: People) -> None:
    with database.reading() as uow:
        found = {one.state: one for one in sessions.page(uow, people["supervisor1"], None, 50).items}
    assert set(found) == {"agreed", "blind"}
    assert found["agreed"].score is not None
    assert found["blind"].handed_in < found["blind"].of


def test_what_does_not_fit_was_found_and_partly_decided(database: Database) -> None:
    with database.reading() as uow:
        found = mismatches.page(uow, state=None, rule=None, agent=None, before=None, limit=50).items
    assert {"complaint_as_consultation", "no_answer_text", "called_again", "nobody_with_speech"} <= {one.rule for one in found}
    assert {one.state for one in found} == {"open", "right", "wrong"}


def test_numbers_are_blocked_with_a_reason_and_one_was_lifted(database: Database) -> None:
    with database.reading() as uow:
        listed = blocking.listed(uow, NOW)
    assert [[step.step for step in one.history] for one in listed.blocked] == [["blocked", "lifted", "blocked"], ["blocked"]]
    assert all(step.reason for one in listed.blocked for step in one.history)
    assert [one.count for one in listed.suspects] == [2]


def test_the_floors_ledger_of_today_has_a_broadcast_and_an_order(database: Database, people: People) -> None:
    with database.reading() as uow:
        before, today = floor.acts(uow).items, floor.acts(uow, since=NOW - timedelta(hours=1)).items
        on_the_desk = floor.lines_of(uow, people["agent3"].id, NOW)
    assert [(one.act, one.read) for one in today] == [("force_state", 0), ("broadcast", 2)]
    assert {"move_agent", "broadcast"} <= {one.act for one in before[len(today) :]}
    assert {one.act for one in on_the_desk} == {"force_state", "broadcast"}


def test_an_agent_that_was_moved_is_back_in_the_own_queues(database: Database, people: People) -> None:
    with database.reading() as uow:
        assert floor.move_in_force(uow, people["agent2"].id, NOW) is None


def test_a_bulletin_was_issued_of_each_day_and_of_the_week(database: Database) -> None:
    """From Sunday 8 March to Thursday 12: five days, and the week that ended with the first."""
    with database.reading() as uow:
        daily, weekly = (bulletins.listed(uow, kind=kind).items for kind in ("daily", "weekly"))
    assert [one.first.day for one in daily] == [12, 11, 10, 9, 8]
    assert [(one.first.day, one.last.day) for one in weekly] == [(2, 8)]
    assert sum(one.received for one in daily) > 5


def test_each_box_has_a_matter_that_waits(database: Database) -> None:
    with database.reading() as uow:
        counts = boxes.counts(uow, NOW)
        left = leftovers.list_left(uow, NOW)
        pool = supervision.papers(uow, NOW, rung="pool", only="open").items
    assert min(counts.extensions, counts.suspensions, counts.returned, counts.leftovers) >= 1
    assert [one.has_place for one in left if one.by_itself_at is None] == [False]
    assert pool
