"""Fixtures of dispatch."""

import pytest

from tests.ticketing.dispatching.desk import Desk
from tests.ticketing.story import Story


@pytest.fixture
def desk(story: Story) -> Desk:
    return Desk(story)
