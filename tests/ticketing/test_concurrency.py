"""Two at once: each number is given once, and of two writers at one version one is told what the other wrote."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from config.errors import Conflict
from tests.ticketing.story import NOON, Story
from ticketing.calls import service as calls
from ticketing.drafts import service as drafts
from ticketing.drafts.errors import DraftChanged

WRITERS = 4


def test_tickets_made_at_once_have_numbers_of_their_own(story: Story) -> None:
    agent = story.person("a1")
    made = [story.answered(agent) for _ in range(WRITERS)]
    together = Barrier(WRITERS)

    def answer(call: str) -> str:
        together.wait(10)
        return story.do(drafts.answer, call, 1, "已答复", agent, NOON).number

    with ThreadPoolExecutor(WRITERS) as pool:
        numbers = list(pool.map(answer, made))
    assert sorted(numbers) == [f"20260304-{n:06d}" for n in range(1, WRITERS + 1)]


def test_of_writers_at_one_version_exactly_one_wins(story: Story) -> None:
    agent = story.person("a1")
    call = story.answered(agent)
    together = Barrier(WRITERS)

    def edit(title: str) -> str:
        together.wait(10)
        try:
            return story.do(drafts.edit, call, 1, {"title": title}, agent, NOON).title
        except DraftChanged as error:
            return f"lost to {error.draft.title}"

    with ThreadPoolExecutor(WRITERS) as pool:
        results = list(pool.map(edit, [f"t{n}" for n in range(WRITERS)]))
    winner = story.do(drafts.get, call).title
    assert sorted(results) == sorted([winner] + [f"lost to {winner}"] * (WRITERS - 1))


def test_a_call_gets_one_outcome_whoever_comes_first(story: Story) -> None:
    agent = story.person("a1")
    call = story.answered(agent)
    together = Barrier(WRITERS)

    def settle(_n: int) -> bool:
        together.wait(10)
        try:
            story.do(calls.set_outcome, call, "silent", agent, NOON)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(WRITERS) as pool:
        assert sorted(pool.map(settle, range(WRITERS))) == [False] * (WRITERS - 1) + [True]
