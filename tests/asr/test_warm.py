from collections.abc import Iterator

import pytest

from asr.decoder import Utterance
from asr.warm import RETIRED_AFTER_S, Warmable, WarmDecoders


class Counted(Warmable):
    def __init__(self) -> None:
        self.warm = self.closed = False
        self.fed, self.finished, self.fails = 0.0, 0, False

    def warm_up(self) -> None:
        self.warm = True

    def accept(self, pcm: bytes) -> Utterance | None:
        if self.fails:
            raise RuntimeError("the engine gave up")
        return None

    def partial(self) -> str:
        return ""

    def finish_utterance(self) -> Utterance | None:
        self.finished += 1
        return None

    def fed_s(self) -> float:
        return self.fed

    def close(self) -> None:
        self.closed = True


class Made:
    def __init__(self) -> None:
        self.all: list[Counted] = []

    def __call__(self) -> Counted:
        self.all.append(Counted())
        return self.all[-1]


@pytest.fixture
def made() -> Made:
    return Made()


@pytest.fixture
def pool(made: Made) -> Iterator[WarmDecoders]:
    pool = WarmDecoders(made, warm=0, kept=1)
    yield pool
    pool.close(5.0)


def test_as_many_as_wanted_are_warm_before_the_first_call(made: Made) -> None:
    pool = WarmDecoders(made, warm=2, kept=2)
    assert [one.warm for one in made.all] == [True, True]
    pool.close(5.0)
    assert all(one.closed for one in made.all)


def test_what_comes_back_from_a_call_goes_to_the_next(made: Made, pool: WarmDecoders) -> None:
    for _ in range(5):
        pool.take().close()
    assert len(made.all) == 1


def test_nothing_of_one_call_is_left_for_the_next(made: Made, pool: WarmDecoders) -> None:
    lent = pool.take()
    lent.accept(b"")
    lent.close()
    assert made.all[0].finished == 1


def test_more_than_are_kept_are_closed(made: Made, pool: WarmDecoders) -> None:
    for lent in [pool.take() for _ in range(3)]:
        lent.close()
    assert [one.closed for one in made.all] == [False, True, True]


def test_one_that_failed_does_not_come_back(made: Made, pool: WarmDecoders) -> None:
    lent = pool.take()
    made.all[0].fails = True
    with pytest.raises(RuntimeError):
        lent.accept(b"")
    lent.close()
    assert made.all[0].closed
    assert made.all[0].finished == 0


def test_one_that_ran_for_hours_is_retired(made: Made, pool: WarmDecoders) -> None:
    lent = pool.take()
    made.all[0].fed = RETIRED_AFTER_S
    lent.close()
    assert made.all[0].closed


def test_what_comes_back_after_the_end_is_closed(made: Made, pool: WarmDecoders) -> None:
    lent = pool.take()
    pool.close(5.0)
    lent.close()
    assert made.all[0].closed
