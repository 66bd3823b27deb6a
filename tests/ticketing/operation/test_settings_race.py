"""Two administrators who save at the same moment: one change stands, the other is refused, none is lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from config.errors import Conflict
from config.settings import load
from tests.ticketing.story import NOON, Story
from ticketing.operation import service


def test_the_same_setting_saved_at_the_same_moment_is_changed_once(story: Story) -> None:
    under, ready = load(), Barrier(2)

    def save(value: int) -> bool:
        ready.wait()
        try:
            story.do(service.change, under, {"acd.offer_s": value}, base=0, by="system", at=NOON)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(save, (25, 30))) == [False, True]
    assert len(story.do(service.history, "acd.offer_s", None, 10).items) == 1
