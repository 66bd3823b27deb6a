"""A desk at which articles are written."""

import pytest

from tests.ticketing.knowledge.articles import Desk
from tests.ticketing.story import Story


@pytest.fixture
def desk(story: Story) -> Desk:
    return Desk(story, story.database.city.units.root.code)
