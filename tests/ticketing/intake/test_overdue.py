"""No intake is ever left: what nobody accepts or finishes is told once, and silence of a citizen stops nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from sqlalchemy import func, select

from tests.ticketing.intake.test_service import HOUR, written
from tests.ticketing.story import NOON, Story
from ticketing.intake import overdue
from ticketing.intake import service as intake
from ticketing.notices.models import NoticeRow


def told(story: Story, kind: str) -> int:
    query = select(func.count()).select_from(NoticeRow).where(NoticeRow.kind == kind)
    return story.do(lambda uow: uow.session.scalar(query) or 0)


def test_past_its_hour_dispatchers_and_supervisors_are_told_once_also_by_two_nodes(story: Story) -> None:
    written(story, story.person("a1"), accept=False)
    story.do(overdue.look_through, NOON + HOUR - timedelta(seconds=1))
    assert told(story, "intake_overdue") == 0
    together = Barrier(3)

    def look(_n: int) -> None:
        together.wait(10)
        story.do(overdue.look_through, NOON + HOUR)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(look, range(3)))
    assert told(story, "intake_overdue") == 2  # one row for each of the two roles


def test_accepted_and_forgotten_is_told_to_the_one_who_accepted_and_those_above(story: Story) -> None:
    written(story, story.person("a1"))
    story.do(overdue.look_through, NOON + 4 * HOUR)
    story.do(overdue.look_through, NOON + 5 * HOUR)
    assert told(story, "intake_unfinished") == 3


def test_an_accepted_call_is_not_of_this_list(story: Story) -> None:
    story.answered(story.person("a1"))
    story.do(overdue.look_through, NOON + 9 * HOUR)
    assert told(story, "intake_unfinished") == 0


def test_a_citizen_who_does_not_answer_is_not_waited_for_longer_than_set(story: Story) -> None:
    clerk = story.person("a1")
    found = written(story, clerk)
    waits = story.do(intake.ask, found.id, "哪一栋楼？", clerk, NOON)
    assert waits.waits_until == NOON + timedelta(days=3)
    story.do(overdue.look_through, NOON + timedelta(days=3) - HOUR)
    assert story.do(intake.get, found.id, NOON).state == "waiting"
    story.do(overdue.look_through, NOON + timedelta(days=3))
    assert story.do(intake.get, found.id, NOON).state == "accepted"
