"""By which pairs a near find is looked for: the rare ones, so that the database does not rank half of the base."""

import pytest

from ticketing.knowledge import ranking
from ticketing.knowledge.finding import LOOKED_THROUGH, rare

PAIRS = ("办理", "材料", "身份", "公积", "租房")


def test_without_statistics_as_many_are_kept_as_an_article_cannot_do_without():
    missing = len(PAIRS) - len(rare(PAIRS, {}))
    assert (missing + 1) / len(PAIRS) >= ranking.NEAR > missing / len(PAIRS)


def test_common_pairs_are_left_out_while_rarer_ones_are_asked_for():
    assert set(rare(PAIRS, {"办理": 0.9, "材料": 0.6, "身份": 0.3})) == {"公积", "租房"}


def test_the_kept_ones_bring_no_more_than_the_share_that_is_looked_through():
    shares = dict.fromkeys(PAIRS, 0.04)
    assert sum(shares[pair] for pair in rare(PAIRS, shares)) <= LOOKED_THROUGH


@pytest.mark.parametrize("count", [1, 2, 3])
def test_where_all_are_common_the_rarest_is_asked_for(count):
    shares = {pair: 0.5 + place / 10 for place, pair in enumerate(PAIRS)}
    assert rare(PAIRS[:count], shares) == ["办理"]
