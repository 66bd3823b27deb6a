"""Nobody is told twice of one crossing: citizens who call while two nodes count, a node that starts again, reminders at once."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from tests.ticketing.conftest import LAW
from tests.ticketing.story import NOON, Story
from tests.ticketing.supervision.matters import levels, repeats, several, ticket, turn
from tests.ticketing.supervision.people import inspector
from ticketing.db import Database, open_database
from ticketing.directory import City
from ticketing.documents.models import DocumentRow
from ticketing.notices.models import NoticeRow
from ticketing.supervision import ladder, watch
from ticketing.supervision.clusters import turns
from ticketing.supervision.models import PaperRow, PaperStepRow
from ticketing.supervision.papers import NewPaper
from ticketing.tickets.actor import Actor
from ticketing.uow import UnitOfWork

LATER = NOON + timedelta(days=20)


@pytest.fixture
def node(url: str, database: Database, city: City) -> Iterator[Story]:
    """A second process over the same tables, as far as the database can tell."""
    other = open_database(url, city=city, law=LAW, clock=lambda: NOON, lock=False)
    yield Story(other)
    other.close()


def told(story: Story, kind: str) -> Counter[tuple[str, str]]:
    def read(uow: UnitOfWork) -> Counter[tuple[str, str]]:
        rows = uow.session.scalars(select(NoticeRow).where(NoticeRow.kind == kind)).all()
        return Counter((row.addressee, row.text) for row in rows)

    return story.do(read)


def papers(story: Story, kind: str) -> int:
    query = select(func.count()).select_from(DocumentRow).where(DocumentRow.kind == kind)
    return story.do(lambda uow: uow.session.scalar(query)) or 0


def test_citizens_call_while_two_nodes_count_and_each_level_is_told_once(story: Story, node: Story) -> None:
    together = Barrier(4)

    def call(first: int) -> None:
        together.wait(10)
        for n in range(first, 33, 2):
            ticket(story, NOON + timedelta(minutes=n))

    def count(at: Story) -> None:
        together.wait(10)
        for _ in range(8):
            at.do(turns.take_turn, NOON + timedelta(hours=1))

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(call, 0), pool.submit(call, 1), pool.submit(count, story), pool.submit(count, node)]:
            done.result(60)
    turn(node, NOON + timedelta(hours=1))
    assert sorted(levels(story)) == [11, 21, 31]
    assert len(repeats(story)) == 1
    assert (papers(story, "early_warning"), papers(story, "supervision_notice")) == (3, 1)
    mine = {text: times for (whom, text), times in told(story, "early_warning").items() if whom == "role:inspector"}
    assert sorted(mine.values()) == [1, 1, 1]


def test_a_node_that_starts_again_tells_nothing_again(story: Story, url: str, city: City) -> None:
    several(story, [NOON + timedelta(minutes=n) for n in range(12)])
    turn(story, NOON)
    before = told(story, "early_warning")
    again = open_database(url, city=city, law=LAW, clock=lambda: NOON, lock=False)
    turn(Story(again), NOON + timedelta(hours=1))
    several(Story(again), [NOON + timedelta(hours=2)])
    turn(Story(again), NOON + timedelta(hours=3))
    again.close()
    assert levels(story) == [11]
    assert told(story, "early_warning") == before
    assert set(before.values()) == {1}


def test_two_nodes_remind_of_a_late_reply_once_for_each_due_time(story: Story, node: Story) -> None:
    paper = overdue(story, inspector(story))
    together = Barrier(2)

    def remind(at: Story) -> None:
        together.wait(10)
        for _ in range(3):
            at.do(watch.look_through, LATER)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(remind, (story, node)))
    reminded = select(func.count()).where(PaperStepRow.paper_id == paper.id, PaperStepRow.command == "remind")
    assert story.do(lambda uow: uow.session.scalar(reminded)) == 1
    late = {text: times for (whom, text), times in told(story, "supervision").items() if whom == "unit:Q-CG" and "逾期" in text}
    assert list(late.values()) == [1]


def overdue(story: Story, who: Actor) -> PaperRow:
    new = NewPaper(rung="urge", ground="overdue", text="请尽快办理", ticket=ticket(story))
    return story.do(ladder.start, new, actor=who, at=NOON)


def test_two_who_raise_the_same_paper_at_once_raise_it_once(story: Story, node: Story) -> None:
    who = inspector(story)
    notice = story.do(
        ladder.start, NewPaper(rung="notice", ground="overdue", text="请整改", ticket=ticket(story)), actor=who, at=NOON
    )
    together = Barrier(2)

    def climb(at: Story) -> str:
        together.wait(10)
        try:
            return at.do(ladder.climb, notice.id, "unanswered", "逾期未回复", actor=who, at=NOON).number
        except Exception as error:
            return type(error).__name__

    with ThreadPoolExecutor(2) as pool:
        found = sorted(pool.map(climb, (story, node)))
    assert found == ["Conflict", "督池〔2026〕1号"]
